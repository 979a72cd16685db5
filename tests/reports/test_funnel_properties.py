"""The funnel against a slow loop over cases that reads the definition word by word."""

from collections import Counter
from datetime import date, timedelta
from statistics import median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.choices import DataSet
from complaints.models import Case, CaseMilestones
from institutions.choices import Exit, OffenceKind
from reports.choices import Breakdown, horizon_days
from reports.curves import compute_curve
from reports.funnel import compute
from reports.results import FunnelQuery
from reports.survival import product_limit
from tests.reports.rows import DRAWN, Path, add_cases

AS_OF = date(2024, 12, 31)
days = st.dates(date(2017, 1, 1), AS_OF)


@st.composite
def paths(draw):
    """A case as clerks leave it: steps missing, undated and out of order."""
    milestones = draw(st.sets(st.integers(1, 8), max_size=5))
    return Path(
        recorded={k: draw(st.one_of(days, days, days, st.none())) for k in milestones},
        state=draw(st.sampled_from(Exit.values)),
        is_vague=draw(st.booleans()),
        officials=draw(st.integers(0, 3)) if 8 in milestones else 0,
        attributes={"offence_kind": draw(st.sampled_from(["", OffenceKind.TORTURE]))},
    )


queries = st.builds(
    FunnelQuery,
    data_set=st.just(DataSet.DEMONSTRATION),
    as_of=st.just(AS_OF),
    horizon=st.sampled_from([None, 1, 2, 3, 5]),
    year_from=st.sampled_from([None, 2019]),
    breakdowns=st.sampled_from([(), (Breakdown.YEAR,), (Breakdown.OFFENCE_KIND, Breakdown.YEAR)]),
)


def last_drawn(path, limit):
    """The furthest drawn milestone the case had reached by `limit`; without a limit, ever."""
    furthest = 0
    for k in DRAWN:
        if path.furthest >= k and (limit is None or (path.reached(k) and path.reached(k) <= limit)):
            furthest = k
    return furthest


def recorded(path, k):
    """t_k; a conviction without another judgment is the judgment."""
    return path.recorded.get(k) or (path.recorded.get(8) if k == 7 else None)


def in_cohorts(found, query):
    registered = [path for path in found if path.furthest and path.reached(1)]
    return [path for path in registered if path.reached(1).year >= (query.year_from or 0)]


def is_mature(path, years):
    return date(path.reached(1).year, 12, 31) + timedelta(days=horizon_days(years)) <= AS_OF


def slow_group(found, query):
    """(cases, reached, losses, implied, exits, officials) by one look at each case."""
    reached, stopped, implied = Counter(), Counter(), Counter()
    for path in found:
        limit = query.horizon and path.reached(1) + timedelta(days=horizon_days(query.horizon))
        last, ever = last_drawn(path, limit), last_drawn(path, None)
        for k in DRAWN:
            reached[k] += k <= last
            implied[k] += k <= last and not recorded(path, k)
        stopped[last, "later" if ever > last else path.state] += 1
    exits = Counter(path.state for path in found)
    return len(found), reached, stopped, implied, exits, sum(path.officials for path in found)


def as_slow(group):
    stopped = Counter()
    for step in group.steps[:-1]:
        stopped.update({(step.milestone, state): cases for state, cases in step.loss.by_state.items()})
        stopped[step.milestone, "later"] += step.loss.later
    return (
        group.cases,
        Counter({step.milestone: step.reached for step in group.steps}),
        +stopped,
        Counter({step.milestone: step.implied for step in group.steps}),
        Counter(group.exits),
        group.officials.count,
    )


def without_last(slow):
    """Those who reached the last bar lost nothing on the way."""
    cases, reached, stopped, *rest = slow
    return cases, reached, Counter({key: n for key, n in stopped.items() if key[0] != DRAWN[-1]}), *rest


def slow_median(found, first, second, years):
    durations = []
    for path in found:
        start, end = recorded(path, first), recorded(path, second)
        is_exact = start and end and start <= end and not path.is_vague and is_mature(path, years)
        if is_exact and end <= path.reached(1) + timedelta(days=horizon_days(years)):
            durations.append((end - start).days)
    return (median(durations) if durations else None), len(durations)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.lists(paths(), max_size=25), query=queries)
def test_it_equals_a_slow_loop_over_cases(found, query):
    CaseMilestones.objects.all().delete()
    Case.objects.all().delete()
    add_cases(found)
    result = compute(query, CaseMilestones.objects.all(), DRAWN)
    cohorts = in_cohorts(found, query)
    counted = [path for path in cohorts if not query.horizon or is_mature(path, query.horizon)]

    assert as_slow(result.total) == without_last(slow_group(counted, query))
    assert result.left_out.immature == len(cohorts) - len(counted)
    assert result.left_out.undated == sum(bool(path.furthest and not path.reached(1)) for path in found)
    assert sum(cohort.group.cases for cohort in result.cohorts) == len(cohorts)
    for transition in result.total.transitions:
        first, second = transition.from_milestone, transition.to_milestone
        expected = slow_median(cohorts, first, second, result.median_horizon)
        assert (transition.median_days, transition.cases) == expected
    for group in result.groups:
        members = [path for path in counted if group.key == key_of(path, query)]
        assert as_slow(group) == without_last(slow_group(members, query))
    if query.breakdowns:
        assert sum(group.cases for group in result.groups) == result.total.cases
    for group in (result.total, *result.groups):
        bars = [step.reached for step in group.steps]
        assert bars == sorted(bars, reverse=True)
    assert_curve(found, query)


def key_of(path, query):
    codes = {
        Breakdown.YEAR: str(path.reached(1).year),
        Breakdown.OFFENCE_KIND: path.attributes["offence_kind"] or "none",
    }
    return tuple(codes[breakdown] for breakdown in query.breakdowns)


def assert_curve(found, query):
    exits = []
    for path in in_cohorts(found, query):
        start, end = path.reached(1), path.reached(6)
        exits.append(((end - start).days, True, 1) if end else ((AS_OF - start).days, False, 1))
    curve = compute_curve(query, CaseMilestones.objects.all())
    expected = product_limit(exits, milestone=6)
    assert (curve.points, curve.cases, curve.events) == (expected.points, expected.cases, expected.events)
    assert (curve.drawable_until, curve.risk_table) == (expected.drawable_until, expected.risk_table)
