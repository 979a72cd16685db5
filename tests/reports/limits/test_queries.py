"""The sums out of the database, and every measure of the dozen visits against the table computed by hand."""

from datetime import date

import pytest

from complaints.choices import DataSet, RecusalReason
from complaints.models import Case, Recusal
from institutions.models import Body, Facility, FacilityOperator
from monitoring.choices import StoodBack
from monitoring.models import Visit, VisitMember
from reports.limits.choices import By, LeftOut, Measure, NoticeGroup, Spread
from reports.limits.measures import compare_rates, compare_shares, figures
from reports.limits.queries import months_before, report_of
from reports.limits.rows import summed
from reports.limits.scope import Question, cases_for, visits_for
from tests.reports.limits.table import TODAY, build, lines, scenario
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
    """Unannounced: visits 1 3 5 7 10 12, 2+3+0+1+4+2 findings; announced: 2 4 6 8 11, 0+1+0+0+1."""
    notices = asked(berik).real.notices
    assert {name: tally.visits for name, tally in notices.items()} == {"unannounced": 6, "announced": 5, "unknown": 1}
    one, other = notices[NoticeGroup.UNANNOUNCED], notices[NoticeGroup.ANNOUNCED]
    told = [figures(tally)[Measure.YIELD] for tally in (one, other)]
    assert [(figure.count, figure.base, figure.value) for figure in told] == [(12, 6, 2.0), (2, 5, 0.4)]
    ratio = compare_rates(one.events[Measure.YIELD], other.events[Measure.YIELD])
    assert (ratio.value, ratio.low, ratio.high) == pytest.approx((5.0, 1.1131, 45.9976), abs=1e-4)
    share = compare_shares(one.plain[Measure.YIELD_VISITS], other.plain[Measure.YIELD_VISITS])
    assert (share.value, share.low, share.high) == pytest.approx((5 / 6 - 2 / 5, -0.1087, 0.7470), abs=1e-4)


def test_what_is_left_out_of_before_and_after_is_counted(world, berik):
    total = asked(berik).real.total
    assert total.left_out == {LeftOut.NOT_COUNTED: 2, LeftOut.RECENT: 1, LeftOut.NEAR: 1}
    assert total.wait_unknown == 1
    ratio = compare_rates(total.events[Measure.AFTER], total.events[Measure.BEFORE])
    assert (ratio.value, ratio.low, ratio.high) == pytest.approx((1.4286, 0.4391, 5.016), abs=1e-3)


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


def test_another_visit_cuts_a_window_even_where_a_filter_hides_it(world, berik):
    """Visit 6 follows visit 5 by 41 days; asked for announced visits alone, it is still near another."""
    found = asked(berik, filters={By.NOTICE: NoticeGroup.ANNOUNCED}).real.total
    assert found.left_out[LeftOut.NEAR] == 1


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
    assert report.real.total.left_out.get(LeftOut.NEAR, 0) == 0  # what might have been cuts no window
    assert figures(report.scenario.total)[Measure.DENIED].count == 1
    assert figures(report.real.total)[Measure.DENIED].count == 0
    assert set(report.real.groups) & set(report.scenario.groups) == set()


def test_the_legal_interval_is_counted_back_from_today(world, berik):
    """Four years before 2 November 2026: the visit of 2 November 2022 no longer counts, that of the day after does."""
    visit = world.visits[7]
    for day, places in ((date(2022, 11, 2), 3), (date(2022, 11, 3), 4)):
        Visit.objects.filter(pk=visit.pk).update(visited_on=day)
        assert figures(asked(berik).real.total)[Measure.COVERAGE].count == places


@pytest.mark.parametrize(
    ("day", "months", "wanted"),
    [
        (date(2026, 11, 2), 48, date(2022, 11, 2)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 31), 2, date(2025, 11, 30)),
        (date(2026, 12, 31), 12, date(2025, 12, 31)),
    ],
)
def test_months_are_counted_back_to_the_last_day_where_there_is_no_such_day(day, months, wanted):
    assert months_before(day, months) == wanted


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
    assert figures(found)[Measure.BEFORE].count == 7


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
    assert figures(asked(berik).real.total)[Measure.AFTER].count == 7  # without the three after visit 1


def test_the_number_of_statements_does_not_grow(world, berik, django_assert_num_queries):
    asked(berik)  # reads who berik is
    with django_assert_num_queries(6):
        asked(berik, by=By.OPERATOR)
    Visit.objects.exclude(pk=world.visits[1].pk).update(mistaken_on=TODAY)
    with django_assert_num_queries(6):
        asked(berik, by=By.OPERATOR)


def test_before_the_record_begins_nothing_is_compared(world, berik):
    """Without the complaints of 2023 the record begins on 5 January 2024, 27 days before visit 1."""
    Case.objects.filter(events__happened_on__lt=date(2024, 1, 1)).update(may_be_counted="no")
    total = asked(berik).real.total
    assert total.left_out[LeftOut.EARLY] == 2  # visits 1 and 3
    assert total.events[Measure.BEFORE_CUT].exposure == 86600 - 100 * (90 - 27) - 200 * (90 - 65)


def test_the_wait_of_each_visit_is_kept(world, berik):
    waits = asked(berik).real.total.spreads[Spread.WAIT]
    assert waits == {0: 1, 5: 1, 10: 1, 15: 1, 20: 1, 30: 1, 35: 1, 45: 1, 60: 1, 120: 1}
