"""What the page of a case says about its safe without opening it: what lies in it, who holds keys, who stands back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import CharField, Count, Exists, F, IntegerField, Max, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Membership, User
from accounts.permissions import ROLE_PERMISSIONS, Permission
from complaints import wording
from complaints.choices import LetterState, RecusalReason, WritingKind
from complaints.models import Attachment, Case, CaseAssignment, Consent, Identity, Recusal, Writing
from complaints.parties import key_of, label_of
from complaints.rights import may_on
from complaints.safekeeping import READERS
from vault.choices import Compartment
from vault.models import DataKey, KeyPair, KeyWrap

_BORROWERS = [role for role, granted in ROLE_PERMISSIONS.items() if Permission.IDENTITY_OPEN in granted]
CONSENT_TAGS = {"given": "met", "refused": "missed", "withdrawn": "missed", "not_asked": "neutral"}
LETTER_TAGS = {LetterState.NEW: "attention", LetterState.TAKEN_UP: "open", LetterState.SET_ASIDE: "neutral"}


@dataclass(frozen=True, slots=True)
class Lying:
    """What lies in a safe, as counted without opening anything."""

    texts: dict[str, int]
    files: int
    identities: list[tuple[str, int, date]]  # party, number, last recorded
    since: date | None

    @property
    def is_empty(self) -> bool:
        """Whether the narrative compartment holds nothing."""
        return not self.texts and not self.files


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works on the case, holds a key of it, or stands back from it."""

    person: User
    is_assigned: bool
    stands_back: str
    narrative: bool
    identity: bool
    identity_until: datetime | None
    lacks_narrative: bool
    can_be_lent: bool
    has_key_pair: bool


def sealed_context(actor: User, case: Case, now: datetime) -> dict[str, object]:
    """Sealed panels, people, consent and letter of a case that `actor` may see. Three queries."""
    lying = _lying(case)
    colleagues = people_of(case, now)
    own = next((one for one in colleagues if one.person.pk == actor.pk), None)
    is_lead = may_on(actor, Permission.CASE_ASSIGN, case)
    letter = getattr(case, "letter", None)
    return {
        "lying": _counted(lying),
        "is_narrative_empty": lying.is_empty,
        "sealed_since": _since(lying.since) if lying.since else "",
        "narrative_holders": [one.person for one in colleagues if one.narrative],
        "identity_holders": [one.person for one in colleagues if one.identity],
        "may_open": may_on(actor, Permission.SEALED_OPEN, case),
        "may_open_identities": may_on(actor, Permission.IDENTITY_OPEN, case) and bool(lying.identities),
        "may_write": may_on(actor, Permission.CASE_RECORD, case),
        "may_lend": may_on(actor, Permission.IDENTITY_GRANT, case) and own is not None and own.identity,
        "may_hand_over": may_on(actor, Permission.KEYS_HAND_OVER, case) and own is not None and own.narrative,
        "holds_narrative": own is not None and own.narrative,
        "holds_identities": own is not None and own.identity,
        "is_lead": is_lead,
        "identities": [_identity_row(case, *person) for person in lying.identities],
        "colleagues": [one for one in colleagues if one.is_assigned],
        "standing_back": _standing_back(colleagues) if is_lead else [],
        "consents": _consents(case),
        "letter": letter,
        "letter_tag": LETTER_TAGS[LetterState(letter.state)] if letter else "",
        "erasure_asked": is_lead and getattr(case, "erasure_asked", False),
    }


def _lying(case: Case) -> Lying:
    texts = _rows(Writing.objects.filter(case=case), "text", F("kind"), Value(0), Min("written_on"))
    files = _rows(Attachment.objects.filter(case=case), "file", Value(""), Value(0), Min("added_on"))
    people = _rows(Identity.objects.filter(case=case), "identity", F("party"), F("number"), Max("recorded_on"))
    rows = texts.union(files, people, all=True).values_list("what", "detail", "place", "total", "day")
    found = [row for row in rows if row[3]]  # files are counted in one row, even where there is none
    days = [day for what, _detail, _place, _total, day in found if what != "identity"]
    return Lying(
        texts={detail: total for what, detail, _place, total, _day in found if what == "text"},
        files=sum(total for what, _detail, _place, total, _day in found if what == "file"),
        identities=sorted((detail, place, day) for what, detail, place, _total, day in found if what == "identity"),
        since=min(days, default=None),
    )


def _rows(rows: QuerySet, what: str, detail: object, place: object, day: object) -> QuerySet:
    named = rows.order_by().annotate(
        what=Value(what, CharField()), detail=_as(detail, CharField()), place=_as(place, IntegerField())
    )
    return named.values("what", "detail", "place").annotate(total=Count("pk"), day=day)


def _as(value: object, field: object) -> object:
    return Value(value.value, field) if isinstance(value, Value) else value


def _counted(lying: Lying) -> list[dict[str, str]]:
    rows = [{"key": str(kind.label), "value": _texts(lying.texts[kind])} for kind in WritingKind if kind in lying.texts]
    if lying.files:
        number = lying.files
        words = ngettext("%(number)s file", "%(number)s files", number) % {"number": number}
        rows.append({"key": _("Files"), "value": words})
    return rows


def _since(day: date) -> str:
    return wording.one_stop(_("The first of it is of %(day)s.") % {"day": wording.day(day)})


def _texts(number: int) -> str:
    return ngettext("%(number)s text", "%(number)s texts", number) % {"number": number}


def _identity_row(case: Case, party: str, number: int, recorded_on: date) -> dict[str, str]:
    address = reverse("case_identities", args=[case.reference])
    return {
        "label": label_of(party, number),
        "recorded_on": wording.day(recorded_on),
        "url": f"{address}?person={key_of((party, number))}",
    }


# --- people -----------------------------------------------------------------------------------------------------------


def people_of(case: Case, now: datetime) -> list[Colleague]:
    """Everybody with an assignment, a key or a recusal of the case. One query."""
    assigned = CaseAssignment.objects.filter(case=case, user=OuterRef("pk"), ended_at=None)
    back = Recusal.objects.filter(case=case, user=OuterRef("pk"), ended_on=None)
    wraps = KeyWrap.objects.in_force(now).filter(key_pair__user=OuterRef("pk"))
    identity = wraps.filter(data_key=_newest(case, Compartment.IDENTITY))
    roles = Membership.objects.active().filter(user=OuterRef("pk"), organisation=case.organisation_id)
    rows = (
        User.objects.annotate(
            is_assigned=Exists(assigned),
            stands_back=Subquery(back.values("reason")[:1]),
            narrative=Exists(wraps.filter(data_key=_newest(case, Compartment.NARRATIVE))),
            identity=Exists(identity),
            identity_until=Subquery(identity.values("expires_at")[:1]),
            opens=Exists(roles.filter(role__in=READERS)),
            borrows=Exists(roles.filter(role__in=_BORROWERS)),
            has_key_pair=Exists(KeyPair.objects.filter(user=OuterRef("pk"))),
        )
        .filter(Q(is_assigned=True) | Q(stands_back__isnull=False) | Q(narrative=True) | Q(identity=True))
        .order_by("username")
    )
    return [_colleague(case, row) for row in rows]


def _newest(case: Case, compartment: Compartment) -> Subquery:
    keys = DataKey.objects.filter(safe=case.safe_id, compartment=compartment).order_by("-generation")
    return Subquery(keys.values("pk")[:1])


def _colleague(case: Case, row: User) -> Colleague:
    is_at_work = case.safe_id is not None and row.is_assigned
    holds_for_good = row.identity and row.identity_until is None
    return Colleague(
        person=row,
        is_assigned=row.is_assigned,
        stands_back=row.stands_back or "",
        narrative=row.narrative,
        identity=row.identity,
        identity_until=row.identity_until,
        lacks_narrative=is_at_work and row.opens and not row.narrative,
        can_be_lent=is_at_work and row.borrows and row.has_key_pair and not holds_for_good,
        has_key_pair=row.has_key_pair,
    )


def _standing_back(colleagues: Sequence[Colleague]) -> list[dict[str, object]]:
    return [
        {"person": one.person, "reason": str(RecusalReason(one.stands_back).label)}
        for one in colleagues
        if one.stands_back
    ]


def _consents(case: Case) -> list[dict[str, str]]:
    newest = Consent.objects.filter(case=case).order_by("scope", "-pk").distinct("scope").select_related("scope")
    return [
        {
            "scope": consent.scope.label,
            "answer": str(consent.get_answer_display()),
            "tag": CONSENT_TAGS[consent.answer],
            "day": wording.day(consent.recorded_on),
            "source": _("said with the receipt") if consent.is_from_reporter else "",
        }
        for consent in sorted(newest, key=lambda one: one.scope.order)
    ]
