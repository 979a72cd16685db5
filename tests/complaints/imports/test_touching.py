"""What people recorded since an import keeps it from being taken back, whatever it is."""

import pytest
from django.apps import apps
from django.db.models import ForeignKey

from complaints.choices import ConsentAnswer, RecusalReason
from complaints.imports import actions, touching
from complaints.imports.actions import NotPossible
from complaints.imports.touching import worked_on
from complaints.models import (
    Case,
    CaseAssignment,
    Complaint,
    Consent,
    EvidenceItem,
    Recusal,
    Respondent,
    Safeguards,
    Victim,
)
from institutions.choices import TermList
from institutions.models import Term
from monitoring.models import VisitTrigger
from tests.complaints.imports.sheets import NOW, TODAY, taken_in, xlsx
from tests.monitoring.visits import own_visit

HEADERS = ["File number", "Received on", "Sex"]
ROW = ["1", "2021", "m"]


def test_every_model_with_a_way_to_a_case_is_decided_about():
    decided = touching.by_people() | touching.COUNTED | touching.LOOKED_AT | touching.DERIVED
    named = {model.__name__ for model in decided} | {*touching.HISTORIES, *touching.HISTORIES_LEFT}
    named |= {Case.methods.through.__name__, Case.purposes.through.__name__}
    reaching = {
        model.__name__
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model is Case
    }
    assert reaching - named == set()


def evidence(case, by):
    kind = Term.objects.filter(list=TermList.EVIDENCE_TYPE).first()
    EvidenceItem.objects.create(case=case, number=1, kind=kind, recorded_by=by, recorded_at=NOW)


def consent(case, by):
    scope = Term.objects.first()
    Consent.objects.create(case=case, scope=scope, answer=ConsentAnswer.values[0], recorded_by=by, recorded_on=TODAY)


def safeguards(case, by):
    Safeguards.objects.create(case=case)


def second_victim(case, by):
    Victim.objects.create(case=case, number=2)


def first_respondent(case, by):
    Respondent.objects.create(case=case, number=1)


def second_complaint(case, by):
    Complaint.objects.create(case=case)


def another_at_work(case, by):
    CaseAssignment.objects.create(case=case, user=by, assigned_by=by)


def somebody_stands_back(case, by):
    Recusal.objects.create(case=case, user=by, reason=RecusalReason.WORKED_THERE, declared_by=by, started_on=TODAY)


def one_more_method(case, by):
    case.methods.add(Term.objects.filter(list=TermList.METHOD).first())


def a_fact_the_sheet_kept_silent_about(case, by):
    case.may_be_counted = "yes"
    case.save(update_fields=["may_be_counted"])


def a_visit_that_it_moved(case, by):
    VisitTrigger.objects.create(case=case, visit=own_visit(by, case.organisation))


@pytest.mark.parametrize(
    "work",
    [
        evidence,
        consent,
        safeguards,
        second_victim,
        first_respondent,
        second_complaint,
        another_at_work,
        somebody_stands_back,
        one_more_method,
        a_fact_the_sheet_kept_silent_about,
        a_visit_that_it_moved,
    ],
)
def test_work_of_any_kind_blocks(work, alia, berik, organisation):
    batch = taken_in(xlsx(HEADERS, ROW, ["2", "2021"]), alia, organisation)
    assert worked_on(batch) == []
    case = Case.objects.get(file_number="1")

    work(case, berik)

    assert worked_on(batch) == [case.reference]
    with pytest.raises(NotPossible):
        actions.ask_undo(by=alia, batch=batch, now=NOW)
