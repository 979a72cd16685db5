"""What is already known of a case when somebody tells what happened in it: its entries, its facts, the law."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from complaints.casefiles import read_case_files
from complaints.happenings import CaseFacts, Happening
from complaints.models import Case, CaseEvent
from institutions.queries import world as current_world
from institutions.world import World


@dataclass(frozen=True, slots=True)
class Scene:
    """A case as forms about its events read it. `events` are all entries by identifier, with their stages."""

    actor: User
    case: Case
    world: World
    history: Sequence[Happening]
    facts: CaseFacts
    events: Mapping[int, CaseEvent]
    today: date


def scene_of(actor: User, case: Case, today: date) -> Scene:
    """The case as it stands now. Six queries."""
    world = current_world()
    (file,) = read_case_files([case.pk], world)
    events = {event.pk: event for event in case.events.select_related("stage").order_by("sequence")}
    return Scene(actor, case, world, file.history, file.facts, events, today)
