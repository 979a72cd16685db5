"""The board that an address asks for: which recommendations, under which filters, in which order. Reading only."""

from collections.abc import Mapping
from datetime import date

from django.db.models import CharField, DateField, F, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from complaints.choices import DataSet, ListKind
from complaints.dates import LAST_DAY
from complaints.listing.asked import Asked
from complaints.listing.chips import SHOWN, kept_data_sets
from complaints.listing.kinds import KeptList
from complaints.listing.sorting import Sort, sort_named
from monitoring.models import Recommendation
from monitoring.recommendations.filters import RecommendationFilterSet
from monitoring.recommendations.queries import placed, since_day

_HANDLE = "handle"
SORTS: Mapping[str, Sort] = {
    "due": Sort(_("Answer due"), Coalesce("due_on", Value(LAST_DAY, DateField())), ("pk",), False, _HANDLE),
    "visited": Sort(_("Visit"), F("visit__visited_on"), ("pk",), True, _HANDLE),
    "since": Sort(_("Stands so since"), since_day(), ("pk",), True, _HANDLE),
}
USUAL = "visited"

RECOMMENDATIONS = KeptList(
    kind=ListKind.RECOMMENDATIONS,
    list_route="recommendations",
    views_route="recommendation_views",
    save_route="save_recommendation_view",
    change_route="change_recommendation_view",
    delete_route="delete_recommendation_view",
    reads=Permission.VISIT_VIEW,
    manages=Permission.VISIT_MANAGE,
    known=(*RecommendationFilterSet.base_filters, *SHOWN),
    readers=_("everybody here who reads visits"),
    share_label=_("For everybody here who reads visits"),
    search_hint="",
)


def data_sets_of(actor: User) -> list[str]:
    """The data sets in which `actor` may see recommendations, own ones first."""
    return kept_data_sets(actor, Permission.VISIT_VIEW)


def names_of(data_sets: list[str]) -> list[tuple[str, str]]:
    """Each data set with what it is called where visits are meant."""
    names = {DataSet.OWN: _("Own visits"), DataSet.DEMONSTRATION: DataSet.DEMONSTRATION.label}
    return [(value, str(names[DataSet(value)])) for value in data_sets]


def asked_by(actor: User, sent: Mapping[str, str], usual_data_set: str, today: date) -> Asked:
    """Reads an address. What it does not understand is left out, and the form of the filters says so."""
    rows = placed(Recommendation.objects.visible_to(actor), today, actor)
    rows = rows.annotate(handle=Cast("uuid", CharField()))
    wanted = {**sent, "data_set": sent.get("data_set") or usual_data_set}
    filterset = RecommendationFilterSet(wanted, rows)
    is_understood = "data_set" not in filterset.form.errors
    data_set = wanted["data_set"] if is_understood else usual_data_set
    sort, chosen = sort_named(sent.get("sort", ""), SORTS, USUAL)
    return Asked(
        actor=actor,
        sent=sent,
        data_set=data_set,
        filterset=filterset,
        visible=rows.filter(visit__data_set=data_set),
        found=filterset.qs.filter(visit__data_set=data_set).select_related("visit__regime", "letter"),
        sort=sort,
        order=chosen.order(sent.get("dir", "")),
    )
