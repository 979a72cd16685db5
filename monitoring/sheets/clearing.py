"""Clears findings and recommendations for the public report, or takes that back. One transaction."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import User
from accounts.permissions import Permission
from monitoring.models import Finding, Recommendation, Visit
from monitoring.rights import require_visit
from monitoring.telling import tell
from vault.choices import Compartment
from vault.holders import holds_key


@transaction.atomic
def clear_for_public(
    *, by: User, visit: Visit, findings: Mapping[int, int], recommendations: Mapping[int, int], now: datetime
) -> None:
    """Exactly these may stand in the public report from now on: number -> primary key of the words read, 0 for none.

    Raises PermissionDenied, and NotPossible for words that `by` could not have read and for those that are others now.
    """
    require_visit(by, visit, Permission.VISIT_MANAGE)
    require_visit(by, visit, Permission.SEALED_OPEN)
    chosen = ((Finding, findings), (Recommendation, recommendations))
    can_read = visit.safe is not None and holds_key(by, visit.safe, Compartment.NARRATIVE, now)
    changed = []
    for model, read in chosen:
        for row in model.objects.select_for_update().filter(visit=visit).order_by("number"):
            may_be_public = row.number in read
            if may_be_public and read[row.number] != (row.words_id or 0):
                raise NotPossible(
                    _("The words were changed after you read them. Nothing was cleared: read them again.")
                )
            if may_be_public == row.may_be_public:
                continue
            if may_be_public and row.words_id is not None and not can_read:
                raise NotPossible(_("You hold no key of these words, so you cannot have read them."))
            row.may_be_public = may_be_public
            changed.append(row)
    for row in changed:
        row.save(update_fields=["may_be_public"])
    if changed:
        tell(by, visit, Act.VISIT_CHANGED)
