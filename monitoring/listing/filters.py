"""Filters of the list of visits: one set for the page, its counts and what is taken out of the house."""

from collections.abc import Mapping
from datetime import timedelta

import django_filters as filters
from django.db.models import F, QuerySet
from django.forms import HiddenInput, NumberInput
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.choices import DataSet
from complaints.listing.filter_fields import (
    CodedFilter,
    choice_filter,
    day_filter,
    only_filter,
    words_filter,
    year_filter,
)
from institutions.choices import TermList
from institutions.visit_choices import ANNOUNCED, Access, Notice, VisitPurpose
from institutions.vocabulary import Vocabulary, vocabulary
from monitoring.choices import Trigger
from monitoring.closeness import with_told_trigger
from monitoring.listing import conditions
from monitoring.listing.search import search
from monitoring.models import Visit

ANY = "any"
LONGEST_WAIT = 7 * 24 * 60  # minutes; a visit of more than a week is several visits


class RoomFilter(CodedFilter):
    """By a kind of room that was refused, or by any."""

    def offer(self, known: Vocabulary) -> None:
        """Sets the choices from the list as it is now."""
        super().offer(known)
        self.extra["choices"] = [(ANY, _("any room")), *known.choices(self.list_name)]

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        """Visits on which such a room was refused."""
        if not value:
            return qs
        return conditions.room_refused(qs, None if value == ANY else self.known.pk_of(self.list_name, value))


class OperatorFilter(CodedFilter):
    """By the body that ran the place on the day of the visit."""

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        """Visits to places that this body ran then."""
        return conditions.run_by(qs, self.known.pk_of(self.list_name, value)) if value else qs


class PlaceFilter(CodedFilter):
    """By the place; invented places are offered beside invented visits only."""

    is_demonstration = False

    def offer(self, known: Vocabulary) -> None:
        """Sets the choices from the list as it is now."""
        super().offer(known)
        entries = [one for one in known.entries("facility") if one.is_demonstration == self.is_demonstration]
        self.extra["choices"] = [(one.code, one.label) for one in entries]


class VisitFilterSet(filters.FilterSet):
    """Filters over visits. `actor` is whose list it is (a request brings its own)."""

    data_set = filters.ChoiceFilter(
        field_name="data_set",
        choices=[(DataSet.OWN, DataSet.OWN.label), (DataSet.DEMONSTRATION, DataSet.DEMONSTRATION.label)],
        label=_("Data set"),
        empty_label=None,
        widget=HiddenInput,
    )
    q = words_filter("filter_words")
    regime = CodedFilter("monitoring_regime", "regime", _("Under which terms"), is_always_there=True)
    visit_type = CodedFilter(TermList.VISIT_TYPE.value, "visit_type", _("Kind of visit"), is_always_there=True)
    purpose = choice_filter("filter_purpose", VisitPurpose.choices, _("Purpose"))
    notice = choice_filter(
        "filter_notice",
        [
            (Notice.UNANNOUNCED.value, Notice.UNANNOUNCED.label),
            ("announced", _("Announced in any way")),
            *((one.value, one.label) for one in (*ANNOUNCED, Notice.UNKNOWN)),
        ],
        _("Notice"),
    )
    access = choice_filter("filter_access", [("hindered", _("Any obstacle")), *Access.choices], _("Access"))
    region = CodedFilter("region", "facility__region", _("Region"))
    facility_type = CodedFilter("facility_type", "facility__facility_type", _("Kind of place"), is_always_there=True)
    facility = PlaceFilter("facility", "facility", _("Place"), is_always_there=True)
    operator = OperatorFilter("body", "", _("Run by, on the day"), is_always_there=True)
    year_from = year_filter("filter_year_from", _("Visited from the year"))
    year_to = year_filter("filter_year_to", _("Visited to the year"))
    visited_from = day_filter("visited_on__gte", _("Visited on or after"))
    visited_to = day_filter("visited_on__lte", _("Visited on or before"))
    trigger = filters.ChoiceFilter(
        method="filter_trigger", choices=Trigger.choices, label=_("Why"), empty_label=_("any reason")
    )
    complaints = only_filter("filter_complaints", _("A complaint came of it"))
    reprisals = only_filter("filter_reprisals", _("A reprisal followed"))
    waited = filters.NumberFilter(
        method="filter_waited",
        label=_("Kept waiting longer than (minutes)"),
        min_value=0,
        max_value=LONGEST_WAIT,
        widget=NumberInput(attrs={"step": 1}),
    )
    room = RoomFilter("premise_type", "", _("Room refused"))
    team = choice_filter("filter_team", [("me", _("me"))], _("In the team"), _("anybody"))
    report = choice_filter(
        "filter_report",
        [
            ("none", _("not written")),
            ("written", _("written, not sent")),
            ("sent", _("sent, not published")),
            ("published", _("published")),
        ],
        _("Report"),
    )
    follow_up = only_filter("filter_follow_up", _("A promised return is due"))

    class Meta:
        model = Visit
        fields: tuple[str, ...] = ()

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        queryset: QuerySet | None = None,
        *,
        request: HttpRequest | None = None,
        actor: User | None = None,
        known: Vocabulary | None = None,
        **kwargs: object,
    ) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        self.actor: User | None = actor or getattr(request, "user", None)
        self.known = known or vocabulary()
        self.filters["facility"].is_demonstration = (data or {}).get("data_set") == DataSet.DEMONSTRATION
        for one in self.filters.values():
            if isinstance(one, CodedFilter):
                one.offer(self.known)

    def filter_words(self, visits: QuerySet, _name: str, words: str) -> QuerySet:
        """Visits that every word finds."""
        return search(visits, words, self.known)

    def filter_purpose(self, visits: QuerySet, _name: str, purpose: str) -> QuerySet:
        """By what the kind of visit is for."""
        return visits.filter(visit_type__attributes__meaning=purpose)

    def filter_notice(self, visits: QuerySet, _name: str, notice: str) -> QuerySet:
        """By how far the place knew beforehand."""
        meanings = ANNOUNCED if notice == "announced" else (notice,)
        return visits.filter(notice__attributes__meaning__in=[str(one) for one in meanings])

    def filter_trigger(self, visits: QuerySet, _name: str, trigger: str) -> QuerySet:
        """By why the visit was made, as far as the reader may know it."""
        if self.actor is None:
            return visits.none()
        return with_told_trigger(visits, self.actor, localdate()).filter(told_trigger=trigger)

    def filter_access(self, visits: QuerySet, _name: str, access: str) -> QuerySet:
        """By one thing that was let or not let be done, or by any obstacle."""
        wanted = [one for one in Access if one != Access.FULL] if access == "hindered" else [Access(access)]
        return conditions.with_access(visits, wanted)

    def filter_year_from(self, visits: QuerySet, _name: str, year: int) -> QuerySet:
        """In that year or later."""
        return visits.filter(visited_on__year__gte=int(year))

    def filter_year_to(self, visits: QuerySet, _name: str, year: int) -> QuerySet:
        """In that year or earlier."""
        return visits.filter(visited_on__year__lte=int(year))

    def filter_complaints(self, visits: QuerySet, _name: str, _yes: str) -> QuerySet:
        """A complaint that the reader may see came of it."""
        return conditions.with_complaints(visits, self.actor) if self.actor else visits.none()

    def filter_reprisals(self, visits: QuerySet, _name: str, _yes: str) -> QuerySet:
        """A reprisal in a case that the reader may see followed it."""
        return conditions.with_reprisals(visits, self.actor) if self.actor else visits.none()

    def filter_waited(self, visits: QuerySet, _name: str, minutes: int) -> QuerySet:
        """Those who visited stood longer at the gate."""
        return visits.filter(entered_at__gt=F("arrived_at") + timedelta(minutes=int(minutes)))

    def filter_team(self, visits: QuerySet, _name: str, _me: str) -> QuerySet:
        """The reader took part."""
        return conditions.with_member(visits, self.actor) if self.actor else visits.none()

    def filter_report(self, visits: QuerySet, _name: str, state: str) -> QuerySet:
        """By how far the report came."""
        return conditions.reported(visits, state)

    def filter_follow_up(self, visits: QuerySet, _name: str, _yes: str) -> QuerySet:
        """A return was promised, its day is here, and nobody has been there since."""
        return conditions.return_due(visits, self.actor, localdate()) if self.actor else visits.none()
