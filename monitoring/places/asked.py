"""The list of places that an address asks for, and the list as one of which views are kept. Reading only."""

from collections.abc import Mapping
from datetime import date

from django.db.models import DateField, F, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from complaints.choices import ListKind
from complaints.dates import FIRST_DAY
from complaints.listing.asked import Asked
from complaints.listing.chips import SHOWN
from complaints.listing.kinds import KeptList
from complaints.listing.sorting import Sort, sort_named
from monitoring.places.filters import PlaceFilterSet
from monitoring.places.queries import places_of

USUAL = "name"
_HANDLE = "code"
PLACES = KeptList(
    kind=ListKind.FACILITIES,
    list_route="place_list",
    views_route="place_views",
    save_route="save_place_view",
    change_route="change_place_view",
    delete_route="delete_place_view",
    reads=Permission.VISIT_VIEW,
    manages=Permission.VISIT_MANAGE,
    known=(*PlaceFilterSet.base_filters, *SHOWN),
    readers=_("everybody here who reads visits"),
    share_label=_("For everybody here who reads visits"),
    search_hint=_("Name or former name of a place in any of the three languages, region, kind of place."),
)


def sorts() -> Mapping[str, Sort]:
    """By what places can be ordered; by name in the reader's language."""
    label = f"label_{(get_language() or 'en')[:2]}"
    never = Value(FIRST_DAY, DateField())
    return {
        "name": Sort(_("Place"), F(label), (_HANDLE,), False, _HANDLE),
        "region": Sort(_("Region"), Coalesce(F(f"region__{label}"), Value("")), (label, _HANDLE), False, _HANDLE),
        "last": Sort(_("Last visit"), Coalesce("last_visited_on", never), (_HANDLE,), False, _HANDLE),
        "visits": Sort(_("Visits in 12 months"), F("visits_in_year"), (_HANDLE,), True, _HANDLE),
        "open": Sort(_("Open recommendations"), F("open_recommendations"), (_HANDLE,), True, _HANDLE),
    }


def asked_by(actor: User, sent: Mapping[str, str], usual_data_set: str, data_sets: list[str], today: date) -> Asked:
    """Reads an address. What it does not understand is left out, and the form of the filters says so."""
    data_set = sent.get("data_set") if sent.get("data_set") in data_sets else usual_data_set
    visible = places_of(actor, str(data_set), today)
    filterset = PlaceFilterSet({**sent, "data_set": data_set}, visible, actor=actor, today=today)
    sort, chosen = sort_named(sent.get("sort", ""), sorts(), USUAL)
    return Asked(
        actor=actor,
        sent=sent,
        data_set=str(data_set),
        filterset=filterset,
        visible=visible,
        found=filterset.qs.select_related("facility_type", "region"),
        sort=sort,
        order=chosen.order(sent.get("dir", "")),
    )
