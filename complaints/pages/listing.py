"""The list of cases: tabs, chips and rows, as texts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.permissions import Permission, has_permission, organisations_with
from complaints import wording
from complaints.choices import DataSet
from complaints.filters import CaseFilterSet
from complaints.models import Case
from institutions.choices import Exit, Milestone
from institutions.models import Stage

PAGING = ("after", "before", "size")
SAYS_ITSELF = ("counted",)  # filters whose value needs no name before it
STATE_TAGS = {Exit.OPEN: "open", Exit.INTERRUPTED: "attention", Exit.CONVICTED: "met"}


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in the list; texts only."""

    title: str
    reference: str
    url: str
    registered: str
    furthest: str
    last_event: str
    state: str
    state_tag: str
    region: str
    body: str


def data_sets_of(actor: User) -> list[str]:
    """The data sets in which `actor` may see cases, the most likely one first."""
    own = Organisation.objects.filter(pk__in=organisations_with(actor, Permission.CASE_VIEW))
    kinds = set(own.values_list("is_demonstration", flat=True))
    found = [data_set for data_set, kind in [(DataSet.OWN, False), (DataSet.DEMONSTRATION, True)] if kind in kinds]
    if has_permission(actor, Permission.PUBLIC_RECORD_VIEW):
        found.append(DataSet.PUBLIC_RECORD)
    return [str(data_set) for data_set in found]


def tabs(data_sets: Sequence[str], current: str) -> list[Tab]:
    """One tab a data set: they are never listed together."""
    address = reverse("case_list")
    return [
        Tab(str(DataSet(value).label), f"{address}?{urlencode({'data_set': value})}", value == current)
        for value in data_sets
    ]


def chips(filterset: CaseFilterSet, sent: Mapping[str, str]) -> list[Chip]:
    """One chip for each filter in force, but for the data set, which the tabs show."""
    form = filterset.form
    found = []
    for name, value in form.cleaned_data.items():
        if name == "data_set" or value in (None, "", False) or not sent.get(name):
            continue
        label = str(form.fields[name].label)
        text = _word(form.fields[name], sent[name], value)
        words = text if name in SAYS_ITSELF else f"{label}: {text}"
        found.append(Chip(words, "?" + urlencode(kept(sent, without=name))))
    return found


def _word(field: object, sent: str, value: object) -> str:
    if hasattr(value, "label"):
        return str(value.label)
    choices = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    return choices.get(sent, sent)


def kept(sent: Mapping[str, str], *, without: str = "") -> dict[str, str]:
    """What the address says, without the place in the list and without one parameter."""
    return {name: value for name, value in sent.items() if value and name not in (*PAGING, without)}


def ignored(sent: Mapping[str, str], known: Collection[str]) -> str:
    """The sentence about parameters the page does not know; empty where it knows all."""
    unknown = [name[:40] for name in sent if name not in known and name not in PAGING]
    if not unknown:
        return ""
    return _("The address holds filters this page does not know: %(names)s. They were not used.") % {
        "names": ", ".join(unknown)
    }


def case_rows(cases: Sequence[Case]) -> list[CaseRow]:
    """Rows of a page; the words of the last stages cost one query however many cases there are."""
    positions = {case.milestones.position for case in cases if _has_milestones(case)}
    stages = {stage.code: stage.label for stage in Stage.objects.filter(code__in=positions)} if positions else {}
    return [_row(case, stages) for case in cases]


def _has_milestones(case: Case) -> bool:
    return hasattr(case, "milestones")


def _row(case: Case, stages: Mapping[str, str]) -> CaseRow:
    found = case.milestones if _has_milestones(case) else None
    state = Exit(found.state) if found else Exit.OPEN
    return CaseRow(
        title=case.title,
        reference=case.reference,
        url=reverse("case_detail", args=[case.reference]),
        registered=wording.day(found.reached_1) if found and found.reached_1 else _registered_words(found),
        furthest=str(Milestone(found.furthest).label) if found and found.furthest else _("not registered"),
        last_event=stages.get(found.position, "") if found else "",
        state=str(state.label),
        state_tag=STATE_TAGS.get(state, "neutral"),
        region=case.region.label if case.region else _("not known"),
        body=found.body_now.label if found and found.body_now else _("not known"),
    )


def _registered_words(found: object) -> str:
    return _("on an unknown day") if found and found.furthest else _("not registered")
