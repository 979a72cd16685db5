"""Which cases leave the house: what one may see and may export, one data set at a time, by filters or by reference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.permissions import Permission, has_permission, organisations_with
from complaints.choices import DataSet
from complaints.filters import CaseFilterSet
from complaints.listing.chips import ignored, word_of
from complaints.models import Case, CaseAssignment, Recusal

MOST_CHOSEN = 200  # an address has a length
MOST_NAMED = 50  # of so many cases names and contacts are taken out at once
CHOSEN = "case"  # the parameter that names cases by reference


@dataclass(frozen=True, slots=True)
class Asked:
    """The question, as it may be kept: filters as the address has them, or references."""

    data_set: str
    filters: Mapping[str, str] = field(default_factory=dict)
    references: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """The cases; `words` are the filters as they are read, `faults` why they were not understood."""

    asked: Asked
    cases: QuerySet[Case]
    words: Sequence[str]
    faults: Sequence[str]


def exportable_by(user: User) -> QuerySet[Case]:
    """The cases of which `user` may take coded facts out of the house."""
    own = Q(organisation__in=organisations_with(user, Permission.CASE_EXPORT))
    return Case.objects.visible_to(user).filter(own | Q(data_set=DataSet.PUBLIC_RECORD))


def data_sets_for(user: User) -> list[str]:
    """The data sets that `user` may export, the most likely one first."""
    organisations = Organisation.objects.filter(pk__in=organisations_with(user, Permission.CASE_EXPORT))
    kinds = set(organisations.values_list("is_demonstration", flat=True))
    found = [data_set for data_set, kind in [(DataSet.OWN, False), (DataSet.DEMONSTRATION, True)] if kind in kinds]
    if kinds and has_permission(user, Permission.PUBLIC_RECORD_VIEW):
        found.append(DataSet.PUBLIC_RECORD)
    return [str(data_set) for data_set in found]


def asked_in(user: User, query: QueryDict) -> Asked | None:
    """What an address asks for; None where it names cases that `user` may not export, or none at all of a data set."""
    references = list(dict.fromkeys(query.getlist(CHOSEN)))
    if references:
        return named(user, references)
    allowed = data_sets_for(user)
    filters = {name: value for name, value in query.dict().items() if value and name != CHOSEN}
    data_set = filters.get("data_set") or next(iter(allowed), "")
    return Asked(data_set, filters) if data_set in allowed else None


def choose(user: User, asked: Asked) -> Chosen:
    """The cases of a question as they are now, with the rights `user` has now."""
    cases = exportable_by(user).of(asked.data_set)
    if asked.references:
        return Chosen(asked, cases.filter(reference__in=asked.references), [", ".join(asked.references)], [])
    sent = {**asked.filters, "data_set": asked.data_set}
    filterset = CaseFilterSet(sent, cases, actor=user)
    unknown = ignored(sent, filterset.form.fields)
    faults = [unknown] if unknown else []
    faults += [
        f"{filterset.form.fields[name].label}: {' '.join(messages)}" if name in filterset.form.fields else str(messages)
        for name, messages in filterset.form.errors.items()
    ]
    return Chosen(asked, filterset.qs, list(_words(filterset, sent)), faults)


def counts_of(cases: QuerySet[Case]) -> dict[int | None, int]:
    """Organisation (None: nobody's) -> number of cases. One query."""
    rows = cases.order_by().values("organisation").annotate(number=Count("pk", distinct=True))
    return dict(rows.values_list("organisation", "number"))


def rests_on(user: User) -> dict[str, list[int]]:
    """The rights that decide what a file of `user` holds today, and the organisations in which they are held."""
    return {right.value: organisations_with(user, right) for right in _DECIDING}


_DECIDING = (Permission.CASE_EXPORT, Permission.CASE_VIEW_ALL, Permission.CASE_VIEW, Permission.CASE_VIEW_UNASKED)


def has_lost(user: User, rested: Mapping[str, Sequence[int]]) -> bool:
    """Whether `user` no longer holds a right that a file rested on (`rests_on`) in one of those organisations."""
    return any(set(organisations) - set(organisations_with(user, right)) for right, organisations in rested.items())


def has_less_access_since(user: User, moment: datetime) -> bool:
    """Whether `user` has lost sight of some case since: a file made before may hold more than they may know now."""
    recused = Recusal.objects.filter(user=user, started_on__gte=timezone.localdate(moment), ended_on=None)
    if recused.exists():
        return True
    all_seen = organisations_with(user, Permission.CASE_VIEW_ALL)
    ended = CaseAssignment.objects.filter(user=user, ended_at__gte=moment)
    return ended.exclude(case__organisation__in=all_seen).exists()


def named(user: User, references: Sequence[str]) -> Asked | None:
    """A question for these cases; None where `user` may not export one of them or they are of several data sets."""
    if len(references) > MOST_CHOSEN or any("\x00" in reference for reference in references):
        return None
    rows = dict(exportable_by(user).filter(reference__in=references).values_list("reference", "data_set"))
    if set(rows) != set(references) or len(set(rows.values())) != 1:
        return None
    return Asked(next(iter(rows.values())), references=references)


def _words(filterset: CaseFilterSet, sent: Mapping[str, str]):
    """The filters in force as they are read, but for the data set, which is told apart."""
    for name, value in filterset.form.cleaned_data.items():
        if name == "data_set" or value in (None, "", False) or not sent.get(name):
            continue
        bound = filterset.form.fields[name]
        yield _("%(name)s: %(value)s") % {"name": bound.label, "value": word_of(bound, sent[name])}
