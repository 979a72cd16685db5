"""Filters of the list of places: one set for the table, the map and what is taken out of the house."""

from collections.abc import Mapping
from datetime import date

import django_filters as filters
from django.db.models import QuerySet
from django.forms import HiddenInput
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.choices import DataSet
from complaints.listing.filter_fields import CodedFilter, choice_filter, only_filter, words_filter
from institutions.choices import Mandate
from institutions.models import Facility
from institutions.vocabulary import Vocabulary, vocabulary
from monitoring.listing.search import search_places
from monitoring.places.queries import UNSEEN, interval_in_force, standing_as
from monitoring.planning.rules import Standing


class PlaceFilterSet(filters.FilterSet):
    """Filters over places with their figures (`queries.places_of`)."""

    data_set = filters.ChoiceFilter(
        method="filter_data_set",
        choices=[(DataSet.OWN, DataSet.OWN.label), (DataSet.DEMONSTRATION, DataSet.DEMONSTRATION.label)],
        label=_("Data set"),
        empty_label=None,
        widget=HiddenInput,
    )
    q = words_filter("filter_words")
    region = CodedFilter("region", "region", _("Region"))
    facility_type = CodedFilter("facility_type", "facility_type", _("Kind of place"), is_always_there=True)
    operator = CodedFilter("body", "operator_now", _("Run by, today"))
    mandate = filters.ChoiceFilter(
        field_name="facility_type__mandate",
        choices=Mandate.choices,
        label=_("Preventive mandate"),
        empty_label=_("any"),
    )
    standing = choice_filter(
        "filter_standing",
        [(UNSEEN, _("Overdue, or no regular visit recorded")), *Standing.choices],
        _("By the interval of the law"),
    )
    visited = choice_filter(
        "filter_visited",
        [("year", _("in the last 12 months")), ("before", _("before that")), ("never", _("never, as recorded"))],
        _("Last visit"),
        _("any time"),
    )
    open = only_filter("filter_open", _("A recommendation is open"))
    existing = choice_filter(
        "filter_existing",
        [("yes", _("open today")), ("no", _("closed or not open yet"))],
        _("The place is"),
        _("either"),
    )

    class Meta:
        model = Facility
        fields: tuple[str, ...] = ()

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        queryset: QuerySet | None = None,
        *,
        request: HttpRequest | None = None,
        actor: User | None = None,
        known: Vocabulary | None = None,
        today: date | None = None,
        **kwargs: object,
    ) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        self.actor: User | None = actor or getattr(request, "user", None)
        self.known, self.today = known or vocabulary(), today or localdate()
        self.terms = interval_in_force(self.today)
        for one in self.filters.values():
            if isinstance(one, CodedFilter):
                one.offer(self.known)

    def filter_data_set(self, places: QuerySet, _name: str, data_set: str) -> QuerySet:
        """Invented places or real ones."""
        return places.filter(is_demonstration=data_set == DataSet.DEMONSTRATION)

    def filter_words(self, places: QuerySet, _name: str, words: str) -> QuerySet:
        """Places that every word finds."""
        return search_places(places, words, self.known)

    def filter_standing(self, places: QuerySet, _name: str, wanted: str) -> QuerySet:
        """By where they stand against the interval within which each place is to be seen."""
        return standing_as(places, wanted, self.terms, self.today)

    def filter_visited(self, places: QuerySet, _name: str, when: str) -> QuerySet:
        """By when they were visited last."""
        if when == "never":
            return places.filter(last_visited_on__isnull=True)
        if when == "year":
            return places.filter(visits_in_year__gt=0)
        return places.filter(last_visited_on__isnull=False, visits_in_year=0)

    def filter_open(self, places: QuerySet, _name: str, _yes: str) -> QuerySet:
        """Some recommendation of a visit there is open."""
        return places.filter(open_recommendations__gt=0)

    def filter_existing(self, places: QuerySet, _name: str, answer: str) -> QuerySet:
        """By whether the place exists today."""
        today = Facility.objects.valid_on(self.today).values("pk")
        return places.filter(pk__in=today) if answer == "yes" else places.exclude(pk__in=today)
