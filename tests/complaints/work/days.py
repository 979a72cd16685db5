"""Cases at distances from today, for tests of what waits."""

from datetime import date, timedelta

from django.utils import timezone

from accounts.models import Organisation, User
from complaints.actions import receive_complaint, record_event
from complaints.choices import DataSet, Precision
from complaints.models import Case, CaseEvent
from institutions.models import Ground, Stage


def days_ago(number: int) -> date:
    """So many days before today; a negative number is days to come."""
    return timezone.localdate() - timedelta(days=number)


def received(by: User, organisation: Organisation, *, days: int = 100, data_set: str = DataSet.OWN) -> Case:
    """A case whose complaint came so many days ago."""
    today = timezone.localdate()
    return receive_complaint(
        by=by, organisation=organisation, data_set=data_set, channel=None, today=today, received_on=days_ago(days)
    )


def happened(by: User, case: Case, code: str, days: int, **facts: object) -> CaseEvent:
    """An event of the case so many days ago."""
    stage = Stage.objects.get(code=code)
    return record_event(
        by=by,
        case=case,
        stage=stage,
        happened_on=days_ago(days),
        precision=Precision.DAY,
        today=timezone.localdate(),
        **facts,
    ).event


def under_way(by: User, organisation: Organisation) -> Case:
    """Registered and taken up: clocks that nobody stopped in a case that stands open."""
    case = received(by, organisation)
    for code, days in [("REG", 99), ("INV", 98)]:
        happened(by, case, code, days)
    return case


def terminated(by: User, organisation: Organisation) -> Case:
    """Registered and terminated after a withdrawal: alerts, and clocks that nobody stopped."""
    case = received(by, organisation)
    for code, days in [("REG", 99), ("INV", 98), ("EV_WITHDRAW", 80)]:
        happened(by, case, code, days)
    happened(by, case, "TRM", 75, ground=Ground.objects.get(code="T35_5"))
    return case
