"""Opening what is sealed about a case. Nothing is decrypted before the audit says so and has been committed.

Each function asks for the right and for a key first: without them it opens nothing, and the attempt is on record.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.choices import Act, Outcome
from accounts.models import User
from accounts.permissions import Permission
from complaints.choices import Party, RevealReason, WritingKind
from complaints.models import Attachment, Case, Identity, Letter, Writing
from complaints.rights import require_known
from complaints.safekeeping import Description, described, put_pages
from complaints.telling import tell
from vault.choices import Compartment
from vault.cleaning.kinds import FileKind
from vault.cleaning.rendering import CannotRender, Rendering, render
from vault.cleaning.texts import NotText, decode, visible
from vault.keyrings import Keyring, NoKey, keyring_of_user
from vault.models import DataKey, Envelope

NO_WALLS = _(
    "This copy was made without a wall around the program that reads files of strangers. Ask the administrator to "
    "install the program bubblewrap."
)


@dataclass(frozen=True, slots=True)
class OpenedText:
    """A text of the narrative compartment; `text` is None where it was sealed under a key the reader lacks."""

    kind: WritingKind
    author: User | None
    written_on: date
    text: str | None


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file by its description, which is None where the reader lacks the key."""

    attachment: Attachment
    number: int
    description: Description | None


@dataclass(frozen=True, slots=True)
class OpenedNarrative:
    """Everything of the narrative compartment, oldest first; files by their descriptions."""

    texts: Sequence[OpenedText]
    files: Sequence[OpenedFile]


@dataclass(frozen=True, slots=True)
class OpenedIdentity:
    """Names and contacts of one person of the case: name of the fact -> what was written down."""

    party: Party
    number: int
    recorded_on: date
    facts: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class OpenedCopy:
    """The clean copy of a file: so many pages, or text; `obstacle` says why there is neither."""

    file: OpenedFile
    pages: int = 0
    text: str = ""
    obstacle: str = ""
    notes: tuple[str, ...] = ()


# --- the narrative ----------------------------------------------------------------------------------------------------


def open_writings(*, by: User, private_key: bytes, case: Case, now: datetime) -> OpenedNarrative:
    """Narrative, statements, notes, messages and names of files. Raises PermissionDenied, NoKey, crypto.Tampered."""
    keyring = _keyring(by, private_key, case, Compartment.NARRATIVE, now, Act.NARRATIVE_OPENED)
    with transaction.atomic(durable=True):
        if Letter.objects.filter(case=case, has_news=True).update(has_news=False):
            tell(by, case, Act.MESSAGES_OPENED)
        tell(by, case, Act.NARRATIVE_OPENED)
    texts = [
        OpenedText(WritingKind(writing.kind), writing.author, writing.written_on, _text(keyring, writing.envelope))
        for writing in Writing.objects.filter(case=case)
        .select_related("author", "envelope__data_key__safe")
        .order_by("pk")
    ]
    return OpenedNarrative(texts, list(_files(keyring, case)))


def _files(keyring: Keyring, case: Case) -> Iterator[OpenedFile]:
    attachments = Attachment.objects.filter(case=case).select_related(
        "description__data_key__safe", "original__data_key__safe"
    )
    for number, attachment in enumerate(attachments.order_by("pk"), start=1):
        text = _text(keyring, attachment.description)
        yield OpenedFile(attachment, number, described(text) if text is not None else None)


# --- names and contacts -----------------------------------------------------------------------------------------------


def open_identities(
    *,
    by: User,
    private_key: bytes,
    case: Case,
    people: Collection[tuple[str, int]],
    reason: RevealReason,
    now: datetime,
) -> list[OpenedIdentity]:
    """Names and contacts of those `people` (party and number) of a case, as last recorded; the audit names each.

    Raises PermissionDenied, NoKey, crypto.Tampered.
    """
    keyring = _keyring(by, private_key, case, Compartment.IDENTITY, now, Act.IDENTITY_OPENED)
    newest = {
        (identity.party, identity.number): identity
        for identity in Identity.objects.filter(case=case).select_related("envelope__data_key__safe").order_by("pk")
    }
    asked = [person for person in sorted(newest) if person in people]
    with transaction.atomic(durable=True):
        for party, number in asked:
            tell(by, case, Act.IDENTITY_OPENED, subject=f"{party}_{number}", reason=reason)
    return [_identity(keyring, newest[person]) for person in asked]


def _identity(keyring: Keyring, identity: Identity) -> OpenedIdentity:
    text = _text(keyring, identity.envelope)
    facts = json.loads(text) if text is not None else None
    return OpenedIdentity(Party(identity.party), identity.number, identity.recorded_on, facts)


# --- files ------------------------------------------------------------------------------------------------------------


def open_copy(*, by: User, private_key: bytes, attachment: Attachment, now: datetime) -> OpenedCopy:
    """The clean copy of a file; the first reader has it made and sealed, in a sandbox.

    Raises PermissionDenied, NoKey, crypto.Tampered, and rendering.Busy when too many are being made.
    """
    case = attachment.case
    keyring = _keyring(by, private_key, case, Compartment.NARRATIVE, now, Act.FILE_OPENED)
    with transaction.atomic(durable=True):
        tell(by, case, Act.FILE_OPENED)
    file = _file(keyring, attachment)
    if file.description is None:
        raise NoKey(_("You hold no key of this part of the case."))
    kind = FileKind(file.description.kind)
    pages = attachment.pages.count()
    if kind == FileKind.TEXT and pages:
        return OpenedCopy(file, text=_plain(b"".join(_page(keyring, attachment, n + 1) for n in range(pages))))
    if pages or attachment.original is None:
        return OpenedCopy(file, pages=pages)
    try:
        made = render(kind, b"".join(keyring.open_file(attachment.original)))
    except CannotRender as failure:
        return OpenedCopy(file, obstacle=str(failure.obstacle.label))
    return _sealed_copy(file, made)


def _sealed_copy(file: OpenedFile, made: Rendering) -> OpenedCopy:
    try:
        with transaction.atomic():
            put_pages(attachment=file.attachment, pages=made.pages)
    except IntegrityError:  # a colleague opened the file at the same moment; both copies are alike
        pass
    notes = [str(note.label) for note in made.notes]
    if not made.is_sandboxed:
        notes.append(str(NO_WALLS))
    return OpenedCopy(file, pages=len(made.pages), text=made.text, notes=tuple(notes))


def _plain(content: bytes) -> str:
    try:
        return visible(decode(content))
    except NotText:
        return ""


def read_page(*, by: User, private_key: bytes, attachment: Attachment, number: int, now: datetime) -> bytes | None:
    """One page of a clean copy, None where there is none.

    Writes no audit of its own: the caller has seen that `open_copy` wrote it in this session a moment ago.
    Raises PermissionDenied, NoKey, crypto.Tampered.
    """
    keyring = _keyring(by, private_key, attachment.case, Compartment.NARRATIVE, now, Act.FILE_OPENED)
    return _page(keyring, attachment, number)


def _page(keyring: Keyring, attachment: Attachment, number: int) -> bytes | None:
    page = attachment.pages.select_related("file__data_key__safe").filter(number=number).first()
    return b"".join(keyring.open_file(page.file)) if page else None


def open_original(
    *, by: User, private_key: bytes, attachment: Attachment, now: datetime
) -> tuple[OpenedFile, Iterator[bytes]]:
    """The file as it was sent, part by part. Raises PermissionDenied, NoKey, crypto.Tampered."""
    case = attachment.case
    keyring = _keyring(by, private_key, case, Compartment.NARRATIVE, now, Act.ORIGINAL_DOWNLOADED)
    if attachment.original is None or not keyring.holds(attachment.original.data_key):
        raise NoKey(_("You hold no key of this part of the case."))
    with transaction.atomic(durable=True):
        tell(by, case, Act.ORIGINAL_DOWNLOADED)
    return _file(keyring, attachment), keyring.open_file(attachment.original)


def _file(keyring: Keyring, attachment: Attachment) -> OpenedFile:
    number = Attachment.objects.filter(case=attachment.case_id, pk__lte=attachment.pk).count()
    text = _text(keyring, attachment.description)
    return OpenedFile(attachment, number, described(text) if text is not None else None)


def open_fingerprint(*, by: User, private_key: bytes, attachment: Attachment, now: datetime) -> str:
    """The SHA-256 fingerprint that was sealed with a file. Raises PermissionDenied, NoKey, crypto.Tampered."""
    keyring = _keyring(by, private_key, attachment.case, Compartment.NARRATIVE, now, Act.FILE_OPENED)
    with transaction.atomic(durable=True):
        tell(by, attachment.case, Act.FILE_OPENED)
    file = _file(keyring, attachment)
    if file.description is None:
        raise NoKey(_("You hold no key of this part of the case."))
    return file.description.sha256


# --- rights, keys, audit ----------------------------------------------------------------------------------------------

_PERMISSIONS = {Compartment.NARRATIVE: Permission.SEALED_OPEN, Compartment.IDENTITY: Permission.IDENTITY_OPEN}


def _keyring(by: User, private_key: bytes, case: Case, compartment: Compartment, now: datetime, act: Act) -> Keyring:
    """The keys of the compartment that `by` holds. Decrypts nothing; what is refused is on record."""
    try:
        require_known(by, _PERMISSIONS[compartment], case)
        keyring = keyring_of_user(by, private_key, [case.safe] if case.safe else [], now=now)
        data_keys = DataKey.objects.filter(safe=case.safe_id, compartment=compartment)
        if not any(keyring.holds(data_key) for data_key in data_keys):
            raise NoKey(_("You hold no key of this part of the case."))
    except (PermissionDenied, NoKey):
        tell(by, case, act, outcome=Outcome.REFUSED)
        raise
    return keyring


def _text(keyring: Keyring, envelope: Envelope) -> str | None:
    try:
        return keyring.open_text(envelope)
    except NoKey:
        return None
