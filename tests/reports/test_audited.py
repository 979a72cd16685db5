"""Whoever takes figures away or has them computed stands in the audit."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.choices import Act
from accounts.models import AuditEvent
from complaints.choices import DataSet
from reports.actions import request_refresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def just_now(monkeypatch):
    """Everybody has typed the password a moment ago."""
    monkeypatch.setattr(
        "allauth.account.internal.flows.reauthentication.did_recently_reauthenticate", lambda _request: True
    )


def test_own_figures_are_not_given_away_without_the_password(client, dana):
    client.force_login(dana)
    for given in ({}, {"data_set": DataSet.OWN}):
        assert client.get(reverse("funnel_csv"), given)["Location"].startswith(reverse("account_reauthenticate"))
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("data_set", [DataSet.PUBLIC_RECORD, DataSet.DEMONSTRATION])
def test_open_figures_need_no_password_a_moment_ago(client, dana, data_set):
    client.force_login(dana)
    assert client.get(reverse("funnel_csv"), {"data_set": data_set}).status_code == 200


def test_a_download_is_told(client, dana, organisation, just_now):
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
