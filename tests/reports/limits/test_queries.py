"""The sums out of the database, and every measure of the dozen visits against the table computed by hand."""

from datetime import date, timedelta

import pytest
from statsmodels.stats.proportion import proportion_confint

from complaints.choices import ConsentAnswer, DataSet, Precision, RecusalReason
from complaints.models import Case, Consent, Recusal
from institutions.choices import Effect, Mandate, TermList
from institutions.models import Body, Facility, FacilityOperator, MonitoringRegime, PremiseMandate, Term
from institutions.visit_choices import VisitPurpose
from monitoring.choices import SaidBy, StoodBack
from monitoring.models import (
    InterviewComplaint,
    Recommendation,
    RecommendationLetter,
    RecommendationStep,
    ReprisalAfterVisit,
    Visit,
    VisitMember,
)
from reports.intervals import wilson
from reports.limits.choices import By, LeftOut, Measure, NoticeGroup, Spread
from reports.limits.definitions import COUNTED
from reports.limits.measures import compare_pairs, compare_rates, compare_shares, figures
from reports.limits.queries import report_of
from reports.limits.rows import Bunched, summed
from reports.limits.scope import Question, cases_for, visits_for
from tests.monitoring.visits import term
from tests.reports.limits.table import TODAY, build, day, event, lines, new_case, scenario, state
from tests.reports.rows import demonstration_organisation

pytestmark = pytest.mark.django_db


def asked(user, **changed):
    question = Question(**{"data_set": DataSet.OWN, "today": TODAY, **changed})
    places = Facility.objects.filter(code__startswith="LIMITS-")
    visits, cases = (door(user, question.data_set) for door in (visits_for, cases_for))
    return report_of(question, visits, cases, places)


@pytest.fixture
def world(organisation):
    return build(organisation)


def test_every_measure_is_as_computed_by_hand(world, berik):
    found = figures(asked(berik).real.total)
    table = {line["measure"]: line for line in lines("hand_computed_measures.csv")}
    assert list(table) == [measure.value for measure in Measure]
    for name, line in table.items():
        figure = found[Measure(name)]
        assert (str(figure.count if figure.count is not None else ""), str(figure.base)) == (
            line["count"],
            line["base"],
        )
        for wanted, number in ((line["value"], figure.value), (line["low"], figure.low), (line["high"], figure.high)):
            assert (number is None) == (wanted == ""), (name, line, figure)
            assert number is None or number == pytest.approx(float(wanted), abs=5e-5, rel=5e-5), (name, line, figure)


def test_announced_and_unannounced_are_compared(world, berik):
    """Unannounced and let in: visits 1 3 7 10 12, 2+3+1+4+2 findings; announced: 2 4 6 8 11, 0+1+0+0+1."""
    notices = asked(berik).real.notices
    assert {name: tally.visits for name, tally in notices.items()} == {"unannounced": 6, "announced": 5, "unknown": 1}
    one, other = notices[NoticeGroup.UNANNOUNCED], notices[NoticeGroup.ANNOUNCED]
    told = [figures(tally)[Measure.YIELD] for tally in (one, other)]
    assert [(figure.count, figure.base, figure.value) for figure in told] == [(12, 5, 2.4), (2, 5, 0.4)]
    ratio = compare_rates(one.events[Measure.YIELD], other.events[Measure.YIELD])
    low, high = proportion_confint(12, 14, method="beta")  # both less dispersed than Poisson
    assert (ratio.value, ratio.low, ratio.high) == pytest.approx((6.0, low / (1 - low), high / (1 - high)))
    share = compare_shares(one.plain[Measure.YIELD_VISITS], other.plain[Measure.YIELD_VISITS])
    assert (share.value, share.low, share.high) == pytest.approx((1 - 2 / 5, 0.0298, 0.8824), abs=1e-4)


def test_what_is_left_out_of_before_and_after_is_counted(world, berik):
    total = asked(berik).real.total
    assert total.left_out == {LeftOut.NOT_COUNTED: 2, LeftOut.RECENT: 1, LeftOut.NEAR: 3}
    assert total.wait_unknown == 1


def test_after_and_before_are_compared_place_by_place(world, berik):
    """8 after, 6 before, R = 4/3. After and before: A 3 3, B 3 1, C 2 1, D 0 1; residuals -1, 5/3, 2/3, -4/3.

    Their squares are 54/9 = 6, with 4/3 for four places 8; Poisson would be 8 + 16/9 x 6 = 56/3: dispersion 3/7, with
    (3.1824 / 1.96)² = 2.6365 for three degrees 1.1299. Exact of 8 and 6 over 1.1299.
    """
    total = asked(berik).real.total
    ratio = compare_pairs(*(total.events[name] for name in (Measure.AFTER, Measure.BEFORE)), total.pairs[Measure.AFTER])
    low, high = proportion_confint(8 / 1.12992, 14 / 1.12992, method="beta")
    assert ratio.value == pytest.approx(4 / 3)
    assert (ratio.low, ratio.high) == pytest.approx((low / (1 - low), high / (1 - high)), rel=1e-4)
    assert total.pairs[Measure.AFTER_CUT].places == 5
    assert total.pairs[Measure.AFTER_CUT].sums == (12, 82800, 6, 83440)


def test_no_complaint_is_after_one_visit_and_before_another(world, berik):
    """Visits 11 and 12 lie 109 days apart; 26 April is the 54th day after the one, 27 April the 54th before the other.

    With 55 days between them instead of 54 on each side, the day in the middle would belong to neither.
    """
    before = asked(berik).real.total.events
    for on in ("2026-04-26", "2026-04-27"):
        event(new_case(world.visits[11].organisation, facility=world.places["E"]), Effect.SUBMITS, day(on))
    after = asked(berik).real.total.events
    grown = {name: after[name].count - before[name].count for name in (Measure.BEFORE_CUT, Measure.AFTER_CUT)}
    assert grown == {Measure.BEFORE_CUT: 1, Measure.AFTER_CUT: 1}
    assert after[Measure.BEFORE] == before[Measure.BEFORE]


def test_whole_windows_want_more_than_180_days_between_visits(world, berik):
    for on, near in ((date(2024, 7, 30), 5), (date(2024, 7, 31), 3)):  # 180 and 181 days after visit 1
        Visit.objects.filter(pk=world.visits[2].pk).update(visited_on=on)
        assert asked(berik).real.total.left_out[LeftOut.NEAR] == near


@pytest.mark.parametrize("by", list(By))
def test_groups_add_up_to_the_whole(by, world, berik):
    half = asked(berik, by=by).real
    whole, added = half.total, summed(half.groups.values())
    assert added.visits == whole.visits == 12
    apart = {Measure.COVERAGE} | ({Measure.INCIDENTS_OUTSIDE, Measure.INCIDENTS_DISPUTED} if by != By.YEAR else set())
    for measure, figure in figures(added).items():
        if measure not in apart:
            assert (figure.count, figure.base, figure.visits) == (
                figures(whole)[measure].count,
                figures(whole)[measure].base,
                figures(whole)[measure].visits,
            ), measure
    assert added.spreads == whole.spreads


def test_filters_narrow_what_has_them_and_nothing_else(world, berik):
    found = figures(asked(berik, filters={By.NOTICE: NoticeGroup.ANNOUNCED}, year_from=2025, year_to=2025).real.total)
    # Visits 4 and 8.
    assert (found[Measure.PRIVATE].count, found[Measure.PRIVATE].base) == (7, 17)
    assert (found[Measure.COVERAGE].count, found[Measure.COVERAGE].base) == (4, 6)
    # Visit 4: 0 before, 1 after; visit 8: 1 before, 0 after.
    assert [found[name].count for name in (Measure.BEFORE, Measure.AFTER)] == [1, 1]
    assert found[Measure.INCIDENTS_OUTSIDE].base == 6
    assert Measure.INCIDENTS_OUTSIDE not in figures(asked(berik, year_from=2026).real.total)


def test_nothing_lay_outside_a_mandate_that_did_not_exist_yet(organisation, berik):
    room = PremiseMandate.objects.filter(mandate=Mandate.OUT).first().premise_type
    for on in (date(2013, 12, 31), date(2014, 1, 1)):
        new_case(organisation, premise_type=room, incident_on=on, incident_precision=Precision.DAY)
    assert Measure.INCIDENTS_OUTSIDE not in figures(asked(berik, year_to=2013).real.total)
    found = figures(asked(berik).real.total)[Measure.INCIDENTS_OUTSIDE]
    assert (found.count, found.base) == (1, 1)


def test_the_base_of_incidents_is_told_with_what_is_disputed_in_it(world, berik):
    found = figures(asked(berik).real.total)
    outside, disputed = (found[name] for name in (Measure.INCIDENTS_OUTSIDE, Measure.INCIDENTS_DISPUTED))
    assert outside.base == disputed.base > outside.count + disputed.count > outside.count
    assert "disputed are in the base" in str(COUNTED[Measure.INCIDENTS_OUTSIDE])


def test_another_visit_cuts_a_window_even_where_a_filter_hides_it(world, berik):
    """Visit 6 follows visit 5 by 41 days; asked for announced visits alone, it is still near another, as is 11."""
    found = asked(berik, filters={By.NOTICE: NoticeGroup.ANNOUNCED}).real.total
    assert found.left_out[LeftOut.NEAR] == 2


def test_the_operator_is_the_one_of_the_day(world, berik):
    first, second = Body.objects.order_by("order")[:2]
    facility = world.places["A"]
    FacilityOperator.objects.create(facility=facility, body=first, valid_to=date(2024, 5, 31))
    FacilityOperator.objects.create(facility=facility, body=second, valid_from=date(2024, 6, 1))
    half = asked(berik, by=By.OPERATOR).real
    usual = facility.facility_type.operator_id
    visits = {key: tally.visits for key, tally in half.groups.items() if tally.visits}
    expected = {usual: 10}
    for body in (first, second):
        expected[body.pk] = expected.get(body.pk, 0) + 1
    assert visits == expected
    assert asked(berik, filters={By.OPERATOR: second.pk}).real.total.visits == expected[second.pk]


def test_a_scenario_is_never_mixed_with_what_took_place(world, berik):
    Visit.objects.filter(pk=world.visits[5].pk).update(regime=scenario())
    report = asked(berik)
    assert (report.real.total.visits, report.scenario.total.visits) == (11, 1)
    assert report.real.total.left_out[LeftOut.NEAR] == 2  # 11 and 12; what might have been cuts no window of visit 6
    assert figures(report.scenario.total)[Measure.DENIED].count == 1
    assert figures(report.real.total)[Measure.DENIED].count == 0
    assert set(report.real.groups) & set(report.scenario.groups) == set()


def test_the_legal_interval_is_counted_back_from_today(world, berik):
    """As in the programme: on 2 November 2026 a visit of 2 November 2022 is not late, one of the day before is."""
    visit = world.visits[7]
    for on, places in ((date(2022, 11, 1), 3), (date(2022, 11, 2), 4)):
        Visit.objects.filter(pk=visit.pk).update(visited_on=on)
        assert figures(asked(berik).real.total)[Measure.COVERAGE].count == places


def test_a_regular_visit_that_was_not_let_in_has_seen_nothing(world, berik):
    """Place D has special visits only. A regular one on which nobody was let in changes nothing."""
    periodic, denied = term(TermList.VISIT_TYPE, VisitPurpose.PERIODIC), term(TermList.ACCESS_OUTCOME, "denied")
    Visit.objects.filter(pk=world.visits[10].pk).update(visit_type=periodic)
    assert figures(asked(berik).real.total)[Measure.COVERAGE].count == 5
    world.visits[10].access.set([denied])
    assert figures(asked(berik).real.total)[Measure.COVERAGE].count == 4


def test_terms_that_ended_set_no_interval_today(world, berik):
    MonitoringRegime.objects.filter(interval_months__isnull=False).update(valid_to=date(2026, 11, 1))
    assert Measure.COVERAGE not in figures(asked(berik).real.total)


# --- what came of a visit ---------------------------------------------------------------------------------------------


def test_a_corrected_reprisal_stays_and_a_withdrawn_one_goes(world, berik):
    first = ReprisalAfterVisit.objects.filter(visit=world.visits[2]).first().event
    second = event(first.case, Effect.PRESSES, date(2024, 10, 8), supersedes=first)
    third = event(first.case, Effect.PRESSES, date(2024, 10, 9), supersedes=second)
    assert figures(asked(berik).real.total)[Measure.REPRISALS].count == 3
    event(first.case, Effect.PRESSES, date(2024, 10, 9), supersedes=third, is_void=True)
    assert figures(asked(berik).real.total)[Measure.REPRISALS].count == 2


def test_a_recommendation_of_which_a_reply_says_nothing_is_not_answered(world, berik):
    """Letter 1 was answered in time, but not this one: 4 of 7."""
    known = Recommendation.objects.filter(visit=world.visits[1]).first()
    Recommendation.objects.create(
        visit=known.visit, number=90, addressee=known.addressee, theme=known.theme, letter=known.letter
    )
    found = figures(asked(berik).real.total)
    assert [(found[name].count, found[name].base) for name in (Measure.IN_TIME, Measure.SAID_DONE)] == [(4, 7), (3, 7)]


def test_what_is_done_is_asked_only_of_what_is_due(world, berik):
    """The letter of visit 12 is due in December: what is said to be done before is in neither part."""
    early = Recommendation.objects.get(visit=world.visits[12])
    Recommendation.objects.filter(pk=early.pk).update(said=state("said_done"), said_on=date(2026, 10, 1))
    figure = figures(asked(berik).real.total)[Measure.SAID_DONE]
    assert (figure.count, figure.base) == (3, 6)
    RecommendationLetter.objects.filter(pk=early.letter_id).update(answer_due_on=date(2026, 11, 1))
    figure = figures(asked(berik).real.total)[Measure.SAID_DONE]
    assert (figure.count, figure.base) == (4, 7)


def test_authorities_that_differ_tell_less_than_their_letters(world, berik):
    """Twenty visits each to two authorities: one answers all in time, the other none."""
    first, second = Body.objects.order_by("order")[:2]
    one = world.visits[1]
    for number in range(40):
        visit = Visit.objects.create(
            data_set=one.data_set,
            organisation=one.organisation,
            facility=one.facility,
            regime=one.regime,
            visit_type=one.visit_type,
            notice=one.notice,
            visited_on=date(2020, 1, 1 + number % 28),
        )
        body = first if number % 2 else second
        letter = RecommendationLetter.objects.create(
            visit=visit, addressee=body, sent_on=visit.visited_on, answer_due_on=date(2020, 6, 1)
        )
        row = Recommendation.objects.create(
            visit=visit,
            number=1,
            addressee=body,
            theme=term(TermList.FINDING_THEME, "treatment"),
            letter=letter,
        )
        if number % 2:
            RecommendationStep.objects.create(
                recommendation=row, status=state("accepted"), happened_on=date(2020, 5, 1), said_by=SaidBy.AUTHORITY
            )
    tally = asked(berik, year_from=2020, year_to=2020).real.total
    figure = figures(tally)[Measure.IN_TIME]
    assert tally.clusters[Measure.IN_TIME] == Bunched(2, 20, 40, 400, 800, 400)
    assert (figure.count, figure.base) == (20, 40)
    assert (figure.low, figure.high) == pytest.approx(wilson(1, 2))


def passed_on(user):
    figure = figures(asked(user).real.total)[Measure.PASSED_ON]
    return figure.count, figure.base


def test_only_terms_that_name_somebody_want_complaints_passed_on(world, berik):
    regime = world.visits[1].regime
    assert regime.passes_complaints_to_id
    assert passed_on(berik) == (2, 4)
    MonitoringRegime.objects.filter(pk=regime.pk).update(passes_complaints_to=None)
    assert passed_on(berik) == (0, 0)


def test_the_consent_of_today_is_what_counts(world, berik):
    waits = InterviewComplaint.objects.get(visit=world.visits[4], may_be_passed="yes")
    scope = Term.objects.filter(list=TermList.CONSENT_SCOPE, attributes__to="monitors").first()
    given = {"case": waits.complaint.case, "scope": scope, "recorded_on": date(2026, 1, 1)}
    Consent.objects.create(**given, answer=ConsentAnswer.GIVEN)
    assert passed_on(berik) == (2, 4)
    Consent.objects.create(**given, answer=ConsentAnswer.WITHDRAWN)
    assert passed_on(berik) == (2, 3)


def test_complaints_of_the_last_thirty_days_are_told_apart(world, berik):
    for days, wanted, young in ((31, (2, 4), 0), (30, (2, 3), 1)):
        Visit.objects.filter(pk=world.visits[4].pk).update(visited_on=TODAY - timedelta(days=days))
        assert passed_on(berik) == wanted
        assert asked(berik).real.total.young == young


# --- whose numbers ----------------------------------------------------------------------------------------------------


def test_nobody_elsewhere_is_counted_with_us(world, charlie):
    report = asked(charlie)
    assert report.real.total.visits == 0
    assert figures(report.real.total)[Measure.COVERAGE].count == 0
    assert report.real.total.left_out == {}


def test_the_demonstration_is_never_mixed_with_own_visits(world, berik):
    build(demonstration_organisation())
    assert asked(berik).real.total.visits == 12
    found = asked(berik, data_set=DataSet.DEMONSTRATION).real.total
    assert found.visits == 12
    assert figures(found)[Measure.BEFORE].count == 6


def test_whoever_stood_back_does_not_count_the_visit(world, berik, vera):
    VisitMember.objects.create(visit=world.visits[10], number=1, user=vera, stood_back=StoodBack.RELATED)
    assert (asked(vera).real.total.visits, asked(berik).real.total.visits) == (11, 12)


def test_a_visit_taken_back_is_counted_by_nobody(world, berik):
    Visit.objects.filter(pk=world.visits[1].pk).update(mistaken_on=TODAY)
    total = asked(berik).real.total
    assert total.visits == 11
    assert figures(total)[Measure.PASSED_ON].base == 2


def test_cases_that_are_hidden_or_not_to_be_counted_add_nothing(world, berik, vera):
    for case in Case.objects.all():
        Recusal.objects.create(case=case, user=vera, reason=RecusalReason.OTHER, started_on=TODAY)
    Case.objects.filter(facility=world.places["A"], events__happened_on__year=2024).update(may_be_counted="no")
    hidden = figures(asked(vera).real.total)
    assert (hidden[Measure.AFTER].count, hidden[Measure.REPRISALS].count, hidden[Measure.PASSED_ON].base) == (0, 0, 0)
    assert Measure.INCIDENTS_OUTSIDE not in hidden
    assert figures(asked(berik).real.total)[Measure.AFTER].count == 5  # without the three after visit 1


def test_the_number_of_statements_does_not_grow(world, berik, django_assert_num_queries):
    asked(berik)  # reads who berik is
    with django_assert_num_queries(7):
        asked(berik, by=By.OPERATOR)
    Visit.objects.exclude(pk=world.visits[1].pk).update(mistaken_on=TODAY)
    with django_assert_num_queries(7):
        asked(berik, by=By.OPERATOR)


def test_before_the_record_begins_nothing_is_compared(world, berik):
    """Without the complaints of 2023 the record begins on 5 January 2024, 27 days before visit 1."""
    Case.objects.filter(events__happened_on__lt=date(2024, 1, 1)).update(may_be_counted="no")
    total = asked(berik).real.total
    assert total.left_out[LeftOut.EARLY] == 2  # visits 1 and 3
    assert total.events[Measure.BEFORE_CUT].exposure == 83440 - 100 * (90 - 27) - 200 * (90 - 65)


def test_the_wait_of_each_visit_is_kept(world, berik):
    waits = asked(berik).real.total.spreads[Spread.WAIT]
    assert waits == {0: 1, 5: 1, 10: 1, 15: 1, 20: 1, 30: 1, 35: 1, 45: 1, 60: 1, 120: 1}
