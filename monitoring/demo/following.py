"""What an invented visit found and advised, and what became of the advice until the next visit looked. Pure."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from complaints.deadlines import due_day
from institutions.visit_choices import VisitPurpose
from monitoring.choices import FindingKind, FindingSeverity, Priority, SaidBy
from monitoring.demo.plans import PlannedFinding, PlannedLetter, PlannedRecommendation, PlannedStep, PlannedVisit
from monitoring.demo.profile import Terms, VisitProfile
from monitoring.demo.programme import pick

OPERATOR = "operator"
_PRIORITIES = {Priority.URGENT: 20, Priority.SHORT: 60, Priority.LONG: 20}
_SOONEST = 60  # days after the letter before anybody looks
_LOOKS = 2  # found not done so often, a recommendation is made again rather than looked at again


class Following:
    """Findings, recommendations with their letters and replies, and what later visits of the place verified."""

    def __init__(
        self, profile: VisitProfile, rng: random.Random, until: date, terms_of_reply: Mapping[str, tuple[int, str]]
    ) -> None:
        self.profile, self.rng, self.until, self.terms_of_reply = profile, rng, until, terms_of_reply
        self.open: dict[str, list[tuple[PlannedVisit, PlannedRecommendation]]] = defaultdict(list)
        self.letters = 0

    def fill(self, visit: PlannedVisit) -> None:
        """Call it in the order of the days: a visit first looks at what is open, then adds to it."""
        if visit.is_denied:
            return
        self._look_again(visit)
        self._find(visit)
        self._advise(visit, self.profile.terms[visit.terms])

    # --- findings ---------------------------------------------------------------------------------------------------

    def _find(self, visit: PlannedVisit) -> None:
        rules = self.profile.findings
        themes = dict(self.profile.groups[self.profile.group_of(visit.place.kind)].themes)
        if visit.is_announced:
            themes = {theme: weight * rules["announced"].get(theme, 1.0) for theme, weight in themes.items()}
        for _number in range(int(pick(self.rng, rules["number"]))):
            is_good = self.rng.random() < rules["good_practice"]
            severity = FindingSeverity.NONE if is_good else FindingSeverity(pick(self.rng, rules["severity"]))
            sources = {
                pick(self.rng, rules["sources"]) for _source in range(int(pick(self.rng, rules["sources_number"])))
            }
            kind = FindingKind.GOOD_PRACTICE if is_good else FindingKind.CONCERN
            visit.findings.append(PlannedFinding(kind, pick(self.rng, themes), severity, sorted(sources)))

    # --- advice -----------------------------------------------------------------------------------------------------

    def _advise(self, visit: PlannedVisit, terms: Terms) -> None:
        concerns = [number for number, one in enumerate(visit.findings, 1) if one.kind == FindingKind.CONCERN]
        themes = self.profile.groups[self.profile.group_of(visit.place.kind)].themes
        for index in range(int(pick(self.rng, terms.recommendations))):
            finding = concerns[index] if index < len(concerns) else 0
            theme = visit.findings[finding - 1].theme if finding else pick(self.rng, themes)
            addressee = pick(self.rng, self.profile.addressees.get(theme, self.profile.addressees["other"]))
            basis = self.profile.legal_bases.get(theme, "") if self.rng.random() < 0.5 else ""
            visit.recommendations.append(
                PlannedRecommendation(
                    addressee=visit.place.operator if addressee == OPERATOR else addressee,
                    theme=theme,
                    priority=pick(self.rng, _PRIORITIES).value,
                    legal_basis=basis,
                    finding=finding,
                )
            )
        self._send(visit, terms)

    def _send(self, visit: PlannedVisit, terms: Terms) -> None:
        if visit.sent_on is None:
            return
        for addressee in sorted({one.addressee for one in visit.recommendations}):
            self.letters += 1
            received = min(self.until, visit.sent_on + timedelta(days=self.rng.randrange(1, 12)))
            reply = self.terms_of_reply.get(terms.regime)
            due = due_day(received, *reply) if reply else None
            number = f"{visit.sent_on:%y}/{self.letters}"
            visit.letters.append(PlannedLetter(addressee, visit.sent_on, received, due, number))
            concerned = [one for one in visit.recommendations if one.addressee == addressee]
            self._answer(concerned, visit.letters[-1])
            self.open[visit.place.code] += [(visit, one) for one in concerned]

    def _answer(self, concerned: Sequence[PlannedRecommendation], letter: PlannedLetter) -> None:
        """One reply to a letter speaks of all that stood in it."""
        due = letter.answer_due_on or letter.received_on + timedelta(days=90)
        chance, replies = self.rng.random(), self.profile.replies
        answered = None
        if chance < replies["in_time"]:
            answered = letter.received_on + timedelta(
                days=self.rng.randrange(5, max(6, (due - letter.received_on).days))
            )
        elif chance < replies["in_time"] + replies["late"]:
            answered = due + timedelta(days=self.rng.randrange(5, 120))
        noted = due + timedelta(days=self.rng.randrange(1, 5))
        is_overdue = letter.answer_due_on is not None and (answered is None or answered > noted)
        for one in concerned:
            steps = [PlannedStep(self.profile.states["sent"], letter.sent_on, SaidBy.OWN)]
            if is_overdue:
                steps.append(PlannedStep(self.profile.states["no_reply"], noted, SaidBy.OWN))
            if answered is not None:
                steps += self._reply(answered)
            one.steps = [step for step in steps if step.happened_on <= self.until]

    def _reply(self, day: date) -> list[PlannedStep]:
        replies = self.profile.replies
        steps = [PlannedStep(pick(self.rng, replies["answers"]), day, SaidBy.AUTHORITY)]
        if steps[0].status in replies["accepted"] and self.rng.random() < replies["later_done"]:
            later = day + timedelta(days=self.rng.randrange(60, 300))
            steps.append(PlannedStep(replies["done"], later, SaidBy.AUTHORITY))
        return steps

    # --- looking again ----------------------------------------------------------------------------------------------

    def _look_again(self, visit: PlannedVisit) -> None:
        """Said is not verified: the visit finds done what it finds done, whatever the letters say."""
        still_open = []
        for before, one in self.open[visit.place.code]:
            is_due = (visit.visited_on - one.steps[0].happened_on).days >= _SOONEST
            share = self.profile.looked_at[VisitPurpose(visit.purpose).value]
            if is_due and self.rng.random() < share and self._is_settled(one, visit):
                continue
            still_open.append((before, one))
        self.open[visit.place.code] = still_open

    def _is_settled(self, one: PlannedRecommendation, visit: PlannedVisit) -> bool:
        """Adds what the visit saw; True where nothing remains to be seen."""
        day, states = visit.visited_on, self.profile.states
        before = [step for step in one.steps if step.happened_on <= day]
        said = [step.status for step in before if step.said_by == SaidBy.AUTHORITY]
        is_done = self.rng.random() < self.profile.verified[said[-1] if said else "nothing"]
        seen = PlannedStep(states["verified_done" if is_done else "not_done"], day, SaidBy.MONITOR, visit.number)
        later = [step for step in one.steps if step.happened_on > day]
        one.steps = [*before, seen] if is_done else [*before, seen, *later]
        times = sum(step.said_by == SaidBy.MONITOR for step in one.steps)
        if not is_done and times >= _LOOKS:
            if not later and self.rng.random() < 0.3:
                one.steps.append(PlannedStep(states["overtaken"], day, SaidBy.OWN))
            return True
        return is_done
