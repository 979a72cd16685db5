"""The page of one colleague's account, and what an administrator may do to it."""

from collections.abc import Callable
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require
from accounts.actions import NotPossible, close_account, end_sessions, reopen_account, reset_second_factor
from accounts.departures import warnings_about
from accounts.permissions import Permission
from accounts.queries import colleagues_of, memberships_managed_by, people_in_hands_of


@require_safe
@require(Permission.PEOPLE_MANAGE)
def person(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One colleague: roles, state of the account, and each change with what it brings about."""
    found = get_object_or_404(colleagues_of(request.user), uuid=uuid)
    context = {
        "person": found,
        "memberships": memberships_managed_by(request.user)
        .filter(user=found)
        .select_related("organisation")
        .order_by("-is_active", "organisation__name", "role"),
        "has_factor": Authenticator.objects.filter(user=found).exists(),
        "warnings": warnings_about(found),
        "is_oneself": found.pk == request.user.pk,
        "is_in_hands": people_in_hands_of(request.user).filter(pk=found.pk).exists(),
        "breadcrumbs": [{"label": _("People"), "url": reverse("people")}],
    }
    return render(request, "accounts/person.html", context)


@require_POST
@require(Permission.PEOPLE_MANAGE)
def reset_second_factor_of(request: HttpRequest, uuid: UUID) -> HttpResponseRedirect:
    """Takes app, passkeys and recovery codes from an account whose owner has lost them."""
    return _change(request, uuid, reset_second_factor, _("The second factor has been taken from the account."))


@require_POST
@require(Permission.PEOPLE_MANAGE)
def end_sessions_of(request: HttpRequest, uuid: UUID) -> HttpResponseRedirect:
    """Signs a colleague out everywhere: a laptop or a telephone is lost."""
    return _change(request, uuid, end_sessions, _("Every session of the account has ended."))


@require_POST
@require(Permission.PEOPLE_MANAGE)
def close(request: HttpRequest, uuid: UUID) -> HttpResponseRedirect:
    """Closes an account."""
    return _change(request, uuid, close_account, _("The account is closed."))


@require_POST
@require(Permission.PEOPLE_MANAGE)
def reopen(request: HttpRequest, uuid: UUID) -> HttpResponseRedirect:
    """Opens a closed account again."""
    return _change(request, uuid, reopen_account, _("The account is open again."))


def _change(request: HttpRequest, uuid: UUID, action: Callable[..., None], done: Promise) -> HttpResponseRedirect:
    found = get_object_or_404(colleagues_of(request.user), uuid=uuid)
    if found.pk != request.user.pk and not people_in_hands_of(request.user).filter(pk=found.pk).exists():
        messages.error(
            request,
            _("This person has left, or also works in another organisation, whose administrator must agree."),
        )
        return redirect("person", uuid=uuid)
    try:
        action(by=request.user, user=found)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(done))
    return redirect("person", uuid=uuid)
