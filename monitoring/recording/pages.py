"""The form of a visit as it is shown: sections with their questions, mistakes, hours in words, drafts told apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.forms import BoundField
from django.http import QueryDict
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints import wording
from institutions.models import Facility
from monitoring.models import Finding, Recommendation, Visit, VisitDraft
from monitoring.recording.clock import Unreadable, moments, read_day, read_hour
from monitoring.recording.drafts import Draft
from monitoring.recording.forms import HOURS, RowForm, VisitForm
from monitoring.recording.layout import COLUMNS, MOST_ROWS, QUESTIONS, SECTIONS, Question, Section, Shape
from monitoring.rules import delay_minutes


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on the page: its fields, or its rows, and whether there may be more rows."""

    question: Question
    fields: Sequence[BoundField]
    rows: Sequence[RowForm] = ()
    has_room: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A section on the page."""

    section: Section
    asked: Sequence[Asked]


def sheets(form: VisitForm) -> list[Sheet]:
    """The whole form, section by section."""
    return [Sheet(section, [asked(form, question) for question in section.questions]) for section in SECTIONS]


def asked(form: VisitForm, question: Question) -> Asked:
    """One question of the form."""
    rows = form.rows.get(question.name, [])
    has_room = bool(rows) and len(rows) < MOST_ROWS[question.name]
    return Asked(question, form.bound(question), rows, has_room)


def mistakes(form: VisitForm) -> list[dict[str, str]]:
    """Every mistake with the field it is about, for the summary on top of the page."""
    found = []
    for one in form.forms():
        found += [{"text": str(error), "href": ""} for error in one.non_field_errors()]
        for field in one:
            place = _place_of(one)
            found += [
                {"text": f"{place}{field.label}: {error}", "href": f"#{_anchor(field)}"} for error in field.errors
            ]
    return found


def _place_of(form: object) -> str:
    if not isinstance(form, RowForm):
        return ""
    question = QUESTIONS[form.kind]
    return f"{question.number} {question.label} {form.number}, "


def _anchor(field: BoundField) -> str:
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label


@dataclass(frozen=True, slots=True)
class Stands:
    """What a visit that is put right has already; only more can be added to it."""

    findings: Sequence[Finding]
    recommendations: Sequence[Recommendation]
    dissents: int


def what_stands(visit: Visit) -> Stands:
    """Findings, recommendations and opinions of a visit, without their words."""
    return Stands(
        list(visit.findings.select_related("theme").order_by("number")),
        list(visit.recommendations.select_related("theme", "addressee").order_by("number")),
        visit.dissents.count(),
    )


def hours_in_words(form: VisitForm) -> str:
    """How long those who came waited, and that it went past midnight, from the hours as typed; empty without them."""
    try:
        typed = [read_hour(text) if (text := form.data.get(name, "").strip()) else None for name in HOURS]
        told = moments(form.day or form.today, typed, get_default_timezone())
    except Unreadable:
        return ""
    waited = delay_minutes(told[0], told[1])
    parts = []
    if waited is not None:
        said = ngettext("Let in after %(minutes)s minute", "Let in after %(minutes)s minutes", waited)
        parts.append(said % {"minutes": waited})
    days = {moment.date() for moment in told if moment}
    if len(days) > 1:
        parts.append(_("until %(day)s, past midnight") % {"day": wording.day(max(days))})
    return "; ".join(parts)


def typed_words(sent: QueryDict) -> list[tuple[str, str]]:
    """Label and text of all words that were sent, for who must copy them because nothing keeps them any more."""
    labels = {name: f"{one.number} {one.label}" for name, one in QUESTIONS.items() if one.shape == Shape.WORDS}
    for name in sent:
        kind, _dash, rest = name.partition("-")
        if kind in COLUMNS and rest.endswith("-words"):
            number, question = rest.removesuffix("-words"), QUESTIONS[kind]
            place = str(int(number) + 1) if number.isascii() and number.isdigit() and len(number) < 4 else ""
            labels[name] = f"{question.number} {question.label} {place}"
    return [(label, sent[name]) for name, label in labels.items() if sent.get(name, "").strip()]


def marks_of(drafts: Sequence[Draft]) -> list[tuple[VisitDraft, list[str]]]:
    """Each draft with what tells it apart from the others, as far as it is open: place and day."""
    places = {
        row.code: row.label for row in Facility.objects.filter(code__in={one.one("facility") for one in drafts} - {""})
    }
    return [(one.row, [mark for mark in _marks(one, places) if mark]) for one in drafts]


def _marks(draft: Draft, places: dict[str, str]) -> list[str]:
    day = _day_of(draft)
    corrects = draft.row.corrects
    return [
        _("changes %(reference)s") % {"reference": corrects.reference} if corrects else "",
        _("from a plan") if draft.row.plan_id else "",
        places.get(draft.one("facility"), ""),
        wording.day(day) if day else "",
    ]


def _day_of(draft: Draft) -> date | None:
    try:
        return read_day(draft.one("visited_on"))
    except Unreadable:
        return None
