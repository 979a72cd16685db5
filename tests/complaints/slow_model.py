"""The definition of the funnel once more, slow and obvious: read from the definition's words, not from the code.

Everything is asked anew for every prefix of the events; nothing is carried along. Only for comparing in tests.
"""

from datetime import timedelta
from functools import cache

from complaints.dates import PartialDate
from institutions.choices import Effect, Exit, OffenceKind, Track

OVER = {Exit.NOT_REGISTERED, Exit.WITHDRAWN, Exit.TERMINATED, Exit.ACQUITTED, Exit.CONVICTED, Exit.COMPLETED}


def day_of(when: PartialDate):
    if when.precision == "unknown":
        return None
    if when.precision == "month":
        return when.day.replace(day=1)
    if when.precision == "year":
        return when.day.replace(day=1, month=1)
    return when.day


def surely_before(one: PartialDate, other: PartialDate) -> bool:
    """Every possible day of one lies before every possible day of the other."""
    if one.precision in ("unknown", "not_before") or other.precision in ("unknown", "not_after"):
        return False
    last = day_of(one)
    if one.precision == "month":
        last = (last + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if one.precision == "year":
        last = last.replace(month=12, day=31)
    return last < day_of(other)


# --- which entries count, and in which order --------------------------------------------------------------------------


def standing_entries(history):
    """Not superseded by anything, not a mere voiding, not a rival statement."""
    superseded = {entry.supersedes for entry in history}
    return [e for e in history if e.id not in superseded and not e.is_void and e.alternative_to is None]


def rank(entry, history):
    """A correction ranks where the very first entry of its chain ranks."""
    while entry.supersedes is not None:
        entry = next(e for e in history if e.id == entry.supersedes)
    return entry.sequence


def answered(entry, history):
    """What the entry answers, after all corrections of that; nothing if it was voided."""
    target = entry.answers
    while target is not None:
        newer = next((e for e in history if e.supersedes == target), None)
        if newer is None:
            found = next((e for e in history if e.id == target), None)
            return None if found is not None and found.is_void else target
        target = newer.id
    return None


def sorted_slowly(entries, rank_of):
    """Again and again take the entry of least rank among those that nothing left is surely before."""
    left, ordered = list(entries), []
    while left:
        free = [e for e in left if not any(surely_before(o.when, e.when) for o in left)]
        chosen = min(free, key=rank_of)
        left.remove(chosen)
        ordered.append(chosen)
    return ordered


def own_course(history):
    return sorted_slowly(standing_entries(history), lambda e: (rank(e, history), e.sequence))


def whole_course(history, absorber=()):
    """Own events; from the joining on (to a severing) the procedure of the absorbing case as well."""
    own = own_course(history)
    joins = [e for e in own if e.stage.effect == Effect.JOINS and e.other_case is not None]
    if not joins:
        return own, None
    join = joins[-1]
    after = own[own.index(join) + 1 :]
    severed = [e for e in after if e.stage.effect == Effect.SEVERS and e.other_case == join.other_case]
    since, until = day_of(join.when), day_of(severed[0].when) if severed else None
    taken = []
    for event in absorber:
        if event.stage.track != Track.PROCEDURE:
            continue
        day = day_of(event.when)
        if day is None and severed:
            continue
        if day is not None and since is not None and day < since:
            continue
        if day is not None and until is not None and day >= until:
            continue
        taken.append(event)
    ranks = {id(e): (0, rank(e, history), e.sequence) for e in own}
    ranks.update({id(e): (1, number, 0) for number, e in enumerate(taken)})
    return sorted_slowly(own + taken, lambda e: ranks[id(e)]), None if severed else join.other_case


# --- milestones -------------------------------------------------------------------------------------------------------


def milestone_days(events):
    """t_k: earliest date of milestone k, if recorded."""
    days = []
    for k in range(1, 9):
        recorded = [day_of(e.when) for e in events if e.stage.milestone == k and day_of(e.when) is not None]
        days.append(min(recorded) if recorded else None)
    return tuple(days)


def first_days(days):
    """T_k = min{t_j : j >= k}."""
    result = []
    for k in range(1, 9):
        later = [days[j - 1] for j in range(k, 9) if days[j - 1] is not None]
        result.append(min(later) if later else None)
    return tuple(result)


def moves(n, events):
    """Whether event number n is a step of the procedure; a complaint is one only if nothing had begun before it."""
    if events[n].stage.track != Track.PROCEDURE:
        return False
    begun = [e for e in events[:n] if e.stage.track == Track.PROCEDURE and e.stage.effect != Effect.INCIDENT]
    return events[n].stage.effect != Effect.SUBMITS or not begun


# --- where the case stands --------------------------------------------------------------------------------------------


GONE_WITHOUT_COURT = (Exit.TERMINATED, Exit.NOT_REGISTERED, Exit.COMPLETED, Exit.WITHDRAWN, Exit.DISCIPLINARY)


class Stand:
    """Answers about every prefix of a course; remembered only because asking again takes long."""

    def __init__(self, events, history, world):
        self.events, self.history, self.world = events, history, world
        self.last_word = cache(self._last_word)

    def state(self, n):
        return self.last_word(n)[0]

    def _last_word(self, n):
        """(state, number of the event that decided it, why) after the first n events."""
        for i in reversed(range(n)):
            word = self._says(i)
            if word is not None:
                return word[0], i, word[1]
        return Exit.OPEN, None, "never anything else"

    def _says(self, i):
        """What event number i decides, given what stood before it; nothing if it decides nothing."""
        event, before = self.events[i], self.state(i)
        effect, milestone = event.stage.effect, event.stage.milestone
        if effect == Effect.DEMANDS:
            is_violation = event.ground is not None and self.world.grounds[event.ground].is_violation_found
            return (Exit.OPEN, "demanded") if is_violation and self.outcome(i) in GONE_WITHOUT_COURT else None
        if event.stage.track != Track.PROCEDURE:
            return None
        if effect == Effect.REOPENS:
            return Exit.OPEN, "reopened"
        if effect == Effect.INTERRUPTS:
            return Exit.INTERRUPTED, "interrupted"
        if effect == Effect.RESUMES:
            return (Exit.OPEN, "resumed") if before == Exit.INTERRUPTED else None
        if effect in (Effect.CONVICTS, Effect.ACQUITS):
            return (Exit.CONVICTED if effect == Effect.CONVICTS else Exit.ACQUITTED), "verdict"
        if effect == Effect.CLOSES:
            return self._closing(i, before)
        if effect == Effect.APPEALS and self.verdict(i) is not None:
            stands = before == self.verdict_kind(i) and not self.is_final(i)
            return (Exit.OPEN, "appealed") if stands else None
        if effect == Effect.DECIDES_APPEAL and self.verdict(i) is not None:
            if event.stage.exit == Exit.OPEN:
                return Exit.OPEN, "reopened"
            return (self.verdict_kind(i), "appeal decided") if before != self.verdict_kind(i) else None
        if effect == Effect.FINALISES and self.is_appealed(i):
            return (self.verdict_kind(i), "appeal decided") if before != self.verdict_kind(i) else None
        if effect == Effect.REGISTERS and before == Exit.NOT_REGISTERED:
            return Exit.OPEN, "reopened"
        if milestone is not None:
            return self._implied(i, before, milestone)
        return None

    def outcome(self, n):
        """The state, or discipline where nothing but discipline came of the case since it was last demanded back."""
        state = self.state(n)
        heard = [j for j in range(n) if self.last_word(j + 1)[1:] == (j, "demanded")]
        since = heard[-1] + 1 if heard else 0
        if not any(e.stage.effect == Effect.DISCIPLINES for e in self.events[since:n]):
            return state
        has_begun = any(e.stage.milestone is not None for e in self.events[:n])
        if state in (Exit.TERMINATED, Exit.NOT_REGISTERED, Exit.COMPLETED) or (state == Exit.OPEN and not has_begun):
            return Exit.DISCIPLINARY
        return state

    def _closing(self, i, before):
        kind = self.events[i].stage.exit
        if kind == Exit.COMPLETED and before in OVER:
            return None
        if kind == Exit.TERMINATED and self.follows_withdrawal(i):
            kind = Exit.WITHDRAWN
        return kind, "closed"

    def _implied(self, i, before, milestone):
        """A milestone surely later than what stopped the case shows that it went on."""
        decided_by = self.last_word(i)[1]
        if decided_by is None or (before == Exit.OPEN and self.verdict(i) is None):
            return None
        if self.verdict(i) is not None and milestone < 5:
            return None
        if surely_before(self.events[decided_by].when, self.events[i].when):
            return Exit.OPEN, "reopened"
        return None

    def verdict(self, n):
        """Number of the last verdict among the first n events, unless a closing or a reopening undid it."""
        for v in reversed(range(n)):
            if self.events[v].stage.track != Track.PROCEDURE:
                continue
            if self.events[v].stage.effect in (Effect.CONVICTS, Effect.ACQUITS):
                undone = [
                    j for j in range(v + 1, n) if self.last_word(j + 1)[1] == j
                    and self.last_word(j + 1)[2] in ("reopened", "closed")
                ]  # fmt: skip
                return None if undone else v
        return None

    def verdict_kind(self, n):
        is_guilty = self.events[self.verdict(n)].stage.effect == Effect.CONVICTS
        return Exit.CONVICTED if is_guilty else Exit.ACQUITTED

    def is_appealed(self, n):
        """An appeal against the standing verdict was lodged and nothing has answered it."""
        v = self.verdict(n)
        if v is None:
            return False
        lodged = [j for j in range(v + 1, n) if self.last_word(j + 1)[1:] == (j, "appealed")]
        answers = (Effect.DECIDES_APPEAL, Effect.FINALISES)
        return bool(lodged) and not any(
            e.stage.effect in answers and e.stage.track == Track.PROCEDURE for e in self.events[lodged[-1] + 1 : n]
        )

    def is_final(self, n):
        v = self.verdict(n)
        return v is not None and any(
            e.stage.effect == Effect.FINALISES and e.stage.track == Track.PROCEDURE for e in self.events[v + 1 : n]
        )

    # withdrawals

    def unretracted(self, n):
        """Withdrawals at home among the first n events that no later refiling took back."""
        found = []
        for i in range(n):
            event = self.events[i]
            if event.stage.effect != Effect.WITHDRAWS:
                continue
            if self.world.body_kinds.get(event.addressee or event.body or "") == "international":
                continue
            refiled = [e for e in self.events[i + 1 : n] if e.stage.effect == Effect.REFILES]
            if not any(None in (e.complaint_id, event.complaint_id) or e.complaint_id == event.complaint_id
                       for e in refiled):  # fmt: skip
                found.append(event)
        return found

    def follows_withdrawal(self, i):
        closing, standing = self.events[i], self.unretracted(i)
        if any(w.id == answered(closing, self.history) for w in standing):
            return True
        if not standing or day_of(closing.when) is None or day_of(standing[-1].when) is None:
            return False
        return 0 <= (day_of(closing.when) - day_of(standing[-1].when)).days <= 30


def slow_row(history, world, absorber=()):
    """The facts of a milestone row, as a dictionary."""
    events, absorbed_by = whole_course(history, absorber)
    n, stand = len(events), Stand(events, history, world)
    days = milestone_days(events)
    _state, decided_by, _why = stand.last_word(n)
    reached = [e.stage.milestone for e in events if e.stage.milestone is not None]
    state = stand.outcome(n)
    procedure = [e for e in events if e.stage.track == Track.PROCEDURE]
    moving = [e for number, e in enumerate(events) if moves(number, events)]
    withdrawn = [w for w in events if w.stage.effect == Effect.WITHDRAWS and w not in abroad(events, world)]
    withdrawn_days = [day_of(w.when) for w in withdrawn if day_of(w.when) is not None]
    return {
        "furthest": max(reached, default=None),
        "reached": first_days(days),
        "recorded_on": days,
        "is_vague": any(e.when.precision != "day" for e in events if e.stage.milestone is not None),
        "position": moving[-1].stage.code if moving else "",
        "state": state,
        "state_on": None if decided_by is None else day_of(events[decided_by].when),
        "state_ground": None if decided_by is None else events[decided_by].ground,
        "withdrawn_on": min(withdrawn_days, default=None),
        "is_withdrawn": all_withdrawn(events, stand),
        "is_torture_conviction": torture_conviction(events, world),
        "is_final": stand.is_final(n),
        "absorbed_by": absorbed_by,
        "trials": trials(procedure),
        "reopenings": len([e for e in procedure if e.stage.effect == Effect.REOPENS]),
        "transfers": len([e for e in procedure if e.stage.effect == Effect.TRANSFERS]),
        "officials_convicted": officials(events),
        "last_event_on": max([day_of(e.when) for e in events if day_of(e.when) is not None], default=None),
        "last_sequence": max((e.sequence for e in history), default=0),
    }


def abroad(events, world):
    return [e for e in events if world.body_kinds.get(e.addressee or e.body or "") == "international"]


def all_withdrawn(events, stand):
    free = [w for w in stand.unretracted(len(events)) if w.voluntary != "found_not"]
    if any(w.complaint_id is None for w in free):
        return True
    complaints = {e.complaint_id for e in events if e.stage.effect == Effect.SUBMITS} - {None}
    return bool(free) and all(c in [w.complaint_id for w in free] for c in complaints)


def torture_conviction(events, world):
    articles = [
        world.offences[e.offence].kind
        for e in events
        if e.offence and e.stage.effect in (Effect.CONVICTS, Effect.CONVICTS_PERSON)
    ]
    return any(kind == OffenceKind.TORTURE for kind in articles) if articles else None


def trials(procedure):
    """A hearing opens a new trial unless an earlier hearing's trial has not ended yet."""
    ends = (Effect.CONVICTS, Effect.ACQUITS, Effect.CLOSES, Effect.REOPENS, Effect.DECIDES_APPEAL)
    pauses = (Effect.INTERRUPTS, Effect.RESUMES)
    hearings = [i for i, e in enumerate(procedure) if e.stage.milestone == 6 and e.stage.effect not in ends + pauses]
    return len(
        [
            i
            for number, i in enumerate(hearings)
            if number == 0 or any(e.stage.effect in ends for e in procedure[hearings[number - 1] : i])
        ]
    )


def officials(events):
    persons = [e for e in events if e.stage.effect == Effect.CONVICTS_PERSON]
    verdicts = [e for e in events if e.stage.effect == Effect.CONVICTS]
    named = {e.respondent_id for e in persons + verdicts} - {None}
    return len(named) + len([e for e in persons if e.respondent_id is None])
