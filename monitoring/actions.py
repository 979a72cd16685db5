"""Everything that writes visits. One transaction each: judged, written with all its rows, its words sealed, told."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import Organisation, User
from accounts.permissions import Permission
from complaints.models import Case
from institutions.queries import mandate_on
from monitoring.choices import PlanState, VisitTextKind
from monitoring.facts import VisitFacts
from monitoring.judging import conduct_of, terms_of
from monitoring.models import (
    Dissent,
    Finding,
    InterviewCount,
    Recommendation,
    Visit,
    VisitAfterwards,
    VisitDocument,
    VisitMember,
    VisitPlan,
    VisitPopulation,
    VisitPremise,
    VisitText,
    VisitTrigger,
)
from monitoring.rights import data_set_of, require_recorder, require_visit
from monitoring.rules import impossible
from monitoring.safekeeping import ensure_safe, put_text
from monitoring.telling import tell

_PLAIN = (
    *("facility", "regime", "visit_type", "notice", "visited_on", "trigger", "notice_demanded", "arrived_at"),
    *("entered_at", "left_at", "cooperation", "persons_offered"),
)


@transaction.atomic
def record_visit(
    *, by: User, organisation: Organisation, facts: VisitFacts, today: date, plan: VisitPlan | None = None
) -> Visit:
    """Records a visit with everything that came of it. A plan it was made from is carried out.

    Raises PermissionDenied, NotPossible with a sentence for each thing that cannot have been so, and
    vault.actions.NobodyCouldOpen where there are words and nobody holds a key.
    """
    require_recorder(by, organisation)
    _require_possible(facts, today)
    visit = Visit(organisation=organisation, data_set=data_set_of(organisation), recorded_by=by)
    _write(visit, facts, by=by, today=today)
    if plan is not None:
        VisitPlan.objects.filter(pk=plan.pk, organisation=organisation).update(state=PlanState.CARRIED_OUT, visit=visit)
    tell(by, visit, Act.VISIT_RECORDED)
    return visit


@transaction.atomic
def change_visit(*, by: User, visit: Visit, facts: VisitFacts, today: date) -> Visit:
    """Replaces what is recorded of a visit; what it said before is kept in the history of its rows.

    Findings, recommendations and opinions that are there stay as they are; those of `facts` are added behind them.
    Empty texts leave what is sealed as it is. Raises as `record_visit` does.
    """
    require_visit(by, visit)
    _require_possible(facts, today)
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    for rows in (visit.members, visit.premises, visit.documents, visit.interviews, visit.triggers):
        rows.all().delete()
    VisitPopulation.objects.filter(visit=visit).delete()
    _write(visit, facts, by=by, today=today)
    tell(by, visit, Act.VISIT_CHANGED)
    return visit


@transaction.atomic
def take_back_visit(*, by: User, visit: Visit, today: date) -> None:
    """A visit that was recorded by mistake is no longer shown or counted; the row stays. Raises PermissionDenied."""
    require_visit(by, visit, Permission.VISIT_MANAGE)
    Visit.objects.filter(pk=visit.pk, mistaken_on=None).update(mistaken_on=today)
    tell(by, visit, Act.VISIT_TAKEN_BACK)


def _require_possible(facts: VisitFacts, today: date) -> None:
    place = (facts.facility.valid_from, facts.facility.valid_to)
    found = impossible(conduct_of(facts), terms_of(facts.regime), today, place)
    if found:
        raise NotPossible(" ".join(found))


def _write(visit: Visit, facts: VisitFacts, *, by: User, today: date) -> None:
    for name in _PLAIN:
        setattr(visit, name, getattr(facts, name))
    _save(visit)
    visit.access.set(facts.access)
    _write_conduct(visit, facts)
    _write_triggers(visit, facts.triggered_by, by)
    _write_words(visit, facts, by=by, today=today)


def _save(row) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise NotPossible(" ".join(error.messages)) from error
    row.save()


def _write_conduct(visit: Visit, facts: VisitFacts) -> None:
    for number, one in enumerate(facts.members, start=1):
        _save(
            VisitMember(
                visit=visit,
                number=number,
                user=one.user,
                profession=one.profession,
                part=one.part,
                stood_back=one.stood_back,
            )
        )
    for premise_type, outcome in facts.premises.items():
        mandate = mandate_on(premise_type, facts.visited_on)
        _save(VisitPremise(visit=visit, premise_type=premise_type, outcome=outcome, mandate=mandate))
    for kind, outcome in facts.documents.items():
        _save(VisitDocument(visit=visit, kind=kind, outcome=outcome))
    for mode, number in facts.interviews.items():
        _save(InterviewCount(visit=visit, mode=mode, number=number))
    if any(number is not None for number in facts.population.values()):
        _save(VisitPopulation(visit=visit, **facts.population))
    afterwards = VisitAfterwards.objects.filter(visit=visit).first() or VisitAfterwards(visit=visit)
    afterwards.reprisal_risk = facts.reprisal_risk
    afterwards.follow_up, afterwards.look_again_on = facts.follow_up, facts.look_again_on
    _save(afterwards)


def _write_triggers(visit: Visit, cases: Sequence[Case], by: User) -> None:
    known = Case.objects.visible_to(by).filter(pk__in=[case.pk for case in cases], organisation=visit.organisation_id)
    if known.count() != len({case.pk for case in cases}):
        raise PermissionDenied(_("You may not know of one of these cases."))
    VisitTrigger.objects.bulk_create([VisitTrigger(visit=visit, case=case) for case in known.order_by("pk")])


def _write_words(visit: Visit, facts: VisitFacts, *, by: User, today: date) -> None:
    """Findings, recommendations, dissents and texts; the safe is made where there is anything to seal."""

    def sealed(kind: VisitTextKind, text: str) -> VisitText | None:
        if not text.strip():
            return None
        ensure_safe(visit=visit, by=by, today=today)
        return put_text(visit=visit, kind=kind, text=text, author=by, today=today)

    for kind, text in facts.texts.items():
        sealed(VisitTextKind(kind), text)
    first = visit.findings.count()
    findings = []
    for number, one in enumerate(facts.findings, start=first + 1):
        row = Finding(
            visit=visit, number=number, kind=one.kind, theme=one.theme, severity=one.severity, sources=[*one.sources]
        )
        row.words = sealed(VisitTextKind.FINDING, one.words)
        _save(row)
        findings.append(row)
    last = visit.recommendations.count()
    for number, asked in enumerate(facts.recommendations, start=last + 1):
        words = sealed(VisitTextKind.RECOMMENDATION, asked.words)
        follows_from = findings[asked.finding - 1] if 0 < asked.finding <= len(findings) else None
        _save(
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
