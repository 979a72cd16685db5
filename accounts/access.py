"""Doors of views: what a person lacks the permission for answers 403; what they may not know of answers 404.

Whether an object may be known is asked of its query (`visible_to`), never here.
"""

from collections.abc import Callable
from functools import wraps

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
