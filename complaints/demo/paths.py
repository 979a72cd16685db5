"""Writes the path of one invented case: complaint, registration, investigation, court, and what goes wrong on it."""

import random
from datetime import date, timedelta
from enum import Enum, auto

from complaints.demo.plans import PlannedCase
from complaints.demo.profile import Profile


class Outcome(Enum):
    """How an invented registered case goes on."""

    TERMINATED = auto()
    INTERRUPTED = auto()
    OPEN = auto()
    COURT = auto()


class Verdict(Enum):
    """How a court deals with an invented case sent to it."""

    NOT_YET = auto()
    TERMINATED = auto()
    ACQUITTED = auto()
    CONVICTED = auto()


class Deck:
    """Draws without replacement and shuffles anew when no card is left, so that shares hold in small numbers."""

    def __init__(self, rng: random.Random, cards: dict) -> None:
        self._rng = rng
        self._cards = [card for card, number in cards.items() for _copy in range(number)]
        self._left: list = []

    def draw(self):
        """The next card."""
        if not self._left:
            self._left = self._cards.copy()
            self._rng.shuffle(self._left)
        return self._left.pop()


def working_day(day: date) -> date:
    """`day`, or the Monday after it: offices decide nothing at weekends."""
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)


class PathWriter:
    """Appends planned events to cases, drawing every choice from one generator of random numbers."""

    def __init__(self, profile: Profile, rng: random.Random) -> None:
        self.profile = profile
        self.rng = rng
        self.verdicts = Deck(rng, {Verdict[name.upper()]: number for name, number in profile.verdicts.items()})
        self.further_officials = Deck(rng, {int(more): number for more, number in profile.further_officials.items()})
        self._registered = 0

    def wait(self, mean: float, *, least: int = 0) -> int:
        """Days of waiting: exponential with `mean`, at least `least`."""
        return least + int(self.rng.expovariate(1 / max(mean - least, 0.5)))

    def after(self, day: date, name: str, *, least: int = 0) -> date:
        """A working day after `day`, waiting as long as the profile says for `name`."""
        return working_day(day + timedelta(days=self.wait(self.profile.days[name], least=least)))

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def ground(self, kind: str) -> str:
        weights = self.profile.grounds[kind]
        return self.rng.choices(list(weights), weights=list(weights.values()))[0]

    # complaint ------------------------------------------------------------------------------------------------

    def write_complaint(self, case: PlannedCase, submitted_on: date) -> int:
        """The incident and the submission; gives the index of the submission."""
        stages = self.profile.stages
        case.add(stages["incident"], case.incident_on)
        submitted = case.add(stages["submitted"], submitted_on, is_of_complaint=True)
        if self.chance(0.3):
            case.add(stages["examined"], submitted_on)
        return submitted

    def write_unregistered(self, case: PlannedCase, day: date, *, is_withdrawn: bool) -> None:
        """A complaint that never became a case of the register, with the ground given, if any was."""
        stages = self.profile.stages
        case.incident_on = min(case.incident_on, day)
        self.write_complaint(case, day)
        if is_withdrawn:
            self._pressure(case, day)
            case.add(stages["withdrawn"], day + timedelta(days=self.wait(9)), is_of_complaint=True)
        if self.chance(0.85):
            ground = self.ground("non_registration")
            case.add(
                stages["not_registered"], self.after(day, "to_registration", least=1), body=case.body, ground=ground
            )

    # registered case ------------------------------------------------------------------------------------------

    def write_registered(self, case: PlannedCase, outcome: Outcome, *, is_withdrawn: bool) -> None:
        """A registered case from the incident to where it stands."""
        stages, registered_on = self.profile.stages, case.registered_on
        submitted_on = registered_on - timedelta(days=self.wait(self.profile.days["to_registration"]))
        case.incident_on = min(case.incident_on, submitted_on)
        self.write_complaint(case, submitted_on)
        if self.chance(0.8):
            case.add(stages["logged"], submitted_on, body=case.body)
        self._registered += 1
        number = f"D-{registered_on.year}-{self._registered:06d}"
        case.add(stages["registered"], registered_on, body=case.body, offence=case.offence, register_number=number)
        taken_on = self.after(registered_on, "to_investigator")
        if not self.chance(self.profile.shares["unrecorded_middle_stage"]):
            case.add(stages["taken"], taken_on, body=case.body)
        withdrawal = self._withdrawal(case, registered_on) if is_withdrawn else None
        if self.chance(0.2):
            case.add(stages["expertise"], taken_on + timedelta(days=self.wait(6)), body=case.body)
        taken_on = self._transfer(case, taken_on, outcome)
        {
            Outcome.TERMINATED: self._terminated,
            Outcome.INTERRUPTED: self._interrupted,
            Outcome.OPEN: self._left_open,
            Outcome.COURT: self._to_court,
        }[outcome](case, taken_on, withdrawal)

    def _pressure(self, case: PlannedCase, day: date) -> None:
        if self.chance(0.45):
            pressed_on = day + timedelta(days=self.wait(4))
            case.add(self.profile.stages["reprisal"], pressed_on, ground=self.ground("reprisal"))

    def _withdrawal(self, case: PlannedCase, day: date) -> int:
        self._pressure(case, day)
        withdrawn_on = max(event.happened_on for event in case.events[-1:]) + timedelta(days=self.wait(12, least=1))
        withdrawal = case.add(self.profile.stages["withdrawn"], withdrawn_on, is_of_complaint=True)
        if self.chance(0.03):
            refiled_on = withdrawn_on + timedelta(days=self.wait(40, least=5))
            case.add(self.profile.stages["refiled"], refiled_on, is_of_complaint=True)
        return withdrawal

    def _transfer(self, case: PlannedCase, day: date, outcome: Outcome) -> date:
        """Some cases change hands once; the chance of being sent to court stays with the first body."""
        if outcome is not Outcome.COURT and self.chance(self.profile.shares["transferred"]):
            others = [body.code for body in self.profile.period(day).bodies_for(case.offence) if body.code != case.body]
            if others:
                moved_on = working_day(day + timedelta(days=self.wait(12, least=2)))
                case.add(self.profile.stages["transferred"], moved_on, body=case.body)
                case.body = self.rng.choice(others)
                case.add(self.profile.stages["taken"], working_day(moved_on + timedelta(days=3)), body=case.body)
                return working_day(moved_on + timedelta(days=3))
        return day

    def _interruption(self, case: PlannedCase, day: date, *, until_resumed: bool) -> date:
        stages = self.profile.stages
        interrupted_on = self.after(day, "to_interruption", least=2)
        consent = "yes" if self.chance(0.93) else "no"
        ground = self.ground("interruption")
        case.add(stages["interrupted"], interrupted_on, body=case.body, ground=ground, approved=consent)
        if not until_resumed:
            return interrupted_on
        resumed_on = self.after(interrupted_on, "interruption", least=7)
        case.add(stages["resumed"], resumed_on, body=case.body)
        return resumed_on

    def _terminated(self, case: PlannedCase, day: date, withdrawal: int | None) -> None:
        if self.chance(0.13):
            day = self._interruption(case, day, until_resumed=True)
        if self.chance(self.profile.shares["suspect_not_sent"]):
            day = self.after(day, "to_suspect", least=5)
            case.add(self.profile.stages["suspect"], day, body=case.body, respondent=1)
        terminated_on = self.after(max(day, case.registered_on), "to_termination", least=1)
        answers, ground = None, self.ground("termination")
        if withdrawal is not None and self.chance(0.7):
            withdrawn_on = case.events[withdrawal].happened_on
            terminated_on = working_day(max(withdrawn_on + timedelta(days=self.wait(8, least=1)), day))
            answers = withdrawal
            if self.chance(0.12):
                ground = self.profile.lack_of_complaint
        approved = "yes" if self.chance(0.96) else "no"
        stage = self.profile.stages["terminated"]
        case.add(stage, terminated_on, body=case.body, ground=ground, approved=approved, answers=answers)
        if self.chance(self.profile.shares["reopened"]):
            self._reopened(case, terminated_on)

    def _reopened(self, case: PlannedCase, day: date) -> None:
        """A termination annulled; most such cases are terminated again within the month the law gives."""
        stages = self.profile.stages
        annulled_on = self.after(day, "annulled_after", least=7)
        case.add(stages["annulled"], annulled_on, body=self.profile.reviewer)
        case.add(stages["taken"], working_day(annulled_on + timedelta(days=2)), body=case.body)
        if self.chance(0.85):
            again_on = working_day(annulled_on + timedelta(days=self.wait(25, least=4)))
            ground = self.ground("termination")
            case.add(stages["terminated"], again_on, body=case.body, ground=ground, approved="yes")

    def _interrupted(self, case: PlannedCase, day: date, withdrawal: int | None) -> None:
        self._interruption(case, day, until_resumed=False)

    def _left_open(self, case: PlannedCase, day: date, withdrawal: int | None) -> None:
        if self.chance(0.5):
            extended_on = working_day(day + timedelta(days=self.wait(50, least=20)))
            case.add(self.profile.stages["extended"], extended_on, body=case.body, approved="yes")

    # court ----------------------------------------------------------------------------------------------------

    def _to_court(self, case: PlannedCase, day: date, withdrawal: int | None) -> None:
        stages, shares = self.profile.stages, self.profile.shares
        suspect_on = self.after(day, "to_suspect", least=5)
        if not self.chance(shares["unrecorded_middle_stage"]):
            case.add(stages["suspect"], suspect_on, body=case.body, respondent=1)
        sent_on = self.after(suspect_on, "suspect_to_court", least=14)
        case.add(stages["indicted"], working_day(sent_on - timedelta(days=7)), body=case.body, approved="yes")
        recorded_on = suspect_on - timedelta(days=9) if self.chance(shares["misdated"]) else sent_on
        case.add(stages["sent_to_court"], working_day(recorded_on), body=case.body, approved="yes")
        verdict = self.verdicts.draw()
        if verdict is Verdict.NOT_YET:
            return
        tried_on = self.after(sent_on, "court_to_trial", least=5)
        case.add(stages["tried"], tried_on, body=self.profile.courts["first"])
        self._judged(case, verdict, self.after(tried_on, "trial_to_verdict", least=10))

    def _judged(self, case: PlannedCase, verdict: Verdict, judged_on: date) -> None:
        stages, court = self.profile.stages, self.profile.courts["first"]
        if verdict is Verdict.TERMINATED:
            case.add(stages["terminated_by_court"], judged_on, body=court, ground=self.ground("court"))
            return
        if verdict is Verdict.ACQUITTED:
            case.add(stages["acquitted"], judged_on, body=court)
        else:
            self._convicted(case, judged_on)
        self._appealed(case, judged_on)

    def _convicted(self, case: PlannedCase, judged_on: date) -> None:
        stages, courts = self.profile.stages, self.profile.courts
        officials = 1 + self.further_officials.draw()
        case.agencies = (case.agencies * officials)[:officials]
        case.add(stages["convicted"], judged_on, body=courts["first"], offence=case.offence)
        for number in range(1, officials + 1):
            case.add(stages["official_convicted"], judged_on, body=courts["first"], respondent=number)
        if self.chance(self.profile.compensated):
            paid_on = working_day(judged_on + timedelta(days=self.wait(150, least=20)))
            case.add(stages["compensated"], paid_on, body=courts["civil"], ground=self.profile.compensation_ground)

    def _appealed(self, case: PlannedCase, judged_on: date) -> None:
        stages, courts = self.profile.stages, self.profile.courts
        if not self.chance(0.6):
            case.add(stages["in_force"], working_day(judged_on + timedelta(days=16)), body=courts["first"])
            return
        lodged_on = working_day(judged_on + timedelta(days=min(15, self.wait(self.profile.days["verdict_to_appeal"]))))
        case.add(stages["appealed"], lodged_on)
        decided_on = self.after(lodged_on, "appeal", least=20)
        case.add(stages["appeal_decided"], decided_on, body=courts["appeal"], ground=self.profile.upheld)
        case.add(stages["in_force"], decided_on, body=courts["appeal"])
