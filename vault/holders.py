"""Who holds which key of which safe, and who should. Reading only."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.choices import Role
from accounts.models import Membership, Organisation, User
from vault.choices import Compartment
from vault.models import Bar, DataKey, KeyPair, KeyWrap, RecoveryKey, Safe, Vouch

# By office, whatever the case: leads read what comes in, keepers keep the names.
OFFICE = {Compartment.NARRATIVE: Role.LEAD, Compartment.IDENTITY: Role.CUSTODIAN}


def holders_by_office(organisation: Organisation | int, compartment: Compartment) -> QuerySet[KeyPair]:
    """Key pairs of those whose office gives them the keys of every safe of the organisation, barred people included.

    Only pairs that a colleague has vouched for: whoever makes accounts must not make readers. Where nothing is sealed
    yet there is nobody who could vouch, and every office counts.
    """
    in_office = Membership.objects.active().filter(organisation=organisation, role=OFFICE[compartment])
    vouched = Vouch.objects.filter(key_pair=OuterRef("pk"), organisation=organisation, compartment=compartment)
    is_trusted = Exists(vouched) | ~Exists(Safe.objects.filter(organisation=organisation))
    return KeyPair.objects.filter(is_trusted, user__in=in_office.values("user")).order_by("pk")


def is_trusted_in(user: User, organisation: Organisation | int) -> bool:
    """Whether `user` holds an office there and somebody vouched for it, or nothing is sealed there yet."""
    return any(holders_by_office(organisation, part).filter(user=user).exists() for part in Compartment)


def compartments_by_office(user: User, organisation: Organisation | int) -> list[Compartment]:
    """The compartments of all safes of the organisation that the roles of `user` ask for."""
    memberships = Membership.objects.active().filter(user=user, organisation=organisation)
    roles = set(memberships.values_list("role", flat=True))
    return [compartment for compartment, role in OFFICE.items() if role in roles]


def is_ready_for_letters(organisation: Organisation) -> bool:
    """Whether what comes in could be opened: a lead holds keys, and a keeper of identities or the recovery key does."""
    if not holders_by_office(organisation, Compartment.NARRATIVE).exists():
        return False
    has_recovery_key = RecoveryKey.objects.filter(organisation=organisation).exists()
    return has_recovery_key or holders_by_office(organisation, Compartment.IDENTITY).exists()


def safes_held_by(user: User, compartment: Compartment, now: datetime) -> QuerySet[Safe]:
    """The safes of whose compartment `user` holds a key that has not expired."""
    held = KeyWrap.objects.in_force(now).filter(key_pair__user=user, data_key__compartment=compartment)
    return Safe.objects.filter(pk__in=held.values("data_key__safe"))


def holds_key(user: User, safe: Safe, compartment: Compartment, now: datetime) -> bool:
    """Whether `user` can open anything in the compartment."""
    return safes_held_by(user, compartment, now).filter(pk=safe.pk).exists()


def wraps_of(safe: Safe, now: datetime) -> QuerySet[KeyWrap]:
    """Wraps in force of the newest keys of the safe, with their holders."""
    newest = DataKey.objects.filter(
        safe=OuterRef("data_key__safe"),
        compartment=OuterRef("data_key__compartment"),
        generation__gt=OuterRef("data_key__generation"),
    )
    return (
        KeyWrap.objects.in_force(now)
        .filter(~Exists(newest), data_key__safe=safe)
        .select_related("data_key", "key_pair__user", "granted_by")
        .order_by("data_key__compartment", "pk")
    )


def missing_keys(holder: User, colleague: KeyPair, organisation: Organisation | int) -> QuerySet[DataKey]:
    """Data keys of the organisation that `holder` could wrap for `colleague`, who lacks them in spite of the office.

    Not those that `holder` was only lent, and none of a safe from which `colleague` is barred.
    """
    roles = set(
        Membership.objects.active()
        .filter(user=colleague.user, organisation=organisation)
        .values_list("role", flat=True)
    )
    compartments = [compartment for compartment, role in OFFICE.items() if role in roles]
    held = KeyWrap.objects.filter(key_pair__user=holder, expires_at=None)
    theirs = KeyWrap.objects.filter(data_key=OuterRef("pk"), key_pair=colleague, expires_at=None)
    barred = Bar.objects.filter(safe=OuterRef("safe"), user=colleague.user)
    return DataKey.objects.filter(
        ~Exists(theirs),
        ~Exists(barred),
        pk__in=held.values("data_key"),
        compartment__in=compartments,
        safe__organisation=organisation,
    )


def held_by_nobody_but(user: User) -> QuerySet[DataKey]:
    """Keys that would be lost with those of `user`: no other open account holds them without an end, and no recovery
    key does."""
    others = KeyWrap.objects.filter(data_key=OuterRef("pk"), expires_at=None, key_pair__user__is_active=True)
    recovery = KeyWrap.objects.filter(data_key=OuterRef("pk"), recovery_key__isnull=False)
    own = KeyWrap.objects.filter(data_key=OuterRef("pk"), key_pair__user=user, expires_at=None)
    return DataKey.objects.filter(Exists(own), ~Exists(others.exclude(key_pair__user=user)), ~Exists(recovery))
