"""Filters of the list of cases: one set for the page, its links and its counts."""

from collections.abc import Callable

import django_filters as filters
from django.db.models import DateField, ExpressionWrapper, F, IntegerField, QuerySet, Value
from django.forms import HiddenInput, NumberInput
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from complaints.choices import DataSet
from complaints.models import Case
from institutions.choices import Answer, Exit, Independence, Milestone, OffenceKind
from institutions.models import Body, Channel, FacilityType, Region

NOT_RECORDED = "none"
HORIZONS = (1, 2, 3, 5)
FIRST_YEAR = 1990
LAST_YEAR = 2200  # a calendar of the database ends somewhere; what a year means here ends long before


def _rows(model: type) -> Callable[[object], QuerySet]:
    return lambda _request: model.objects.order_by("order", "code")


def _coded(model: type, column: str, label: str) -> filters.ModelChoiceFilter:
    return filters.ModelChoiceFilter(
        field_name=f"milestones__{column}",
        queryset=_rows(model),
        to_field_name="code",
        label=label,
        empty_label=_("all"),
        null_label=_("Not recorded"),
        null_value=NOT_RECORDED,
    )


class CaseFilterSet(filters.FilterSet):
    """Filters over cases and their milestone rows; names and codes are those of the funnel's filters."""

    data_set = filters.ChoiceFilter(
        field_name="data_set", choices=DataSet.choices, label=_("Data set"), empty_label=None, widget=HiddenInput
    )
    reached = filters.ChoiceFilter(
        method="filter_reached",
        choices=Milestone.choices,
        label=_("Reached at least"),
        empty_label=_("any step"),
    )
    state = filters.ChoiceFilter(
        field_name="milestones__state", choices=Exit.choices, label=_("Stands now"), empty_label=_("anywhere")
    )
    year_from = filters.NumberFilter(
        method="filter_year_from",
        label=_("Registered from"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        widget=NumberInput(attrs={"step": 1}),
    )
    year_to = filters.NumberFilter(
        method="filter_year_to",
        label=_("Registered to"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        widget=NumberInput(attrs={"step": 1}),
    )
    horizon = filters.ChoiceFilter(
        method="filter_horizon",
        choices=[(years, str(years)) for years in HORIZONS],
        label=_("Reached within so many years"),
        empty_label=_("any time"),
    )
    region = _coded(Region, "region", _("Region at the time"))
    region_now = _coded(Region, "region_now", _("Region as drawn today"))
    body = _coded(Body, "first_body", _("Body that first took the case"))
    channel = _coded(Channel, "channel", _("How the complaint came"))
    facility_type = _coded(FacilityType, "facility_type", _("Kind of place"))
    offence_kind = filters.ChoiceFilter(
        method="filter_offence_kind",
        choices=[*OffenceKind.choices, (NOT_RECORDED, _("Not recorded"))],
        label=_("Kind of offence"),
        empty_label=_("all"),
    )
    independence = filters.ChoiceFilter(
        method="filter_independence",
        choices=[*Independence.choices, (NOT_RECORDED, _("Not recorded"))],
        label=_("Independence of the first body"),
        empty_label=_("all"),
    )
    merged = filters.ChoiceFilter(
        method="filter_merged",
        choices=[("once", _("counted once"))],
        label=_("Joined cases"),
        empty_label=_("each counted"),
    )
    counted = filters.ChoiceFilter(
        method="filter_counted",
        choices=[("1", _("Only counted cases"))],
        label=_("Counted in the funnel"),
        widget=HiddenInput,  # a link from a number sets it, its chip takes it away
    )

    class Meta:
        model = Case
        fields: tuple[str, ...] = ()

    def filter_reached(self, cases: QuerySet, _name: str, milestone: str) -> QuerySet:
        """Cases that got at least so far."""
        return cases.filter(milestones__furthest__gte=int(milestone))

    def filter_horizon(self, cases: QuerySet, _name: str, years: str) -> QuerySet:
        """Of those that reached the step asked for, the ones that did so within so many years of registration."""
        reached = self.form.cleaned_data.get("reached")
        if not reached:
            return cases
        deadline = ExpressionWrapper(
            F("milestones__reached_1") + Value(int(int(years) * 365.25), IntegerField()), output_field=DateField()
        )
        return cases.filter(**{f"milestones__reached_{reached}__lte": deadline})

    def filter_year_from(self, cases: QuerySet, _name: str, year: int) -> QuerySet:
        """Registered in that year or later."""
        return cases.filter(milestones__reached_1__year__gte=int(year))

    def filter_year_to(self, cases: QuerySet, _name: str, year: int) -> QuerySet:
        """Registered in that year or earlier."""
        return cases.filter(milestones__reached_1__year__lte=int(year))

    def filter_offence_kind(self, cases: QuerySet, _name: str, kind: str) -> QuerySet:
        """By the kind of the first qualification; none recorded is a kind of its own."""
        return cases.filter(milestones__offence_kind="" if kind == NOT_RECORDED else kind)

    def filter_independence(self, cases: QuerySet, _name: str, independence: str) -> QuerySet:
        """By the independence of the first body; none recorded is a kind of its own."""
        return cases.filter(milestones__independence="" if independence == NOT_RECORDED else independence)

    def filter_counted(self, cases: QuerySet, _name: str, _only: str) -> QuerySet:
        """The cases a funnel counts: registered on a known day, and own ones only if nobody refused to be counted."""
        registered = cases.filter(milestones__furthest__isnull=False, milestones__reached_1__lte=localdate())
        return registered.exclude(data_set=DataSet.OWN, may_be_counted=Answer.NO)

    def filter_merged(self, cases: QuerySet, _name: str, _once: str) -> QuerySet:
        """Without the cases that were joined to another one."""
        return cases.filter(milestones__absorbed_by__isnull=True)
