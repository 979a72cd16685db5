"""How invented withdrawals, reprisals and examinations came about, and invented evidence and judgements of risk."""

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from accounts.models import User
from complaints.bulk import copy_rows, reserve_ids
from complaints.choices import (
    BodySite,
    CustodyAct,
    DataSet,
    Examiner,
    FindingKind,
    Holder,
    Precision,
    Presence,
    ReprisalTarget,
    Voluntary,
    WithdrawalForm,
)
from complaints.models import (
    Case,
    CustodyStep,
    EvidenceItem,
    Examination,
    ExaminationFinding,
    Reprisal,
    RiskAssessment,
    Withdrawal,
)
from institutions.choices import Answer, Circumstances, TermList
from institutions.models import Ground, Stage, Term

WITHDRAWAL_FIELDS = (
    *("event", "voluntary", "form", "in_custody", "staff_present", "lawyer_present", "contacted_by_accused"),
)
REPRISAL_FIELDS = ("event", "kind", "target", "after_complaint", "led_to_withdrawal", "is_going_on")
EXAMINATION_FIELDS = (
    *("id", "event", "examiner", "follows_protocol", "consented", "guards", "restrained", "lawyer_informed"),
    *("photographed", "days_after_incident", "consistency"),
)
FINDING_FIELDS = ("examination", "number", "kind", "site", "consistency", "rank")

# Weights: most of it is simply not known, as in the files of every organisation.
_ANSWERS = {Answer.NOT_ASKED: 40, Answer.UNKNOWN: 25, Answer.YES: 20, Answer.NO: 15}
_VOLUNTARY = {Voluntary.UNKNOWN: 70, Voluntary.YES: 18, Voluntary.NO: 10, Voluntary.FOUND_NOT: 2}
_FORMS = {
    WithdrawalForm.UNKNOWN: 40,
    WithdrawalForm.PREPARED: 25,
    WithdrawalForm.OWN_HAND: 15,
    WithdrawalForm.ORAL: 10,
    WithdrawalForm.THROUGH_STAFF: 8,
    WithdrawalForm.THROUGH_LAWYER: 2,
}
_TARGETS = {
    ReprisalTarget.VICTIM: 60,
    ReprisalTarget.UNKNOWN: 15,
    ReprisalTarget.RELATIVE: 15,
    ReprisalTarget.LAWYER: 10,
}
_EXAMINERS = {
    Examiner.PLACE: 35,
    Examiner.FORENSIC: 30,
    Examiner.UNKNOWN: 20,
    Examiner.HOSPITAL: 10,
    Examiner.INDEPENDENT: 5,
}
_GUARDS = {Presence.UNKNOWN: 40, Presence.IN_ROOM: 30, Presence.HEARING: 10, Presence.SIGHT: 10, Presence.ABSENT: 10}
_KINDS = {FindingKind.PHYSICAL: 70, FindingKind.SYMPTOM: 15, FindingKind.PSYCHOLOGICAL: 15}
_FINDINGS = {0: 50, 1: 25, 2: 18, 3: 7}
_LEVELS = {1: 15, 2: 45, 3: 30, 4: 10}


class Circumstantial:
    """Writes how events of a chunk came about, before the chunk is projected. Same seed, same rows."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        kinds = Stage.objects.exclude(circumstances="").values_list("pk", "circumstances")
        self.kinds: Mapping[int, str] = dict(kinds)
        # A ground that names a kind of reprisal has its code.
        terms = dict(Term.objects.filter(list=TermList.REPRISAL_TYPE).values_list("code", "pk"))
        self.reprisals = {pk: terms.get(code) for pk, code in Ground.objects.values_list("pk", "code")}
        self.degrees = [
            (term.pk, term.attributes["rank"])
            for term in Term.objects.filter(list=TermList.CONSISTENCY).order_by("order")
            if term.attributes.get("rank")  # a degree that speaks against the account would need words
        ]

    def write(self, events: Sequence[Mapping[str, object]], incidents: Mapping[int, date]) -> None:
        """`events` are rows by field, `incidents` days of the incident by case."""
        by_kind: dict[str, list[Mapping[str, object]]] = {}
        for event in events:
            if event["stage"] in self.kinds:
                by_kind.setdefault(self.kinds[event["stage"]], []).append(event)
        withdrawn = {event["case"] for event in by_kind.get(Circumstances.WITHDRAWAL, ())}
        complaints = {event["case"]: event["complaint"] for event in events if event["complaint"]}
        copy_rows(Withdrawal, WITHDRAWAL_FIELDS, map(self._withdrawal, by_kind.get(Circumstances.WITHDRAWAL, ())))
        copy_rows(
            Reprisal,
            REPRISAL_FIELDS,
            (self._reprisal(event, withdrawn, complaints) for event in by_kind.get(Circumstances.REPRISAL, ())),
        )
        self._examine(by_kind.get(Circumstances.EXAMINATION, ()), incidents)

    def _withdrawal(self, event: Mapping[str, object]) -> tuple:
        return (event["id"], self._one(_VOLUNTARY), self._one(_FORMS), *(self._one(_ANSWERS) for _question in range(4)))

    def _reprisal(
        self, event: Mapping[str, object], withdrawn: set[object], complaints: Mapping[object, object]
    ) -> tuple:
        followed = Answer.YES if event["case"] in withdrawn and self.rng.random() < 0.5 else Answer.UNKNOWN
        kind = self.reprisals.get(event["ground"])
        return (
            event["id"], kind, self._one(_TARGETS), complaints.get(event["case"]), followed.value, self._one(_ANSWERS),
        )  # fmt: skip

    def _examine(self, events: Sequence[Mapping[str, object]], incidents: Mapping[int, date]) -> None:
        ids = reserve_ids(Examination, len(events))
        findings: list[tuple] = []
        rows = []
        for pk, event in zip(ids, events, strict=True):
            found = self._findings(pk)
            # The examiner's own judgement, so not always the highest of the findings, and often not told.
            overall = self.rng.choice(found)[4] if found and self.rng.random() < 0.6 else None
            days = max(0, (event["happened_on"] - incidents[event["case"]]).days)
            answers = [self._one(_ANSWERS) for _question in range(5)]
            protocol, consented, restrained, lawyer, photographed = answers
            rows.append(
                (
                    pk, event["id"], self._examiner(event), protocol, consented, self._one(_GUARDS), restrained,
                    lawyer, photographed, days, overall,
                )
            )  # fmt: skip
            findings += found
        copy_rows(Examination, EXAMINATION_FIELDS, rows)
        copy_rows(ExaminationFinding, FINDING_FIELDS, findings)

    def _examiner(self, event: Mapping[str, object]) -> object:
        """Whom a body ordered to examine is an expert of the state."""
        return Examiner.FORENSIC.value if event["body"] else self._one(_EXAMINERS)

    def _findings(self, examination: int) -> list[tuple]:
        rows = []
        for number in range(1, int(self._one(_FINDINGS)) + 1):
            kind = self._one(_KINDS)
            site = self.rng.choice(BodySite.values) if kind == FindingKind.PHYSICAL else ""
            degree, rank = self.rng.choices(self.degrees, weights=[5, 4, 2, 1][: len(self.degrees)])[0]
            rows.append((examination, number, kind, site, degree, rank))
        return rows

    def _one(self, weights: Mapping[object, int]) -> object:
        chosen = self.rng.choices(list(weights), weights=list(weights.values()))[0]
        return getattr(chosen, "value", chosen)


def invent_safety(*, worker: User, seed: int, until: date) -> None:
    """Judgements of risk and pieces of evidence for some of the cases that `worker` works on."""
    rng = random.Random(seed)
    mine = Case.objects.of(DataSet.DEMONSTRATION).filter(assignments__user=worker, assignments__ended_at=None)
    cases = list(mine.order_by("pk"))
    _judge(rng, rng.sample(cases, len(cases) // 3), worker, until)
    _collect(rng, rng.sample(cases, len(cases) // 4), worker, until)


def _judge(rng: random.Random, cases: Iterable[Case], worker: User, until: date) -> None:
    levels = {term.attributes["rank"]: term for term in Term.objects.filter(list=TermList.RISK_LEVEL)}
    feared = list(Term.objects.filter(list=TermList.REPRISAL_TYPE).order_by("order").values_list("code", flat=True))
    rows = []
    for case in cases:
        judged_on = min(until, case.incident_on + timedelta(days=rng.randrange(5, 40)))
        for number in range(rng.choice([1, 1, 2])):
            day = min(until, judged_on + timedelta(days=30 * number))
            rows.append(
                RiskAssessment(
                    case=case,
                    level=levels[rng.choices(list(_LEVELS), weights=list(_LEVELS.values()))[0]],
                    feared=sorted(rng.sample(feared, rng.randrange(3))),
                    assessed_on=day,
                    look_again_on=day + timedelta(days=rng.choice([14, 30, 60])) if rng.random() < 0.6 else None,
                    assessed_by=worker,
                )
            )
    RiskAssessment.objects.bulk_create(rows)


def _collect(rng: random.Random, cases: Iterable[Case], worker: User, until: date) -> None:
    kinds = list(Term.objects.filter(list=TermList.EVIDENCE_TYPE).order_by("order"))
    items, steps = [], []
    for case in cases:
        for number in range(1, rng.choice([1, 1, 2, 3]) + 1):
            day = min(until, case.incident_on + timedelta(days=rng.randrange(2, 60)))
            noted_at = datetime.combine(day, time(12), tzinfo=UTC)
            item = EvidenceItem(
                case=case,
                number=number,
                kind=rng.choice(kinds),
                obtained_on=day,
                precision=Precision.DAY,
                obtained_from=rng.choice([Holder.VICTIM, Holder.RELATIVE, Holder.LAWYER, Holder.BODY]),
                sha256=f"{rng.getrandbits(256):064x}" if rng.random() < 0.4 else "",
                recorded_by=worker,
                recorded_at=noted_at,
            )
            items.append(item)
            steps += _chain(rng, item, day, until)
    EvidenceItem.objects.bulk_create(items)
    for step in steps:
        step.item = step.item  # the number that it has got by now
    CustodyStep.objects.bulk_create(steps)


def _chain(rng: random.Random, item: EvidenceItem, day: date, until: date) -> list[CustodyStep]:
    """Received, often stored, sometimes checked; once in a while what was checked is not what was received."""
    path = [
        (CustodyAct.RECEIVED, item.obtained_from, Holder.COLLEAGUE),
        (CustodyAct.MOVED, Holder.COLLEAGUE, Holder.OFFICE),
    ]
    if item.sha256:
        path.append((CustodyAct.CHECKED, Holder.OFFICE, Holder.OFFICE))
    steps = []
    for number, (act, from_whom, to_whom) in enumerate(path[: rng.randrange(1, len(path) + 1)], start=1):
        done_on = min(until, day + timedelta(days=(number - 1) * 9))
        is_checked = act == CustodyAct.CHECKED
        differing = f"{rng.getrandbits(256):064x}" if rng.random() < 0.15 else item.sha256
        steps.append(
            CustodyStep(
                item=item,
                number=number,
                act=act,
                happened_on=done_on,
                from_whom=from_whom,
                to_whom=to_whom,
                sha256=differing if is_checked else item.sha256 if number == 1 else "",
                recorded_by=item.recorded_by,
                recorded_at=datetime.combine(done_on, time(12), tzinfo=UTC),
            )
        )
    return steps
