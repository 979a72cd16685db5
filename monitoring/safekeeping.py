"""Puts the words of a visit into its safe and keeps it closed, without asking who may: actions that call it do.

Each function needs a transaction of its caller. Nothing here can read what it wrote.
"""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.models import Membership, User
from complaints.safekeeping import READERS
from monitoring.choices import StoodBack, VisitTextKind
from monitoring.closeness import close_people
from monitoring.models import Visit, VisitMember, VisitText
from vault.actions import bar, create_safe, revoke
from vault.choices import Compartment
from vault.holders import OFFICE, held_by_nobody_but, holders_by_office
from vault.models import Bar, KeyPair, KeyWrap, Safe
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
    readers = Membership.objects.active().filter(organisation=visit.organisation_id, role__in=READERS).values("user")
    own = Q(user__in=took_part(visit).values("user"))
    if by is not None:
        own |= Q(user=by)
    # Nothing of a visit is an identity: its safe has no compartment for names.
    return create_safe(
        organisation=visit.organisation,
        holders={Compartment.NARRATIVE: [*leads, *KeyPair.objects.filter(own, user__in=readers)]},
        compartments=[Compartment.NARRATIVE],
        barred=barred_from(visit, today),
        today=today,
        by=by,
    )


def took_part(visit: Visit) -> QuerySet[VisitMember]:
    """Members of the team with an account who did not stand back."""
    return VisitMember.objects.filter(visit=visit, user__isnull=False, stood_back=StoodBack.NO)


def barred_from(visit: Visit, today: date) -> list[User]:
    """Those who never open the words of the visit: who stood back, and who is tied to the place or its operator."""
    stood_back = VisitMember.objects.filter(visit=visit).exclude(stood_back=StoodBack.NO).values("user")
    tied = [user.pk for user in close_people(visit.facility, visit.visited_on, today)]
    return list(User.objects.filter(Q(pk__in=stood_back) | Q(pk__in=tied)).order_by("pk"))


def keep_closed(*, visit: Visit, today: date) -> None:
    """After the team has changed: who stands back now is barred, and who is no longer of the team loses the key.

    Leads keep theirs, and so does who recorded the visit. Raises NotPossible where nobody else could open the words.
    """
    if visit.safe is None:
        return
    known = set(Bar.objects.filter(safe=visit.safe).values_list("user", flat=True))
    for user in barred_from(visit, today):
        if user.pk not in known:
            _must_leave_somebody(visit.safe, user)
            bar(user=user, safe=visit.safe)
    for user in _no_longer_of_the_team(visit):
        _must_leave_somebody(visit.safe, user)
        revoke(user=user, safes=[visit.safe])


def _no_longer_of_the_team(visit: Visit) -> QuerySet[User]:
    holding = KeyWrap.objects.filter(data_key__safe=visit.safe, key_pair__isnull=False).values("key_pair__user")
    roles = Membership.objects.active().filter(organisation=visit.organisation_id)
    leads = roles.filter(role=OFFICE[Compartment.NARRATIVE]).values("user")
    stays = Q(pk__in=leads) | Q(pk__in=took_part(visit).values("user")) | Q(pk=visit.recorded_by_id)
    return User.objects.filter(pk__in=holding).exclude(stays)


def _must_leave_somebody(safe: Safe, user: User) -> None:
    """A visit whose words nobody can open any more is lost."""
    if held_by_nobody_but(user).filter(safe=safe).exists():
        raise NotPossible(_("Nobody else could open the words of this visit. Hand the key to a colleague first."))


def put_text(*, visit: Visit, kind: VisitTextKind, text: str, author: User | None, today: date) -> VisitText:
    """Seals a text of the visit, which has a safe."""
    writing = VisitText(visit=visit, kind=kind, author=author, written_on=today)
    writing.envelope = seal_text(
        safe=visit.safe, compartment=Compartment.NARRATIVE, record=writing.uuid, field="text", text=text
    )
    writing.save(force_insert=True)
    return writing
