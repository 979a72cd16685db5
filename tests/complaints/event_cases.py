"""Cases whose events are told through the pages: who works on them, and what a form sends."""

from datetime import date

from accounts.models import Organisation, User
from complaints.actions import receive_complaint, record_event
from complaints.choices import DataSet, Precision
from complaints.models import Case
from institutions.models import Stage

TODAY = date(2026, 3, 4)


def stage(code: str) -> Stage:
    """The stage of the country pack."""
    return Stage.objects.get(code=code)


def a_case(by: User, organisation: Organisation, *steps: tuple[str, date]) -> Case:
    """A case whose complaint was made on 10 January 2025, and whose further `steps` are told with their days."""
    case = receive_complaint(
        by=by,
        organisation=organisation,
        data_set=DataSet.OWN,
        channel=None,
        today=TODAY,
        received_on=date(2025, 1, 10),
    )
    for code, day in steps:
        record_event(by=by, case=case, stage=stage(code), happened_on=day, precision=Precision.DAY, today=TODAY)
    return case


def on(day: date | None, **answers: str) -> dict[str, str]:
    """What the form about an event sends for the day."""
    parts = (day.day, day.month, day.year, "") if day else ("", "", "", "unknown")
    return {f"when_{number}": str(part) for number, part in enumerate(parts)} | answers
