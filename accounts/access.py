"""Doors of views: what a person lacks the permission for answers 403; what they may not know of answers 404.

Whether an object may be known is asked of its query (`visible_to`), never here.
"""

from collections.abc import Callable
from functools import wraps

from allauth.account.decorators import reauthentication_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from accounts.permissions import Permission, has_permission

View = Callable[..., HttpResponseBase]


def require(permission: Permission) -> Callable[[View], View]:
    """A view for those who hold `permission` in any of their organisations; raises PermissionDenied for others.

    For views of signed-in people: LoginRequiredMiddleware has sent everybody else to the login page before.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not has_permission(request.user, permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def recently_authenticated(view: View) -> View:
    """A view for those who have typed their password within ACCOUNT_REAUTHENTICATION_TIMEOUT seconds.

    Everybody else is asked for it first and comes back to the page; what was posted is never kept meanwhile, so a
    form has to be sent again.
    """
    return reauthentication_required(view)
