"""What the audit may tell of cases: to whom it names one, and from whom it keeps silent altogether."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from accounts.audit_subjects import Subject
from accounts.models import User
from complaints.choices import ExportKind, Party
from complaints.models import Case, Complaint

# One person of a case, whose names and contacts were opened; the case stands for them.
PARTIES = {
    Party.VICTIM: pgettext_lazy("audit subject", "alleged victim %(number)s of case %(name)s"),
    Party.COMPLAINANT: pgettext_lazy("audit subject", "complainant %(number)s of case %(name)s"),
    Party.WITNESS: pgettext_lazy("audit subject", "witness %(number)s of case %(name)s"),
    Party.RESPONDENT: pgettext_lazy("audit subject", "official %(number)s complained about in case %(name)s"),
}
# What left the house: so many cases in a format, or one case on paper.
FILES = {
    ExportKind.CSV: pgettext_lazy("audit subject", "%(number)s cases as CSV"),
    ExportKind.XLSX: pgettext_lazy("audit subject", "%(number)s cases as XLSX"),
    ExportKind.JSON: pgettext_lazy("audit subject", "%(number)s cases as JSON"),
    ExportKind.EVENTS: pgettext_lazy("audit subject", "the events of %(number)s cases as CSV"),
    ExportKind.XES: pgettext_lazy("audit subject", "the events of %(number)s cases as XES"),
    "sheet": pgettext_lazy("audit subject", "case %(name)s with redaction %(number)s"),
}


def resolve(actor: User, uuids: Collection[UUID]) -> Mapping[UUID, Subject]:
    """Cases that `actor` may see, under their own uuid, that of their safe, and those of their complaints."""
    seen = Case.objects.visible_to(actor)
    rows = [
        *seen.filter(uuid__in=uuids).values_list("uuid", "reference"),
        *seen.filter(safe__uuid__in=uuids).values_list("safe__uuid", "reference"),
        *seen.filter(complaints__uuid__in=uuids).values_list("complaints__uuid", "reference"),
    ]
    return {uuid: Subject(reference, reverse("case_detail", args=[reference])) for uuid, reference in rows}


def hidden(actor: User) -> list[QuerySet]:
    """The uuids of cases hidden from `actor`, of their safes and of their complaints."""
    cases = Case.objects.hidden_from(actor)
    return [
        cases.values("uuid"),
        cases.exclude(safe=None).values("safe__uuid"),
        Complaint.objects.filter(case__in=cases).values("uuid"),
    ]
