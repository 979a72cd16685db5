"""The page of limits: what it says, to whom, and what it must never show."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Act, Role
from accounts.models import AuditEvent
from monitoring.choices import StoodBack
from monitoring.models import RecommendationLetter, Visit, VisitMember
from reports.limits.choices import Measure
from tests.cast import person
from tests.reports.limits.table import build, lines, scenario
from tests.reports.rows import demonstration_organisation

pytestmark = pytest.mark.django_db

LOOK_AT_TODAY = (
    *("coverage", "in_time", "accepted", "reply_median", "published"),
    *("before", "after", "before_cut", "after_cut"),
)


@pytest.fixture
def world(organisation):
    return build(organisation)


def page(client, user, **filters):
    client.force_login(user)
    return client.get(reverse("limits"), filters)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_page_says_what_was_found(world, client, dana):
    text = text_of(page(client, dana))
    assert "Unannounced visits found 2.40 concerns about treatment per visit (95 %: 1.24 to 4.19; 5 visits)" in text
    assert "announced ones 0.40 (95 %: 0.05 to 1.44; 5 visits). Ratio: 6.00 (95 %: 1.34 to 55.20)." in text
    assert "46 of 79 interviews were held in private" in text
    assert "Of the visits let in with both hours recorded, half waited no longer than 25 minutes" in text
    assert "95 of 100 tries" not in text
    assert "intervals made in this way hold the true value in 95 of 100 cases" in text
    assert "counts with none" in text
    assert "Visits let in whose two hours are not both recorded: 1." in text


def test_every_measure_of_the_table_stands_on_the_page(world, client, dana):
    text = text_of(page(client, dana))
    for line in lines("hand_computed_measures.csv"):
        assert str(Measure(line["measure"]).label) in text
    assert "too small to compare" in text
    assert "A hollow dot rests on fewer than ten visits." in text


def test_numbers_lead_to_the_visits_behind_them(world, client, dana):
    found = page(client, dana, year_from="2024", by="notice", measure="private")
    html = found.content.decode().replace("&amp;", "&")
    address = f"{reverse('visit_list')}?data_set=own&year_from=2024"
    for more in ("", "&access=full", "&access=denied", "&notice=announced", "&waited=30", "&room=any"):
        assert f'href="{address}{more}"' in html
    assert found.context["visits"] == 12
    assert len(client.get(f"{address}&notice=announced").context["rows"]) == 5


def test_who_may_not_open_visits_gets_numbers_without_addresses(world, client, organisation):
    keeper = person("kanat", organisation, Role.CUSTODIAN)
    html = page(client, keeper).content.decode()
    assert "46 of 79 interviews were held in private" in html
    assert f'href="{reverse("visit_list")}?' not in html


@pytest.mark.parametrize("name", ["azat", "stranger"])
def test_who_may_not_see_figures_sees_none(name, world, client, organisation):
    user = person("stranger", organisation) if name == "stranger" else person(name, organisation, Role.ADMINISTRATOR)
    for route in ("limits", "limits_csv"):
        client.force_login(user)
        assert client.get(reverse(route)).status_code == 403


def test_another_organisation_sees_that_there_is_nothing_yet(world, client, charlie):
    text = text_of(page(client, charlie))
    assert "No visit to count under these filters" in text
    assert "interviews were held in private" not in text


def test_own_visits_are_not_shown_as_a_demonstration_nor_the_other_way_round(world, client, dana):
    assert not page(client, dana).context["is_demonstration"]
    invented = page(client, dana, data_set="demonstration")
    assert invented.context["is_demonstration"]
    assert invented.context["visits"] == 0


def test_the_public_record_has_no_visits(world, client, dana):
    found = page(client, dana, data_set="public_record")
    assert found.status_code == 200
    assert found.context["filters"].errors["data_set"]
    assert found.context["visits"] == 12


@pytest.mark.parametrize(
    "sent",
    [
        {"year_from": "1"},
        {"year_from": "2025", "year_to": "2024"},
        {"year_to": "9" * 400},
        {"year_from": "\x00"},
        {"region": "\x00"},
        {"region": "nowhere"},
        {"by": "\x00"},
        {"measure": "league"},
        {"notice": "perhaps"},
        {"regime": "1' OR '1'='1"},
    ],
)
def test_what_is_not_understood_is_said_and_not_used(sent, world, client, dana):
    found = page(client, dana, **sent)
    assert found.status_code == 200
    assert set(found.context["filters"].errors) <= {*sent, "year_to"}
    assert found.context["filters"].errors
    assert found.context["visits"] in (12, 6, 7, 9)


def test_an_unknown_parameter_is_told(world, client, dana):
    assert "The address holds filters this page does not know: colour." in text_of(page(client, dana, colour="red"))


def test_a_filter_is_a_chip_that_can_be_taken_away(world, client, dana):
    found = page(client, dana, notice="announced", by="year")
    assert [(chip.label, chip.remove_url) for chip in found.context["chips"]] == [
        ("Announced or not: Announced", "?by=year")
    ]
    assert found.context["visits"] == 5


def test_groups_stand_in_the_order_of_their_list_or_of_their_size_never_of_their_value(world, client, dana):
    def groups(**sent):
        (compared,) = [
            one for one in page(client, dana, by="notice", **sent).context["sections"] if one.id == "compared"
        ]
        return [(row.cells[0].text, row.cells[1].text) for row in compared.tables[0].rows]

    assert groups(measure="delayed") == [("Unannounced", "6"), ("Announced", "5"), ("Not known", "1")]
    Visit.objects.filter(pk=world.visits[10].pk).update(mistaken_on=timezone.localdate())
    Visit.objects.filter(pk=world.visits[12].pk).update(mistaken_on=timezone.localdate())
    assert groups(measure="private", sort="size") == [("Announced", "5"), ("Unannounced", "4"), ("Not known", "1")]


def test_a_group_without_visits_is_compared_only_where_it_has_something(world, client, dana):
    """The incidents of the table lie in no known region; to interviews that group has nothing to say."""
    for measure, wanted in (("private", 1), ("incidents_outside", 2)):
        sections = page(client, dana, by="region", measure=measure).context["sections"]
        (compared,) = [one for one in sections if one.id == "compared"]
        assert len(compared.tables[0].rows) == wanted


def test_a_scenario_stands_apart_and_closes_the_addresses_that_would_mix(world, client, dana):
    Visit.objects.filter(pk=world.visits[5].pk).update(regime=scenario())
    found = page(client, dana, by="notice")
    assert found.context["visits"] == 11
    assert found.context["scenario"].rows
    assert f'href="{reverse("visit_list")}?' not in found.content.decode()
    alone = page(client, dana, regime=scenario().code)
    assert (alone.context["visits"], alone.context["is_scenario"]) == (1, True)
    assert "These are visits of a scenario" in text_of(alone)
    assert "46 of 79" not in text_of(alone)


def test_whoever_stood_back_reads_no_number_of_the_visit(world, client, vera):
    VisitMember.objects.create(visit=world.visits[10], number=1, user=vera, stood_back=StoodBack.RELATED)
    assert page(client, vera).context["visits"] == 11


@pytest.mark.parametrize("by", ["regime", "operator", "year"])
def test_the_page_asks_no_more_of_a_large_house_than_of_a_small_one(
    by, world, client, dana, django_assert_max_num_queries
):
    page(client, dana, by=by)
    with django_assert_max_num_queries(15) as large:
        client.get(reverse("limits"), {"by": by})
    Visit.objects.exclude(pk=world.visits[1].pk).update(mistaken_on=timezone.localdate())
    with django_assert_max_num_queries(15) as small:
        client.get(reverse("limits"), {"by": by})
    assert len(large) == len(small)


def test_what_is_not_due_says_so(world, client, dana):
    RecommendationLetter.objects.update(answer_due_on=timezone.localdate())
    assert "nothing is due yet" in text_of(page(client, dana))


def test_an_empty_house_says_so(client, dana):
    found = page(client, dana)
    assert "No visit to count under these filters" in text_of(found)
    assert {section.id for section in found.context["sections"]} <= {"coverage", "rooms", "compared"}


# --- the file ---------------------------------------------------------------------------------------------------------


def file_of(client, user, **filters):
    client.force_login(user)
    return client.get(reverse("limits_csv"), filters)


def test_own_figures_leave_the_house_after_the_password(world, client, dana):
    response = file_of(client, dana)
    assert response.status_code == 302
    assert reverse("account_reauthenticate") in response.url


def test_the_file_holds_every_number_of_the_demonstration(client, berik, organisation):
    build(demonstration_organisation())
    response = file_of(client, berik, data_set="demonstration", by="notice")
    mark, header, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert "invented" in mark[0]
    told = [dict(zip(header, row, strict=True)) for row in rows]
    assert {row["definition version"] for row in told} == {"2"}
    whole = {row["measure"]: row for row in told if row["group in words"] == "all visits" and row["measure"]}
    table = {line["measure"]: line for line in lines("hand_computed_measures.csv")}
    for name, row in whole.items():
        if name not in LOOK_AT_TODAY:
            assert (row["count"], row["of"]) == (table[name]["count"], table[name]["base"])
    groups = [row["group"] for row in told if row["measure"] == "yield" and row["compared by"] == "Announced or not"]
    assert groups == ["unannounced", "announced", "unknown"]
    assert [row["value"] for row in told if row["measure in words"].startswith("findings per visit, un")] == ["6"]
    assert AuditEvent.objects.filter(action=Act.EXPORTED, actor=berik).exists()
