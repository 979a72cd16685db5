"""Writes an act into the audit, in the transaction of the act itself: either both happened or neither.

Each organisation has a chain of its own, and the house (no organisation) another. Every event carries the hash of the
one before it; the lock on the head of the chain lets one writer at a time append.
"""

import hashlib
import json
import re
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.functional import Promise

from accounts.choices import Act, Outcome, Reason
from accounts.models import AuditEvent, Organisation, User

CODE = re.compile(r"[a-z0-9_]{1,20}")
# What a hash covers besides the hash before it, in the order of `values_list` and of the columns of verification.
SEALED = (
    *("organisation_id", "seq", "happened_at", "is_coarse", "actor_id"),
    *("action", "subject", "subject_uuid", "outcome", "reason"),
)
_REASONS: dict[str, Promise] = dict(Reason.choices)


def name_reasons(choices: type[models.TextChoices]) -> None:
    """Adds a closed list of another room to the reasons the audit takes. Called from an app's `ready`."""
    _REASONS.update(choices.choices)


def reason_label(code: str) -> Promise | str:
    """The words for a reason; the code itself where a list lost it since."""
    return _REASONS.get(code, code)


def record(
    *,
    actor: User | None,
    organisation: Organisation | int | None,
    action: Act,
    subject: str = "",
    subject_uuid: UUID | None = None,
    reason: str = "",
    is_coarse: bool = False,
    outcome: str = Outcome.DONE,
) -> AuditEvent:
    """Appends an act to the chain of `organisation` (or its primary key), or of the house where there is none.

    Two statements. Call it when the rows of the act itself are locked already: the head of the chain stays locked
    until the commit.
    `subject` is the kind of the thing ("case", "person"); `reason` a code of `Reason` or of a list given to
    `name_reasons`. `is_coarse` keeps the day alone: for whatever an anonymous person did.
    Raises ValueError for what is no code of the lists.
    """
    _must_be_codes(subject, reason)
    now = timezone.now().astimezone(UTC)
    key = organisation if organisation is None or isinstance(organisation, int) else organisation.pk
    event = AuditEvent(
        organisation_id=key,
        happened_at=now.replace(hour=0, minute=0, second=0, microsecond=0) if is_coarse else now,
        is_coarse=is_coarse,
        actor=actor,
        action=str(Act(action)),
        subject=subject,
        subject_uuid=subject_uuid,
        outcome=str(Outcome(outcome)),
        reason=str(reason),
    )
    # No savepoint of its own: an act whose audit fails has failed.
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        chain, last, event.prev = _locked_head(cursor, key)
        event.seq = last + 1
        event.hash = seal(event.prev, *(getattr(event, name) for name in SEALED))
        cursor.execute(_APPEND, [*(getattr(event, name) for name in (*SEALED, "prev", "hash", "seq", "hash")), chain])
        event.pk = cursor.fetchone()[0]
    event._state.adding, event._state.db = False, connection.alias
    return event


def genesis(organisation: UUID | None) -> str:
    """What stands before the first event of a chain: a value that no two chains share."""
    return hashlib.sha256(f"aryz audit {organisation or 'house'}".encode()).hexdigest()


def seal(
    prev: str,
    organisation_id: int | None,
    seq: int,
    happened_at: datetime,
    is_coarse: bool,
    actor_id: int | None,
    action: str,
    subject: str,
    subject_uuid: UUID | None,
    outcome: str,
    reason: str,
) -> str:
    """SHA-256 over the hash before and the canonical JSON of the other fields, in hexadecimal."""
    fields = {
        "action": action,
        "actor": actor_id,
        "at": happened_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "coarse": is_coarse,
        "organisation": organisation_id,
        "outcome": outcome,
        "reason": reason,
        "seq": seq,
        "subject": subject,
        "subject_uuid": str(subject_uuid) if subject_uuid else None,
    }
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{prev}|{text}".encode()).hexdigest()


def _must_be_codes(subject: str, reason: str) -> None:
    if subject and not CODE.fullmatch(subject):
        raise ValueError("The subject of an act is a short code such as 'case'.")
    if reason and reason not in _REASONS:
        raise ValueError("This reason is in no closed list; add it to accounts.choices.Reason or call name_reasons.")


def _locked_head(cursor: object, organisation_id: int | None) -> tuple[int, int, str]:
    """Primary key of the chain, number and hash of its last event; the first event of all makes the chain."""
    where = "organisation_id IS NULL AND %s::bigint IS NULL" if organisation_id is None else "organisation_id = %s"
    locking = f"SELECT id, seq, hash FROM accounts_auditchain WHERE {where} FOR UPDATE"  # noqa: S608 -- two constants
    cursor.execute(locking, [organisation_id])
    head = cursor.fetchone()
    if head is None:
        uuid = Organisation.objects.get(pk=organisation_id).uuid if organisation_id is not None else None
        cursor.execute(_BEGIN, [organisation_id, genesis(uuid)])
        cursor.execute(locking, [organisation_id])
        head = cursor.fetchone()
    return head


_BEGIN = "INSERT INTO accounts_auditchain (organisation_id, seq, hash) VALUES (%s, 0, %s) ON CONFLICT DO NOTHING"
_APPEND = (
    f"WITH event AS (INSERT INTO accounts_auditevent ({', '.join(SEALED)}, prev, hash)"  # noqa: S608 -- columns
    f" VALUES ({', '.join(['%s'] * (len(SEALED) + 2))}) RETURNING id)"
    " UPDATE accounts_auditchain SET seq = %s, hash = %s WHERE id = %s RETURNING (SELECT id FROM event)"
)
