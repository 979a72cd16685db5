"""Asked of every event whatever the pack binds: pressure, contradiction, jurisdiction, conflict of interest. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date

from complaints.choices import AlertKind, Voluntary
from complaints.findings import Finding
from complaints.guards import before
from complaints.happenings import CaseFacts, Happening
from institutions.choices import Act, Answer, Effect
from institutions.conflicts import ActFacts, find_conflicts
from institutions.world import JurisdictionRule, World

PRESSURE = "pressure"
CONTRADICTION = "contradiction"
COMPETENCE = "competence"
CONVENTION_ON_PRESSURE = "UNCAT art. 13"


def pressure(history: Sequence[Happening], happening: Happening) -> list[Finding]:
    """A withdrawal that was not free, as far as anybody says, or that followed a threat; names the threat."""
    earlier = [event for event in before(history, happening) if event.stage.effect == Effect.PRESSES]
    # One that certainly came first, if there is any; of the others the order is not known.
    sure = [event for event in earlier if not _may_be_later(event, happening)]
    # Whoever says or found that it was not free says with it that pressure came first: then the nearest is named.
    is_forced = happening.voluntary in (Voluntary.NO, Voluntary.FOUND_NOT)
    threats = [event.id for event in (earlier if is_forced else sure or earlier)]
    if not threats and not is_forced:
        return []
    details: dict[str, object] = {"threat": threats[-1]} if threats else {}
    if threats and not sure and not is_forced:
        details["is_order_known"] = False
    if is_forced:
        details["voluntary"] = str(happening.voluntary)
    return [Finding(AlertKind.PRESSURE, PRESSURE, CONVENTION_ON_PRESSURE, details)]


def _may_be_later(threat: Happening, withdrawal: Happening) -> bool:
    """Whether the days as they are told leave it open that the threat came after the withdrawal."""
    threatened, withdrawn = threat.when.latest, withdrawal.when.earliest
    return threatened is None or withdrawn is None or threatened > withdrawn


def contradiction(rivals: Iterable[int]) -> Finding:
    """Another source states the same event otherwise; names the rival entries."""
    return Finding(AlertKind.CONTRADICTION, CONTRADICTION, "", {"alternatives": sorted(rivals)})


def competence(happening: Happening, kind: str, facts: CaseFacts, world: World) -> list[Finding]:
    """A body investigated what it had no jurisdiction over on any day it can have done so.

    Silent where the offence, the body or the day is not known, or where no rule of the day speaks of such offences.
    """
    if happening.stage.act != Act.INVESTIGATION or happening.body is None:
        return []
    days = {day for day in (happening.when.earliest, happening.when.latest) if day is not None}
    if not kind:
        return []
    findings = [_incompetence(happening.body, kind, day, facts, world) for day in sorted(days)]
    first = next(iter(findings), None)
    return [first] if first is not None and None not in findings else []


def _incompetence(body: str, kind: str, on: date, facts: CaseFacts, world: World) -> Finding | None:
    rules = [rule for rule in world.jurisdiction if rule.offence_kind == kind and on in rule.validity]
    own = [rule for rule in rules if world.hierarchy.is_under(body, rule.body, on)]
    admitting = [rule for rule in own if not _bars(rule, facts, world, on)]
    if not rules or admitting:
        return None
    details: dict[str, object] = {"body": body, "offence_kind": str(kind)}
    if own:
        details["rule"] = own[0].code
    else:
        details["competent"] = sorted({rule.body for rule in rules})
    return Finding(AlertKind.COMPETENCE, COMPETENCE, (own or rules)[0].legal_basis, details)


def _bars(rule: JurisdictionRule, facts: CaseFacts, world: World, on: date) -> bool:
    if not rule.bars_own_staff:
        return False
    employers = [world.agency_body(agency, on) for agency in facts.agencies]
    return any(employer is not None and world.hierarchy.is_under(employer, rule.body, on) for employer in employers)


def conflicts(happening: Happening, facts: CaseFacts, world: World) -> list[Finding]:
    """Conflicts of interest of the acting body, by the rules the pack binds."""
    if happening.body is None and happening.stage.act != Act.RECEPTION:
        return []  # of an act of nobody known only the way a complaint took can be asked
    found = find_conflicts(_act_facts(happening, facts, world), world.hierarchy, world.conflict_rules)
    return [
        Finding(
            AlertKind.CONFLICT,
            conflict.code,
            "",
            {
                "name": conflict.name,
                "severity": str(conflict.severity),
                "independence": str(conflict.independence),
                "bodies": list(conflict.bodies),
            },
        )
        for conflict in found
    ]


def _act_facts(happening: Happening, facts: CaseFacts, world: World) -> ActFacts:
    act, on = happening.stage.act, happening.when.counted_on
    employers = [world.agency_body(agency, on) for agency in facts.agencies] if on else []
    return ActFacts(
        act=act,
        acting_body=happening.body,
        operator=world.operator(facts.facility, facts.facility_type, on) if on else None,
        accused_bodies=frozenset(body for body in employers if body is not None),
        earliest=happening.when.earliest,
        latest=happening.when.latest,
        examiner_employer=happening.body if act == Act.EXAMINATION else None,
        passed_staff=Answer(facts.passed_staff) if act == Act.RECEPTION else Answer.UNKNOWN,
    )
