"""What somebody who came back with the receipt may read and do. The receipt is the only right, and never stored.

Every act is one transaction and is written down with the day alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.audit import record as audit
from accounts.choices import Act
from complaints.choices import READ_BY_REPORTER, LetterState, Precision, WritingKind
from complaints.intake.sending import consent_answer, counted, give_consent
from complaints.intake.uploads import Taken
from complaints.models import Attachment, Case, Consent, ErasureRequest, Letter, Withdrawal, Writing
from complaints.monitored import take_keys_from_monitors
from complaints.recording import record, stage_with
from complaints.safekeeping import Description, described, midnight, put_attachment, put_writing
from institutions.choices import Effect
from institutions.models import Term
from vault import crypto
from vault.keyrings import Keyring, NoKey, keyring_of_receipt, receipt_row


@dataclass(frozen=True, slots=True)
class Line:
    """One text between who wrote and who reads. `text` is empty where it does not open any more."""

    is_own: bool
    is_narrative: bool
    text: str
    written_on: date


@dataclass(frozen=True)
class Correspondence:
    """Everything the visitor sees."""

    lines: tuple[Line, ...]
    files: tuple[str, ...]
    is_taken_up: bool
    withdrawn_on: date | None
    erasure_asked_on: date | None
    consents: tuple[tuple[Term, str], ...]


def case_of(receipt: str) -> Case | None:
    """The case behind a receipt (normalised). None for a code that nobody was given, or whose case was erased."""
    row = receipt_row(receipt)
    if row is None:
        return None
    return Case.objects.select_related("organisation", "safe").filter(safe=row.safe_id, letter__isnull=False).first()


def correspondence(case: Case, receipt: str) -> Correspondence:
    """What was written both ways, opened with the receipt."""
    keyring = keyring_of_receipt(receipt)
    writings = (
        Writing.objects.filter(case=case, kind__in=READ_BY_REPORTER)
        .select_related("envelope__data_key__safe")
        .order_by("pk")
    )
    attachments = (
        Attachment.objects.filter(case=case, added_by=None).select_related("description__data_key__safe").order_by("pk")
    )
    letter = Letter.objects.get(case=case)
    withdrawal = case.events.in_force().filter(stage__effect=Effect.WITHDRAWS).order_by("-sequence").first()
    erasure = ErasureRequest.objects.filter(case=case).first()
    return Correspondence(
        lines=tuple(_line(writing, keyring) for writing in writings),
        files=tuple(_name(attachment, keyring) for attachment in attachments),
        is_taken_up=letter.state == LetterState.TAKEN_UP,
        withdrawn_on=withdrawal.happened_on if withdrawal else None,
        erasure_asked_on=erasure.asked_on if erasure else None,
        consents=tuple(newest_consents(case).items()),
    )


def newest_consents(case: Case) -> Mapping[Term, str]:
    """The answer that counts for each scope."""
    rows = Consent.objects.filter(case=case).select_related("scope").order_by("scope__order", "pk")
    return {row.scope: row.answer for row in rows}


def _line(writing: Writing, keyring: Keyring) -> Line:
    return Line(
        is_own=writing.kind != WritingKind.TO_REPORTER,
        is_narrative=writing.kind == WritingKind.NARRATIVE,
        text=_opened(writing.envelope, keyring),
        written_on=writing.written_on,
    )


def _name(attachment: Attachment, keyring: Keyring) -> str:
    text = _opened(attachment.description, keyring)
    return described(text).name if text else ""


def _opened(envelope: object, keyring: Keyring) -> str:
    try:
        return keyring.open_text(envelope)
    except (NoKey, crypto.Tampered):
        return ""


# --- acts -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def write_message(*, case: Case, text: str, today: date) -> None:
    """Adds a message from outside."""
    put_writing(case=case, kind=WritingKind.FROM_REPORTER, text=text, author=None, today=today)
    _news(case, Act.MESSAGE_RECEIVED)


@transaction.atomic
def add_file(*, case: Case, taken: Taken, today: date) -> None:
    """Adds a file from outside."""
    put_attachment(
        case=case,
        description=Description(**taken.described),
        content=None if taken.pages else [taken.content],
        added_by=None,
        today=today,
        pages=taken.pages,
    )
    _news(case, Act.FILE_SEALED)


@transaction.atomic
def change_consent(*, case: Case, answers: tuple[tuple[Term, bool], ...], today: date) -> None:
    """Keeps the answers that differ from those that count now; an earlier yes that becomes no is taken back.

    With a no to monitors the keys go that monitors held by consent alone.
    """
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    known = newest_consents(locked)
    changed = tuple(
        (scope, is_given)
        for scope, is_given in answers
        if known.get(scope) != consent_answer(is_given, known.get(scope))
    )
    if not changed:
        return
    give_consent(locked, changed, today, known=known)
    allowed = counted(answers)
    if allowed != locked.may_be_counted:
        locked.may_be_counted = allowed
        locked.save(update_fields=["may_be_counted"])
    _news(case, Act.CONSENT_CHANGED)
    if take_keys_from_monitors(locked, [(scope, consent_answer(is_given)) for scope, is_given in changed]):
        _news(case, Act.KEY_REVOKED)


@transaction.atomic
def withdraw(*, case: Case, circumstances: Withdrawal, today: date) -> None:
    """Records that whoever wrote withdraws, and how it came. Raises Impossible. Nothing happens the second time."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if case.events.in_force().filter(stage__effect=Effect.WITHDRAWS).exists():
        return
    record(
        by=None,
        case=case,
        stage=stage_with(Effect.WITHDRAWS),
        happened_on=today,
        precision=Precision.DAY,
        complaint=case.complaints.order_by("pk").first(),
        circumstances=circumstances,
        today=today,
        recorded_at=midnight(today),
    )
    _news(case, Act.COMPLAINT_WITHDRAWN)


@transaction.atomic
def ask_erasure(*, case: Case, today: date) -> None:
    """Asks that everything be forgotten; leads decide."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not ErasureRequest.objects.filter(case=case).exists():
        ErasureRequest.objects.create(case=case, is_from_reporter=True, asked_on=today)
        _news(case, Act.ERASURE_REQUESTED)


def _news(case: Case, act: Act) -> None:
    Letter.objects.filter(case=case).update(has_news=True)
    audit(
        actor=None,
        organisation=case.organisation,
        action=act,
        subject="case",
        subject_uuid=case.uuid,
        is_coarse=True,
    )
