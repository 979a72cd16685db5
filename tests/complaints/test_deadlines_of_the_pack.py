"""The limits of the real country pack do what the law says with an extension."""

from datetime import date

import pytest

from complaints.actions import receive_complaint, record_event
from complaints.choices import DataSet, DeadlineStatus, Precision
from complaints.deadlines import status
from complaints.models import Case, Deadline
from institutions.models import Offence, Stage

pytestmark = pytest.mark.django_db

TODAY = date(2021, 12, 31)
ORDINARY, LONGEST = "TL12B", "TL13B"


@pytest.fixture
def case(berik, organisation) -> Case:
    """A case of torture, registered on the last day of January."""
    case = receive_complaint(
        by=berik,
        organisation=organisation,
        data_set=DataSet.OWN,
        channel=None,
        received_on=date(2021, 1, 30),
        offence=Offence.objects.get(code="UK146_OLD"),
        today=TODAY,
    )
    record(berik, case, "REG", date(2021, 1, 31))
    return case


def record(by, case, code, day):
    record_event(
        by=by, case=case, stage=Stage.objects.get(code=code), happened_on=day, precision=Precision.DAY, today=TODAY
    )


def limits(case, on):
    """Due day and state of both limits of the investigation on a day."""
    found = Deadline.objects.filter(case=case, time_limit__code__in=[ORDINARY, LONGEST]).order_by("time_limit__code")
    return [(clock.due_on, status(clock, on)) for clock in found]


def test_without_an_extension_two_months_are_all(case):
    assert limits(case, date(2021, 4, 1)) == [
        (date(2021, 3, 31), DeadlineStatus.MISSED),
        (date(2022, 1, 31), DeadlineStatus.RUNNING),
    ]


def test_an_extension_in_time_keeps_the_ordinary_limit_and_leaves_the_longest(case, berik):
    record(berik, case, "EXT", date(2021, 3, 30))
    assert limits(case, date(2021, 4, 1)) == [
        (date(2021, 3, 31), DeadlineStatus.MET),
        (date(2022, 1, 31), DeadlineStatus.RUNNING),
    ]
    assert limits(case, date(2022, 2, 1))[1] == (date(2022, 1, 31), DeadlineStatus.MISSED)


def test_an_extension_after_the_limit_does_not_save_it(case, berik):
    record(berik, case, "EXT", date(2021, 4, 2))
    assert limits(case, date(2021, 4, 3))[0] == (date(2021, 3, 31), DeadlineStatus.MISSED)
