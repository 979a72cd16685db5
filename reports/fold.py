"""From counted rows to funnels: adds up what SQL counted, in as many groups as were asked for. Pure; no case is seen.

A counted row is a mapping with `year`, `reached` (last drawn milestone within the horizon), `reached_now` (to date),
`stands` (its state), `cases`, `vague`, `officials`, `officials_squared`, `dated_<k>` (cases with a recorded t_k) for
each bar and `reversed_<k>` for each pair of bars (k: its second).
"""

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

from institutions.choices import Exit
from reports.results import Group, Loss, Ratio, Share, Step, Transition

Medians = Mapping[int, tuple[float | None, int]]  # second milestone of a pair -> (median days, cases)
_STATES = tuple(Exit.values)


class Tally:
    """Running sums of one group."""

    def __init__(self, milestones: tuple[int, ...]) -> None:
        self.milestones = milestones
        self.cases = self.young = self.vague = self.officials = self.officials_squared = 0
        self.exits: Counter[str] = Counter()
        self.stopped: dict[int, Counter[str]] = {k: Counter() for k in milestones}
        self.later: Counter[int] = Counter()
        self.implied: Counter[int] = Counter()
        self.reversed: Counter[int] = Counter()

    def add(self, row: Mapping, *, is_young: bool) -> None:
        """Adds one counted row."""
        cases, reached = row["cases"], row["reached"]
        self.cases += cases
        self.young += cases if is_young else 0
        self.vague += row["vague"]
        self.officials += row["officials"]
        self.officials_squared += row["officials_squared"]
        self.exits[row["stands"]] += cases
        if row["reached_now"] > reached:
            self.later[reached] += cases
        else:
            self.stopped[reached][row["stands"]] += cases
        for milestone in self.milestones:
            if milestone > reached:
                break
            self.implied[milestone] += cases - row[f"dated_{milestone}"]
        for milestone in self.milestones[1:]:
            self.reversed[milestone] += row[f"reversed_{milestone}"]

    def merge(self, other: "Tally") -> None:
        """Adds everything that was added to `other`."""
        for name in ("cases", "young", "vague", "officials", "officials_squared"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("exits", "later", "implied", "reversed"):
            getattr(self, name).update(getattr(other, name))
        for milestone in self.milestones:
            self.stopped[milestone].update(other.stopped[milestone])

    def group(self, key: tuple[str, ...], medians: Medians | None = None) -> Group:
        """The funnel of what was added; with transitions if `medians` are given."""
        open_cases = self.exits[Exit.OPEN] + self.exits[Exit.INTERRUPTED]
        return Group(
            key=key,
            cases=self.cases,
            steps=self._steps(),
            exits=_present(self.exits),
            still_open=Share(open_cases, self.cases),
            young=self.young,
            vague=self.vague,
            officials=Ratio(self.officials, self.cases, self.officials_squared),
            transitions=() if medians is None else self._transitions(medians),
        )

    def _steps(self) -> tuple[Step, ...]:
        steps: list[Step] = []
        left = self.cases
        for milestone in self.milestones:
            before = steps[-1].reached if steps else None
            stopped = self.stopped[milestone].total() + self.later[milestone]
            steps.append(
                Step(
                    milestone=milestone,
                    reached=left,
                    of_first=Share(left, self.cases),
                    of_previous=None if before is None else Share(left, before),
                    implied=self.implied[milestone],
                    loss=self._loss(milestone, stopped),
                )
            )
            left -= stopped
        return tuple(steps)

    def _loss(self, milestone: int, stopped: int) -> Loss | None:
        if milestone == self.milestones[-1]:
            return None
        return Loss(stopped, _present(self.stopped[milestone]), self.later[milestone])

    def _transitions(self, medians: Medians) -> tuple[Transition, ...]:
        return tuple(
            Transition(first, second, *medians.get(second, (None, 0)), reversed=self.reversed[second])
            for first, second in pairwise(self.milestones)
        )


def _present(counts: Counter[str]) -> dict[str, int]:
    """The states that occur, in the order of the choices."""
    return {state: counts[state] for state in _STATES if counts.get(state)}
