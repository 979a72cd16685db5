"""Plain values between the generator and the database: a planned case and its planned events."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True)
class PlannedEvent:
    """An event to be. `happened_on` is an exact day; `answers` is the index of another event of the same case."""

    stage: str
    happened_on: date
    body: str = ""
    ground: str = ""
    offence: str = ""
    approved: str = "unknown"
    register_number: str = ""
    respondent: int = 0
    answers: int | None = None
    is_of_complaint: bool = False


@dataclass(slots=True)
class PlannedCase:
    """A case to be, with codes of the pack only."""

    incident_on: date
    region: str
    facility_type: str
    facility: str
    offence: str
    channel: str
    body: str
    sex: str
    age_band: str
    agencies: list[str]
    methods: list[str]
    registered_on: date | None = None
    court_weight: float = 1.0
    events: list[PlannedEvent] = field(default_factory=list)

    def add(self, stage: str, happened_on: date, **details: object) -> int:
        """Append an event and give its index."""
        self.events.append(PlannedEvent(stage, happened_on, **details))
        return len(self.events) - 1
