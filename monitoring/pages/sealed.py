"""What the page of a visit says of its safe without opening it, and what the reader may do."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.permissions import Permission, has_permission
from complaints import wording
from monitoring.keys import keyholders
from monitoring.models import Visit
from monitoring.pages.reading import texts_lying


def sealed_context(actor: User, visit: Visit, now: datetime) -> dict[str, object]:
    """What lies in the safe, who holds the key and who of the team lacks it. One query at most."""
    lying, since = texts_lying(visit)
    holders = keyholders(visit, now)
    holds = any(one.holds and one.person.pk == actor.pk for one in holders)
    is_manager = _may(actor, Permission.VISIT_MANAGE, visit)
    return {
        "lying": [{"key": str(kind.label), "value": _texts(number)} for kind, number in lying.items()],
        "since": wording.one_stop(_("The first of it is of %(day)s.") % {"day": wording.day(since)}) if since else "",
        "holders": [one.person for one in holders if one.holds],
        "lacking": [one for one in holders if not one.holds],
        "may_open": _may(actor, Permission.SEALED_OPEN, visit),
        "holds_key": holds,
        "may_give": is_manager and holds,
        "is_manager": is_manager,
        "may_record": _may(actor, Permission.VISIT_RECORD, visit),
        "may_receive": _may(actor, Permission.CASE_RECEIVE, visit),
    }


def _may(actor: User, permission: Permission, visit: Visit) -> bool:
    return has_permission(actor, permission, organisation=visit.organisation_id)


def _texts(number: int) -> str:
    return ngettext("%(number)s text", "%(number)s texts", number) % {"number": number}
