"""What followed what: a termination after a withdrawal, an answer to a request. Pure.

Nothing here says that one thing was the reason of the other: it shows them side by side.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from complaints.dates import PartialDate
from complaints.happenings import Happening
from institutions.choices import Effect
from institutions.world import World


@dataclass(frozen=True, slots=True)
class Ending:
    """A withdrawal and the termination that followed it; `days` is None where either day is not known exactly."""

    withdrawal: Happening
    termination: Happening
    days: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of something asked for. `about` tells requests apart; None is its own kind."""

    id: int
    about: int | None
    when: PartialDate
    is_request: bool


def endings_after_withdrawals(ordered: Sequence[Happening], world: World) -> list[Ending]:
    """Each withdrawal at home with the first closing that followed, unless the complaint was filed again between.

    `ordered` is every event in force, in order.
    """
    found = []
    for place, entry in enumerate(ordered):
        if not entry.withdraws_case(world):
            continue
        for later in ordered[place + 1 :]:
            if later.stage.effect == Effect.REFILES:
                break
            if later.stage.effect == Effect.CLOSES:
                found.append(Ending(entry, later, days_between(entry.when, later.when)))
                break
    return found


def unanswered(ordered: Iterable[Step]) -> list[Step]:
    """The first request about each thing that nothing has answered since. `ordered`: as the steps were taken."""
    waiting: dict[int | None, Step] = {}
    for step in ordered:
        if step.is_request:
            waiting.setdefault(step.about, step)
        else:
            waiting.pop(step.about, None)
    return list(waiting.values())


def last_requests(ordered: Iterable[Step]) -> list[Step]:
    """The last step about each thing, where it asks for an answer. `ordered`: as the steps were taken."""
    last = {step.about: step for step in ordered}
    return [step for step in last.values() if step.is_request]


def days_between(first: PartialDate, second: PartialDate) -> int | None:
    """Days from one day to another; None where either is not known exactly, or they stand the wrong way round."""
    if not (first.is_exact and second.is_exact) or second.day < first.day:
        return None
    return (second.day - first.day).days


def days_waiting(since: PartialDate, today: date) -> int | None:
    """Days for which something has certainly waited; None where it is not known since when."""
    latest = since.latest
    return None if latest is None or latest > today else (today - latest).days
