"""What programs send about cases. Codes of lists, days with their exactness, and words that are sealed on arrival."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.api.fields import ChoiceOf, CodeField, Strict
from complaints.choices import AgeBand, ConsentAnswer, Custody, Party, Precision, RankBand, Sex, Teller
from complaints.circumstances.told import ToldFinding
from complaints.models import (
    Communication,
    Compensation,
    Examination,
    Protection,
    Reprisal,
    Respondent,
    Victim,
    Withdrawal,
)
from complaints.sealed_actions import FACTS
from institutions.choices import Answer, TermList
from institutions.models import (
    Agency,
    Body,
    Channel,
    Facility,
    FacilityType,
    Ground,
    Offence,
    PremiseType,
    Region,
    Stage,
    Term,
)

LONGEST_STORY = 100_000
MOST_PEOPLE = 50


def of_list(name: TermList, **kwargs: object) -> CodeField:
    """A term of one list."""
    return CodeField(Term, rows=Term.objects.filter(list=name), **kwargs)


def _maybe(model: type[Model], **kwargs: object) -> CodeField:
    return CodeField(model, required=False, allow_null=True, default=None, **kwargs)


def _chosen(choices, default: str) -> ChoiceOf:
    return ChoiceOf(choices=choices.choices, required=False, default=default)


class _Dated(Strict):
    """Something with a day and its exactness: both, or neither."""

    day_name, usual = "happened_on", Precision.DAY

    def validate(self, attrs: dict) -> dict:
        """A day without exactness is known to the day; without a day it is not known."""
        day = attrs.get(self.day_name)
        precision = attrs.get("precision") or (self.usual if day else Precision.UNKNOWN)
        if (day is None) != (precision == Precision.UNKNOWN):
            raise serializers.ValidationError(
                {"precision": [_("Give a date with its precision, or say that the date is unknown.")]}
            )
        attrs["precision"] = precision
        return super().validate(attrs)


class VictimIn(Strict):
    """Coded facts about an alleged victim."""

    sex = _chosen(Sex, Sex.UNKNOWN)
    age_band = _chosen(AgeBand, AgeBand.UNKNOWN)
    custody = _chosen(Custody, Custody.UNKNOWN)

    def row(self, told: Mapping[str, object]) -> Victim:
        """The unsaved row."""
        return Victim(**told)


class RespondentIn(Strict):
    """Coded facts about an official complained about."""

    agency = _maybe(Agency)
    rank_band = _chosen(RankBand, RankBand.UNKNOWN)
    involvement = of_list(TermList.INVOLVEMENT, required=False, allow_null=True, default=None)


class SubmissionIn(_Dated):
    """How a complaint came."""

    day_name = "received_on"
    channel = _maybe(Channel)
    received_on = serializers.DateField(required=False, allow_null=True)
    precision = ChoiceOf(choices=Precision.choices, required=False)
    received_by = _maybe(Body)
    passed_staff = _chosen(Answer, Answer.UNKNOWN)
    is_anonymous = serializers.BooleanField(required=False, default=False)
    told_by = _chosen(Teller, Teller.UNKNOWN)
    language = ChoiceOf(choices=[("kk", "kk"), ("ru", "ru"), ("en", "en"), ("other", "other")], required=False)

    def validate(self, attrs: dict) -> dict:
        """A language that nobody told stays empty."""
        attrs.setdefault("language", "")
        return super().validate(attrs)


class ConsentIn(Strict):
    """An answer about one use of what was told."""

    scope = of_list(TermList.CONSENT_SCOPE)
    answer = ChoiceOf(choices=ConsentAnswer.choices)


class RiskIn(Strict):
    """How great the danger is judged to be."""

    level = of_list(TermList.RISK_LEVEL)
    feared = of_list(TermList.REPRISAL_TYPE, many=True, required=False)
    look_again_on = serializers.DateField(required=False, allow_null=True, default=None)


class FactsOfPerson(serializers.DictField):
    """Facts under their names; unknown names are refused before any value is read, and not repeated."""

    def to_internal_value(self, data: object) -> dict:
        """Raises ValidationError for a fact that has no place."""
        if isinstance(data, dict) and set(map(str, data)) - set(FACTS):
            raise serializers.ValidationError(_("Known are: %(names)s.") % {"names": ", ".join(FACTS)})
        return super().to_internal_value(data)


class IdentityIn(Strict):
    """Names and contacts of one person. They are sealed on arrival and never told again."""

    party = ChoiceOf(choices=Party.choices)
    number = serializers.IntegerField(min_value=1, max_value=MOST_PEOPLE)
    facts = FactsOfPerson(child=serializers.CharField(max_length=2000, allow_blank=True), allow_empty=False)


class WordsIn(Strict):
    """What is sealed on arrival."""

    narrative = serializers.CharField(
        required=False, default="", max_length=LONGEST_STORY, allow_blank=True, write_only=True
    )
    identities = IdentityIn(many=True, required=False, write_only=True, max_length=MOST_PEOPLE)


class ComplaintIn(WordsIn):
    """One more complaint about the same allegation."""

    submission = SubmissionIn()
    consents = ConsentIn(many=True, allow_empty=False)
    risk = RiskIn(required=False, allow_null=True, default=None)


class CaseIn(ComplaintIn):
    """A new case with its first complaint. Consent to keep it must be given."""

    region = _maybe(Region)
    facility = _maybe(Facility)
    facility_type = _maybe(FacilityType)
    premise_type = _maybe(PremiseType)
    offence = _maybe(Offence)
    incident_on = serializers.DateField(required=False, allow_null=True, default=None)
    incident_precision = ChoiceOf(choices=Precision.choices, required=False)
    methods = of_list(TermList.METHOD, many=True, required=False)
    purposes = of_list(TermList.PURPOSE, many=True, required=False)
    file_number = serializers.CharField(required=False, default="", max_length=40, allow_blank=True)
    victims = VictimIn(many=True, required=False, max_length=MOST_PEOPLE)
    respondents = RespondentIn(many=True, required=False, max_length=MOST_PEOPLE)

    def validate(self, attrs: dict) -> dict:
        """A day of the incident without exactness is known to the day."""
        day = attrs.get("incident_on")
        precision = attrs.get("incident_precision") or (Precision.DAY if day else Precision.UNKNOWN)
        if (day is None) != (precision == Precision.UNKNOWN):
            told = _("Give a date with its precision, or say that the date is unknown.")
            raise serializers.ValidationError({"incident_precision": [told]})
        attrs["incident_precision"] = precision
        return attrs


class FactsIn(Strict):
    """Coded facts of a case as they shall be. What is not sent stays; people are told in the order of their numbers."""

    region = CodeField(Region, required=False, allow_null=True)
    facility = CodeField(Facility, required=False, allow_null=True)
    facility_type = CodeField(FacilityType, required=False, allow_null=True)
    premise_type = CodeField(PremiseType, required=False, allow_null=True)
    offence = CodeField(Offence, required=False, allow_null=True)
    incident_on = serializers.DateField(required=False, allow_null=True)
    incident_precision = ChoiceOf(choices=Precision.choices, required=False)
    methods = of_list(TermList.METHOD, many=True, required=False)
    purposes = of_list(TermList.PURPOSE, many=True, required=False)
    file_number = serializers.CharField(required=False, max_length=40, allow_blank=True)
    victims = VictimIn(many=True, required=False, max_length=MOST_PEOPLE)
    respondents = RespondentIn(many=True, required=False, max_length=MOST_PEOPLE)


_HOW: Mapping[str, type[Model]] = {
    "withdrawal": Withdrawal,
    "reprisal": Reprisal,
    "protection": Protection,
    "examination": Examination,
    "compensation": Compensation,
    "communication": Communication,
}
_TERMS = {
    (Reprisal, "kind"): TermList.REPRISAL_TYPE,
    (Protection, "measure"): TermList.PROTECTION_MEASURE,
    (Examination, "consistency"): TermList.CONSISTENCY,
}
_LEFT_OUT = {"id", "event", "after_complaint", "remedy", "victim"}


def _how(model: type[Model]) -> type[Strict]:
    """The shape of the circumstances of one kind, from the coded columns of their model."""
    members: dict[str, serializers.Field] = {}
    for one in model._meta.concrete_fields:
        if one.name in _LEFT_OUT:
            continue
        if one.is_relation:
            terms = _TERMS.get((model, one.name))
            rows = Term.objects.filter(list=terms) if terms else None
            members[one.name] = CodeField(one.related_model, rows=rows, required=False, allow_null=True, default=None)
        elif one.choices:
            members[one.name] = ChoiceOf(choices=one.flatchoices, required=False, default=one.get_default())
        else:
            members[one.name] = serializers.ModelSerializer().build_standard_field(one.name, one)[0](
                **_plain(serializers.ModelSerializer().build_standard_field(one.name, one)[1])
            )
    return type(f"{model.__name__}In", (Strict,), members)


def _plain(arguments: dict) -> dict:
    kept = {name: value for name, value in arguments.items() if name not in ("label", "help_text", "style")}
    return kept | {"required": False}


HOW = {name: _how(model) for name, model in _HOW.items()}


class EventIn(_Dated):
    """Something that happened in a case. Circumstances are told under the name that the stage asks for.

    `answers`, `supersedes` and `alternative_to` name entries of the same case by their number.
    """

    stage = CodeField(Stage)
    happened_on = serializers.DateField(required=False, allow_null=True, default=None)
    precision = ChoiceOf(choices=Precision.choices, required=False)
    body = _maybe(Body)
    ground = _maybe(Ground)
    offence = _maybe(Offence)
    respondent = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1)
    approved = _chosen(Answer, Answer.UNKNOWN)
    register_number = serializers.CharField(required=False, default="", max_length=60, allow_blank=True)
    answers = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1)
    supersedes = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1)
    alternative_to = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1)
    withdrawal = HOW["withdrawal"](required=False)
    reprisal = HOW["reprisal"](required=False)
    protection = HOW["protection"](required=False)
    examination = HOW["examination"](required=False)
    compensation = HOW["compensation"](required=False)
    communication = HOW["communication"](required=False)

    def validate(self, attrs: dict) -> dict:
        """Circumstances fit the stage: those it asks for, and no others."""
        attrs = super().validate(attrs)
        wrong = [name for name in _HOW if name in attrs and name != attrs["stage"].circumstances]
        if wrong:
            told = _("This stage has no circumstances of this kind.")
            raise serializers.ValidationError({name: [told] for name in wrong})
        return attrs


@dataclass(frozen=True, slots=True)
class FromProgram:
    """Circumstances that a program told. A program describes no findings: their words are for people with keys."""

    model: type[Model]
    told: Mapping[str, object] = field(default_factory=dict)

    def unsaved(self) -> Model:
        """The row."""
        return self.model(**self.told)

    def findings(self) -> Sequence[ToldFinding]:
        """None."""
        return ()


def how_of(stage: Stage, attrs: Mapping[str, object]) -> FromProgram | None:
    """The circumstances of an event; None where the stage asks for none."""
    model = _HOW.get(stage.circumstances)
    return FromProgram(model, attrs.get(stage.circumstances, {})) if model else None


def respondents_of(told: Sequence[Mapping[str, object]]) -> list[Respondent]:
    """Unsaved rows."""
    return [Respondent(**one) for one in told]


def victims_of(told: Sequence[Mapping[str, object]]) -> list[Victim]:
    """Unsaved rows."""
    return [Victim(**one) for one in told]
