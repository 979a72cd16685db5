"""Invented visits meet the published number for any seed, and never contradict themselves."""

import csv
from collections import Counter
from datetime import date, timedelta
from functools import cache

import pytest

from complaints.demo.profile import read_profile
from institutions.choices import Mandate
from institutions.packs import pack_folder
from institutions.visit_choices import VisitPurpose
from monitoring.choices import FindingKind, SaidBy
from monitoring.demo.generator import VisitSetting, invent_visits
from monitoring.demo.plans import Heard, Place, PlannedVisit, Pressure
from monitoring.demo.profile import VisitProfile, read_visit_profile
from tests.complaints.demo.measures import targets_file

UNTIL = date(2026, 11, 22)
TARGET = "FT13"


@cache
def profile() -> VisitProfile:
    return read_visit_profile(pack_folder("kz"))


def setting(**changed: object) -> VisitSetting:
    of_cases = {place.type: place.number for place in read_profile(pack_folder("kz")).places}
    places = [
        Place(f"{kind.type}-{number}", kind.type, "MIA")
        for kind in profile().kinds.values()
        for number in range(of_cases.get(kind.type, 0) + kind.further)
    ]
    given = {"places": places, "mandate": lambda room, day: Mandate.IN, "reply": {"NPM": (3, "months")}}
    return VisitSetting(**{**given, **changed})


def invented(seed: int, **options: object) -> list[PlannedVisit]:
    changed = options.pop("changed", {})
    return invent_visits(profile(), setting(**changed), seed=seed, until=UNTIL, **options)


@pytest.fixture(scope="module", params=[1, 7, 2026])
def visits(request) -> list[PlannedVisit]:
    return invented(request.param)


def preventive(visits: list[PlannedVisit]) -> list[PlannedVisit]:
    return [visit for visit in visits if visit.purpose != VisitPurpose.OTHER]


def test_about_five_hundred_preventive_visits_a_year(visits) -> None:
    with targets_file().open(encoding="utf-8", newline="") as file:
        target = next(row for row in csv.DictReader(file) if row["code"] == TARGET)
    years = Counter(visit.visited_on.year for visit in preventive(visits))
    for year in range(2014, UNTIL.year):
        assert float(target["low"]) <= years[year] <= float(target["high"]), year


def test_most_visits_are_regular_ones_and_other_bodies_come_too(visits) -> None:
    kinds = Counter(visit.purpose for visit in preventive(visits))
    number = len(preventive(visits))
    assert kinds[VisitPurpose.PERIODIC] > 0.45 * number
    assert 0.1 * number < kinds[VisitPurpose.INTERMEDIATE] < kinds[VisitPurpose.PERIODIC]
    assert 0.08 * number < kinds[VisitPurpose.SPECIAL] < kinds[VisitPurpose.INTERMEDIATE]
    assert {visit.terms for visit in visits} == set(range(len(profile().terms)))


def test_most_places_are_seen_within_four_years_and_some_are_not(visits) -> None:
    last = {visit.place.code: visit.visited_on for visit in visits if visit.purpose == VisitPurpose.PERIODIC}
    known = [place for place in setting().places if place.kind in profile().kinds]
    overdue = [place for place in known if last.get(place.code, date.min) < UNTIL - timedelta(days=4 * 365)]
    assert 0 < len(overdue) < 0.12 * len(known)


def test_nothing_is_dated_at_or_after_the_data_cut(visits) -> None:
    assert max(visit.visited_on for visit in visits) < UNTIL
    for visit in visits:
        days = [visit.reported_on, visit.sent_on, visit.published_on]
        days += [letter.received_on for letter in visit.letters]
        days += [step.happened_on for one in visit.recommendations for step in one.steps]
        assert all(visit.visited_on <= day <= UNTIL for day in days if day)


def test_no_regular_visit_went_to_a_kind_of_place_before_it_joined_the_mandate(visits) -> None:
    joined = {kind.type: kind.joined for kind in profile().kinds.values()}
    assert any(joined[visit.place.kind] for visit in preventive(visits))
    assert all(joined[visit.place.kind] <= visit.visited_on.year for visit in preventive(visits))


def test_some_reports_are_published_within_a_month_and_most_of_those_published_later(visits) -> None:
    days = [(visit.published_on - visit.sent_on).days for visit in visits if visit.published_on]
    assert 0 < sum(one <= 30 for one in days) < len(days) / 2


def test_some_complaints_that_may_be_passed_on_wait_and_a_few_for_longer_than_a_month() -> None:
    place = setting().places[0].code
    first = UNTIL - timedelta(days=140)
    told = [Heard(n, place, first - timedelta(days=9), first + timedelta(days=2 * n), True) for n in range(60)]
    visits = invented(3, changed={"cases": told})
    agreed = [(visit, one) for visit in visits for one in visit.complaints if one.agrees == "yes"]
    waiting = [visit for visit, one in agreed if one.passed_on is None]
    assert 0 < len(waiting) < len(agreed)
    assert 0 < sum((UNTIL - visit.visited_on).days > 30 for visit in waiting) < len(agreed)


def test_hours_follow_each_other_on_the_same_day(visits) -> None:
    for visit in visits:
        hours = [moment for moment in (visit.arrived, visit.entered, visit.left) if moment is not None]
        assert hours == sorted(hours)
        assert all(0 <= moment < 24 * 60 for moment in hours)


def test_whoever_was_not_let_in_saw_and_found_nothing(visits) -> None:
    turned_away = [visit for visit in visits if visit.is_denied]
    assert turned_away
    for visit in turned_away:
        assert visit.access == [profile().access["denied"]]
        assert not (visit.interviews or visit.findings or visit.premises or visit.population or visit.entered)


def test_parts_of_the_people_held_are_no_larger_than_the_whole(visits) -> None:
    for visit in visits:
        held = visit.population.get("held", 0)
        assert all(number <= held for name, number in visit.population.items() if name != "capacity")


def test_private_interviews_are_rarer_where_the_place_knew_and_rarest_under_supervision(visits) -> None:
    def share(chosen: list[PlannedVisit]) -> float:
        private = sum(visit.interviews.get("IM_PRIV", 0) for visit in chosen)
        return private / sum(number for visit in chosen for number in visit.interviews.values())

    unannounced = share([visit for visit in preventive(visits) if not visit.is_announced])
    announced = share([visit for visit in preventive(visits) if visit.is_announced])
    supervised = share([visit for visit in visits if not profile().terms[visit.terms].private])
    assert unannounced > announced + 0.1 > supervised + 0.2


def test_unannounced_visits_find_more_about_treatment(visits) -> None:
    def share(chosen: list[PlannedVisit]) -> float:
        found = [one.theme for visit in chosen for one in visit.findings]
        return found.count("F_TREAT") / len(found)

    penal = [visit for visit in visits if profile().group_of(visit.place.kind) != "social"]
    assert share([one for one in penal if not one.is_announced]) > 1.2 * share(
        [one for one in penal if one.is_announced]
    )


def test_preventive_visits_advise_two_to_five_times(visits) -> None:
    for visit in preventive(visits):
        assert visit.is_denied or 2 <= len(visit.recommendations) <= 5


def test_a_recommendation_follows_from_a_concern(visits) -> None:
    for visit in visits:
        for one in visit.recommendations:
            assert not one.finding or visit.findings[one.finding - 1].kind == FindingKind.CONCERN


def test_about_half_of_the_letters_are_answered_in_time(visits) -> None:
    in_time = total = 0
    for visit in preventive(visits):
        for letter in visit.letters:
            if letter.answer_due_on and letter.answer_due_on < UNTIL:
                asked = next(one for one in visit.recommendations if one.addressee == letter.addressee)
                said = [step.happened_on for step in asked.steps if step.said_by == SaidBy.AUTHORITY]
                total, in_time = total + 1, in_time + bool(said and said[0] <= letter.answer_due_on)
    assert 0.42 < in_time / total < 0.55


def test_steps_stand_in_order_and_only_a_later_visit_of_the_place_verifies(visits) -> None:
    for visit in visits:
        for one in visit.recommendations:
            days = [step.happened_on for step in one.steps]
            assert days == sorted(days)
            for step in one.steps:
                assert (step.visit is not None) == (step.said_by == SaidBy.MONITOR)
                if step.visit is not None:
                    seen_on = visits[step.visit]
                    assert (seen_on.place, seen_on.visited_on) == (visit.place, step.happened_on)
                    assert seen_on.number > visit.number


def test_what_is_said_to_be_done_is_often_not(visits) -> None:
    states, done = profile().states, profile().replies["done"]
    seen = Counter(
        later.status
        for visit in visits
        for one in visit.recommendations
        for earlier, later in zip(one.steps, one.steps[1:], strict=False)
        if earlier.status == done and later.said_by == SaidBy.MONITOR
    )
    assert 0.35 < seen[states["verified_done"]] / sum(seen.values()) < 0.7


def test_same_seed_gives_the_same_visits() -> None:
    assert invented(5, scale=0.05) == invented(5, scale=0.05)
    assert invented(5, scale=0.05) != invented(6, scale=0.05)


def test_a_complaint_told_on_a_visit_is_told_in_an_interview_of_that_day() -> None:
    place = setting().places[0].code
    told = [Heard(number, place, date(2020, 1, number), date(2020, 2, number), True) for number in range(1, 20)]
    visits = invented(3, changed={"cases": told})
    heard = {one.case: (visit, one) for visit in visits for one in visit.complaints}
    assert heard
    for key, (visit, one) in heard.items():
        assert (visit.place.code, visit.visited_on) == (place, date(2020, 2, key))
        assert visit.interviews[one.mode] >= 1
        assert one.passed_on is None or (one.agrees == "yes" and one.passed_on > visit.visited_on)


def test_a_case_moves_monitors_only_after_it_happened() -> None:
    place = setting().places[0].code
    cases = [Heard(number, place, date(2020, 3, number)) for number in range(1, 25)]
    visits = invented(3, changed={"cases": cases})
    moved = [(visit, key) for visit in visits for key in visit.triggered_by]
    assert moved
    assert all(visit.visited_on > date(2020, 3, key) and visit.place.code == place for visit, key in moved)


def test_a_reprisal_is_put_down_to_the_last_visit_shortly_before() -> None:
    place = setting().places[0].code
    pressures = [Pressure(number, place, date(2015, 1, 1) + timedelta(days=7 * number)) for number in range(500)]
    visits = invented(3, changed={"pressures": pressures})
    there = [visit for visit in visits if visit.place.code == place and not visit.is_denied]
    linked = [(visit, key) for visit in there for key in visit.reprisals]
    assert linked
    for visit, key in linked:
        day = date(2015, 1, 1) + timedelta(days=7 * key)
        assert visit is max((one for one in there if one.visited_on < day), key=lambda one: one.visited_on)
        assert (day - visit.visited_on).days <= profile().reprisal_within_days
