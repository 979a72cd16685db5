"""Which scope a request needs. Closed by default: a view or method without a scope answers nobody."""

from collections.abc import Mapping

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.choices import Scope
from accounts.models import ApiToken
from accounts.permissions import Permission, has_permission

Scopes = Mapping[str, tuple[Scope, ...]]


class HasScope(BasePermission):
    """Asks that the token hold one of the scopes that the view names for the method (HEAD and OPTIONS as GET)."""

    def has_permission(self, request: Request, view: object) -> bool:
        """Whether the token may."""
        method = "GET" if request.method in ("HEAD", "OPTIONS") else request.method
        wanted: Scopes = getattr(view, "scopes", {})
        return isinstance(request.auth, ApiToken) and any(
            scope in request.auth.scopes for scope in wanted.get(method, ())
        )


class HasRight(HasScope):
    """Asks besides that the roles of the owner hold the permission that the view names (`right`), today."""

    def has_permission(self, request: Request, view: object) -> bool:
        """Whether the token and its owner may."""
        wanted: Permission = view.right
        return super().has_permission(request, view) and has_permission(
            request.user, wanted, organisation=request.auth.organisation_id
        )
