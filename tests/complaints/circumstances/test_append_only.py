"""Circumstances, findings, judgements and links of a chain cannot be changed, nor name what belongs to another case."""

from datetime import date

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from complaints.choices import CustodyAct, FindingKind
from complaints.models import (
    CaseEvent,
    Communication,
    Compensation,
    CustodyStep,
    EvidenceItem,
    Examination,
    ExaminationFinding,
    Protection,
    Reprisal,
    RiskAssessment,
    Victim,
    Withdrawal,
)
from institutions.choices import TermList
from institutions.models import Stage, Term
from tests.complaints.sealed_cases import fill_safe, own_case

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 11)
CHANGES = {
    "complaints_withdrawal": "voluntary = 'yes'",
    "complaints_reprisal": "target = 'victim'",
    "complaints_protection": "step = 'refused'",
    "complaints_examination": "guards = 'absent'",
    "complaints_examinationfinding": "site = 'back'",
    "complaints_compensation": "owed_by_id = NULL",
    "complaints_communication": "number = '1/2026'",
    "complaints_riskassessment": "assessed_on = '2026-01-01'",
    "complaints_custodystep": "sha256 = ''",
}


def event(case, sequence):
    return CaseEvent.objects.create(
        case=case, sequence=sequence, stage=Stage.objects.first(), happened_on=DAY, recorded_at=timezone.now()
    )


def term(terms):
    return Term.objects.filter(list=terms).order_by("order").last()


def evidence(case, number, **more):
    kind = term(TermList.EVIDENCE_TYPE)
    return EvidenceItem.objects.create(case=case, number=number, kind=kind, recorded_at=timezone.now(), **more)


@pytest.fixture
def rows(case):
    """One row in every table that is only ever added to."""
    for place, model in enumerate((Withdrawal, Reprisal, Protection, Compensation, Communication), start=100):
        model.objects.create(event=event(case, place))
    examination = Examination.objects.create(event=event(case, 200))
    degree = term(TermList.CONSISTENCY)
    ExaminationFinding.objects.create(examination=examination, number=1, kind=FindingKind.PHYSICAL, consistency=degree)
    RiskAssessment.objects.create(case=case, level=term(TermList.RISK_LEVEL), assessed_on=DAY)
    CustodyStep.objects.create(
        item=evidence(case, 1), number=1, act=CustodyAct.RECEIVED, happened_on=DAY, recorded_at=timezone.now()
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what a commit would do
    return examination


def refused(statement: str, words: str) -> None:
    with pytest.raises(InternalError, match=words), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", CHANGES)
def test_no_row_can_be_changed_deleted_or_emptied(rows, table):
    refused(f"UPDATE {table} SET {CHANGES[table]}", "never changed or removed")
    refused(f"DELETE FROM {table}", "never changed or removed")
    refused(f"TRUNCATE {table} CASCADE", "TRUNCATE is refused")


def test_nothing_of_another_case_can_be_named(case, berik, organisation):
    other = own_case(berik, organisation)
    stranger = Victim.objects.create(case=other, number=1)
    file = fill_safe(other, berik).attachments.get()
    named = [
        lambda: Reprisal.objects.create(event=event(case, 101), after_complaint=other.complaints.get()),
        lambda: Examination.objects.create(event=event(case, 102), victim=stranger),
        lambda: Compensation.objects.create(event=event(case, 103), victim=stranger),
        lambda: evidence(case, 1, attachment=file),
    ]
    for write in named:
        with pytest.raises(InternalError, match="of another case"), transaction.atomic():
            write()


def test_an_item_is_not_moved_to_a_file_of_another_case_later(case, berik, organisation):
    file = fill_safe(own_case(berik, organisation), berik).attachments.get()
    item = evidence(case, 1)
    with pytest.raises(InternalError, match="of another case"), transaction.atomic():
        EvidenceItem.objects.filter(pk=item.pk).update(attachment=file)


def test_the_lowest_degree_is_not_stored_without_a_description(rows):
    with (
        pytest.raises(IntegrityError, match="complaints_finding_not_consistent_says_why"),
        transaction.atomic(),
    ):
        ExaminationFinding.objects.create(
            examination=rows, number=2, kind=FindingKind.PHYSICAL, consistency=term(TermList.CONSISTENCY), rank=0
        )
    ExaminationFinding.objects.create(
        examination=rows, number=2, kind=FindingKind.PHYSICAL, consistency=term(TermList.CONSISTENCY), rank=1
    )
