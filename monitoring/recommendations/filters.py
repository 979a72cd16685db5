"""Filters of recommendations: one set for table, columns and file."""

from collections.abc import Mapping

import django_filters as filters
from django.db.models import QuerySet
from django.forms import HiddenInput, NumberInput
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from complaints.choices import DataSet
from complaints.listing.filter_fields import FIRST_YEAR, LAST_YEAR, CodedFilter
from institutions.choices import TermList
from institutions.vocabulary import Vocabulary, vocabulary
from monitoring.choices import Priority
from monitoring.models import Recommendation
from monitoring.recommendations.choices import Column, Gap
from monitoring.recommendations.queries import late, still_open


class RecommendationFilterSet(filters.FilterSet):
    """Filters over placed recommendations (`queries.placed`)."""

    data_set = filters.ChoiceFilter(
        field_name="visit__data_set",
        choices=[(DataSet.OWN, DataSet.OWN.label), (DataSet.DEMONSTRATION, DataSet.DEMONSTRATION.label)],
        label=_("Data set"),
        empty_label=None,
        widget=HiddenInput,
    )
    state = filters.ChoiceFilter(
        field_name="column", choices=Column.choices, label=_("Stands now"), empty_label=_("anywhere")
    )
    gap = filters.ChoiceFilter(
        field_name="gap", choices=Gap.choices, label=_("Said and verified"), empty_label=_("all")
    )
    followed = filters.ChoiceFilter(
        method="filter_followed",
        choices=[("open", _("still open")), ("overdue", _("answer overdue"))],
        label=_("To be followed up"),
        empty_label=_("all"),
    )
    addressee = CodedFilter("body", "addressee", _("Addressee"))
    theme = CodedFilter(TermList.FINDING_THEME, "theme", _("Theme"))
    priority = filters.ChoiceFilter(choices=Priority.choices, label=_("Priority"), empty_label=_("all"))
    region = CodedFilter("region", "visit__facility__region", _("Region"))
    facility_type = CodedFilter("facility_type", "visit__facility__facility_type", _("Kind of place"))
    facility = CodedFilter("facility", "visit__facility", _("Place"))
    regime = CodedFilter("monitoring_regime", "visit__regime", _("Terms of the visit"))
    year = filters.NumberFilter(
        method="filter_year",
        label=_("Year of the visit"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        widget=NumberInput(attrs={"step": 1}),
    )

    class Meta:
        model = Recommendation
        fields: tuple[str, ...] = ()

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        queryset: QuerySet | None = None,
        *,
        request: HttpRequest | None = None,
        known: Vocabulary | None = None,
        **kwargs: object,
    ) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        self.known = known or vocabulary()
        for one in self.filters.values():
            if isinstance(one, CodedFilter):
                one.offer(self.known)

    def filter_followed(self, rows: QuerySet, _name: str, what: str) -> QuerySet:
        """What is to be followed: everything open, or only where the day due passed without an answer."""
        return rows.filter(late(localdate())) if what == "overdue" else still_open(rows)

    def filter_year(self, rows: QuerySet, _name: str, year: int) -> QuerySet:
        """Recommended on a visit of that year."""
        return rows.filter(visit__visited_on__year=int(year))
