"""Views that are kept: whose they are, who else may open them, and what of an address is never kept."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.actions import NotPossible
from accounts.choices import Role
from complaints.listing import saved
from complaints.listing.kinds import CASES
from complaints.listing.saved import change_view, delete_view, first_view, save_view, views_of
from complaints.models import SavedView
from tests.cast import person

pytestmark = pytest.mark.django_db


def keep(user, name="Mine", query="state=open", *, is_shared=False, is_first=False) -> SavedView:
    return save_view(by=user, listed=CASES, name=name, query=query, is_shared=is_shared, is_first=is_first)


def names(user) -> list[str]:
    return [view.name for view in views_of(user, CASES)]


def post(client, user, route, data=None, **arguments):
    client.force_login(user)
    return client.post(reverse(route, kwargs=arguments), data or {})


# --- who sees what ----------------------------------------------------------------------------------------------------


def test_a_private_view_is_its_owner_s_alone(alia, berik, vera):
    keep(alia)
    assert (names(alia), names(berik), names(vera)) == (["Mine"], [], [])


def test_a_shared_view_is_for_those_who_work_on_cases_there(alia, berik, vera, dana, azat, charlie):
    keep(alia, is_shared=True)
    seen = [names(user) for user in (alia, berik, vera, dana, azat, charlie)]
    assert seen == [["Mine"], ["Mine"], ["Mine"], [], [], []]


def test_who_left_the_organisation_takes_no_view_along(alia, other_organisation):
    keep(alia)
    alia.memberships.update(organisation=other_organisation)
    del alia._active_memberships
    assert names(alia) == []


def test_only_who_works_on_cases_shares(dana):
    assert keep(dana).owner == dana
    with pytest.raises(PermissionDenied):
        keep(dana, "Ours", is_shared=True)


# --- keeping, changing, forgetting ------------------------------------------------------------------------------------


def test_saving_under_the_same_name_replaces_the_filters(alia):
    keep(alia)
    keep(alia, query="state=terminated")
    assert [view.query for view in views_of(alia, CASES)] == ["state=terminated"]


def test_only_one_view_is_first(alia):
    keep(alia, "One", is_first=True)
    keep(alia, "Two", is_first=True)
    assert first_view(alia, CASES).name == "Two"
    assert SavedView.objects.filter(is_first=True).count() == 1


def test_a_shared_first_view_is_first_for_its_owner_alone(alia, berik):
    keep(alia, is_shared=True, is_first=True)
    assert first_view(berik, CASES) is None


def test_nobody_changes_the_view_of_another(alia, berik):
    view = keep(alia, is_shared=True)
    with pytest.raises(PermissionDenied):
        change_view(by=berik, listed=CASES, view=view, name="Ours", is_shared=True, is_first=False)


def test_two_views_never_share_a_name(alia):
    keep(alia, "One")
    two = keep(alia, "Two")
    with pytest.raises(NotPossible):
        change_view(by=alia, listed=CASES, view=two, name="One", is_shared=False, is_first=False)


def test_leads_delete_what_is_shared_and_nothing_private(alia, berik, organisation):
    shared, private = keep(alia, "Shared", is_shared=True), keep(alia, "Private")
    colleague = person("aidar", organisation, Role.CASE_WORKER)
    for user, view in [(colleague, shared), (berik, private), (colleague, private)]:
        with pytest.raises(PermissionDenied):
            delete_view(by=user, listed=CASES, view=view)
    delete_view(by=berik, listed=CASES, view=shared)
    assert names(alia) == ["Private"]


def test_there_is_an_end_to_keeping(alia, monkeypatch):
    monkeypatch.setattr(saved, "MOST_VIEWS", 1)
    keep(alia)
    with pytest.raises(NotPossible):
        keep(alia, "Another")


# --- the pages --------------------------------------------------------------------------------------------------------


def test_words_of_a_search_and_the_place_in_the_list_are_not_kept(client, alia):
    query = "state=open&q=somebody&after=K7F3-9QXD&colour=blue&sort=due&size=50&data_set=own"
    response = post(client, alia, "save_view", {"view-name": "Open", "query": query})
    assert views_of(alia, CASES).get().query == "state=open&sort=due&size=50&data_set=own"
    assert "view=" in response["Location"]


def test_the_list_opens_with_the_first_view_and_only_without_a_question(client, alia):
    view = keep(alia, is_first=True)
    client.force_login(alia)
    response = client.get(reverse("case_list"))
    assert response["Location"] == f"{reverse('case_list')}?state=open&view={view.uuid}"
    assert client.get(response["Location"]).status_code == 200
    assert client.get(reverse("case_list"), {"data_set": "own"}).status_code == 200


def test_an_empty_first_view_does_not_lead_in_circles(client, alia):
    keep(alia, query="", is_first=True)
    client.force_login(alia)
    assert client.get(reverse("case_list"), follow=True).status_code == 200


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\x00b"])
def test_a_name_that_cannot_be_is_told(client, alia, name):
    post(client, alia, "save_view", {"view-name": name, "query": "state=open"})
    assert names(alia) == []


def test_a_query_that_is_too_long_is_told(client, alia):
    post(client, alia, "save_view", {"view-name": "Long", "query": "state=" + "x" * 3900})
    assert names(alia) == []


def test_a_view_is_renamed_and_deleted_on_its_pages(client, alia):
    view = keep(alia)
    post(client, alia, "change_view", {"name": "Other", "is_shared": "on"}, uuid=view.uuid)
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("Other", True)
    post(client, alia, "delete_view", uuid=view.uuid)
    assert names(alia) == []


def test_the_list_after_a_form_leads_nowhere_else(client, alia):
    response = post(client, alia, "case_columns", {"query": "//elsewhere.example/\r\nX: y"})
    assert response["Location"].startswith("/cases/?")
    assert "\n" not in response["Location"]


# --- columns ----------------------------------------------------------------------------------------------------------


def heads(client) -> list[str]:
    return [head.label for head in client.get(reverse("case_list")).context["heads"]]


def test_chosen_columns_are_remembered(client, alia):
    post(client, alia, "case_columns", {"columns": ["state", "alerts", "assigned"]})
    assert heads(client) == ["Case", "Stands now", "Assigned to", "Alerts that nobody has noted"]


@pytest.mark.parametrize("columns", [["colour"], ["state\x00"], [], ["state"] * 3])
def test_columns_that_are_none_change_nothing(client, alia, columns):
    post(client, alia, "case_columns", {"columns": columns})
    assert len(heads(client)) in (2, 6)
