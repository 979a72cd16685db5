"""The board: SQL says what the rules say, filters find, pages lead through, and no row costs a query."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.choices import Act
from accounts.models import AuditEvent
from institutions.choices import TermList
from institutions.visit_choices import REPLIES, VERIFIED, RecommendationState
from monitoring.choices import SaidBy, StoodBack
from monitoring.models import Recommendation, RecommendationStep, Visit
from monitoring.recommendations import rules
from monitoring.recommendations.actions import note, note_reply, verify
from monitoring.recommendations.choices import Column, Gap
from monitoring.recommendations.projection import step_of, write_standing
from monitoring.recommendations.queries import by_addressee, late, open_recommendations, placed
from monitoring.recommendations.sending import note_receipt
from monitoring.recommendations.wording import column_cell
from tests.monitoring.recommendations.followed import DUE, RETURNED, SENT, TODAY, asked, recommended, sent, visit_on
from tests.monitoring.visits import place, term

pytestmark = pytest.mark.django_db

State = RecommendationState
BOARD, COLUMNS, FILE = "recommendations", "recommendation_columns", "recommendations_file"


def read(client, user, name=BOARD, query=""):
    client.force_login(user)
    return client.get(reverse(name) + query)


def numbers(response) -> list[str]:
    return [row.reference for row in response.context["rows"]]


def force(row: Recommendation, *told: tuple[str, str, date], visit: Visit | None = None) -> None:
    """Steps as somebody recorded them, without asking whether they could be."""
    for state, said_by, day in told:
        RecommendationStep.objects.create(
            recommendation=row,
            status=term(TermList.RECOMMENDATION_STATUS, state),
            happened_on=day,
            said_by=said_by,
            visit=visit if said_by == SaidBy.MONITOR else None,
        )
    write_standing(row)


def test_the_database_places_recommendations_as_the_rules_do(vera, organisation):
    visit = visit_on(vera, organisation, RETURNED)
    days = (DUE - timedelta(days=3), RETURNED, RETURNED + timedelta(days=2))
    for reply in (None, *REPLIES):
        for seen in (None, *VERIFIED):
            for said_on, seen_on in ((days[0], days[1]), (days[2], days[1]), (days[1], days[1])):
                row = asked(vera, organisation)
                told = [(reply, SaidBy.AUTHORITY, said_on)] if reply else []
                force(row, *told, *([(seen, SaidBy.MONITOR, seen_on)] if seen else []), visit=visit)
    for state in (State.NO_REPLY, State.OVERTAKEN):
        force(asked(vera, organisation), (state, SaidBy.OWN, DUE))
    moved = asked(vera, organisation)
    force(moved, (State.NO_REPLY, SaidBy.OWN, DUE + timedelta(days=1)))
    note_receipt(by=vera, letter=moved.letter, received_on=SENT + timedelta(days=9), today=TODAY)
    recommended(vera, organisation)
    for today in (DUE, DUE + timedelta(days=1), DUE + timedelta(days=9), DUE + timedelta(days=10)):
        overdue = set(placed(Recommendation.objects.all(), today).filter(late(today)).values_list("pk", flat=True))
        for row in placed(Recommendation.objects.select_related("status"), today):
            steps = [step_of(step, {}) for step in row.steps.select_related("status")]
            found = rules.standing(steps)
            state = found.status.state if found.status else ""
            is_late = rules.is_overdue(row.due_on, state, has_reply=found.said is not None, today=today)
            given = (row.state, row.column, row.gap or None, row.pk in overdue)
            assert given == (
                state,
                rules.column(state, is_late=is_late),
                rules.gap(found.said, found.verified),
                is_late,
            )


def test_silence_noted_before_receipt_became_known_is_awaited_until_the_new_day(client, vera, organisation):
    row = asked(vera, organisation)
    note(by=vera, recommendation=row, status=State.NO_REPLY, on=DUE + timedelta(days=1), today=TODAY)
    note_receipt(by=vera, letter=row.letter, received_on=SENT + timedelta(days=9), today=TODAY)
    due = date(2024, 6, 19)  # three months from 19 March
    found = {day: placed(Recommendation.objects.all(), day).get() for day in (due, due + timedelta(days=1))}
    assert [one.column for one in found.values()] == [Column.WAITING, Column.NO_REPLY]
    assert [bool(column_cell(one).note) for one in found.values()] == [False, True]


@pytest.fixture
def three(vera, organisation):
    """One overdue, one said to be done but found not done, one not sent."""
    silent, done = asked(vera, organisation), asked(vera, organisation, priority="urgent")
    note_reply(by=vera, recommendation=done, status=State.SAID_DONE, on=date(2024, 5, 4), today=TODAY)
    visit = visit_on(vera, organisation, RETURNED)
    verify(by=vera, recommendation=done, visit=visit, status=State.NOT_DONE, on=RETURNED, today=TODAY)
    return silent, done, recommended(vera, organisation)[0]


def number(row: Recommendation) -> str:
    return f"{row.visit.reference} / {row.number}"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", (0, 1, 2)),
        ("?followed=open", (0, 1, 2)),
        ("?followed=overdue", (0,)),
        ("?state=not_done", (1,)),
        ("?state=said_done", ()),
        ("?state=no_reply", (0,)),
        ("?state=not_sent", (2,)),
        ("?gap=contradicted", (1,)),
        ("?gap=unverified", ()),
        ("?priority=urgent", (1,)),
        ("?year=2024", (0, 1, 2)),
        ("?year=2023", ()),
        ("?year=99999999999999999999", (0, 1, 2)),
        ("?state=nothing&year=x&gap=%00&region=%00&facility=TEST-9", (0, 1, 2)),
        ("?facility=TEST-1", (0, 1, 2)),
        ("?data_set=demonstration", ()),
        ("?data_set=public_record", (0, 1, 2)),
    ],
)
def test_filters_find_and_say_what_they_do_not_know(query, found, client, vera, three):
    assert sorted(numbers(read(client, vera, query=query))) == sorted(number(three[place]) for place in found)


def test_codes_filter_by_addressee_theme_region_kind_and_terms(client, vera, three):
    row = three[0]
    given = {
        "addressee": row.addressee.code,
        "theme": row.theme.code,
        "region": row.visit.facility.region.code,
        "facility_type": row.visit.facility.facility_type.code,
        "regime": row.visit.regime.code,
    }
    for name, code in given.items():
        response = read(client, vera, query=f"?{name}={code}")
        assert len(numbers(response)) == 3
        assert [chip.remove_url for chip in response.context["chips"]] == ["?"]


@pytest.mark.parametrize("sort", ["due", "visited", "since"])
@pytest.mark.parametrize("direction", ["up", "down"])
def test_links_lead_through_all_pages_from_either_end(client, vera, organisation, sort, direction):
    rows = recommended(vera, organisation, 60)
    sent(vera, rows[:30])
    response = read(client, vera, query=f"?sort={sort}&dir={direction}")
    seen = numbers(response)
    while response.context["next_url"]:
        response = read(client, vera, query=response.context["next_url"])
        seen += numbers(response)
    assert len(seen) == len(set(seen)) == 60
    backwards = []
    response = read(client, vera, query=f"?sort={sort}&dir={direction}&page=last")
    while True:
        backwards = numbers(response) + backwards
        if not response.context["previous_url"]:
            break
        response = read(client, vera, query=response.context["previous_url"])
    assert backwards == seen


@pytest.mark.parametrize("query", ["?after=x", "?before=%00", "?after=1&before=2", "?sort=%00&dir=%00", "?size=7"])
def test_a_place_that_is_none_is_the_first_page(client, vera, three, query):
    assert len(numbers(read(client, vera, query=query))) == 3


@pytest.mark.parametrize("name", [BOARD, COLUMNS])
@pytest.mark.parametrize("many", [1, 3])
def test_no_row_costs_a_query(client, vera, organisation, name, many, django_assert_max_num_queries):
    rows = recommended(vera, organisation, many)
    sent(vera, rows)
    read(client, vera, name)
    with django_assert_max_num_queries(15) as counted:
        assert read(client, vera, name).status_code == 200
    Recommendation.objects.filter(pk=rows[0].pk).update(due_on=None)
    with django_assert_max_num_queries(len(counted)):
        read(client, vera, name)


def test_said_to_be_done_has_a_column_of_its_own(client, vera, organisation):
    row = asked(vera, organisation)
    note_reply(by=vera, recommendation=row, status=State.SAID_DONE, on=date(2024, 5, 4), today=TODAY)
    lanes = {lane.label: lane for lane in read(client, vera, COLUMNS).context["lanes"]}
    assert [lane.number for label, lane in lanes.items() if lane.cards] == ["1"]
    assert lanes[Column.SAID_DONE.label].cards[0].number == number(row)
    assert lanes[Column.SAID_DONE.label].tag != lanes[Column.DONE.label].tag
    assert len(lanes) == len(Column)


def test_numbers_above_lead_to_what_they_count(client, vera, three):
    for tally in read(client, vera).context["tallies"]:
        assert len(numbers(read(client, vera, query="?" + tally.url.partition("?")[2]))) == int(tally.number)


@pytest.mark.parametrize("name", [BOARD, COLUMNS, FILE])
def test_roles_read_what_is_theirs(name, client, cast, three):
    given = {who: read(client, user, name).status_code for who, user in cast.items()}
    usual = 302 if name == FILE else 200  # own ones leave the house after the password
    assert given == {"alia": usual, "berik": usual, "vera": usual, "dana": usual, "azat": 403, "charlie": usual}


def test_another_organisation_and_who_stood_back_see_none(client, vera, berik, charlie, organisation, three):
    assert numbers(read(client, charlie)) == []
    Visit.objects.get(pk=three[0].visit_id).members.create(number=9, user=berik, stood_back=StoodBack.RELATED)
    assert number(three[0]) not in numbers(read(client, berik))
    assert len(numbers(read(client, berik))) == 2


# --- the file --------------------------------------------------------------------------------------------------------


def file_of(client, user, query="") -> list[list[str]]:
    response = read(client, user, FILE, query)
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    assert text.endswith("# complete: 3\r\n")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[:-1]


def test_the_file_has_coded_facts_and_is_on_record(client, dana, vera, three, monkeypatch):
    monkeypatch.setattr("allauth.account.internal.flows.reauthentication.did_recently_reauthenticate", lambda _r: True)
    three[0].visit.facility.__class__.objects.update(label_en="=HYPERLINK(1)")
    rows = file_of(client, dana)
    assert len(rows) == 4
    assert {row[4] for row in rows[1:]} == {"'=HYPERLINK(1)"}
    assert sorted(row[16] for row in rows[1:]) == ["no", "no", "yes"]
    assert str(Gap.CONTRADICTED.label) in {row[23] for row in rows[1:]}
    assert AuditEvent.objects.filter(action=Act.EXPORTED, actor=dana).count() == 1


# --- what the next visit starts from, and counts ---------------------------------------------------------------------


def test_the_next_visit_starts_from_what_is_open_the_most_urgent_first(vera, charlie, organisation, three):
    silent, contradicted, unsent = three
    done, visit = asked(vera, organisation), visit_on(vera, organisation, RETURNED)
    verify(by=vera, recommendation=done, visit=visit, status=State.VERIFIED_DONE, on=RETURNED, today=TODAY)
    given = {"facility": place(), "today": TODAY}
    found = open_recommendations(actor=vera, **given)
    assert found[0] == contradicted
    assert set(found) == {silent, contradicted, unsent}
    assert open_recommendations(actor=charlie, **given) == []
    assert open_recommendations(actor=vera, facility=place("TEST-2"), today=TODAY) == []
    assert open_recommendations(actor=vera, organisation=organisation.pk + 1, **given) == []


def test_counts_of_an_addressee_keep_said_and_verified_apart(vera, organisation, three):
    counted = by_addressee(placed(Recommendation.objects.all(), DUE + timedelta(days=1)), DUE + timedelta(days=1))
    assert [
        (one.sent, one.answered, one.due, one.due_answered, one.said_done, one.verified_done) for one in counted
    ] == [(2, 1, 2, 1, 1, 0)]
    assert by_addressee(placed(Recommendation.objects.all(), DUE), DUE)[0].due == 0
