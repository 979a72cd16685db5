"""A typical visit as it stands on paper: what is typed into which field of the form, in the order of the page.

Coded answers are given as they are typed: the number printed beside the box, figures, days and hours in digits. For the
tests of pages `as_sent` turns them into what a browser sends; a test in a browser walks `keystrokes.stops`.
"""

from collections.abc import Iterable, Mapping

from accounts.models import Organisation
from monitoring.recording.fields import TicksField
from monitoring.recording.forms import AnswersForm, VisitForm
from monitoring.recording.layout import FIRST_ROWS
from monitoring.recording.lists import Lists
from tests.monitoring.visits import TODAY

FINDING = (
    "The register shows two men brought in at 21:40 and written down at 02:15; "
    "nobody could say why, or where they were then."
)
ADVICE = "Write every arrival into the register at once, with hour and name of officer, and tell the relatives."

# Day, terms and hours are of one visit; numbers pick answers of the lists.
_CODED: Mapping[str, str] = {
    "facility": "Place",
    "visited_on": "201026",
    "regime": "01",
    "visit_type": "1",
    "trigger": "1",
    "notice": "1",
    "notice_demanded": "1",
    "members-1-profession": "02",
    "members-2-profession": "01",
    "members-3-profession": "04",
    "people-capacity": "200",
    "people-held": "180",
    "people-women": "12",
    "people-under_18": "0",
    "people-remand": "40",
    "people-sentenced": "130",
    "arrived": "0900",
    "entered": "0935",
    "left": "1500",
    "access": "2",
    "cooperation": "3",
    "findings-0-severity": "4",
    "findings-1-severity": "3",
    "findings-2-severity": "3",
    "follow_up": "3",
    "look_again_on": "201226",
    "reprisal_risk": "2",
    "persons_offered": "20",
}
_ROOMS, _DOCUMENTS, _MODES = ("1", "1", "3", "1", "2", "1"), ("1", "1", "2", "1", "3"), ("12", "1", "0", "3", "0", "2")


def typed(lists: Lists) -> dict[str, str | list[str]]:
    """Name of a field -> what is typed into it; several numbers where several boxes are ticked."""
    answers: dict[str, str | list[str]] = dict(_CODED)
    for start, line, values in (
        ("room-", "rooms", _ROOMS),
        ("document-", "documents", _DOCUMENTS),
        ("mode-", "modes", _MODES),
    ):
        answers |= {f"{start}{one.value}": value for one, value in zip(lists.lines(line), values, strict=False)}
    for place in range(3):
        answers |= {
            f"findings-{place}-theme": "01",
            f"findings-{place}-sources": ["1", "4"],
            f"findings-{place}-words": FINDING,
            f"recommendations-{place}-addressee": "06",
            f"recommendations-{place}-theme": "01",
            f"recommendations-{place}-finding": str(place + 1),
            f"recommendations-{place}-words": ADVICE,
        }
    return answers


def form_of(organisation: Organisation) -> VisitForm:
    """The empty form of an organisation."""
    return VisitForm.from_answers({}, lists=Lists(organisation, TODAY), today=TODAY)


def as_sent(form: VisitForm, answers: Mapping[str, str | list[str]]) -> dict[str, object]:
    """What a browser sends when `answers` are typed into the empty form: every field of the page."""
    sent: dict[str, object] = {f"rows-{kind}": str(number) for kind, number in FIRST_ROWS.items()} | {"shown": "1"}
    for one in form.forms():
        for name in one.fields:
            full = one.add_prefix(name)
            value = _sent_by(one, name, answers[full]) if full in answers else one[name].value()
            if value not in (None, "", [], False):
                sent[full] = value
            elif one[name].widget_type not in ("checkbox", "checkboxselectmultiple"):
                sent[full] = ""
    return sent


def _sent_by(form: AnswersForm, name: str, typed_in: str | list[str]) -> str | list[str]:
    """Values of the answers whose labels begin with what was typed."""
    field = form.fields[name]
    choices = getattr(field, "choices", None)
    if choices is None:
        return typed_in
    if isinstance(field, TicksField):
        return [_picked(choices, number) for number in typed_in]
    return _picked(choices, typed_in)


def _picked(choices: Iterable, start: str) -> str:
    return next(value for value, label in flat(choices) if value and str(label).startswith(start))


def flat(choices: Iterable) -> list[tuple[str, object]]:
    """Values and labels of a list, those of its groups too."""
    return [pair for one in choices for pair in (one[1] if isinstance(one[1], list | tuple) else [one])]
