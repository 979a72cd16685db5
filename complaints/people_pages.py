"""Pages about who works on a case, who stands back from it, and whose key goes to whom."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import recently_authenticated
from accounts.actions import NotPossible
from accounts.models import Membership, User
from accounts.permissions import ROLE_PERMISSIONS, Permission
from complaints.assignments import assign_case, end_assignment
from complaints.casedoor import key_of_session, known_case, to_password
from complaints.choices import RecusalReason, RevealReason
from complaints.forms import ColleagueForm, LoanForm, RecusalForm
from complaints.handover import hand_over_case
from complaints.loans import end_loan, lend_identity
from complaints.models import Case, CaseAssignment, Recusal
from complaints.pages.sealed import people_of
from complaints.recusals import end_recusal, recuse
from complaints.rights import may_on
from vault.choices import Compartment
from vault.holders import holds_key
from vault.keyrings import NoKey

both = require_http_methods(["GET", "HEAD", "POST"])
_ASKING_ROLES = tuple(
    role
    for role, granted in ROLE_PERMISSIONS.items()
    if Permission.CASE_VIEW in granted and Permission.CASE_VIEW_UNASKED not in granted
)
CASE_ROLES = tuple(role for role, granted in ROLE_PERMISSIONS.items() if Permission.CASE_VIEW in granted)


def _colleagues(case: Case) -> QuerySet[User]:
    """Everybody whose role works on cases of the organisation and who does not stand back from this one."""
    members = Membership.objects.active().filter(organisation=case.organisation_id, role__in=CASE_ROLES)
    back = Recusal.objects.filter(case=case, ended_on=None)
    found = User.objects.filter(pk__in=members.values("user")).exclude(pk__in=back.values("user"))
    return found.order_by("first_name", "last_name", "username")


# --- who works on it --------------------------------------------------------------------------------------------------


@both
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    """Gives the case to a colleague, with the key of the narrative where the lead holds it."""
    return _assign(request, known_case(request, reference, Permission.CASE_ASSIGN))


@recently_authenticated
def _assign(request: HttpRequest, case: Case) -> HttpResponse:
    at_work = CaseAssignment.objects.filter(case=case, ended_at=None)
    colleagues = _colleagues(case).exclude(pk__in=at_work.values("user"))
    form = ColleagueForm(request.POST or None, colleagues=colleagues)
    if request.method == "POST" and form.is_valid():
        colleague = form.cleaned_data["user"]
        assign_case(by=request.user, case=case, user=colleague, private_key=key_of_session(request))
        _say_assigned(request, case, colleague)
        return redirect("case_detail", reference=case.reference)
    context = {
        "case": case,
        "form": form,
        "has_anybody": colleagues.exists(),
        "has_monitors": _asks_consent(case, colleagues),
    }
    return render(request, "complaints/assign.html", context)


def _say_assigned(request: HttpRequest, case: Case, colleague: User) -> None:
    if not Case.objects.visible_to(colleague).filter(pk=case.pk).exists():
        said = _(
            "The case is assigned, but this monitor sees it only once the person agrees to monitors knowing of it."
        )
        messages.warning(request, said)
        return
    is_reader = may_on(colleague, Permission.SEALED_OPEN, case)
    if case.safe and is_reader and not holds_key(colleague, case.safe, Compartment.NARRATIVE, timezone.now()):
        messages.warning(
            request, _("The case is assigned, but the key is missing. Hand it over on this page when you can.")
        )
    else:
        messages.success(request, _("The case is assigned."))


@require_POST
def end(request: HttpRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Takes the case and its keys away from a colleague."""
    case = known_case(request, reference, Permission.CASE_ASSIGN)
    assignments = CaseAssignment.objects.select_related("user", "case__organisation")
    assignment = get_object_or_404(assignments, case=case, user__uuid=uuid, ended_at=None)
    end_assignment(by=request.user, assignment=assignment)
    messages.success(request, _("The assignment has ended, and the keys that came with it are gone."))
    return redirect("case_detail", reference=case.reference)


def _asks_consent(case: Case, colleagues: QuerySet[User]) -> bool:
    """Whether somebody can be chosen who sees a case only where its person agrees to it."""
    members = Membership.objects.active().filter(organisation=case.organisation_id, role__in=_ASKING_ROLES)
    return colleagues.filter(pk__in=members.values("user")).exists()


# --- who stands back --------------------------------------------------------------------------------------------------


@both
def stand_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Everybody for themselves; leads for a colleague as well."""
    case = known_case(request, reference, Permission.CASE_VIEW)
    is_lead = may_on(request.user, Permission.CASE_ASSIGN, case)
    choice = _colleagues(case) if is_lead else User.objects.filter(pk=request.user.pk)
    form = RecusalForm(request.POST or None, colleagues=choice, initial={"user": request.user.uuid})
    if request.method == "POST" and form.is_valid():
        user, reason = form.cleaned_data["user"], RecusalReason(form.cleaned_data["reason"])
        try:
            recuse(by=request.user, case=case, user=user, reason=reason, today=timezone.localdate())
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            return _after_recusal(request, case, is_oneself=user.pk == request.user.pk)
    return render(request, "complaints/stand_back.html", {"case": case, "form": form, "is_lead": is_lead})


def _after_recusal(request: HttpRequest, case: Case, *, is_oneself: bool) -> HttpResponse:
    if is_oneself:
        messages.success(request, _("You stand back from the case. You will not see it any more."))
        return redirect("case_list")
    messages.success(request, _("Your colleague stands back from the case and holds no key of it."))
    return redirect("case_detail", reference=case.reference)


@require_POST
def end_standing_back(request: HttpRequest, reference: str, uuid: UUID) -> HttpResponse:
    """A lead lets a colleague know of the case again."""
    case = known_case(request, reference, Permission.CASE_ASSIGN)
    recusals = Recusal.objects.select_related("user", "case__organisation", "case__safe")
    recusal = get_object_or_404(recusals, case=case, user__uuid=uuid, ended_on=None)
    try:
        end_recusal(by=request.user, recusal=recusal, today=timezone.localdate())
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("Your colleague may know of the case again. Assign it and hand over keys as needed.")
        messages.success(request, said)
    return redirect("case_detail", reference=case.reference)


# --- keys of one case -------------------------------------------------------------------------------------------------


@require_POST
def hand_over_one(request: HttpRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Gives a colleague who works on the case the key of its narrative."""
    case = known_case(request, reference, Permission.KEYS_HAND_OVER)
    return _hand_over_one(request, case, _at_work(case, uuid))


@recently_authenticated
def _hand_over_one(request: HttpRequest, case: Case, colleague: User) -> HttpResponse:
    private_key, now = key_of_session(request), timezone.now()
    address = reverse("case_detail", args=[case.reference])
    if private_key is None:
        return to_password(request, address)
    try:
        hand_over_case(by=request.user, private_key=private_key, case=case, to=colleague, now=now)
    except NoKey as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your colleague holds the key of the narrative now."))
    return redirect(address)


def _at_work(case: Case, uuid: UUID) -> User:
    if case.safe is None:
        raise Http404
    at_work = CaseAssignment.objects.filter(case=case, ended_at=None)
    colleague = get_object_or_404(User, pk__in=at_work.values("user"), uuid=uuid)
    if not may_on(colleague, Permission.SEALED_OPEN, case):
        raise Http404
    return colleague


@both
def lend(request: HttpRequest, reference: str) -> HttpResponse:
    """A keeper of identities lends the key of names and contacts for some days."""
    return _lend(request, known_case(request, reference, Permission.IDENTITY_GRANT))


@recently_authenticated
def _lend(request: HttpRequest, case: Case) -> HttpResponse:
    now = timezone.now()
    borrowers = [one.person.pk for one in people_of(case, now) if one.can_be_lent]
    form = LoanForm(request.POST or None, colleagues=User.objects.filter(pk__in=borrowers).order_by("username"))
    if request.method == "POST" and form.is_valid():
        private_key = key_of_session(request)
        if private_key is None:
            return to_password(request, request.path)
        try:
            lend_identity(
                by=request.user,
                private_key=private_key,
                case=case,
                to=form.cleaned_data["user"],
                days=form.cleaned_data["days"],
                reason=RevealReason(form.cleaned_data["reason"]),
                now=now,
            )
        except (NoKey, NotPossible) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The key is lent. It goes back by itself when the time is over."))
            return redirect("case_detail", reference=case.reference)
    return render(request, "complaints/lend.html", {"case": case, "form": form, "has_borrowers": bool(borrowers)})


@require_POST
def end_lending(request: HttpRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Takes a lent key back."""
    case = known_case(request, reference, Permission.CASE_VIEW)
    borrower = get_object_or_404(User, uuid=uuid)
    try:
        number = end_loan(by=request.user, case=case, user=borrower) if case.safe else 0
    except PermissionDenied:
        number = 0
    if not number:
        raise Http404
    messages.success(request, _("The lent key is gone."))
    return redirect("case_detail", reference=case.reference)
