"""Complaints that are still being written, kept for their authors alone.

Codes lie in the open; the words of each topic are sealed to the key of the author, which needs no key to do and only
the author's own to undo. Nobody else is ever shown that there is a draft.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.models import Organisation, User
from accounts.permissions import Permission, has_permission, organisations_with
from complaints.models import Case, ComplaintDraft
from complaints.own_drafts import Seal, public_key_of, read_envelopes, write_envelopes

KEPT_FOR = timedelta(days=30)  # since the last time something was typed
MOST_DRAFTS = 50

Words = dict[str, list[str]]


class Gone(Exception):
    """There is no such draft of this person any more: it was sent, or deleted."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as far as it can be read: `answers` by topic.

    `locked` are the topics whose words stay sealed for now, `lost` those sealed to keys that the author no longer has.
    """

    row: ComplaintDraft
    answers: dict[str, Words] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()

    @property
    def into(self) -> str:
        """The uuid of the case it shall be added to, empty for a new case."""
        return self.row.facts.get("into", "")

    @property
    def unchecked(self) -> frozenset[str]:
        """The topics into which something was typed that could not be kept; what was there before is still there."""
        return frozenset(self.row.facts.get("unchecked", ()))


def drafts_of(author: User) -> QuerySet[ComplaintDraft]:
    """The drafts that `author` may go on with, the one touched last first."""
    allowed = organisations_with(author, Permission.CASE_RECORD)
    rows = ComplaintDraft.objects.filter(author=author.pk, organisation__in=allowed)
    return rows.select_related("organisation").order_by("-saved_at", "-pk")


def begin(*, by: User, organisation: Organisation, into: Case | None = None) -> ComplaintDraft:
    """A fresh draft, for a complaint about the case `into` where one is given.

    Raises PermissionDenied, and NotPossible for who has too many already.
    """
    if not has_permission(by, Permission.CASE_RECORD, organisation=organisation):
        raise PermissionDenied(_("You may not record anything here."))
    if drafts_of(by).count() >= MOST_DRAFTS:
        raise NotPossible(_("You have begun too many complaints. Send or delete some of them first."))
    facts = {"answers": {}} | ({"into": str(into.uuid)} if into else {})
    return ComplaintDraft.objects.create(author=by, organisation=organisation, facts=facts)


def has_keys(author: User) -> bool:
    """Whether words of `author` can be kept in a draft at all."""
    return public_key_of(author) is not None


def opened(row: ComplaintDraft, private_key: bytes | None) -> Draft:
    """The draft with its words; without a key they are locked, and what the key does not open is lost."""
    answers, envelopes = dict(row.facts.get("answers", {})), read_envelopes(row.sealed)
    if private_key is None:
        return Draft(row, answers, locked=frozenset(envelopes))
    words = _seal(row).opened(envelopes, private_key)
    answers |= {topic: told for topic, told in words.items() if told is not None}
    return Draft(row, answers, lost=frozenset(topic for topic, told in words.items() if told is None))


@transaction.atomic
def save(
    *,
    by: User,
    uuid: UUID,
    coded: Mapping[str, Words],
    words: Mapping[str, Words],
    now: datetime,
    into: str | None = None,
    unchecked: Collection[str] = (),
) -> ComplaintDraft:
    """Replaces the answers of some topics: `coded` as they are, `words` sealed to the author; the others stay.

    `unchecked` are those of them that must be looked at again. `into` is the uuid of the case the complaint shall be
    added to, empty for a new case. Raises Gone.
    """
    row = drafts_of(by).select_for_update(of=("self",)).filter(uuid=uuid).first()
    if row is None:
        raise Gone
    row.facts["answers"] = {**row.facts.get("answers", {}), **coded}
    row.facts["unchecked"] = sorted({*row.facts.get("unchecked", ())} - {*coded} | {*unchecked})
    if into is not None:
        row.facts["into"] = into
    public_key = public_key_of(by) if words else None
    if public_key is not None:
        row.sealed = write_envelopes(read_envelopes(row.sealed) | _seal(row).sealed(words, public_key))
    row.saved_at = now
    row.save(update_fields=["facts", "sealed", "saved_at"])
    return row


def delete(*, by: User, uuid: UUID) -> bool:
    """Deletes a draft of `by` for good; False where there was none."""
    number, _rows = drafts_of(by).filter(uuid=uuid).delete()
    return number > 0


def purge(*, now: datetime) -> int:
    """Deletes the drafts that nobody has touched for thirty days; gives their number."""
    number, _rows = ComplaintDraft.objects.filter(saved_at__lt=now - KEPT_FOR).delete()
    return number


def _seal(row: ComplaintDraft) -> Seal:
    return Seal("complaint-draft", row.uuid)
