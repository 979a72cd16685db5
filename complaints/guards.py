"""Named rules that a pack binds to stages: each looks at one event among the others and says what is unlawful. Pure.

`history` is every event in force, in order, the event itself among them. A rule is silent where the record is: it
speaks of what is known to be unlawful, never of what is merely not written down.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import takewhile

from complaints.choices import AlertKind
from complaints.findings import Finding
from complaints.happenings import CaseFacts, Happening
from institutions.choices import Answer, BodyKind, Effect, Exit, Milestone, OffenceKind
from institutions.world import GuardBinding, World

Guard = Callable[[Sequence[Happening], Happening, GuardBinding, CaseFacts, World], Finding | None]


def before(history: Iterable[Happening], happening: Happening) -> list[Happening]:
    """Events in force that came before `happening`."""
    return list(takewhile(lambda event: event.id != happening.id, history))


def qualification(history: Iterable[Happening], happening: Happening, facts: CaseFacts, world: World) -> str:
    """Kind of the offence as qualified when `happening` took place; empty where nobody said."""
    offence = offence_in_force(history, happening)
    return world.offences[offence].kind if offence else facts.offence_kind


def offence_in_force(history: Iterable[Happening], happening: Happening) -> str | None:
    """Code of the last offence named up to `happening`."""
    if happening.offence is not None:
        return happening.offence
    return next((event.offence for event in reversed(before(history, happening)) if event.offence is not None), None)


def nonregistration_ground_lawful(
    history: Sequence[Happening], happening: Happening, binding: GuardBinding, facts: CaseFacts, world: World
) -> Finding | None:
    """A refusal to register names a ground that the law allows; without one the case cannot be put away either."""
    refusal = happening if happening.stage.exit == Exit.NOT_REGISTERED else _standing_refusal(history, happening)
    if refusal is None:
        return None
    if refusal.ground is None:
        return _unlawful(binding, ground=None, refusal=refusal.id)
    if world.grounds[refusal.ground].lawful_for_torture in (Answer.NO, Answer.DISPUTED):
        return _unlawful(binding, ground=refusal.ground, refusal=refusal.id)
    return None


def ground_lawful_for_offence(
    history: Sequence[Happening], happening: Happening, binding: GuardBinding, facts: CaseFacts, world: World
) -> Finding | None:
    """A case of torture does not end on a ground that the law excludes for torture."""
    if happening.ground is None or world.grounds[happening.ground].lawful_for_torture != Answer.NO:
        return None
    if qualification(history, happening, facts, world) != OffenceKind.TORTURE:
        return None
    return _unlawful(binding, ground=happening.ground)


def withdrawal_cannot_end_case(
    history: Sequence[Happening], happening: Happening, binding: GuardBinding, facts: CaseFacts, world: World
) -> Finding | None:
    """A case of public prosecution does not end because the complaint was withdrawn."""
    earlier = before(history, happening)
    withdrawals = [event.id for event in earlier if event.withdraws_case(world)]
    lacks_complaint = happening.ground is not None and world.grounds[happening.ground].is_for_lack_of_complaint
    if not lacks_complaint and happening.answers not in withdrawals:
        return None
    offence = offence_in_force(history, happening)
    if offence is not None and not world.offences[offence].is_public_prosecution:
        return None
    answered = happening.answers if happening.answers in withdrawals else None
    return _unlawful(binding, ground=happening.ground, withdrawal=answered or next(reversed(withdrawals), None))


def no_investigation_after_recall(
    history: Sequence[Happening], happening: Happening, binding: GuardBinding, facts: CaseFacts, world: World
) -> Finding | None:
    """Once a prosecutor has recalled a case from court and ended it, the bound stage may not follow any more.

    The parameter `recall` names the stage of the recall; without it any ending of a case sent to court is one.
    """
    for event in reversed(before(history, happening)):
        if event.stage.effect == Effect.REOPENS:
            return None  # whether it could be reopened is asked of the reopening
        if _is_recall(event, binding):
            return _unlawful(binding, recall=event.id)
    return None


def prosecutor_approval(
    history: Sequence[Happening], happening: Happening, binding: GuardBinding, facts: CaseFacts, world: World
) -> Finding | None:
    """The decision has no effect without a prosecutor's approval; a prosecutor's own decision needs none."""
    if happening.approved != Answer.NO or world.kind_of(happening.body) == BodyKind.PROSECUTION:
        return None
    return _unlawful(binding, approved=happening.approved)


def prosecutor_consent_in_time(
    history: Sequence[Happening], happening: Happening, binding: GuardBinding, facts: CaseFacts, world: World
) -> Finding | None:
    """A prosecutor consents within the `days` of the binding; the consent is the event itself or one answering it.

    Where the file is called up the law gives `called_up` days; nobody records that, so a consent between the two is
    irregular, and unlawful only after the longer time.
    """
    if world.kind_of(happening.body) == BodyKind.PROSECUTION:
        return None
    consents = [
        event
        for event in history
        if event.answers == happening.id and world.kind_of(event.body) == BodyKind.PROSECUTION
    ]
    if not consents:
        return _unlawful(binding, approved=happening.approved) if happening.approved == Answer.NO else None
    decided_on, first = happening.when.latest, min(consents, key=lambda event: event.when.earliest or date.max)
    given_on = first.when.earliest
    if decided_on is None or any(event.when.earliest is None for event in consents):
        return None
    days = int(str(binding.parameters.get("days", 3)))
    if given_on <= decided_on + timedelta(days=days):
        return None
    if given_on <= decided_on + timedelta(days=int(str(binding.parameters.get("called_up", days)))):
        return Finding(AlertKind.IRREGULAR, binding.code, binding.norm, {"consent": first.id})
    return _unlawful(binding, consent=first.id)


def _standing_refusal(history: Sequence[Happening], happening: Happening) -> Happening | None:
    for event in reversed(before(history, happening)):
        if event.stage.effect in (Effect.REGISTERS, Effect.REOPENS) or event.stage.milestone is not None:
            return None
        if event.stage.exit == Exit.NOT_REGISTERED:
            return event
    return None


def _is_recall(event: Happening, binding: GuardBinding) -> bool:
    named = binding.parameters.get("recall")
    if named is not None:
        return event.stage.code == named
    return event.stage.effect == Effect.CLOSES and event.stage.milestone == Milestone.SENT_TO_COURT


def _unlawful(binding: GuardBinding, **details: object) -> Finding:
    known = {name: value for name, value in details.items() if value is not None}
    return Finding(AlertKind.UNLAWFUL, binding.code, binding.norm, known)


GUARDS: dict[str, Guard] = {
    rule.__name__: rule
    for rule in (
        nonregistration_ground_lawful,
        ground_lawful_for_offence,
        withdrawal_cannot_end_case,
        no_investigation_after_recall,
        prosecutor_approval,
        prosecutor_consent_in_time,
    )
}
"""Every rule that a pack may bind, by name."""


def guard_findings(history: Sequence[Happening], happening: Happening, facts: CaseFacts, world: World) -> list[Finding]:
    """What the rules bound to the stage say: those in force on its first or last possible day, or all without one."""
    findings = []
    for binding in world.guards.get(happening.stage.code, ()):
        days = [day for day in (happening.when.earliest, happening.when.latest) if day is not None]
        if days and not any(day in binding.validity for day in days):
            continue
        finding = GUARDS[binding.name](history, happening, binding, facts, world)
        if finding is not None:
            findings.append(finding)
    return findings
