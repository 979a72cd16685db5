"""A withdrawal and the termination that followed it, said on both of their cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from complaints import wording
from complaints.circumstances.following import endings_after_withdrawals
from complaints.dates import PartialDate
from complaints.happenings import Happening
from complaints.models import CaseEvent
from institutions.world import World


@dataclass(frozen=True, slots=True)
class EventNote:
    """A sentence about an event that speaks of another event of the case, `other`."""

    text: str
    other: CaseEvent


def ending_notes(
    ordered: Sequence[Happening], events: Mapping[int, CaseEvent], world: World
) -> dict[int, list[EventNote]]:
    """Notes by event identifier. `ordered`: events in force, in order; `events` carry stage, ground and body."""
    notes: dict[int, list[EventNote]] = {}
    for ending in endings_after_withdrawals(ordered, world):
        withdrawal, termination = events[ending.withdrawal.id], events[ending.termination.id]
        notes.setdefault(withdrawal.pk, []).append(EventNote(_ended(termination, ending.days), termination))
        notes.setdefault(termination.pk, []).append(EventNote(_withdrawn(withdrawal, ending.days), withdrawal))
    return notes


def _ended(termination: CaseEvent, days: int | None) -> str:
    if days is None:
        said = wording.one_stop(_("The case was terminated afterwards, %(when)s.") % {"when": _when(termination)})
    else:
        said = _("The case was terminated %(days)s later.") % {"days": wording.days(days)}
    ground, body = termination.ground, termination.body
    return " ".join(
        [
            said,
            *([_("Ground: %(ground)s.") % {"ground": ground.label}] if ground else []),
            *([_("By: %(body)s.") % {"body": body.label}] if body else []),
        ]
    )


def _withdrawn(withdrawal: CaseEvent, days: int | None) -> str:
    if days is None:
        return wording.one_stop(_("The complaint had been withdrawn before, %(when)s.") % {"when": _when(withdrawal)})
    return _("The complaint had been withdrawn %(days)s before.") % {"days": wording.days(days)}


def _when(event: CaseEvent) -> str:
    return wording.when(PartialDate(event.happened_on, event.precision))
