"""The panel of filters: fields in groups that fold, those in use open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.forms import BoundField, Form
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What most people ask for stands open; the rest folds.
FIRST = ("state", "reached", "region", "assigned", "due")
GROUPS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (_("Work to do"), ("alerts", "silent", "risk", "look_again", "news", "letter")),
    (_("Dates"), ("registered_from", "registered_to", "year_from", "year_to", "incident_from", "incident_to")),
    (
        _("Place and bodies"),
        ("region_now", "facility_type", "facility", "body", "body_now", "independence", "channel"),
    ),
    (_("Course of the case"), ("stage", "ground", "withdrawn", "horizon", "merged")),
    (_("What was done to the person"), ("method", "offence_kind", "offence", "examined", "consistency", "reprisal")),
)
# Of an office, not of a public record.
NEED_CASES = ("assigned", "due", "alerts", "silent", "risk", "look_again", "news", "letter")


@dataclass(frozen=True, slots=True)
class Group:
    """Some filters under a heading; open where one of them is in use or was not understood."""

    label: str
    fields: tuple[BoundField, ...]
    used: int
    is_open: bool


def first_fields(form: Form, *, is_public: bool) -> list[BoundField]:
    """The filters that never fold."""
    return [form[name] for name in FIRST if not (is_public and name in NEED_CASES)]


def groups(form: Form, *, is_public: bool) -> Iterator[Group]:
    """The filters that fold, in groups."""
    for label, names in GROUPS:
        shown = [name for name in names if not (is_public and name in NEED_CASES)]
        if shown:
            yield folded(form, label, shown)


def folded(form: Form, label: Promise, shown: Sequence[str]) -> Group:
    """Some filters of any list as a group."""
    used = sum(form.cleaned_data.get(name) not in (None, "") for name in shown)
    is_open = used > 0 or bool(set(shown) & set(form.errors))
    return Group(str(label), tuple(form[name] for name in shown), used, is_open)
