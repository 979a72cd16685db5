"""What a finished draft says, as the rows a case is made of. Reading only; nothing here is saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Model
from django.utils.translation import gettext as _

from complaints.choices import ConsentAnswer, Party
from complaints.models import Respondent, RiskAssessment, Safeguards, Victim
from complaints.reception.forms import MUST, NOTHING_ASKED, SAFEGUARDS, Situation, TopicForm, scope_field
from complaints.reception.people_forms import Person
from institutions.choices import Answer, TermList
from institutions.models import Agency, Body, Channel, Facility, FacilityType, Offence, PremiseType, Region, Term


class Incomplete(Exception):
    """The draft cannot be sent yet; `topic` is where to look, empty for the draft as a whole."""

    def __init__(self, topic: str, sentence: str) -> None:
        super().__init__(sentence)
        self.topic = topic


@dataclass(frozen=True, slots=True)
class Told:
    """A complaint ready to be kept. `facts` is what `open_case` takes, `submission` what `add_submission` takes."""

    submission: Mapping[str, object]
    facts: Mapping[str, object]
    safeguards: Safeguards | None
    risk: RiskAssessment | None
    consents: tuple[tuple[Term, ConsentAnswer], ...]
    narrative: str
    identities: tuple[tuple[Person, Mapping[str, str]], ...]


def told(bound: Mapping[str, TopicForm], situation: Situation, *, today: date) -> Told:
    """What the forms say. Raises Incomplete with the topic that must be looked at again."""
    for topic, form in bound.items():
        if form.errors:
            raise Incomplete(topic, _("Please check this topic: %(topic)s.") % {"topic": form.title})
    narrative = bound["account"].cleaned_data["narrative"].strip() if "account" in bound else ""
    names = bound.get("names")
    identities = [(person, names.told_of(person)) for person in names.people] if names else []
    found = Told(
        submission=_submission(bound["arrival"].cleaned_data),
        facts={} if situation.is_addition else _facts(bound, situation),
        safeguards=None if situation.is_addition else safeguards_told(bound["safeguards"].cleaned_data),
        risk=risk_told(bound["risk"].cleaned_data, today),
        consents=consents_told(bound["consent"].cleaned_data),
        narrative=narrative,
        identities=tuple((person, facts) for person, facts in identities if facts),
    )
    _refuse_empty(found, situation)
    return found


def _refuse_empty(found: Told, situation: Situation) -> None:
    if situation.is_addition or found.narrative or found.identities:
        return
    asked = ("region", "facility", "facility_type", "premise_type", "offence", "incident_on", "methods", "purposes")
    if not any(found.facts[name] for name in asked) and found.submission["channel"] is None:
        sentence = _("Tell at least one thing: where or when it happened, how it came, or the account.")
        raise Incomplete("incident", sentence)


def _submission(arrival: Mapping[str, object]) -> dict[str, object]:
    made = arrival["received_on"]
    return {
        "channel": row(Channel, arrival["channel"]),
        "received_on": made.day,
        "precision": made.precision,
        "received_by": row(Body, arrival["received_by"]),
        "passed_staff": arrival["passed_staff"],
        "told_by": arrival["told_by"],
        "language": arrival["language"],
        "is_anonymous": arrival["is_anonymous"],
    }


def _facts(bound: Mapping[str, TopicForm], situation: Situation) -> dict[str, object]:
    concerned = bound["concerned"]
    people = {
        "victims": [victim_told(concerned, number) for number in range(1, situation.victims + 1)],
        "respondents": [respondent_told(concerned, number) for number in range(1, situation.respondents + 1)],
    }
    return (
        incident_told(bound["incident"].cleaned_data)
        | people
        | {
            "file_number": bound["arrival"].cleaned_data["file_number"].strip(),
            "may_be_counted": counted_by(consents_told(bound["consent"].cleaned_data)),
        }
    )


def incident_told(incident: Mapping[str, object]) -> dict[str, object]:
    """Place, time and kind of the incident as rows. A place that is named says its region and kind itself."""
    facility = row(Facility, incident["facility"], "facility_type", "region")
    when = incident["incident_on"]
    return {
        "facility": facility,
        "facility_type": row(FacilityType, incident["facility_type"]) or (facility.facility_type if facility else None),
        "premise_type": row(PremiseType, incident["premise_type"]),
        "region": row(Region, incident["region"]) or (facility.region if facility else None),
        "offence": row(Offence, incident["offence"]),
        "incident_on": when.day,
        "incident_precision": when.precision,
        "methods": _terms(TermList.METHOD, incident["methods"]),
        "purposes": _terms(TermList.PURPOSE, incident["purposes"]),
    }


def victim_told(concerned: TopicForm, number: int) -> Victim:
    """The coded facts about one alleged victim, unsaved."""
    return Victim(**concerned.told_of((Party.VICTIM, number)))


def respondent_told(concerned: TopicForm, number: int) -> Respondent:
    """The coded facts about one official, unsaved."""
    codes = concerned.told_of((Party.RESPONDENT, number))
    return Respondent(
        agency=row(Agency, codes["agency"]),
        rank_band=codes["rank_band"],
        involvement=row(Term, codes["involvement"]),
    )


def safeguards_told(asked: Mapping[str, str]) -> Safeguards | None:
    """The safeguards, unsaved; None where nothing was asked."""
    codes = {name: asked[name] for name in SAFEGUARDS}
    return Safeguards(**codes) if set(codes.values()) - NOTHING_ASKED else None


def risk_told(asked: Mapping[str, object], today: date) -> RiskAssessment | None:
    """The judgement of the danger, unsaved; None where nobody judged it."""
    if not asked["level"]:
        return None
    return RiskAssessment(
        level=row(Term, asked["level"]),
        feared=asked["feared"],
        assessed_on=today,
        look_again_on=asked["look_again_on"],
    )


def consents_told(asked: Mapping[str, str]) -> tuple[tuple[Term, ConsentAnswer], ...]:
    """What was answered about each use. One query."""
    scopes = Term.objects.filter(list=TermList.CONSENT_SCOPE).order_by("order")
    return tuple((scope, ConsentAnswer(asked[scope_field(scope.code)])) for scope in scopes)


def counted_by(consents: tuple[tuple[Term, ConsentAnswer], ...]) -> str:
    """What the answers say of anonymous statistics."""
    answers = {ConsentAnswer.GIVEN: Answer.YES, ConsentAnswer.REFUSED: Answer.NO}
    found = [answer for scope, answer in consents if scope.attributes.get("use") == "statistics"]
    return answers.get(found[0], Answer.NOT_ASKED) if found else Answer.NOT_ASKED


def is_storing_agreed(consents: tuple[tuple[Term, ConsentAnswer], ...]) -> bool:
    """Whether everything was agreed to without which nothing may be kept."""
    return all(answer == ConsentAnswer.GIVEN for scope, answer in consents if scope.attributes.get("default") == MUST)


def _terms(of_list: TermList, codes: list[str]) -> list[Term]:
    return list(Term.objects.filter(list=of_list, code__in=codes).order_by("order")) if codes else []


def row(model: type[Model], code: object, *related: str) -> Model | None:
    """The row of a code, None for no code."""
    return model.objects.select_related(*related).filter(code=code).first() if code else None
