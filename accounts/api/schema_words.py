"""What the schema says in words of its own: how the interface is used, what its parts are, what answers mean."""

DESCRIPTION = """\
Coded facts about complaints of torture, for programs. Nothing sealed ever leaves through this interface: no
narrative, no name, no words of anybody, no attachment.

**Tokens.** Send `Authorization: Bearer <token>` with every request; a token in an address is not looked at. A token
acts as the person who made it, in one organisation, with no more than its scopes: every operation says which scope
it needs. What a token may not know of is answered as if it were not there (404).

**Pages.** Lists come in pages of 100 rows, or up to 1,000 with `limit`. Follow `next` until it is null. A cursor
fits one list only and says nothing to whoever reads it. `fields` names the members that are wanted, `ordering` the
order. A parameter that is not known is refused by name. With `Accept: text/csv` lists give the rows of the page as
CSV (UTF-8), and the header `Link` says where the next page is.

**Mistakes.** Mistakes are problems (RFC 9457) as `application/problem+json`, in the language of `Accept-Language`
(English, Russian, Kazakh). `errors` names what is wrong member by member: `victims[0].sex`. What was sent is never
repeated.

**Once.** Every POST carries `Idempotency-Key`, a UUID of your making. The same request with the same key changes
things once: the first answer is given again, with the header `Idempotent-Replay`. Keys are remembered for a day. A
key that was used for another request is refused with 422.

**Nothing overwritten.** Reading a case gives an `ETag`. A change of facts carries it as `If-Match`: without it the
answer is 428, and 412 where somebody changed the case meanwhile.

**Changes.** Take a cursor from `changes`, then read the lists, then ask `changes` again with the cursor: what
changed since comes in the order of the commits, without gaps or repeats.

**How often.** A token may ask 1,200 times a minute unless the house sets another number. After that the answer is
429 with `Retry-After`, in seconds.

**What is promised.** Under `/api/v1/` no member and no address goes away and none changes its meaning; new members,
codes and addresses may come. What shall end is marked here, and in the headers `Deprecation` and `Sunset` of every
answer, for a year before it ends.

Every example is invented.
"""

# Name of a part -> what is in it. Parts that no operation has are not told.
TAGS = {
    "about": "Where everything is, and on which country pack it rests.",
    "cases": "Cases with everything coded about them: complaints, people as codes, events, deadlines, alerts and more.",
    "visits": "Visits of monitors to places of detention: conduct, counts and findings, as codes.",
    "recommendations": "What was recommended after visits, what authorities said, and what monitors verified.",
    "statistics": "Figures with what they rest on: counts, bases and intervals.",
    "changes": "What changed, in the order of the commits, for programs that keep a copy.",
    "exports": "Files of coded facts, made in the background.",
    "imports": "Sheets of cases, read by the rules of the pages.",
    "jobs": "Long work that the owner of the token asked for.",
    "lists": "Lists of codes with labels in English, Russian and Kazakh.",
}

# What an answer means where the operation says nothing of it.
ANSWERS = {
    "200": "What was asked for.",
    "201": "It is kept.",
    "202": "It is being done in the background.",
    "204": "Done; there is no body.",
    "207": "Some items were kept and others refused: each result says what became of its item.",
    "304": "Nothing has changed since the state that `If-None-Match` names; there is no body.",
}

HEADERS = {
    "ETag": "Marks the state that was read; for `If-Match` and `If-None-Match`.",
    "Location": "Address of what was made.",
    "Link": "Addresses of the neighbouring pages (RFC 8288): `next` and `prev`.",
    "Content-Disposition": "Name of the file.",
    "Idempotent-Replay": "`true` where this is the answer to an earlier request with the same key.",
    "Retry-After": "Seconds to wait.",
    "WWW-Authenticate": "That a bearer token is wanted.",
    "Deprecation": "Since when this is better not used (RFC 9745): seconds since 1970 after an “@”.",
    "Sunset": "From when this may be gone (RFC 8594).",
}
