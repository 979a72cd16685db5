"""Everything that writes visits. One transaction each: judged, written with all its rows, its words sealed, told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import Membership, Organisation, User
from accounts.permissions import ROLE_PERMISSIONS, Permission, has_permission
from complaints.models import Tie
from monitoring.choices import PlanState, StoodBack
from monitoring.closeness import close_people
from monitoring.facts import MemberFacts, VisitFacts
from monitoring.judging import conduct_of, terms_of
from monitoring.models import (
    InterviewComplaint,
    PlanCopy,
    RecommendationStep,
    ReprisalAfterVisit,
    Visit,
    VisitAfterwards,
    VisitDraft,
    VisitMember,
    VisitPlan,
)
from monitoring.resting import require_lead, require_resting
from monitoring.rights import data_set_of, require_recorder, require_visit
from monitoring.rules import impossible
from monitoring.safekeeping import barred_from, keep_closed
from monitoring.standing_back import kept, standing_back, tell_of_standing_back
from monitoring.telling import tell
from monitoring.writing import save, write_conduct, write_triggers, write_words

# In these roles somebody can be named in a team.
TEAM_ROLES = tuple(role for role, granted in ROLE_PERMISSIONS.items() if Permission.VISIT_VIEW in granted)


@transaction.atomic
def record_visit(
    *,
    by: User,
    organisation: Organisation,
    facts: VisitFacts,
    today: date,
    plan: VisitPlan | None = None,
    uuid: UUID | None = None,
) -> Visit:
    """Records a visit with everything that came of it. A plan it was made from is carried out.

    `uuid` is the number of what it was written in: the same is never recorded twice. Raises PermissionDenied,
    NotPossible with a sentence for each thing that cannot have been so, and vault.actions.NobodyCouldOpen where there
    are words and nobody holds a key.
    """
    require_recorder(by, organisation)
    _require_possible(facts, organisation, today)
    visit = Visit(organisation=organisation, data_set=data_set_of(organisation), recorded_by=by)
    visit.uuid = uuid or visit.uuid
    _write(visit, facts, by=by, today=today)
    write_triggers(visit, facts.triggered_by, by)
    if plan is not None:
        _carry_out(plan, visit)
    tell_of_standing_back(by, visit, before={})
    tell(by, visit, Act.VISIT_RECORDED)
    return visit


@transaction.atomic
def change_visit(*, by: User, visit: Visit, facts: VisitFacts, today: date) -> Visit:
    """Replaces what is recorded of a visit; what it said before is kept in the history of its rows.

    Findings, recommendations and opinions that are there stay as they are; those of `facts` are added behind them.
    Empty texts leave what is sealed as it is, and cases stay linked whatever `facts` say of them: they have a page of
    their own. Whoever stands back now loses the key, and the change they have begun. Raises as `record_visit` does.
    """
    visit = _locked(visit)
    require_visit(by, visit)
    _require_possible(facts, visit.organisation, today)
    require_resting(visit, facts)
    before = standing_back(visit)
    _write(visit, kept(by, visit, facts), by=by, today=today)
    keep_closed(visit=visit, today=today)
    VisitDraft.objects.filter(corrects=visit, author__in=barred_from(visit, today)).delete()
    tell_of_standing_back(by, visit, before)
    tell(by, visit, Act.VISIT_CHANGED)
    return visit


@transaction.atomic
def take_back_visit(*, by: User, visit: Visit, today: date) -> None:
    """A visit that was recorded by mistake is no longer shown or counted; the row stays.

    Raises PermissionDenied, and NotPossible where something rests on the visit that must not vanish with it.
    """
    visit = _locked(visit)
    require_visit(by, visit, Permission.VISIT_MANAGE)
    if InterviewComplaint.objects.filter(visit=visit).exists():
        raise NotPossible(_("Complaints were received on this visit, so it cannot have been a mistake."))
    if ReprisalAfterVisit.objects.filter(visit=visit).exists():
        raise NotPossible(_("Reprisals followed this visit, so it cannot have been a mistake."))
    if RecommendationStep.objects.in_force().filter(visit=visit).exists():
        raise NotPossible(_("Recommendations were verified on this visit, so it cannot have been a mistake."))
    Visit.objects.filter(pk=visit.pk).update(mistaken_on=today)
    tell(by, visit, Act.VISIT_TAKEN_BACK)


@dataclass(frozen=True, slots=True)
class ReportDates:
    """The way of a report; None where it has not gone so far."""

    reported_on: date | None = None
    sent_on: date | None = None
    published_on: date | None = None
    is_anonymised: bool = False


@transaction.atomic
def note_report(*, by: User, visit: Visit, dates: ReportDates, today: date) -> VisitAfterwards:
    """Notes when the report was written, sent and published.

    Only who manages visits says anything new about publishing. Raises PermissionDenied, and NotPossible for days
    ahead, days before the visit, or an order that cannot have been.
    """
    visit = _locked(visit)
    require_visit(by, visit)
    days = [day for day in (dates.reported_on, dates.sent_on, dates.published_on) if day]
    if any(day > today for day in days):
        raise NotPossible(_("That day lies in the future."))
    if any(day < visit.visited_on for day in days):
        raise NotPossible(_("A report of a visit is not older than the visit."))
    if days != sorted(days):
        raise NotPossible(_("A report is written, then sent, then published."))
    row = VisitAfterwards.objects.filter(visit=visit).first() or VisitAfterwards(visit=visit)
    is_about_publishing = (row.published_on, row.is_anonymised) != (dates.published_on, dates.is_anonymised)
    if is_about_publishing and not has_permission(by, Permission.VISIT_MANAGE, organisation=visit.organisation_id):
        raise PermissionDenied(_("Only who leads notes that a report was published."))
    for name in ("reported_on", "sent_on", "published_on", "is_anonymised"):
        setattr(row, name, getattr(dates, name))
    save(row)
    tell(by, visit, Act.VISIT_CHANGED)
    return row


def _locked(visit: Visit) -> Visit:
    """The row behind its lock, so that two who change a visit follow each other."""
    rows = Visit.objects.select_for_update(of=("self",)).select_related("organisation", "facility", "safe")
    return rows.get(pk=visit.pk)


def _require_possible(facts: VisitFacts, organisation: Organisation, today: date) -> None:
    if facts.facility.is_demonstration != organisation.is_demonstration:
        raise NotPossible(_("This place is not in the list of your organisation."))
    place = (facts.facility.valid_from, facts.facility.valid_to)
    found = impossible(conduct_of(facts), terms_of(facts.regime), today, place)
    if found:
        raise NotPossible(" ".join(found))


def _write(visit: Visit, facts: VisitFacts, *, by: User, today: date) -> None:
    _require_team(visit, facts, by, today)
    write_conduct(visit, facts)
    write_words(visit, facts, by=by, today=today)


def _require_team(visit: Visit, facts: VisitFacts, by: User, today: date) -> None:
    """Colleagues are of the organisation, and who was tied to the place before the visit stood back from it.

    Whoever is tied to the place does not record visits there either: what is read of them must not be theirs.
    """
    colleagues = {one.user.pk: one for one in facts.members if one.user is not None}
    _require_colleagues(visit, colleagues)
    require_lead(visit.organisation_id, facts)
    before = Tie.objects.filter(declared_on__lte=facts.visited_on)
    for user in close_people(facts.facility, facts.visited_on, today, before.filter(user__in=colleagues)):
        if colleagues[user.pk].stood_back == StoodBack.NO:
            said = _("%(name)s is tied to this place or to who runs it, and has to stand back from the visit.")
            raise NotPossible(said % {"name": user})
    if close_people(facts.facility, facts.visited_on, today, Tie.objects.filter(user=by)):
        raise PermissionDenied(_("You are tied to this place or to who runs it. A colleague has to record the visit."))


def _require_colleagues(visit: Visit, colleagues: dict[int, MemberFacts]) -> None:
    there: Iterable[int] = ()
    if visit.pk is not None:
        there = VisitMember.objects.filter(visit=visit, user__isnull=False).values_list("user", flat=True)
    new: Sequence[int] = sorted(set(colleagues) - set(there))
    known = Membership.objects.filter(organisation=visit.organisation_id, role__in=TEAM_ROLES, user__in=new)
    if set(new) - set(known.values_list("user", flat=True)):
        raise NotPossible(_("Only colleagues of the organisation are named in a team; others by profession alone."))


def _carry_out(plan: VisitPlan, visit: Visit) -> None:
    open_plan = VisitPlan.objects.filter(pk=plan.pk, organisation=visit.organisation_id, state=PlanState.PLANNED)
    if not open_plan.update(state=PlanState.CARRIED_OUT, visit=visit):
        raise NotPossible(_("This plan has been carried out or dropped already."))
    # What was planned is over; nothing of it needs to lie anywhere.
    PlanCopy.objects.filter(plan=plan).delete()
    # Another reader may have begun a record as well: it can still be recorded, as of a visit without a plan.
    VisitDraft.objects.filter(plan=plan).update(plan=None)
