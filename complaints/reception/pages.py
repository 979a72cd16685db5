"""The pages of the reception as they are shown: topics, all answers together, likely duplicates. Texts only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import pgettext

from complaints import wording
from complaints.date_fields import PartialDateField
from complaints.dates import UNKNOWN, PartialDate
from complaints.models import ComplaintDraft
from complaints.reception.codes import CodeBook
from complaints.reception.drafts import Draft
from complaints.reception.duplicates import Clues
from complaints.reception.forms import Situation, TopicForm
from complaints.reception.people_forms import MOST_PEOPLE, ConcernedForm
from complaints.reception.topics import TOPICS
from institutions.models import Facility, Region


@dataclass(frozen=True, slots=True)
class Sheet:
    """A topic on a page. Without a form its words stay sealed; `why` says what would open them."""

    name: str
    title: Promise
    lead: Promise | None
    form: TopicForm | None
    has_people: bool = False
    room_for: Mapping[str, bool] | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A topic on the page with all answers: heading of a section, lines of label and answer."""

    name: str
    title: Promise
    sections: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    is_sealed: bool = False


def sheet(name: str, form: TopicForm | None, *, may_take_away: bool = True) -> Sheet:
    """A topic with its form. Where people are stored already, none is taken away."""
    has_people = isinstance(form, ConcernedForm)
    room = None
    if has_people:
        victims, respondents = form.situation.victims, form.situation.respondents
        room = {
            "more_victims": victims < MOST_PEOPLE,
            "less_victims": may_take_away and victims > 1,
            "more_respondents": respondents < MOST_PEOPLE,
            "less_respondents": may_take_away and respondents > 0,
        }
    topic = form or TOPICS[name]
    return Sheet(name, topic.title, topic.lead, form, has_people, room)


def mistakes(forms_of_page: Iterable[TopicForm]) -> list[dict[str, str]]:
    """Every mistake with the field it is about, for the summary on top of the page."""
    found = []
    for form in forms_of_page:
        found += [{"text": str(error), "href": ""} for error in form.non_field_errors()]
        for field in form:
            found += [{"text": f"{field.label}: {error}", "href": f"#{_anchor(field)}"} for error in field.errors]
    return found


def _anchor(field: BoundField) -> str:
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label


def answered(name: str, form: TopicForm | None) -> Answered:
    """All answers of a topic in words."""
    if form is None:
        return Answered(name, TOPICS[name].title, (), is_sealed=True)
    told = getattr(form, "cleaned_data", {})
    sections = [
        (heading, _lines(fields, told) if not heading or any(_is_said(field, told) for field in fields) else [])
        for heading, fields in form.sections()
    ]
    return Answered(name, TOPICS[name].title, sections)


def typed_words(sent: QueryDict) -> list[tuple[str, str]]:
    """Label and text of every word that was sent, for who must copy it because nothing keeps it any more."""
    situation = Situation(CodeBook(is_demonstration=False), MOST_PEOPLE, MOST_PEOPLE)
    forms_sent = [TOPICS[name](sent, situation=situation) for name in TOPICS if name in sent.getlist("topic")]
    return [
        (f"{heading}: {field.label}" if heading else str(field.label), str(field.value()))
        for form in forms_sent
        if form.is_sealed
        for heading, fields in form.sections()
        for field in fields
        if str(field.value() or "").strip()
    ]


def _lines(fields: Iterable[BoundField], told: Mapping[str, object]) -> list[tuple[str, str]]:
    return [(str(field.label), _in_words(field.field, _value(field, told))) for field in fields]


def _is_said(field: BoundField, told: Mapping[str, object]) -> bool:
    return _value(field, told) not in (None, "", field.field.initial)


def marks_of(rows: Sequence[ComplaintDraft]) -> list[tuple[ComplaintDraft, list[str]]]:
    """Each draft with what tells it apart from the others, of coded answers only: number, place, day."""
    told = [Draft(row, row.facts.get("answers", {})) for row in rows]
    clues = [clues_of(draft) for draft in told]
    places = dict(_labels(Facility, {one.facility for one in clues}))
    regions = dict(_labels(Region, {one.region for one in clues}))
    found = []
    for draft, one in zip(told, clues, strict=True):
        made = _day(draft.answers.get("arrival", {}), "received_on")
        place = places.get(one.facility) or regions.get(one.region, "")
        found.append((draft.row, [part for part in (one.file_number, place, made.day and wording.when(made)) if part]))
    return found


def _labels(model: type[Facility] | type[Region], codes: set[str]) -> list[tuple[str, str]]:
    return [(row.code, row.label) for row in model.objects.filter(code__in=codes - {""})]


def _value(field: BoundField, told: Mapping[str, object]) -> object:
    """What was answered; a choice that is not taken yet is shown all the same."""
    is_choice = isinstance(field.field, forms.ChoiceField) and not isinstance(field.field, forms.MultipleChoiceField)
    return field.value() if is_choice and field.name not in told else told.get(field.name)


def _in_words(field: forms.Field, value: object) -> str:
    if isinstance(value, PartialDate):
        return pgettext("answer", "Not known") if value.day is None else wording.when(value)
    if isinstance(value, date):
        return wording.day(value)
    if isinstance(field, forms.BooleanField):
        return pgettext("answer", "Yes") if value else pgettext("answer", "No")
    if isinstance(field, forms.MultipleChoiceField):
        labels = dict(field.choices)
        return "; ".join(str(labels.get(code, code)) for code in value or ()) or pgettext("answer", "Nothing named")
    if isinstance(field, forms.ChoiceField):
        return str(_flat(field.choices).get(value or "", ""))
    return str(value) if value else pgettext("answer", "Not answered")


def _flat(choices: Iterable[tuple[object, object]]) -> dict[object, object]:
    flat: dict[object, object] = {}
    for code, label in choices:
        flat |= dict(label) if isinstance(label, list | tuple) else {code: label}
    return flat


def clues_of(draft: Draft) -> Clues:
    """What the coded answers say that another case may say too; an answer that is not valid says nothing."""
    incident, arrival = draft.answers.get("incident", {}), draft.answers.get("arrival", {})
    return Clues(
        facility=_one(incident, "facility"),
        facility_type=_one(incident, "facility_type"),
        region=_one(incident, "region"),
        when=_day(incident, "incident_on"),
        file_number=_one(arrival, "file_number").strip(),
        register_number=_one(arrival, "register_number").strip(),
    )


def _one(answers: Mapping[str, list[str]], name: str) -> str:
    return next(iter(answers.get(name, [])), "")


def _day(answers: Mapping[str, list[str]], name: str) -> PartialDate:
    try:
        return PartialDateField(required=False).clean([_one(answers, f"{name}_{part}") for part in range(4)])
    except ValidationError:
        return UNKNOWN
