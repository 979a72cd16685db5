"""Visits for programs: coded facts under the filters of the list, recorded by the rules of the pages."""

from datetime import date

import pytest

from accounts.choices import Scope
from complaints.choices import RecusalReason
from complaints.models import Case, Recusal, Tie
from institutions.choices import TermList
from institutions.models import PremiseType
from monitoring.interviews.actions import confirm, pass_on
from monitoring.models import Recommendation, Visit, VisitText
from monitoring.recommendations.actions import note_reply, verify
from monitoring.recommendations.correcting import take_back_step
from tests.api.clients import TODAY, program
from tests.monitoring.interviews.heard import case_of, hear
from tests.monitoring.recommendations.followed import sent
from tests.monitoring.visits import ADVICE, WORDS, advice, body, own_visit, place, regime, term, told_visit
from tests.vault.keys import with_keys

pytestmark = pytest.mark.django_db
VISITS = "/api/v1/visits/"
CHANGES = "/api/v1/changes/"


def visit(**changed):
    return {
        "facility": place().code,
        "regime": regime().code,
        "visit_type": term(TermList.VISIT_TYPE, "periodic").code,
        "notice": term(TermList.NOTICE_MODE, "unannounced").code,
        "visited_on": "2026-10-20",
        "arrived_at": "2026-10-20T09:00:00+05:00",
        "entered_at": "2026-10-20T09:40:00+05:00",
        "interviews": [{"mode": term(TermList.INTERVIEW_MODE, "private").code, "number": 4}],
        "premises": [{"premise_type": PremiseType.objects.first().code, "outcome": "visited"}],
        "population": {"held": 100, "capacity": 90},
        **changed,
    }


def state(meaning):
    """The code of a state of recommendations."""
    return term(TermList.RECOMMENDATION_STATUS, meaning).code


@pytest.fixture
def client(vera, organisation):
    return program(vera, organisation, Scope.VISITS_WRITE)


def test_a_visit_is_recorded_and_read_back(client):
    made = client.post(VISITS, visit(), content_type="application/json")
    assert made.status_code == 201, made.content
    found = client.read(f"{VISITS}{made.json()['reference']}/")
    assert found["delay_minutes"] == 40
    assert found["population"]["held"] == 100
    assert found["interviews"] == [{"mode": term(TermList.INTERVIEW_MODE, "private").code, "number": 4}]
    assert [row["reference"] for row in client.read(VISITS)["results"]] == [found["reference"]]


def test_words_are_sealed_on_arrival_and_never_told(client, vera):
    with_keys(vera)
    theme = term(TermList.FINDING_THEME, "treatment").code
    sent = visit(
        findings=[{"theme": theme, "severity": "high", "sources": ["seen", "interviews"], "words": WORDS}],
        recommendations=[{"addressee": body().code, "theme": theme, "finding": 1, "words": ADVICE}],
        texts={"note": "Only for us."},
        dissents=["I disagree."],
    )
    made = client.post(VISITS, sent, content_type="application/json")
    assert made.status_code == 201, made.content
    assert VisitText.objects.count() == 4
    told = client.get(f"{VISITS}{made.json()['reference']}/").content.decode()
    told += client.get("/api/v1/recommendations/").content.decode()
    assert not [words for words in (WORDS, ADVICE, "Only for us", "I disagree") if words in told]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"visited_on": "2999-01-01"}, 422),
        ({"entered_at": "2026-10-20T08:00:00+05:00"}, 422),
        ({"population": {"held": 5, "women": 6}}, 422),
        ({"facility": "nowhere"}, 400),
        ({"names": ["x"]}, 400),
        ({"texts": {"poem": "x"}}, 400),
    ],
)
def test_what_cannot_have_been_is_refused(changed, status, client):
    answer = client.post(VISITS, visit(**changed), content_type="application/json")
    assert answer.status_code == status, answer.content
    assert not Visit.objects.exists()


def test_filters_are_those_of_the_list(client, vera, organisation):
    own_visit(vera, organisation)
    assert len(client.read(VISITS, notice="unannounced")["results"]) == 1
    assert client.read(VISITS, notice="announced")["results"] == []
    assert client.get(VISITS, {"weather": "rain"}).status_code == 400


def test_others_know_of_no_visit(client, charlie, vera, organisation, other_organisation):
    found = own_visit(vera, organisation)
    theirs = program(charlie, other_organisation, Scope.VISITS_READ)
    assert theirs.read(VISITS)["results"] == []
    assert theirs.get(f"{VISITS}{found.reference}/").status_code == 404


def test_what_was_said_and_what_was_verified_are_told_apart(client, vera, organisation):
    with_keys(vera)
    told_visit(vera, organisation)
    recommendation = Recommendation.objects.get()
    path = f"/api/v1/recommendations/{recommendation.uuid}/"
    hours_unknown = {"arrived_at": None, "entered_at": None, "left_at": None}
    later = own_visit(vera, organisation, visited_on=date(2026, 10, 25), **hours_unknown)
    said = client.post(
        f"{path}steps/", {"status": "said_done", "happened_on": "2026-10-25"}, content_type="application/json"
    )
    assert said.status_code == 422  # it was never sent
    seen = {"status": "not_done", "happened_on": "2026-10-25", "visit": later.reference}
    assert client.post(f"{path}steps/", seen, content_type="application/json").status_code == 201
    found = client.read(path)
    assert found["said"] is None
    assert found["verified_on"] == "2026-10-25"
    assert [step["said_by"] for step in found["steps"]] == ["monitor"]


def test_the_feed_tells_of_visits(client, vera, organisation):
    begin = client.read("/api/v1/changes/")
    found = own_visit(vera, organisation)
    rows = client.read("/api/v1/changes/", after=begin["cursor"])["results"]
    assert rows == [{"kind": "visit", "reference": found.reference, "change": "visit_recorded", "gone": False}]


def test_the_feed_tells_nobody_that_a_complaint_of_a_visit_went_on(alia, vera, organisation):
    visit = own_visit(vera, organisation)
    heard = hear(vera, visit)
    Tie.objects.create(user=alia, organisation=organisation, facility=place(), declared_by=alia, declared_on=TODAY)
    readers = [program(owner, organisation, Scope.VISITS_READ) for owner in (alia, vera)]
    begins = [reader.read(CHANGES)["cursor"] for reader in readers]
    pass_on(by=vera, complaint=heard, on=visit.visited_on, today=TODAY)
    confirm(by=vera, complaint=heard, on=TODAY, today=TODAY)
    for reader, begin in zip(readers, begins, strict=True):
        page = reader.read(CHANGES, after=begin)
        assert (page["results"], page["more"]) == ([], False)


def test_the_feed_is_silent_of_a_visit_taken_back_from_which_the_owner_stood_back(alia, berik, vera, organisation):
    readers = [program(owner, organisation, Scope.VISITS_READ) for owner in (alia, berik)]
    begins = [reader.read(CHANGES)["cursor"] for reader in readers]
    visit = own_visit(vera, organisation)
    visit.members.create(number=9, user=alia, stood_back="related")
    Visit.objects.filter(pk=visit.pk).update(mistaken_on=TODAY)
    pages = [reader.read(CHANGES, after=begin) for reader, begin in zip(readers, begins, strict=True)]
    assert [[one["gone"] for one in page["results"]] for page in pages] == [[], [True]]


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_as_often_for_many_as_for_one(number, client, vera, organisation, django_assert_num_queries):
    for _number in range(number):
        own_visit(vera, organisation)
    client.read(VISITS)
    with django_assert_num_queries(7):
        client.read(VISITS)


def test_a_program_hears_of_no_complaint_from_a_place_that_its_owner_is_tied_to(alia, vera, organisation):
    found = own_visit(vera, organisation, trigger="complaints")
    hear(vera, found)
    Tie.objects.create(
        user=alia, organisation=organisation, facility=place(), declared_by=alia, declared_on=date(2026, 10, 1)
    )
    for owner, told in ((vera, ("complaints", 1)), (alia, ("unknown", None))):
        reader = program(owner, organisation, Scope.VISITS_READ)
        whole = reader.read(f"{VISITS}{found.reference}/")
        assert (whole["trigger"], whole["complaints"]) == told
        assert [row["trigger"] for row in reader.read(VISITS)["results"]] == [told[0]]
        asked = reader.read(VISITS, trigger="complaints")["results"]
        assert len(asked) == (owner == vera)


def test_complaints_that_the_page_does_not_count_are_not_counted_for_programs(berik, vera, organisation):
    visit = own_visit(vera, organisation)
    hidden, mistaken, _known = [case_of(hear(vera, visit, pseudonym=f"P{number}")) for number in range(3)]

    def counted(owner):
        return program(owner, organisation, Scope.VISITS_READ).read(f"{VISITS}{visit.reference}/")["complaints"]

    assert (counted(berik), counted(vera)) == (3, 3)
    # Nothing but this one recusal: no tie to the place says that it concerns more than the case.
    Recusal.objects.create(case=hidden, user=berik, reason=RecusalReason.OTHER, declared_by=berik, started_on=TODAY)
    assert (counted(berik), counted(vera)) == (2, 3)
    Case.objects.filter(pk=mistaken.pk).update(mistaken_on=TODAY)
    assert (counted(berik), counted(vera)) == (1, 2)


def test_a_program_is_not_told_of_a_visit_that_its_owner_stood_back_from(berik, vera, organisation):
    no_hours = {"arrived_at": None, "entered_at": None, "left_at": None}
    row = own_visit(vera, organisation, recommendations=[advice(words="")]).recommendations.get()
    later = own_visit(vera, organisation, visited_on=date(2026, 10, 25), **no_hours)
    given = {"on": later.visited_on, "today": date(2026, 11, 2)}
    verify(by=vera, recommendation=row, visit=later, status="not_done", **given)
    reader = program(berik, organisation, Scope.VISITS_READ)
    address = f"/api/v1/recommendations/{row.uuid}/"
    days = ("status_on", "verified_on")
    told = reader.read(address)
    assert [(step["visit"], step["happened_on"]) for step in told["steps"]] == [(later.reference, "2026-10-25")]
    assert [told[name] for name in days] == ["2026-10-25", "2026-10-25"]
    later.members.create(number=9, user=berik, stood_back="related")
    told = reader.read(address)
    assert [(step["visit"], step["happened_on"]) for step in told["steps"]] == [(None, None)]
    assert [told[name] for name in days] == [None, None]
    (listed,) = reader.read("/api/v1/recommendations/")["results"]
    assert (listed["verified"], *[listed[name] for name in days]) == (state("not_done"), None, None)
    assert "2026-10-25" not in reader.get("/api/v1/recommendations/").content.decode()
    monitor = program(vera, organisation, Scope.VISITS_READ)
    assert [monitor.read(address)[name] for name in days] == ["2026-10-25", "2026-10-25"]


def test_a_day_that_was_said_is_told_to_whoever_may_not_know_of_the_visit(berik, vera, organisation):
    no_hours = {"arrived_at": None, "entered_at": None, "left_at": None}
    row = own_visit(vera, organisation, recommendations=[advice(words="")]).recommendations.get()
    sent(vera, [row], sent_on=date(2026, 10, 21), today=date(2026, 11, 2))
    row.refresh_from_db()
    later = own_visit(vera, organisation, visited_on=date(2026, 10, 25), **no_hours)
    given = {"by": vera, "recommendation": row, "today": date(2026, 11, 2)}
    verify(visit=later, status="not_done", on=later.visited_on, **given)
    note_reply(status="said_done", on=date(2026, 10, 28), **given)
    later.members.create(number=9, user=berik, stood_back="related")
    told = program(berik, organisation, Scope.VISITS_READ).read(f"/api/v1/recommendations/{row.uuid}/")
    assert (told["status"], told["status_on"]) == (state("said_done"), "2026-10-28")
    assert (told["verified"], told["verified_on"]) == (state("not_done"), None)
    # Where it stands among the others would tell when it was.
    assert [step["happened_on"] for step in told["steps"]] == ["2026-10-21", "2026-10-28", None]


def test_a_gap_does_not_tell_on_which_day_a_hidden_visit_was(berik, vera, organisation):
    no_hours = {"arrived_at": None, "entered_at": None, "left_at": None}
    row = own_visit(vera, organisation, recommendations=[advice(words="")]).recommendations.get()
    sent(vera, [row], sent_on=date(2026, 10, 21), today=TODAY)
    row.refresh_from_db()
    later = own_visit(vera, organisation, visited_on=date(2026, 10, 25), **no_hours)
    given = {"by": vera, "recommendation": row, "today": TODAY}
    verify(visit=later, status="not_done", on=later.visited_on, **given)
    note_reply(status="said_done", on=later.visited_on, **given)
    later.members.create(number=9, user=berik, stood_back="related")
    readers = [program(owner, organisation, Scope.VISITS_READ) for owner in (vera, berik)]

    def found(gap):
        return [len(reader.read("/api/v1/recommendations/", gap=gap)["results"]) for reader in readers]

    # On one day: to be seen by whoever knows the day, and by nobody else.
    assert (found("contradicted"), found("unverified")) == ([1, 0], [0, 1])


def test_steps_are_told_by_their_days_and_a_day_that_was_taken_back_hides_no_other(client, berik, vera, organisation):
    no_hours = {"arrived_at": None, "entered_at": None, "left_at": None}
    row = own_visit(vera, organisation, recommendations=[advice(words="")]).recommendations.get()
    first, hidden = [own_visit(vera, organisation, visited_on=date(2026, 10, 25), **no_hours) for _time in range(2)]
    before = own_visit(vera, organisation, visited_on=date(2026, 10, 23), **no_hours)
    given = {"by": vera, "recommendation": row, "status": "not_done", "today": TODAY}
    wrong = verify(visit=hidden, on=hidden.visited_on, **given)
    take_back_step(by=vera, step=wrong)
    verify(visit=first, on=first.visited_on, **given)
    verify(visit=before, on=before.visited_on, **given)
    hidden.members.create(number=9, user=berik, stood_back="related")
    told = program(berik, organisation, Scope.VISITS_READ).read(f"/api/v1/recommendations/{row.uuid}/")
    assert [step["happened_on"] for step in told["steps"]] == ["2026-10-23", "2026-10-25"]
    assert (told["status_on"], told["verified_on"]) == ("2026-10-25", "2026-10-25")


def test_members_of_one_visit_and_one_recommendation_are_chosen(client, vera, organisation):
    visit = own_visit(vera, organisation, recommendations=[advice(words="")])
    assert client.read(f"{VISITS}{visit.reference}/", fields="reference,findings") == {
        "reference": visit.reference,
        "findings": [],
    }
    address = f"/api/v1/recommendations/{visit.recommendations.get().uuid}/"
    assert client.read(address, fields="steps") == {"steps": []}
    for place_of, fields in ((f"{VISITS}{visit.reference}/", "words"), (address, "")):
        answer = client.get(place_of, {"fields": fields})
        assert answer.status_code == 400
        assert [error["field"] for error in answer.json()["errors"]] == ["fields"]
