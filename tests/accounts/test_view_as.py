"""Looking as another role: its pages, and nothing that anybody has written into them."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.choices import Role
from accounts.models import Job, Membership
from accounts.queries import jobs_visible_to, memberships_visible_to
from complaints.actions import receive_complaint
from complaints.choices import DataSet
from complaints.models import Case, CaseAssignment
from tests.cast import ROLE_OF
from tests.reports.rows import Path, add_cases
from tests.route_matrix import POSTED, ROUTE_MATRIX
from tests.walking import Browser, at_route, in_parts

MAY_STILL_BE_POSTED = {"leave_view_as", "logout", "set_language"}
POSTED_TO = in_parts(sorted(name for name, row in ROUTE_MATRIX.items() if "POST" in row))


@pytest.fixture
def case(berik, organisation):
    return receive_complaint(
        by=berik, organisation=organisation, data_set=DataSet.OWN, channel=None, today=date(2026, 3, 4)
    )


def look_as(client, user, role):
    client.force_login(user)
    return client.post(reverse("view_as"), {"role": role})


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("role", Role)
def test_no_case_no_count_and_no_colleague_is_shown(client, azat, berik, alia, case, organisation, role):
    Job.objects.create(kind="reports.refresh", key="own", owner=berik, organisation=organisation)
    look_as(client, azat, role)
    shown = {name: client.get(reverse(name)) for name in ("front", "case_list", "funnel", "people", "job_list")}
    shown["case"] = client.get(reverse("case_detail", kwargs={"reference": case.reference}))
    pages = "".join(text(response) for response in shown.values())
    assert shown["case"].status_code == 404
    assert [word in pages for word in (case.reference, "berik", "alia", "Berik", "Alia")] == [False] * 5


@pytest.mark.parametrize("role", [Role.CASE_WORKER, Role.LEAD, Role.MONITOR, Role.ANALYST])
def test_the_funnel_of_own_cases_counts_none(client, azat, berik, organisation, role):
    add_cases([Path({1: date(2020, 1, 1)})], data_set=DataSet.OWN, organisation=organisation)
    client.force_login(berik)
    assert client.get(reverse("funnel"), {"data_set": "own"}).context["cases"] == 1
    look_as(client, azat, role)
    assert client.get(reverse("funnel"), {"data_set": "own"}).context["cases"] == 0


@pytest.mark.parametrize("role", Role)
def test_no_case_is_visible_even_if_one_was_assigned(client, azat, berik, case, role):
    CaseAssignment.objects.create(case=case, user=azat, assigned_by=berik)
    look_as(client, azat, role)
    actor = client.get(reverse("profile")).wsgi_request.user
    assert not Case.objects.visible_to(actor).exclude(data_set=DataSet.PUBLIC_RECORD).exists()
    assert not memberships_visible_to(actor).exists()
    assert not jobs_visible_to(actor).exclude(organisation=None).exists()


@pytest.mark.parametrize("name", ["alia", "berik", "vera", "dana"])
def test_the_menu_is_that_of_the_role(client, cast, name):
    client.force_login(cast[name])
    theirs = [(str(item["label"]), item["url"]) for item in client.get(reverse("front")).context["nav"]]
    look_as(client, cast["azat"], ROLE_OF[name])
    ours = [(str(item["label"]), item["url"]) for item in client.get(reverse("front")).context["nav"]]
    assert ours == theirs


@pytest.mark.parametrize("name", sorted(ROLE_OF))
def test_doors_open_and_close_as_for_the_role(client, cast, name):
    doors = ("case_list", "funnel", "people", "job_list", "reference", "roles")
    client.force_login(cast[name])
    theirs = [client.get(reverse(door)).status_code for door in doors]
    look_as(client, cast["azat"], ROLE_OF[name])
    assert [client.get(reverse(door)).status_code for door in doors] == theirs


@pytest.mark.parametrize("part", POSTED_TO)
def test_nothing_can_be_changed(client, cast, organisation, part):
    look_as(client, cast["azat"], Role.LEAD)
    disguised = Browser(cast["azat"], client)
    # Under the public form nobody is known, so nobody is in disguise either.
    may_be = {name for name in POSTED_TO[part] if name in MAY_STILL_BE_POSTED or name.startswith("intake")}
    taken = set()
    for name in POSTED_TO[part]:
        with at_route(name, organisation, cast) as address:
            if disguised.ask("POST", address, POSTED.get(name, {})).status_code != 403:
                taken.add(name)
    assert taken == may_be


def test_every_page_says_so_and_has_the_way_back(client, azat):
    look_as(client, azat, Role.LEAD)
    for name in ("front", "people", "profile", "definition"):
        page = text(client.get(reverse(name)))
        assert "You see the pages as this role would: <strong>Lead</strong>" in page
        assert reverse("leave_view_as") in page
    client.post(reverse("leave_view_as"))
    page = text(client.get(reverse("people")))
    assert ("You see the pages as" in page, "Invite a colleague" in page) == (False, True)


def test_whoever_loses_the_permission_looks_as_themselves(client, azat, organisation):
    look_as(client, azat, Role.LEAD)
    azat.memberships.update(is_active=False)
    Membership.objects.create(user=azat, organisation=organisation, role=Role.ANALYST)
    response = client.get(reverse("front"))
    assert "You see the pages as" not in text(response)
    assert client.get(reverse("people")).status_code == 403


@pytest.mark.parametrize("name", ["alia", "berik", "vera", "dana", "charlie"])
def test_nobody_else_looks_as_another_role(client, cast, name):
    assert look_as(client, cast[name], Role.ADMINISTRATOR).status_code == 403
    assert client.get(reverse("front")).wsgi_request.viewing_as is None


@pytest.mark.parametrize("role", ["", "superuser", "LEAD"])
def test_a_role_that_does_not_exist_is_refused(client, azat, role):
    assert look_as(client, azat, role).status_code == 400


def test_a_new_sign_in_begins_as_oneself(client, azat):
    look_as(client, azat, Role.LEAD)
    client.post(reverse("logout"))
    client.force_login(azat)
    assert client.get(reverse("people")).context["can_manage"]


# --- roles in words ---------------------------------------------------------------------------------------------------


def test_every_role_is_described_with_what_it_may_and_may_not(client, vera):
    client.force_login(vera)
    described = {row["value"]: row for row in client.get(reverse("roles")).context["roles"]}
    assert set(described) == set(Role.values)
    monitor = described["monitor"]
    assert "read the documented public cases" in map(str, monitor["may"])
    assert "see the cases to which they are assigned" in map(str, monitor["may"])
    assert "open names and contacts with a reason, where they hold the key" in map(str, monitor["may_not"])


def test_only_an_administrator_is_offered_to_look_as_a_role(client, azat, vera):
    client.force_login(vera)
    assert reverse("view_as") not in text(client.get(reverse("roles")))
    client.force_login(azat)
    assert reverse("view_as") in text(client.get(reverse("roles")))
