"""Who may write which visit. Raises PermissionDenied; whether a thing is possible is asked elsewhere."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.permissions import Permission, has_permission
from complaints.choices import DataSet
from monitoring.models import Visit


def data_set_of(organisation: Organisation) -> str:
    """Invented visits live in an organisation of the demonstration, and nothing else does."""
    return DataSet.DEMONSTRATION if organisation.is_demonstration else DataSet.OWN


def require_recorder(by: User, organisation: Organisation | int) -> None:
    """`by` may plan and record visits there."""
    if not has_permission(by, Permission.VISIT_RECORD, organisation=organisation):
        raise PermissionDenied(_("Your role does not include recording visits."))


def require_visit(by: User, visit: Visit, permission: Permission = Permission.VISIT_RECORD) -> None:
    """`by` may know of this very visit and holds `permission` in its organisation."""
    is_allowed = has_permission(by, permission, organisation=visit.organisation_id)
    if not is_allowed or not Visit.objects.visible_to(by).filter(pk=visit.pk).exists():
        raise PermissionDenied(_("Your role does not include this."))


def require_standing_visit(by: User, visit: Visit) -> None:
    """As `require_visit`, behind the lock of the row: until the transaction ends nobody takes the visit back.

    For whatever hangs something on a visit that must not be lost with it. Needs a transaction.
    """
    Visit.objects.select_for_update(of=("self",)).filter(pk=visit.pk).first()
    require_visit(by, visit)
