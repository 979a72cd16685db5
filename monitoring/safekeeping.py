"""Puts the words of a visit into its safe, without asking who may: actions that call it do.

Each function needs a transaction of its caller. Nothing here can read what it wrote.
"""

from datetime import date

from django.db.models import Q

from accounts.models import Membership, User
from complaints.models import Tie
from complaints.safekeeping import READERS
from monitoring.choices import StoodBack, VisitTextKind
from monitoring.models import Visit, VisitMember, VisitText
from vault.actions import create_safe
from vault.choices import Compartment
from vault.holders import holders_by_office
from vault.models import KeyPair, Safe
from vault.sealing import seal_text


def ensure_safe(*, visit: Visit, by: User | None, today: date) -> Safe:
    """The safe of a visit, made when the first words are put into it. Raises vault.actions.NobodyCouldOpen.

    It opens for the leads and for those of the team, and for who recorded it; never for who stood back from the visit
    or is tied to the place.
    """
    if visit.safe_id is None:
        locked = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
        if locked.safe_id is None:
            locked.safe = _new_safe(locked, by, today)
            locked.save(update_fields=["safe"])
        visit.safe = locked.safe
    return visit.safe


def _new_safe(visit: Visit, by: User | None, today: date) -> Safe:
    leads = holders_by_office(visit.organisation, Compartment.NARRATIVE)
    team = VisitMember.objects.filter(visit=visit, user__isnull=False)
    readers = Membership.objects.active().filter(organisation=visit.organisation_id, role__in=READERS).values("user")
    own = Q(user__in=team.filter(stood_back=StoodBack.NO).values("user"))
    if by is not None:
        own |= Q(user=by)
    holders = [*leads, *KeyPair.objects.filter(own, user__in=readers)]
    # Nothing of a visit is an identity; its second compartment stays empty and opens for the same people.
    return create_safe(
        organisation=visit.organisation,
        holders={Compartment.NARRATIVE: holders, Compartment.IDENTITY: holders},
        barred=barred_from(visit),
        today=today,
        by=by,
    )


def barred_from(visit: Visit) -> list[User]:
    """Those who never open the words of the visit: who stood back, and who is tied to the place or its operator."""
    stood_back = VisitMember.objects.filter(visit=visit, user__isnull=False).exclude(stood_back=StoodBack.NO)
    tied = Tie.objects.filter(user__isnull=False, ended_on=None, facility=visit.facility_id)
    return list(User.objects.filter(Q(pk__in=stood_back.values("user")) | Q(pk__in=tied.values("user"))))


def put_text(*, visit: Visit, kind: VisitTextKind, text: str, author: User | None, today: date) -> VisitText:
    """Seals a text of the visit, which has a safe."""
    writing = VisitText(visit=visit, kind=kind, author=author, written_on=today)
    writing.envelope = seal_text(
        safe=visit.safe, compartment=Compartment.NARRATIVE, record=writing.uuid, field="text", text=text
    )
    writing.save(force_insert=True)
    return writing
