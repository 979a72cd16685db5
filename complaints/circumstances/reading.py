"""The events of a case with how they came about, read once for everything that is said of them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Model, Prefetch

from complaints.casefiles import Codes, happening_of
from complaints.choices import CommunicationStep, ProtectionStep
from complaints.circumstances.following import Step, last_requests, unanswered
from complaints.circumstances.words import WITH_EVENTS
from complaints.happenings import Happening
from complaints.models import Case, CaseEvent, ExaminationFinding
from complaints.ordering import effective, in_order
from complaints.recording import circumstances_of
from institutions.choices import Circumstances, Effect
from institutions.world import World

# After these steps a body abroad, or the state before it, has something to answer.
_EXPECTING_AN_ANSWER = (
    *(CommunicationStep.SUBMITTED, CommunicationStep.REGISTERED, CommunicationStep.INTERIM),
    *(CommunicationStep.TRANSMITTED, CommunicationStep.VIOLATION, CommunicationStep.FOLLOWED_UP),
)


@dataclass(frozen=True, slots=True)
class Told:
    """An event in force with its circumstances."""

    entry: Happening
    event: CaseEvent
    row: Model


class CircumstancesOfCase:
    """Everything in force in one case: `ordered` events, those `told` with circumstances. Two queries."""

    def __init__(self, case: Case, world: World) -> None:
        self.case, self.world = case, world
        findings = ExaminationFinding.objects.select_related("consistency").order_by("number")
        found = case.events.select_related("stage", "body", "ground", *WITH_EVENTS).order_by("sequence")
        rows = list(found.prefetch_related(Prefetch("examination__findings", findings)))
        self.events = {event.pk: event for event in rows}
        codes = Codes(world)
        history = [happening_of(event, getattr(event, "withdrawal", None), codes) for event in rows]
        self.ordered = in_order(effective(history))
        self.told = [
            Told(entry, event, row)
            for entry in self.ordered
            for event in [self.events[entry.id]]
            for row in [circumstances_of(event)]
            if row is not None
        ]
        asked = unanswered(self._steps(Circumstances.PROTECTION, "measure_id", (ProtectionStep.ASKED,)))
        abroad = last_requests(self._steps(Circumstances.COMMUNICATION, "addressee_id", _EXPECTING_AN_ANSWER))
        self.unanswered = {step.id for step in (*asked, *abroad)}

    def of(self, kind: str) -> list[Told]:
        """Events with circumstances of one kind, in the order things happened."""
        return [told for told in self.told if told.event.stage.circumstances == kind]

    def complaint_before(self, told: Told) -> Happening | None:
        """The submission of the complaint that a reprisal names, else the last one that came before it."""
        made = [entry for entry in self.ordered if entry.stage.effect == Effect.SUBMITS]
        if told.row.after_complaint_id:
            return next((entry for entry in made if entry.complaint_id == told.row.after_complaint_id), None)
        earlier = self.ordered[: self.ordered.index(told.entry)]
        return next((entry for entry in reversed(earlier) if entry.stage.effect == Effect.SUBMITS), None)

    def _steps(self, kind: str, about: str, requests: Collection[str]) -> list[Step]:
        return [
            Step(told.entry.id, getattr(told.row, about), told.entry.when, told.row.step in requests)
            for told in self.of(kind)
        ]
