"""Pages about the country pack."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from institutions.queries import world
from institutions.reference import LISTS

pytestmark = pytest.mark.django_db
PAGES = ["/institutions/", "/institutions/bodies/", "/institutions/stages/", "/institutions/independence/"]


@pytest.fixture
def reader(client: Client, vera: User) -> Client:
    client.force_login(vera)
    return client


def text(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("address", [*PAGES, "/institutions/lists/grounds/"])
def test_pages_are_for_signed_in_people(client: Client, address: str):
    response = client.get(address)
    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("address", PAGES)
def test_pages_open_in_every_language_with_few_queries(reader: Client, address: str, language: str):
    reader.cookies["aryz_language"] = language
    world()
    with CaptureQueriesContext(connection) as queries:
        text(reader.get(address))
    assert len(queries) <= 15


@pytest.mark.parametrize("slug", LISTS)
def test_every_list_opens_with_few_queries(reader: Client, slug: str):
    text(reader.get(f"/institutions/lists/{slug}/"))  # the first page of a session writes down when it began
    with CaptureQueriesContext(connection) as queries:
        text(reader.get(f"/institutions/lists/{slug}/"))
    assert len(queries) <= 7


def test_an_unknown_list_is_not_found(reader: Client):
    assert reader.get("/institutions/lists/secrets/").status_code == 404


@pytest.mark.parametrize(("language", "derived"), [("en", "from memory"), ("ru", "по памяти"), ("kk", "жадтан")])
def test_sources_are_open_to_anybody_in_every_language(client: Client, lumeria, language: str, derived: str):
    client.cookies["aryz_language"] = language
    with CaptureQueriesContext(connection) as queries:
        page = text(client.get("/institutions/sources/"))
    assert f'<html lang="{language}"' in page
    assert f'<tr role="row" id="source-K"> <th scope="row" role="rowheader"><span>{derived}' in page
    assert page.count('id="source-') == 8
    assert page.count("data__note") == (6 if language == "kk" else 1)
    assert len(queries) == 1


def test_sources_show_addresses_and_link_only_those_a_browser_can_follow(client: Client, lumeria):
    page = text(client.get("/institutions/sources/"))
    address = "https://roll.example/acts?page=2"
    assert f'<span><a href="{address}" rel="noreferrer noopener">{address}</a>; shelf 9</span>' in page
    assert "<span>Chronicle of Lumeria</span>" in page
    assert ">the articles cited</td>" in page
    assert page.count('rel="noreferrer noopener"') == 2
    assert not re.search(r'(src|action|data|poster|srcset)="https?:', page), "nothing is fetched from elsewhere"


def test_without_a_pack_the_sources_say_so(client: Client, empty_world):
    assert "No source is loaded" in text(client.get("/institutions/sources/"))


def test_only_the_signed_in_are_led_back_to_the_reference(client: Client, reader: Client):
    assert '<a class="govuk-breadcrumbs__link" href="/institutions/">' in text(reader.get("/institutions/sources/"))
    assert '<a class="govuk-breadcrumbs__link"' not in text(Client().get("/institutions/sources/"))


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_source_is_named_in_words_and_leads_to_the_list(reader: Client, language: str):
    reader.cookies["aryz_language"] = language
    title = {"en": "section 1", "ru": "раздел 1", "kk": "1-бөлім"}[language]
    for address in ("/institutions/lists/grounds/", "/institutions/stages/"):
        page = text(reader.get(address))
        link = page[page.index('<a href="/institutions/sources/#source-UPK1">') :]
        assert title in link[: link.index("</a>")]
        assert not re.search(r"\bV:\w", page), "no bare tag is left"
    assert '<a href="/institutions/sources/#source-CONST26r">' in text(reader.get("/institutions/bodies/"))


def test_what_is_from_memory_is_linked_and_still_marked(reader: Client, lumeria):
    page = text(reader.get("/institutions/lists/consent-scope/"))
    memory = '<a href="/institutions/sources/#source-K">from memory</a> <strong'
    assert '<a href="/institutions/sources/#source-invented">invented for these tests</a>, ' in page
    assert memory in page or '<a href="/institutions/sources/#source-K">from memory</a> <span' in page
    assert page.count("not verified") == 1


def test_every_link_to_a_source_has_its_anchor(client: Client, reader: Client):
    anchors = set(re.findall(r'id="(source-[\w-]+)"', text(Client().get("/institutions/sources/"))))
    linked: set[str] = set()
    for slug in LISTS:
        linked |= set(re.findall(r'/institutions/sources/#([\w-]+)"', text(reader.get(f"/institutions/lists/{slug}/"))))
    assert len(linked) > 40
    assert linked - anchors == set()


def test_the_overview_counts_rows_and_doubts(reader: Client, lumeria):
    page = text(reader.get("/institutions/"))
    assert '<a href="/institutions/lists/bodies/">Bodies</a></th> ' in page
    counts = {count.list.slug: count for count in reader.get("/institutions/").context["counts"]}
    assert (counts["bodies"].total, counts["bodies"].unverified, counts["bodies"].unreviewed) == (10, 0, 1)
    assert (counts["consent-scope"].total, counts["consent-scope"].unverified) == (1, 1)
    assert (counts["competences"].total, counts["competences"].unreviewed) == (3, 0)
    assert "evidence-type" not in counts, "Lumeria leaves this list empty"


def test_a_list_shows_label_code_remark_validity_source_and_doubt(reader: Client, lumeria):
    grounds = text(reader.get("/institutions/lists/grounds/"))
    assert "The victim wishes no case" in grounds
    assert "Termination; Act 4(2)" in grounds
    assert "until 31" in grounds
    assert "not verified" not in grounds
    assert "not verified" in text(reader.get("/institutions/lists/consent-scope/"))


def test_a_label_that_no_native_reader_checked_is_marked_in_kazakh_only(reader: Client, lumeria):
    assert "data__note" not in text(reader.get("/institutions/lists/bodies/"))
    reader.cookies["aryz_language"] = "kk"
    assert text(reader.get("/institutions/lists/bodies/")).count("data__note") == 1


def test_the_tree_of_bodies_is_that_of_the_day(reader: Client, lumeria):
    old = reader.get("/institutions/bodies/", {"on": "1999-12-31"})
    nodes = {node.body.code: node for node in walk(old.context["tree"])}
    assert [child.body.code for child in nodes["JUSTICE"].children] == ["KEEP"]
    assert (nodes["KEEP"].root.code, nodes["WATCH"].root.code, nodes["HOME"].root.code) == ("JUSTICE", "HOME", "HOME")
    assert "INQ_NEW" not in nodes
    new = {node.body.code: node for node in walk(reader.get("/institutions/bodies/?on=01.01.2000").context["tree"])}
    assert [child.body.code for child in new["HOME"].children] == ["WATCH", "KEEP"]


def walk(nodes):
    for node in nodes:
        yield node
        yield from walk(node.children)


def test_a_day_that_cannot_be_read_is_said_and_today_is_shown(reader: Client):
    response = reader.get("/institutions/bodies/", {"on": "soon"})
    assert "on" in response.context["form"].errors
    assert response.context["tree"]
    assert "<title>Error: " in text(response)


def test_stages_show_what_may_follow(reader: Client, lumeria):
    page = text(reader.get("/institutions/stages/"))
    assert '<a href="#BOOKED">Booked</a>' in page
    assert "since 1 " in page or "since 01." in page
    assert "Terminated" in page


@pytest.mark.parametrize(
    ("body", "other", "on", "sentence"),
    [
        (
            "MIA_POL",
            "KUIS",
            "2012-01-01",
            "Not independent. On 1 January 2012 the same head stood above Police departm",
        ),
        (
            "MIA_POL",
            "KUIS",
            "2010-01-01",
            "Independent. On 1 January 2010 two different heads stood above them: Minist",
        ),
        ("ACS_KNB", "KNB", "2025-06-30", "Not independent. On 30 June 2025 Anti-Corruption Service of the KNB and"),
        ("ACS_KNB", "KNB", "2025-06-29", "Not known. At least one of them did not exist on 29 June 2025: Anti-"),
        ("GPO", "KNB", "2025-07-01", "Independent. On 1 July 2025"),
    ],
)
def test_independence_is_answered_in_a_sentence(reader: Client, body: str, other: str, on: str, sentence: str):
    response = reader.get("/institutions/independence/", {"body": body, "other": other, "on": on})
    assert sentence in text(response)


def test_independence_shows_both_lines(reader: Client):
    response = reader.get("/institutions/independence/", {"body": "DUIS", "other": "MIA_POL", "on": "2020-01-01"})
    assert [len(chain) for chain in response.context["found"].chains] == [3, 2]
    assert response.context["found"].chains[0][-1] == response.context["found"].chains[1][-1]


def test_a_question_about_an_unknown_body_is_an_error_and_no_answer(reader: Client):
    response = reader.get("/institutions/independence/", {"body": "NOBODY", "other": "KNB", "on": "2020-01-01"})
    assert response.context["found"] is None
    assert set(response.context["form"].errors) == {"body"}


@pytest.mark.parametrize("address", [*PAGES])
def test_without_a_pack_pages_say_so(reader: Client, empty_world, address: str):
    response = reader.get(address)
    assert response.status_code == 503
    assert "No country pack is loaded" in response.content.decode()


@pytest.mark.parametrize("address", [*PAGES, "/institutions/lists/grounds/", "/institutions/sources/"])
def test_pages_only_read(reader: Client, address: str):
    assert reader.post(address).status_code == 405
