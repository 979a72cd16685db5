"""The list of deadlines, and putting a reminder off: the clock of the law is never touched."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import AuditEvent
from complaints.actions import assign_case
from complaints.choices import PostponedBecause, RecusalReason
from complaints.models import Case, Deadline, Postponement, Recusal
from complaints.work import paging
from complaints.work.actions import postpone
from tests.complaints.work.days import days_ago, terminated, under_way

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(berik, organisation) -> Case:
    return under_way(berik, organisation)


@pytest.fixture
def clock(case) -> Deadline:
    """A duty that is due in three days, the only one that runs."""
    duties = Deadline.objects.filter(case=case, time_limit__is_right=False)
    duties.update(met_on=days_ago(70))
    first = duties.order_by("pk").first()
    Deadline.objects.filter(pk=first.pk).update(met_on=None, met_by=None, due_on=days_ago(-3))
    return Deadline.objects.select_related("time_limit", "started_by", "case").get(pk=first.pk)


def listed(client, user, **query):
    client.force_login(user)
    return client.get(reverse("deadlines"), query)


def labels(response) -> list[str]:
    return [row.label for row in response.context["rows"]]


def address(clock) -> str:
    arguments = [clock.case.reference, clock.started_by.uuid, clock.time_limit.code]
    return reverse("postpone_reminder", args=arguments)


# --- the list ---------------------------------------------------------------------------------------------------------


def test_deadlines_are_listed_by_how_they_stand(client, clock, berik):
    assert labels(listed(client, berik)) == []
    assert labels(listed(client, berik, state="soon")) == [clock.time_limit.label]
    assert labels(listed(client, berik, state="running")) == [clock.time_limit.label]
    Deadline.objects.filter(pk=clock.pk).update(due_on=days_ago(1))
    response = listed(client, berik)
    assert labels(response) == [clock.time_limit.label]
    assert response.context["rows"][0].legal_basis
    assert "late by 1 day" in response.content.decode()


def test_rights_stand_apart_and_are_never_overdue(client, berik, organisation):
    rights = Deadline.objects.filter(case=terminated(berik, organisation), time_limit__is_right=True)
    rights.update(met_on=None, met_by=None, due_on=days_ago(-40))
    assert rights.exists()
    assert len(labels(listed(client, berik, state="rights"))) == rights.count()
    rights.update(due_on=days_ago(1))
    assert labels(listed(client, berik, state="rights")) == labels(listed(client, berik)) == []


def test_a_kind_of_limit_is_chosen_by_its_code(client, clock, berik):
    assert len(labels(listed(client, berik, state="soon", limit=clock.time_limit.code))) == 1
    other = type(clock.time_limit).objects.exclude(pk=clock.time_limit_id).first()
    assert labels(listed(client, berik, state="soon", limit=other.code)) == []


@pytest.mark.parametrize("query", [{"state": "x"}, {"limit": "nothing"}, {"limit": "\x00"}, {"after": "\x00"}])
def test_what_is_not_understood_is_not_used(client, clock, berik, query):
    assert listed(client, berik, **({"state": "soon"} | query)).status_code == 200


@pytest.mark.parametrize("mark", ["x", "a:b", ":", "9" * 5000, "00000000-0000-0000-0000-000000000000:X\x00"])
def test_a_mark_that_names_nothing_begins_at_the_beginning(client, clock, berik, mark):
    assert len(labels(listed(client, berik, state="soon", after=mark))) == 1


@pytest.mark.parametrize("name", ["alia", "charlie"])
def test_others_see_nothing_of_it(client, clock, cast, name):
    assert labels(listed(client, cast[name], state="running")) == []


def test_whoever_stands_back_sees_nothing_of_it(client, clock, alia, berik):
    assign_case(by=berik, case=clock.case, user=alia)
    assert len(labels(listed(client, alia, state="running"))) == 1
    Recusal.objects.create(case=clock.case, user=alia, reason=RecusalReason.OTHER, started_on=days_ago(0))
    assert labels(listed(client, alia, state="running")) == []


@pytest.mark.parametrize("state", ["overdue", "running", "rights"])
def test_every_deadline_stands_on_exactly_one_page(client, berik, organisation, monkeypatch, state):
    for _each in range(3):
        under_way(berik, organisation)
    Deadline.objects.update(met_on=None, met_by=None, due_on=days_ago(2 if state == "overdue" else -2))
    some = Deadline.objects.order_by("pk").values_list("pk", flat=True)[::3]
    Deadline.objects.filter(pk__in=some).update(due_on=days_ago(9) if state == "overdue" else None)
    wanted = Deadline.objects.filter(time_limit__is_right=state == "rights").count()
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    found, query = [], {"state": state}
    while True:
        response = listed(client, berik, **query)
        found += [(row.reference, row.label, row.started) for row in response.context["rows"]]
        if not response.context["next_url"]:
            break
        query["after"] = response.wsgi_request.GET.get("after", "")
        query = dict(pair.split("=") for pair in response.context["next_url"][1:].replace("%3A", ":").split("&"))
    assert len(found) == wanted
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(client, berik, organisation, django_assert_num_queries, number):
    for _each in range(number):
        under_way(berik, organisation)
    Deadline.objects.update(met_on=None, met_by=None, due_on=days_ago(1))
    listed(client, berik)
    with django_assert_num_queries(8):
        assert client.get(reverse("deadlines")).context["rows"]


# --- putting a reminder off -------------------------------------------------------------------------------------------


def put_off(by, clock, days: int = 10) -> Postponement:
    return postpone(
        by=by, deadline=clock, until=days_ago(-days), reason=PostponedBecause.WISH, today=timezone.localdate()
    )


def test_a_reminder_is_put_off_and_said_on_the_case_and_in_the_list(client, clock, berik):
    before = Deadline.objects.filter(pk=clock.pk).values().get()
    client.force_login(berik)
    sent = {"until": days_ago(-10).isoformat(), "reason": "asked_body"}
    response = client.post(address(clock), sent)
    assert response.status_code == 302
    assert Deadline.objects.filter(pk=clock.pk).values().get() == before
    made = Postponement.objects.get()
    assert (made.until, made.reason, made.decided_by) == (days_ago(-10), "asked_body", berik)
    assert AuditEvent.objects.filter(action=Act.DEADLINE_POSTPONED, subject_uuid=clock.case.uuid).count() == 1
    for page in (reverse("case_detail", args=[clock.case.reference]), f"{reverse('deadlines')}?state=soon"):
        assert "reminder put off until" in client.get(page).content.decode()
    assert len(labels(listed(client, berik, state="waiting"))) == 1
    assert "We asked the body" in client.get(address(clock)).content.decode()


@pytest.mark.parametrize("days", [0, -1, 61])
def test_a_day_that_is_past_or_too_far_is_refused(client, clock, berik, days):
    with pytest.raises(NotPossible):
        put_off(berik, clock, days)
    client.force_login(berik)
    response = client.post(address(clock), {"until": days_ago(-days).isoformat(), "reason": "wish"})
    assert "until" in response.context["form"].errors
    assert not Postponement.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"until": "\x00", "reason": "wish"}, {"until": "9" * 99, "reason": "because"}])
def test_half_an_answer_is_not_taken(client, clock, berik, sent):
    client.force_login(berik)
    assert client.post(address(clock), sent).status_code == 200
    assert not Postponement.objects.exists()


@pytest.mark.parametrize(("days", "is_taken"), [(1, True), (60, True)])
def test_the_borders_are_within(clock, berik, days, is_taken):
    assert (put_off(berik, clock, days).pk is not None) == is_taken


def test_nobody_is_reminded_of_what_has_ended_or_is_a_right(clock, berik):
    ended = Deadline(pk=clock.pk, case=clock.case, time_limit=clock.time_limit, started_by=clock.started_by)
    for deadline in (ended, *Deadline.objects.filter(case=clock.case, time_limit__is_right=True)):
        with pytest.raises(NotPossible):
            put_off(berik, deadline)


@pytest.mark.parametrize("name", ["alia", "vera", "dana", "azat", "charlie"])
def test_nobody_else_puts_it_off(clock, cast, name):
    with pytest.raises(PermissionDenied):
        put_off(cast[name], clock)
    assert not Postponement.objects.exists()


def test_a_deadline_of_another_case_is_not_reached_through_this_one(client, clock, berik, organisation):
    other = under_way(berik, organisation)
    client.force_login(berik)
    arguments = [other.reference, clock.started_by.uuid, clock.time_limit.code]
    assert client.get(reverse("postpone_reminder", args=arguments)).status_code == 404
