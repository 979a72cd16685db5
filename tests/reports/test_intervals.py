import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from reports.intervals import (
    Z,
    clopper_pearson,
    newcombe_difference,
    poisson_interval,
    ranks_around,
    rate_ratio,
    student,
    wilson,
)
from reports.results import Ratio, Share


def test_z_is_the_quantile_and_not_a_rounded_one():
    assert pytest.approx(1.959963984540054, abs=1e-12) == Z


@pytest.mark.parametrize(
    ("count", "base", "low", "high"),
    [(14, 700, 1.20, 3.33), (0, 35, 0.0, 9.89), (1, 88, 0.20, 6.16), (40, 88, 35.46, 55.83), (35, 35, 90.11, 100.0)],
)
def test_wilson_by_hand(count, base, low, high):
    """The cases and cohorts of the founding figures, in per cent."""
    assert tuple(round(100 * limit, 2) for limit in wilson(count, base)) == (low, high)


@given(st.integers(1, 100_000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_wilson_equals_the_oracle_and_holds_the_share(pair):
    count, base = pair
    low, high = wilson(count, base)
    assert (low, high) == pytest.approx(proportion_confint(count, base, method="wilson"), abs=1e-12)
    assert 0 <= low <= count / base <= high <= 1


@pytest.mark.parametrize(("count", "base"), [(1, 0), (0, 0), (3, 2), (-1, 5)])
def test_wilson_refuses_what_is_no_share(count, base):
    with pytest.raises(ValueError, match="is no share"):
        wilson(count, base)


def test_a_share_of_nobody_has_no_value():
    share = Share(0, 0)
    assert (share.value, share.low, share.high) == (None, None, None)


def test_a_share_knows_its_interval():
    share = Share(14, 700)
    assert (share.value, share.low, share.high) == (0.02, *wilson(14, 700))


def test_a_ratio_over_nobody_has_no_value():
    ratio = Ratio(0, 0, 0)
    assert (ratio.per_hundred, ratio.low, ratio.high) == (None, None, None)


def test_no_official_in_forty_cases_leaves_room_for_nine_in_a_hundred():
    ratio = Ratio(0, 40, 0)
    assert (ratio.per_hundred, ratio.low, round(ratio.high, 1)) == (0.0, 0.0, 9.2)


@pytest.mark.parametrize(
    ("first", "second"), [((56, 70), (48, 80)), ((9, 10), (3, 10)), ((10, 10), (0, 10)), ((5, 56), (0, 29))]
)
def test_newcombe_equals_the_oracle(first, second):
    difference, low, high = newcombe_difference(first, second)
    assert difference == pytest.approx(first[0] / first[1] - second[0] / second[1])
    assert (low, high) == pytest.approx(confint_proportions_2indep(*first, *second, method="newcomb", compare="diff"))


def test_newcombe_gives_the_published_example():
    """Newcombe 1998, table II, method 10: 56/70 against 48/80."""
    assert [round(limit, 4) for limit in newcombe_difference((56, 70), (48, 80))] == [0.2, 0.0524, 0.3339]


@pytest.mark.parametrize("count", [0, 0.4, 1, 2, 7, 28, 140, 5000, 250_000])
def test_poisson_equals_the_oracle(count):
    low, high = poisson_interval(count)
    assert low == pytest.approx(stats.gamma.ppf(0.025, count) if count else 0, rel=1e-9)
    assert high == pytest.approx(stats.gamma.ppf(0.975, count + 1), rel=1e-9)


def test_poisson_of_the_convicted_officials():
    """140 in five years: 118 to 165."""
    assert tuple(round(limit) for limit in poisson_interval(140)) == (118, 165)


def test_poisson_refuses_a_negative_count():
    with pytest.raises(ValueError, match="not negative"):
        poisson_interval(-1)


def test_one_official_a_case_is_plain_poisson():
    ratio = Ratio(4, 100, 4)
    assert (ratio.per_hundred, ratio.low, ratio.high) == pytest.approx((4.0, *poisson_interval(4)))


def test_officials_in_bunches_widen_the_interval():
    alone, bunched = Ratio(12, 100, 12), Ratio(12, 100, 144)
    assert alone.per_hundred == bunched.per_hundred == 12.0
    assert (bunched.low, bunched.high) == pytest.approx(tuple(12 * limit for limit in poisson_interval(1)))
    assert bunched.low < alone.low
    assert alone.high < bunched.high


def test_a_ratio_may_exceed_a_hundred():
    assert Ratio(24, 10, 288).per_hundred == 240.0


def coverage(interval, base, truth):
    """The exact chance that the interval holds the truth."""
    return math.fsum(
        math.comb(base, count) * truth**count * (1 - truth) ** (base - count)
        for count in range(base + 1)
        if interval(count)[0] <= truth <= interval(count)[1]
    )


def wald(count, base=35):
    share = count / base
    half = Z * math.sqrt(share * (1 - share) / base)
    return share - half, share + half


def test_wilson_covers_where_wald_does_not():
    """Over true shares of 0.5 to 5 % at 35 cases: 95 % on average against 58 %."""
    truths = [permille / 1000 for permille in range(5, 51)]
    honest = [coverage(lambda count: wilson(count, 35), 35, truth) for truth in truths]
    assert sum(honest) / len(truths) > 0.945
    assert min(honest) > 0.83
    assert sum(coverage(wald, 35, truth) for truth in truths) / len(truths) < 0.62


# --- exact shares, ratios of rates, quantiles -------------------------------------------------------------------------


@settings(deadline=None)
@given(st.integers(1, 20_000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_clopper_pearson_equals_the_oracle_and_holds_the_share(pair):
    count, base = pair
    low, high = clopper_pearson(count, base)
    assert (low, high) == pytest.approx(proportion_confint(count, base, method="beta"), abs=1e-9)
    assert 0 <= low <= count / base <= high <= 1


def test_clopper_pearson_takes_effective_sizes():
    assert clopper_pearson(2.5, 7.25) == pytest.approx(
        (stats.beta.ppf(0.025, 2.5, 5.75), stats.beta.ppf(0.975, 3.5, 4.75)), abs=1e-9
    )


@pytest.mark.parametrize(("count", "base"), [(1, 0), (3, 2), (-1, 5)])
def test_clopper_pearson_refuses_what_is_no_share(count, base):
    with pytest.raises(ValueError, match="is no share"):
        clopper_pearson(count, base)


def test_a_ratio_of_rates_by_hand():
    """15 events in 100 against 5 in 50: 15 of 20 fell to the first, 50.9 to 91.3 %; the ratio is 0.75 / 0.25 / 2."""
    ratio, low, high = rate_ratio((15, 100), (5, 50))
    share_low, share_high = proportion_confint(15, 20, method="beta")
    assert ratio == pytest.approx(1.5)
    assert low == pytest.approx(share_low / (1 - share_low) / 2, abs=1e-9)
    assert high == pytest.approx(share_high / (1 - share_high) / 2, rel=1e-9)
    assert (round(low, 2), round(high, 2)) == (0.52, 5.28)


def test_a_ratio_to_what_never_happened_has_only_a_lower_bound():
    ratio, low, high = rate_ratio((4, 10), (0, 10))
    assert (ratio, high) == (None, None)
    assert low == pytest.approx(0.3976 / 0.6024, abs=1e-3)  # 0.025 ** (1 / 4) = 0.3976


def test_a_ratio_of_nothing_says_nothing():
    assert rate_ratio((0, 10), (0, 20)) == (None, None, None)
    assert rate_ratio((3, 10), (2, 0)) == (None, None, None)


@settings(deadline=None)
@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 90), st.integers(1, 90))
def test_a_ratio_turned_round_is_its_inverse(count_1, count_2, exposure_1, exposure_2):
    ratio, low, high = rate_ratio((count_1, exposure_1), (count_2, exposure_2))
    other, other_low, other_high = rate_ratio((count_2, exposure_2), (count_1, exposure_1))
    if ratio and other:
        assert ratio * other == pytest.approx(1)
        assert low * other_high == pytest.approx(1)
        assert high * other_low == pytest.approx(1)
        assert low <= ratio <= high


@pytest.mark.parametrize("degrees", [1, 2, 5, 11, 30, 499])
def test_student_equals_the_oracle(degrees):
    assert student(degrees) == pytest.approx(stats.t.ppf(0.975, degrees), rel=1e-9)


def test_ranks_around_the_median_are_those_of_the_tables():
    """Conover, Practical Nonparametric Statistics, and every table of the sign test: n = 6, 9, 20, 50, 100."""
    assert [ranks_around(0.5, size) for size in (6, 9, 20, 50, 100)] == [(1, 6), (2, 8), (6, 15), (18, 33), (40, 61)]


def test_ranks_of_a_small_sample_bound_nothing():
    assert ranks_around(0.5, 5) == (None, None)
    assert ranks_around(0.9, 12) == (8, None)


@settings(deadline=None)
@given(st.integers(1, 3000), st.sampled_from([0.5, 0.9]))
def test_ranks_hold_the_quantile_as_often_as_they_say(size, share):
    low, high = ranks_around(share, size)
    below = stats.binom(size, share)
    assert low is None or below.cdf(low - 1) <= 0.025 + 1e-12
    assert below.cdf(low or 0) > 0.025 - 1e-12
    assert high is None or below.sf(high - 1) <= 0.025 + 1e-12
