"""The door of pages about one visit: 404 for whoever may not know of it, 403 for who may know but lacks the right."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from accounts.permissions import Permission, has_permission
from monitoring.models import Visit


def known_visit(request: HttpRequest, reference: str, permission: Permission = Permission.VISIT_VIEW) -> Visit:
    """A visit that the reader may know of, in whose organisation they hold `permission`.

    With its place, its terms and its safe. Raises Http404 and PermissionDenied.
    """
    visit = None
    if "\x00" not in reference:  # the database takes no such text, not even to look for it
        visible = Visit.objects.visible_to(request.user).select_related(
            "organisation", "safe", "visit_type", "regime__body", "regime__passes_complaints_to"
        )
        found = visible.select_related("facility__facility_type", "facility__region").filter(reference=reference)
        visit = found.first()
    if visit is None:
        raise Http404
    if not has_permission(request.user, permission, organisation=visit.organisation_id):
        raise PermissionDenied
    return visit
