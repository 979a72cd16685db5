"""The list of letters: for leads and case workers, of the cases they may know of."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.choices import Role
from complaints.actions import assign_case
from complaints.choices import LetterState
from complaints.letters import letters_visible_to, set_letter_aside, take_up_letter
from complaints.models import ErasureRequest
from tests.cast import person
from tests.complaints.sealed_cases import TODAY, as_letter, fill_safe, own_case
from tests.vault.keys import with_keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(berik, organisation):
    with_keys(berik)
    return as_letter(fill_safe(own_case(berik, organisation), by=berik), has_news=True, is_suspected_junk=True)


def listed(client, user, **query):
    client.force_login(user)
    return client.get(reverse("letters"), query)


def test_leads_see_every_letter_and_case_workers_those_of_their_cases(client, letter, alia, berik, charlie):
    assert [row.reference for row in listed(client, berik).context["rows"]] == [letter.case.reference]
    for other in (alia, charlie):
        response = listed(client, other)
        assert response.context["rows"] == []
        assert "New: 0" in response.content.decode()
    assign_case(by=berik, case=letter.case, user=alia)
    assert len(listed(client, alia).context["rows"]) == 1


def test_what_asks_for_attention_is_said_in_words(client, letter, berik):
    ErasureRequest.objects.create(case=letter.case, asked_on=TODAY)
    html = listed(client, berik).content.decode()
    assert all(words in html for words in ("has news", "may be junk", "erasure asked for"))


def test_a_letter_is_taken_up_or_set_aside_and_moves_to_its_tab(client, letter, berik):
    client.force_login(berik)
    address = reverse("letter_state", args=[letter.case.reference])
    for state, name in ((LetterState.SET_ASIDE, "Set aside"), (LetterState.TAKEN_UP, "Taken up")):
        client.post(address, {"state": state})
        response = listed(client, berik, state=state)
        assert len(response.context["rows"]) == 1
        assert f"{name}: 1" in response.content.decode()
    assert client.post(address, {"state": "burnt"}).status_code == 400


@pytest.mark.parametrize("name", ["alia", "vera", "dana", "azat", "charlie"])
def test_nobody_else_decides_about_a_letter(letter, cast, name):
    for decide in (take_up_letter, set_letter_aside):
        with pytest.raises(PermissionDenied):
            decide(by=cast[name], letter=letter)
    assert not letters_visible_to(cast[name]).exists()


def test_a_lead_who_cannot_open_a_letter_decides_nothing_about_it(letter, organisation):
    newcomer = with_keys(person("newcomer", organisation, Role.LEAD))
    for decide in (take_up_letter, set_letter_aside):
        with pytest.raises(PermissionDenied):
            decide(by=newcomer, letter=letter)


def test_empty_lists_say_what_to_do(client, berik):
    assert "What comes through the public form appears here" in listed(client, berik).content.decode()
    assert "take it up, or set it aside" in listed(client, berik, state="set_aside").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(client, berik, organisation, django_assert_num_queries, rows):
    for _each in range(rows):
        as_letter(own_case(berik, organisation))
    listed(client, berik)
    with django_assert_num_queries(6):
        assert len(client.get(reverse("letters")).context["rows"]) == rows


def test_older_letters_follow_on_the_next_page(client, berik, organisation, monkeypatch):
    monkeypatch.setattr("complaints.letter_pages.PAGE_SIZE", 2)
    for _each in range(3):
        as_letter(own_case(berik, organisation))
    first = listed(client, berik)
    second = client.get(reverse("letters") + first.context["older_url"])
    seen = [row.reference for page in (first, second) for row in page.context["rows"]]
    assert (len(seen), len(set(seen)), second.context["older_url"]) == (3, 3, "")
