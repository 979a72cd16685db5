"""A search finds cases by number, place and coded text in three languages, and every word must fit."""

from datetime import date

import pytest

from accounts.choices import Role
from complaints.choices import DataSet
from complaints.listing.search import readings, search
from complaints.models import Case, CaseEvent
from institutions.models import Body, Channel, Facility, Region, Stage, Term
from institutions.vocabulary import vocabulary
from tests.complaints.event_cases import a_case
from tests.reports.rows import Path, add_cases

pytestmark = pytest.mark.django_db

DAY = date(2020, 1, 1)


@pytest.fixture
def astana(organisation):
    """A case in Astana that the second of two bodies holds."""
    region = Region.objects.get(code="KZ-71")
    body = Body.objects.order_by("order").first()
    path = Path({1: DAY}, attributes={"region": region, "body_now": body, "position": "INV"})
    (row,) = add_cases([path], data_set=DataSet.OWN, organisation=organisation)
    Case.objects.filter(pk=row.pk).update(region=region, reference="K7F3-9QXD", file_number="2020/17-A")
    return row


@pytest.fixture
def karaganda(organisation):
    """A case in Karaganda Region that came by another channel."""
    region = Region.objects.get(code="KZ-35")
    path = Path({1: DAY}, attributes={"region": region, "channel": Channel.objects.order_by("order").first()})
    (row,) = add_cases([path], data_set=DataSet.OWN, organisation=organisation)
    Case.objects.filter(pk=row.pk).update(region=region, facility=Facility.objects.get(code="F_ZARECHNY"))
    return row


def found(text: str) -> set[int]:
    return set(search(Case.objects.all(), text, vocabulary()).values_list("pk", flat=True))


@pytest.mark.parametrize("text", ["Astana", "астана", "АСТАНА", "Астана қаласы", "астана каласы", "город астана"])
def test_a_region_is_found_in_three_languages(astana, karaganda, text):
    assert found(text) == {astana.pk}


@pytest.mark.parametrize("text", ["Қарағанды", "караганды", "Karaganda", "Карагандинская", "зареч", "ЛА-155/8"])
def test_a_place_is_found_by_any_of_its_spellings(astana, karaganda, text):
    assert found(text) == {karaganda.pk}


@pytest.mark.parametrize("text", ["K7F3-9QXD", "k7f3", "K7F3 9QXD", "К7F3-9QХD", "k7f39q"])
def test_a_reference_is_found_with_and_without_its_dash(astana, karaganda, text):
    assert astana.pk in found(text)
    assert karaganda.pk not in found(text)


def test_an_own_file_number_is_found_by_its_beginning(astana, karaganda):
    assert found("2020/17") == {astana.pk}
    assert found("2020/17-a") == {astana.pk}
    assert found("17-A") == set()


def test_a_number_of_the_register_is_found(astana, berik, organisation):
    case = a_case(berik, organisation)
    event = CaseEvent.objects.get(case=case)
    CaseEvent.objects.create(
        case=case, sequence=9, stage=event.stage, happened_on=DAY, register_number="257100031000145",
        recorded_at=event.recorded_at,
    )  # fmt: skip
    assert found("2571000310") == {case.pk}


def test_every_word_must_fit(astana, karaganda):
    body = Body.objects.order_by("order").first()
    word = body.label_en.split()[0]
    assert astana.pk in found(f"Astana {word}")
    assert found(f"Astana {word} Karaganda") == set()


def test_methods_and_steps_are_found(astana, karaganda):
    method = Term.objects.filter(list="method").order_by("order").first()
    Case.objects.get(pk=karaganda.pk).methods.add(method)
    stage = Stage.objects.get(code="INV")
    assert karaganda.pk in found(" ".join(method.label_ru.split()[:2]))
    assert astana.pk in found(" ".join(stage.label_kk.split()[:2]))


@pytest.mark.parametrize("text", ["x", "%", "  ", "-", "a b"])
def test_signs_that_say_nothing_find_nothing(astana, text):
    assert found(text) == set()


@pytest.mark.parametrize("text", ["%%", "__", "\\\\", "'; DROP", "zz\x00zz", "\u0130stanbul", "ﷺﷺ", "9" * 150])
def test_strange_signs_are_only_signs(astana, text):
    assert found(text) == set()


def test_a_search_never_finds_more_than_it_was_given(astana, karaganda, charlie, alia):
    assert set(search(Case.objects.visible_to(charlie), "Astana", vocabulary())) == set()
    assert set(search(Case.objects.visible_to(alia), "Astana", vocabulary())) == set()


def test_a_word_says_what_it_was_read_as():
    (reading,) = readings("астана", vocabulary())
    assert "KZ-71" in {entry.code for entry in reading.meanings}
    assert readings("zzzzqq", vocabulary())[0].meanings == ()


def page(client, user, **sent):
    client.force_login(user)
    return client.get("/cases/", sent)


def test_the_page_says_how_a_word_was_read(client, berik, astana):
    response = page(client, berik, q="астана")
    words = response.context["words"].words
    assert [row.reference for row in response.context["rows"]] == ["K7F3-9QXD"]
    assert ("region", "Astana (city)") in {(one.kind, one.label) for one in words[0].meanings}
    assert "/cases/?region=KZ-71" in {one.url for one in words[0].meanings}


def test_the_page_says_what_was_searched_when_a_word_means_nothing(client, berik, astana):
    html = page(client, berik, q="zzzzqq").content.decode()
    assert "It names no place, region, body" in html
    assert "No case under these filters" in html


@pytest.mark.parametrize("text", ["a\x00b", "x" * 10_000, "x"])
def test_a_search_that_cannot_be_is_told_and_not_used(client, berik, astana, text):
    response = page(client, berik, q=text)
    assert response.status_code == 200
    assert "q" in response.context["filters"].errors
    assert len(response.context["rows"]) == 1


def test_a_lead_of_two_kinds_of_house_searches_one_at_a_time(client, berik, astana, organisation):
    assert Role.LEAD in {membership.role for membership in berik.memberships.all()}
    assert page(client, berik, q="astana", data_set="public_record").context["rows"] == []
