"""Reads every chain of the audit from its beginning and says where it was changed.

One statement reads events and heads together, so that acts written meanwhile disturb nothing. No event becomes an
object: a hundred thousand take a few seconds.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from django.db import connection, transaction

from accounts.audit import SEALED, SEALED_COLUMNS, genesis, seal
from accounts.audit_anchors import HOUSE, Anchor

# What the database must answer about its last line of defence: a trigger that is gone, asleep or another one is told.
TRIGGERS = {
    "auditevent_no_change": "BEFORE DELETE OR UPDATE ON public.accounts_auditevent FOR EACH ROW EXECUTE",
    "auditevent_no_truncate": "BEFORE TRUNCATE ON public.accounts_auditevent FOR EACH STATEMENT EXECUTE",
    "auditchain_moves_on": "BEFORE UPDATE ON public.accounts_auditchain FOR EACH ROW WHEN",
    "auditchain_no_delete": "BEFORE DELETE ON public.accounts_auditchain FOR EACH ROW EXECUTE",
    "auditchain_no_truncate": "BEFORE TRUNCATE ON public.accounts_auditchain FOR EACH STATEMENT EXECUTE",
}
CONSTRAINTS = {"accounts_auditchain_once", "accounts_auditevent_prev_once", "accounts_auditevent_seq_once"}


@dataclass(frozen=True, slots=True)
class Breach:
    """The first place where a chain does not hold; `seq` is None where no event is meant."""

    chain: str
    seq: int | None
    what: str

    def __str__(self) -> str:
        place = self.chain if self.seq is None else f"{self.chain}, event {self.seq}"
        return f"{place}: {self.what}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much was read, and what is wrong with it."""

    events: int
    chains: int
    anchors: int
    breaches: tuple[Breach, ...]


def verify(anchors: Iterable[Anchor] = ()) -> Verdict:
    """Every chain against its hashes, its head and the anchors, and the triggers that protect them."""
    anchored: dict[str, dict[int, str]] = defaultdict(dict)
    count = 0
    for anchor in anchors:
        count += 1
        anchored[anchor.chain][anchor.seq] = anchor.hash
    breaches = list(_sleeping_guards())
    events = chains = 0
    for name, rows in _chains():
        length, breach = _walk(name, rows, anchored.pop(name, {}))
        events, chains = events + length, chains + 1
        breaches += [breach] if breach else []
    breaches += [Breach(name, max(places), "an anchor knows a chain that is gone") for name, places in anchored.items()]
    return Verdict(events, chains, count, tuple(breaches))


def _walk(name: str, rows: Iterator[tuple], anchored: dict[int, str]) -> tuple[int, Breach | None]:
    """Number of events of a chain, and the first place where it does not hold."""
    length, last, found, head, expected = 0, 0, None, (None, None), ""
    for _key, uuid, head_seq, head_hash, prev, own_hash, *fields in rows:
        head = (head_seq, head_hash)
        if own_hash is None:  # a head without any event
            continue
        length += 1
        expected = expected or genesis(uuid)
        if found is None:
            found = _fault(name, (prev, own_hash), fields, last + 1, expected, anchored)
            last, expected = fields[_SEQ], own_hash
    return length, found or _fault_at_the_end(name, head, last, expected, anchored)


def _fault(
    name: str, hashes: tuple[str, str], fields: list, seq: int, expected: str, anchored: dict[int, str]
) -> Breach | None:
    prev, own_hash = hashes
    if fields[_SEQ] != seq:
        return Breach(name, seq, f"this event is missing; the next one is {fields[_SEQ]}")
    if prev != expected:
        return Breach(name, seq, "this event does not follow the one before it")
    if own_hash != seal(prev, *fields):
        return Breach(name, seq, "this event was changed after it was written")
    if anchored.get(seq, own_hash) != own_hash:
        return Breach(name, seq, "this event is another one than the anchor knows")
    return None


def _fault_at_the_end(
    name: str, head: tuple[int | None, str | None], last: int, expected: str, anchored: dict[int, str]
) -> Breach | None:
    seq, own_hash = head
    if seq is None:
        return Breach(name, None, "the head of the chain is missing")
    if seq != last or (last and own_hash != expected):
        return Breach(name, last, "the chain does not end where its head says; events at the end are gone")
    beyond = [known for known in anchored if known > last]
    if beyond:
        return Breach(name, max(beyond), "an anchor knows this event, the chain ends before it")
    return None


def _chains() -> Iterator[tuple[str, Iterator[tuple]]]:
    """(name, rows) of every chain; a row is an event with the head of its chain, either of which may be missing."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_READ)
        for (_key, uuid), rows in groupby(cursor, key=itemgetter(0, 1)):
            yield str(uuid) if uuid else HOUSE, rows


_SEQ = SEALED.index("seq")
_READ = (
    # A chain may have lost its head, and a head its chain; 0 is the house, for no organisation has that number.
    "SELECT coalesce(e.organisation_id, c.organisation_id, 0), o.uuid, c.seq, c.hash, e.prev, e.hash,"  # noqa: S608
    f" {', '.join(f'e.field_{place}' for place in range(len(SEALED)))}"
    " FROM (SELECT organisation_id, prev, hash, seq, id,"
    f" {', '.join(f'{sql} AS field_{place}' for place, sql in enumerate(SEALED_COLUMNS))} FROM accounts_auditevent) e"
    " FULL JOIN accounts_auditchain c ON coalesce(c.organisation_id, 0) = coalesce(e.organisation_id, 0)"
    " LEFT JOIN accounts_organisation o ON o.id = coalesce(e.organisation_id, c.organisation_id)"
    " ORDER BY 1, e.seq, e.id"
)


def _sleeping_guards() -> Iterator[Breach]:
    """What should refuse changes and does not: triggers gone, disabled or replaced, constraints gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, t.tgenabled, pg_get_triggerdef(t.oid), p.prosrc FROM pg_trigger t"
            " JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgname = ANY(%s) AND t.tgrelid IN"
            " ('accounts_auditevent'::regclass, 'accounts_auditchain'::regclass)",
            [list(TRIGGERS)],
        )
        found = {name: rest for name, *rest in cursor.fetchall()}
        cursor.execute("SELECT conname FROM pg_constraint WHERE conname = ANY(%s)", [list(CONSTRAINTS)])
        constraints = {name for (name,) in cursor.fetchall()}
    for name, definition in TRIGGERS.items():
        if name not in found:
            yield Breach("triggers", None, f"{name} is missing")
        elif found[name][0] not in ("O", "A"):
            yield Breach("triggers", None, f"{name} is disabled")
        elif definition not in found[name][1] or not found[name][2].strip().startswith("BEGIN\n    RAISE EXCEPTION"):
            yield Breach("triggers", None, f"{name} is not what it was")
    for name in sorted(CONSTRAINTS - constraints):
        yield Breach("constraints", None, f"{name} is missing")
