"""Writes the rows of a visit from facts: conduct, team, cases that triggered it, words. Judges nothing, asks nobody.

Rows that say the same as before are left alone, so that what refers to them stays and their history tells changes only.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max, Model, QuerySet
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.models import User
from complaints.models import Case
from institutions.queries import mandate_on
from monitoring.choices import TeamPart, VisitTextKind
from monitoring.facts import MemberFacts, VisitFacts
from monitoring.models import (
    Dissent,
    Finding,
    InterviewCount,
    Recommendation,
    Visit,
    VisitAfterwards,
    VisitDocument,
    VisitMember,
    VisitPopulation,
    VisitPremise,
    VisitText,
    VisitTrigger,
)
from monitoring.safekeeping import ensure_safe, put_text

_PLAIN = (
    *("facility", "regime", "visit_type", "notice", "visited_on", "trigger", "notice_demanded", "arrived_at"),
    *("entered_at", "left_at", "cooperation", "persons_offered"),
)
# Beyond every number of a team: where rows wait while others take their numbers.
_ASIDE = 10_000


def save(row: Model) -> None:
    """Saves a row. Raises NotPossible with the sentences of what forbids it."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise NotPossible(" ".join(error.messages)) from error
    row.save()


def write_conduct(visit: Visit, facts: VisitFacts) -> None:
    """The visit itself and all rows that say how it went. Raises NotPossible."""
    for name in _PLAIN:
        setattr(visit, name, getattr(facts, name))
    save(visit)
    visit.access.set(facts.access)
    write_team(visit, facts.members)
    premises = {
        kind: {"outcome": outcome, "mandate": mandate_on(kind, facts.visited_on)}
        for kind, outcome in facts.premises.items()
    }
    _write_rows(VisitPremise.objects.filter(visit=visit), visit, "premise_type", premises)
    documents = {kind: {"outcome": outcome} for kind, outcome in facts.documents.items()}
    _write_rows(VisitDocument.objects.filter(visit=visit), visit, "kind", documents)
    interviews = {mode: {"number": number} for mode, number in facts.interviews.items()}
    _write_rows(InterviewCount.objects.filter(visit=visit), visit, "mode", interviews)
    _write_population(visit, facts.population)
    afterwards = VisitAfterwards.objects.filter(visit=visit).first() or VisitAfterwards(visit=visit)
    afterwards.reprisal_risk = facts.reprisal_risk
    afterwards.follow_up, afterwards.look_again_on = facts.follow_up, facts.look_again_on
    save(afterwards)


def _write_rows(rows: QuerySet, visit: Visit, key: str, wanted: Mapping[object, Mapping[str, object]]) -> None:
    there = {getattr(row, key): row for row in rows}
    for name in there.keys() - wanted.keys():
        there[name].delete()
    for name, values in wanted.items():
        row = there.get(name) or rows.model(visit=visit, **{key: name})
        _save_changed(row, values)


def _save_changed(row: Model, values: Mapping[str, object]) -> None:
    if row.pk is not None and all(getattr(row, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(row, name, value)
    save(row)


def _write_population(visit: Visit, counted: Mapping[str, int | None]) -> None:
    there = VisitPopulation.objects.filter(visit=visit).first()
    if any(number is not None for number in counted.values()):
        nothing = dict.fromkeys(field.name for field in VisitPopulation._meta.concrete_fields if field.null)
        _save_changed(there or VisitPopulation(visit=visit), nothing | dict(counted))
    elif there is not None:
        there.delete()


# --- the team ---------------------------------------------------------------------------------------------------------


def write_team(visit: Visit, members: Sequence[MemberFacts]) -> None:
    """The team, in order. A member who was there before keeps the row, and with it the opinion that belongs to it."""
    left = list(VisitMember.objects.filter(visit=visit).order_by("number"))
    rows = [_taken(left, one, number) for number, one in enumerate(members, start=1)]
    for row in left:
        row.delete()
    wanted = [
        {"number": n, "user": m.user, "profession": m.profession, "part": m.part, "stood_back": m.stood_back}
        for n, m in enumerate(members, start=1)
    ]
    _set_aside(rows, wanted)
    for row, values in zip(rows, wanted, strict=True):
        _save_changed(row or VisitMember(visit=visit), values)


def _taken(left: list[VisitMember], one: MemberFacts, number: int) -> VisitMember | None:
    """The row of somebody who was there: the colleague's own, or that of a nameless one with number or part alike."""
    for is_the_same in (
        lambda row: one.user is not None and row.user_id == one.user.pk,
        lambda row: one.user is None and row.user_id is None and row.number == number,
        lambda row: one.user is None and row.user_id is None and row.profession == one.profession,
    ):
        for row in left:
            if is_the_same(row):
                left.remove(row)
                return row
    return None


def _set_aside(rows: Sequence[VisitMember | None], wanted: Sequence[Mapping[str, object]]) -> None:
    """Frees numbers and the place of the leader for whoever has them from now on."""
    for row, values in zip(rows, wanted, strict=True):
        if row is None:
            continue
        moved = {}
        if row.number != values["number"]:
            moved["number"] = row.number + _ASIDE
        if row.part == TeamPart.LEADER and values["part"] != TeamPart.LEADER:
            moved["part"] = values["part"]
        if moved:
            VisitMember.objects.filter(pk=row.pk).update(**moved)
            for name, value in moved.items():
                setattr(row, name, value)


# --- cases and words --------------------------------------------------------------------------------------------------


def write_triggers(visit: Visit, cases: Sequence[Case], by: User) -> None:
    """The cases that triggered a visit just recorded. Raises PermissionDenied for one that `by` may not know of."""
    seen = Case.objects.visible_to(by).filter(organisation=visit.organisation_id)
    wanted = {case.pk for case in cases}
    known = set(seen.filter(pk__in=wanted).values_list("pk", flat=True))
    if known != wanted:
        raise PermissionDenied(_("You may not know of one of these cases."))
    VisitTrigger.objects.bulk_create([VisitTrigger(visit=visit, case_id=pk) for pk in sorted(wanted)])


def write_words(visit: Visit, facts: VisitFacts, *, by: User, today: date) -> None:
    """Findings, recommendations, dissents and texts; the safe is made where there is anything to seal."""

    def sealed(kind: VisitTextKind, text: str) -> VisitText | None:
        if not text.strip():
            return None
        ensure_safe(visit=visit, by=by, today=today)
        return put_text(visit=visit, kind=kind, text=text, author=by, today=today)

    for kind, text in facts.texts.items():
        sealed(VisitTextKind(kind), text)
    findings = []
    for number, one in enumerate(facts.findings, start=_next(visit.findings)):
        row = Finding(
            visit=visit, number=number, kind=one.kind, theme=one.theme, severity=one.severity, sources=[*one.sources]
        )
        row.words = sealed(VisitTextKind.FINDING, one.words)
        save(row)
        findings.append(row)
    for number, asked in enumerate(facts.recommendations, start=_next(visit.recommendations)):
        words = sealed(VisitTextKind.RECOMMENDATION, asked.words)
        follows_from = findings[asked.finding - 1] if 0 < asked.finding <= len(findings) else None
        save(
            Recommendation(
                visit=visit,
                number=number,
                finding=follows_from,
                addressee=asked.addressee,
                legal_basis=asked.legal_basis,
                theme=asked.theme,
                priority=asked.priority,
                words=words,
            )
        )
    members = list(visit.members.order_by("number"))
    for opinion in facts.dissents:
        words = sealed(VisitTextKind.DISSENT, opinion.words)
        if words is not None:
            member = members[opinion.member - 1] if 0 < opinion.member <= len(members) else None
            Dissent.objects.create(visit=visit, member=member, words=words)


def _next(rows: QuerySet) -> int:
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1
