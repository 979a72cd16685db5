"""Where a case stands: open, interrupted, or gone by an exit. A small machine fed with events in order. Pure."""

from collections.abc import Callable
from datetime import timedelta

from complaints.choices import Voluntary
from complaints.happenings import Happening
from institutions.choices import CLOSING_EXITS, Effect, Exit, Milestone, Track
from institutions.world import World

AFTER_WITHDRAWAL = timedelta(days=30)
"""A termination this soon after a withdrawal counts as following from it even if nobody says so."""

_DISCIPLINE_IS_THE_OUTCOME_OF = frozenset({Exit.TERMINATED, Exit.NOT_REGISTERED, Exit.COMPLETED})
_ENDED_WITHOUT_A_COURT = _DISCIPLINE_IS_THE_OUTCOME_OF | {Exit.WITHDRAWN, Exit.DISCIPLINARY}


class Standing:
    """Feed it every event in force, in order, with `take`; then read `state`, `since`, `is_final`, `is_withdrawn`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.state: Exit = Exit.OPEN
        self.since: Happening | None = None
        self.is_final = False
        self._verdict: Exit | None = None
        self._is_appealed = False
        self._is_disciplined = False
        self._has_started = False
        self._withdrawals: list[Happening] = []
        self._complaints: set[int] = set()

    def take(self, event: Happening) -> None:
        """Lets `event` change the state if it has anything to say about it."""
        meaning = event.stage
        if meaning.milestone is not None:
            self._has_started = True
            if meaning.effect not in _STATE_EFFECTS:
                self._come_alive_if_implied(event)
        effect = _EFFECTS.get(meaning.effect)
        if effect is None and meaning.track == Track.PROCEDURE:
            effect = _PROCEDURE_EFFECTS.get(meaning.effect)
        if effect is not None:
            effect(self, event)

    @property
    def outcome(self) -> Exit:
        """The state with discipline taken into account: an exit where nothing but discipline came of the case."""
        if not self._is_disciplined:
            return self.state
        idle = self.state == Exit.OPEN and not self._has_started
        return Exit.DISCIPLINARY if idle or self.state in _DISCIPLINE_IS_THE_OUTCOME_OF else self.state

    @property
    def is_withdrawn(self) -> bool:
        """Whether every complaint of the case is withdrawn, of free will as far as known, and none was filed again."""
        standing = [event for event in self._withdrawals if event.voluntary != Voluntary.FOUND_NOT]
        if any(event.complaint_id is None for event in standing):
            return True
        return bool(standing) and self._complaints <= {event.complaint_id for event in standing}

    # --- what each effect does ------------------------------------------------------------------------------------

    def _set(self, state: Exit, event: Happening) -> None:
        self.state, self.since = state, event

    def _come_alive_if_implied(self, event: Happening) -> None:
        # A milestone that is certainly later than an interruption or a closing shows that the case went on,
        # although nobody recorded the resumption or the annulment (the alert about the missing step asks for it).
        # After a verdict only a new way to court shows that; another suspect does not undo a conviction.
        if self.since is None or (self.state == Exit.OPEN and self._verdict is None):
            return
        goes_on = self._verdict is None or (event.stage.milestone or 0) >= Milestone.SENT_TO_COURT
        if goes_on and self.since.when.certainly_before(event.when):
            self._reopen(event)

    def _reopen(self, event: Happening) -> None:
        self._set(Exit.OPEN, event)
        self._verdict, self._is_appealed, self.is_final = None, False, False

    def _register(self, event: Happening) -> None:
        if self.state == Exit.NOT_REGISTERED:
            self._reopen(event)

    def _interrupt(self, event: Happening) -> None:
        self._set(Exit.INTERRUPTED, event)

    def _resume(self, event: Happening) -> None:
        if self.state == Exit.INTERRUPTED:
            self._set(Exit.OPEN, event)

    def _close(self, event: Happening) -> None:
        kind = event.stage.exit or Exit.COMPLETED
        if kind == Exit.COMPLETED and self.state in CLOSING_EXITS:
            return  # the file is put away; what came of the case stays what it was
        if kind == Exit.TERMINATED and self._follows_withdrawal(event):
            kind = Exit.WITHDRAWN
        self._set(kind, event)
        self._verdict, self._is_appealed, self.is_final = None, False, False

    def _follows_withdrawal(self, closing: Happening) -> bool:
        if any(event.id == closing.answers for event in self._withdrawals):
            return True
        if not self._withdrawals:
            return False
        closed_on, withdrawn_on = closing.when.counted_on, self._withdrawals[-1].when.counted_on
        if closed_on is None or withdrawn_on is None:
            return False
        return timedelta(0) <= closed_on - withdrawn_on <= AFTER_WITHDRAWAL

    def _judge(self, event: Happening) -> None:
        self._verdict = Exit.CONVICTED if event.stage.effect == Effect.CONVICTS else Exit.ACQUITTED
        self._is_appealed, self.is_final = False, False
        self._set(self._verdict, event)

    def _appeal(self, event: Happening) -> None:
        if self._verdict is not None and self.state == self._verdict and not self.is_final:
            self._is_appealed = True
            self._set(Exit.OPEN, event)

    def _decide_appeal(self, event: Happening) -> None:
        if self._verdict is None:
            return  # an appeal in another matter, such as a civil award
        self._is_appealed = False
        if event.stage.exit == Exit.OPEN:
            self._reopen(event)
        elif self.state != self._verdict:
            self._set(self._verdict, event)

    def _finalise(self, event: Happening) -> None:
        if self._verdict is None:
            return
        if self._is_appealed:
            self._decide_appeal(event)
        self.is_final = True

    def _submit(self, event: Happening) -> None:
        if event.complaint_id is not None:
            self._complaints.add(event.complaint_id)

    def _withdraw(self, event: Happening) -> None:
        if event.withdraws_case(self._world):
            self._withdrawals.append(event)

    def _refile(self, event: Happening) -> None:
        refiled = event.complaint_id
        if refiled is None:
            self._withdrawals.clear()
        self._withdrawals = [other for other in self._withdrawals if other.complaint_id not in (None, refiled)]

    def _discipline(self, event: Happening) -> None:
        self._is_disciplined = True

    def _demand(self, event: Happening) -> None:
        # A treaty body that found a violation asks for an investigation: until there is one, a case that was refused
        # or terminated has not ended (UNCAT art. 12-14).
        is_violation = event.ground is not None and self._world.grounds[event.ground].is_violation_found
        if is_violation and self.outcome in _ENDED_WITHOUT_A_COURT:
            self._set(Exit.OPEN, event)
            self._is_disciplined = False


_EFFECTS: dict[Effect, Callable[[Standing, Happening], None]] = {
    Effect.SUBMITS: Standing._submit,
    Effect.WITHDRAWS: Standing._withdraw,
    Effect.REFILES: Standing._refile,
    Effect.DISCIPLINES: Standing._discipline,
    Effect.DEMANDS: Standing._demand,
}

# An appeal in a civil suit or the end of a case abroad says nothing about the criminal case.
_PROCEDURE_EFFECTS: dict[Effect, Callable[[Standing, Happening], None]] = {
    Effect.REGISTERS: Standing._register,
    Effect.INTERRUPTS: Standing._interrupt,
    Effect.RESUMES: Standing._resume,
    Effect.CLOSES: Standing._close,
    Effect.REOPENS: Standing._reopen,
    Effect.CONVICTS: Standing._judge,
    Effect.ACQUITS: Standing._judge,
    Effect.APPEALS: Standing._appeal,
    Effect.DECIDES_APPEAL: Standing._decide_appeal,
    Effect.FINALISES: Standing._finalise,
}

_STATE_EFFECTS = frozenset(
    {Effect.INTERRUPTS, Effect.RESUMES, Effect.CLOSES, Effect.REOPENS, Effect.CONVICTS, Effect.ACQUITS}
)
