"""The lists that the questions of a visit choose from, each answer with the number that is printed beside its box.

Typing that number picks the answer on the screen, so it is the same for every visit: the place of the answer in the
whole list, also where a regime or a day leaves some of it out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db import models

from accounts.models import Membership, Organisation, User
from institutions.choices import TermList
from institutions.models import Body, Facility, LegalInstrument, MonitoringRegime, PremiseType, Term
from monitoring.actions import TEAM_ROLES
from monitoring.choices import (
    Cooperation,
    DocumentKind,
    DocumentOutcome,
    FindingSeverity,
    FollowUp,
    NoticeDemand,
    PremiseOutcome,
    Priority,
    Profession,
    SourceOfFinding,
    StoodBack,
    TeamPart,
    Trigger,
)
from monitoring.models import Visit, VisitPopulation
from monitoring.recommendations.queries import scenario_bodies

CHOICES: Mapping[str, type[models.TextChoices]] = {
    "trigger": Trigger,
    "notice_demanded": NoticeDemand,
    "cooperation": Cooperation,
    "profession": Profession,
    "part": TeamPart,
    "stood_back": StoodBack,
    "rooms": PremiseOutcome,
    "documents": DocumentOutcome,
    "severity": FindingSeverity,
    "sources": SourceOfFinding,
    "priority": Priority,
    "follow_up": FollowUp,
}
# What an answer is taken for where nobody gave one.
DEFAULTS: Mapping[str, str] = {
    "trigger": Trigger.UNKNOWN,
    "notice_demanded": NoticeDemand.UNKNOWN,
    "cooperation": Cooperation.UNKNOWN,
    "profession": Profession.UNKNOWN,
    "part": TeamPart.MEMBER,
    "stood_back": StoodBack.NO,
    "rooms": PremiseOutcome.NOT_ASKED,
    "documents": DocumentOutcome.NOT_ASKED,
    "severity": FindingSeverity.NONE,
    "priority": Priority.SHORT,
    "follow_up": FollowUp.UNKNOWN,
}
TERMS: Mapping[str, TermList] = {
    "visit_type": TermList.VISIT_TYPE,
    "notice": TermList.NOTICE_MODE,
    "access": TermList.ACCESS_OUTCOME,
    "modes": TermList.INTERVIEW_MODE,
    "theme": TermList.FINDING_THEME,
    "reprisal_risk": TermList.RISK_LEVEL,
}
_OF_THE_DAY = ("addressee", "legal_basis")
PEOPLE = tuple(
    column.name for column in VisitPopulation._meta.concrete_fields if isinstance(column, models.PositiveIntegerField)
)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a list: its value, the number printed beside its box, its label in the reader's language."""

    value: str
    number: str
    label: str

    @property
    def choice(self) -> tuple[str, str]:
        """As a form takes it: what is typed to pick it stands in front."""
        return self.value, f"{self.number} {self.label}"


class Lists:
    """Every list of one organisation on one day. Each kind of row is read once, and only where it is asked for.

    Who was on the team of the visit that is put right stays in the list of colleagues.
    """

    def __init__(self, organisation: Organisation, day: date, corrects: Visit | None = None) -> None:
        self.organisation, self.day, self.corrects = organisation, day, corrects

    def options(self, name: str, kept: str = "") -> list[Option]:
        """All answers to a question, in the order of the pack or of the vocabulary.

        Bodies of a scenario are no addressees, but for the one that is chosen already: `kept`.
        """
        if name in CHOICES:
            return _options((value, str(label)) for value, label in CHOICES[name].choices)
        if name == "user":
            return _options((str(user.uuid), str(user)) for user in self.colleagues)
        rows = self._rows(name)
        told = _options((code, row.label) for code, row in rows.items())
        if name not in _OF_THE_DAY:
            return told
        unreal = self._unreal - {kept} if name == "addressee" else frozenset()
        return [one for one in told if rows[one.value].is_valid_on(self.day) and one.value not in unreal]

    def lines(self, name: str) -> list[Option]:
        """The lines of a question that is asked of each of them: rooms, documents, people, ways of interviews."""
        if name == "documents":
            return _options((value, str(label)) for value, label in DocumentKind.choices)
        if name == "people":
            named = [(column, VisitPopulation._meta.get_field(column).verbose_name) for column in PEOPLE]
            return _options((column, str(label)[:1].upper() + str(label)[1:]) for column, label in named)
        rows = self._premises if name == "rooms" else self._rows(name)
        return _options((code, row.label) for code, row in rows.items())

    def row(self, name: str, code: str):
        """The row behind an answer of the pack."""
        return (self._premises if name == "rooms" else self._rows(name))[code]

    def colleague(self, uuid: str) -> User | None:
        """A colleague by number, None where there is none."""
        return next((user for user in self.colleagues if str(user.uuid) == uuid), None)

    @cached_property
    def places(self) -> Mapping[str, Facility]:
        """Places by code; invented ones for who works on invented cases, and for nobody else."""
        rows = Facility.objects.filter(is_demonstration=self.organisation.is_demonstration)
        return {row.code: row for row in rows.select_related("region", "facility_type").order_by("order")}

    def places_by_region(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Codes and names of places under the names of their regions."""
        found: dict[str, list[tuple[str, str]]] = {}
        for code, row in self.places.items():
            found.setdefault(row.region.label if row.region else "–", []).append((code, row.label))
        return sorted(found.items())

    @cached_property
    def regimes(self) -> Mapping[str, MonitoringRegime]:
        """All terms of visits by code."""
        return _by_code(MonitoringRegime.objects.order_by("order"))

    @cached_property
    def colleagues(self) -> Sequence[User]:
        """Those of the organisation who can be named in a team."""
        working = Membership.objects.active().filter(organisation=self.organisation, role__in=TEAM_ROLES)
        known = models.Q(pk__in=working.values("user"))
        if self.corrects is not None:
            known |= models.Q(pk__in=self.corrects.members.values("user"))
        return list(User.objects.filter(known).order_by("first_name", "last_name", "pk"))

    @cached_property
    def _premises(self) -> Mapping[str, PremiseType]:
        return _by_code(PremiseType.objects.order_by("order"))

    @cached_property
    def _terms(self) -> Mapping[str, Mapping[str, Term]]:
        found: dict[str, dict[str, Term]] = {name: {} for name in TERMS.values()}
        for term in Term.objects.filter(list__in=TERMS.values()).order_by("order"):
            found[term.list][term.code] = term
        return found

    @cached_property
    def _bodies(self) -> Mapping[str, Body]:
        return _by_code(Body.objects.order_by("order"))

    @cached_property
    def _unreal(self) -> frozenset[str]:
        return frozenset(scenario_bodies().values_list("code", flat=True))

    @cached_property
    def _laws(self) -> Mapping[str, LegalInstrument]:
        return _by_code(LegalInstrument.objects.order_by("order"))

    def _rows(self, name: str) -> Mapping[str, models.Model]:
        if name in TERMS:
            return self._terms[TERMS[name]]
        rows = {"facility": "places", "regime": "regimes", "addressee": "_bodies", "legal_basis": "_laws"}
        return getattr(self, rows[name])


def _by_code(rows: Iterable) -> dict[str, models.Model]:
    return {row.code: row for row in rows}


def _options(pairs: Iterable[tuple[str, str]]) -> list[Option]:
    told = list(pairs)
    width = len(str(len(told)))
    return [Option(value, f"{number:0{width}}", label) for number, (value, label) in enumerate(told, start=1)]
