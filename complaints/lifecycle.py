"""What the engine says of an event: impossible things are refused, lawless and irregular ones are found. Pure.

The state does unlawful things, and showing them is the point; so only what cannot have happened is refused.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from complaints.choices import AlertKind
from complaints.dates import PartialDate
from complaints.findings import Finding, Impossible
from complaints.guards import guard_findings
from complaints.happenings import CaseFacts, Happening
from complaints.ordering import effective, in_force, in_order, steps_of
from complaints.paths import Paths, paths
from complaints.suspicions import competence, conflicts, contradiction, pressure
from institutions.choices import Act, Effect, Track
from institutions.world import Validity, World

__all__ = ["Finding", "Impossible", "all_findings", "judge", "refuse_impossible"]

MISSING_STEP = "missing_step"
IRREGULAR = "irregular"


def judge(
    history: Sequence[Happening], happening: Happening, facts: CaseFacts, world: World, today: date
) -> list[Finding]:
    """What is wrong with `happening` when it joins `history`. Raises Impossible where it cannot have happened."""
    refuse_impossible(history, happening, facts, world, today)
    found = all_findings([*history, happening], facts, world)
    return [finding for event_id, finding in found if event_id == happening.id]


# --- what cannot be ---------------------------------------------------------------------------------------------------


def refuse_impossible(
    history: Sequence[Happening], happening: Happening, facts: CaseFacts, world: World, today: date
) -> None:
    """Raises Impossible with the reason where `happening` cannot join `history`."""
    _refuse_dangling(history, happening)
    if not happening.is_void:
        _refuse_dates(history, happening, facts, today)
        _refuse_codes(happening, world)
    _refuse_after_end(in_order(effective([*history, happening])))


def _refuse_dangling(history: Sequence[Happening], happening: Happening) -> None:
    known = {event.id: event for event in history}
    if happening.is_void and happening.supersedes is None:
        raise Impossible(_("An entry that only withdraws another must name the other."))
    if happening.supersedes is not None:
        if happening.supersedes not in known:
            raise Impossible(_("The entry to be corrected is not an entry of this case."))
        if happening.is_void and known[happening.supersedes].is_void:
            raise Impossible(
                _("This entry only takes another one back; to restore that one, record it anew in its place.")
            )
        if any(event.supersedes == happening.supersedes for event in history):
            raise Impossible(_("This entry has already been corrected; correct the correction instead."))
    if happening.answers is not None and happening.answers not in known:
        raise Impossible(_("The event that this one follows from is not an event of this case."), "answers")
    if happening.alternative_to is not None:
        preferred = known.get(happening.alternative_to)
        if preferred is None or preferred.is_void:
            raise Impossible(_("A rival statement must stand beside an event of the same case."))
        if preferred.alternative_to is not None:
            raise Impossible(_("A rival statement must stand beside the preferred one, not beside another rival."))


def _refuse_dates(history: Sequence[Happening], happening: Happening, facts: CaseFacts, today: date) -> None:
    counted_on = happening.when.counted_on  # the bound itself for "not after": figures would count it on that day
    if counted_on is not None and counted_on > today:
        raise Impossible(_("The date lies in the future."), "happened_on")
    if happening.stage.track == Track.CONTEXT or happening.stage.effect == Effect.INCIDENT:
        return
    incidents = [event.when for event in effective(history) if event.stage.effect == Effect.INCIDENT]
    if facts.incident.day is not None:
        incidents.append(facts.incident)
    if incidents and all(happening.when.certainly_before(incident) for incident in incidents):
        raise Impossible(_("This would have happened before the incident."), "happened_on")


def _refuse_codes(happening: Happening, world: World) -> None:
    stage, when = happening.stage, happening.when
    if _certainly_outside(when, stage.validity):
        raise Impossible(_("The law did not know this stage on that date."), "happened_on")
    if happening.ground is not None:
        ground = world.grounds[happening.ground]
        if stage.ground_kind is not None and ground.kind != stage.ground_kind:
            raise Impossible(_("This ground is of another kind than the stage needs."), "ground")
        if _certainly_outside(when, ground.validity):
            raise Impossible(_("The law did not know this ground on that date."), "ground")
    if happening.body is not None and not _can_have_existed(happening.body, when, world):
        raise Impossible(_("This body did not exist on that date."), "body")


def _refuse_after_end(ordered: Sequence[Happening]) -> None:
    """Nothing follows the end of the procedure unless it was opened again; only certain dates prove that."""
    end: Happening | None = None
    for event in ordered:
        if event.stage.track != Track.PROCEDURE:
            continue
        if event.stage.effect == Effect.REOPENS:
            end = None
        elif end is not None and end.when.certainly_before(event.when):
            sentence = _("The procedure had ended before that, and nothing says that it was opened again.")
            raise Impossible(sentence, "happened_on")
        elif event.stage.is_end:
            end = event


def _certainly_outside(when: PartialDate, validity: Validity) -> bool:
    is_before = validity.starts_on is not None and when.latest is not None and when.latest < validity.starts_on
    is_after = validity.ends_on is not None and when.earliest is not None and when.earliest > validity.ends_on
    return is_before or is_after


def _can_have_existed(body: str, when: PartialDate, world: World) -> bool:
    if when.earliest is None or when.latest is None:
        return True
    return any(world.hierarchy.exists(body, day) for day in _sample(when.earliest, when.latest))


def _sample(first: date, last: date) -> Iterator[date]:
    """Both ends and the firsts of the months between them: no body lives for less than a month."""
    yield first
    day = first.replace(day=1)
    while (day := (day + timedelta(days=32)).replace(day=1)) < last:
        yield day
    yield last


# --- what a human must look at ----------------------------------------------------------------------------------------


def all_findings(history: Sequence[Happening], facts: CaseFacts, world: World) -> list[tuple[int, Finding]]:
    """Every finding of a case with the identifier of the event it is about: a function of the whole history."""
    return findings_of_course(in_order(effective(history)), rivals_by_event(history), facts, world)


def findings_of_course(
    ordered: Sequence[Happening], rivals: dict[int, list[int]], facts: CaseFacts, world: World
) -> list[tuple[int, Finding]]:
    """The same for events that are already in force and in order; `rivals` are rival entries by preferred event."""
    ways = paths(world)
    moving = {event.id for event in steps_of(ordered)}
    found: list[tuple[int, Finding]] = []
    last: Happening | None = None
    kind = facts.offence_kind
    for event in ordered:
        if event.offence is not None:
            kind = world.offences[event.offence].kind
        stage = event.stage
        findings = guard_findings(ordered, event, facts, world) if stage.code in world.guards else []
        if event.id in rivals:
            findings.append(contradiction(rivals[event.id]))
        if event.id in moving and ways.knows(stage.code):
            findings += _step(last, event, ways)
            last = event
        if stage.act != Act.NONE:
            findings += competence(event, kind, facts, world) + conflicts(event, facts, world)
        if stage.effect == Effect.WITHDRAWS:
            findings += pressure(ordered, event)
        if findings:
            found += [(event.id, finding) for finding in findings]
    return found


def rivals_by_event(history: Sequence[Happening]) -> dict[int, list[int]]:
    """Rival statements by the event in force that they contradict; voided and corrected rivals are left out."""
    successors = {event.supersedes: event for event in history if event.supersedes is not None}
    rivals: dict[int, list[int]] = defaultdict(list)
    for event in history:
        if event.alternative_to is None or event.is_void or event.id in successors:
            continue
        preferred = in_force(event.alternative_to, successors)
        if preferred is not None:
            rivals[preferred].append(event.id)
    return rivals


def _step(last: Happening | None, event: Happening, ways: Paths) -> list[Finding]:
    if last is None or last.stage.code == event.stage.code:
        return []
    skipped = ways.skipped(last.stage.code, event.stage.code, event.when)
    if skipped is None:
        return [Finding(AlertKind.IRREGULAR, IRREGULAR, "", {"after": last.stage.code})]
    if not skipped:
        return []
    return [Finding(AlertKind.MISSING_STEP, MISSING_STEP, "", {"after": last.stage.code, "skipped": list(skipped)})]
