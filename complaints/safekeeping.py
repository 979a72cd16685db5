"""Puts texts, identities and files of a case into its safe, without asking who may: actions that call it do.

Each function needs a transaction of its caller. Nothing here can read what it wrote.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

from django.db.models import F, Q

from accounts.models import Membership, User
from accounts.permissions import ROLE_PERMISSIONS, Permission
from complaints.choices import Party, WritingKind
from complaints.models import Attachment, Case, CaseAssignment, CleanedPage, Complaint, Identity, Recusal, Writing
from vault.actions import create_safe
from vault.choices import Compartment
from vault.holders import holders_by_office
from vault.models import KeyPair, Safe
from vault.sealing import seal_file, seal_text

READERS = [role for role, granted in ROLE_PERMISSIONS.items() if Permission.SEALED_OPEN in granted]


@dataclass(frozen=True, slots=True)
class Description:
    """What the envelope of a file says. `sha256` is of the original, in hexadecimal digits."""

    name: str
    kind: str
    size: int
    sha256: str

    @classmethod
    def of(cls, *, name: str, kind: str, content: bytes) -> "Description":
        """The description of a file that is in memory."""
        return cls(name, kind, len(content), hashlib.sha256(content).hexdigest())


def ensure_safe(*, case: Case, by: User | None, today: date, receipt: str | None = None) -> Safe:
    """The safe of a case, made when the first thing is put into it. Raises vault.actions.NobodyCouldOpen.

    Its narrative opens for the leads and for who was given the case to work on; its identities for the keepers. Nobody
    who stands back from the case gets a key.
    """
    if case.safe_id is None:
        locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if locked.safe_id is None:
            locked.safe = _new_safe(locked, by, today, receipt)
            locked.save(update_fields=["safe"])
        case.safe = locked.safe
    return case.safe


def _new_safe(case: Case, by: User | None, today: date, receipt: str | None) -> Safe:
    leads = holders_by_office(case.organisation, Compartment.NARRATIVE)
    # Whoever was put on the case by a lead that others trust, or opened it; not who assigned themselves.
    is_given = Q(assigned_by__in=leads.values("user")) | Q(assigned_by=F("user"), case__created_by=F("user"))
    at_work = CaseAssignment.objects.filter(is_given, case=case, ended_at=None).values("user")
    readers = Membership.objects.active().filter(organisation=case.organisation, role__in=READERS).values("user")
    pairs = KeyPair.objects.filter(user__in=at_work).filter(user__in=readers).select_related("user")
    # A monitor may be assigned and yet not know of the case, as long as the person has not agreed.
    working = [pair for pair in pairs if Case.objects.visible_to(pair.user).filter(pk=case.pk).exists()]
    return create_safe(
        organisation=case.organisation,
        holders={
            Compartment.NARRATIVE: [*leads, *working],
            Compartment.IDENTITY: holders_by_office(case.organisation, Compartment.IDENTITY),
        },
        barred=User.objects.filter(pk__in=Recusal.objects.filter(case=case, ended_on=None).values("user")),
        receipt=receipt,
        today=today,
        by=by,
    )


def put_writing(
    *,
    case: Case,
    kind: WritingKind,
    text: str,
    author: User | None,
    today: date,
    complaint: Complaint | None = None,
) -> Writing:
    """Seals a text into the narrative compartment. The case has a safe."""
    writing = Writing(case=case, complaint=complaint, kind=kind, author=author, written_on=today)
    writing.envelope = seal_text(
        safe=case.safe, compartment=Compartment.NARRATIVE, record=writing.uuid, field="text", text=text
    )
    writing.save(force_insert=True)
    return writing


def put_identity(
    *, case: Case, party: Party, number: int, facts: Mapping[str, str], recorded_by: User | None, today: date
) -> Identity:
    """Seals names and contacts into the identity compartment. `facts` with empty values are left out."""
    identity = Identity(case=case, party=party, number=number, recorded_by=recorded_by, recorded_on=today)
    identity.envelope = seal_text(
        safe=case.safe,
        compartment=Compartment.IDENTITY,
        record=identity.uuid,
        field="facts",
        text=json.dumps({name: value for name, value in facts.items() if value}, ensure_ascii=False),
    )
    identity.save(force_insert=True)
    return identity


def put_attachment(
    *,
    case: Case,
    description: Description,
    content: Iterable[bytes] | None,
    added_by: User | None,
    today: date,
    pages: Sequence[bytes] = (),
) -> Attachment:
    """Seals a file. Without `content` the original is not kept, and only its cleaned `pages` are."""
    attachment = Attachment(case=case, added_by=added_by, added_on=today)
    attachment.description = seal_text(
        safe=case.safe,
        compartment=Compartment.NARRATIVE,
        record=attachment.uuid,
        field="description",
        text=json.dumps(asdict(description), ensure_ascii=False),
    )
    if content is not None:
        attachment.original = seal_file(
            safe=case.safe, compartment=Compartment.NARRATIVE, content=content, length=description.size
        )
    attachment.save(force_insert=True)
    put_pages(attachment=attachment, pages=pages)
    return attachment


def put_pages(*, attachment: Attachment, pages: Sequence[bytes]) -> None:
    """Seals the cleaned pages of a file. Raises IntegrityError where somebody else was quicker."""
    for number, page in enumerate(pages, start=1):
        file = seal_file(safe=attachment.case.safe, compartment=Compartment.NARRATIVE, content=[page], length=len(page))
        CleanedPage.objects.create(attachment=attachment, number=number, file=file)


def described(text: str) -> Description:
    """The description in an opened envelope."""
    return Description(**json.loads(text))


def midnight(day: date) -> datetime:
    """The moment written where a row needs one and only the day may be known: midnight, UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
