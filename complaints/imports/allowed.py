"""Whether whoever asked for work on an import may still have it done: asked again when the work begins."""

from datetime import date

from django.utils.translation import gettext_noop

from accounts.jobs import WorkRefused
from accounts.models import User
from accounts.permissions import Permission, has_permission
from accounts.tokens import actor_behind
from complaints.models import ImportBatch

TOKEN = "token"  # noqa: S105 -- the option that names the token of the program that asked for the last step

# Stored in English, translated when shown.
NO_RIGHT = gettext_noop("Whoever asked for this may no longer take cases in.")


def require_today(batch: ImportBatch, *, by: int, today: date) -> None:
    """Raises WorkRefused where the person with the key `by`, or the token that was used, lost the right since."""
    actor = _asker(batch, by, today)
    organisation = batch.organisation_id
    if actor is None or not has_permission(actor, Permission.CASE_IMPORT, organisation=organisation):
        raise WorkRefused(NO_RIGHT)
    if by != batch.uploaded_by_id and not has_permission(actor, Permission.CASE_ASSIGN, organisation=organisation):
        raise WorkRefused(NO_RIGHT)


def _asker(batch: ImportBatch, by: int, today: date) -> User | None:
    if TOKEN not in batch.options:
        return User.objects.filter(pk=by, is_active=True).first()
    actor = actor_behind(batch.options[TOKEN], today)
    return actor if actor is not None and actor.pk == by else None
