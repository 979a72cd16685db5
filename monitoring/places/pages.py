"""The page of one place."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.models import Organisation, User
from accounts.permissions import Permission, has_permission, memberships_of
from complaints import wording
from complaints.choices import DataSet
from institutions.choices import TermList
from institutions.models import Facility
from institutions.vocabulary import Vocabulary, vocabulary
from monitoring.listing.kinds import data_sets_for
from monitoring.places import page, reading
from monitoring.places.queries import interval_in_force
from monitoring.recommendations.reading import open_rows
from monitoring.recommendations.wording import Lists


@require_safe
def place_detail(request: HttpRequest, code: str) -> HttpResponse:
    """What the reader may know of a place: who ran it, its visits, what is open, cases they may see."""
    today = timezone.localdate()
    place = reading.place_named(request.user, code, data_sets_for(request.user), today)
    if place is None:
        raise Http404
    known = vocabulary()
    context = {
        "place": place,
        "is_demonstration": place.is_demonstration,
        **_what_it_is(place, known, today),
        **_visits(request.user, place, known, today),
        **_cases(request.user, place, today),
        "rooms": page.room_rows(reading.rooms_of(request.user, place, today), known),
        "open_rows": open_rows(actor=request.user, facility=place, lists=Lists(known, today)),
        "recommendations_url": _filtered("recommendations", place),
        "recorder": _recorder(request.user, place),
    }
    return render(request, "monitoring/places/place.html", context)


def _what_it_is(place: Facility, known: Vocabulary, today: date) -> dict[str, object]:
    terms = interval_in_force(today)
    entry = known.by_pk("facility").get(place.pk)
    aliases = place.aliases.order_by("valid_from", "pk") if entry is None or entry.names else ()
    return {
        "facts": page.facts_of(place, known, terms, today),
        "standing": page.standing_cell(place, terms, today),
        "operators": page.operator_spans(place, list(place.operators.select_related("body")), today),
        "names": page.name_spans(aliases, today),
    }


def _visits(actor: User, place: Facility, known: Vocabulary, today: date) -> dict[str, object]:
    found = list(reading.visits_to(actor, place, today)[: reading.MOST_VISITS + 1])
    shown = found[: reading.MOST_VISITS]
    meanings = {entry.pk: entry.meaning for entry in known.entries(TermList.ACCESS_OUTCOME)}
    return {
        "heads": page.visit_heads(),
        "visits": page.visit_rows(shown, known, meanings),
        "moments": page.moments(shown),
        "more_url": _filtered("visit_list", place) if len(found) > len(shown) else "",
    }


def _cases(actor: User, place: Facility, today: date) -> dict[str, object]:
    counted = None if reading.is_tied(actor, place, today) else reading.complaints_by_year(actor, place)
    sees_all = reading.sees_every_number(actor, place)
    return {
        "cases": [
            {"title": case.title, "url": reverse("case_detail", args=[case.reference])}
            for case in reading.cases_about(actor, place)
        ],
        "cases_url": _filtered("case_list", place) if place.case_number > reading.MOST_CASES else "",
        "years": None if counted is None else page.year_rows(counted, sees_all=sees_all),
        "reprisals": [
            {
                "day": wording.day(one.visit.visited_on),
                "url": reverse("visit_detail", args=[one.visit.reference]),
                "case": one.event.case.title,
                "case_url": reverse("case_detail", args=[one.event.case.reference]),
            }
            for one in reading.reprisals_after(actor, place)
        ],
    }


def _filtered(route: str, place: Facility) -> str:
    """A list narrowed to the place."""
    data_set = DataSet.DEMONSTRATION if place.is_demonstration else DataSet.OWN
    return f"{reverse(route)}?{urlencode({'data_set': data_set, 'facility': place.code})}"


def _recorder(actor: User, place: Facility) -> Organisation | None:
    """The organisation for which `actor` may plan and record visits there."""
    return next(
        (
            membership.organisation
            for membership in memberships_of(actor)
            if membership.organisation.is_demonstration == place.is_demonstration
            and has_permission(actor, Permission.VISIT_RECORD, organisation=membership.organisation)
        ),
        None,
    )
