"""Rules about conflicts of interest, by name. Pure: facts and hierarchy in, conflicts out.

A pack binds the names to codes, severities and legal bases. A fact that is not known never makes a hit: the absence
of a record is not a reproach. Sources: CPC arts 87-89, 104(1), 187(4); UNCAT arts 12-13;
Penal Executive Code art. 43(3).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from institutions.choices import Act, Answer, ConflictName, Independence, Severity
from institutions.independence import Hierarchy
from institutions.world import ConflictBinding

_SHARED = (Independence.SAME_ROOT, Independence.SUBORDINATE)
_IMPARTIAL_ACTS = (Act.INVESTIGATION, Act.REVIEW)


@dataclass(frozen=True, slots=True)
class ActFacts:
    """What is known about one act. `None` and empty sets mean: not known. Bodies are codes.

    The act lies somewhere from `earliest` to `latest`, both inclusive (the same day where the date is exact).
    `reviewer`, `authors` name officials or offices as finely as the caller knows them; a code of a body belongs here
    only where the body is a single office, for a higher prosecutor may well review a lower one.
    """

    act: Act
    acting_body: str | None = None
    operator: str | None = None
    accused_bodies: frozenset[str] = frozenset()
    earliest: date | None = None
    latest: date | None = None
    support_bodies: frozenset[str] = frozenset()
    examiner_employer: str | None = None
    passed_staff: Answer = Answer.UNKNOWN
    reviewer: str | None = None
    authors: frozenset[str] = frozenset()
    took_part_in_victims_case: bool | None = None
    is_coordinator_appointed_by_executive: bool | None = None
    is_monitor_doubted: bool | None = None
    has_monitor_recused: bool | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that is broken: by how close the bodies stand, and which bodies these are."""

    independence: Independence = Independence.UNKNOWN
    bodies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A hit under the code and severity that the pack gives it."""

    code: str
    name: str
    severity: Severity
    independence: Independence
    bodies: tuple[str, ...]


Rule = Callable[[ActFacts, Hierarchy], Hit | None]


def find_conflicts(facts: ActFacts, hierarchy: Hierarchy, bindings: Iterable[ConflictBinding]) -> list[Conflict]:
    """All conflicts of one act, in the order of the pack. Raises KeyError for a name that no rule has."""
    conflicts = []
    for binding in bindings:
        if hit := RULES[binding.name](facts, hierarchy):
            conflicts.append(Conflict(binding.code, binding.name, binding.severity, hit.independence, hit.bodies))
    return conflicts


def _closest(facts: ActFacts, hierarchy: Hierarchy, body: str | None, others: Iterable[str | None]) -> Hit | None:
    """The hit for the other body that stands closest to `body`, if any shares a head with it."""
    hits = []
    for other in sorted({other for other in others if other}):
        answer = hierarchy.between_during(body, other, facts.earliest, facts.latest)
        if body and answer in _SHARED:
            hits.append(Hit(answer, (body, other)))
    return max(hits, key=lambda hit: _SHARED.index(hit.independence), default=None)


def same_root_as_operator(facts: ActFacts, hierarchy: Hierarchy) -> Hit | None:
    """The body that investigates or reviews answers to the same head as the operator of the place."""
    if facts.act not in _IMPARTIAL_ACTS:
        return None
    return _closest(facts, hierarchy, facts.acting_body, [facts.operator])


def same_root_as_accused(facts: ActFacts, hierarchy: Hierarchy) -> Hit | None:
    """The body that investigates or reviews answers to the same head as an accused official."""
    if facts.act not in _IMPARTIAL_ACTS:
        return None
    return _closest(facts, hierarchy, facts.acting_body, facts.accused_bodies)


def support_by_accused(facts: ActFacts, hierarchy: Hierarchy) -> Hit | None:
    """Operative support or escort came from a body under the same head as an accused official."""
    hits = [_closest(facts, hierarchy, body, facts.accused_bodies) for body in sorted(facts.support_bodies)]
    return next((hit for hit in hits if hit), None)


def examiner_employed_by_operator(facts: ActFacts, hierarchy: Hierarchy) -> Hit | None:
    """The medical examiner is paid by the operator of the place, or by its head."""
    if facts.act != Act.EXAMINATION:
        return None
    return _closest(facts, hierarchy, facts.examiner_employer, [facts.operator])


def passed_through_staff(facts: ActFacts, hierarchy: Hierarchy) -> Hit | None:
    """The complaint went through the hands of the staff of the place. Partly or disputed is no hit."""
    return Hit() if facts.passed_staff == Answer.YES else None


def reviews_own_act(facts: ActFacts, hierarchy: Hierarchy) -> Hit | None:
    """The reviewer is the official complained about, or took or approved the decision under review."""
    if facts.act != Act.REVIEW or facts.reviewer is None or facts.reviewer not in facts.authors:
        return None
    return Hit(Independence.SUBORDINATE, (facts.acting_body,) if facts.acting_body else ())


def took_part_in_victims_case(facts: ActFacts, hierarchy: Hierarchy) -> Hit | None:
    """The investigator or prosecutor took part in the criminal case against the victim."""
    return Hit(bodies=(facts.acting_body,) if facts.acting_body else ()) if facts.took_part_in_victims_case else None


def coordinator_appointed_by_executive(facts: ActFacts, hierarchy: Hierarchy) -> Hit | None:
    """The coordinator of the monitoring body is appointed by the executive."""
    return Hit() if facts.is_coordinator_appointed_by_executive else None


def monitor_did_not_recuse(facts: ActFacts, hierarchy: Hierarchy) -> Hit | None:
    """A monitor of doubtful impartiality did not step back."""
    return Hit() if facts.is_monitor_doubted and facts.has_monitor_recused is False else None


def root_changed_by_merger(facts: ActFacts, hierarchy: Hierarchy) -> Hit | None:
    """The investigating body shares a head with operator or accused only since a merger brought it there."""
    if facts.act not in _IMPARTIAL_ACTS or facts.latest is None:
        return None
    hit = _closest(facts, hierarchy, facts.acting_body, [facts.operator, *facts.accused_bodies])
    return hit if hit and hierarchy.lost_independence(*hit.bodies, facts.latest) else None


RULES: Mapping[str, Rule] = {
    ConflictName.SAME_ROOT_AS_OPERATOR: same_root_as_operator,
    ConflictName.SAME_ROOT_AS_ACCUSED: same_root_as_accused,
    ConflictName.SUPPORT_BY_ACCUSED: support_by_accused,
    ConflictName.EXAMINER_EMPLOYED_BY_OPERATOR: examiner_employed_by_operator,
    ConflictName.PASSED_THROUGH_STAFF: passed_through_staff,
    ConflictName.REVIEWS_OWN_ACT: reviews_own_act,
    ConflictName.TOOK_PART_IN_VICTIMS_CASE: took_part_in_victims_case,
    ConflictName.COORDINATOR_APPOINTED_BY_EXECUTIVE: coordinator_appointed_by_executive,
    ConflictName.MONITOR_DID_NOT_RECUSE: monitor_did_not_recuse,
    ConflictName.ROOT_CHANGED_BY_MERGER: root_changed_by_merger,
}
