"""Makes a case out of a draft: one transaction, one receipt however often it is tried, and no moment but the day.

The receipt follows from the secret of the draft, so that a second try finds the first and shows the same.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import get_language

from accounts.audit import record as audit
from accounts.choices import Act
from accounts.models import Organisation
from complaints.choices import ConsentAnswer, DataSet, RecusalReason, WritingKind
from complaints.intake import drafts
from complaints.intake.letters import Written
from complaints.intake.routing import Target
from complaints.intake.takers import barred_in, close_to
from complaints.models import Case, Consent, Letter, Recusal, Respondent, Victim, VisitKind
from complaints.recording import add_submission, open_case
from complaints.safekeeping import Description, ensure_safe, midnight, put_attachment, put_identity, put_writing
from institutions.choices import Answer
from institutions.models import Channel, Term
from vault import receipts


class Gone(Exception):
    """There is no such draft any more; whether a letter came of it is not told."""


@transaction.atomic
def send(
    *,
    secret: bytes,
    letter: Written,
    organisation: Organisation,
    is_suspected_junk: bool,
    today: date,
    now: datetime,
) -> str:
    """Keeps the letter and gives the receipt. Sent before, it changes nothing and gives the same receipt.

    But only while the draft is there: afterwards the cookie alone gives nobody the receipt. Whoever calls it
    shows the receipt after the commit only. Raises Gone, vault.actions.NobodyCouldOpen.
    """
    draft = drafts.load(secret, kind=VisitKind.LETTER, today=today, now=now, for_update=True)
    if draft is None:
        raise Gone
    receipt = receipts.receipt_from(secret)
    if draft.is_sent:
        return receipt
    case = _new_case(letter, organisation, today)
    barred = _let_stand_back(case, letter.target, today)
    complaint = add_submission(
        by=None,
        case=case,
        channel=Channel.objects.filter(is_own_form=True).order_by("order").first(),
        passed_staff=Answer.NO,
        is_anonymous=letter.is_anonymous,
        today=today,
        recorded_at=midnight(today),
    )
    ensure_safe(case=case, by=None, today=today, receipt=receipt)
    for text in filter(None, (letter.story, letter.about)):
        put_writing(case=case, complaint=complaint, kind=WritingKind.NARRATIVE, text=text, author=None, today=today)
    for party, facts in letter.identities:
        put_identity(case=case, party=party, number=1, facts=facts, recorded_by=None, today=today)
    _move_files(draft, case, today)
    give_consent(case, letter.consents, today)
    Letter.objects.create(
        case=case,
        language=(get_language() or "en")[:2],
        risk=letter.risk,
        is_suspected_junk=is_suspected_junk,
        received_on=today,
    )
    _close(draft, now)
    for act in (Act.LETTER_RECEIVED, *[Act.RECUSED] * barred):
        _tell(case, act)
    return receipt


def give_consent(
    case: Case, answers: tuple[tuple[Term, bool], ...], today: date, *, known: Mapping[Term, str] | None = None
) -> None:
    """Answers of whoever wrote; each is a new row. A no after a yes in `known` takes it back."""
    Consent.objects.bulk_create(
        Consent(
            case=case,
            scope=scope,
            answer=consent_answer(is_given, (known or {}).get(scope)),
            is_from_reporter=True,
            recorded_on=today,
        )
        for scope, is_given in answers
    )


def consent_answer(is_given: bool, before: str | None = None) -> ConsentAnswer:
    """Yes or no as it is kept, after what was said before."""
    if is_given:
        return ConsentAnswer.GIVEN
    was_given = before in (ConsentAnswer.GIVEN, ConsentAnswer.WITHDRAWN)
    return ConsentAnswer.WITHDRAWN if was_given else ConsentAnswer.REFUSED


def counted(answers: tuple[tuple[Term, bool], ...]) -> str:
    """What the answers say of anonymous statistics."""
    for scope, is_given in answers:
        if scope.attributes.get("use") == "statistics":
            return Answer.YES if is_given else Answer.NO
    return Answer.NOT_ASKED


def _new_case(letter: Written, organisation: Organisation, today: date) -> Case:
    accused = [Respondent(agency=agency) for agency in letter.agencies]
    if not accused and any(party == "respondent" for party, _facts in letter.identities):
        accused = [Respondent()]
    return open_case(
        by=None,
        organisation=organisation,
        data_set=DataSet.DEMONSTRATION if organisation.is_demonstration else DataSet.OWN,
        respondents=accused,
        victims=[Victim()],
        methods=letter.methods,
        region=letter.region or (letter.facility.region if letter.facility else None),
        facility=letter.facility,
        facility_type=letter.facility_type,
        incident_on=letter.when.day,
        incident_precision=letter.when.precision,
        may_be_counted=counted(letter.consents),
        recorded_at=midnight(today),
    )


def _let_stand_back(case: Case, target: Target, today: date) -> int:
    """Before the safe is made, so that it is made without them; gives their number.

    Asked once the case is there: a tie that is declared meanwhile is seen here, or whoever declares it sees the case.
    """
    people = barred_in(case.organisation, close_to(target, today=today))
    Recusal.objects.bulk_create(
        Recusal(case=case, user=user, reason=RecusalReason.WORKED_THERE, started_on=today) for user in people
    )
    return len(people)


def _move_files(draft: drafts.Draft, case: Case, today: date) -> None:
    for file in drafts.files(draft):
        content = drafts.read_file(draft, file.number)
        pages: list[bytes] = []
        if file.is_cleaned:
            whole, start = b"".join(content), 0
            for length in file.page_lengths:
                pages.append(whole[start : start + length])
                start += length
        put_attachment(
            case=case,
            description=Description(file.name, file.kind, file.size, file.sha256),
            content=None if file.is_cleaned else content,
            added_by=None,
            today=today,
            pages=pages,
        )


def _close(draft: drafts.Draft, now: datetime) -> None:
    """Of the draft only the moment is left at which it was sent, sealed; with it goes the receipt (`drafts.load`)."""
    draft.row.files.all().delete()
    draft.content = {"sent": now.timestamp(), "language": draft.content.get("language", "")}
    drafts.save(draft, now=now)


def _tell(case: Case, act: Act) -> None:
    audit(
        actor=None,
        organisation=case.organisation,
        action=act,
        subject="case",
        subject_uuid=case.uuid,
        is_coarse=True,
    )
