"""Everything colleagues put into the safe of a case. One transaction each, its audit included.

Writing needs no key: whoever is assigned to a case may write down names without being able to read any.
"""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import User
from accounts.permissions import Permission
from complaints.choices import READ_BY_REPORTER, ConsentAnswer, Party, WritingKind
from complaints.models import Attachment, Case, Consent, Identity, Letter, Writing
from complaints.monitored import take_keys_from_monitors
from complaints.rights import require_case, require_key
from complaints.safekeeping import Description, ensure_safe, put_attachment, put_identity, put_writing
from complaints.telling import tell
from institutions.choices import TermList
from institutions.models import Term
from vault.cleaning.kinds import ReceivedFile

# What a colleague writes for colleagues; an answer goes out by `send_answer`.
WRITTEN_BY_COLLEAGUES = (WritingKind.NOTE, WritingKind.STATEMENT, WritingKind.NARRATIVE)
# The facts of an identity, by the name they are sealed under.
FACTS = ("name", "born", "contact", "address", "relatives", "number", "remarks")


@transaction.atomic
def write_text(*, by: User, case: Case, kind: WritingKind, text: str, today: date) -> Writing:
    """Seals a narrative, a statement or a note. Raises PermissionDenied, NobodyCouldOpen.

    Raises NotPossible for another kind, and for a narrative of a letter: whoever holds the receipt would read it.
    """
    require_case(by, case)
    has_receipt = Letter.objects.filter(case=case).exists()
    if kind not in WRITTEN_BY_COLLEAGUES or (has_receipt and kind in READ_BY_REPORTER):
        raise NotPossible(_("Write a note or a statement; the narrative of a letter is what the person wrote."))
    ensure_safe(case=case, by=by, today=today)
    writing = put_writing(case=case, kind=kind, text=text, author=by, today=today)
    tell(by, case, Act.TEXT_SEALED)
    return writing


@transaction.atomic
def send_answer(*, by: User, case: Case, text: str, today: date) -> Writing:
    """Seals an answer for whoever holds the receipt, in the name of those who read the letter.

    Raises PermissionDenied, also for who holds no key of the narrative, and NotPossible where no letter came.
    """
    require_case(by, case)
    if not Letter.objects.filter(case=case).exists():
        raise NotPossible(_("This case did not come as a letter, so nobody holds a receipt to read an answer with."))
    require_key(by, case)
    writing = put_writing(case=case, kind=WritingKind.TO_REPORTER, text=text, author=by, today=today)
    tell(by, case, Act.MESSAGE_SENT)
    return writing


@transaction.atomic
def record_identity(
    *, by: User, case: Case, party: Party, number: int, facts: Mapping[str, str], today: date
) -> Identity:
    """Seals names, contacts and numbers of one person; a later row of the same person replaces an earlier one.

    Raises PermissionDenied, NobodyCouldOpen, and NotPossible without any fact.
    """
    require_case(by, case)
    kept = {name: facts[name].strip() for name in FACTS if facts.get(name, "").strip()}
    if not kept:
        raise NotPossible(_("Write down at least one thing."))
    ensure_safe(case=case, by=by, today=today)
    identity = put_identity(case=case, party=party, number=number, facts=kept, recorded_by=by, today=today)
    tell(by, case, Act.IDENTITY_SEALED)
    return identity


@transaction.atomic
def attach_file(*, by: User, case: Case, file: ReceivedFile, today: date) -> Attachment:
    """Seals a file as it came, before any parser has seen it. Raises PermissionDenied, NobodyCouldOpen.

    `file` is what `vault.cleaning.kinds.receive` accepted; its clean copy is made when somebody first opens it.
    """
    require_case(by, case)
    ensure_safe(case=case, by=by, today=today)
    description = Description.of(name=file.display_name, kind=file.kind, content=file.content)
    attachment = put_attachment(case=case, description=description, content=[file.content], added_by=by, today=today)
    tell(by, case, Act.FILE_SEALED)
    return attachment


@transaction.atomic
def record_consent(
    *,
    by: User,
    case: Case,
    scope: Term,
    answer: ConsentAnswer,
    today: date,
    permission: Permission = Permission.CASE_RECORD,
) -> Consent:
    """Notes what somebody answered about one use of what was told. Raises PermissionDenied, NotPossible.

    With a no to monitors the keys go that monitors held by consent alone.
    """
    require_case(by, case, permission)
    if scope.list != TermList.CONSENT_SCOPE:
        raise NotPossible(_("This is no use that somebody can agree to."))
    consent = Consent.objects.create(case=case, scope=scope, answer=answer, recorded_by=by, recorded_on=today)
    tell(by, case, Act.CONSENT_CHANGED)
    if take_keys_from_monitors(case, [(scope, answer)]):
        tell(by, case, Act.KEY_REVOKED)
    return consent
