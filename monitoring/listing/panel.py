"""The panel of filters over visits: what most people ask for, the rest in groups that fold."""

from collections.abc import Iterator

from django.forms import BoundField, Form
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.listing.panel import Group, folded

FIRST = ("region", "facility_type", "notice", "access", "regime")
GROUPS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (_("Dates"), ("visited_from", "visited_to", "year_from", "year_to")),
    (_("Place and who runs it"), ("facility", "operator")),
    (_("Kind of visit"), ("visit_type", "purpose", "trigger", "team")),
    (_("What was refused"), ("waited", "room")),
    (_("What came of it"), ("complaints", "reprisals", "follow_up", "report")),
)


def first_fields(form: Form) -> list[BoundField]:
    """The filters that never fold."""
    return [form[name] for name in FIRST]


def groups(form: Form) -> Iterator[Group]:
    """The filters that fold, in groups."""
    yield from (folded(form, label, names) for label, names in GROUPS)
