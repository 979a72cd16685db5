"""Whoever takes figures away or has them computed stands in the audit."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.choices import Act
from accounts.models import AuditEvent
from complaints.choices import DataSet
from reports.actions import request_refresh

pytestmark = pytest.mark.django_db


def test_a_download_is_told(client, dana, organisation):
    client.force_login(dana)
    assert client.get(reverse("funnel_csv")).status_code == 200
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.organisation) == (Act.EXPORTED, dana, organisation)


def test_a_look_is_not_told(client, dana):
    client.force_login(dana)
    client.get(reverse("funnel"))
    assert AuditEvent.objects.count() == 0


def test_work_that_somebody_started_is_told_and_nightly_work_is_not(dana):
    for by in (dana, None):
        request_refresh(by=by, data_set=DataSet.PUBLIC_RECORD, as_of=date(2026, 3, 4))
    assert [event.action for event in AuditEvent.objects.all()] == [Act.JOB_STARTED]
