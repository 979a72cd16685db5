"""What is done to a case stands in the audit of its organisation, once, and nothing of it in words."""

from datetime import UTC, date, time

import pytest
from django.core.exceptions import PermissionDenied

from accounts.audit_verification import verify
from accounts.models import AuditEvent
from complaints.actions import (
    acknowledge_alert,
    add_complaint,
    assign_case,
    end_assignment,
    receive_complaint,
    record_event,
    void_event,
)
from complaints.choices import AlertKind, DataSet, NoteOfAlert, Precision
from complaints.models import Alert
from institutions.models import Stage

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 4)


@pytest.fixture
def case(berik, organisation):
    return receive_complaint(by=berik, organisation=organisation, data_set=DataSet.OWN, channel=None, today=TODAY)


def acts() -> list[tuple]:
    """Actions with their actors and subjects, oldest first."""
    return list(AuditEvent.objects.order_by("pk").values_list("action", "actor__username", "subject", "subject_uuid"))


def test_a_received_complaint_is_told_once(berik, case):
    assert acts() == [("case_opened", "berik", "case", case.uuid)]


def test_every_change_of_a_case_is_told_once(berik, alia, case):
    stage = {"stage": Stage.objects.get(code="REG"), "happened_on": TODAY, "precision": Precision.DAY}
    event = record_event(by=berik, case=case, today=TODAY, **stage).event
    void_event(by=berik, event=event, today=TODAY)
    add_complaint(by=berik, case=case, channel=None, today=TODAY)
    assignment = assign_case(by=berik, case=case, user=alia)
    assign_case(by=berik, case=case, user=alia)
    end_assignment(by=berik, assignment=assignment)
    alert = Alert.objects.create(case=case, event=event, kind=AlertKind.values[0], rule="x")
    acknowledge_alert(by=berik, alert=alert, note=NoteOfAlert.WATCHED)
    acknowledge_alert(by=berik, alert=alert, note=NoteOfAlert.WATCHED)
    assert acts() == [
        (action, "berik", "case", case.uuid)
        for action in (
            *("case_opened", "event_recorded", "event_recorded", "event_recorded"),
            *("case_assigned", "assignment_ended", "alert_acknowledged"),
        )
    ]
    assert verify().breaches == ()


def test_what_was_refused_is_not_told_as_done(charlie, case):
    before = acts()
    with pytest.raises(PermissionDenied):
        assign_case(by=charlie, case=case, user=charlie)
    assert acts() == before


def test_the_public_record_has_no_audit(db):
    receive_complaint(by=None, organisation=None, data_set=DataSet.PUBLIC_RECORD, channel=None, today=TODAY)
    assert acts() == []


def test_of_what_nobody_signed_in_did_the_day_alone_is_kept(organisation):
    organisation.is_demonstration = True
    organisation.save()
    receive_complaint(by=None, organisation=organisation, data_set=DataSet.DEMONSTRATION, channel=None, today=TODAY)
    event = AuditEvent.objects.get()
    assert (event.actor, event.happened_at.astimezone(UTC).time()) == (None, time(0))
