"""The list of alerts, and taking note of one or of several with a reason."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.choices import Act
from accounts.models import AuditEvent
from complaints.actions import assign_case
from complaints.choices import AlertKind, NoteOfAlert, RecusalReason
from complaints.models import Alert, Case, Recusal
from complaints.work import paging
from complaints.work.actions import note_alerts
from tests.complaints.work.days import days_ago, terminated

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(berik, organisation) -> Case:
    """With the alert of an unlawful ending, and another one."""
    case = terminated(berik, organisation)
    Alert.objects.create(case=case, event=case.events.order_by("pk").first(), kind=AlertKind.IRREGULAR, rule="order")
    return case


def listed(client, user, **query):
    client.force_login(user)
    return client.get(reverse("alerts"), query)


def marks(response) -> list[str]:
    return [row.mark for row in response.context["rows"]]


def alerts_of(case) -> list[Alert]:
    return list(Alert.objects.filter(case=case).select_related("event", "case").order_by("pk"))


def address(alert) -> str:
    return reverse("note_alert", args=[alert.case.reference, alert.event.uuid, alert.rule])


def test_alerts_are_listed_with_the_norm_they_rest_on(client, case, berik):
    response = listed(client, berik)
    assert len(marks(response)) == len(alerts_of(case)) > 1
    assert any(row.norm for row in response.context["rows"])


def test_alerts_are_chosen_by_kind_and_by_whether_somebody_took_note(client, case, berik):
    first, *others = alerts_of(case)
    note_alerts(by=berik, alerts=[first], note=NoteOfAlert.WATCHED)
    assert marks(listed(client, berik, state="noted")) == [paging.mark_of_alert(first)]
    assert len(marks(listed(client, berik))) == len(others)
    assert len(marks(listed(client, berik, state="all"))) == len(others) + 1
    kinds = {alert.kind for alert in others}
    for kind in kinds:
        assert len(marks(listed(client, berik, kind=kind))) == sum(alert.kind == kind for alert in others)


@pytest.mark.parametrize("query", [{"kind": "x"}, {"state": "x"}, {"after": "x"}, {"after": "\x00"}, {"kind": "\x00"}])
def test_what_is_not_understood_is_not_used(client, case, berik, query):
    assert len(marks(listed(client, berik, **query))) == len(alerts_of(case))


@pytest.mark.parametrize("name", ["alia", "charlie"])
def test_others_see_nothing_of_it(client, case, cast, name):
    assert marks(listed(client, cast[name], state="all")) == []


def test_every_alert_stands_on_exactly_one_page(client, case, berik, monkeypatch):
    monkeypatch.setattr(paging, "PAGE_SIZE", 1)
    found, after = [], ""
    for _page in alerts_of(case):
        response = listed(client, berik, after=after)
        found += marks(response)
        after = found[-1]
    assert len(set(found)) == len(found) == len(alerts_of(case))
    assert response.context["next_url"] == ""


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(client, berik, organisation, django_assert_num_queries, number):
    for _each in range(number):
        terminated(berik, organisation)
    listed(client, berik)
    with django_assert_num_queries(7):
        assert client.get(reverse("alerts")).context["rows"]


# --- taking note ------------------------------------------------------------------------------------------------------


def test_note_is_taken_of_one_and_the_timeline_says_who_and_what(client, case, berik):
    alert = alerts_of(case)[0]
    page = reverse("case_detail", args=[case.reference])
    client.force_login(berik)
    assert address(alert) in client.get(page).content.decode()
    assert client.post(address(alert), {"note": "acted"}).status_code == 302
    alert.refresh_from_db()
    assert (alert.note, alert.acknowledged_by) == ("acted", berik)
    html = client.get(page).content.decode()
    assert address(alert) not in html
    assert "Berik took note on" in html
    assert "We complained or moved against it" in html
    assert AuditEvent.objects.filter(action=Act.ALERT_ACKNOWLEDGED, subject_uuid=case.uuid).count() == 1
    assert '<form method="post" novalidate' not in client.get(address(alert)).content.decode()


def test_whoever_came_first_stays_noted(client, case, berik, alia):
    alert = alerts_of(case)[0]
    assign_case(by=berik, case=case, user=alia)
    note_alerts(by=alia, alerts=[alert], note=NoteOfAlert.WISH)
    client.force_login(berik)
    client.post(address(alert), {"note": "acted"})
    alert.refresh_from_db()
    assert (alert.note, alert.acknowledged_by) == ("wish", alia)


@pytest.mark.parametrize("note", ["", "x", "\x00", "9" * 5000])
def test_without_a_reason_no_note_is_taken(client, case, berik, note):
    alert = alerts_of(case)[0]
    client.force_login(berik)
    assert client.post(address(alert), {"note": note}).status_code == 200
    alert.refresh_from_db()
    assert alert.acknowledged_at is None


def test_several_are_shown_first_and_noted_after_the_reason(client, case, berik):
    chosen = [paging.mark_of_alert(alert) for alert in alerts_of(case)]
    client.force_login(berik)
    preview = client.post(reverse("note_alerts"), {"alert": [*chosen, "x:y"]})
    assert sorted(marks(preview)) == sorted(chosen)
    assert preview.context["skipped"] == 1
    assert not Alert.objects.exclude(acknowledged_at=None).exists()
    asked_again = client.post(reverse("note_alerts"), {"alert": chosen, "decide": "1"})
    assert asked_again.context["form"].errors
    client.post(reverse("note_alerts"), {"alert": chosen, "decide": "1", "note": "no_means"})
    assert set(Alert.objects.filter(case=case).values_list("note", flat=True)) == {"no_means"}


def test_several_are_all_noted_or_none(case, berik, charlie, other_organisation):
    foreign = terminated(charlie, other_organisation)
    with pytest.raises(PermissionDenied):
        note_alerts(by=berik, alerts=[*alerts_of(case), *alerts_of(foreign)], note=NoteOfAlert.ACTED)
    assert not Alert.objects.exclude(acknowledged_at=None).exists()


def test_alerts_one_may_not_know_are_left_out_of_several(client, case, berik, charlie, other_organisation):
    foreign = [paging.mark_of_alert(alert) for alert in alerts_of(terminated(charlie, other_organisation))]
    client.force_login(berik)
    client.post(reverse("note_alerts"), {"alert": foreign, "decide": "1", "note": "acted"})
    assert not Alert.objects.exclude(acknowledged_at=None).exists()


def test_too_many_at_once_are_refused(client, case, berik):
    client.force_login(berik)
    assert client.post(reverse("note_alerts"), {"alert": ["x:y"] * 51}).status_code == 400


@pytest.mark.parametrize("name", ["alia", "vera", "dana", "azat", "charlie"])
def test_nobody_else_takes_note(case, cast, name):
    with pytest.raises(PermissionDenied):
        note_alerts(by=cast[name], alerts=alerts_of(case), note=NoteOfAlert.ACTED)


def test_whoever_stands_back_takes_no_note(client, case, alia, berik):
    assign_case(by=berik, case=case, user=alia)
    Recusal.objects.create(case=case, user=alia, reason=RecusalReason.OTHER, started_on=days_ago(0))
    client.force_login(alia)
    assert client.get(address(alerts_of(case)[0])).status_code == 404


def test_an_alert_of_another_case_is_not_reached_through_this_one(client, case, berik, organisation):
    alert, other = alerts_of(case)[0], terminated(berik, organisation)
    client.force_login(berik)
    assert client.get(reverse("note_alert", args=[other.reference, alert.event.uuid, alert.rule])).status_code == 404
