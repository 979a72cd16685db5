"""Cases that may be about the same: same place and time, same number, and the same name for who may open names.

Only cases the reader may know of are ever looked at. A hint is no more than that: it joins nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.permissions import Permission
from complaints.choices import Party, Precision, RevealReason
from complaints.dates import UNKNOWN, PartialDate
from complaints.models import Case, CaseEvent, Identity
from complaints.opening import open_identities
from complaints.rights import may_on
from institutions.folding import words_of
from vault.choices import Compartment
from vault.crypto import Tampered
from vault.holders import safes_held_by
from vault.keyrings import NoKey

NEAR = timedelta(days=30)
MOST_SHOWN = 10
MOST_LOOKED_AT = 200

PLACE_AND_TIME = _("Same place, and the days are less than a month apart")
KIND_AND_TIME = _("Same region and kind of place, and the days are less than a month apart")
REGISTER_NUMBER = _("Same number in a register")
FILE_NUMBER = _("Same own file number")
SAME_NAME = _("A name is the same")


@dataclass(frozen=True, slots=True)
class Clues:
    """What a complaint says that another case may say too; codes of the pack."""

    facility: str = ""
    facility_type: str = ""
    region: str = ""
    when: PartialDate = UNKNOWN
    file_number: str = ""
    register_number: str = ""


@dataclass(slots=True)
class Likely:
    """A case that may be about the same, and why one may think so."""

    case: Case
    matches: list[Promise]


def likely(actor: User, organisation: Organisation, clues: Clues, *, apart_from: str = "") -> list[Likely]:
    """At most ten cases of the organisation that `actor` may see, those with most in common first.

    `apart_from` is the uuid of a case that is known to be the same. Three queries at most.
    """
    cases = Case.objects.visible_to(actor).filter(organisation=organisation)
    if apart_from:
        cases = cases.exclude(uuid=apart_from)
    found: dict[int, Likely] = {}
    for matching, why in (
        (_by_numbers(cases, "file_number", clues.file_number), lambda _case: FILE_NUMBER),
        (_by_register(cases, clues.register_number), lambda _case: REGISTER_NUMBER),
        (_by_place(cases, clues), _why_place(clues)),
    ):
        for case in matching:
            found.setdefault(case.pk, Likely(case, [])).matches.append(why(case))
    ordered = sorted(found.values(), key=lambda likely: (-len(likely.matches), -likely.case.pk))
    return ordered[:MOST_SHOWN]


def _by_numbers(cases: QuerySet[Case], column: str, number: str) -> list[Case]:
    return list(cases.filter(**{column: number})[:MOST_SHOWN]) if number else []


def _by_register(cases: QuerySet[Case], number: str) -> list[Case]:
    if not number:
        return []
    stating = CaseEvent.objects.filter(register_number=number, is_void=False)
    return list(cases.filter(pk__in=stating.values("case"))[:MOST_SHOWN])


def _by_place(cases: QuerySet[Case], clues: Clues) -> list[Case]:
    first, last = _span(clues.when)
    same = Q()
    if clues.facility:
        same |= Q(facility__code=clues.facility)
    if clues.region and clues.facility_type:
        same |= Q(region__code=clues.region, facility_type__code=clues.facility_type)
    if not same or first is None:
        return []
    # A case whose year alone is known is dated to its first day; whether the days meet is asked below.
    near = cases.filter(same, incident_on__gte=first - NEAR - timedelta(days=366), incident_on__lte=last + NEAR)
    rows = near.select_related("facility").order_by("-pk")[:MOST_LOOKED_AT]
    return [case for case in rows if _meet((first, last), PartialDate(case.incident_on, case.incident_precision))]


def _why_place(clues: Clues) -> Callable[[Case], Promise]:
    def why(case: Case) -> Promise:
        is_same = bool(clues.facility) and case.facility is not None and case.facility.code == clues.facility
        return PLACE_AND_TIME if is_same else KIND_AND_TIME

    return why


def _span(when: PartialDate) -> tuple[date | None, date | None]:
    """The days between which it lies; a bound counts as the day it names."""
    if when.precision in (Precision.NOT_BEFORE, Precision.NOT_AFTER):
        return when.day, when.day
    return when.earliest, when.latest


def _meet(ours: tuple[date, date], theirs: PartialDate) -> bool:
    first, last = _span(theirs)
    return first is not None and first - NEAR <= ours[1] and last + NEAR >= ours[0]


# --- names ------------------------------------------------------------------------------------------------------------

COMPARED = (Party.VICTIM, Party.COMPLAINANT)


def can_compare(actor: User, found: Sequence[Likely], now: datetime) -> list[Likely]:
    """Those of the cases whose names `actor` may open and holds the key of. Two queries."""
    safes = [one.case.safe_id for one in found if one.case.safe_id]
    held = set(safes_held_by(actor, Compartment.IDENTITY, now).filter(pk__in=safes).values_list("pk", flat=True))
    mine = [one for one in found if one.case.safe_id in held and may_on(actor, Permission.IDENTITY_OPEN, one.case)]
    named = Identity.objects.filter(case__in=[one.case.pk for one in mine], party__in=COMPARED)
    with_names = set(named.values_list("case", flat=True))
    return [one for one in mine if one.case.pk in with_names]


def compare_names(*, by: User, private_key: bytes, found: Sequence[Likely], names: Sequence[str], now: datetime) -> int:
    """Opens the names of alleged victims and complainants of these cases and notes where one of `names` is among them.

    Each opening is on record with its reason, as on any other page. Gives the number of cases that were opened.
    """
    wanted = [parts for name in names if (parts := _parts(name))]
    number = 0
    for one in can_compare(by, found, now):
        people = set(Identity.objects.filter(case=one.case, party__in=COMPARED).values_list("party", "number"))
        try:
            opened = open_identities(
                by=by, private_key=private_key, case=one.case, people=people, reason=RevealReason.DUPLICATES, now=now
            )
        except (PermissionDenied, NoKey, Tampered):
            continue
        number += 1
        if any(_is_same(ours, theirs.facts or {}) for ours in wanted for theirs in opened):
            one.matches.insert(0, SAME_NAME)
    return number


def _is_same(ours: frozenset[str], facts: Mapping[str, str]) -> bool:
    """Whether all parts of the shorter name are among those of the longer; one part alone is no name."""
    theirs = _parts(facts.get("name", ""))
    return min(len(ours), len(theirs)) >= 2 and (ours <= theirs or theirs <= ours)


def _parts(name: str) -> frozenset[str]:
    return frozenset(words_of(name))
