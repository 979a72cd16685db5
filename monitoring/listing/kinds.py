"""The list of visits as one of which views are kept, and the data sets in which somebody reads visits."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.permissions import Permission, memberships_of, organisations_with
from complaints.choices import DataSet, ListKind
from complaints.listing.chips import SHOWN
from complaints.listing.kinds import KeptList
from monitoring.listing.filters import VisitFilterSet

VISITS = KeptList(
    kind=ListKind.VISITS,
    list_route="visit_list",
    views_route="visit_views",
    save_route="save_visit_view",
    change_route="change_visit_view",
    delete_route="delete_visit_view",
    reads=Permission.VISIT_VIEW,
    manages=Permission.VISIT_MANAGE,
    known=(*VisitFilterSet.base_filters, *SHOWN),
    readers=gettext_lazy("everybody here who reads visits"),
    share_label=gettext_lazy("For everybody here who reads visits"),
    search_hint=gettext_lazy(
        "Reference, place in any of the three languages, region, kind of place, terms, kind of visit. What was seen and"
        " said is sealed and cannot be searched."
    ),
)


def data_sets_for(actor: User) -> list[str]:
    """The data sets in which `actor` may see visits, own ones first. Raises PermissionDenied where there is none."""
    reads = organisations_with(actor, Permission.VISIT_VIEW)
    kinds = {one.organisation.is_demonstration for one in memberships_of(actor) if one.organisation_id in reads}
    if not kinds:
        raise PermissionDenied(_("Your role does not include visits."))
    return [str(name) for name, kind in [(DataSet.OWN, False), (DataSet.DEMONSTRATION, True)] if kind in kinds]


def named(data_sets: Iterable[str]) -> list[tuple[str, str]]:
    """Each data set with what it is called where visits are meant."""
    names = {DataSet.OWN: _("Own visits"), DataSet.DEMONSTRATION: DataSet.DEMONSTRATION.label}
    return [(value, str(names[DataSet(value)])) for value in data_sets]
