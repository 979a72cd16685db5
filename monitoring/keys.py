"""Who holds the key of the words of a visit, who of the team lacks it, and giving it to them."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import Membership, User
from accounts.permissions import Permission
from complaints.safekeeping import READERS
from monitoring.models import Visit
from monitoring.rights import require_visit
from monitoring.safekeeping import barred_from, took_part
from monitoring.telling import tell
from vault.actions import grant, unbar
from vault.choices import Compartment, GrantReason
from vault.models import KeyPair, KeyWrap


@dataclass(frozen=True, slots=True)
class Keyholder:
    """Somebody who holds the key of a visit, or was in its team, may read, and lacks it."""

    person: User
    holds: bool
    has_key_pair: bool


def keyholders(visit: Visit, now: datetime) -> list[Keyholder]:
    """Everybody with a key of the visit, and members of the team who lack one. One query; none without a safe."""
    if visit.safe_id is None:
        return []
    roles = Membership.objects.active().filter(organisation=visit.organisation_id, role__in=READERS)
    wraps = KeyWrap.objects.in_force(now).filter(data_key__safe=visit.safe_id, key_pair__user=OuterRef("pk"))
    rows = User.objects.annotate(
        holds=Exists(wraps),
        is_reader=Exists(roles.filter(user=OuterRef("pk"))),
        was_there=Exists(took_part(visit).filter(user=OuterRef("pk"))),
        has_key_pair=Exists(KeyPair.objects.filter(user=OuterRef("pk"))),
    )
    found = rows.filter(Q(holds=True) | Q(is_reader=True, was_there=True)).order_by("username")
    return [Keyholder(row, row.holds, row.has_key_pair) for row in found]


@transaction.atomic
def give_key(*, by: User, private_key: bytes, visit: Visit, to: User, now: datetime) -> int:
    """Gives `to`, who was in the team and may read, the key of the visit; gives the number of keys.

    Whoever was barred before and is neither tied nor stands back any more may be given it. Raises PermissionDenied,
    NotPossible for who stands back or is tied, and NoKey where `by` holds none or `to` has no key pair.
    """
    require_visit(by, visit, Permission.VISIT_MANAGE)
    # Behind the same lock as whatever bars somebody, so that nobody is given a key they are just losing.
    rows = Visit.objects.select_for_update(of=("self",)).select_related("safe", "facility")
    visit = rows.get(pk=visit.pk)
    if visit.safe is None:
        raise NotPossible(_("Nothing of this visit is sealed."))
    today = timezone.localdate(now)
    if to in barred_from(visit, today):
        raise NotPossible(_("This person stands back from the visit or is tied to the place: its words stay closed."))
    require_visit(to, visit, Permission.SEALED_OPEN)
    if not took_part(visit).filter(user=to).exists():
        raise PermissionDenied(_("This person was not in the team."))
    unbar(user=to, safe=visit.safe)
    number = grant(
        by=by,
        private_key=private_key,
        to=to,
        safe=visit.safe,
        compartment=Compartment.NARRATIVE,
        reason=GrantReason.ASSIGNED,
        today=today,
        now=now,
    )
    if number:
        tell(by, visit, Act.VISIT_KEY_GRANTED)
    return number
