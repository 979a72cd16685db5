"""The topics of a complaint in their order, and how far each of them is."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.reception.codes import CodeBook
from complaints.reception.drafts import Draft
from complaints.reception.forms import (
    AccountForm,
    ArrivalForm,
    ConsentForm,
    IncidentForm,
    RiskForm,
    SafeguardsForm,
    Situation,
    TopicForm,
)
from complaints.reception.people_forms import MOST_PEOPLE, ConcernedForm, NamesForm

TOPICS: Mapping[str, type[TopicForm]] = {
    "consent": ConsentForm,
    "arrival": ArrivalForm,
    "incident": IncidentForm,
    "concerned": ConcernedForm,
    "safeguards": SafeguardsForm,
    "account": AccountForm,
    "names": NamesForm,
    "risk": RiskForm,
}
# The facts of a case that is there already are changed on its own page, not by one more complaint about it.
OF_A_NEW_CASE = ("incident", "concerned", "safeguards")
COUNTED = ("victims", "respondents")


@dataclass(frozen=True, slots=True)
class Progress:
    """A topic in the list of topics."""

    name: str
    title: Promise
    state: Promise
    tag: str


def topics_of(draft: Draft) -> list[str]:
    """The names of the topics that are asked, in order."""
    return [name for name in TOPICS if not (draft.into and name in OF_A_NEW_CASE)]


def next_of(draft: Draft, topic: str) -> str | None:
    """The topic that follows, None after the last one."""
    names = topics_of(draft)
    following = names[names.index(topic) + 1 :]
    return following[0] if following else None


def situation_of(draft: Draft) -> Situation:
    """What the questions depend on."""
    counted = draft.answers.get("concerned", {})
    victims, respondents = (count_of(counted.get(name, []), least=name == "victims") for name in COUNTED)
    codes = CodeBook(is_demonstration=draft.row.organisation.is_demonstration)
    return Situation(codes, victims, respondents, is_addition=bool(draft.into))


def count_of(values: list[str], *, least: int = 0) -> int:
    """The number of people a draft speaks of; one where it does not say."""
    text = values[0] if values else "1"
    return min(max(int(text), int(least)), MOST_PEOPLE) if text.isascii() and text.isdigit() else 1


def form_of(draft: Draft, topic: str, situation: Situation) -> TopicForm:
    """The form of one topic as it was filled in; unbound where nobody has answered it."""
    return TOPICS[topic].from_answers(topic, draft.answers, situation)


def bound_forms(draft: Draft, situation: Situation) -> dict[str, TopicForm]:
    """Every form that is asked and open, bound and validated; what nobody answered has its defaults."""
    bound = {}
    for topic in topics_of(draft):
        if topic not in draft.locked:
            bound[topic] = TOPICS[topic](MultiValueDict(draft.answers.get(topic, {})), situation=situation)
            if not bound[topic].is_valid() or topic not in draft.unchecked:
                continue
            bound[topic].add_error(None, _NOT_KEPT)
    return bound


_NOT_KEPT = _("Something typed here could not be kept, and what was there before still stands. Look at it and save it.")


def progress(draft: Draft, bound: Mapping[str, TopicForm]) -> list[Progress]:
    """How far every topic is."""
    return [_progress(draft, topic, bound.get(topic)) for topic in topics_of(draft)]


def _progress(draft: Draft, topic: str, form: TopicForm | None) -> Progress:
    title = TOPICS[topic].title
    if form is None:
        return Progress(topic, title, pgettext_lazy("topic", "Sealed"), "neutral")
    if topic not in draft.answers:
        return Progress(topic, title, pgettext_lazy("topic", "Not answered yet"), "open")
    if form.errors:
        return Progress(topic, title, pgettext_lazy("topic", "Please check"), "attention")
    return Progress(topic, title, pgettext_lazy("topic", "Answered"), "met")
