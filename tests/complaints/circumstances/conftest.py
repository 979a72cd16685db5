"""A case of the organisation, with the stages about which more is asked."""

from collections.abc import Callable
from datetime import date

import pytest

from complaints.actions import receive_complaint
from complaints.choices import DataSet, Precision
from complaints.models import Case, Victim
from institutions.choices import Circumstances
from institutions.models import Stage
from tests.complaints.sealed_cases import with_recovery_key

TODAY = date(2026, 11, 2)


@pytest.fixture
def case(berik, organisation) -> Case:
    """A case of Berik's organisation, of a known day, with two alleged victims."""
    with_recovery_key(organisation)
    return receive_complaint(
        by=berik,
        organisation=organisation,
        data_set=DataSet.OWN,
        channel=None,
        today=date(2026, 3, 4),
        incident_on=date(2026, 3, 1),
        incident_precision=Precision.DAY,
        victims=[Victim(), Victim()],
    )


@pytest.fixture
def stage_of() -> Callable[[Circumstances], Stage]:
    """The first stage about which these circumstances are asked."""
    return lambda kind: Stage.objects.filter(circumstances=kind).order_by("order").first()
