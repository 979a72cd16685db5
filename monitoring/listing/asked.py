"""The list of visits that an address asks for: which data set, under which filters, in which order. Reading only."""

from collections.abc import Mapping
from datetime import date

from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.listing.asked import Asked
from complaints.listing.sorting import Sort, sort_named
from monitoring.listing.figures import wait, with_figures
from monitoring.listing.filters import VisitFilterSet
from monitoring.models import Visit

USUAL = "day"


def sorts() -> Mapping[str, Sort]:
    """By what visits can be ordered; places by their name in the reader's language."""
    language = (get_language() or "en")[:2]
    return {
        "day": Sort(_("Day"), F("visited_on"), ("pk",), True),
        "place": Sort(_("Place"), F(f"facility__label_{language}"), ("visited_on", "pk"), False),
        "wait": Sort(_("Access"), wait(), ("pk",), True),
    }


def asked_by(actor: User, sent: Mapping[str, str], usual_data_set: str, today: date) -> Asked:
    """Reads an address. What it does not understand is left out, and the form of the filters says so."""
    visible = Visit.objects.visible_to(actor)
    wanted = {**sent, "data_set": sent.get("data_set") or usual_data_set}
    filterset = VisitFilterSet(wanted, visible, actor=actor)
    data_set = usual_data_set if "data_set" in filterset.form.errors else wanted["data_set"]
    sort, chosen = sort_named(sent.get("sort", ""), sorts(), USUAL)
    return Asked(
        actor=actor,
        sent=sent,
        data_set=data_set,
        filterset=filterset,
        visible=visible.of(data_set),
        found=with_figures(filterset.qs.of(data_set), today).select_related("facility").prefetch_related("access"),
        sort=sort,
        order=chosen.order(sent.get("dir", "")),
    )
