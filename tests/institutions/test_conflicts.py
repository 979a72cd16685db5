"""Conflict rules C1-C10 on the pack of Kazakhstan: what hits, what must not, and what nobody knows."""

from datetime import date

import pytest

from institutions.choices import Act, Answer, ConflictName, Independence, Severity
from institutions.conflicts import RULES, ActFacts, Conflict, find_conflicts
from institutions.queries import world
from institutions.world import World

pytestmark = pytest.mark.django_db
D = date.fromisoformat


def facts(on: str, act: Act = Act.INVESTIGATION, **known: object) -> ActFacts:
    return ActFacts(act=act, earliest=D(on), latest=D(on), **known)


def hits(subject: ActFacts, country: World | None = None) -> list[str]:
    country = country or world()
    return [conflict.code for conflict in find_conflicts(subject, country.hierarchy, country.conflict_rules)]


def in_custody(investigator: str, place: str, on: str) -> ActFacts:
    """An investigation by `investigator` of what happened in a place of the kind `place` on `on`."""
    return facts(on, acting_body=investigator, operator=world().operator(None, place, D(on)))


def against(investigator: str, agency: str, on: str) -> ActFacts:
    """An investigation by `investigator` of officials of `agency` on `on`."""
    body = world().agency_body(agency, D(on))
    return facts(on, acting_body=investigator, accused_bodies=frozenset({body} if body else ()))


@pytest.mark.parametrize(
    ("investigator", "place", "on", "codes"),
    [
        ("MIA_POL", "IVS", "2020-01-01", ["C1"]),
        ("MIA_POL", "SIZO", "2020-01-01", ["C1"]),
        ("MIA_POL", "COL_MAX", "2020-01-01", ["C1"]),
        ("MIA_POL", "COL_MAX", "2010-01-01", []),  # colonies stood under the Ministry of Justice
        ("MIA_OWN", "IVS", "2020-01-01", ["C1"]),
        ("GPO_SP", "IVS", "2020-01-01", []),
        ("GPO", "SIZO_KNB", "2020-01-01", []),
        ("ACA_2019", "IVS", "2020-01-01", []),
        ("ACA_2019", "SIZO_KNB", "2025-06-29", []),
        ("ACS_KNB", "SIZO_KNB", "2025-06-30", ["C1", "C10"]),
        ("ACS_KNB", "IVS", "2025-06-30", []),
        ("KNB", "SIZO_KNB", "2025-07-01", ["C1"]),  # always was its own: no merger
        ("MOD_MP", "GUARD", "2020-01-01", ["C1"]),
        ("MIA_POL", "SPEC_PREM", "2020-01-01", []),  # nobody knows who runs it
        ("ACS_KNB", "SIZO_KNB", "2025-06-29", []),  # did not exist yet
    ],
)
def test_c1_and_c10_the_investigator_and_the_operator(investigator: str, place: str, on: str, codes: list[str]):
    assert hits(in_custody(investigator, place, on)) == codes


@pytest.mark.parametrize(
    ("investigator", "agency", "on", "codes"),
    [
        ("MIA_POL", "PA_POL", "2020-01-01", ["C2"]),
        ("MIA_POL", "PA_IVS", "2020-01-01", ["C2"]),
        ("MIA_POL", "PA_COL", "2012-01-01", ["C2"]),
        ("MIA_POL", "PA_COL", "2011-07-31", []),
        ("MIA_POL", "PA_KNB", "2020-01-01", []),
        ("ACA_2019", "PA_KNB", "2025-06-29", []),
        ("ACS_KNB", "PA_KNB", "2025-06-30", ["C2", "C10"]),
        ("ACA_2019", "PA_ACA", "2020-01-01", ["C2"]),
        ("GPO_SP", "PA_POL", "2020-01-01", []),
        ("MIA_POL", "PA_MED", "2022-12-31", ["C2"]),  # medical staff of prisons stood under the ministry
        ("MIA_POL", "PA_MED", "2023-01-01", []),
    ],
)
def test_c2_and_c10_the_investigator_and_the_accused(investigator: str, agency: str, on: str, codes: list[str]):
    assert hits(against(investigator, agency, on)) == codes


def test_a_conflict_says_how_close_the_bodies_stand_and_how_grave_it_is():
    country = world()
    subject = in_custody("MIA_POL", "SIZO", "2020-01-01")
    assert find_conflicts(subject, country.hierarchy, country.conflict_rules) == [
        Conflict("C1", "same_root_as_operator", Severity.HARD, Independence.SAME_ROOT, ("MIA_POL", "KUIS"))
    ]


def test_the_closest_of_several_accused_bodies_is_named():
    country = world()
    subject = facts("2020-01-01", acting_body="MIA_POL", accused_bodies=frozenset({"KNB", "DUIS", "MIA_POL"}))
    (conflict,) = find_conflicts(subject, country.hierarchy, country.conflict_rules)
    assert (conflict.independence, conflict.bodies) == (Independence.SUBORDINATE, ("MIA_POL", "MIA_POL"))


@pytest.mark.parametrize(
    ("act", "codes"),
    [
        (Act.INVESTIGATION, ["C1"]),
        (Act.REVIEW, ["C1"]),
        (Act.RECEPTION, []),
        (Act.TRIAL, []),
        (Act.EXAMINATION, []),
        (Act.NONE, []),
    ],
)
def test_c1_asks_only_acts_that_must_be_impartial(act: Act, codes: list[str]):
    assert hits(facts("2020-01-01", act, acting_body="MIA_POL", operator="MIA_POL")) == codes


@pytest.mark.parametrize(
    ("earliest", "latest", "codes"),
    [
        ("2012-01-01", "2012-12-31", ["C1"]),
        ("2011-01-01", "2011-12-31", []),  # the penal system moved within the year: not known
        (None, None, []),
    ],
)
def test_a_vague_date_hits_only_where_every_day_would(earliest: str | None, latest: str | None, codes: list[str]):
    days = {"earliest": earliest and D(earliest), "latest": latest and D(latest)}
    assert hits(ActFacts(Act.INVESTIGATION, acting_body="MIA_POL", operator="KUIS", **days)) == codes


@pytest.mark.parametrize(
    ("support", "codes"), [({"MIA_POL"}, ["C3"]), ({"KUIS", "GPO"}, ["C3"]), ({"MOD_MP"}, []), (set(), [])]
)
def test_c3_support_by_the_accused(support: set[str], codes: list[str]):
    subject = facts(
        "2020-01-01",
        acting_body="GPO_SP",
        accused_bodies=frozenset({"MIA_POL"}),
        support_bodies=frozenset(support),
    )
    assert hits(subject) == codes


@pytest.mark.parametrize(
    ("employer", "place", "on", "codes"),
    [
        ("SIZO_MED", "SIZO", "2022-06-30", ["C4"]),
        ("SIZO_MED", "SIZO", "2022-07-01", []),
        ("PEN_MED", "COL_MAX", "2022-12-31", ["C4"]),
        ("PEN_MED", "COL_MAX", "2023-01-01", []),
        ("HOSPITAL", "COL_MAX", "2020-01-01", []),
        (None, "COL_MAX", "2020-01-01", []),
    ],
)
def test_c4_prison_medicine_left_the_operator_in_two_steps(employer: str | None, place: str, on: str, codes: list[str]):
    operator = world().operator(None, place, D(on))
    assert hits(facts(on, Act.EXAMINATION, examiner_employer=employer, operator=operator)) == codes


@pytest.mark.parametrize(("passed", "codes"), [(answer, ["C5"] if answer == Answer.YES else []) for answer in Answer])
def test_c5_only_a_plain_yes_is_a_hit(passed: Answer, codes: list[str]):
    assert hits(facts("2020-01-01", Act.RECEPTION, passed_staff=passed)) == codes


@pytest.mark.parametrize(
    ("act", "reviewer", "authors", "codes"),
    [
        (Act.REVIEW, "office 7", {"office 7"}, ["C6"]),
        (Act.REVIEW, "office 7", {"office 8"}, []),
        (Act.REVIEW, "office 7", set(), []),
        (Act.REVIEW, None, {"office 7"}, []),
        (Act.TRIAL, "office 7", {"office 7"}, []),
    ],
)
def test_c6_nobody_reviews_an_own_act(act: Act, reviewer: str | None, authors: set[str], codes: list[str]):
    assert hits(facts("2020-01-01", act, reviewer=reviewer, authors=frozenset(authors))) == codes


@pytest.mark.parametrize(
    ("known", "codes"),
    [
        ({"took_part_in_victims_case": True}, ["C7"]),
        ({"took_part_in_victims_case": False}, []),
        ({"is_coordinator_appointed_by_executive": True}, ["C8"]),
        ({"is_coordinator_appointed_by_executive": False}, []),
        ({"is_monitor_doubted": True, "has_monitor_recused": False}, ["C9"]),
        ({"is_monitor_doubted": True, "has_monitor_recused": True}, []),
        ({"is_monitor_doubted": True}, []),
        ({"is_monitor_doubted": False, "has_monitor_recused": False}, []),
        ({}, []),
    ],
)
def test_c7_to_c9_need_a_recorded_fact(known: dict[str, bool], codes: list[str]):
    assert hits(facts("2020-01-01", Act.NONE, **known)) == codes


def test_nothing_known_never_hits():
    for act in Act:
        assert hits(ActFacts(act)) == []


def test_severities_are_those_of_the_pack():
    assert {rule.code: rule.severity.value for rule in world().conflict_rules} == {
        "C1": "hard",
        "C2": "hard",
        "C3": "soft",
        "C4": "soft",
        "C5": "hard",
        "C6": "hard",
        "C7": "soft",
        "C8": "context",
        "C9": "hard",
        "C10": "hard",
    }


def test_another_country_has_its_own_codes_and_its_own_merger(lumeria: World):
    before = facts("2010-12-31", acting_body="INQ_OLD", operator="KEEP")
    since = facts("2011-01-01", acting_body="INQ_NEW", operator="KEEP")
    assert hits(before, lumeria) == []
    assert hits(since, lumeria) == ["R1", "R10"]
    watch = facts("2020-01-01", acting_body="WATCH", operator="KEEP")
    assert hits(watch, lumeria) == ["R1"], "the keeps moved to the head of the Watch, not the Watch to theirs"


def test_every_name_has_its_rule():
    assert set(RULES) == set(ConflictName)
