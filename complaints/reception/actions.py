"""Makes a case, or one more complaint of a case, out of a draft: one transaction, once however often it is tried.

The complaint gets the identifier of the draft, so that a second try finds what the first one made.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import User
from accounts.permissions import Permission
from complaints.actions import add_complaint, receive_complaint
from complaints.choices import DataSet, Party, WritingKind
from complaints.models import Case, Complaint, ComplaintDraft, Consent
from complaints.monitored import answers_to_add, take_keys_from_monitors
from complaints.parties import people_with_identity
from complaints.reception.barring import let_stand_back, tell_of
from complaints.reception.drafts import Gone, drafts_of
from complaints.reception.told import Told, is_storing_agreed
from complaints.rights import require_known
from complaints.safekeeping import ensure_safe, put_identity, put_writing
from complaints.telling import tell


class Changed(Exception):
    """The draft was changed after it was read; what would be kept is not what somebody looked at."""


def log_complaint(*, by: User, draft: UUID, read_at: datetime, told: Told, today: date) -> Complaint:
    """Keeps what a draft says, and deletes the draft. `read_at` is when the draft was last saved when it was read.

    Sent before, it changes nothing and gives the complaint that came of it. Raises Gone, Changed, PermissionDenied,
    NotPossible, Impossible, and vault.actions.NobodyCouldOpen where words came that nobody could read; then nothing is
    written and the draft stays.
    """
    try:
        with transaction.atomic():
            return _log(by, draft, read_at, told, today)
    except IntegrityError as error:
        if "complaints_case_file_number_once" in str(error):
            raise NotPossible(_("Another case of the organisation has this file number.")) from error
        raise


def logged(*, by: User, draft: UUID) -> Complaint | None:
    """The complaint that came of a draft, as far as `by` may still know of its case."""
    found = Complaint.objects.filter(uuid=draft, case__in=Case.objects.visible_to(by), case__organisation__isnull=False)
    return found.select_related("case__organisation").first()


def _log(by: User, uuid: UUID, read_at: datetime, told: Told, today: date) -> Complaint:
    draft = drafts_of(by).select_for_update(of=("self",)).filter(uuid=uuid).first()
    if draft is None:
        known = logged(by=by, draft=uuid)
        if known is None:
            raise Gone
        return known
    if draft.saved_at != read_at:
        raise Changed(_("The draft was changed meanwhile, perhaps in another window. Look at it again, then send it."))
    if not is_storing_agreed(told.consents):
        raise NotPossible(_("Without consent to keep it nothing is kept."))
    is_new = not draft.facts.get("into")
    case = _new_case(by, draft, told, today) if is_new else _known_case(by, draft)
    complaint = case.complaints.get() if is_new else _one_more(by, case, told, today)
    # What the button made once it makes no second time.
    Complaint.objects.filter(pk=complaint.pk).update(uuid=draft.uuid)
    complaint.uuid = draft.uuid
    barred = let_stand_back(by=by, case=case, today=today) if is_new else []
    acts = put_facts(by, case, told, today, is_new=is_new)
    acts += put_words(by, case, complaint, told, today)
    draft.delete()
    tell_of(barred, by=by, case=case)
    for act in acts:
        tell(by, case, act)
    return complaint


def _new_case(by: User, draft: ComplaintDraft, told: Told, today: date) -> Case:
    organisation = draft.organisation
    return receive_complaint(
        by=by,
        organisation=organisation,
        data_set=DataSet.DEMONSTRATION if organisation.is_demonstration else DataSet.OWN,
        today=today,
        **told.submission,
        **told.facts,
    )


def _known_case(by: User, draft: ComplaintDraft) -> Case:
    case = case_of(by, draft)
    if case is None:
        raise NotPossible(_("The case this was meant for is not open to you. Log the complaint as a new case."))
    require_known(by, Permission.CASE_RECORD, case)
    return case


def case_of(by: User, draft: ComplaintDraft) -> Case | None:
    """The case that the complaint of the draft shall be added to; None where there is none, or none `by` may know."""
    uuid = draft.facts.get("into")
    visible = Case.objects.visible_to(by).select_related("organisation", "safe")
    return visible.filter(uuid=uuid, organisation=draft.organisation_id).first() if uuid else None


def _one_more(by: User, case: Case, told: Told, today: date) -> Complaint:
    return add_complaint(by=by, case=case, today=today, **told.submission)


def put_facts(by: User, case: Case, told: Told, today: date, *, is_new: bool) -> list[Act]:
    """Keeps safeguards, consents and risk; gives what the audit is to be told. Needs a transaction.

    In a case that is not new nobody answers for those who are in it already.
    """
    if told.safeguards is not None:
        told.safeguards.case = case
        told.safeguards.save(force_insert=True)
    answers = told.consents if is_new else answers_to_add(case, told.consents)
    Consent.objects.bulk_create(
        Consent(case=case, scope=scope, answer=answer, recorded_by=by, recorded_on=today) for scope, answer in answers
    )
    acts = [Act.CONSENT_CHANGED]
    if take_keys_from_monitors(case, answers):
        acts.append(Act.KEY_REVOKED)
    if told.risk is not None:
        told.risk.case, told.risk.assessed_by = case, by
        told.risk.save(force_insert=True)
        acts.append(Act.RISK_JUDGED)
    return acts


def put_words(by: User, case: Case, complaint: Complaint, told: Told, today: date) -> list[Act]:
    """Seals the account and the names; gives what the audit is to be told. Needs a transaction."""
    if not told.narrative and not told.identities:
        return []
    acts = []
    ensure_safe(case=case, by=by, today=today)
    if told.narrative:
        put_writing(
            case=case, complaint=complaint, kind=WritingKind.NARRATIVE, text=told.narrative, author=by, today=today
        )
        acts.append(Act.TEXT_SEALED)
    taken = people_with_identity(case)
    for (party, number), facts in told.identities:
        free = _free_number(taken, party, number)
        put_identity(case=case, party=Party(party), number=free, facts=facts, recorded_by=by, today=today)
        acts.append(Act.IDENTITY_SEALED)
    return acts


def _free_number(taken: list[tuple[str, int]], party: str, number: int) -> int:
    """Whoever comes with one more complaint replaces nobody who came before."""
    before = [known for other, known in taken if other == party]
    return max(before) + number if before else number
