"""Filters in the address: what is active, how to take one away, what was not understood, where the cases behind are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.permissions import Permission, has_permission, organisations_with
from complaints.choices import DataSet
from reports import wording
from reports.cohorts import last_mature_year
from reports.forms import FILTERS, FunnelForm, default_horizon
from reports.results import FunnelQuery


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter in words, and the address of the page without it."""

    label: str
    remove_url: str


def unknown_parameters(sent: QueryDict, known: Collection[str]) -> list[str]:
    """Names in the address that the page does not know, shortened, in the order they came."""
    return [name[:40] for name in sent if name not in known]


def chips(form: FunnelForm, sent: Mapping[str, str]) -> list[Chip]:
    """One chip for each filter somebody set and the form understood; a default is none, for it cannot be taken away."""
    cleaned = form.cleaned_data
    usual = {"horizon": default_horizon(cleaned.get("data_set") or form.default_data_set)}
    found = []
    for name in ("year_from", "year_to", "horizon", "breakdown", *FILTERS, "merged"):
        if sent.get(name) and cleaned.get(name) and cleaned[name] != usual.get(name):
            field = form.fields[name]
            value = (
                dict(field.choices).get(cleaned[name], cleaned[name]) if hasattr(field, "choices") else cleaned[name]
            )
            found.append(Chip(f"{field.label}: {value}", without(sent, name)))
    return found


def without(sent: Mapping[str, str], name: str) -> str:
    """The query of the address without one parameter."""
    kept = {key: value for key, value in sent.items() if key != name and value}
    return f"?{urlencode(kept)}"


def asked(form: FunnelForm, sent: Mapping[str, str]) -> str:
    """The query of the address with what the form knows and somebody set."""
    return urlencode({name: value for name, value in sent.items() if name in form.fields and value})


def may_list(actor: User, data_set: str) -> bool:
    """Whether `actor` may open every case that a funnel of this data set counts for them."""
    if data_set == DataSet.PUBLIC_RECORD:
        return has_permission(actor, Permission.PUBLIC_RECORD_VIEW)
    everything = organisations_with(actor, Permission.CASE_VIEW_ALL)
    if data_set == DataSet.OWN:
        return bool(everything) and set(everything) == set(organisations_with(actor, Permission.FUNNEL_VIEW))
    return Organisation.objects.filter(pk__in=everything, is_demonstration=True).exists()


class CaseLinks:
    """Addresses of the list of cases behind the bars and rows of one question; empty for who may not open it."""

    def __init__(self, query: FunnelQuery, *, is_open: bool) -> None:
        self.is_open = is_open
        self.query = query
        self.filters = {"data_set": query.data_set} | _case_filters(query)

    def reached(self, milestone: int) -> str:
        """Cases of the question that reached a milestone, within its horizon if it has one."""
        years = {"year_from": self.query.year_from, "year_to": self.query.year_to}
        horizon = self.query.horizon
        if horizon:
            mature = last_mature_year(horizon, self.query.as_of)
            years["year_to"] = min(self.query.year_to or mature, mature)
        return self._address({"reached": milestone, "horizon": horizon} | years)

    def year(self, year: int) -> str:
        """Cases of the question registered in one year."""
        return self._address({"reached": 1, "year_from": year, "year_to": year})

    def _address(self, more: Mapping[str, object]) -> str:
        if not self.is_open:
            return ""
        return f"{reverse('case_list')}?{urlencode({k: v for k, v in (self.filters | dict(more)).items() if v})}"


def _case_filters(query: FunnelQuery) -> dict[str, str]:
    names = {breakdown: name for name, breakdown in FILTERS.items()}
    filters = {names[breakdown]: codes[0] for breakdown, codes in query.filters if breakdown in names}
    return filters | ({"merged": "once"} if query.is_merged_once else {})


def ignored_text(names: Collection[str]) -> str:
    """The sentence about parameters that were not understood; empty where all were."""
    if not names:
        return ""
    return _("The address holds filters this page does not know: %(names)s. They were not used.") % {
        "names": ", ".join(names)
    }


def count_text(cases: int) -> str:
    """How many cases the question is about."""
    return _("Registered cases: %(count)s") % {"count": wording.whole(cases)}
