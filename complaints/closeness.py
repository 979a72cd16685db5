"""Who is close to which cases: ties and cases as the rule about letters reads them. Reading only.

A case that names no place may be about any place: whoever is tied to one is close to it until more is known.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from accounts.models import User
from complaints.intake.routing import Closeness, Target, is_close
from complaints.models import Case, Respondent, Tie
from institutions.queries import world


def closenesses(ties: QuerySet[Tie]) -> list[Closeness]:
    """The ties of `ties` that are in force. One query."""
    rows = ties.filter(ended_on=None).values_list(
        *("organisation", "user", "body__code", "facility__code"),
        *("facility__facility_type__code", "facility__region__code"),
    )
    return [Closeness(*row) for row in rows]


def targets_of(cases: QuerySet[Case]) -> dict[int, Target]:
    """What each case is about, by its number. Two queries."""
    agencies: dict[int, set[str]] = {}
    accused = Respondent.objects.filter(case__in=cases.values("pk")).exclude(agency=None)
    for case, agency in accused.values_list("case", "agency__code"):
        agencies.setdefault(case, set()).add(agency)
    rows = cases.values_list(
        *("pk", "facility__code", "facility_type__code", "facility__facility_type__code"),
        *("region__code", "facility__region__code"),
    )
    return {
        pk: Target(facility, kind_of_place or kind, region_of_place or region, tuple(sorted(agencies.get(pk, ()))))
        for pk, facility, kind, kind_of_place, region, region_of_place in rows
    }


def close_cases(ties: Iterable[Closeness], cases: QuerySet[Case], today: date) -> list[int]:
    """The numbers of those of the cases that whoever has one of the ties must know nothing of."""
    ties = list(ties)
    if not ties:
        return []
    targets, here = targets_of(cases), world()
    answers = {target: any(is_close(tie, target, here, today) for tie in ties) for target in set(targets.values())}
    return sorted(pk for pk, target in targets.items() if answers[target])


def is_close_to(user: User, case: Case, today: date) -> bool:
    """Whether a tie of `user` that is in force makes them close to the case, whichever organisation it was said in."""
    ties = closenesses(Tie.objects.filter(user=user))
    return bool(close_cases(ties, Case.objects.filter(pk=case.pk), today))
