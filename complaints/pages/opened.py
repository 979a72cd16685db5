"""What was opened, as texts for a page that is shown once."""

from collections.abc import Sequence

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.permissions import Permission
from complaints import wording
from complaints.choices import READ_BY_REPORTER, WritingKind
from complaints.models import Case
from complaints.opening import OpenedCopy, OpenedFile, OpenedIdentity, OpenedNarrative, OpenedText
from complaints.parties import label_of
from complaints.rights import may_on
from vault.cleaning.kinds import FileKind

FACT_LABELS = {
    "name": pgettext_lazy("identity", "Name"),
    "born": pgettext_lazy("identity", "Born"),
    "contact": pgettext_lazy("identity", "Telephone, messenger, e-mail"),
    "address": pgettext_lazy("identity", "Address, or where the person is held"),
    "relatives": pgettext_lazy("identity", "Relatives or others to turn to"),
    "number": pgettext_lazy("identity", "Numbers"),
    "remarks": pgettext_lazy("identity", "What else identifies the person"),
}


def narrative_context(actor: User, case: Case, opened: OpenedNarrative) -> dict[str, object]:
    """The page of an opened narrative: texts oldest first, files by name."""
    has_receipt = hasattr(case, "letter")
    return {
        "case": case,
        "texts": [_text(one, has_receipt=has_receipt) for one in opened.texts],
        "files": [_file(one) for one in opened.files],
        "may_write": may_on(actor, Permission.CASE_RECORD, case),
        "has_receipt": has_receipt,
    }


def _text(one: OpenedText, *, has_receipt: bool) -> dict[str, object]:
    is_from_outside = one.author is None and one.kind in (WritingKind.NARRATIVE, WritingKind.FROM_REPORTER)
    return {
        "kind": str(one.kind.label),
        "day": wording.day(one.written_on),
        "author": _("from outside") if is_from_outside else str(one.author or _("by the house")),
        "text": one.text,
        "is_read_outside": has_receipt and one.kind in READ_BY_REPORTER,
    }


def _file(one: OpenedFile) -> dict[str, object]:
    found = one.description
    return {
        "uuid": one.attachment.uuid,
        "name": found.name if found else _("File %(number)s") % {"number": one.number},
        "kind": str(FileKind(found.kind).label) if found else "",
        "size": filesizeformat(found.size) if found else "",
        "day": wording.day(one.attachment.added_on),
        "is_readable": found is not None,
        "has_original": one.attachment.original_id is not None,
    }


def copy_context(case: Case, opened: OpenedCopy) -> dict[str, object]:
    """The page of a clean copy."""
    return {
        "case": case,
        "file": _file(opened.file),
        "sha256": opened.file.description.sha256,
        "pages": range(1, opened.pages + 1),
        "text": opened.text,
        "obstacle": opened.obstacle,
        "notes": opened.notes,
    }


def identity_rows(opened: Sequence[OpenedIdentity]) -> list[dict[str, object]]:
    """Persons with what was written down about them; facts of a later program keep their name."""
    return [
        {
            "label": label_of(one.party, one.number),
            "day": wording.day(one.recorded_on),
            "facts": None
            if one.facts is None
            else [{"key": str(FACT_LABELS.get(name, name)), "value": value} for name, value in one.facts.items()],
        }
        for one in opened
    ]
