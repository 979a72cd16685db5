"""Writes an act into the audit, in the transaction of the act itself: either both happened or neither.

Each organisation has a chain of its own, and the house (no organisation) another. Every event carries the hash of the
one before it; the lock on the head of the chain lets one writer at a time append.
"""

import hashlib
import re
from datetime import UTC
from json.encoder import encode_basestring_ascii as _quoted
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.functional import Promise

from accounts.choices import Act, Outcome, Reason
from accounts.models import AuditEvent, Membership, Organisation, User

CODE = re.compile(r"[a-z0-9_]{1,20}")
# What a hash covers besides the hash before it: columns, and the same as SQL that gives the texts that are hashed.
SEALED = (
    *("organisation_id", "seq", "happened_at", "is_coarse", "actor_id"),
    *("action", "subject", "subject_uuid", "outcome", "reason"),
)
_AS_TEXT = {
    "happened_at": """to_char(happened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')""",
    "subject_uuid": "subject_uuid::text",
}
SEALED_COLUMNS = tuple(_AS_TEXT.get(name, name) for name in SEALED)
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
        event.hash = seal(event.prev, *sealed_values(event))
        cursor.execute(_APPEND, [*(getattr(event, name) for name in (*SEALED, "prev", "hash", "seq", "hash")), chain])
        event.pk = cursor.fetchone()[0]
    event._state.adding, event._state.db = False, connection.alias
    return event


def record_of_person(
    *, user: User, action: Act, by: User | None = None, reason: str = "", outcome: str = Outcome.DONE
) -> AuditEvent:
    """Appends what `user` did about their own account, or `by` did to it, where `user` first joined.

    Whoever belongs nowhere leaves it to the chain of the house.
    """
    memberships = Membership.objects.filter(user=user.pk, is_active=True).order_by("pk")
    return record(
        actor=by or user,
        organisation=memberships.values_list("organisation", flat=True).first(),
        action=action,
        subject="person",
        subject_uuid=user.uuid,
        reason=reason,
        outcome=outcome,
    )


def genesis(organisation: UUID | None) -> str:
    """What stands before the first event of a chain: a value that no two chains share."""
    return hashlib.sha256(f"aryz audit {organisation or 'house'}".encode()).hexdigest()


def sealed_values(event: AuditEvent) -> tuple:
    """What the hash of an event covers, as `seal` takes it."""
    at = event.happened_at.astimezone(UTC).isoformat(timespec="microseconds")
    uuid = str(event.subject_uuid) if event.subject_uuid else None
    texts = {"happened_at": at, "subject_uuid": uuid}
    return tuple(texts[name] if name in texts else getattr(event, name) for name in SEALED)


def seal(
    prev: str,
    organisation_id: int | None,
    seq: int,
    at: str,
    is_coarse: bool,
    actor_id: int | None,
    action: str,
    subject: str,
    subject_uuid: str | None,
    outcome: str,
    reason: str,
) -> str:
    """SHA-256 over the hash before and the canonical JSON of the other fields, in hexadecimal.

    Keys in alphabetical order, no spaces. Written out, because a verification does this a hundred thousand times.
    """
    text = (
        f'{prev}|{{"action":{_quoted(action)},"actor":{_number(actor_id)},"at":{_quoted(at)},'
        f'"coarse":{"true" if is_coarse else "false"},"organisation":{_number(organisation_id)},'
        f'"outcome":{_quoted(outcome)},"reason":{_quoted(reason)},"seq":{seq},"subject":{_quoted(subject)},'
        f'"subject_uuid":{"null" if subject_uuid is None else _quoted(subject_uuid)}}}'
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _number(value: int | None) -> int | str:
    return "null" if value is None else value


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
