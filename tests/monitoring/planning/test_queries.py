"""The programme of an organisation: its own visits, its own cases, places within the mandate, and no more queries."""

from datetime import date, timedelta

import pytest

from accounts.models import Organisation
from complaints.actions import receive_complaint
from complaints.choices import DataSet, Precision
from complaints.models import CaseEvent
from complaints.recording import record
from complaints.ties import declare_tie
from institutions.choices import Answer, Effect, Mandate, TermList
from institutions.models import FacilityType, MonitoringRegime, Stage
from institutions.queries import world
from monitoring.actions import take_back_visit
from monitoring.choices import FollowUp, Priority, StoodBack
from monitoring.facts import MemberFacts
from monitoring.models import ReprisalAfterVisit
from monitoring.planning.queries import interval_terms, programme, terms_in_force
from monitoring.planning.rules import Standing
from tests.cast import Role, person
from tests.monitoring import visits
from tests.monitoring.visits import TODAY, VISITED, advice, another_lead, own_visit, term
from tests.vault.keys import with_keys

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _usual_place(db):
    place()


def place(code: str = "TEST-1", **fields):
    """A place of a kind within the mandate; the one of the usual code is that of every visit here."""
    kind = FacilityType.objects.filter(mandate=Mandate.IN).exclude(operator=None).order_by("order").first()
    return visits.place(code, **{"facility_type": kind, **fields})


def found(actor, organisation, code: str = "TEST-1"):
    """The line of one place; None where it does not stand in the programme."""
    terms = interval_terms(terms_in_force(organisation, TODAY))
    places = programme(organisation=organisation, actor=actor, terms=terms, today=TODAY)
    return next((one for one in places if one.facility.code == code), None)


def complaint(by, organisation, on: date, **facts):
    """A case about the place, submitted on a day."""
    given = {"facility": place(), "may_be_counted": Answer.YES} | facts
    return receive_complaint(
        by=by, organisation=organisation, data_set=DataSet.OWN, channel=None, today=TODAY, received_on=on, **given
    )


def reprisal(by, case, on: date) -> CaseEvent:
    """A reprisal in the case on a day."""
    stage = Stage.objects.filter(effect=Effect.PRESSES).order_by("order").first()
    return record(by=by, case=case, stage=stage, happened_on=on, precision=Precision.DAY, today=TODAY).event


# --- places and the interval ------------------------------------------------------------------------------------------


def test_a_place_without_a_visit_is_due_since_the_norm_is_there(vera, organisation):
    place()
    line = found(vera, organisation)
    assert line.standing == Standing.NEVER
    assert line.last is line.last_regular_on is None
    assert line.due_on == date(2018, 1, 1)
    assert line.operator == place().facility_type.operator.code


def test_a_regular_visit_covers_the_place_for_the_interval(vera, organisation):
    own_visit(vera, organisation)
    line = found(vera, organisation)
    assert (line.standing, line.last_regular_on, line.due_on) == (Standing.MET, VISITED, date(2030, 10, 20))


def test_another_visit_is_a_last_visit_and_covers_nothing(vera, organisation):
    own_visit(vera, organisation, visit_type=term(TermList.VISIT_TYPE, "special"))
    line = found(vera, organisation)
    assert (line.standing, line.last_on, line.last_regular_on) == (Standing.NEVER, VISITED, None)


def test_a_regular_visit_on_which_nobody_was_let_in_covers_nothing(vera, organisation):
    denied_visit(vera, organisation)
    line = found(vera, organisation)
    assert (line.standing, line.last_on, line.last_regular_on) == (Standing.NEVER, VISITED, None)


def denied_visit(by, organisation, **facts):
    """A visit on which nobody was let in."""
    given = at(VISITED, access=[term(TermList.ACCESS_OUTCOME, "denied")], interviews={}, premises={}, population={})
    return own_visit(by, organisation, **given | facts)


def test_a_regular_visit_under_terms_without_an_interval_covers_nothing(vera, organisation):
    terms = visits.regime(interval_months=None, notice="none", visit_types=[], is_scenario=False)
    own_visit(vera, organisation, regime=terms)
    line = found(vera, organisation)
    assert (line.standing, line.last_on, line.last_regular_on) == (Standing.NEVER, VISITED, None)


def test_a_visit_of_a_scenario_is_no_visit_of_the_programme(vera, organisation):
    kinds = visits.regime(is_scenario=True)
    kind = term(TermList.VISIT_TYPE, "other").__class__.objects.get(list=TermList.VISIT_TYPE, code=kinds.visit_types[0])
    own_visit(vera, organisation, regime=kinds, visit_type=kind)
    assert found(vera, organisation).last is None


def test_a_new_place_is_not_yet_due(vera, organisation):
    place("NEW", valid_from=date(2025, 1, 1))
    line = found(vera, organisation, "NEW")
    assert (line.standing, line.due_on) == (Standing.NOT_YET, date(2029, 1, 1))


def test_the_newest_visits_count(vera, organisation):
    own_visit(vera, organisation, **at(date(2021, 5, 3)))
    own_visit(vera, organisation, **at(date(2022, 6, 4)))
    last = own_visit(vera, organisation, visit_type=term(TermList.VISIT_TYPE, "intermediate"))
    line = found(vera, organisation)
    assert (line.last_regular_on, line.last.reference) == (date(2022, 6, 4), last.reference)
    assert line.standing == Standing.OVERDUE


def at(day: date, **facts) -> dict:
    """Facts of a visit on a day, without hours."""
    return {"visited_on": day, "arrived_at": None, "entered_at": None, "left_at": None, **facts}


def test_a_visit_taken_back_and_visits_of_others_count_nothing(vera, berik, charlie, organisation, other_organisation):
    take_back_visit(by=berik, visit=own_visit(vera, organisation), today=TODAY)
    own_visit(charlie, other_organisation)
    assert found(vera, organisation).last is None


@pytest.mark.parametrize("mandate", [mandate for mandate in Mandate if mandate != Mandate.IN])
def test_a_place_outside_the_mandate_stands_in_no_programme(vera, organisation, mandate):
    kind = FacilityType.objects.exclude(mandate=Mandate.IN).filter(mandate=mandate).first() or FacilityType(
        code=f"X_{mandate}", label_en="x", label_ru="x", label_kk="x", mandate=mandate
    )
    kind.save()
    place("OUTSIDE", facility_type=kind)
    assert found(vera, organisation, "OUTSIDE") is None


def test_a_place_that_is_closed_or_not_yet_open_stands_in_no_programme(vera, organisation):
    place("CLOSED", valid_to=TODAY - timedelta(days=1))
    place("TO-COME", valid_from=TODAY + timedelta(days=1))
    place("LAST-DAY", valid_to=TODAY)
    assert [code for code in ("CLOSED", "TO-COME", "LAST-DAY") if found(vera, organisation, code)] == ["LAST-DAY"]


def test_invented_places_stand_in_the_demonstration_only(vera, organisation):
    place("INVENTED", is_demonstration=True)
    place("REAL")
    stage_set = Organisation.objects.create(name="Stage", is_demonstration=True)
    actor = person("actor", stage_set, Role.MONITOR)
    assert found(vera, organisation, "INVENTED") is None
    assert found(actor, stage_set, "REAL") is None
    assert found(actor, stage_set, "INVENTED") is not None


def test_without_a_norm_nothing_is_due(vera, organisation):
    place()
    MonitoringRegime.objects.update(interval_months=None)
    line = found(vera, organisation)
    assert (line.standing, line.due_on) == (Standing.NO_INTERVAL, None)


# --- signals ----------------------------------------------------------------------------------------------------------


def test_complaints_count_from_the_day_after_the_last_visit(vera, berik, organisation):
    for day in (VISITED - timedelta(days=1), VISITED, VISITED + timedelta(days=1), TODAY):
        complaint(berik, organisation, day)
    assert found(berik, organisation).signals.complaints == 4
    own_visit(vera, organisation)
    assert found(berik, organisation).signals.complaints == 2


def test_few_complaints_are_no_number_for_whoever_does_not_see_every_case(vera, berik, organisation):
    for _number in range(4):
        complaint(berik, organisation, TODAY)
    few, all_seen = found(vera, organisation).signals, found(berik, organisation).signals
    assert (few.complaints, few.are_few) == (1, True)
    assert (all_seen.complaints, all_seen.are_few) == (4, False)
    complaint(berik, organisation, TODAY)
    many = found(vera, organisation).signals
    assert (many.complaints, many.are_few) == (5, False)


def test_complaints_of_other_places_organisations_and_without_consent_are_not_counted(
    vera, berik, charlie, organisation, other_organisation
):
    place()
    complaint(berik, organisation, TODAY, facility=place("TEST-2"))
    complaint(berik, organisation, TODAY, may_be_counted=Answer.NO)
    complaint(berik, organisation, TODAY, facility=None)
    complaint(charlie, other_organisation, TODAY)
    assert found(vera, organisation).signals.complaints == 0
    assert found(vera, organisation, "TEST-2").signals.complaints == 1


def test_a_reprisal_counts_after_the_last_visit_or_where_it_is_linked_to_it(vera, berik, organisation):
    case = complaint(berik, organisation, date(2026, 9, 1))
    reprisal(berik, case, date(2026, 9, 20))
    assert found(vera, organisation).signals.reprisals == 1
    visit = own_visit(vera, organisation)
    assert found(vera, organisation).signals.reprisals == 0
    same_day = reprisal(berik, case, VISITED)
    assert found(vera, organisation).signals.reprisals == 0
    ReprisalAfterVisit.objects.create(event=same_day, visit=visit)
    assert found(vera, organisation).signals.reprisals == 1
    reprisal(berik, case, VISITED + timedelta(days=2))
    assert found(vera, organisation).signals.reprisals == 2
    own_visit(vera, organisation, **at(TODAY))
    assert found(vera, organisation).signals.reprisals == 0


def test_the_last_visit_tells_what_was_refused_and_how_interviews_were_held(vera, organisation):
    refused = term(TermList.ACCESS_OUTCOME, "premises")
    own_visit(vera, organisation, access=[refused, term(TermList.ACCESS_OUTCOME, "delayed")])
    signals = found(vera, organisation).signals
    assert (signals.refused, signals.private, signals.held) == ((refused.pk,), 12, 15)


def test_whoever_stood_back_sees_that_there_was_a_visit_and_not_what_it_was_like(vera, berik, organisation):
    another_lead(organisation)
    members = [MemberFacts(user=vera, part="leader"), MemberFacts(user=berik, stood_back=StoodBack.RELATED)]
    facts = {"members": members, "access": [term(TermList.ACCESS_OUTCOME, "premises")], "follow_up": FollowUp.VISIT}
    own_visit(vera, organisation, **facts)
    line = found(berik, organisation)
    assert (line.last_on, line.last.reference, line.standing) == (VISITED, "", Standing.MET)
    assert (line.signals.refused, line.signals.private, line.signals.held) == ((), None, None)
    assert not line.signals.is_return_promised
    assert found(vera, organisation).last.reference
    assert found(vera, organisation).signals.is_return_promised


def test_whoever_stood_back_counts_nothing_that_the_visit_recommended(vera, berik, organisation):
    another_lead(organisation)
    members = [MemberFacts(user=vera, part="leader"), MemberFacts(user=berik, stood_back=StoodBack.RELATED)]
    urgent = advice(priority=Priority.URGENT, words="")
    own_visit(vera, organisation, members=members, recommendations=[urgent])
    assert [found(user, organisation).signals.urgent for user in (vera, berik)] == [1, 0]


def test_urgent_recommendations_count_until_they_are_settled(vera, organisation):
    with_keys(vera)
    urgent, later = advice(priority=Priority.URGENT), advice(priority=Priority.LONG)
    visit = own_visit(vera, organisation, recommendations=[urgent, urgent, later])
    assert found(vera, organisation).signals.urgent == 2
    first = visit.recommendations.order_by("number").first()
    for meaning, left in (("said_done", 2), ("not_done", 2), ("verified_done", 1), ("overtaken", 1)):
        first.status, first.status_on = term(TermList.RECOMMENDATION_STATUS, meaning), TODAY
        first.save()
        assert found(vera, organisation).signals.urgent == left, meaning


def test_a_promised_return_stands_until_somebody_was_there(vera, organisation):
    own_visit(vera, organisation, follow_up=FollowUp.VISIT, look_again_on=date(2026, 10, 30))
    assert found(vera, organisation).signals.is_return_overdue(TODAY)
    own_visit(vera, organisation, **at(TODAY, follow_up=FollowUp.NONE))
    assert not found(vera, organisation).signals.is_return_promised


def test_what_cases_tell_is_kept_from_who_is_tied_to_the_place(vera, berik, organisation):
    complaint(berik, organisation, TODAY)
    declare_tie(by=vera, organisation=organisation, user=vera, facility=place(), today=TODAY)
    line = found(vera, organisation)
    assert line.is_tied
    assert (line.signals.complaints, line.signals.reprisals) == (None, None)
    place("TEST-2")
    assert not found(vera, organisation, "TEST-2").is_tied
    assert found(berik, organisation).signals.complaints == 1


def test_terms_that_lapse_come_with_the_last_visit_under_them(vera, organisation):
    def lapsing() -> MonitoringRegime:
        (found,) = [one for one in terms_in_force(organisation, TODAY) if one.lapses_after_months]
        return found

    terms = lapsing()
    assert terms.last_on is None
    kind = term(TermList.VISIT_TYPE, "other").__class__.objects.get(list=TermList.VISIT_TYPE, code=terms.visit_types[0])
    own_visit(vera, organisation, regime=terms, visit_type=kind, notice=term(TermList.NOTICE_MODE, "ahead"))
    assert lapsing().last_on == VISITED
    denied_visit(vera, organisation, regime=terms, visit_type=kind, visited_on=TODAY)
    assert lapsing().last_on == VISITED


def test_more_places_cost_no_more_queries(vera, berik, organisation, django_assert_num_queries):
    def asked():
        world()
        places = programme(organisation=organisation, actor=vera, terms=terms, today=TODAY)
        return len(places)

    terms = interval_terms(terms_in_force(organisation, TODAY))
    place()
    asked()  # what is read once for a reader
    world()
    with django_assert_num_queries(8):
        one = asked()
    for code in ("TEST-2", "TEST-3", "TEST-4"):
        own_visit(vera, organisation, facility=place(code))
        complaint(berik, organisation, TODAY, facility=place(code))
    world()
    with django_assert_num_queries(8):
        assert asked() == one + 3
