"""Tabs and chips of a list, and the addresses they lead to. Words only."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django_filters import FilterSet

from accounts.models import Organisation, User
from accounts.permissions import Permission, has_permission, organisations_with
from complaints.choices import DataSet

PLACE = ("after", "before", "page")  # where in the list
SHOWN = ("sort", "dir", "size", "view")  # how the list is shown
SAYS_ITSELF = ("counted",)  # filters whose value needs no name before it


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    remove_url: str


def data_sets_of(actor: User) -> list[str]:
    """The data sets in which `actor` may see cases, the most likely one first."""
    found = kept_data_sets(actor, Permission.CASE_VIEW)
    if has_permission(actor, Permission.PUBLIC_RECORD_VIEW):
        found.append(str(DataSet.PUBLIC_RECORD))
    return found


def kept_data_sets(actor: User, permission: Permission) -> list[str]:
    """The data sets that organisations keep and in which `actor` holds `permission`, own records first."""
    own = Organisation.objects.filter(pk__in=organisations_with(actor, permission))
    kinds = set(own.values_list("is_demonstration", flat=True))
    return [str(data_set) for data_set, kind in [(DataSet.OWN, False), (DataSet.DEMONSTRATION, True)] if kind in kinds]


def tabs(named: Iterable[tuple[str, str]], current: str, list_url: str) -> list[Tab]:
    """One tab a data set and its name: they are never listed together."""
    return [Tab(label, f"{list_url}?{urlencode({'data_set': value})}", value == current) for value, label in named]


def chips(filterset: FilterSet, sent: Mapping[str, str]) -> list[Chip]:
    """One chip for each filter in force, but for the data set, which the tabs show."""
    form = filterset.form
    found = []
    for name, value in form.cleaned_data.items():
        if name == "data_set" or value in (None, "") or value is False or not sent.get(name):
            continue
        label = str(form.fields[name].label)
        text = word_of(form.fields[name], sent[name])
        words = text if name in SAYS_ITSELF else f"{label}: {text}"
        found.append(Chip(words, address(sent, without=name)))
    return found


def word_of(field: object, sent: str) -> str:
    """What a value in the address is called by the field that understood it."""
    choices = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    return choices.get(sent, sent)


def kept(sent: Mapping[str, str], *, without: str = "") -> dict[str, str]:
    """What the address says, without the place in the list and without one parameter.

    Once a filter changes it is no longer the saved view.
    """
    left_out = {*PLACE, without} | ({"view"} if without else set())
    return {name: value for name, value in sent.items() if value and name not in left_out}


def address(sent: Mapping[str, str], *, without: str = "", **more: str) -> str:
    """The query of the same list without one parameter and with others."""
    return "?" + urlencode(kept(sent, without=without) | more)


def ignored(sent: Mapping[str, str], known: Collection[str]) -> str:
    """The sentence about parameters the page does not know; empty where it knows all."""
    unknown = [name[:40] for name in sent if name not in known and name not in (*PLACE, *SHOWN)]
    if not unknown:
        return ""
    return _("The address holds filters this page does not know: %(names)s. They were not used.") % {
        "names": ", ".join(unknown)
    }
