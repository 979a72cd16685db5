"""Pressure, contradiction, jurisdiction, conflict of interest."""

from dataclasses import replace
from datetime import date

import pytest

from complaints.choices import AlertKind
from complaints.happenings import CaseFacts
from complaints.lifecycle import all_findings, judge
from institutions.choices import ConflictName, Severity
from institutions.world import ConflictBinding
from tests.complaints.toyland import TOYLAND, story

TODAY = date(2026, 1, 1)


NOTHING_KNOWN = CaseFacts()


def found(kind, *chapters, facts=NOTHING_KNOWN, world=TOYLAND):
    *history, last = story(*chapters)
    return [dict(one.details) for one in judge(history, last, facts, world, TODAY) if one.kind == kind]


# --- pressure ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chapters", "details"),
    [
        ([("withdraw", "2020-02-01")], []),
        ([("press", "2020-01-01"), ("withdraw", "2020-02-01")], [{"threat": 101}]),
        ([("press", "2019-01-01"), ("press", "2020-01-01"), ("withdraw", "2020-02-01")], [{"threat": 102}]),
        ([("press", "2020-03-01"), ("withdraw", "2020-02-01")], []),
        ([("press", "2020"), ("withdraw", "2020-11-20")], [{"threat": 101, "is_order_known": False}]),
        ([("press", "2020-01"), ("press", "2020"), ("withdraw", "2020-02-01")], [{"threat": 101}]),
        ([("press", "2019"), ("withdraw", "2020")], [{"threat": 101}]),
        ([("withdraw", "2020-02-01", {"voluntary": "found_not"})], [{"voluntary": "found_not"}]),
        ([("withdraw", "2020-02-01", {"voluntary": "no"})], [{"voluntary": "no"}]),
        (
            [("press", "2020-01-01"), ("withdraw", "2020-02-01", {"voluntary": "found_not"})],
            [{"threat": 101, "voluntary": "found_not"}],
        ),
        ([("press", "2020-01-01"), ("withdraw", "2020-02-01", {"voluntary": "yes"})], [{"threat": 101}]),
    ],
)
def test_a_withdrawal_that_was_not_free_names_the_threat_before_it(chapters, details):
    assert found(AlertKind.PRESSURE, *chapters) == details


def test_a_threat_entered_later_but_dated_before_is_found_on_the_withdrawal():
    entries = story(("withdraw", "2020-02-01"), ("press", "2020-01-01"))
    findings = all_findings(entries, CaseFacts(), TOYLAND)
    assert [(event, dict(one.details)) for event, one in findings] == [(101, {"threat": 102})]


# --- contradiction ----------------------------------------------------------------------------------------------------


def test_a_rival_statement_is_kept_beside_the_preferred_one_and_noted_there():
    entries = story(("pause", "2023-01-24"), ("drop", "2023-01-24", {"alternative_to": 101}))
    findings = all_findings(entries, CaseFacts(), TOYLAND)
    assert [(event, one.kind, dict(one.details)) for event, one in findings] == [
        (101, AlertKind.CONTRADICTION, {"alternatives": [102]})
    ]


def test_a_voided_rival_contradicts_nothing():
    entries = story(
        ("pause", "2023-01-24"),
        ("drop", "2023-01-24", {"alternative_to": 101}),
        ("drop", "2023-01-24", {"supersedes": 102, "is_void": True}),
    )
    assert all_findings(entries, CaseFacts(), TOYLAND) == []


def test_the_contradiction_follows_a_correction():
    entries = story(
        ("pause", "2023-01-24"),
        ("drop", "2023-01-24", {"alternative_to": 101}),
        ("pause", "2023-01-25", {"supersedes": 101}),
    )
    assert [event for event, _finding in all_findings(entries, CaseFacts(), TOYLAND)] == [103]


# --- jurisdiction -----------------------------------------------------------------------------------------------------

POLICE_ACCUSED = CaseFacts(agencies=("policemen",), offence_kind="torture")


@pytest.mark.parametrize(
    ("facts", "when", "body", "details"),
    [
        (POLICE_ACCUSED, "2020-01-01", "prosecutor", []),
        (POLICE_ACCUSED, "2020-01-01", "police", [{"body": "police", "offence_kind": "torture", "rule": "J1"}]),
        (CaseFacts(offence_kind="torture"), "2020-01-01", "police", []),
        (
            CaseFacts(offence_kind="torture"),
            "2023-01-01",
            "police",
            [{"body": "police", "offence_kind": "torture", "competent": ["prosecutor"]}],
        ),
        (CaseFacts(offence_kind="torture"), "2022-12", "police", []),
        (CaseFacts(offence_kind="torture"), ">2022-01-01", "police", []),
        (CaseFacts(offence_kind="torture"), "2014-01-01", "police", []),
        (CaseFacts(offence_kind="office"), "2020-01-01", "court", []),
        (CaseFacts(), "2020-01-01", "court", []),
        (POLICE_ACCUSED, "?", "police", []),
        (POLICE_ACCUSED, "2020-01-01", None, []),
        (CaseFacts(offence_kind="ill_treatment"), "2020-01-01", "police", []),
        (CaseFacts(offence_kind="ill_treatment", agencies=("policemen",)), "2020-01-01", "police", []),
        (
            CaseFacts(offence_kind="ill_treatment"),
            "2020-01-01",
            "jailers",
            [{"body": "jailers", "offence_kind": "ill_treatment", "competent": ["police"]}],
        ),
    ],
)
def test_a_body_without_jurisdiction_is_named(facts, when, body, details):
    assert found(AlertKind.COMPETENCE, ("take", when, {"body": body}), facts=facts) == details


def test_requalification_moves_jurisdiction():
    chapters = [("requalify", "2023-01-01", {"offence": "cruelty"}), ("take", "2023-02-01", {"body": "police"})]
    assert found(AlertKind.COMPETENCE, *chapters, facts=CaseFacts(offence_kind="torture")) == []


def test_only_investigating_is_asked_about_jurisdiction():
    assert found(AlertKind.COMPETENCE, ("annul", "2023-02-01", {"body": "police"}), facts=POLICE_ACCUSED) == []


# --- conflict of interest ---------------------------------------------------------------------------------------------

BOUND = replace(
    TOYLAND,
    conflict_rules=(
        ConflictBinding("K1", ConflictName.SAME_ROOT_AS_OPERATOR, Severity.HARD),
        ConflictBinding("K2", ConflictName.SAME_ROOT_AS_ACCUSED, Severity.HARD),
        ConflictBinding("K5", ConflictName.PASSED_THROUGH_STAFF, Severity.SOFT),
    ),
)
JAIL = CaseFacts(facility_type="jail", agencies=("policemen",), passed_staff="yes")


def conflict_rules(*chapters):
    *history, last = story(*chapters)
    return [
        (one.rule, one.details["severity"], one.details["bodies"])
        for one in judge(history, last, JAIL, BOUND, TODAY)
        if one.kind == AlertKind.CONFLICT
    ]


@pytest.mark.parametrize(
    ("stage", "when", "body", "rules"),
    [
        ("take", "2020-01-01", "police", [("K1", "hard", ["police", "jailers"]), ("K2", "hard", ["police", "police"])]),
        ("annul", "2020-01-01", "prosecutor", []),
        ("take", "2019-06-01", "bureau", [("K1", "hard", ["bureau", "jailers"]), ("K2", "hard", ["bureau", "police"])]),
        ("take", "2020-06-01", "bureau", []),
        ("submit", "2020-01-01", None, [("K5", "soft", [])]),
        ("note", "2020-01-01", "police", []),
        ("sit", "2020-01-01", "police", []),
    ],
)
def test_conflicts_are_of_the_act_and_of_the_day(stage, when, body, rules):
    assert conflict_rules((stage, when, {"body": body})) == rules
