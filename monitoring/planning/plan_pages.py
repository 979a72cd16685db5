"""What is told of opened plans, to their readers alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from institutions.choices import TermList
from institutions.models import Facility, MonitoringRegime, Term
from institutions.norm_words import norm_words
from institutions.visit_choices import NoticeRule
from monitoring.planning.plans import OpenedPlan
from monitoring.planning.rules import NoticeDuty, notice_duty


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan as its reader sees it."""

    uuid: UUID
    days: str
    place: str
    note: str
    kind: str
    terms: str
    notice: Sequence[str]
    norm: str
    is_notice_late: bool
    focus: str
    notes: str
    readers: str
    planned_by: str
    may_begin: bool
    is_over: bool


@dataclass(frozen=True, slots=True)
class Month:
    """The plans whose first day lies in a month."""

    label: str
    plans: Sequence[PlanRow]


def months(opened: Iterable[OpenedPlan], readers: Mapping[int, Sequence[User]], today: date) -> list[Month]:
    """The plans that can be read, by the month of their first day. Three statements, none without plans."""
    opened = [one for one in opened if one.content is not None]
    if not opened:
        return []
    codes = [one.content.facility for one in opened]
    places = {row.code: row for row in Facility.objects.filter(code__in=codes).select_related("region")}
    regimes = {
        row.code: row for row in MonitoringRegime.objects.filter(code__in={one.content.regime for one in opened})
    }
    kinds = {row.code: row.label for row in Term.objects.filter(list=TermList.VISIT_TYPE)}
    by_month: dict[str, list[PlanRow]] = {}
    for one in opened:
        label = date_format(one.content.first_day, "YEAR_MONTH_FORMAT")
        place, terms = places.get(one.content.facility), regimes.get(one.content.regime)
        row = _row(one, place, terms, kinds.get(one.content.visit_type, ""), readers.get(one.plan.pk, ()), today)
        by_month.setdefault(label, []).append(row)
    return [Month(label, rows) for label, rows in by_month.items()]


def _row(
    one: OpenedPlan,
    place: Facility | None,
    terms: MonitoringRegime | None,
    kind: str,
    readers: Sequence[User],
    today: date,
) -> PlanRow:
    content = one.content
    duty = notice_duty(terms.notice, terms.notice_hours, content.first_day) if terms else None
    return PlanRow(
        uuid=one.plan.uuid,
        days=_days(content.first_day, content.last_day),
        place=place.label if place else _("A place that is no longer in the list"),
        note=str(place.region or "") if place else "",
        kind=kind,
        terms=terms.label if terms else "",
        notice=notice_words(duty, terms, today) if duty and terms else (),
        norm=norm_words(terms.legal_basis) if terms else "",
        is_notice_late=bool(duty and duty.is_too_late(today)),
        focus=content.focus,
        notes=content.notes,
        readers=", ".join(str(user) for user in readers),
        planned_by=str(one.plan.planned_by),
        may_begin=content.first_day <= today,
        is_over=content.last_day < today,
    )


def _days(first: date, last: date) -> str:
    if first == last:
        return date_format(first, "DATE_FORMAT")
    return _("%(first)s – %(last)s") % {
        "first": date_format(first, "DATE_FORMAT"),
        "last": date_format(last, "DATE_FORMAT"),
    }


def notice_words(duty: NoticeDuty, terms: MonitoringRegime, today: date) -> list[str]:
    """What the terms ask beforehand, by when, and what telling anybody means for the secret."""
    if duty.rule == NoticeRule.NONE:
        return [_("Nobody needs to be told: these terms ask for no notice.")]
    if duty.rule == NoticeRule.UNDEFINED:
        return [_("Whether notice must be given is not laid down.")]
    told = [_notice_demand(duty, terms)]
    if duty.is_too_late(today):
        told.append(_("That day is over: choose a later first day, or other terms."))
    told.append(_("Whoever is told knows place and day from then on. Tell no more than the norm asks."))
    return told


def _notice_demand(duty: NoticeDuty, terms: MonitoringRegime) -> str:
    if duty.by is not None:
        words = ngettext(
            "Notice must be given at least %(hours)s hour before: on %(day)s at the latest, and no later in the day"
            " than the visit begins.",
            "Notice must be given at least %(hours)s hours before: on %(day)s at the latest, and no later in the day"
            " than the visit begins.",
            duty.hours,
        )
        return words % {"hours": duty.hours, "day": date_format(duty.by, "DATE_FORMAT")}
    if duty.rule == NoticeRule.PERMISSION:
        return _("These terms ask for notice and for a permission, and set no number of days for either.")
    if duty.rule == NoticeRule.AGREEMENT:
        return _("Visits under these terms are made by agreement.")
    written = norm_words(terms.notice_text)
    return _("Notice must be given beforehand; the norm sets no hours that could be counted here: %(text)s.") % {
        "text": written or "–"
    }
