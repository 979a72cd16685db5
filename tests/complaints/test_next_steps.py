"""What may be recorded next, who may do it, on what ground, and what it can answer: in a law known by heart."""

from datetime import date

import pytest

from complaints.happenings import CaseFacts
from complaints.next_steps import answerable, competent, is_doubtful, kind_of_offence, may_answer, offers, position
from institutions.choices import OffenceKind, Track
from tests.complaints.toyland import GROUNDS, STAGES, TOYLAND, story

TODAY = date(2020, 6, 1)
TOLD = [("submit", "2020-01-01"), ("register", "2020-01-02"), ("take", "2020-01-05")]
UNDER_INVESTIGATION = story(*TOLD)


def test_lawful_steps_are_those_after_the_last_one():
    found = offers(UNDER_INVESTIGATION, TOYLAND, TODAY)
    assert found.position == "take"
    assert found.lawful == ("name", "pause", "drop", "transfer")


def test_every_stage_of_the_day_is_offered_once():
    found = offers(UNDER_INVESTIGATION, TOYLAND, TODAY)
    offered = [*found.lawful, *found.unlawful, *(code for codes in found.beside.values() for code in codes)]
    # A complaint is recorded elsewhere, and of the old stage the law knew nothing any more.
    assert sorted(offered) == sorted(set(STAGES) - {"submit", "old_stage"})


def test_an_incident_is_no_step():
    assert "incident" in offers(UNDER_INVESTIGATION, TOYLAND, TODAY).beside[Track.CONTEXT]


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2019, 12, 31), None), (date(2020, 1, 1), "submit"), (date(2020, 1, 4), "register"), (TODAY, "take")],
)
def test_the_position_is_that_of_the_day(day, expected):
    found = position(UNDER_INVESTIGATION, TOYLAND, day)
    assert (found.stage.code if found else None) == expected


def test_a_vague_step_counts_as_soon_as_it_can_have_been():
    entries = story(("submit", "2020-01-01"), ("register", "2020-02"))
    assert position(entries, TOYLAND, date(2020, 2, 1)).stage.code == "register"
    assert position(entries, TOYLAND, date(2020, 1, 31)).stage.code == "submit"


def test_what_happens_beside_the_procedure_moves_nothing():
    entries = [*UNDER_INVESTIGATION, *story(("withdraw", "2020-03-01"), ("note", "2020-04-01"))]
    assert position(entries, TOYLAND, TODAY).stage.code == "take"


def test_another_complaint_about_the_same_moves_nothing():
    entries = story(*TOLD, ("submit", "2020-03-01"))
    assert position(entries, TOYLAND, TODAY).stage.code == "take"
    assert offers(entries, TOYLAND, TODAY) == offers(UNDER_INVESTIGATION, TOYLAND, TODAY)


def test_what_was_taken_back_moves_nothing():
    entries = story(
        ("submit", "2020-01-01"),
        ("register", "2020-01-02"),
        ("register", "2020-01-02", {"supersedes": 102, "is_void": True}),
    )
    assert position(entries, TOYLAND, TODAY).stage.code == "submit"


def test_a_lawful_step_changes_with_the_law():
    entries = story(("register", "2014-01-01"), ("take", "2014-01-02"))
    assert "open" in offers(entries, TOYLAND, date(2014, 6, 1)).lawful
    assert "open" not in offers(entries, TOYLAND, date(2015, 6, 1)).lawful


def test_nothing_is_out_of_order_in_an_empty_case():
    found = offers([], TOYLAND, TODAY)
    assert (found.position, found.unlawful) == (None, ())
    assert "register" in found.lawful


# --- who may ----------------------------------------------------------------------------------------------------------


def test_competent_are_those_whom_the_law_of_the_day_names():
    facts = CaseFacts()
    day = date(2021, 1, 1)
    assert "prosecutor" in competent(STAGES["take"], OffenceKind.TORTURE, facts, TOYLAND, day)
    assert "court" not in competent(STAGES["take"], OffenceKind.TORTURE, facts, TOYLAND, day)
    assert competent(STAGES["take"], OffenceKind.ILL_TREATMENT, facts, TOYLAND, day) == {"police"}


def test_whoever_is_accused_is_not_competent_where_the_law_bars_own_staff():
    facts = CaseFacts(agencies=("policemen",))
    assert "police" not in competent(STAGES["take"], OffenceKind.TORTURE, facts, TOYLAND, date(2021, 1, 1))


@pytest.mark.parametrize("kind", ["", OffenceKind.OTHER])
def test_nobody_is_called_competent_where_the_law_says_nothing(kind):
    assert competent(STAGES["take"], kind, CaseFacts(), TOYLAND, TODAY) == frozenset()


@pytest.mark.parametrize(
    ("code", "expected"),
    [("sit", {"court"}), ("annul", {"prosecutor", "court"}), ("demand", {"committee"}), ("note", set())],
)
def test_courts_try_and_committees_demand(code, expected):
    assert competent(STAGES[code], OffenceKind.TORTURE, CaseFacts(), TOYLAND, TODAY) == expected


def test_a_body_that_is_gone_is_not_competent():
    stage = STAGES["take"]
    assert "young_body" not in competent(stage, OffenceKind.TORTURE, CaseFacts(), TOYLAND, date(2021, 1, 1))


# --- on what ground ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ground", "kind", "expected"),
    [
        ("brushed_off", OffenceKind.OTHER, True),
        ("sent_elsewhere", "", True),
        ("anonymous", OffenceKind.TORTURE, False),
        ("too_late", OffenceKind.TORTURE, True),
        ("too_late", "", True),
        ("too_late", OffenceKind.ILL_TREATMENT, False),
        ("no_event", OffenceKind.TORTURE, False),
    ],
)
def test_grounds_are_doubtful_as_the_rules_find_them(ground, kind, expected):
    assert is_doubtful(GROUNDS[ground], kind) is expected


def test_the_offence_is_the_one_last_named():
    entries = story(
        ("register", "2020-01-02", {"offence": "torture"}), ("requalify", "2020-02-01", {"offence": "office"})
    )
    assert kind_of_offence(entries, CaseFacts(offence_kind=OffenceKind.TORTURE), TOYLAND) == OffenceKind.OFFICE
    assert kind_of_offence([], CaseFacts(offence_kind=OffenceKind.TORTURE), TOYLAND) == OffenceKind.TORTURE


# --- what it answers --------------------------------------------------------------------------------------------------


def test_an_annulment_answers_a_decision_before_anything_else():
    entries = [*UNDER_INVESTIGATION, *story(*["note"] * 3, ("drop", "2020-03-01"), ("note", "2020-04-01"))[3:]]
    assert next(iter(answerable(STAGES["annul"], entries))).stage.code == "drop"
    assert len(answerable(STAGES["annul"], entries)) == len(entries)


@pytest.mark.parametrize(("code", "expected"), [("annul", True), ("drop", True), ("sit", False), ("discipline", False)])
def test_only_some_events_answer_others(code, expected):
    assert may_answer(STAGES[code]) is expected
