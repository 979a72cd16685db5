"""Which organisations can take a letter about a place, and who in them must not see it. Reading only."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.models import Membership, Organisation, User
from complaints.intake.routing import Closeness, Target, close_organisations, close_people
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
    if not Channel.objects.filter(is_own_form=True).exists():
        return []
    organisations = Organisation.objects.filter(takes_letters=True).order_by("name", "pk")
    return [organisation for organisation in organisations if is_ready_for_letters(organisation)]


def takers(target: Target, *, today: date) -> Takers:
    """Who may get a letter about `target`, today."""
    candidates = ready()
    try:
        here = world()
    except NoPack:
        return Takers((), is_narrowed=False)
    ties = _ties()
    too_close, barred = close_organisations(ties, target, here, today), close_people(ties, target, here, today)
    offered = tuple(
        organisation
        for organisation in candidates
        if organisation.pk not in too_close and _could_open(organisation, barred)
    )
    return Takers(offered, is_narrowed=len(offered) < len(candidates), barred=barred)


def barred_in(organisation: Organisation, barred: Iterable[int]) -> list[User]:
    """The barred people who belong to the organisation."""
    members = Membership.objects.active().filter(organisation=organisation, user__in=list(barred))
    return list(User.objects.filter(pk__in=members.values("user")).order_by("pk"))


def _ties() -> list[Closeness]:
    rows = Tie.objects.filter(ended_on=None).values_list(
        *("organisation", "user", "body__code", "facility__code"),
        *("facility__facility_type__code", "facility__region__code"),
    )
    return [Closeness(*row) for row in rows]


def _could_open(organisation: Organisation, barred: frozenset[int]) -> bool:
    """Whether somebody would be left who reads the letter, and somebody who could open the names."""
    leads = holders_by_office(organisation, Compartment.NARRATIVE).exclude(user__in=barred)
    keepers = holders_by_office(organisation, Compartment.IDENTITY).exclude(user__in=barred)
    has_recovery_key = RecoveryKey.objects.filter(organisation=organisation).exists()
    return leads.exists() and (has_recovery_key or keepers.exists())
