"""The measures as pure functions: against numbers worked out by hand, against oracles, and what must always hold."""

import math
import random
from itertools import combinations_with_replacement

import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from reports.intervals import poisson_interval, student, wilson
from reports.limits.choices import BUNCHED, PLAIN, QUANTILES, RATES, LeftOut, Measure, Spread
from reports.limits.definitions import COUNTED, UNITS, interval_of
from reports.limits.measures import (
    at_rank,
    bunched_share,
    compare_pairs,
    compare_rates,
    compare_shares,
    dispersion,
    effective_size,
    figures,
    plain_share,
    quantile,
    rate,
    unexplained,
)
from reports.limits.rows import NO_VISITS, Bunched, Events, Pairs, Plain, Tally, summed


def bunched(*visits: tuple[int, int]) -> Bunched:
    """Sums over (y, m) of visits; those with no m are no visits of this measure."""
    kept = [(y, m) for y, m in visits if m]
    return Bunched(
        len(kept),
        sum(y for y, _m in kept),
        sum(m for _y, m in kept),
        sum(y * y for y, _m in kept),
        sum(m * m for _y, m in kept),
        sum(y * m for y, m in kept),
    )


def events(*visits: tuple[int, int]) -> Events:
    """Sums over (events, exposure) of visits."""
    return Events(
        len(visits), sum(c for c, _e in visits), sum(e for _c, e in visits), math.fsum(c * c / e for c, e in visits)
    )


def test_every_measure_is_of_one_kind_and_says_how_it_is_counted():
    assert sorted([*PLAIN, *BUNCHED, *RATES, *QUANTILES]) == sorted(Measure)
    assert set(UNITS) == set(COUNTED) == set(Measure)
    assert all(str(interval_of(measure)) for measure in Measure)


@pytest.mark.parametrize(
    "figure",
    [
        plain_share(Measure.COVERAGE, Plain()),
        bunched_share(Measure.PRIVATE, Bunched()),
        rate(Measure.YIELD, Events()),
        quantile(Measure.WAIT_MEDIAN, {}),
    ],
)
def test_nothing_has_no_value_and_no_interval(figure):
    assert (figure.base, figure.value, figure.low, figure.high) == (0, None, None, None)


def test_a_measure_that_was_not_asked_is_no_figure():
    assert figures(NO_VISITS) == {}


# --- shares of what comes in bunches --------------------------------------------------------------------------------


def test_private_interviews_by_hand():
    """8 of 8, 2 of 8, 4 of 8: 14 of 24. Residuals y - m p: 3.333, -2.667, -0.667; squares 11.111 + 7.111 + 0.444.

    Variance 3/2 x 18.667 / 24² = 0.0486; p (1 - p) / variance = 0.2431 / 0.0486 = 5.0; t of two degrees 4.303,
    (1.96 / 4.303)² = 0.2075: 1.04 lies under 24² / (3 x 64) = 3, three visits that tell one thing each.
    """
    sums = bunched((8, 8), (2, 8), (4, 8))
    assert effective_size(sums) == pytest.approx(3)
    figure = bunched_share(Measure.PRIVATE, sums)
    assert (figure.count, figure.base, figure.visits) == (14, 24, 3)
    assert (figure.low, figure.high) == pytest.approx(wilson(14 / 24 * 3, 3))


def test_interviews_that_are_alike_within_a_visit_tell_as_little_as_one():
    alike = bunched(*[(10, 10)] * 20, *[(0, 10)] * 20)
    mixed = bunched(*[(5, 10)] * 40)
    assert effective_size(alike) == pytest.approx(40)
    assert effective_size(mixed) == pytest.approx(400 * (1.959964 / 2.022691) ** 2, rel=1e-5)
    wide, narrow = (bunched_share(Measure.PRIVATE, sums) for sums in (alike, mixed))
    assert wide.value == narrow.value == 0.5
    assert wide.low < narrow.low < narrow.high < wide.high


def test_one_visit_alone_counts_once_however_many_interviews_it_had():
    assert effective_size(bunched((7, 30))) == pytest.approx(1)


def test_all_alike_is_no_certainty():
    figure = bunched_share(Measure.PRIVATE, bunched((20, 20), (10, 10)))
    assert (figure.value, figure.high) == (1.0, 1.0)
    assert figure.low == pytest.approx(wilson(1.8, 1.8)[0])  # 30² / (400 + 100) = 1.8


VISITS = st.lists(st.integers(0, 30).flatmap(lambda m: st.tuples(st.integers(0, m), st.just(m))), max_size=40)


@settings(deadline=None)
@given(VISITS)
def test_a_bunched_share_lies_within_its_interval_and_is_never_surer_than_if_all_were_alone(visits):
    sums = bunched(*visits)
    figure = bunched_share(Measure.PRIVATE, sums)
    if sums.base:
        assert 0 <= figure.low <= figure.value <= figure.high <= 1
        assert sums.base**2 / sums.base_squared - 1e-9 <= effective_size(sums) <= sums.base + 1e-9
        alone = wilson(sums.count, sums.base)
        assert figure.low <= alone[0] + 1e-9
        assert figure.high >= alone[1] - 1e-9


# --- events over an exposure -----------------------------------------------------------------------------------------


def test_a_rate_of_even_events_is_garwoods():
    figure = rate(Measure.YIELD, events(*[(1, 1)] * 9))
    assert (figure.value, figure.low, figure.high) == pytest.approx((1.0, *(n / 9 for n in poisson_interval(9))))


def test_findings_in_bunches_widen_the_interval():
    """All ten on one visit of ten: dispersion (100 / 1 - 10) / 9 = 10, one event of weight ten."""
    sums = events((10, 1), *[(0, 1)] * 9)
    assert dispersion(sums) == pytest.approx(10)
    figure = rate(Measure.YIELD, sums)
    assert (figure.low, figure.high) == pytest.approx(tuple(poisson_interval(1)))


def test_a_rate_is_told_per_so_much():
    sums = events((3, 9000), (0, 9000))
    assert rate(Measure.AFTER, sums).value == pytest.approx(1000 * 3 / 18000)
    assert rate(Measure.REPRISALS, events((1, 1), (0, 1), (0, 1), (0, 1))).value == 25.0


def test_a_ratio_of_rates_by_hand():
    """12 findings on 6 visits against 2 on 5, both less dispersed than Poisson: 12 of 14, 57.2 to 98.2 %."""
    first, second = events((2, 1), (3, 1), (0, 1), (1, 1), (4, 1), (2, 1)), events(*[(0, 1)] * 3, (1, 1), (1, 1))
    found = compare_rates(first, second)
    low, high = proportion_confint(12, 14, method="beta")
    assert found.value == pytest.approx(5)
    assert (found.low, found.high) == pytest.approx((low / (1 - low) * 5 / 6, high / (1 - high) * 5 / 6))


# --- the same places before and after ---------------------------------------------------------------------------------


def pairs(rows: list[tuple[int, int, int, int]]) -> tuple[Events, Events, Pairs]:
    """Sums over (complaints after, days after, complaints before, days before) of places, one visit each."""
    by_two = combinations_with_replacement(range(4), 2)
    return (
        events(*(row[:2] for row in rows)),
        events(*(row[2:] for row in rows)),
        Pairs(
            len(rows),
            tuple(float(sum(column)) for column in zip(*rows, strict=True)),
            tuple(float(sum(row[one] * row[other] for row in rows)) for one, other in by_two),
        ),
    )


@pytest.mark.parametrize("is_whole", [True, False])
def test_the_ratio_of_pairs_is_that_of_a_clustered_regression(is_whole):
    """Oracle: a Poisson regression with standard errors by place, on the logarithm of the ratio."""
    draw = random.Random(7)
    rows = []
    for _place in range(60):
        loud, days = draw.uniform(1, 40), draw.randint(1000, 30000)
        after = days if is_whole else draw.randint(500, days)
        rows.append((int(loud * draw.uniform(0.3, 1.9) * after / 1000), after, int(loud * days / 1000), days))
    counts = [count for a, _d, b, _e in rows for count in (a, b)]
    days = [exposure for _a, d, _b, e in rows for exposure in (d, e)]
    model = sm.GLM(counts, [(1, 1), (1, 0)] * len(rows), family=sm.families.Poisson(), exposure=days)
    places = [number for number in range(len(rows)) for _side in range(2)]
    fit = model.fit(cov_type="cluster", cov_kwds={"groups": places, "use_correction": False})
    after, before, sums = pairs(rows)
    assert unexplained(sums) == pytest.approx(fit.bse[1] ** 2 * 60 / 59, rel=1e-6)
    found = compare_pairs(after, before, sums)
    half = student(59) * math.sqrt(unexplained(sums))
    assert found.value == pytest.approx(math.exp(fit.params[1]))
    assert (found.low, found.high) == pytest.approx(
        (found.value * math.exp(-half), found.value * math.exp(half)), rel=0.01
    )


def test_loud_and_quiet_places_do_not_widen_the_ratio_of_the_same_places():
    """Every place falls by an eighth, from 8 to 8,000 complaints: nothing but chance is left, and places cancel out."""
    after, before, sums = pairs([(7 * size, 9000, 8 * size, 9000) for size in (1, 5, 30, 200, 1000)])
    found, apart = compare_pairs(after, before, sums), compare_rates(after, before)
    assert found.value == apart.value == 0.875
    assert (found.low, found.high) == pytest.approx((0.8501, 0.9006), abs=2e-4)  # 1 / 8652 + 1 / 9888 = 0.01472²
    assert apart.low < 0.5
    assert apart.high > 1.5


def test_without_a_complaint_on_one_side_the_ratio_is_bounded_on_one():
    found = compare_pairs(*pairs([(3, 900, 0, 900), (1, 900, 0, 900)]))
    assert (found.value, found.high) == (None, None)
    assert found.low > 0


def test_places_that_differ_tell_less_than_their_visits():
    """Four visits to each of two places: half of the talks in private on every one here, on none there: 20 of 80."""
    visits, places = bunched(*[(5, 10)] * 4, *[(0, 10)] * 4), bunched((20, 40), (0, 40))
    by_visit, by_place = (bunched_share(Measure.PRIVATE, visits, clusters) for clusters in (None, places))
    assert (by_place.low, by_place.high) == pytest.approx(wilson(0.25 * 2, 2))
    assert by_place.low < by_visit.low < by_visit.high < by_place.high
    assert bunched_share(Measure.PRIVATE, visits, bunched((20, 80))) == by_visit  # one alone shows no difference


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 50)), min_size=1, max_size=30))
def test_a_rate_lies_within_its_interval(visits):
    figure = rate(Measure.BEFORE, events(*visits))
    assert 0 <= figure.low <= figure.value * (1 + 1e-12)
    assert figure.value <= figure.high


@settings(deadline=None)
@given(st.integers(0, 40), st.integers(1, 40))
def test_more_events_over_the_same_exposure_never_lower_a_bound(count, exposure):
    one, more = (rate(Measure.YIELD, Events(1, n, exposure, n * n / exposure)) for n in (count, count + 1))
    assert one.low <= more.low
    assert one.high < more.high


def test_shares_are_compared_only_where_both_are_of_something():
    assert compare_shares(Plain(1, 2), Plain()).value is None
    assert compare_shares(Plain(56, 70), Plain(48, 80)).value == pytest.approx(0.2)  # Newcombe 1998


# --- quantiles -------------------------------------------------------------------------------------------------------


def test_the_median_of_an_even_number_lies_half_way():
    figure = quantile(Measure.WAIT_MEDIAN, {10: 2, 30: 1, 60: 1})
    assert (figure.value, figure.base, figure.low, figure.high) == (20.0, 4, None, None)


def test_nine_in_ten_waited_no_longer():
    """Twenty waits of 1 to 20 minutes: rank 18; bounded below by rank 15, above by nothing."""
    figure = quantile(Measure.WAIT_NINETIETH, dict.fromkeys(range(1, 21), 1))
    assert (figure.value, figure.low, figure.high) == (18.0, 15.0, None)


def test_a_rank_beyond_the_sample_is_refused():
    with pytest.raises(ValueError, match="no rank 4"):
        at_rank({1: 3}, 4)


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, 300), st.integers(1, 9), min_size=1, max_size=60))
def test_a_quantile_is_what_a_sorted_list_says(values):
    sample = sorted(value for value, count in values.items() for _one in range(count))
    figure = quantile(Measure.WAIT_MEDIAN, values)
    middle = len(sample) // 2
    assert figure.value == (sample[middle] if len(sample) % 2 else (sample[middle - 1] + sample[middle]) / 2)
    assert figure.low is None or figure.low <= figure.value
    assert figure.high is None or figure.high >= figure.value


# --- sums ------------------------------------------------------------------------------------------------------------


def tally(visits: list[tuple[int, int]], waits: list[int]) -> Tally:
    """The sums of some visits."""
    return Tally(
        visits=len(visits),
        plain={Measure.YIELD_VISITS: Plain(sum(y > 0 for y, _m in visits), len(visits))},
        bunched={Measure.PRIVATE: bunched(*visits)},
        events={Measure.YIELD: events(*((y, 1) for y, _m in visits))},
        spreads={Spread.WAIT: {wait: waits.count(wait) for wait in waits}},
        left_out={LeftOut.NEAR: len(visits)},
        wait_unknown=len(waits),
    )


@settings(deadline=None)
@given(VISITS, VISITS, st.lists(st.integers(0, 5)), st.lists(st.integers(0, 5)))
def test_sums_of_groups_are_those_of_the_whole(some, others, waits, other_waits):
    whole = tally([*some, *others], [*waits, *other_waits])
    added = summed([tally(some, waits), tally(others, other_waits)])
    assert figures(added) == figures(whole)
    assert (added.visits, added.left_out, added.wait_unknown) == (whole.visits, whole.left_out, whole.wait_unknown)


def test_a_group_of_nine_visits_is_marked_and_one_of_ten_is_not():
    assert plain_share(Measure.FULL_ACCESS, Plain(3, 9)).is_small
    assert not plain_share(Measure.FULL_ACCESS, Plain(3, 10)).is_small
    assert bunched_share(Measure.PRIVATE, bunched(*[(20, 40)] * 9)).is_small
