"""Cases with something in every table, told in codes, and what must never be read outside."""

import csv
import io
from datetime import date
from decimal import Decimal

from accounts.models import Organisation, User
from complaints.actions import receive_complaint, record_event
from complaints.choices import DataSet, Examiner, FindingKind, Holder, Precision, Sex, Voluntary
from complaints.exports.choosing import Asked, choose
from complaints.exports.making import Wanted, about, pieces
from complaints.models import (
    Case,
    Communication,
    Compensation,
    EvidenceItem,
    Examination,
    ExaminationFinding,
    Protection,
    Reprisal,
    Respondent,
    Victim,
    Withdrawal,
)
from institutions.choices import Circumstances, TermList
from institutions.models import Agency, Stage, Term
from tests.complaints.sealed_cases import NAME, STORY, fill_safe

TODAY = date(2026, 3, 4)
CANARIES = (NAME, STORY, "letter.txt")


def full_case(by: User, organisation: Organisation, data_set: str = DataSet.OWN, file_number: str = "=1+1") -> Case:
    """A case with a row in each table of an export, and a filled safe."""
    methods = Term.objects.filter(list=TermList.METHOD).order_by("order")[:2]
    case = receive_complaint(
        by=by,
        organisation=organisation,
        data_set=data_set,
        channel=None,
        today=TODAY,
        received_on=date(2025, 1, 10),
        victims=[Victim(sex=Sex.MALE)],
        respondents=[Respondent(agency=Agency.objects.order_by("order").first())],
        methods=methods,
        file_number=file_number,
    )
    record_event(
        by=by,
        case=case,
        stage=Stage.objects.get(code="REG"),
        happened_on=date(2025, 2, 1),
        precision=Precision.MONTH,
        today=TODAY,
    )
    for circumstances in _circumstances(case):
        _record(by, case, circumstances)
    _finding(case)
    EvidenceItem.objects.create(
        case=case,
        number=1,
        kind=Term.objects.filter(list=TermList.EVIDENCE_TYPE).first(),
        obtained_from=Holder.VICTIM,
        recorded_at=case.created_at,
    )
    return fill_safe(case, by=by)


def _circumstances(case: Case) -> list:
    return [
        Withdrawal(voluntary=Voluntary.NO),
        Reprisal(),
        Protection(until=date(2026, 6, 1)),
        Examination(victim=case.victims.get(), examiner=Examiner.FORENSIC),
        Compensation(amount=Decimal("1200.50"), currency="KZT"),
        Communication(number="661/2015"),
    ]


def _record(by: User, case: Case, circumstances: object) -> None:
    kind = Circumstances[type(circumstances).__name__.upper()]
    record_event(
        by=by,
        case=case,
        stage=Stage.objects.filter(circumstances=kind).order_by("order").first(),
        happened_on=date(2025, 3, 1),
        precision=Precision.DAY,
        circumstances=circumstances,
        today=TODAY,
    )


def _finding(case: Case) -> None:
    ExaminationFinding.objects.create(
        examination=Examination.objects.get(event__case=case),
        number=1,
        kind=FindingKind.PHYSICAL,
        consistency=Term.objects.filter(list=TermList.CONSISTENCY).order_by("order").last(),
    )


def written(by: User, data_set: str = DataSet.OWN, references: tuple[str, ...] = (), **wanted: object) -> str:
    """The whole text of an export of what `by` may export."""
    chosen = choose(by, Asked(data_set, references=references))
    how = Wanted(**wanted)
    found = about(how, chosen, by=by, cases=chosen.cases.count(), now=chosen.cases.first().created_at)
    return "".join(pieces(how, found, chosen.cases, by))


def parsed(text: str, separator: str = ",") -> list[dict[str, str]]:
    """Rows of a CSV by column, without the lines about the file."""
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator)
    rows = [line for line in lines if not line[0].startswith("# ")]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
