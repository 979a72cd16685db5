"""Pages of the people of an organisation: who is here, inviting, giving and ending roles."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require
from accounts.actions import NotPossible, end_membership, give_role, invite
from accounts.audit import record_of_person
from accounts.choices import Act
from accounts.forms import InvitationForm, RoleForm
from accounts.models import User
from accounts.permissions import Permission, has_permission
from accounts.queries import colleagues_of, invitations_of, memberships_managed_by, memberships_visible_to


@require_safe
@require(Permission.PEOPLE_VIEW)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody in the organisation with role and state."""
    return _people_page(request)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PEOPLE_MANAGE)
def invite_person(request: HttpRequest) -> HttpResponse:
    """An account for a colleague; the link to it is shown once, to be handed over."""
    form = InvitationForm(request.POST or None, actor=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            invited = invite(by=request.user, **form.cleaned_data)
        except NotPossible as refusal:
            form.add_error("username", str(refusal))
        else:
            return _invitation_page(request, invited)
    return render(request, "accounts/invite.html", {"form": form})


@require_POST
@require(Permission.PEOPLE_MANAGE)
def renew_invitation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A fresh link for somebody who has not chosen a password yet; never for an account that is open."""
    invited = get_object_or_404(colleagues_of(request.user), uuid=uuid)
    if invited.has_usable_password() or invited.last_login:
        messages.error(request, _("This account is open already. Its owner alone can change the password."))
        return redirect("people")
    if not invitations_of(request.user).filter(pk=invited.pk).exists():
        messages.error(
            request, _("There is no new link for somebody who has left, or who also works in another organisation.")
        )
        return redirect("people")
    record_of_person(user=invited, by=request.user, action=Act.INVITATION_RENEWED)
    return _invitation_page(request, invited)


@require_POST
@require(Permission.PEOPLE_MANAGE)
def give_role_to(request: HttpRequest) -> HttpResponse:
    """Another role for a colleague."""
    form = RoleForm(request.POST, actor=request.user)
    if form.is_valid():
        try:
            give_role(by=request.user, **form.cleaned_data)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The role has been given."))
            return redirect("people")
    return _people_page(request, form=form)


@require_POST
@require(Permission.PEOPLE_MANAGE)
def end_role(request: HttpRequest) -> HttpResponse:
    """A colleague leaves a role; asked for by the number of the membership."""
    number = request.POST.get("membership", "")
    if not number.isdecimal() or len(number) > 18:
        raise BadRequest
    membership = get_object_or_404(memberships_managed_by(request.user).select_related("organisation"), pk=number)
    try:
        end_membership(by=request.user, membership=membership)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The role has been ended."))
    return redirect("people")


def _people_page(request: HttpRequest, form: RoleForm | None = None) -> HttpResponse:
    memberships = (
        memberships_visible_to(request.user)
        .select_related("user", "organisation")
        .order_by("organisation__name", "-is_active", "user__username", "role")
    )
    can_manage = has_permission(request.user, Permission.PEOPLE_MANAGE)
    context = {
        "memberships": memberships,
        "manageable": set(memberships_managed_by(request.user).values_list("pk", flat=True)),
        "invitable": _without_password(request.user),
        "has_many_organisations": len({row.organisation_id for row in memberships}) > 1,
        "form": form or (RoleForm(actor=request.user) if can_manage else None),
        "can_manage": can_manage,
    }
    return render(request, "accounts/people.html", context)


def _without_password(actor: User) -> set[int]:
    return {user.pk for user in invitations_of(actor) if not user.has_usable_password()}


def _invitation_page(request: HttpRequest, invited: User) -> HttpResponse:
    arguments = {
        "uidb64": urlsafe_base64_encode(force_bytes(invited.pk)),
        "token": default_token_generator.make_token(invited),
    }
    link = request.build_absolute_uri(reverse("invitation", kwargs=arguments))
    return render(request, "accounts/invited.html", {"invited": invited, "link": link})
