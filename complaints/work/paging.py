"""Paging deadlines and alerts by what they stand at: an event and a code, never a primary key, which would count."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import DateField, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from complaints.dates import LAST_DAY
from complaints.models import Alert, Deadline
from complaints.work.queries import read_with_facts

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, and the mark after which the next page begins; empty on the last one."""

    rows: list
    after: str


def mark_of_deadline(deadline: Deadline) -> str:
    """How an address names a deadline."""
    return f"{deadline.started_by.uuid}:{deadline.time_limit.code}"


def mark_of_alert(alert: Alert) -> str:
    """How an address names an alert."""
    return f"{alert.event.uuid}:{alert.rule}"


def find_deadline(deadlines: QuerySet[Deadline], mark: str) -> Deadline | None:
    """The deadline of that mark, None where it is none of these."""
    event, code = _parts(mark)
    return deadlines.filter(started_by__uuid=event, time_limit__code=code).first() if event else None


def find_alerts(alerts: QuerySet[Alert], marks: list[str]) -> list[Alert]:
    """Of these alerts those of the marks. One query."""
    wanted = Q(pk=None)
    for mark in marks:
        event, rule = _parts(mark)
        if event:
            wanted |= Q(event__uuid=event, rule=rule)
    return list(alerts.filter(wanted))


def deadline_page(deadlines: QuerySet[Deadline], after: str, *, is_newest_first: bool) -> Page:
    """Deadlines by the day they are due, those without a day last; with what `read_with_facts` reads."""
    keyed = deadlines.annotate(sorted_on=Coalesce("due_on", Value(LAST_DAY, DateField())))
    beside = find_deadline(deadlines, after)
    sign = "lt" if is_newest_first else "gt"
    if beside is not None:
        day: date = beside.due_on or LAST_DAY
        keyed = keyed.filter(Q(**{f"sorted_on__{sign}": day}) | Q(sorted_on=day, **{f"pk__{sign}": beside.pk}))
    minus = "-" if is_newest_first else ""
    found = list(keyed.order_by(f"{minus}sorted_on", f"{minus}pk").values_list("pk", flat=True)[: PAGE_SIZE + 1])
    rows = read_with_facts(found[:PAGE_SIZE])
    if is_newest_first:
        rows.reverse()
    return Page(rows, mark_of_deadline(rows[-1]) if len(found) > PAGE_SIZE else "")


def alert_page(alerts: QuerySet[Alert], after: str) -> Page:
    """Alerts, the newest first."""
    beside = next(iter(find_alerts(alerts, [after])), None) if after else None
    older = alerts.filter(pk__lt=beside.pk) if beside is not None else alerts
    found = list(older.order_by("-pk")[: PAGE_SIZE + 1])
    rows = found[:PAGE_SIZE]
    return Page(rows, mark_of_alert(rows[-1]) if len(found) > PAGE_SIZE else "")


def _parts(mark: str) -> tuple[UUID | None, str]:
    event, _colon, code = mark.partition(":")
    try:
        return (None, "") if "\x00" in code else (UUID(event), code)
    except ValueError:
        return None, ""
