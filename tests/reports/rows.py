"""Milestone rows for tests of numbers, written straight into the table: no events, no engine, exactly what is said."""

import uuid
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Organisation
from complaints.choices import DataSet
from complaints.models import Case, CaseMilestones, Complaint
from complaints.models.cases import random_reference
from institutions.choices import Answer, Exit

DRAWN = (1, 2, 4, 5, 6, 7, 8)
AS_OF = date(2026, 6, 30)


@dataclass(frozen=True)
class Path:
    """One case as a test tells it. `recorded`: milestone -> t_k, None for a milestone reached on an unknown day."""

    recorded: dict[int, date | None] = field(default_factory=dict)
    state: str = Exit.OPEN
    state_on: date | None = None
    withdrawn_on: date | None = None
    is_withdrawn: bool = False
    is_vague: bool = False
    officials: int = 0
    absorbed_by: Case | None = None
    may_be_counted: str = Answer.NOT_ASKED
    has_complaint: bool = False
    attributes: dict = field(default_factory=dict)

    @property
    def furthest(self) -> int | None:
        return max(self.recorded, default=None)

    def reached(self, milestone: int) -> date | None:
        """T_k: the first day on which the case had demonstrably got at least to k."""
        return min((day for k, day in self.recorded.items() if k >= milestone and day), default=None)


def demonstration_organisation() -> Organisation:
    return Organisation.objects.get_or_create(name="Ülgi", defaults={"is_demonstration": True})[0]


def add_cases(
    paths: list[Path], *, data_set: str = DataSet.DEMONSTRATION, organisation: Organisation | None = None
) -> list[CaseMilestones]:
    """Writes the paths as cases of one data set; three statements however many."""
    if data_set == DataSet.DEMONSTRATION and organisation is None:
        organisation = demonstration_organisation()
    cases = Case.objects.bulk_create(
        Case(
            uuid=uuid.uuid4(),
            reference=random_reference(),
            data_set=data_set,
            organisation=organisation,
            may_be_counted=path.may_be_counted,
        )
        for path in paths
    )
    Complaint.objects.bulk_create(
        Complaint(case=case) for case, path in zip(cases, paths, strict=True) if path.has_complaint
    )
    return CaseMilestones.objects.bulk_create(_row(case, path) for case, path in zip(cases, paths, strict=True))


def _row(case: Case, path: Path) -> CaseMilestones:
    furthest = path.furthest
    return CaseMilestones(
        case=case,
        data_set=case.data_set,
        organisation=case.organisation,
        furthest=furthest,
        recorded_on=[path.recorded.get(milestone) for milestone in range(1, 9)],
        **{f"reached_{k}": path.reached(k) if furthest and k <= furthest else None for k in range(1, 9)},
        state=path.state,
        state_on=path.state_on,
        withdrawn_on=path.withdrawn_on,
        is_withdrawn=path.is_withdrawn,
        is_vague=path.is_vague,
        officials_convicted=path.officials,
        absorbed_by=path.absorbed_by,
        **path.attributes,
    )
