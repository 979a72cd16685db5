"""Plans of visits, sealed to each person who needs to know. One transaction each, but for opening.

Which plans there are, and who reads them, only their readers are shown. Place, days and focus stand in no column,
address, session, job or audit: the audit says who planned or opened a plan on which day, never at what hour or which.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.audit import record
from accounts.choices import Act
from accounts.models import Membership, Organisation, User
from accounts.permissions import ROLE_PERMISSIONS, Permission, organisations_with
from complaints.closeness import closenesses
from complaints.intake.routing import Target, close_people
from complaints.models import Tie
from institutions.choices import TermList
from institutions.models import Facility, MonitoringRegime, Term
from institutions.queries import world
from monitoring.choices import PlanState
from monitoring.models import PlanCopy, VisitDraft, VisitPlan
from monitoring.planning.queries import target_of
from monitoring.planning.rules import LONGEST_PLAN
from monitoring.rights import require_recorder
from vault import crypto
from vault.models import KeyPair

PLANNERS = [role for role, granted in ROLE_PERMISSIONS.items() if Permission.VISIT_RECORD in granted]


@dataclass(frozen=True, slots=True)
class PlanContent:
    """What a plan says: codes of place, terms and kind of visit, first and last day, and words."""

    facility: str
    first_day: date
    last_day: date
    regime: str
    visit_type: str
    focus: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class OpenedPlan:
    """A plan with what it says; `content` is None where it is sealed to keys that the reader no longer has."""

    plan: VisitPlan
    content: PlanContent | None


# --- who reads --------------------------------------------------------------------------------------------------------


def copies_of(reader: User) -> QuerySet[PlanCopy]:
    """The only door to plans: one's own copies of those not yet carried out, where one may still plan visits."""
    allowed = organisations_with(reader, Permission.VISIT_RECORD)
    rows = PlanCopy.objects.filter(reader=reader.pk, plan__state=PlanState.PLANNED, plan__organisation__in=allowed)
    return rows.select_related("plan__organisation", "plan__planned_by").order_by("pk")


def possible_readers(organisation: Organisation | int) -> QuerySet[User]:
    """Colleagues to whom a plan can be sealed: they record visits there, and have keys."""
    members = Membership.objects.active().filter(organisation=organisation, role__in=PLANNERS).values("user")
    return User.objects.filter(pk__in=members, key_pair__isnull=False).order_by("username")


def readers_of(plans: Iterable[VisitPlan], reader: User) -> dict[int, list[User]]:
    """Who else reads each of the plans, by its number; nothing of plans that `reader` has no copy of."""
    own = copies_of(reader).filter(plan__in=list(plans)).values("plan")
    found: dict[int, list[User]] = {}
    for copy in PlanCopy.objects.filter(plan__in=own).select_related("reader").order_by("reader__username"):
        found.setdefault(copy.plan_id, []).append(copy.reader)
    return found


# --- planning ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def plan_visit(
    *, by: User, organisation: Organisation, readers: Collection[User], content: PlanContent, today: date
) -> VisitPlan:
    """Plans a visit that `by` and `readers` know of, and nobody else. Needs the key of none of them.

    Raises PermissionDenied, and NotPossible for days, terms or a place that do not fit and for who may not know.
    """
    require_recorder(by, organisation)
    place = _require_sound(content, organisation, earliest=today)
    _hold_ties(readers={by, *readers})
    pairs = _pairs_of(by, {by, *readers}, organisation, place, today)
    plan = VisitPlan.objects.create(organisation=organisation, planned_by=by, planned_on=today)
    _seal(plan, content, pairs)
    _tell(by, plan, Act.VISIT_PLANNED)
    return plan


@transaction.atomic
def change_plan(
    *, by: User, plan: VisitPlan, content: PlanContent, today: date, readers: Collection[User] | None = None
) -> None:
    """Seals what the plan says now; every copy of before is gone. A visit that has begun may keep its first day.

    Only who planned it decides anew who reads it: without `readers` those who do stay, but for who may no longer.
    Raises as `plan_visit` does.
    """
    present = User.objects.filter(pk__in=PlanCopy.objects.filter(plan=plan).values("reader"))
    _hold_ties(readers={by, *(present if readers is None else readers)})
    locked = _own_plan(by, plan)
    place = _require_sound(content, locked.organisation, earliest=today - LONGEST_PLAN)
    if content.last_day < today:
        raise NotPossible(_("The last day of the plan is over."))
    if readers is None:
        pairs = _pairs_that_stay(by, locked, place, today)
    elif locked.planned_by_id == by.pk:
        pairs = _pairs_of(by, {by, *readers}, locked.organisation, place, today)
    else:
        raise PermissionDenied(_("Only who planned the visit decides who reads the plan."))
    PlanCopy.objects.filter(plan=locked).delete()
    _seal(locked, content, pairs)
    _tell(by, locked, Act.VISIT_PLANNED)


@transaction.atomic
def drop_plan(*, by: User, plan: VisitPlan) -> None:
    """The visit will not be made: every copy is gone. Any reader may do so. Raises PermissionDenied.

    A record of it that somebody has begun all the same stays theirs, as of a visit without a plan.
    """
    locked = _own_plan(by, plan)
    VisitDraft.objects.filter(plan=locked).update(plan=None)
    PlanCopy.objects.filter(plan=locked).delete()
    VisitPlan.objects.filter(pk=locked.pk).update(state=PlanState.DROPPED)
    _tell(by, locked, Act.VISIT_PLANNED)


def _hold_ties(*, readers: Collection[User]) -> None:
    """Until the end nobody declares a tie of a reader: it would find no copy to take away, and this no tie.

    Before the plan is locked, as declaring a tie locks the organisation before the plans. Locks are in one order.
    """
    theirs = Membership.objects.filter(user__in=[user.pk for user in readers]).values("organisation")
    list(Organisation.objects.select_for_update().filter(pk__in=theirs).order_by("pk"))


def _own_plan(by: User, plan: VisitPlan) -> VisitPlan:
    """The plan, locked; `by` reads it and may plan visits. Raises PermissionDenied."""
    locked = VisitPlan.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=plan.pk)
    if not copies_of(by).filter(plan=locked).exists():
        raise PermissionDenied(_("You may not know of this."))
    return locked


def _require_sound(content: PlanContent, organisation: Organisation, *, earliest: date) -> Facility:
    """The place of the plan. Raises NotPossible for what cannot be."""
    if content.first_day < earliest:
        raise NotPossible(_("A visit is planned for today or a later day."))
    if content.last_day < content.first_day:
        raise NotPossible(_("The last day cannot come before the first."))
    if content.last_day - content.first_day > LONGEST_PLAN:
        raise NotPossible(_("A plan covers at most a month. Plan the visits one by one."))
    if "\x00" in f"{content.facility}{content.regime}{content.visit_type}":
        raise NotPossible(_("This place is not in the list of your organisation."))
    places = Facility.objects.valid_on(content.first_day).select_related("facility_type", "region")
    place = places.filter(code=content.facility, is_demonstration=organisation.is_demonstration).first()
    if place is None:
        raise NotPossible(_("This place is not in the list of your organisation."))
    terms = MonitoringRegime.objects.valid_on(content.first_day).filter(code=content.regime).first()
    if terms is None:
        raise NotPossible(_("These terms are not in force on that day."))
    if terms.visit_types and content.visit_type not in terms.visit_types:
        raise NotPossible(_("This kind of visit is not made under these terms."))
    if not Term.objects.filter(list=TermList.VISIT_TYPE, code=content.visit_type).exists():
        raise NotPossible(_("This kind of visit is not made under these terms."))
    return place


def _pairs_of(
    by: User, readers: Collection[User], organisation: Organisation, place: Facility, today: date
) -> list[KeyPair]:
    """The keys of the readers, `by` among them. Raises NotPossible, which says of no other what they are close to."""
    able = set(possible_readers(organisation).filter(pk__in=[user.pk for user in readers]).values_list("pk", flat=True))
    if by.pk not in able:
        raise NotPossible(_("You have no keys yet. Sign out and in again, then plan the visit."))
    close = _close_among(able, target_of(place), today)
    if by.pk in close:
        raise NotPossible(_("You are close to this place or to who runs it: somebody else must plan this visit."))
    unfit = [user for user in readers if user.pk not in able - close]
    if unfit:
        names = ", ".join(sorted(str(user) for user in unfit))
        raise NotPossible(_("This plan cannot be shown to: %(names)s. Choose somebody else.") % {"names": names})
    return list(KeyPair.objects.filter(user__in=able).select_related("user").order_by("pk"))


def _pairs_that_stay(by: User, plan: VisitPlan, place: Facility, today: date) -> list[KeyPair]:
    present = PlanCopy.objects.filter(plan=plan).values("reader")
    able = set(possible_readers(plan.organisation).filter(pk__in=present).values_list("pk", flat=True))
    close = _close_among(able, target_of(place), today)
    if by.pk in close or by.pk not in able:
        raise NotPossible(_("You are close to this place or to who runs it: somebody else must plan this visit."))
    return list(KeyPair.objects.filter(user__in=able - close).select_related("user").order_by("pk"))


def _close_among(users: Collection[int], target: Target, today: date) -> frozenset[int]:
    ties = closenesses(Tie.objects.filter(user__in=users))
    return close_people(ties, target, world(), today) if ties else frozenset()


# --- opening ----------------------------------------------------------------------------------------------------------


def open_plans(
    *, by: User, private_key: bytes, copies: Collection[PlanCopy], told: Collection[int], today: date
) -> list[OpenedPlan]:
    """What the plans say of which `copies` are, the earliest day first. The audit tells of each copy not in `told`.

    Nothing is opened before the audit says so and has been committed. A plan for a place to which the reader has become
    close since is not among them. Raises PermissionDenied for copies of others.
    """
    if any(copy.reader_id != by.pk for copy in copies):
        raise PermissionDenied(_("You may not know of this."))
    tell_opening(by, [copy for copy in copies if copy.pk not in told])
    opened = [OpenedPlan(copy.plan, _content(copy, by, private_key)) for copy in copies]
    close = _codes_close_to(by, opened, today)
    shown = [one for one in opened if one.content is None or one.content.facility not in close]
    return sorted(shown, key=lambda one: (one.content.first_day if one.content else date.max, one.plan.pk))


def tell_opening(by: User, copies: Collection[PlanCopy]) -> None:
    """The audit says of each copy that somebody opened a plan; committed before anything is opened."""
    if not copies:
        return
    with transaction.atomic(durable=True):
        for copy in copies:
            _tell(by, copy.plan, Act.VISIT_PLAN_OPENED)


def find_opened(plans: Iterable[OpenedPlan], uuid: UUID) -> OpenedPlan | None:
    """The plan with that uuid that can be read."""
    return next((one for one in plans if one.plan.uuid == uuid and one.content is not None), None)


def require_begun(content: PlanContent, today: date) -> None:
    """Raises NotPossible before the first day of the plan."""
    if today < content.first_day:
        raise NotPossible(_("The day of this plan has not come. What is typed in would tell others where you go."))


def _codes_close_to(by: User, opened: Iterable[OpenedPlan], today: date) -> set[str]:
    ties = closenesses(Tie.objects.filter(user=by.pk))
    if not ties:
        return set()
    codes = [one.content.facility for one in opened if one.content is not None]
    places = Facility.objects.filter(code__in=codes).select_related("facility_type", "region")
    here = world()
    return {place.code for place in places if by.pk in close_people(ties, target_of(place), here, today)}


# --- sealing ----------------------------------------------------------------------------------------------------------


def _seal(plan: VisitPlan, content: PlanContent, pairs: Iterable[KeyPair]) -> None:
    text = json.dumps(asdict(content), default=date.isoformat, ensure_ascii=False).encode()
    PlanCopy.objects.bulk_create(
        PlanCopy(
            plan=plan,
            reader=pair.user,
            sealed=crypto.seal(bytes(pair.public_key), text, _context(plan, pair.user)),
        )
        for pair in pairs
    )


def _content(copy: PlanCopy, reader: User, private_key: bytes) -> PlanContent | None:
    try:
        told = json.loads(crypto.open_sealed(private_key, bytes(copy.sealed), _context(copy.plan, reader)))
        days = {name: date.fromisoformat(told[name]) for name in ("first_day", "last_day")}
        return PlanContent(**{**told, **days})
    except (crypto.Tampered, ValueError, KeyError, TypeError):  # keys that were made anew open nothing of before
        return None


def _context(plan: VisitPlan, reader: User) -> bytes:
    return b"visit-plan|" + plan.uuid.bytes + b"|" + reader.uuid.bytes


def _tell(by: User, plan: VisitPlan, act: Act) -> None:
    """Names no plan: lines about one and the same plan would together name its readers. Hours would tell as much."""
    record(actor=by, organisation=plan.organisation_id, action=act, is_coarse=True)
