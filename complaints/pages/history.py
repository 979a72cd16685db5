"""The history of a case in sentences: who changed what, from what to what, and when."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import CharField, F, Field, Model, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from complaints import changes, wording
from complaints.changes import TOLD, Change, Place, changes_of
from complaints.choices import AlertKind, ConsentAnswer, NoteOfAlert, Party
from complaints.dates import PartialDate
from complaints.models import Case, Complaint, Respondent, Safeguards, Victim
from complaints.parties import label_of
from institutions.choices import Answer
from institutions.models import Stage

_MODELS = {model._meta.model_name: model for model in TOLD}
_MOST_TO_SKIP = 1000


@dataclass(frozen=True, slots=True)
class Sentence:
    """What somebody did, when; `url` leads to the event that it is about."""

    when: str
    machine_date: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Words:
    """Names of the people and labels of the rows that some changes name; labels by (model, number of the row)."""

    people: Mapping[int, str]
    labels: Mapping[tuple[str, int], str]
    timeline: str


def history_context(case: Case, since: Place | None) -> dict[str, object]:
    """A page of the history. Three queries."""
    page = changes_of(case, since)
    words = _words(case, page.changes)
    older = {"until": page.older.at.isoformat(), "skip": page.older.skip} if page.older else None
    return {
        "case": case,
        "tab": "history",
        "sentences": [sentence for change in page.changes for sentence in _sentences(change, words)],
        "older_url": f"?{urlencode(older)}" if older else "",
        "newest_url": reverse("case_history", args=[case.reference]) if since else "",
    }


def place_of(until: str, skip: str) -> Place | None:
    """Where an address says that a page begins; None for what is no moment."""
    try:
        at = parse_datetime(until)
    except ValueError:
        return None
    if at is None or timezone.is_naive(at) or not skip.isascii() or not skip.isdigit() or len(skip) > 4:
        return None
    return Place(at, min(int(skip), _MOST_TO_SKIP))


# --- words ------------------------------------------------------------------------------------------------------------


def _words(case: Case, found: Sequence[Change]) -> Words:
    people = {change.who for change in found} | {change.after.get("person") for change in found}
    users = User.objects.filter(pk__in=[pk for pk in people if pk is not None])
    return Words({user.pk: str(user) for user in users}, _labels(found), reverse("case_detail", args=[case.reference]))


def _labels(found: Sequence[Change]) -> dict[tuple[str, int], str]:
    """Labels of all rows of the pack that the changes name, one query however many lists they are from."""
    wanted: dict[type[Model], set[int]] = {}
    for change in found:
        for field in _fields(change):
            if field.is_relation:
                numbers = {facts.get(field.name) for facts in (change.before, change.after)} - {None}
                wanted.setdefault(field.related_model, set()).update(numbers)
    lists = [
        model.objects.filter(pk__in=numbers)
        .annotate(list=Value(model.__name__, CharField()), row=F("pk"))
        .values_list("list", "row", "label_en", "label_ru", "label_kk")
        for model, numbers in wanted.items()
        if numbers
    ]
    if not lists:
        return {}
    return {(name, row): _label(*labels) for name, row, *labels in lists[0].union(*lists[1:], all=True)}


def _fields(change: Change) -> list[Field]:
    model = _MODELS.get(change.kind)
    return [model._meta.get_field(name) for name in TOLD[model]] if model else []


def _label(label_en: str, label_ru: str, label_kk: str) -> str:
    """The one in the reader's language, which every row of a pack knows how to choose."""
    return Stage(label_en=label_en, label_ru=label_ru, label_kk=label_kk).label


def _own_label(facts: Mapping[str, object]) -> str:
    return _label(*(str(facts[f"label_{language}"]) for language in ("en", "ru", "kk")))


# --- sentences --------------------------------------------------------------------------------------------------------


def _sentences(change: Change, words: Words) -> Iterator[Sentence]:
    who = words.people.get(change.who) or _("Aryz")
    at = timezone.localtime(change.at)
    is_day_only = change.who is None or change.kind in (changes.CONSENT, changes.RISK)
    when, machine = (wording.day(at.date()), at.date()) if is_day_only else (_moment(at), at)
    tell = _TELLING.get(change.kind, _facts)
    for text in tell(change, who, words):
        url = f"{words.timeline}#event-{change.after['sequence']}" if _leads_somewhere(change) else ""
        yield Sentence(when, machine.isoformat(), wording.one_stop(text), url)


def _leads_somewhere(change: Change) -> bool:
    # What was corrected or taken back has no card of its own any more.
    return change.kind == changes.EVENT and not change.after["is_void"] and change.after["replaced_by"] is None


def _moment(at: datetime) -> str:
    return str(date_format(at, "DATETIME_FORMAT"))


def _opened(_change: Change, who: str, _words: Words) -> list[str]:
    return [_("%(who)s opened the case.") % {"who": who}]


def _assigned(change: Change, who: str, words: Words) -> list[str]:
    return [_("%(who)s assigned the case to %(person)s.") % {"who": who, "person": _person(change, words)}]


def _unassigned(change: Change, who: str, words: Words) -> list[str]:
    return [_("%(who)s ended the assignment of %(person)s.") % {"who": who, "person": _person(change, words)}]


def _person(change: Change, words: Words) -> str:
    return words.people.get(change.after.get("person"), _("somebody"))


def _event(change: Change, who: str, _words: Words) -> list[str]:
    told = change.after
    event = f"{_own_label(told)}, {_when(told['day'], told['precision'])}"
    if told["is_void"]:
        return [_("%(who)s took an entry back: %(event)s.") % {"who": who, "event": event}]
    if told["corrects"] is None:
        return [_("%(who)s recorded: %(event)s.") % {"who": who, "event": event}]
    before = _when(told["day_before"], told["precision_before"])
    return [_("%(who)s corrected the entry of %(before)s: %(event)s.") % {"who": who, "before": before, "event": event}]


def _consent(change: Change, who: str, _words: Words) -> list[str]:
    told = {"scope": _own_label(change.after), "answer": ConsentAnswer(change.after["answer"]).label, "who": who}
    if change.after["is_from_reporter"]:
        return [_("Said with the receipt about consent: %(scope)s: %(answer)s.") % told]
    return [_("%(who)s noted about consent: %(scope)s: %(answer)s.") % told]


def _risk(change: Change, who: str, _words: Words) -> list[str]:
    return [_("%(who)s judged the risk: %(level)s.") % {"who": who, "level": _own_label(change.after)}]


def _noted(change: Change, who: str, _words: Words) -> list[str]:
    told = {
        "who": who,
        "alert": AlertKind(change.after["kind"]).label,
        "event": _own_label(change.after),
        "note": NoteOfAlert(change.after["note"]).label,
    }
    return [_("%(who)s took note of “%(alert)s” about “%(event)s”: %(note)s.") % told]


_TELLING: Mapping[str, Callable[[Change, str, Words], list[str]]] = {
    changes.OPENED: _opened,
    changes.ASSIGNED: _assigned,
    changes.UNASSIGNED: _unassigned,
    changes.EVENT: _event,
    changes.CONSENT: _consent,
    changes.RISK: _risk,
    changes.NOTED: _noted,
}


def _facts(change: Change, who: str, words: Words) -> Iterator[str]:
    """A sentence for each coded fact that is another than before."""
    subject = _subject(change)
    if not change.after:
        yield _("%(who)s removed: %(what)s.") % {"who": who, "what": subject}
        return
    for field in _fields(change):
        if field.name in ("number", "incident_precision"):
            continue
        before, after = (_value(field, facts, words) for facts in (change.before, change.after))
        if before != after:
            what = f"{subject}: {field.verbose_name}" if subject else str(field.verbose_name)
            told = {"who": who, "what": what, "before": before, "after": after}
            yield _("%(who)s changed “%(what)s” from “%(before)s” to “%(after)s”.") % told


def _subject(change: Change) -> str:
    model = _MODELS[change.kind]
    parties = {Victim: Party.VICTIM, Respondent: Party.RESPONDENT}
    if model in parties:
        return label_of(parties[model], int(str(change.before["number"])))
    return {Complaint: _("complaint"), Safeguards: _("safeguards")}.get(model, "")


def _value(field: Field, facts: Mapping[str, object], words: Words) -> str:
    value = facts.get(field.name)
    if field.name == "incident_on":
        return _when(value, facts.get("incident_precision"))
    if value is None or value == "":
        return pgettext("fact", "not known")
    if field.is_relation:
        return words.labels.get((field.related_model.__name__, int(str(value))), pgettext("fact", "not known"))
    if isinstance(value, bool):
        return str((Answer.YES if value else Answer.NO).label)
    return str(dict(field.flatchoices).get(value, value))


def _when(day: object, precision: object) -> str:
    return wording.when(PartialDate(date.fromisoformat(str(day)) if day else None, str(precision)))
