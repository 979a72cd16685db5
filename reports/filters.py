"""Filters in the address: what is active, how to take one away, what was not understood, where the cases behind are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, has_permission, memberships_of, organisations_with
from complaints.choices import DataSet
from institutions.choices import Milestone
from reports import wording
from reports.choices import Breakdown
from reports.cohorts import last_mature_year
from reports.forms import FILTERS, FunnelForm, default_horizon
from reports.results import FunnelQuery

# Breakdown -> filter of the list of cases.
_LISTED_AS = {breakdown: name for name, breakdown in FILTERS.items()} | {Breakdown.REGION_NOW: "region_now"}


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


def default_data_set(actor: User) -> str:
    """Own records; for people of a demonstration organisation, the demonstration."""
    own = set(organisations_with(actor, Permission.FUNNEL_VIEW))
    joined = [membership.organisation for membership in memberships_of(actor)]
    is_real = any(organisation.pk in own and not organisation.is_demonstration for organisation in joined)
    return DataSet.OWN if is_real else DataSet.DEMONSTRATION


def may_list(actor: User, data_set: str) -> bool:
    """Whether `actor` may open every case that a funnel of this data set counts for them."""
    if data_set == DataSet.PUBLIC_RECORD:
        return has_permission(actor, Permission.PUBLIC_RECORD_VIEW)
    everything = organisations_with(actor, Permission.CASE_VIEW_ALL)
    if data_set == DataSet.OWN:
        return bool(everything) and set(everything) == set(organisations_with(actor, Permission.FUNNEL_VIEW))
    joined = [membership.organisation for membership in memberships_of(actor)]
    return any(organisation.pk in everything and organisation.is_demonstration for organisation in joined)


class CaseLinks:
    """Addresses of the list of cases behind the numbers of one question; empty for who may not open it.

    Each asks for counted cases only, so that the list holds exactly as many as the number says.
    """

    def __init__(self, query: FunnelQuery, *, is_open: bool) -> None:
        self.is_open = is_open
        self.query = query
        self.filters = {"data_set": query.data_set, "counted": "1"} | _case_filters(query)

    def reached(self, milestone: int) -> str:
        """Cases of the question that reached a milestone, within its horizon if it has one."""
        return self._address({"reached": milestone, "horizon": self.query.horizon} | self._years())

    def year(self, year: int, milestone: int) -> str:
        """Cases of the question registered in one year that reached a milestone."""
        return self._address({"reached": milestone, "horizon": self.query.horizon, "year_from": year, "year_to": year})

    def group(self, breakdown: Breakdown, code: str, milestone: int) -> str:
        """Cases of one group of the question that reached a milestone."""
        return self._address(
            {"reached": milestone, "horizon": self.query.horizon} | self._years() | {_LISTED_AS[breakdown]: code}
        )

    def state(self, state: str) -> str:
        """Cases of the question that stand in one state now."""
        return self._address({"reached": Milestone.REGISTERED.value, "state": state} | self._years())

    def _years(self) -> dict[str, int | None]:
        """The years asked for; with a horizon none that is too young for it."""
        first, last = self.query.year_from, self.query.year_to
        if self.query.horizon:
            mature = last_mature_year(self.query.horizon, self.query.as_of)
            last = min(last or mature, mature)
        return {"year_from": first, "year_to": last}

    def _address(self, more: Mapping[str, object]) -> str:
        if not self.is_open:
            return ""
        return f"{reverse('case_list')}?{urlencode({k: v for k, v in (self.filters | dict(more)).items() if v})}"


def _case_filters(query: FunnelQuery) -> dict[str, str]:
    filters = {_LISTED_AS[breakdown]: codes[0] for breakdown, codes in query.filters}
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
