"""The list of places, the same as a map, and as a file. Only what `visible_to` shows is counted."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import recently_authenticated
from accounts.audit import record_of_person
from accounts.choices import Act
from complaints import keyset
from complaints.choices import DataSet
from complaints.listing.asked import Asked
from complaints.listing.chips import SHOWN, kept
from complaints.listing.frame import frame
from complaints.listing.panel import folded
from complaints.listing.saved import better_address
from complaints.listing.words import Searched, search_words
from monitoring.listing.csv_file import Line, download, sheet
from monitoring.listing.kinds import data_sets_for, named
from monitoring.listing.search import OF_PLACES
from monitoring.places.asked import PLACES, asked_by
from monitoring.places.columns import Around, heads, place_rows
from monitoring.places.map_page import map_context
from monitoring.places.queries import standing_of
from monitoring.places.regions import Figure

_SEARCHED = Searched(PLACES, tuple(OF_PLACES), {"region": "region", "facility_type": "facility_type"})
_FIRST = ("region", "facility_type", "standing", "visited")
_FOLDED = ("operator", "mandate", "open", "existing")


@require_safe
def place_list(request: HttpRequest) -> HttpResponse:
    """Places of detention with what the reader may know of them, in the order they ask for."""
    data_sets = data_sets_for(request.user)
    sent = request.GET.dict()
    if better := better_address(request.user, PLACES, sent):
        return redirect(better)
    asked = asked_by(request.user, sent, data_sets[0], data_sets, timezone.localdate())
    page = asked.page()
    around = Around(asked.filterset.known, asked.filterset.terms, asked.filterset.today)
    shown = {
        "heads": heads(sent, asked.sort, is_descending=asked.order.is_descending),
        "rows": place_rows(page.rows, around),
        "map_url": f"{reverse('place_map')}?{_filters(asked)}",
    }
    return render(request, "monitoring/places/places.html", _context(asked, page, data_sets) | shown)


@require_safe
def place_map(request: HttpRequest) -> HttpResponse:
    """The same places by region: one figure as a map, all of them as the table under it."""
    data_sets = data_sets_for(request.user)
    sent = request.GET.dict()
    if "" in sent.values():
        return redirect(f"{request.path}?{urlencode({name: text for name, text in sent.items() if text})}")
    shown = sent.pop("figure", "")
    figure = Figure(shown) if shown in Figure.values else Figure.VISITS
    asked = asked_by(request.user, sent, data_sets[0], data_sets, timezone.localdate())
    query = _filters(asked)
    context = _context(asked, keyset.Page([], "", ""), data_sets) | {
        "list_url": f"{PLACES.url()}?{query}",
        "figure": figure,
        "figures": [
            {"label": one.label, "url": f"?{query}&{urlencode({'figure': one})}", "is_current": one == figure}
            for one in Figure
        ],
        **map_context(asked, figure),
    }
    return render(request, "monitoring/places/map.html", context)


def _filters(asked: Asked) -> str:
    """What both ways of looking share: the filters, without order and size of pages."""
    sent = {name: text for name, text in kept(asked.sent).items() if name not in SHOWN}
    return urlencode(sent | {"data_set": asked.data_set})


def _context(asked: Asked, page: keyset.Page, data_sets: list[str]) -> dict[str, object]:
    form = asked.filterset.form
    text = form.cleaned_data.get("q")
    return {
        **frame(asked, page, PLACES, named(data_sets)),
        "is_demonstration": asked.data_set == DataSet.DEMONSTRATION,
        "first_fields": [form[name] for name in _FIRST],
        "groups": [folded(form, _("Who runs it, mandate, recommendations"), _FOLDED)],
        "words": search_words(text, asked.filterset.known, asked.sent, _SEARCHED) if text else None,
    }


@require_safe
def place_file(request: HttpRequest) -> HttpResponse:
    """The places under the filters with their figures; those of own records leave the house after the password."""
    data_sets = data_sets_for(request.user)
    asked = asked_by(request.user, request.GET.dict(), data_sets[0], data_sets, timezone.localdate())
    return _own_file(request, asked) if asked.data_set == DataSet.OWN else _file(request, asked)


@recently_authenticated
def _own_file(request: HttpRequest, asked: Asked) -> HttpResponse:
    return _file(request, asked)


def _file(request: HttpRequest, asked: Asked) -> HttpResponse:
    record_of_person(user=request.user, action=Act.EXPORTED)
    pieces = sheet(header(), place_lines(asked), is_demonstration=asked.data_set == DataSet.DEMONSTRATION)
    return download(pieces, f"aryz-places-{asked.filterset.today:%Y-%m-%d}.csv")


def header() -> list[str]:
    """The names of the columns of `place_lines`."""
    return [
        _("code of the place"), _("place"), _("code of the region"), _("region"), _("kind of place"),
        _("code of who runs it"), _("run by"), _("preventive mandate"), _("last visit"), _("last regular visit"),
        _("by the interval of the law"), _("visits in 12 months"), _("of them unannounced"),
        _("open recommendations"),
    ]  # fmt: skip


def place_lines(asked: Asked) -> Iterator[Line]:
    """The places of a list with their figures. Cases are left out: they are those of the reader alone."""
    terms, today = asked.filterset.terms, asked.filterset.today
    bodies = asked.filterset.known.by_pk("body")
    for place in asked.found.order_by("label_en", "code"):
        operator = bodies.get(place.operator_now)
        yield [
            place.code, place.label, place.region and place.region.code, place.region and place.region.label,
            place.facility_type.label, operator and operator.code, operator and operator.label,
            place.facility_type.get_mandate_display(), place.last_visited_on, place.last_regular_on,
            standing_of(place, terms, today).label, place.visits_in_year, place.unannounced_in_year,
            place.open_recommendations,
        ]  # fmt: skip
