"""What each role may do, in words, and looking at the house as one of them."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require
from accounts.audit import record_of_person
from accounts.choices import Act, Role
from accounts.forms import ViewAsForm
from accounts.permission_words import MAY
from accounts.permissions import ROLE_PERMISSIONS, Permission, has_permission
from accounts.view_as import enter, leave


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Every role with what it may and may not do."""
    context = {
        "roles": [
            {
                "value": role.value,
                "label": role.label,
                "may": [MAY[each] for each in Permission if each in ROLE_PERMISSIONS[role]],
                "may_not": [MAY[each] for each in Permission if each not in ROLE_PERMISSIONS[role]],
            }
            for role in Role
        ],
        "can_view_as": has_permission(request.user, Permission.VIEW_AS),
    }
    return render(request, "accounts/roles.html", context)


@require_POST
@require(Permission.VIEW_AS)
def view_as(request: HttpRequest) -> HttpResponseRedirect:
    """Begins to look as a role. Raises BadRequest for a role that does not exist."""
    form = ViewAsForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    record_of_person(user=request.user, action=Act.VIEWED_AS)
    enter(request.session, Role(form.cleaned_data["role"]))
    return redirect("front")


@require_POST
def leave_view_as(request: HttpRequest) -> HttpResponseRedirect:
    """Looks as oneself again."""
    leave(request.session)
    return redirect("roles")
