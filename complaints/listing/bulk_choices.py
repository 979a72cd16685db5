"""What may be done to many cases at once, and by whom."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission, has_permission

ASSIGN, END, NOTE, EXPORT = "assign", "end", "note", "export"
MOST_CASES = 1000

LABELS: Mapping[str, Promise] = {
    ASSIGN: _("Assign to a colleague"),
    END: _("End the work of a colleague on them"),
    NOTE: _("Take note of their alerts"),
    EXPORT: _("Take them out of the house as a file"),
}
_NEEDS: Mapping[str, Permission] = {
    ASSIGN: Permission.CASE_ASSIGN,
    END: Permission.CASE_ASSIGN,
    NOTE: Permission.CASE_RECORD,
    EXPORT: Permission.CASE_EXPORT,
}


def actions_for(actor: User) -> list[tuple[str, str]]:
    """(name, label) of what `actor` may do to many cases somewhere; each case is asked about again."""
    return [(name, str(LABELS[name])) for name, permission in _NEEDS.items() if has_permission(actor, permission)]
