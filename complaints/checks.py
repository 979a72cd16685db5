"""Whether cases and their safes agree: nothing sealed without a row, no row whose text lies elsewhere."""

from django.db.models import Exists, F, OuterRef, Q

from complaints.models import Attachment, Case, CleanedPage, Identity, Recusal, Writing
from vault.choices import Compartment
from vault.models import Bar

# Through which fields rows of this room own what lies in the vault.
TEXTS = ((Writing, "envelope"), (Identity, "envelope"), (Attachment, "description"))
FILES = ((Attachment, "original"), (CleanedPage, "file"))
SAFES = ((Case, "safe"),)


def find_case_faults() -> dict[str, int]:
    """Kind of fault -> how many; gives every kind, those without a fault too. Opens nothing."""
    return {
        "cases whose safe has no compartment for names": _without_names(),
        "rows whose text belongs to another row": _mixed_up(),
        "rows whose text lies in the safe of another case": _misplaced(),
        "files with neither original nor pages": Attachment.objects.filter(original=None, pages=None).count(),
        "cases with something sealed but no safe": _without_safe(),
        "people who stand back but are not barred": _not_barred(),
    }


def _without_names() -> int:
    sealed = Case.objects.exclude(safe=None)
    return sealed.exclude(safe__data_keys__compartment=Compartment.IDENTITY).count()


def _mixed_up() -> int:
    """An envelope opens only for the record it was sealed for; under another row nobody can read it any more."""
    return (
        Writing.objects.exclude(envelope__record=F("uuid"), envelope__field="text").count()
        + Identity.objects.exclude(envelope__record=F("uuid"), envelope__field="facts").count()
        + Attachment.objects.exclude(description__record=F("uuid"), description__field="description").count()
    )


def _misplaced() -> int:
    return (
        Writing.objects.filter(case__safe__isnull=False).exclude(envelope__data_key__safe=F("case__safe")).count()
        + Identity.objects.filter(case__safe__isnull=False).exclude(envelope__data_key__safe=F("case__safe")).count()
        + Attachment.objects.filter(case__safe__isnull=False)
        .exclude(description__data_key__safe=F("case__safe"))
        .count()
    )


def _without_safe() -> int:
    sealed = Q(writings__isnull=False) | Q(identities__isnull=False) | Q(attachments__isnull=False)
    return Case.objects.filter(sealed, safe=None).distinct().count()


def _not_barred() -> int:
    bars = Bar.objects.filter(safe=OuterRef("case__safe"), user=OuterRef("user"))
    return Recusal.objects.filter(~Exists(bars), ended_on=None, case__safe__isnull=False).count()
