"""What the pure rules see of a case: its events as `Happening`, its coded facts as `CaseFacts`. No models here."""

from dataclasses import dataclass
from typing import NamedTuple

from complaints.choices import Voluntary
from complaints.dates import UNKNOWN, PartialDate
from institutions.choices import Answer, BodyKind, Effect
from institutions.world import StageMeaning, World


class Happening(NamedTuple):
    """One event of a case; a tuple, because long cases are read whole whenever something is added to them.

    Bodies, grounds and offences are codes of the pack; other numbers are row identifiers.

    `place` is the rank among events whose dates do not decide: the order of entry, except that a correction stands
    where the entry it corrects stood (`complaints.ordering.effective` sees to it).
    """

    id: int
    sequence: int
    stage: StageMeaning
    when: PartialDate
    body: str | None = None
    ground: str | None = None
    offence: str | None = None
    complaint_id: int | None = None
    respondent_id: int | None = None
    approved: str = Answer.UNKNOWN
    register_number: str = ""
    answers: int | None = None
    other_case: int | None = None
    supersedes: int | None = None
    is_void: bool = False
    alternative_to: int | None = None
    voluntary: str = Voluntary.UNKNOWN
    addressee: str | None = None
    place: int = 0

    def withdraws_case(self, world: World) -> bool:
        """Whether this withdraws the complaint at home; a letter to an international body leaves the case alone."""
        if self.stage.effect != Effect.WITHDRAWS:
            return False
        return world.kind_of(self.addressee or self.body) != BodyKind.INTERNATIONAL


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Coded facts of a case that the rules read; codes of the pack, `None` or empty where not known."""

    facility: str | None = None
    facility_type: str | None = None
    agencies: tuple[str, ...] = ()
    offence_kind: str = ""
    incident: PartialDate = UNKNOWN
    passed_staff: str = Answer.UNKNOWN
