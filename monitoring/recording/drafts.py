"""Visits that are still being typed in, kept for their authors alone.

Codes, figures, days and hours lie in the open; words, and whatever was typed where a code should be, are sealed to the
key of the author. So is whatever tells where and when a visit is made that is not recorded yet, from a plan or not:
place, day, the case because of which it is made, and which recommendations are looked at.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.models import Organisation, User
from accounts.permissions import Permission, has_permission, organisations_with
from complaints.own_drafts import Seal, public_key_of, read_envelopes, write_envelopes
from monitoring.choices import TeamPart
from monitoring.models import Visit, VisitDraft, VisitPlan
from monitoring.recording.prefill import Fact, fingerprint, typed_again
from monitoring.rights import require_visit

KEPT_FOR = timedelta(days=60)  # since the last time something was typed
MOST_DRAFTS = 50
CASE = "triggered_by"  # the number of the case because of which the visit is made
_SECRET = ("facility", "visited_on", CASE)
# Their very names lead to the place, so all of them lie in one envelope.
_SEEN, _SEEN_STARTS = "seen", "seen-"
# Rows that a change adds to what stands; everything else in the open comes from what is recorded.
_ADDED = ("findings", "good", "recommendations", "dissents")

Answers = dict[str, list[str]]


class Gone(Exception):
    """There is no such draft of this person any more: it was sent, or deleted."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as far as it can be read: what was typed by the name of the field.

    `locked` are the fields that stay sealed for now, `lost` those sealed to keys that the author no longer has.
    """

    row: VisitDraft
    answers: Answers = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()

    @property
    def unchecked(self) -> frozenset[str]:
        """The fields into which something was typed that is no answer to them."""
        return frozenset(self.row.facts.get("unchecked", ()))

    def one(self, name: str) -> str:
        """The answer to a question with one; empty where there is none."""
        return next(iter(self.answers.get(name, ())), "")


def drafts_of(author: User) -> QuerySet[VisitDraft]:
    """The drafts that `author` may go on with, the one touched last first; no change of what they may not know of."""
    allowed = organisations_with(author, Permission.VISIT_RECORD)
    known = Q(corrects=None) | Q(corrects__in=Visit.objects.visible_to(author))
    rows = VisitDraft.objects.filter(known, author=author.pk, organisation__in=allowed)
    return rows.select_related("organisation", "corrects", "plan").order_by("-saved_at", "-pk")


def begin(
    *,
    by: User,
    organisation: Organisation,
    facts: Mapping[str, Fact] | None = None,
    plan: VisitPlan | None = None,
    corrects: Visit | None = None,
) -> VisitDraft:
    """A fresh draft in which the person leads the visit. `facts`: name of a question of the layout -> code, day, codes.

    One that corrects a visit begins with what is recorded of it instead.
    Raises PermissionDenied, and NotPossible for who has too many already.
    """
    if not has_permission(by, Permission.VISIT_RECORD, organisation=organisation):
        raise PermissionDenied(_("Your role does not include recording visits."))
    if corrects is not None:
        require_visit(by, corrects)
    if drafts_of(by).count() >= MOST_DRAFTS:
        raise NotPossible(_("You have begun too many visits. Record or delete some of them first."))
    row = VisitDraft(author=by, organisation=organisation, plan=plan, corrects=corrects)
    leader = {"members-0-user": str(by.uuid), "members-0-part": TeamPart.LEADER.value}
    usual = {} if corrects else _usual_terms(by, organisation)
    told = leader | usual | dict(facts or {}) if corrects is None else _recorded(row, corrects)
    _put(row, {name: _typed(fact) for name, fact in told.items()}, {}, by)
    row.facts.setdefault("unchecked", [])
    row.save(force_insert=True)
    return row


def is_stale(row: VisitDraft, visit: Visit) -> bool:
    """Whether the visit that the draft corrects says something else by now than when the draft was begun from it."""
    return row.facts.get("begun_from") != fingerprint(visit)


@transaction.atomic
def begin_anew(*, by: User, draft: VisitDraft) -> None:
    """Fills the draft of a change with what is recorded now; words and rows that were added stay. Raises Gone."""
    row = drafts_of(by).select_for_update(of=("self",)).filter(pk=draft.pk).first()
    if row is None or row.corrects is None:
        raise Gone
    starts = tuple(f"{start}{kind}" for kind in _ADDED for start in ("", "rows-"))
    added = {name: told for name, told in row.facts.get("answers", {}).items() if name.startswith(starts)}
    wrong = {name for name in row.facts.get("unchecked", ()) if not name.startswith(starts)}
    kept = {name: told for name, told in read_envelopes(row.sealed).items() if name not in wrong}
    row.sealed = write_envelopes(kept)
    row.facts = {**row.facts, "answers": added, "unchecked": sorted({*row.facts.get("unchecked", ())} - wrong)}
    _put(row, {name: _typed(fact) for name, fact in _recorded(row, row.corrects).items()}, {}, by)
    row.save(update_fields=["facts", "sealed"])


def _recorded(row: VisitDraft, visit: Visit) -> dict[str, Fact]:
    """What is recorded of the visit, whose fingerprint is taken first: a change in between makes the draft stale."""
    row.facts = {**row.facts, "begun_from": fingerprint(visit)}
    return typed_again(visit)


def _usual_terms(by: User, organisation: Organisation) -> dict[str, str]:
    """The terms under which the organisation visited last."""
    last = Visit.objects.visible_to(by).filter(organisation=organisation).select_related("regime")
    found = last.order_by("-visited_on", "-pk").first()
    return {"regime": found.regime.code} if found else {}


def _typed(fact: Fact) -> list[str]:
    if isinstance(fact, date):
        return [f"{fact:%d.%m.%Y}"]
    return [fact] if isinstance(fact, str) else [*fact]


def opened(row: VisitDraft, private_key: bytes | None) -> Draft:
    """The draft with its words; without a key they are locked, and what the key does not open is lost."""
    answers, envelopes = dict(row.facts.get("answers", {})), read_envelopes(row.sealed)
    if private_key is None:
        return Draft(row, answers, locked=frozenset(envelopes))
    words = _seal(row).opened(envelopes, private_key)
    answers |= {name: told for name, told in words.items() if told is not None and name != _SEEN}
    answers |= words.get(_SEEN) or {}
    return Draft(row, answers, lost=frozenset(name for name, told in words.items() if told is None))


@transaction.atomic
def save(
    *,
    by: User,
    uuid: UUID,
    lies_open: Mapping[str, list[str]],
    sealed: Mapping[str, list[str]],
    now: datetime,
    unchecked: Collection[str] = (),
    was_shown: bool = True,
) -> VisitDraft:
    """Keeps what was on a page: `lies_open` as it is, `sealed` for the author alone; what was not on it stays.

    Without `was_shown` the page did not show what lies sealed, so that an empty field there takes nothing away.
    Raises Gone.
    """
    row = drafts_of(by).select_for_update(of=("self",)).filter(uuid=uuid).first()
    if row is None:
        raise Gone
    there = read_envelopes(row.sealed)
    shown = {
        name: values
        for name, values in lies_open.items()
        if values or was_shown or _envelope_of(name, row) not in there
    }
    _put(row, shown, sealed, by)
    told = {_envelope_of(name, row) for name in (*shown, *sealed)}
    wrong = {_envelope_of(name, row) for name in unchecked}
    row.facts["unchecked"] = sorted({*row.facts.get("unchecked", ())} - told | wrong)
    row.saved_at = now
    row.save(update_fields=["facts", "sealed", "saved_at"])
    return row


def _put(row: VisitDraft, lies_open: Mapping[str, list[str]], sealed: Mapping[str, list[str]], by: User) -> None:
    answers = {**row.facts.get("answers", {}), **lies_open}
    envelopes = {name: told for name, told in read_envelopes(row.sealed).items() if name not in lies_open}
    parts: dict[str, object] = dict(sealed)
    if row.corrects_id is None:
        parts = _hidden({**answers, **sealed}) | {name: told for name, told in parts.items() if not _is_seen(name)}
        answers = {name: told for name, told in answers.items() if name not in _SECRET and not _is_seen(name)}
    public_key = public_key_of(by) if parts else None
    if public_key is not None:
        envelopes |= _seal(row).sealed(parts, public_key)
        answers = {name: values for name, values in answers.items() if name not in sealed}
    row.facts = {**row.facts, "answers": answers}
    row.sealed = write_envelopes(envelopes)


def _hidden(told: Mapping[str, list[str]]) -> dict[str, object]:
    """What tells where and when a visit is made, by the name of its envelope."""
    found: dict[str, object] = {name: told[name] for name in _SECRET if told.get(name)}
    seen = {name: values for name, values in told.items() if _is_seen(name)}
    return found | ({_SEEN: {name: values for name, values in seen.items() if values}} if seen else {})


def tells_where(names: Iterable[str]) -> bool:
    """Whether one of these questions tells where or when a visit is made."""
    return any(name in _SECRET or _is_seen(name) for name in names)


def _is_seen(name: str) -> bool:
    return name.startswith(_SEEN_STARTS)


def _envelope_of(name: str, row: VisitDraft) -> str:
    return _SEEN if _is_seen(name) and row.corrects_id is None else name


def delete(*, by: User, uuid: UUID) -> bool:
    """Deletes a draft of `by` for good; False where there was none."""
    number, _rows = drafts_of(by).filter(uuid=uuid).delete()
    return number > 0


def purge(*, now: datetime) -> int:
    """Deletes the drafts that nobody has touched for sixty days; gives their number."""
    number, _rows = VisitDraft.objects.filter(saved_at__lt=now - KEPT_FOR).delete()
    return number


def _seal(row: VisitDraft) -> Seal:
    return Seal("visit-draft", row.uuid)
