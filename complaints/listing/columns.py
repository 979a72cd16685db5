"""Columns of the list of cases, and the cells of a page as texts."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from complaints import wording
from complaints.dates import PartialDate
from complaints.listing.sorting import SORTS
from complaints.listing.table import Cell, Head, Row, heads_of, labelled
from complaints.models import Alert, Case, CaseAssignment
from institutions.choices import Exit, Independence, Milestone
from institutions.vocabulary import Vocabulary

STATE_TAGS = {Exit.OPEN: "open", Exit.INTERRUPTED: "attention", Exit.CONVICTED: "met"}


@dataclass(frozen=True, slots=True)
class Around:
    """What cells need besides the case itself."""

    known: Vocabulary
    today: date
    people: Mapping[int, list[str]]
    alerts: Mapping[int, int]

    def word(self, name: str, key: int | None) -> str:
        """The label of a code by its primary key."""
        entry = self.known.by_pk(name).get(key) if key else None
        return entry.label if entry else _("not known")


@dataclass(frozen=True, slots=True)
class Column:
    """A column one may choose, with the sort behind its head if there is one."""

    label: Promise
    cell: Callable[[Case, Around], Cell]
    sort: str = ""


def _registered(case: Case, _around: Around) -> Cell:
    found = case.milestones
    if found.reached_1:
        return Cell(wording.day(found.reached_1), is_unbroken=True)
    return Cell(_("on an unknown day") if found.furthest else _("not registered"))


def _incident(case: Case, _around: Around) -> Cell:
    return Cell(wording.when(PartialDate(case.incident_on, case.incident_precision)))


def _furthest(case: Case, _around: Around) -> Cell:
    reached = case.milestones.furthest
    return Cell(str(Milestone(reached).label) if reached else _("not registered"))


def _last_event(case: Case, around: Around) -> Cell:
    code = case.milestones.position
    return Cell(next((stage.label for stage in around.known.entries("stage") if stage.code == code), ""))


def _last_day(case: Case, _around: Around) -> Cell:
    day = case.milestones.last_event_on
    return Cell(wording.day(day) if day else _("not known"), is_unbroken=day is not None)


def _due(case: Case, around: Around) -> Cell:
    day = case.milestones.next_due_on
    if day is None:
        return Cell(_("none"))
    left = (day - around.today).days
    if left < 0:
        return Cell(_("overdue"), "missed", wording.day(day), is_unbroken=True)
    return Cell(wording.day(day), note=_("%(days)s left") % {"days": wording.days(left)}, is_unbroken=True)


def _state(case: Case, _around: Around) -> Cell:
    state = Exit(case.milestones.state)
    return Cell(str(state.label), STATE_TAGS.get(state, "neutral"))


def _independence(case: Case, _around: Around) -> Cell:
    independence = case.milestones.independence
    return Cell(str(Independence(independence).label) if independence else _("not known"))


def _assigned(case: Case, around: Around) -> Cell:
    return Cell(", ".join(around.people.get(case.pk, ())) or _("nobody"))


def _alerts(case: Case, around: Around) -> Cell:
    number = around.alerts.get(case.pk, 0)
    if not number:
        return Cell(_("none"))
    return Cell(ngettext("%(number)s alert", "%(number)s alerts", number) % {"number": number}, "attention")


COLUMNS: dict[str, Column] = {
    "registered": Column(gettext_lazy("Registered"), _registered, "registered"),
    "incident": Column(gettext_lazy("Date of the incident"), _incident, "incident"),
    "furthest": Column(gettext_lazy("Furthest step"), _furthest),
    "last_event": Column(gettext_lazy("Last event"), _last_event),
    "last_event_on": Column(gettext_lazy("Last event on"), _last_day, "last_event"),
    "due": Column(gettext_lazy("Next deadline"), _due, "due"),
    "state": Column(gettext_lazy("Stands now"), _state),
    "region": Column(gettext_lazy("Region"), lambda case, around: Cell(around.word("region", case.region_id))),
    "facility": Column(gettext_lazy("Place"), lambda case, around: Cell(around.word("facility", case.facility_id))),
    "facility_type": Column(
        gettext_lazy("Kind of place"),
        lambda case, around: Cell(around.word("facility_type", case.milestones.facility_type_id)),
    ),
    "body": Column(
        gettext_lazy("With the body"), lambda case, around: Cell(around.word("body", case.milestones.body_now_id))
    ),
    "independence": Column(gettext_lazy("Independence of the first body"), _independence),
    "channel": Column(
        gettext_lazy("How the complaint came"),
        lambda case, around: Cell(around.word("channel", case.milestones.channel_id)),
    ),
    "assigned": Column(gettext_lazy("Assigned to"), _assigned),
    "alerts": Column(gettext_lazy("Alerts that nobody has noted"), _alerts),
    "file_number": Column(gettext_lazy("Own file number"), lambda case, _around: Cell(case.file_number)),
}
# As many as fit beside the reference on a usual screen.
USUAL = ("registered", "last_event", "due", "state", "region")
MOST = 10


def chosen_columns(names: Collection[str]) -> tuple[str, ...]:
    """The columns somebody chose, in their fixed order; the usual ones where nothing known was chosen."""
    return tuple(name for name in COLUMNS if name in names)[:MOST] or USUAL


def heads(names: Sequence[str], sent: Mapping[str, str], sort: str, *, is_descending: bool) -> list[Head]:
    """The head of the case itself and of each column."""
    named = [
        (str(SORTS["reference"].label), "reference"),
        *((str(COLUMNS[name].label), COLUMNS[name].sort) for name in names),
    ]
    return heads_of(named, sent, sort, is_descending=is_descending)


def case_rows(cases: Sequence[Case], names: Sequence[str], known: Vocabulary, today: date) -> list[Row]:
    """Rows of a page; people and alerts cost one query each where their column is shown, however many cases."""
    keys = [case.pk for case in cases]
    around = Around(
        known,
        today,
        people=_people(keys) if "assigned" in names else {},
        alerts=_open_alerts(keys) if "alerts" in names else {},
    )
    return [_row(case, names, around) for case in cases]


def _row(case: Case, names: Sequence[str], around: Around) -> Row:
    return Row(
        title=case.title,
        reference=case.reference,
        url=reverse("case_detail", args=[case.reference]),
        cells=labelled(
            (COLUMNS[name].cell(case, around) for name in names), (str(COLUMNS[name].label) for name in names)
        ),
    )


def _people(keys: Sequence[int]) -> dict[int, list[str]]:
    people: dict[int, list[str]] = {}
    for one in CaseAssignment.objects.filter(case__in=keys, ended_at=None).select_related("user").order_by("pk"):
        people.setdefault(one.case_id, []).append(str(one.user))
    return people


def _open_alerts(keys: Sequence[int]) -> dict[int, int]:
    waiting = Alert.objects.filter(case__in=keys, acknowledged_at=None)
    return dict(waiting.values("case").annotate(number=Count("pk")).values_list("case", "number"))
