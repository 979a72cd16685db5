"""Recording how an event came about: all of it or nothing, and the words of findings only sealed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.choices import Act
from accounts.models import AuditEvent
from complaints.choices import Precision, Voluntary, WritingKind
from complaints.circumstances.actions import correct_happening, record_happening
from complaints.circumstances.forms import form_for
from complaints.circumstances.words import WITH_EVENTS, finding_words, words_of
from complaints.findings import Impossible
from complaints.models import Case, CaseEvent, Examination, ExaminationFinding, Withdrawal, Writing
from complaints.recording import circumstances_of
from institutions.choices import Circumstances, GroundKind
from institutions.models import Ground
from tests.complaints.circumstances.conftest import TODAY
from tests.complaints.circumstances.test_forms import degree, finding
from tests.complaints.sealed_cases import own_case

pytestmark = pytest.mark.django_db

CANARY = "canary-of-the-description"


def told(case, kind, instance=None, **values):
    data = {name if name.startswith("how-") else f"how-{name}": value for name, value in values.items()}
    form = form_for(kind, case=case, data=data, instance=instance)
    assert form.is_valid(), form.errors
    return form


def record(by, case, stage, how, **event):
    day = {"happened_on": date(2026, 3, 11), "precision": Precision.DAY} | event
    return record_happening(by=by, case=case, how=how, stage=stage, today=TODAY, **day)


@pytest.fixture
def examined(berik, case, stage_of):
    """An examination with two findings, the first of them described."""
    rows = finding(0, kind="physical", site="back", consistency=degree(3), description=CANARY) | finding(
        1, kind="psychological", consistency=degree(None)
    )
    how = told(case, Circumstances.EXAMINATION, examiner="hospital", victim="2", consistency=degree(1), **rows)
    return record(berik, case, stage_of(Circumstances.EXAMINATION), how).event


def test_an_event_and_how_it_came_about_are_written_together(berik, case, stage_of):
    how = told(case, Circumstances.WITHDRAWAL, voluntary="no", in_custody="yes")
    recorded = record(berik, case, stage_of(Circumstances.WITHDRAWAL), how)
    assert circumstances_of(recorded.event).voluntary == Voluntary.NO
    assert [found.rule for found in recorded.findings] == ["pressure"]
    assert AuditEvent.objects.filter(action=Act.EVENT_RECORDED, subject_uuid=case.uuid).count() == 1


def test_an_event_without_circumstances_is_recorded_as_ever(berik, case, stage_of):
    recorded = record(berik, case, stage_of(Circumstances.WITHDRAWAL), None)
    assert not Withdrawal.objects.filter(event=recorded.event).exists()


def test_findings_are_numbered_and_days_since_the_incident_are_computed(examined):
    row = examined.examination
    assert row.days_after_incident == 10
    assert row.victim.number == 2
    assert row.consistency.code == degree(1)  # what the examiner judged, although one finding goes further
    assert list(row.findings.order_by("number").values_list("number", "kind", "rank")) == [
        (1, "physical", 3),
        (2, "psychological", None),
    ]


@pytest.mark.parametrize(("days", "is_possible"), [(12, False), (15, True), (45, True), (46, False), (5000, False)])
def test_days_that_the_dates_do_not_allow_are_refused(berik, case, stage_of, days, is_possible):
    Case.objects.update(incident_on=date(2026, 1, 10), incident_precision=Precision.MONTH)
    case.refresh_from_db()
    how = told(case, Circumstances.EXAMINATION, days_after_incident=str(days))
    stage, when = stage_of(Circumstances.EXAMINATION), date(2026, 2, 15)
    if is_possible:
        assert record(berik, case, stage, how, happened_on=when).event.examination.days_after_incident == days
        return
    with pytest.raises(Impossible, match="number of days"):
        record(berik, case, stage, how, happened_on=when)
    assert not Examination.objects.exists()


def test_the_words_of_a_finding_are_only_sealed(examined, case):
    writing = ExaminationFinding.objects.get(number=1).description
    assert writing.kind == WritingKind.NOTE
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" AS row WHERE row::text LIKE %s', [f"%{CANARY}%"])
            assert cursor.fetchone() == (0,), table
    assert AuditEvent.objects.filter(action=Act.TEXT_SEALED, subject_uuid=case.uuid).count() == 1


def test_nothing_is_written_where_the_event_is_impossible(berik, case, stage_of):
    rows = finding(kind="physical", consistency=degree(1), description=CANARY)
    how = told(case, Circumstances.EXAMINATION, **rows)
    before = CaseEvent.objects.count()
    with pytest.raises(Impossible):
        record(berik, case, stage_of(Circumstances.EXAMINATION), how, happened_on=TODAY + timedelta(days=2))
    assert (CaseEvent.objects.count(), Examination.objects.count(), Writing.objects.count()) == (before, 0, 0)


def test_circumstances_of_another_kind_are_refused(berik, case, stage_of):
    how = told(case, Circumstances.WITHDRAWAL)
    with pytest.raises(Impossible):
        record(berik, case, stage_of(Circumstances.REPRISAL), how)


def test_somebody_of_another_case_cannot_be_named(berik, case, organisation, stage_of):
    other = own_case(berik, organisation)
    how = told(other, Circumstances.REPRISAL, after_complaint=str(other.complaints.get().uuid))
    with pytest.raises(Impossible):
        record(berik, case, stage_of(Circumstances.REPRISAL), how)


@pytest.mark.parametrize("name", ["alia", "vera", "dana", "azat", "charlie"])
def test_who_may_not_record_seals_nothing_either(cast, case, stage_of, name):
    rows = finding(kind="physical", consistency=degree(1), description=CANARY)
    how = told(case, Circumstances.EXAMINATION, **rows)
    with pytest.raises(PermissionDenied):
        record(cast[name], case, stage_of(Circumstances.EXAMINATION), how)
    assert not Writing.objects.exists()


def test_the_remedy_is_the_ground_of_the_event(berik, case, stage_of):
    ground = Ground.objects.filter(kind=GroundKind.REMEDY).first()
    how = told(case, Circumstances.COMPENSATION, amount="1200000", currency="EUR")
    event = record(berik, case, stage_of(Circumstances.COMPENSATION), how, ground=ground).event
    assert event.compensation.remedy == ground
    assert words_of(event.compensation) == [("Amount", "1,200,000 EUR")]


# --- corrections ------------------------------------------------------------------------------------------------------


def test_a_correction_of_the_day_keeps_findings_and_computes_the_days_anew(berik, examined):
    corrected = correct_happening(by=berik, event=examined, how=None, today=TODAY, happened_on=date(2026, 3, 12)).event
    assert corrected.supersedes == examined
    assert [finding_words(row) for row in corrected.examination.findings.order_by("number")] == [
        finding_words(row) for row in examined.examination.findings.order_by("number")
    ]
    assert corrected.examination.days_after_incident == 11
    assert ExaminationFinding.objects.count() == 4
    assert Writing.objects.count() == 1


def test_a_correction_of_a_finding_keeps_the_words_nobody_wrote_anew(berik, case, examined):
    rows = finding(0, kind="physical", site="arms", consistency=degree(0))
    how = told(case, Circumstances.EXAMINATION, instance=examined.examination, **rows)
    corrected = correct_happening(by=berik, event=examined, how=how, today=TODAY).event
    only = corrected.examination.findings.get()
    assert (only.site, only.rank) == ("arms", 0)
    assert only.description == ExaminationFinding.objects.get(examination=examined.examination, number=1).description


def test_circumstances_do_not_follow_into_an_event_of_another_kind(berik, examined, stage_of):
    stage = stage_of(Circumstances.PROTECTION)
    corrected = correct_happening(by=berik, event=examined, how=None, today=TODAY, stage=stage).event
    assert not hasattr(corrected, "protection")
    assert not Examination.objects.filter(event=corrected).exists()


def test_a_correction_needs_the_right_to_record(charlie, examined):
    with pytest.raises(PermissionDenied):
        correct_happening(by=charlie, event=examined, how=None, today=TODAY, happened_on=date(2026, 3, 12))


# --- words ------------------------------------------------------------------------------------------------------------


def test_what_is_not_known_or_was_not_asked_is_not_said(case):
    assert words_of(None) == []
    assert words_of(Withdrawal()) == []
    assert words_of(told(case, Circumstances.WITHDRAWAL, in_custody="refused").unsaved()) == [
        ("Made in custody", "Answer refused")
    ]


@pytest.mark.parametrize("kind", list(Circumstances))
def test_circumstances_read_with_their_events_ask_nothing_more(berik, case, stage_of, kind, django_assert_num_queries):
    record(berik, case, stage_of(kind), told(case, kind))
    with django_assert_num_queries(1):
        for event in CaseEvent.objects.filter(case=case).select_related("stage", *WITH_EVENTS):
            words_of(circumstances_of(event))


def test_an_examination_is_told_in_words(examined):
    assert words_of(examined.examination)[:3] == [
        ("Who was examined", "Alleged victim 2"),
        ("Examiner", "Doctor of a public hospital"),
        ("After the incident", "10 days"),
    ]
