"""Reads the country pack of this database as the `World` that rules work on."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Subquery

from institutions.choices import (
    Act,
    Answer,
    BodyKind,
    Circumstances,
    CompetenceRank,
    Effect,
    Exit,
    GroundKind,
    Mandate,
    Milestone,
    OffenceKind,
    Severity,
    TimeUnit,
    Track,
)
from institutions.independence import Edge, Hierarchy
from institutions.models import (
    AgencyBody,
    Body,
    Competence,
    ConflictRule,
    FacilityOperator,
    FacilityType,
    Ground,
    Guard,
    Offence,
    Pack,
    PremiseMandate,
    PremiseType,
    Source,
    Stage,
    Subordination,
    TimeLimit,
    Transition,
)
from institutions.sources import SourceBook
from institutions.world import (
    ClockRule,
    ConflictBinding,
    GroundMeaning,
    GuardBinding,
    JurisdictionRule,
    OffenceMeaning,
    StageMeaning,
    Validity,
    World,
)


class NoPack(Exception):
    """No country pack is loaded; nothing can be asked of the world yet. Remedy: `manage.py load_pack`."""


@dataclass(frozen=True, slots=True)
class _Remembered:
    key: tuple[object, ...]
    world: World


_remembered: list[_Remembered] = []  # at most one: the world of the pack as loaded now


def current_pack() -> Pack:
    """The pack of this database, with `newest_operator`: invented places come and go without a load. Raises NoPack."""
    newest = FacilityOperator.objects.order_by("-pk").values("pk")[:1]
    pack = Pack.objects.annotate(newest_operator=Subquery(newest)).first()
    if pack is None:
        raise NoPack("No country pack is loaded; run: manage.py load_pack <code>")
    return pack


def source_book() -> SourceBook:
    """The sources of the loaded pack, to say in words what a source column means. One query."""
    return SourceBook(Source.objects.order_by("order"))


def world() -> World:
    """The world of the loaded pack. One query where nothing changed since the last call. Raises NoPack."""
    pack = current_pack()
    key = (pack.pk, pack.checksum, pack.loaded_at, pack.newest_operator)
    if not _remembered or _remembered[0].key != key:
        _remembered[:] = [_Remembered(key, _read_world())]
    return _remembered[0].world


def _read_world() -> World:
    bodies = list(Body.objects.order_by("order"))
    return World(
        hierarchy=_hierarchy(bodies),
        stages={stage.code: _stage(stage) for stage in Stage.objects.order_by("order")},
        steps=_steps(),
        grounds={ground.code: _ground(ground) for ground in Ground.objects.order_by("order")},
        offences={offence.code: _offence(offence) for offence in Offence.objects.order_by("order")},
        guards=_guards(),
        conflict_rules=tuple(
            ConflictBinding(rule.code, rule.name, Severity(rule.severity))
            for rule in ConflictRule.objects.order_by("order")
        ),
        clocks=tuple(_clock(limit) for limit in TimeLimit.objects.order_by("order")),
        jurisdiction=tuple(_jurisdiction(rule) for rule in Competence.objects.select_related("body").order_by("pk")),
        agency_bodies=_dated_bodies(AgencyBody.objects.values_list("agency__code", *_BODY_AND_DAYS)),
        facility_operators=_dated_bodies(FacilityOperator.objects.values_list("facility__code", *_BODY_AND_DAYS)),
        type_operators=dict(
            FacilityType.objects.exclude(operator=None).values_list("code", "operator__code").order_by("order")
        ),
        body_kinds={body.code: body.kind for body in bodies},
        body_ids={body.code: body.pk for body in bodies},
    )


_BODY_AND_DAYS = ("body__code", "valid_from", "valid_to")


def _hierarchy(bodies: Iterable[Body]) -> Hierarchy:
    edges = Subordination.objects.order_by("pk").values_list("body__code", "parent__code", "valid_from", "valid_to")
    return Hierarchy(
        edges=[Edge(*edge) for edge in edges],
        apex=[body.code for body in bodies if body.kind == BodyKind.APEX],
        existence={body.code: (body.valid_from, body.valid_to) for body in bodies},
    )


def _dated_bodies(
    edges: Iterable[tuple[str, str, date | None, date | None]],
) -> dict[str, tuple[tuple[str, Validity], ...]]:
    by_owner: dict[str, list[tuple[str, Validity]]] = defaultdict(list)
    for owner, body, valid_from, valid_to in edges:
        by_owner[owner].append((body, Validity(valid_from, valid_to)))
    return {owner: tuple(bodies) for owner, bodies in by_owner.items()}


def _days(row: Stage | Ground | Offence | TimeLimit | Competence | Guard | Transition) -> Validity:
    return Validity(row.valid_from, row.valid_to)


def _stage(stage: Stage) -> StageMeaning:
    return StageMeaning(
        id=stage.pk,
        code=stage.code,
        track=Track(stage.track),
        milestone=None if stage.milestone is None else Milestone(stage.milestone),
        effect=Effect(stage.effect),
        exit=Exit(stage.exit) if stage.exit else None,
        act=Act(stage.act),
        circumstances=Circumstances(stage.circumstances) if stage.circumstances else None,
        ground_kind=GroundKind(stage.ground_kind) if stage.ground_kind else None,
        is_end=stage.is_end,
        validity=_days(stage),
    )


def _steps() -> dict[tuple[str, str], Validity]:
    transitions = Transition.objects.select_related("from_stage", "to_stage").order_by(
        "from_stage__order", "to_stage__order"
    )
    return {(row.from_stage.code, row.to_stage.code): _days(row) for row in transitions}


def _ground(ground: Ground) -> GroundMeaning:
    return GroundMeaning(
        id=ground.pk,
        code=ground.code,
        kind=GroundKind(ground.kind),
        lawful_for_torture=Answer(ground.lawful_for_torture),
        is_for_lack_of_complaint=ground.is_for_lack_of_complaint,
        is_violation_found=ground.is_violation_found,
        legal_basis=ground.legal_basis,
        validity=_days(ground),
    )


def _offence(offence: Offence) -> OffenceMeaning:
    return OffenceMeaning(
        id=offence.pk,
        code=offence.code,
        kind=OffenceKind(offence.kind),
        is_public_prosecution=offence.is_public_prosecution,
        validity=_days(offence),
    )


def _guards() -> dict[str, tuple[GuardBinding, ...]]:
    by_stage: dict[str, list[GuardBinding]] = defaultdict(list)
    for guard in Guard.objects.select_related("stage").order_by("order"):
        code = guard.stage.code
        by_stage[code].append(GuardBinding(guard.code, guard.name, code, guard.norm, guard.parameters, _days(guard)))
    return {stage: tuple(bindings) for stage, bindings in by_stage.items()}


def _clock(limit: TimeLimit) -> ClockRule:
    return ClockRule(
        id=limit.pk,
        code=limit.code,
        starts=frozenset(limit.starts),
        meets=frozenset(limit.meets),
        amount=limit.amount,
        unit=TimeUnit(limit.unit),
        is_paused=limit.is_paused,
        is_extendable=limit.is_extendable,
        offence_kind=OffenceKind(limit.offence_kind) if limit.offence_kind else None,
        legal_basis=limit.legal_basis,
        validity=_days(limit),
    )


def _jurisdiction(rule: Competence) -> JurisdictionRule:
    return JurisdictionRule(
        code=rule.code,
        offence_kind=OffenceKind(rule.offence_kind),
        body=rule.body.code,
        rank=CompetenceRank(rule.rank),
        bars_own_staff=rule.bars_own_staff,
        legal_basis=rule.legal_basis,
        validity=_days(rule),
    )


def mandate_on(premise_type: PremiseType, day: date) -> Mandate:
    """What the preventive mandate said of a kind of room on a day; not known where the pack is silent."""
    found = PremiseMandate.objects.valid_on(day).filter(premise_type=premise_type).first()
    return Mandate(found.mandate) if found else Mandate.UNKNOWN
