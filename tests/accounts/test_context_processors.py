"""The menu shows what a role may open, and nothing else."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from accounts.context_processors import frame

EVERYBODY = ["Funnel", "Official figures", "Cases", "Visits", "Reference", "Jobs"]
WITH_LETTERS = ["My work", "Funnel", "Official figures", "Cases", "Visits", "Letters", "Imports", "Reference", "Jobs"]


def framed(user, path="/"):
    request = RequestFactory().get(path)
    request.user = user
    return frame(request)


@pytest.mark.parametrize(
    ("name", "menu"),
    [
        ("alia", WITH_LETTERS),
        ("berik", [*WITH_LETTERS, "People", "Audit"]),
        ("vera", ["My work", *EVERYBODY]),
        ("dana", EVERYBODY),
        ("azat", ["Official figures", "Reference", "Jobs", "People", "Audit"]),
    ],
)
def test_the_menu_of_each_role(cast, name, menu):
    assert [str(item["label"]) for item in framed(cast[name])["nav"]] == menu


def test_the_room_one_is_in_is_marked(berik):
    marked = [str(item["label"]) for item in framed(berik, "/accounts/jobs/1/")["nav"] if item["is_current"]]
    assert marked == ["Jobs"]


def test_of_a_room_within_a_room_the_inner_one_is_marked(berik):
    marked = [str(item["label"]) for item in framed(berik, "/cases/letters/")["nav"] if item["is_current"]]
    assert marked == ["Letters"]


def test_a_page_of_a_room_at_another_address_marks_the_room(berik):
    marked = [str(item["label"]) for item in framed(berik, "/limits/")["nav"] if item["is_current"]]
    assert marked == ["Visits"]


def test_pages_about_visits_stand_side_by_side_for_who_may_open_them(vera, dana, azat):
    seen = {
        user.username: [str(tab["label"]) for tab in framed(user, "/visits/")["visit_tabs"]]
        for user in (vera, dana, azat)
    }
    assert seen["vera"][0] == seen["dana"][0] == "Visits"
    assert "Complaints from interviews" in seen["vera"]
    assert "Complaints from interviews" not in seen["dana"]
    assert seen["azat"] == []


def test_a_stranger_sees_no_menu(db):
    shown = framed(AnonymousUser())
    assert (shown["nav"], shown["visit_tabs"], shown["organisation"]) == ([], [], None)
    assert (shown["is_demonstration"], shown["viewing_as"]) == (False, None)


def test_a_request_that_broke_early_has_a_frame():
    assert frame(RequestFactory().get("/"))["nav"] == []


def test_somebody_without_a_role_sees_no_menu(berik):
    berik.memberships.update(is_active=False)
    assert framed(berik)["nav"] == []


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_the_frame_tells_a_demonstration(berik, organisation, is_demonstration):
    organisation.is_demonstration = is_demonstration
    organisation.save()
    shown = framed(berik)
    assert (shown["organisation"], shown["is_demonstration"]) == (organisation, is_demonstration)


def test_the_frame_costs_one_query(berik, django_assert_num_queries):
    with django_assert_num_queries(1):
        framed(berik)
