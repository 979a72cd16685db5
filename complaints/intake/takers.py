"""Which organisations can take a letter about a place, and who in them must not see it. Reading only."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import Membership, Organisation, User
from complaints.closeness import closenesses
from complaints.intake.routing import Target, close_organisations, close_people
from complaints.models import Tie
from institutions.models import Channel
from institutions.queries import NoPack, world
from vault.choices import Compartment
from vault.holders import holders_by_office, is_ready_for_letters
from vault.models import RecoveryKey


@dataclass(frozen=True)
class Takers:
    """`offered`: who may get the letter. `is_narrowed`: somebody was left out for being too close."""

    offered: tuple[Organisation, ...]
    is_narrowed: bool
    barred: frozenset[int] = frozenset()

    def choose(self, uuid: str) -> Organisation | None:
        """The chosen one; any of them where the visitor does not mind; None for one that is not offered."""
        if uuid == ANY:
            return secrets.choice(self.offered) if self.offered else None
        return next((organisation for organisation in self.offered if str(organisation.uuid) == uuid), None)


ANY = "any"


def ready() -> list[Organisation]:
    """Organisations that take letters and could open one, by name. Empty where no pack is loaded."""
    return [organisation for organisation in _candidates() if is_ready_for_letters(organisation)]


def takers(target: Target, *, today: date) -> Takers:
    """Who may get a letter about `target`, today."""
    try:
        here = world()
    except NoPack:
        return Takers((), is_narrowed=False)
    ties = closenesses(Tie.objects.all())
    too_close, barred = close_organisations(ties, target, here, today), close_people(ties, target, here, today)
    offered, left_out = [], []
    for organisation in _candidates():
        is_offered = organisation.pk not in too_close and _could_open(organisation, barred)
        (offered if is_offered else left_out).append(organisation)
    return Takers(tuple(offered), is_narrowed=any(map(is_ready_for_letters, left_out)), barred=barred)


def close_to(target: Target, *, today: date) -> frozenset[int]:
    """The people who must know nothing of a letter about `target`, as ties stand at this very moment."""
    ties = closenesses(Tie.objects.exclude(user=None))
    return close_people(ties, target, world(), today) if ties else frozenset()


def barred_in(organisation: Organisation, barred: Iterable[int]) -> list[User]:
    """Those of the barred people who may ever get at a letter to the organisation.

    Whoever belongs or belonged to it, and whoever is tied to something in its eyes: a role may come, or come back.
    """
    barred = list(barred)
    if not barred:
        return []
    belongs = Membership.objects.filter(organisation=organisation)
    tied = Tie.objects.filter(organisation=organisation, ended_on=None).exclude(user=None)
    known = Q(pk__in=belongs.values("user")) | Q(pk__in=tied.values("user"))
    return list(User.objects.filter(known, pk__in=barred).order_by("pk"))


def _candidates() -> list[Organisation]:
    if not Channel.objects.filter(is_own_form=True).exists():
        return []
    return list(Organisation.objects.filter(takes_letters=True).order_by("name", "pk"))


def _could_open(organisation: Organisation, barred: frozenset[int]) -> bool:
    """Whether somebody would be left who reads the letter, and somebody who could open the names."""
    leads = holders_by_office(organisation, Compartment.NARRATIVE).exclude(user__in=barred)
    if not leads.exists():
        return False
    keepers = holders_by_office(organisation, Compartment.IDENTITY).exclude(user__in=barred)
    return RecoveryKey.objects.filter(organisation=organisation).exists() or keepers.exists()
