"""Keys that colleagues should hold and lack: who lacks how many, and handing them over.

A colleague lacks a key by office (a lead, a keeper of identities) or because of a case they work on. Only who holds a
key for good can give it; the machine can give none.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.audit import record
from accounts.choices import Act
from accounts.models import Membership, Organisation, User
from accounts.permissions import ROLE_PERMISSIONS, Permission, organisations_with
from complaints.models import Case as ComplaintCase
from complaints.models import CaseAssignment
from complaints.rights import require_known
from complaints.safekeeping import READERS
from complaints.telling import tell
from vault import actions as keys
from vault.choices import Compartment, GrantReason
from vault.holders import OFFICE, compartments_by_office, missing_keys
from vault.keyrings import NoKey
from vault.models import Bar, DataKey, KeyPair, KeyWrap, Safe, Vouch

# Whoever came to an office later gets new letters only when a colleague has vouched for their keys.
_VOUCHED = Vouch.objects.filter(key_pair__user=OuterRef("user"), organisation=OuterRef("organisation"))
_UNASKED = [role for role, granted in ROLE_PERMISSIONS.items() if Permission.CASE_VIEW_UNASKED in granted]
_HAS_KEY_PAIR = Exists(KeyPair.objects.filter(user=OuterRef("user")))


@dataclass(slots=True)
class Lacking:
    """A colleague and the number of keys that could be handed over: by office, and of cases they work on."""

    colleague: User
    has_key_pair: bool
    by_office: int = 0
    by_work: int = 0

    @property
    def total(self) -> int:
        """All keys that one button hands over."""
        return self.by_office + self.by_work


def lacking(actor: User) -> list[Lacking]:
    """Colleagues of `actor` who lack keys that `actor` holds; the same number of queries however many there are."""
    found: dict[int, Lacking] = {}
    for row in _in_office(actor):
        found.setdefault(row.user_id, Lacking(row.user, row.has_key_pair)).by_office += row.number
    for row in _at_work(actor):
        found.setdefault(row.user_id, Lacking(row.user, row.has_key_pair)).by_work += row.number
    return sorted(found.values(), key=lambda one: one.colleague.username)


def _in_office(actor: User) -> QuerySet[Membership]:
    """Memberships of colleagues with the `number` of keys that the office asks for and they lack."""
    missing = [
        When(role=role, then=_number(_missing(actor, part).filter(safe__organisation=OuterRef("organisation"))))
        for part, role in OFFICE.items()
    ]
    return (
        Membership.objects.active()
        .filter(role__in=OFFICE.values(), organisation__in=organisations_with(actor, Permission.KEYS_HAND_OVER))
        .exclude(user=actor)
        .annotate(number=Coalesce(Case(*missing), 0), has_key_pair=_HAS_KEY_PAIR)
        .filter(Q(number__gt=0) | (_is_unvouched() & _HAS_KEY_PAIR))
        .select_related("user")
    )


def _is_unvouched() -> Q:
    """Whether the office of a membership gives no keys yet, though something is sealed."""
    something = Exists(Safe.objects.filter(organisation=OuterRef("organisation")))
    unvouched = [Q(role=role) & ~Q(Exists(_VOUCHED.filter(compartment=part))) for part, role in OFFICE.items()]
    return Q(something) & (unvouched[0] | unvouched[1])


def _at_work(actor: User) -> QuerySet[CaseAssignment]:
    """Assignments of colleagues with the `number` of narrative keys they lack. Leads lack them by office already."""
    roles = Membership.objects.active().filter(user=OuterRef("user"), organisation=OuterRef("case__organisation"))
    missing = _missing(actor, Compartment.NARRATIVE).filter(safe=OuterRef("case__safe"))
    # A monitor may be assigned and yet not know of the case, as long as the person has not agreed.
    is_known = Q(Exists(roles.filter(role__in=_UNASKED))) | Q(case__created_by=F("user"))
    is_known |= Q(case__in=ComplaintCase.objects.open_to_monitors())
    return (
        CaseAssignment.objects.filter(
            is_known,
            ~Exists(roles.filter(role=OFFICE[Compartment.NARRATIVE])),
            Exists(roles.filter(role__in=READERS)),
            case__in=ComplaintCase.objects.visible_to(actor),
            case__organisation__in=organisations_with(actor, Permission.KEYS_HAND_OVER),
            ended_at=None,
        )
        .exclude(user=actor)
        .annotate(number=_number(missing), has_key_pair=_HAS_KEY_PAIR)
        .filter(number__gt=0)
        .select_related("user")
    )


def _missing(actor: User, compartment: Compartment) -> QuerySet[DataKey]:
    """Keys that `actor` holds for good and the `user` of the row outside lacks and may be given."""
    held = KeyWrap.objects.filter(key_pair__user=actor, expires_at=None)
    theirs = KeyWrap.objects.filter(data_key=OuterRef("pk"), key_pair__user=OuterRef(OuterRef("user")), expires_at=None)
    barred = Bar.objects.filter(safe=OuterRef("safe"), user=OuterRef(OuterRef("user")))
    return DataKey.objects.filter(
        ~Exists(theirs), ~Exists(barred), compartment=compartment, pk__in=held.values("data_key")
    )


def _number(data_keys: QuerySet[DataKey]) -> Subquery:
    return Subquery(data_keys.order_by().values("compartment").annotate(number=Count("pk")).values("number"))


@transaction.atomic
def hand_over_all(*, by: User, private_key: bytes, to: User, now: datetime) -> int:
    """Gives `to` every key that office and work ask for and that `by` holds; gives their number.

    Raises PermissionDenied for somebody who lacks nothing that `by` could give, and NoKey where `to` has no key pair.
    """
    if not any(one.colleague.pk == to.pk for one in lacking(by)):
        raise PermissionDenied
    organisations = Organisation.objects.filter(pk__in=organisations_with(by, Permission.KEYS_HAND_OVER))
    return sum(_hand_over_in(by, private_key, to, organisation, now) for organisation in organisations)


def keys_lacked(by: User, to: User, organisation: Organisation) -> list[DataKey]:
    """The keys of an organisation that `by` could give to `to`, who should hold them. Raises NoKey without a pair."""
    at_work = _at_work(by).filter(user=to, case__organisation=organisation).values("case__safe")
    held = KeyWrap.objects.filter(key_pair__user=by, expires_at=None)
    theirs = KeyWrap.objects.filter(key_pair__user=to, expires_at=None)
    wanted = DataKey.objects.filter(
        compartment=Compartment.NARRATIVE, safe__in=at_work, pk__in=held.values("data_key")
    ).exclude(pk__in=theirs.values("data_key"))
    pair = KeyPair.objects.select_related("user").filter(user=to).first()
    if pair is None:
        raise NoKey(keys.NO_KEY_PAIR)
    return list({key.pk: key for found in (wanted, missing_keys(by, pair, organisation)) for key in found}.values())


def _hand_over_in(by: User, private_key: bytes, to: User, organisation: Organisation, now: datetime) -> int:
    today = timezone.localdate(now)
    data_keys = keys_lacked(by, to, organisation)
    if not data_keys and not compartments_by_office(to, organisation):
        return 0
    number = keys.hand_over(
        by=by,
        private_key=private_key,
        to=to,
        organisation=organisation,
        data_keys=data_keys,
        today=today,
        now=now,
    )
    record(
        actor=by,
        organisation=organisation,
        action=Act.KEYS_HANDED_OVER,
        subject="person",
        subject_uuid=to.uuid,
    )
    return number


@transaction.atomic
def hand_over_case(*, by: User, private_key: bytes, case: ComplaintCase, to: User, now: datetime) -> int:
    """Gives `to`, who works on the case or leads, the narrative keys of this one; gives their number.

    Raises PermissionDenied, NoKey.
    """
    require_known(by, Permission.KEYS_HAND_OVER, case)
    require_known(to, Permission.SEALED_OPEN, case)
    number = keys.grant(
        by=by,
        private_key=private_key,
        to=to,
        safe=case.safe,
        compartment=Compartment.NARRATIVE,
        reason=GrantReason.ASSIGNED,
        today=timezone.localdate(now),
        now=now,
    )
    if number:
        tell(by, case, Act.KEY_GRANTED)
    return number
