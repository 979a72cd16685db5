"""The pages of the reports: what they say, to whom, and what they must never show."""

import csv
import io
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation

from accounts.choices import Role
from accounts.demo import demo_user
from accounts.models import Membership
from complaints.actions import receive_complaint, record_event
from complaints.choices import DataSet
from complaints.filters import CaseFilterSet
from complaints.models import Case
from institutions.choices import Answer, Exit
from institutions.models import FunnelStep, Ground, Region, Stage
from reports import wording
from reports.actions import refresh
from tests.reports.rows import Path, add_cases, demonstration_organisation

pytestmark = pytest.mark.django_db

OLD = date(2015, 3, 2)


def paths(registered: int, tried: int, day: date = OLD, state: str = Exit.TERMINATED) -> list[Path]:
    """Cases registered on one day, some of them tried a year later."""
    lost = [Path({1: day}, state=state) for _n in range(registered - tried)]
    return [*lost, *(Path({1: day, 6: day + timedelta(days=365)}) for _n in range(tried))]


@pytest.fixture
def demo_lead(berik):
    """Berik as a lead of the demonstration."""
    Membership.objects.create(user=berik, organisation=demonstration_organisation(), role=Role.LEAD)
    return berik


def page(client, user, **filters):
    client.force_login(user)
    return client.get(reverse("funnel"), filters)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


# --- front page -------------------------------------------------------------------------------------------------------


def test_front_page_is_open_and_says_what_aryz_is(client):
    response = client.get(reverse("front"))
    assert response.status_code == 200
    assert "from the first word of a complainant to the last word of a court" in text_of(response)
    assert reverse("account_login") in text_of(response)


def test_front_page_never_shows_own_cases(client, organisation):
    add_cases(paths(30, 3), data_set=DataSet.OWN, organisation=organisation)
    response = client.get(reverse("front"))
    assert response.context["demonstration"] is None
    assert response.context["documented"] is None
    assert "funnel__step" not in text_of(response)


def test_front_page_marks_the_demonstration_as_invented(client):
    add_cases(paths(700, 14))
    html = text_of(client.get(reverse("front")))
    assert "Every case here is invented." in html
    assert "mark--demonstration" in html
    assert (
        "Of <strong>700</strong> cases registered in 2015, <strong>14</strong> reached a trial within 3 years" in html
    )
    assert "<strong>2.0 %</strong>, between 1.2 and 3.3" in html


def test_front_page_claims_no_rate_of_the_public_record(client):
    add_cases(paths(8, 7), data_set=DataSet.PUBLIC_RECORD)
    response = client.get(reverse("front"))
    assert "No rate follows from them." in response.context["documented"]["headline"]
    assert "%" not in str(response.context["documented"]["funnel"].wide)
    assert "%" not in str(response.context["documented"]["table"])


def test_front_page_says_of_registration_only_what_was_read(client):
    add_cases([*paths(3, 1), Path({}), Path({})], data_set=DataSet.PUBLIC_RECORD)
    html = text_of(client.get(reverse("front")))
    assert "Documented cases: 5, of them without a registration in the sources that were read: 2." in html
    assert "never registered" not in html


# --- funnel page ------------------------------------------------------------------------------------------------------


def test_funnel_says_the_finding_first(client, dana):
    add_cases(paths(700, 14))
    html = text_of(page(client, dana, data_set="demonstration"))
    assert "Of <strong>700</strong> cases registered in 2015, <strong>14</strong> reached a trial" in html
    assert html.index("reached a trial within") < html.index('class="filters"') < html.index("funnel__step")
    assert "Demonstration data." in html


def test_administrator_may_not_see_the_funnel(client, azat):
    assert page(client, azat).status_code == 403


def test_own_funnel_counts_only_the_own_organisation(client, dana, organisation, other_organisation):
    add_cases(paths(12, 2), data_set=DataSet.OWN, organisation=organisation)
    add_cases(paths(500, 50), data_set=DataSet.OWN, organisation=other_organisation)
    response = page(client, dana, data_set="own")
    assert response.context["cases"] == 12
    assert "500" not in response.context["count_text"]


def test_unknown_parameters_are_named(client, dana):
    html = text_of(page(client, dana, data_set="demonstration", colour="blue"))
    assert "The address holds filters this page does not know: colour. They were not used." in html


@pytest.mark.parametrize(
    ("name", "value"), [("horizon", "7"), ("data_set", "official"), ("region", "nowhere"), ("year_from", "1066")]
)
def test_values_that_are_not_understood_are_named_and_not_used(client, dana, name, value):
    add_cases(paths(10, 1))
    response = page(client, dana, **({"data_set": "demonstration"} | {name: value}))
    assert response.status_code == 200
    assert name in response.context["filters"].errors
    assert "Please check these answers" in text_of(response)


def test_years_in_the_wrong_order_are_refused_in_words(client, dana):
    html = text_of(page(client, dana, data_set="demonstration", year_from="2020", year_to="2010"))
    assert "The last year lies before the first one." in html


def test_filters_become_chips_that_can_be_taken_away(client, dana):
    response = page(client, dana, data_set="demonstration", year_from="2014", independence="same_root")
    chips = {chip.label: chip.remove_url for chip in response.context["chips"]}
    assert chips == {
        "Registered from: 2014": "?data_set=demonstration&independence=same_root",
        "Independence of the first body: Under the same head": "?data_set=demonstration&year_from=2014",
    }


def test_young_years_are_greyed_and_marked_in_words(client, dana):
    add_cases([*paths(10, 1), *paths(5, 0, day=timezone.localdate() - timedelta(days=40))])
    cohorts = page(client, dana, data_set="demonstration").context["cohorts"]
    marks = {row.cells[0].text: (row.is_muted, row.cells[0].note) for row in cohorts.rows}
    young = str((timezone.localdate() - timedelta(days=40)).year)
    assert marks == {"2015": (False, ""), young: (True, "too young")}


def test_groups_stand_in_the_order_of_the_code_list(client, dana):
    first, second = Region.objects.order_by("order", "code")[:2]
    add_cases([Path({1: OLD}, attributes={"region": second})] * 1 + [Path({1: OLD}, attributes={"region": first})])
    breakdown = page(client, dana, data_set="demonstration", breakdown="region").context["breakdown"]
    assert [row.cells[0].text for row in breakdown.rows] == [first.label, second.label]


def test_public_record_shows_counts_and_no_shares(client, dana):
    add_cases(paths(8, 7), data_set=DataSet.PUBLIC_RECORD)
    response = page(client, dana, data_set="public_record")
    assert response.context["curve"] is None
    assert "Officials convicted in these cases" not in text_of(response)
    assert "%" not in str(response.context["funnel"].wide)
    assert [column.label for column in response.context["cohorts"].columns] == [
        "Registered in",
        "Cases",
        "Reached trial",
        "Still open",
    ]


def test_empty_funnel_says_why(client, dana):
    html = text_of(page(client, dana, data_set="demonstration"))
    assert "Nothing to count under these filters" in html
    assert "funnel__step" not in html


def number_of_cases(client, url: str) -> str:
    """How many cases the list at this address holds, over all its pages."""
    count = 0
    while url:
        response = client.get(url)
        assert not response.context["ignored"]
        assert not response.context["filters"].errors
        count += len(response.context["rows"])
        older = response.context["next_url"]
        url = older and reverse("case_list") + older
    return wording.whole(count)


def linked_cells(*tables) -> list:
    return [cell for table in tables for row in table.rows for cell in row.cells if cell.url]


LATE = Path({1: OLD, 6: OLD + timedelta(days=4 * 365)})  # beyond three years: no part of the bar
UNDATED = Path({1: None})  # registered on an unknown day: of no cohort


@pytest.mark.parametrize("horizon", ["0", "1", "3"])
def test_every_number_leads_to_exactly_the_cases_behind_it(client, demo_lead, horizon):
    young = Path({1: timezone.localdate() - timedelta(days=400), 6: timezone.localdate()})
    region = Region.objects.order_by("order").first()
    there = Path({1: OLD, 6: OLD + timedelta(days=900)}, attributes={"region": region})
    refused = Path({}, state=Exit.NOT_REGISTERED)
    absorbed = Path({1: OLD}, absorbed_by=add_cases([there])[0].case)
    add_cases([*paths(9, 2), LATE, young, UNDATED, refused, absorbed, there])
    filters = {"data_set": "demonstration", "horizon": horizon, "breakdown": "region"}
    for more in ({}, {"merged": "once"}, {"year_from": "2016"}, {"region": region.code}):
        context = page(client, demo_lead, **filters, **more).context
        bars = context["funnel"].wide.rows if context["funnel"] else []
        assert [bar.count_text for bar in bars] == [number_of_cases(client, bar.url) for bar in bars]
        cells = linked_cells(
            context["funnel_table"], context["cohorts"], context["exits"], *filter(None, [context["breakdown"]])
        )
        assert cells
        assert [cell.text for cell in cells] == [number_of_cases(client, cell.url) for cell in cells]


def test_every_bar_of_the_demonstration_leads_to_its_cases(client, settings):
    call_command("load_demo", seed=1, scale=0.02, until=date(2026, 1, 31), verbosity=0)
    lead = demo_user(Role.LEAD)
    for breakdown in ("region", "channel", "independence", "offence_kind", "body", "facility_type", "region_now"):
        context = page(client, lead, data_set="demonstration", breakdown=breakdown).context
        cells = [*context["funnel"].wide.rows, *linked_cells(context["breakdown"], context["exits"])]
        assert len(cells) > 9
        texts = [getattr(cell, "count_text", "") or cell.text for cell in cells]
        assert texts == [str(count_behind(lead, cell.url)) for cell in cells]


def count_behind(lead, url) -> int:
    """What the list under `url` would count, without drawing some hundreds of its pages."""
    asked = QueryDict(urlsplit(url).query)
    return CaseFilterSet(asked, Case.objects.visible_to(lead), actor=lead).qs.count()


def test_cases_that_may_not_be_counted_are_not_behind_a_number(client, berik, organisation):
    hidden = [Path({1: OLD}, may_be_counted=Answer.NO), UNDATED]
    add_cases([*paths(4, 1), *hidden], data_set=DataSet.OWN, organisation=organisation)
    bars = page(client, berik, data_set="own").context["funnel"].wide.rows
    assert (bars[0].count_text, number_of_cases(client, bars[0].url)) == ("4", "4")
    response = client.get(bars[0].url)
    chip = next(chip for chip in response.context["chips"] if chip.label == "Only counted cases")
    assert len(client.get(reverse("case_list") + chip.remove_url).context["rows"]) == 5  # its year is asked for too


def test_bars_lead_nowhere_for_those_who_may_not_open_cases(client, dana):
    add_cases(paths(9, 2))
    response = page(client, dana, data_set="demonstration")
    assert {bar.url for bar in response.context["funnel"].wide.rows} == {""}
    assert reverse("case_list") + "?data_set=demonstration&reached" not in text_of(response)


def test_public_bars_lead_everybody_to_the_public_cases(client, vera):
    add_cases(paths(3, 1), data_set=DataSet.PUBLIC_RECORD)
    response = page(client, vera, data_set="public_record")
    first = response.context["funnel"].wide.rows[0]
    assert len(client.get(first.url).context["rows"]) == 3


@pytest.mark.parametrize("cases", [1, 3])
def test_number_of_queries_does_not_grow_with_cases(client, dana, django_assert_num_queries, cases):
    add_cases(paths(cases, 1))
    client.force_login(dana)
    client.get(reverse("funnel"), {"data_set": "demonstration"})
    with django_assert_num_queries(14):  # no answer to this question is stored, and none is looked for
        client.get(reverse("funnel"), {"data_set": "demonstration", "breakdown": "region", "channel": "none"})
    refresh(data_set=DataSet.DEMONSTRATION, organisation=None, as_of=timezone.localdate())
    with django_assert_num_queries(10):
        client.get(reverse("funnel"), {"data_set": "demonstration", "breakdown": "region"})


@pytest.mark.parametrize("cases", [1, 3])
def test_number_of_queries_of_own_cases(client, berik, organisation, django_assert_num_queries, cases):
    add_cases(paths(cases, 1), data_set=DataSet.OWN, organisation=organisation)
    client.force_login(berik)
    client.get(reverse("funnel"))
    with django_assert_num_queries(16):
        client.get(reverse("funnel"), {"breakdown": "region"})
    refresh(data_set=DataSet.OWN, organisation=organisation, as_of=timezone.localdate())
    with django_assert_num_queries(12):  # one asks whether the reader stands back from anything, one rings the bell
        client.get(reverse("funnel"), {"breakdown": "region"})


# --- nothing loaded ---------------------------------------------------------------------------------------------------


def test_without_a_country_the_front_page_says_what_to_do(client, dana):
    FunnelStep.objects.all().delete()
    response = client.get(reverse("front"))
    assert response.status_code == 200
    assert "No country is loaded yet" in text_of(response)
    assert "load_pack" in text_of(response)
    assert "No country is loaded yet" in text_of(page(client, dana))
    assert client.get(reverse("funnel_csv")).url == reverse("funnel")


def test_with_a_country_the_front_page_asks_for_none(client):
    assert "No country is loaded yet" not in text_of(client.get(reverse("front")))


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("name", ["front", "official_figures", "definition", "funnel"])
def test_pages_answer_in_three_languages(client, dana, settings, language, name):
    add_cases(paths(20, 2))
    client.force_login(dana)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert f'<html lang="{language}"' in text_of(response)


# --- downloads --------------------------------------------------------------------------------------------------------


def downloaded(client, language: str = "en", name: str = "funnel_csv", **filters) -> list[list[str]]:
    with translation.override(None):
        client.cookies["aryz_language"] = language
        content = client.get(reverse(name), filters).content.decode("utf-8")
    assert content.startswith("\ufeff")
    return list(csv.reader(io.StringIO(content[1:]), delimiter="," if language == "en" else ";"))


def test_csv_holds_the_numbers_of_the_page(client, dana):
    add_cases(paths(700, 14))
    client.force_login(dana)
    mark, header, *lines = downloaded(client, data_set="demonstration")
    assert mark[0].startswith("Demonstration data")
    assert header[0] == "kind of data"
    tried = next(line for line in lines if line[1] == "funnel" and line[4] == "Trial opened")
    assert tried[5:11] == ["registered cases", "14", "700", "0.02", "0.01195", "0.033289"]
    assert {line[0] for line in lines} == {"demonstration (invented)"}
    assert {len(line) for line in lines} == {len(header)}


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_csv_has_the_separators_of_the_language(client, dana, language):
    add_cases(paths(700, 14))
    client.force_login(dana)
    lines = downloaded(client, language, data_set="demonstration")
    assert any("0,02" in line for line in lines)


def test_csv_of_the_public_record_is_not_marked_as_invented(client, dana):
    add_cases(paths(3, 1), data_set=DataSet.PUBLIC_RECORD)
    client.force_login(dana)
    header, *_lines = downloaded(client, data_set="public_record")
    assert header[0] == "table"


def test_csv_of_the_public_record_claims_no_rate_and_counts_no_officials(client, dana):
    add_cases(paths(3, 1), data_set=DataSet.PUBLIC_RECORD)
    client.force_login(dana)
    _header, *lines = downloaded(client, data_set="public_record")
    tried = next(line for line in lines if line[0] == "funnel" and line[3] == "Trial opened")
    assert tried[5:10] == ["1", "3", "", "", ""]
    assert {tuple(line[7:10]) for line in lines} == {("", "", "")}
    assert not {"curve"} & {line[0] for line in lines}
    assert not [line for line in lines if "officials" in line[3]]


def test_csv_takes_the_filters_of_the_page(client, dana):
    add_cases([*paths(10, 1), *paths(20, 2, day=date(2018, 5, 5))])
    client.force_login(dana)
    lines = downloaded(client, data_set="demonstration", year_from="2018")
    registered = next(line for line in lines if line[1:2] == ["funnel"] and line[4] == "Registered")
    assert registered[6] == "20"


def test_csv_holds_every_table_of_the_page(client, dana):
    first = Path({1: OLD, 2: OLD + timedelta(days=7), 6: OLD + timedelta(days=300)}, has_complaint=True)
    gone = Path({1: OLD}, state=Exit.WITHDRAWN, withdrawn_on=OLD + timedelta(days=10), is_withdrawn=True)
    add_cases([first, *paths(12, 3), gone])
    client.force_login(dana)
    context = page(client, dana, data_set="demonstration", breakdown="region").context
    _mark, header, *lines = downloaded(client, data_set="demonstration", breakdown="region")
    told = [dict(zip(header, line, strict=True)) for line in lines]
    tables = {line["table"] for line in told}
    assert tables == {
        "funnel", "left out of the total", "where cases stand now", "year of registration", "Region at the time",
        "time from step to step", "curve", "withdrawals", "events by year", "from complaint to registration",
    }  # fmt: skip
    assert all(line["unit"] and line["measure"] for line in told)
    undivided = {"events by year", "left out of the total"}
    assert all(line["of"] for line in told if line["table"] not in undivided and "wrong order" not in line["measure"])
    (median,) = [line for line in told if line["measure"] == "median" and line["group"] == "1-2"]
    assert [median[name] for name in ("unit", "value", "of")] == ["days", "7", "1"]
    points = [line for line in told if line["table"] == "curve" and line["unit"] == "fraction of registered cases"]
    assert points[-1]["group"] == "365"
    assert all(float(line["interval from"]) <= float(line["share"]) <= float(line["interval to"]) for line in points)
    withdrawn = {line["measure"]: line["value"] for line in told if line["table"] == "withdrawals"}
    assert (withdrawn["withdrawn and closed after it"], withdrawn["withdrawn, filed again later"]) == ("1", "0")
    (received,) = [line for line in told if line["measure"] == "received"]
    assert [received[name] for name in ("value", "unit")] == ["1", "cases with a complaint"]
    shown = [row.cells[0].text for row in context["flow"].rows]
    assert sorted({line["group"] for line in told if line["table"] == "events by year"}) == shown


# --- stored figures ---------------------------------------------------------------------------------------------------


def test_stored_figures_are_shown_with_their_age_and_fingerprint(client, dana):
    add_cases(paths(40, 2))
    today = timezone.localdate()
    refresh(data_set=DataSet.DEMONSTRATION, organisation=None, as_of=today)
    add_cases(paths(10, 5))
    response = page(client, dana, data_set="demonstration")
    assert response.context["cases"] == 40
    assert response.context["stamp"].computed_at is not None
    assert response.context["stamp"].result_hash in text_of(response)
    assert not response.context["stamp"].is_behind


def test_grounds_counted_now_never_stand_beside_older_figures(client, berik, organisation):
    def end_a_case():
        case = receive_complaint(
            by=berik, organisation=organisation, data_set=DataSet.OWN, channel=None, received_on=OLD, today=today
        )
        for code, ground in [("REG", None), ("TRM", Ground.objects.get(code="T35_1"))]:
            stage = Stage.objects.get(code=code)
            record_event(by=berik, case=case, stage=stage, ground=ground, happened_on=OLD, precision="day", today=today)

    today = timezone.localdate()
    end_a_case()
    refresh(data_set=DataSet.OWN, organisation=organisation, as_of=today)
    exits = page(client, berik, data_set="own").context["exits"]
    assert [row.cells[1].text for row in exits.rows] == ["1", "1"]
    end_a_case()
    response = page(client, berik, data_set="own")
    assert response.context["stamp"].is_behind
    assert [row.cells[1].text for row in response.context["exits"].rows] == ["1"]


def test_a_question_nobody_stored_is_computed_for_the_page(client, dana):
    add_cases(paths(40, 2))
    response = page(client, dana, data_set="demonstration", year_from="2014")
    assert response.context["stamp"].computed_at is None
    assert "for this page, just now" in text_of(response)


def test_public_page_uses_the_stored_figures(client):
    add_cases(paths(8, 7), data_set=DataSet.PUBLIC_RECORD)
    today = timezone.localdate()
    refresh(data_set=DataSet.PUBLIC_RECORD, organisation=None, as_of=today)
    add_cases(paths(2, 0), data_set=DataSet.PUBLIC_RECORD)
    assert "<strong>8</strong>" in client.get(reverse("front")).context["documented"]["headline"]
