"""Ways in which somebody who owns the database might falsify the audit: each changes one chain, by chance.

The triggers must be asleep. Whoever falsifies knows how hashes are made, and mends them and the head where that helps.
"""

from collections.abc import Callable
from random import Random
from uuid import UUID

from accounts.audit import SEALED_COLUMNS, seal

Tampering = Callable[[object, Random, int], None]

EVENTS = "accounts_auditevent"
CHAINS = "accounts_auditchain"


def _numbers(cursor: object, chain: int) -> list[int]:
    cursor.execute(f"SELECT seq FROM {EVENTS} WHERE organisation_id = %s ORDER BY seq", [chain])
    return [seq for (seq,) in cursor.fetchall()]


def _update(cursor: object, chain: int, seq: int, assignment: str, *values: object) -> None:
    cursor.execute(f"UPDATE {EVENTS} SET {assignment} WHERE organisation_id = %s AND seq = %s", [*values, chain, seq])
    assert cursor.rowcount == 1, assignment


def edit_a_field(cursor: object, chance: Random, chain: int) -> None:
    """Another act, person, day, subject or outcome; the hashes stay."""
    assignment, *values = chance.choice(
        [
            ("action = action || %s", "_"),
            ("subject = %s", "tampered"),
            ("subject_uuid = %s", UUID(int=chance.getrandbits(128))),
            ("outcome = CASE outcome WHEN 'done' THEN 'refused' ELSE 'done' END",),
            ("reason = reason || %s", "_"),
            ("actor_id = CASE WHEN actor_id IS NULL THEN (SELECT min(id) FROM accounts_user) END",),
            ("happened_at = happened_at + %s * interval '1 microsecond'", chance.randint(1, 10**9)),
            ("is_coarse = NOT is_coarse",),
        ]
    )
    _update(cursor, chain, chance.choice(_numbers(cursor, chain)), assignment, *values)


def edit_a_byte_of_a_hash(cursor: object, chance: Random, chain: int) -> None:
    """One letter of `prev` or `hash`."""
    column, place = chance.choice(("prev", "hash")), chance.randint(1, 64)
    new = (
        f"overlay({column} placing translate(substr({column}, %s, 1), '0123456789abcdef', '123456789abcdef0') from %s)"
    )
    _update(cursor, chain, chance.choice(_numbers(cursor, chain)), f"{column} = {new}", place, place)


def delete_an_event(cursor: object, chance: Random, chain: int) -> None:
    """One event, wherever it stands."""
    seq = chance.choice(_numbers(cursor, chain))
    cursor.execute(f"DELETE FROM {EVENTS} WHERE organisation_id = %s AND seq = %s", [chain, seq])


def swap_two_events(cursor: object, chance: Random, chain: int) -> None:
    """Two events change places."""
    one, other = chance.sample(_numbers(cursor, chain), 2)
    _update(cursor, chain, one, "seq = %s", -one)
    _update(cursor, chain, other, "seq = %s", one)
    _update(cursor, chain, -one, "seq = %s", other)


def delete_and_close_up(cursor: object, chance: Random, chain: int) -> None:
    """One event goes, those after it move up; the hashes stay."""
    seq = chance.choice(_numbers(cursor, chain)[:-1])
    cursor.execute(f"DELETE FROM {EVENTS} WHERE organisation_id = %s AND seq = %s", [chain, seq])
    for later in [number for number in _numbers(cursor, chain) if number > seq]:
        _update(cursor, chain, later, "seq = %s", later - 1)
    cursor.execute(f"UPDATE {CHAINS} SET seq = seq - 1 WHERE organisation_id = %s", [chain])


def cut_the_end(cursor: object, chance: Random, chain: int) -> None:
    """The last events go, and the head is mended: only an anchor knows of them."""
    keep = chance.choice(_numbers(cursor, chain)[:-1])
    cursor.execute(f"DELETE FROM {EVENTS} WHERE organisation_id = %s AND seq > %s", [chain, keep])
    cursor.execute(
        f"UPDATE {CHAINS} SET seq = %s, hash = (SELECT hash FROM {EVENTS} WHERE organisation_id = %s AND seq = %s)"
        " WHERE organisation_id = %s",
        [keep, chain, keep, chain],
    )


def rewrite_from_somewhere(cursor: object, chance: Random, chain: int) -> None:
    """One event is edited and every hash after it made anew, head included: only an anchor knows."""
    seq = chance.choice(_numbers(cursor, chain))
    _update(cursor, chain, seq, "action = action || '_'")
    cursor.execute(
        f"SELECT prev, {', '.join(SEALED_COLUMNS)} FROM {EVENTS} WHERE organisation_id = %s AND seq >= %s ORDER BY seq",
        [chain, seq],
    )
    prev, last = None, seq
    for stored, *fields in cursor.fetchall():
        prev, last = prev or stored, fields[1]
        made = seal(prev, *fields)
        _update(cursor, chain, last, "prev = %s, hash = %s", prev, made)
        prev = made
    cursor.execute(f"UPDATE {CHAINS} SET hash = %s WHERE organisation_id = %s", [prev, chain])


def move_the_head(cursor: object, chance: Random, chain: int) -> None:
    """The head names an event that is not the last."""
    cursor.execute(f"UPDATE {CHAINS} SET seq = seq + %s WHERE organisation_id = %s", [chance.choice((-1, 1)), chain])


def take_the_head(cursor: object, chance: Random, chain: int) -> None:
    """The head is deleted."""
    cursor.execute(f"DELETE FROM {CHAINS} WHERE organisation_id = %s", [chain])


def take_the_whole_chain(cursor: object, chance: Random, chain: int) -> None:
    """Every event and the head: only an anchor knows that there was a chain."""
    cursor.execute(f"DELETE FROM {EVENTS} WHERE organisation_id = %s", [chain])
    take_the_head(cursor, chance, chain)


TAMPERINGS: tuple[Tampering, ...] = (
    edit_a_field,
    edit_a_byte_of_a_hash,
    delete_an_event,
    swap_two_events,
    delete_and_close_up,
    cut_the_end,
    rewrite_from_somewhere,
    move_the_head,
    take_the_head,
    take_the_whole_chain,
)
