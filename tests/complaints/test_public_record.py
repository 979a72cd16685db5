"""Seventeen real histories prove the model: every event fits in, none is refused, and what was wrong is seen."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from complaints.casefiles import read_case_files
from complaints.choices import AlertKind, Certainty, CountUnit, DataSet, Precision, Voluntary
from complaints.milestones import fold
from complaints.models import Alert, Case, CaseEvent, EventSource, PublicSource
from complaints.projection import compare
from complaints.public_record import entry_uuid, load_public_cases
from institutions.choices import Exit, Independence, Milestone, Severity
from institutions.packs import pack_folder
from institutions.queries import world

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)

EVENTS_BY_CASE = {
    "C01_GERASIMOV": 19,
    "C02_BAIRAMOV": 8,
    "C03_RAKISHEV": 7,
    "C04_EVLOEV": 8,
    "C05_USHENIN": 3,
    "C07_SULEIMENOV": 5,
    "C09_AP": 5,
    "C10_KOSHMAMBET": 16,
    "C11_TALDYKORGAN_IRON": 8,
    "C13_REGIONAL_CHIEF": 10,
    "C16_SHYMKENT": 6,
    "C19_ZARECHNY_2010": 6,
    "C21_MAKANCHI": 5,
    "C22_PETROPAVLOVSK_EC164_1": 2,
    "C24_MANGYSTAU": 4,
    "C26_AI_2015": 2,
    "C27_ALMATY_2024": 2,
}


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup, django_db_blocker):
    """The public record, loaded once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_public_cases(folder=pack_folder("kz"), now=NOW)
        transaction.set_rollback(True)


def case(key):
    return Case.objects.select_related("milestones").get(public_key=key)


def entry(key, row):
    return CaseEvent.objects.select_related("stage", "body", "offence").get(uuid=entry_uuid(key, row))


def alerts(key, row):
    """Rules of the alerts on one event."""
    return sorted(Alert.objects.filter(event=entry(key, row)).values_list("rule", flat=True))


def alert(key, row, rule):
    return Alert.objects.get(event=entry(key, row), rule=rule)


def row_on(key, day):
    """The milestone row of a case as its events stood on `day`."""
    law = world()
    (file,) = read_case_files([case(key).pk], law)
    known = [event for event in file.history if event.when.counted_on is None or event.when.counted_on <= day]
    return fold(known, file.facts, law)


# --- all of them ------------------------------------------------------------------------------------------------------


def test_every_event_of_every_case_is_in_and_none_is_refused(loaded):
    counted = Counter(CaseEvent.objects.values_list("case__public_key", flat=True))
    assert dict(counted) == EVENTS_BY_CASE
    assert (loaded.cases, loaded.added, loaded.corrected, loaded.voided) == (17, 116, 0, 0)


def test_cases_are_public_and_belong_to_nobody():
    assert set(Case.objects.values_list("data_set", "organisation")) == {(DataSet.PUBLIC_RECORD, None)}
    assert not Case.objects.filter(public_title="").exists()


def test_every_event_names_its_source_and_how_certain_it_is():
    assert PublicSource.objects.count() == 48
    assert EventSource.objects.count() == 116
    assert not EventSource.objects.filter(statement="").exists()
    assert set(EventSource.objects.values_list("certainty", flat=True)) == set(Certainty)


def test_alerts_of_all_cases_by_kind(loaded):
    assert loaded.alerts == {
        AlertKind.COMPETENCE: 2,
        AlertKind.CONFLICT: 11,
        AlertKind.CONTRADICTION: 4,
        AlertKind.MISSING_STEP: 16,
        AlertKind.PRESSURE: 1,
        AlertKind.UNLAWFUL: 1,
    }


def test_stored_projections_equal_a_rebuild():
    assert compare(Case.objects.values_list("pk", flat=True), world=world()) == []


def test_missing_steps_are_named_and_never_invented():
    missing = Alert.objects.filter(kind=AlertKind.MISSING_STEP, case__public_key="C27_ALMATY_2024").get()
    assert missing.details == {"after": "INC", "skipped": ["REG", "INV", "IND", "CRT", "TRI"]}
    assert case("C27_ALMATY_2024").events.count() == 2


def test_statement_that_is_not_preferred_says_why():
    rivals = EventSource.objects.filter(event__alternative_to__isnull=False)
    assert rivals.count() == 4
    assert not rivals.filter(preferred_because="").exists()


# --- Gerasimov --------------------------------------------------------------------------------------------------------

GERASIMOV = "C01_GERASIMOV"


def test_gerasimov_withdrawal_under_duress_withdraws_nothing():
    withdrawal = entry(GERASIMOV, 14).withdrawal
    assert (withdrawal.voluntary, withdrawal.addressee.code) == (Voluntary.FOUND_NOT, "CCHR")
    row = case(GERASIMOV).milestones
    assert (row.is_withdrawn, row.withdrawn_on) == (False, None)
    assert row.state == Exit.OPEN  # the Committee found a violation; nobody has investigated since


def test_gerasimov_withdrawal_leaves_the_case_where_it_stood():
    law = world()
    (file,) = read_case_files([case(GERASIMOV).pk], law)
    without = [event for event in file.history if event.id != entry(GERASIMOV, 14).pk]
    assert fold(file.history, file.facts, law) == fold(without, file.facts, law)


def test_gerasimov_withdrawal_raises_an_alert_that_names_the_threat_before_it():
    pressure = alert(GERASIMOV, 14, "pressure")
    assert pressure.kind == AlertKind.PRESSURE
    assert pressure.details == {"threat": entry(GERASIMOV, 13).pk, "voluntary": "found_not"}
    assert entry(GERASIMOV, 13).stage.code == "EV_REPRISAL"


def test_gerasimov_compensation_stands_without_a_verdict():
    award = entry(GERASIMOV, 17)
    assert (award.stage.code, award.stage.track) == ("CMP", "civil")
    assert (award.happened_on, award.precision) == (date(2013, 11, 1), Precision.MONTH)
    row = case(GERASIMOV).milestones
    assert (row.furthest, row.is_torture_conviction, row.is_final) == (None, None, False)
    assert list(case(GERASIMOV).counts.values_list("unit", "value")) == [(CountUnit.AWARDS, 1)]


def test_gerasimov_first_examination_is_a_hard_conflict():
    assert entry(GERASIMOV, 4).body.code == "MIA_POL"
    conflict = alert(GERASIMOV, 4, "C2")
    assert conflict.kind == AlertKind.CONFLICT
    assert conflict.details["severity"] == Severity.HARD
    assert case(GERASIMOV).milestones.independence == Independence.SUBORDINATE


def test_gerasimov_annulment_by_the_prosecutor_is_no_conflict():
    assert (entry(GERASIMOV, 7).stage.code, entry(GERASIMOV, 7).body.code) == ("ANN", "GPO")
    assert alerts(GERASIMOV, 7) == []


# --- Koshmambet -------------------------------------------------------------------------------------------------------

KOSHMAMBET = "C10_KOSHMAMBET"


def test_koshmambet_is_interrupted_and_not_terminated_on_24_january_2023():
    row = row_on(KOSHMAMBET, date(2023, 1, 24))
    assert (row.state, row.state_ground) == (Exit.INTERRUPTED, "I1")
    assert row.furthest == Milestone.ASSIGNED


def test_koshmambet_keeps_the_report_of_a_termination_beside_it():
    rival = entry(KOSHMAMBET, 9)
    assert (rival.stage.code, rival.alternative_to) == ("TRM", entry(KOSHMAMBET, 8))
    assert "interrupted" in rival.sources.get().preferred_because
    contradiction = alert(KOSHMAMBET, 8, "contradiction")
    assert contradiction.kind == AlertKind.CONTRADICTION
    assert contradiction.details == {"alternatives": [rival.pk]}


def test_koshmambet_is_convicted_under_the_wording_before_march_2023():
    verdict = entry(KOSHMAMBET, 13)
    assert (verdict.stage.code, verdict.offence.code) == ("VCN", "UK146_OLD")
    row = case(KOSHMAMBET).milestones
    assert (row.furthest, row.reached_8, row.state) == (Milestone.CONVICTED, date(2025, 1, 17), Exit.CONVICTED)
    assert row.is_torture_conviction is True


def test_koshmambet_counts_stand_side_by_side_in_their_units():
    counts = dict(case(KOSHMAMBET).counts.values_list("unit", "value"))
    assert counts == {
        CountUnit.PERSONS_HELD: 99,
        CountUnit.VICTIMS_RECOGNISED: 44,
        CountUnit.OFFICIALS_TRIED: 6,
        CountUnit.OFFICIALS_CONVICTED: 6,
        CountUnit.AWARDS: 1,
    }


def test_koshmambet_suspect_after_the_interruption_asks_for_the_resumption():
    missing = alert(KOSHMAMBET, 11, "missing_step")
    assert missing.details == {"after": "INT", "skipped": ["RES"]}
    assert row_on(KOSHMAMBET, date(2024, 5, 28)).state == Exit.OPEN


def test_koshmambet_verdict_under_appeal_is_open():
    assert row_on(KOSHMAMBET, date(2025, 1, 31)).state == Exit.OPEN


# --- convictions that are not for torture -----------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "row", "offence"), [("C13_REGIONAL_CHIEF", 8, "UK370"), ("C24_MANGYSTAU", 3, "UK362")])
def test_conviction_under_another_article_is_a_conviction_but_not_for_torture(key, row, offence):
    assert entry(key, row).offence.code == offence
    milestones = case(key).milestones
    assert (milestones.furthest, milestones.is_torture_conviction) == (Milestone.CONVICTED, False)


def test_conviction_without_a_known_article_stays_unknown():
    assert case("C27_ALMATY_2024").milestones.is_torture_conviction is None


def test_regional_chief_absconds_during_the_trial_and_it_stays_one_trial():
    assert alerts("C13_REGIONAL_CHIEF", 6) == []
    assert alerts("C13_REGIONAL_CHIEF", 8) == []
    assert case("C13_REGIONAL_CHIEF").milestones.trials == 1


# --- conflicts and competence -----------------------------------------------------------------------------------------


def test_makanchi_is_a_hard_conflict_and_a_breach_of_competence():
    assert alerts("C21_MAKANCHI", 3) == ["C1", "C2", "competence"]
    assert alert("C21_MAKANCHI", 3, "C2").details["severity"] == Severity.HARD
    breach = alert("C21_MAKANCHI", 3, "competence")
    assert (breach.kind, breach.norm) == (AlertKind.COMPETENCE, "CPC 187(4)")
    assert breach.details == {"body": "MIA_OWN", "rule": "CO_T15_MIA", "offence_kind": "torture"}


def test_makanchi_dismissals_do_not_close_an_open_case():
    assert case("C21_MAKANCHI").milestones.state == Exit.OPEN


def test_zarechny_was_run_under_the_ministry_of_justice_in_2010():
    law = world()
    visit = entry("C19_ZARECHNY_2010", 3)
    assert visit.body.code == "GPO_SP"
    assert law.hierarchy.root(law.operator("F_ZARECHNY", "COL_MAX", visit.happened_on), visit.happened_on) == "MOJ"
    assert case("C19_ZARECHNY_2010").milestones.independence == Independence.INDEPENDENT


def test_zarechny_report_went_through_the_staff():
    assert "C5" in alerts("C19_ZARECHNY_2010", 2)


def test_refusal_without_a_lawful_ground_is_unlawful():
    unlawful = alert("C26_AI_2015", 2, "G_NRG_GROUND")
    assert (unlawful.kind, unlawful.details["ground"]) == (AlertKind.UNLAWFUL, "NR_REFUSED")
    assert case("C26_AI_2015").milestones.state == Exit.NOT_REGISTERED


# --- dates and places that are not known ------------------------------------------------------------------------------


def test_rakishev_decision_with_two_dates_is_counted_once_and_both_are_kept():
    decisions = CaseEvent.objects.filter(case=case("C03_RAKISHEV"), stage__code="RM_UN")
    assert set(decisions.values_list("happened_on", flat=True)) == {date(2017, 7, 31), date(2017, 7, 3)}
    assert [event.happened_on for event in decisions.in_force()] == [date(2017, 7, 31)]
    assert alerts("C03_RAKISHEV", 5) == ["contradiction"]


@pytest.mark.parametrize("key", ["C05_USHENIN", "C07_SULEIMENOV", "C09_AP", "C26_AI_2015"])
def test_case_of_an_unknown_region_loads(key):
    loaded = case(key)
    assert (loaded.region, loaded.region_now, loaded.facility) == (None, None, None)
    assert loaded.milestones.region is None


def test_case_of_an_unknown_kind_of_place_loads():
    loaded = case("C04_EVLOEV")
    assert (loaded.region.code, loaded.facility, loaded.facility_type) == ("KZ-71", None, None)


def test_region_then_and_region_now_are_both_kept():
    loaded = case("C11_TALDYKORGAN_IRON")
    assert (loaded.region.code, loaded.region_now.code) == ("KZ-19", "KZ-33")
