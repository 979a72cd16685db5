"""Reads the answers of a draft as one letter: codes of the pack as rows, and the words that will be sealed."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from complaints.choices import Party
from complaints.dates import UNKNOWN, PartialDate
from complaints.intake.forms import STEPS, StepForm, terms
from complaints.intake.routing import Target
from institutions.choices import TermList
from institutions.models import Agency, Facility, FacilityType, Region, Term


class Incomplete(Exception):
    """A step must be filled in again; `step` is its number, the text a sentence or nothing."""

    def __init__(self, step: int, sentence: object = "") -> None:
        super().__init__(sentence)
        self.step = step


@dataclass(frozen=True)
class Written:
    """A letter as it will be kept."""

    role: str
    risk: Term | None
    region: Region | None
    facility_type: FacilityType | None
    facility: Facility | None
    when: PartialDate
    agencies: tuple[Agency, ...]
    methods: tuple[Term, ...]
    story: str
    about: str  # what has no column of its own, in sentences
    identities: tuple[tuple[Party, Mapping[str, str]], ...]
    is_anonymous: bool
    is_trap_filled: bool
    consents: tuple[tuple[Term, bool], ...]

    @property
    def target(self) -> Target:
        """What the letter is about, for the choice of who may get it."""
        region = self.region or (self.facility.region if self.facility else None)
        kind = self.facility.facility_type if self.facility else self.facility_type
        return Target(
            facility=self.facility.code if self.facility else None,
            facility_type=kind.code if kind else None,
            region=region.code if region else None,
            agencies=tuple(agency.code for agency in self.agencies),
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is told of what happened."""
        told = (self.story, self.about, self.facility, self.facility_type, self.agencies, self.methods)
        return not any(told) and not any(party == Party.RESPONDENT for party, _facts in self.identities)


def bound_forms(answers: Mapping[str, Mapping[str, list[str]]]) -> dict[str, StepForm]:
    """The form of every step as it was filled in, by the name of the step, already asked whether it is valid."""
    bound = {name: form.from_answers(name, answers) for name, form in STEPS}
    for form in bound.values():
        form.is_valid()
    return bound


def target_of(bound: Mapping[str, StepForm]) -> Target:
    """The target as far as the answers go; an answer that is not valid counts as none."""
    place, officials = (getattr(bound[name], "cleaned_data", {}) for name in ("place", "officials"))
    facility = _row(Facility, place.get("facility"), "facility_type", "region")
    return Target(
        facility=facility.code if facility else None,
        facility_type=facility.facility_type.code if facility else place.get("kind") or None,
        region=facility.region.code if facility and facility.region else place.get("region") or None,
        agencies=tuple(officials.get("agencies", ())),
    )


def written(answers: Mapping[str, Mapping[str, list[str]]], *, has_files: bool) -> Written:
    """The letter. Raises Incomplete with the step that must be looked at again."""
    told = _all_cleaned(answers)
    you, place, story = told["you"], told["place"], told["story"]
    identities = _identities(told)
    letter = Written(
        role=you.get("role", ""),
        risk=_row(Term, you.get("risk")),
        region=_row(Region, place.get("region")),
        facility_type=_row(FacilityType, place.get("kind")),
        facility=_row(Facility, place.get("facility"), "facility_type", "region"),
        when=told["time"].get("day") or UNKNOWN,
        agencies=tuple(Agency.objects.filter(code__in=told["officials"].get("agencies", ())).order_by("order")),
        methods=tuple(Term.objects.filter(list=TermList.METHOD, code__in=story.get("methods", ())).order_by("order")),
        story=story.get("story", ""),
        about=_about(you, place),
        identities=identities,
        is_anonymous=not any(told["people"].get(field) for field in ("name", "contact")),
        is_trap_filled=bool(story.get("website")),
        consents=_consents(told["consent"]),
    )
    if letter.is_empty and not has_files:
        raise Incomplete(
            _number("story"), _("Tell at least one thing about what happened, or add a file. One sentence is enough.")
        )
    return letter


def _number(name: str) -> int:
    return 1 + [step for step, _form in STEPS].index(name)


def _all_cleaned(answers: Mapping) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for number, (name, form) in enumerate(STEPS, start=1):
        bound = form.from_answers(name, answers if name in answers else {**answers, name: {}})
        if not bound.is_valid():
            raise Incomplete(number)
        found[name] = bound.cleaned_data
    return found


def _consents(told: Mapping[str, str]) -> tuple[tuple[Term, bool], ...]:
    return tuple((term, told[f"scope-{term.code}"] == "yes") for term in terms(TermList.CONSENT_SCOPE))


def _about(you: Mapping[str, str], place: Mapping[str, str]) -> str:
    roles = dict(STEPS[0][1].base_fields["role"].choices)
    lines = []
    if place.get("words"):
        lines.append(_("The place: %(words)s") % {"words": place["words"]})
    if you.get("role") and lines:
        lines.append(_("Who writes: %(role)s") % {"role": roles[you["role"]]})
    return "\n\n".join(lines)


def _identities(told: Mapping[str, Mapping[str, str]]) -> tuple[tuple[Party, Mapping[str, str]], ...]:
    """Names and contacts by person, under the names that colleagues use for such facts."""
    people, is_victim = told["people"], told["you"].get("role") == "victim"
    more, caution = people.get("victim_more", ""), people.get("caution", "")
    own = {"name": people.get("name", ""), "contact": people.get("contact", ""), "remarks": caution}
    victim = {"name": people.get("victim", ""), "remarks": more}
    if is_victim:
        victim, own = own | {"remarks": "\n".join(filter(None, (caution, more)))}, {}
    found = [
        (Party.VICTIM, victim),
        (Party.COMPLAINANT, own),
        (Party.WITNESS, {"remarks": people.get("witnesses", "")}),
        (Party.RESPONDENT, {"remarks": told["officials"].get("words", "")}),
    ]
    return tuple((party, facts) for party, facts in found if any(facts.values()))


def _row(model: type, code: object, *related: str):
    return model.objects.select_related(*related).filter(code=code).first() if code else None
