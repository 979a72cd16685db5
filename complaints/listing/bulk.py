"""The same thing done to many cases: what would happen to which, what is left out and why, and doing it.

All or nothing. The keys of narratives do not go along: handing a key over is done on the page of one case.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import CASE_ROLES
from accounts.models import Membership, User
from accounts.permissions import Permission, has_permission, organisations_with
from complaints.assignments import acknowledge_alert, assign_case, end_assignment
from complaints.choices import NoteOfAlert
from complaints.listing.bulk_choices import ASSIGN, END, NOTE
from complaints.models import Alert, Case, CaseAssignment, Recusal
from complaints.projection import lock_cases
from complaints.rights import may_on


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done: to whom cases go or whose work ends, or what was decided about alerts."""

    action: str
    colleague: User | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One case in a preview: what happens to it, or why nothing does."""

    case: Case
    words: str


@dataclass(slots=True)
class Plan:
    """What a wish would do to which cases, and which it leaves out."""

    done: list[Line] = field(default_factory=list)
    left_out: list[Line] = field(default_factory=list)


def chosen_cases(actor: User, references: Collection[str]) -> list[Case]:
    """The cases of organisations that `actor` may see among these, by reference. Others do not exist for them."""
    wanted = {reference for reference in references if "\x00" not in reference}
    visible = Case.objects.visible_to(actor).filter(organisation__isnull=False, reference__in=wanted)
    return list(visible.select_related("organisation").order_by("reference"))


def people_for(actor: User, action: str, cases: Sequence[Case]) -> QuerySet[User]:
    """Whom `actor` may choose: colleagues who work on cases, or those who work on one of these."""
    offices = organisations_with(actor, Permission.CASE_ASSIGN)
    if action == END:
        at_work = CaseAssignment.objects.filter(case__in=cases, case__organisation__in=offices, ended_at=None)
        found = User.objects.filter(pk__in=at_work.values("user"))
    else:
        members = Membership.objects.active().filter(organisation__in=offices, role__in=CASE_ROLES)
        found = User.objects.filter(pk__in=members.values("user"))
    return found.order_by("first_name", "last_name", "username")


# --- what would happen ------------------------------------------------------------------------------------------------


def plan(actor: User, wish: Wish, cases: Sequence[Case]) -> Plan:
    """What the wish would do to the cases; the same few queries however many they are."""
    judge = _JUDGES[wish.action](actor, wish, cases)
    found = Plan()
    for case in cases:
        is_done, words = judge(case)
        (found.done if is_done else found.left_out).append(Line(case, words))
    return found


Judge = Callable[[Case], tuple[bool, str]]


def _assigning(actor: User, wish: Wish, cases: Sequence[Case]) -> Judge:
    user = _colleague(wish)
    at_work = set(_at_work(cases).filter(user=user).values_list("case", flat=True))
    back = set(Recusal.objects.filter(case__in=cases, user=user, ended_on=None).values_list("case", flat=True))

    def judge(case: Case) -> tuple[bool, str]:
        if not may_on(actor, Permission.CASE_ASSIGN, case):
            return False, _("Only a lead decides who works on this case.")
        if not has_permission(user, Permission.CASE_VIEW, organisation=case.organisation_id):
            return False, _("%(name)s does not work on cases of this organisation.") % {"name": user}
        if case.pk in back:
            return False, _("%(name)s stands back from this case.") % {"name": user}
        if case.pk in at_work:
            return False, _("%(name)s works on it already.") % {"name": user}
        return True, _("%(name)s works on it from now on.") % {"name": user}

    return judge


def _ending(actor: User, wish: Wish, cases: Sequence[Case]) -> Judge:
    user = _colleague(wish)
    at_work = set(_at_work(cases).filter(user=user).values_list("case", flat=True))

    def judge(case: Case) -> tuple[bool, str]:
        if not may_on(actor, Permission.CASE_ASSIGN, case):
            return False, _("Only a lead decides who works on this case.")
        if case.pk not in at_work:
            return False, _("%(name)s does not work on it.") % {"name": user}
        return True, _("%(name)s no longer works on it and holds no key that came with the work.") % {"name": user}

    return judge


def _noting(actor: User, _wish: Wish, cases: Sequence[Case]) -> Judge:
    numbers: dict[int, int] = {}
    for key in _open_alerts(cases).values_list("case", flat=True):
        numbers[key] = numbers.get(key, 0) + 1

    def judge(case: Case) -> tuple[bool, str]:
        if not may_on(actor, Permission.CASE_RECORD, case):
            return False, _("Your role does not record anything in this case.")
        number = numbers.get(case.pk, 0)
        if not number:
            return False, _("No alert waits here.")
        said = ngettext("%(number)s alert is noted.", "%(number)s alerts are noted.", number)
        return True, said % {"number": number}

    return judge


_JUDGES: dict[str, Callable[[User, Wish, Sequence[Case]], Judge]] = {ASSIGN: _assigning, END: _ending, NOTE: _noting}


# --- doing it ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def perform(*, by: User, wish: Wish, cases: Sequence[Case]) -> Plan:
    """Does what a preview said, judged again behind the locks of the cases; gives what was done and what was not.

    Each case goes through the same action as on its own page, with the same rights and the same audit. Raises
    PermissionDenied, and then nothing is done.
    """
    lock_cases([case.pk for case in cases])
    found = plan(by, wish, cases)
    ready = [line.case for line in found.done]
    _DOING[wish.action](by, wish, ready)
    return found


def _assign(by: User, wish: Wish, cases: Iterable[Case]) -> None:
    user = _colleague(wish)
    for case in cases:
        assign_case(by=by, case=case, user=user)


def _end(by: User, wish: Wish, cases: Sequence[Case]) -> None:
    at_work = _at_work(cases).filter(user=_colleague(wish)).select_related("user", "case__organisation")
    for assignment in at_work.order_by("case"):
        end_assignment(by=by, assignment=assignment)


def _note(by: User, wish: Wish, cases: Sequence[Case]) -> None:
    for alert in _open_alerts(cases).select_related("case__organisation").order_by("case", "pk"):
        acknowledge_alert(by=by, alert=alert, note=NoteOfAlert(wish.note))


_DOING: dict[str, Callable[[User, Wish, Sequence[Case]], None]] = {ASSIGN: _assign, END: _end, NOTE: _note}


def _colleague(wish: Wish) -> User:
    if wish.colleague is None:
        raise ValueError("this wish is about a colleague and names none")
    return wish.colleague


def _at_work(cases: Sequence[Case]) -> QuerySet[CaseAssignment]:
    return CaseAssignment.objects.filter(case__in=[case.pk for case in cases], ended_at=None)


def _open_alerts(cases: Sequence[Case]) -> QuerySet[Alert]:
    return Alert.objects.filter(case__in=[case.pk for case in cases], acknowledged_at=None)
