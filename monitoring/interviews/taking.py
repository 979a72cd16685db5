"""The page on which a complaint from an interview is written down: its topics, prefilled, and what they say."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from complaints.choices import Party, Precision, Teller
from complaints.models import Case
from complaints.reception.codes import CodeBook
from complaints.reception.forms import ConsentForm, RiskForm, Situation, TopicForm
from complaints.reception.people_forms import ConcernedForm, person_field
from complaints.reception.told import (
    Told,
    consents_told,
    counted_by,
    incident_told,
    respondent_told,
    risk_told,
    victim_told,
)
from complaints.reception.topics import COUNTED, count_of
from institutions.choices import Answer
from institutions.models import Channel, Term
from institutions.visit_choices import InterviewSetting
from monitoring.interviews.forms import InterviewForm, NamesIfWanted, ToldForm, WhatHappenedForm
from monitoring.models import Visit

TOPICS: Mapping[str, type[TopicForm]] = {
    "interview": InterviewForm,
    "consent": ConsentForm,
    "incident": WhatHappenedForm,
    "concerned": ConcernedForm,
    "account": ToldForm,
    "names": NamesIfWanted,
    "risk": RiskForm,
}
_OF_A_NEW_CASE = ("incident", "concerned")
Forms = Mapping[str, TopicForm]


def blank(visit: Visit, into: Case | None) -> Forms:
    """The topics as they are first shown, with what the visit already says."""
    facility = visit.facility
    first = {
        "victims": ["1"],
        "respondents": ["1"],
        "told_by": [Teller.VICTIM.value],
        "facility": [facility.code],
        "facility_type": [facility.facility_type.code if facility.facility_type else ""],
        "region": [facility.region.code if facility.region else ""],
    }
    situation = _situation(visit, into, MultiValueDict(first), "")
    return {name: form(initial=_initial(first), situation=situation) for name, form in _asked(into).items()}


def sent(visit: Visit, into: Case | None, posted: QueryDict) -> Forms:
    """The topics as they were sent. A button for one person more or less changes how many are asked about."""
    answers = posted.copy()
    situation = _situation(visit, into, answers, posted.get("act", ""))
    answers["victims"], answers["respondents"] = str(situation.victims), str(situation.respondents)
    return {name: form(answers, situation=situation) for name, form in _asked(into).items()}


def is_about_people(posted: QueryDict) -> bool:
    """Whether a button was pressed that only asks for more or fewer people."""
    return posted.get("act", "") in _PEOPLE


_PEOPLE = {f"{word}_{name}": (name, step) for name in COUNTED for word, step in (("more", 1), ("less", -1))}


def _asked(into: Case | None) -> dict[str, type[TopicForm]]:
    return {name: form for name, form in TOPICS.items() if not (into and name in _OF_A_NEW_CASE)}


def _initial(first: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: values[0] for name, values in first.items()}


def _situation(visit: Visit, into: Case | None, answers: MultiValueDict, act: str) -> Situation:
    numbers = {name: count_of(answers.getlist(name), least=name == "victims") for name in COUNTED}
    if act in _PEOPLE:
        name, step = _PEOPLE[act]
        numbers[name] = count_of([str(max(numbers[name] + step, 0))], least=name == "victims")
    codes = CodeBook(is_demonstration=visit.organisation.is_demonstration)
    return Situation(codes, numbers["victims"], numbers["respondents"], is_addition=into is not None)


def complain_of_names(forms: Forms) -> None:
    """Marks names that were written of somebody who wants to stay unnamed. Only after all forms were validated."""
    is_unnamed = forms["interview"].cleaned_data["is_anonymous"]
    teller = Party.VICTIM if forms["interview"].cleaned_data.get("told_by") == Teller.VICTIM else Party.COMPLAINANT
    if is_unnamed and forms["names"].told_of((teller.value, 1)):
        field = person_field(teller.value, 1, "name")
        forms["names"].add_error(
            field if field in forms["names"].fields else None,
            _("The person wants to stay unnamed. Leave this empty, or ask again."),
        )


def told_in(forms: Forms, visit: Visit, *, today: date) -> Told:
    """What the valid forms say, with what follows from the visit."""
    names, interview = forms["names"], forms["interview"].cleaned_data
    consents = consents_told(forms["consent"].cleaned_data)
    identities = [(person, names.told_of(person)) for person in names.people]
    return Told(
        submission=_submission(visit, interview),
        facts=_facts(forms, consents) if "incident" in forms else {},
        safeguards=None,
        risk=risk_told(forms["risk"].cleaned_data, today),
        consents=consents,
        narrative=forms["account"].cleaned_data["narrative"].strip(),
        identities=tuple((person, facts) for person, facts in identities if facts),
    )


def _submission(visit: Visit, interview: Mapping[str, object]) -> dict[str, object]:
    body = visit.regime.body
    heard = Channel.objects.filter(heard_by=body).order_by("order").first() if body else None
    return {
        "channel": heard,
        "received_on": visit.visited_on,
        "precision": Precision.DAY,
        "received_by": body,
        "passed_staff": passed_staff(interview["mode"]),
        "told_by": interview["told_by"],
        "language": interview["language"],
        "is_anonymous": interview["is_anonymous"],
    }


def passed_staff(mode: Term) -> Answer:
    """Whether the complaint passed through staff, by how the interview was held.

    No staff carries what is told to a monitor, so it never passed wholly. Where staff could see, hear or record it, or
    others listened, staff may have learned who spoke or what was said: partly.
    """
    return Answer.NO if mode.attributes.get("meaning") == InterviewSetting.PRIVATE else Answer.PARTLY


def _facts(forms: Forms, consents: tuple) -> dict[str, object]:
    concerned, situation = forms["concerned"], forms["concerned"].situation
    return incident_told(forms["incident"].cleaned_data) | {
        "victims": [victim_told(concerned, number) for number in range(1, situation.victims + 1)],
        "respondents": [respondent_told(concerned, number) for number in range(1, situation.respondents + 1)],
        "may_be_counted": counted_by(consents),
    }


def once_of(posted: QueryDict) -> UUID | None:
    """The identifier that keeps the page from being sent twice; None where somebody changed it."""
    try:
        return UUID(posted.get("once", ""))
    except ValueError:
        return None
