"""The demonstration meets every published total it claims to follow, for any seed."""

import csv
from datetime import date

import pytest

from complaints.demo.generator import Generator, Setting
from complaints.demo.profile import read_profile
from institutions.packs import pack_folder
from tests.complaints.demo.measures import Measures, targets_file

UNTIL = date(2026, 11, 22)
REGIONS = [f"R{number}" for number in range(20)]


def plan(seed: int, **options) -> tuple:
    profile = read_profile(pack_folder("kz"))
    facilities = {
        place.type: [(f"{place.type}{number}", REGIONS[number % 20]) for number in range(place.number)]
        for place in profile.places
        if place.number
    }
    generator = Generator(profile, Setting(REGIONS, facilities), seed=seed, until=UNTIL, **options)
    return profile, list(generator.cases())


@pytest.fixture(scope="module", params=[1, 7, 2026])
def measures(request) -> Measures:
    return Measures(*plan(request.param))


# Measured on invented visits, in tests/monitoring/demo.
OF_VISITS = {"FT13"}


def targets() -> list[dict]:
    with targets_file().open(encoding="utf-8", newline="") as file:
        return [target for target in csv.DictReader(file) if target["code"] not in OF_VISITS]


@pytest.mark.parametrize("target", targets(), ids=lambda target: target["code"])
def test_target_is_met(measures: Measures, target: dict) -> None:
    measured = getattr(measures, target["code"].lower())()
    for value in measured if isinstance(measured, list) else [measured]:
        assert float(target["low"]) <= value <= float(target["high"]), target["measure"]


@pytest.mark.parametrize(("scenario", "share"), [("low", 0.2), ("medium", 0.4), ("high", 0.6)])
def test_withdrawals_follow_the_scenario(scenario: str, share: float) -> None:
    assert Measures(*plan(1, scenario=scenario)).ft09() == pytest.approx(share, abs=0.05)


def test_the_trap_of_140_is_there_and_is_a_coincidence(measures: Measures) -> None:
    """About 140 cases sent to court in ten years, about 140 officials convicted in five: two units, two windows."""
    cases = sum(measures.has(case, "sent_to_court") for case in measures.decade)
    officials = measures.officials()
    in_five_years = sum(officials[year] for year in range(2015, 2020))
    in_ten_years = sum(officials[year] for year in range(2010, 2020))
    assert 119 <= cases <= 168
    assert 100 <= in_five_years <= 180
    assert in_ten_years > 1.5 * cases  # over one window the two units are far apart


def test_the_break_of_2023_is_in_law_and_in_numbers(measures: Measures) -> None:
    before = {case.offence for case in measures.registered if case.registered_on < date(2023, 5, 19)}
    after = {case.offence for case in measures.registered if case.registered_on >= date(2023, 5, 19)}
    assert before.isdisjoint(after)
    assert measures.ft02b() < 0.3 * measures.year(2022)


def test_same_seed_gives_the_same_cases() -> None:
    assert plan(5, scale=0.02)[1] == plan(5, scale=0.02)[1]
    assert plan(5, scale=0.02)[1] != plan(6, scale=0.02)[1]


def test_nothing_is_dated_after_the_data_cut(measures: Measures) -> None:
    assert max(event.happened_on for case in measures.all for event in case.events) <= UNTIL


def test_nothing_happens_before_its_incident(measures: Measures) -> None:
    for case in measures.all:
        assert case.incident_on <= min(event.happened_on for event in case.events)


def test_an_answer_points_to_an_earlier_withdrawal(measures: Measures) -> None:
    for case in measures.all:
        for index, event in enumerate(case.events):
            if event.answers is not None:
                assert event.answers < index
                assert case.events[event.answers].stage == measures.stages["withdrawn"]


def test_every_year_of_fifteen_has_every_scale_of_case(measures: Measures) -> None:
    assert {case.registered_on.year for case in measures.registered} >= set(range(2010, 2025))
