"""Official figures say in words, and with an address, where each was published."""

import csv
import io
import re

import pytest
from django.test import Client
from django.urls import reverse

from institutions.packs import pack_folder
from reports.official_file import load_figures

pytestmark = pytest.mark.django_db
INFORM = "https://inform.kz/ru/chislo-zhalob-na-tyuremnie-pitki-umenshilos-prakticheski-v-pyat-raz"


@pytest.fixture
def stranger(client: Client) -> Client:
    """Somebody without an account, in a country whose figures are loaded."""
    load_figures(pack_folder("kz"))
    return client


def page(client: Client, name: str, language: str = "en") -> str:
    client.cookies["aryz_language"] = language
    response = client.get(reverse(name))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "inform.kz, 10 December 2025"),
        ("ru", "inform.kz, 10 декабря 2025 года"),
        ("kk", "inform.kz, 2025 жылғы 10 желтоқсан"),
    ],
)
def test_a_figure_names_its_source_in_words_and_leads_to_the_list(stranger: Client, language: str, title: str):
    shown = page(stranger, "official_figures", language)
    assert f'<a href="/institutions/sources/#source-INFORM25">{title}</a>' in shown
    assert not re.search(r"\bV:\w", shown), "no bare tag is left"
    assert INFORM not in shown, "only the list of sources leads away from the house"


def test_every_link_of_the_figures_has_its_anchor(stranger: Client):
    linked = set(re.findall(r'/institutions/sources/#([\w-]+)"', page(stranger, "official_figures")))
    anchors = set(re.findall(r'id="(source-[\w-]+)"', page(stranger, "reference_sources")))
    assert {"source-S", "source-D", "source-INFORM25"} <= linked <= anchors


def test_the_front_page_names_the_source_of_its_first_number(stranger: Client):
    shown = page(stranger, "front")
    assert "Source: founding paper by S. Akhmetzharov, 2021 (General Prosecutor&#x27;s Office, Pravstat)" in shown


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_file_carries_words_and_addresses(stranger: Client, language: str):
    stranger.cookies["aryz_language"] = language
    content = stranger.get(reverse("official_csv")).content.decode("utf-8").removeprefix("\ufeff")
    header, *lines = csv.reader(io.StringIO(content), delimiter="," if language == "en" else ";")
    assert {len(line) for line in lines} == {len(header)}
    found = {line[0]: line for line in lines}
    assert [found["N04"][-3].split(",")[0], found["N04"][-2]] == ["inform.kz", INFORM]
    assert "doi 10.52536" in found["N01"][-2]
    assert not re.search(r"\bV:\w", content)


def test_questions_to_the_database_do_not_grow_with_the_sources(stranger: Client, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        page(stranger, "official_figures")
    with django_assert_max_num_queries(2):
        stranger.get(reverse("official_csv"))
