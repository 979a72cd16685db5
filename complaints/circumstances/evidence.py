"""Records pieces of evidence and through whose hands they go. Audited, one transaction each."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import User
from complaints.choices import CustodyAct, Holder, Precision, WritingKind
from complaints.dates import PartialDate
from complaints.models import Attachment, Case, CustodyStep, EvidenceItem, Writing
from complaints.projection import lock_cases
from complaints.rights import require_case
from complaints.safekeeping import ensure_safe, put_writing
from complaints.telling import tell
from institutions.choices import TermList
from institutions.models import Body, Term


@transaction.atomic
def add_evidence(
    *,
    by: User,
    case: Case,
    kind: Term,
    obtained: PartialDate,
    now: datetime,
    today: date,
    obtained_from: Holder = Holder.UNKNOWN,
    body: Body | None = None,
    attachment: Attachment | None = None,
    sha256: str = "",
    description: str = "",
) -> EvidenceItem:
    """Numbers a piece of evidence within its case and seals what it is and shows.

    Where the very day is known, its chain of custody begins with that it was received. Raises PermissionDenied,
    NobodyCouldOpen, and NotPossible for a file of another case or a day to come.
    """
    require_case(by, case)
    _refuse(case, kind, attachment, obtained, today)
    lock_cases({case.pk})
    item = EvidenceItem(
        case=case,
        number=(case.evidence.aggregate(last=Max("number"))["last"] or 0) + 1,
        kind=kind,
        obtained_on=obtained.day,
        precision=obtained.precision,
        obtained_from=obtained_from,
        body=body,
        attachment=attachment,
        sha256=sha256,
        recorded_by=by,
        recorded_at=now,
    )
    if description:
        item.description = _seal(item, description, by, today)
    item.save(force_insert=True)
    if obtained.is_exact:
        _append(
            item,
            by,
            now,
            act=CustodyAct.RECEIVED,
            happened_on=obtained.day,
            from_whom=obtained_from,
            to_whom=Holder.SEALED_STORE if attachment else Holder.UNKNOWN,
            body=body,
            sha256=sha256,
        )
    tell(by, case, Act.EVIDENCE_RECORDED)
    return item


def _refuse(case: Case, kind: Term, attachment: Attachment | None, obtained: PartialDate, today: date) -> None:
    if kind.list != TermList.EVIDENCE_TYPE:
        raise NotPossible(_("This is no kind of evidence."))
    if attachment is not None and attachment.case_id != case.pk:
        raise NotPossible(_("This file belongs to another case."))
    if obtained.day is not None and obtained.day > today:
        raise NotPossible(_("This date lies in the future."))


def _seal(item: EvidenceItem, description: str, by: User, today: date) -> Writing:
    """The description as a note of the case; among other notes it says of which piece it speaks."""
    ensure_safe(case=item.case, by=by, today=today)
    head = _("Evidence %(number)s: %(kind)s") % {"number": f"E{item.number}", "kind": item.kind.label}
    return put_writing(case=item.case, kind=WritingKind.NOTE, text=f"{head}\n\n{description}", author=by, today=today)


@transaction.atomic
def add_custody(
    *,
    by: User,
    item: EvidenceItem,
    act: CustodyAct,
    happened_on: date,
    now: datetime,
    today: date,
    from_whom: Holder = Holder.UNKNOWN,
    to_whom: Holder = Holder.UNKNOWN,
    body: Body | None = None,
    sha256: str = "",
    corrects: CustodyStep | None = None,
) -> CustodyStep:
    """Appends a link to the chain. `corrects` is a mistaken link of the same chain, which stays readable.

    Raises PermissionDenied, and NotPossible for a day to come, a day before what the chain has reached, or a link
    that cannot be corrected.
    """
    require_case(by, item.case)
    if happened_on > today:
        raise NotPossible(_("This date lies in the future."))
    lock_cases({item.case_id})
    if corrects is not None:
        if corrects.item_id != item.pk:
            raise NotPossible(_("This link belongs to the chain of another piece of evidence."))
        if CustodyStep.objects.filter(corrects=corrects).exists():
            raise NotPossible(_("Another link corrects this one already. Correct that one."))
    _check_order(item, happened_on, corrects)
    step = _append(
        item,
        by,
        now,
        act=act,
        happened_on=happened_on,
        from_whom=from_whom,
        to_whom=to_whom,
        body=body,
        sha256=sha256,
        corrects=corrects,
    )
    tell(by, item.case, Act.EVIDENCE_RECORDED)
    return step


def _check_order(item: EvidenceItem, happened_on: date, corrects: CustodyStep | None) -> None:
    """A chain runs forward from the day the thing was obtained; only a correction reaches back behind later links."""
    if item.precision == Precision.DAY and item.obtained_on and happened_on < item.obtained_on:
        raise NotPossible(_("This day lies before the day on which the evidence was obtained."))
    last = item.custody.filter(corrected_by=None).aggregate(last=Max("happened_on"))["last"]
    if corrects is None and last is not None and happened_on < last:
        raise NotPossible(_("This day lies before the last link of the chain. Say which link it corrects, if it does."))


def _append(item: EvidenceItem, by: User, now: datetime, **facts: object) -> CustodyStep:
    last = item.custody.aggregate(last=Max("number"))["last"] or 0
    return CustodyStep.objects.create(item=item, number=last + 1, recorded_by=by, recorded_at=now, **facts)
