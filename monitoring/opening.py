"""Opening what is sealed about a visit. Nothing is decrypted before the audit says so and has been committed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import Act, Outcome
from accounts.models import User
from accounts.permissions import Permission
from monitoring.choices import VisitTextKind
from monitoring.models import Visit, VisitText
from monitoring.rights import require_visit
from monitoring.telling import tell
from vault.keyrings import Keyring, NoKey, keyring_of_user


@dataclass(frozen=True, slots=True)
class OpenedVisitText:
    """A text of a visit; `text` is None where it was sealed under a key the reader lacks."""

    pk: int
    kind: VisitTextKind
    author: User | None
    written_on: date
    text: str | None


@dataclass(frozen=True, slots=True)
class OpenedVisit:
    """The texts of a visit that were opened, oldest first."""

    texts: tuple[OpenedVisitText, ...]

    def of(self, words_id: int | None) -> str:
        """The words of a finding, a recommendation or a step by the number of its text; empty where there are none."""
        return next((one.text or "" for one in self.texts if one.pk == words_id), "")

    def told(self, kind: VisitTextKind) -> str:
        """The newest text of a kind that is told once; empty where there is none."""
        return next((one.text or "" for one in reversed(self.texts) if one.kind == kind), "")


def open_texts(
    *,
    by: User,
    private_key: bytes,
    visit: Visit,
    now: datetime,
    act: Act = Act.VISIT_TEXTS_OPENED,
    only: Collection[int] | None = None,
) -> OpenedVisit:
    """Everything that was written about a visit, or `only` the texts of these numbers; no other is decrypted.

    `act` is what the audit tells: reading, or making a report. Raises PermissionDenied, NoKey, crypto.Tampered.
    """
    keyring = _keyring(by, private_key, visit, now, act)
    with transaction.atomic(durable=True):
        tell(by, visit, act)
    rows = VisitText.objects.filter(visit=visit).select_related("author", "envelope__data_key__safe").order_by("pk")
    if only is not None:
        rows = rows.filter(pk__in=only)
    return OpenedVisit(
        tuple(
            OpenedVisitText(row.pk, VisitTextKind(row.kind), row.author, row.written_on, _text(keyring, row))
            for row in rows
        )
    )


def _keyring(by: User, private_key: bytes, visit: Visit, now: datetime, act: Act) -> Keyring:
    try:
        require_visit(by, visit, Permission.SEALED_OPEN)
        keyring = keyring_of_user(by, private_key, [visit.safe] if visit.safe else [], now=now)
        if visit.safe is None or not any(keyring.holds(data_key) for data_key in visit.safe.data_keys.all()):
            raise NoKey(_("You hold no key of this visit."))
    except (PermissionDenied, NoKey):
        tell(by, visit, act, outcome=Outcome.REFUSED)
        raise
    return keyring


def _text(keyring: Keyring, row: VisitText) -> str | None:
    try:
        return keyring.open_text(row.envelope)
    except NoKey:
        return None
