"""Reads every chain of the audit from its beginning and says where it was changed.

One statement reads events and heads together, so that acts written meanwhile disturb nothing. No event becomes an
object: a hundred thousand take a few seconds.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from django.db import connection, transaction

from accounts.audit import SEALED, genesis, seal
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


@dataclass(frozen=True, slots=True)
class _Row:
    """An event as the database holds it; `fields` are those its hash covers."""

    uuid: UUID | None
    fields: tuple
    prev: str
    hash: str

    @property
    def seq(self) -> int:
        return self.fields[1]


@dataclass(frozen=True, slots=True)
class _Head:
    seq: int
    hash: str


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
    length, last, found, head, expected = 0, 0, None, None, ""
    for row, head in rows:  # noqa: B007 -- every row of a chain carries the same head
        if row is None:
            continue
        length += 1
        expected = expected or genesis(row.uuid)
        if found is None:
            found = _fault(name, row, last + 1, expected, anchored)
            last, expected = row.seq, row.hash
    if found is not None:
        return length, found
    if head is None:
        return length, Breach(name, None, "the head of the chain is missing")
    if head.seq != last or (last and head.hash != expected):
        return length, Breach(name, last, "the chain does not end where its head says; events at the end are gone")
    beyond = [seq for seq in anchored if seq > last]
    if beyond:
        return length, Breach(name, max(beyond), "an anchor knows this event, the chain ends before it")
    return length, None


def _fault(name: str, row: _Row, seq: int, prev: str, anchored: dict[int, str]) -> Breach | None:
    if row.seq != seq:
        return Breach(name, seq, f"this event is missing; the next one is {row.seq}")
    if row.prev != prev:
        return Breach(name, seq, "this event does not follow the one before it")
    if row.hash != seal(row.prev, *row.fields):
        return Breach(name, seq, "this event was changed after it was written")
    if anchored.get(seq, row.hash) != row.hash:
        return Breach(name, seq, "this event is another one than the anchor knows")
    return None


def _chains() -> Iterator[tuple[str, Iterator[tuple]]]:
    """(name, rows) of every chain; a row is (event or None, head or None)."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_READ)
        for (_key, uuid), rows in groupby(cursor, key=itemgetter(0, 1)):
            yield str(uuid) if uuid else HOUSE, map(_read, rows)


def _read(row: tuple) -> tuple[_Row | None, _Head | None]:
    _key, uuid, head_seq, head_hash, prev, own_hash, *fields = row
    event = _Row(uuid, tuple(fields), prev, own_hash) if own_hash is not None else None
    return event, _Head(head_seq, head_hash) if head_seq is not None else None


_READ = (
    # A chain may have lost its head, and a head its chain; 0 is the house, for no organisation has that number.
    "SELECT coalesce(e.organisation_id, c.organisation_id, 0), o.uuid, c.seq, c.hash, e.prev, e.hash,"  # noqa: S608
    f" {', '.join(f'e.{name}' for name in SEALED)}"
    " FROM accounts_auditevent e"
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
