from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.choices import DataSet
from complaints.models import CaseMilestones
from institutions.choices import Answer, Exit, OffenceKind
from institutions.models import Region
from reports.choices import NOT_RECORDED, Breakdown
from reports.funnel import compute, counts
from reports.results import FunnelQuery, LeftOut, Loss, Ratio, Share, Transition
from tests.reports.rows import AS_OF, DRAWN, Path, add_cases

pytestmark = pytest.mark.django_db


def ask(**asked):
    query = FunnelQuery(**({"data_set": DataSet.DEMONSTRATION, "as_of": AS_OF} | asked))
    return compute(query, CaseMilestones.objects.all(), DRAWN)


def day(text):
    return date.fromisoformat(text)


def path(*steps, **other):
    """A case from "milestone date" pairs, a bare milestone for an unknown day."""
    recorded = {}
    for step in steps:
        milestone, _blank, when = str(step).partition(" ")
        recorded[int(milestone)] = day(when) if when else None
    return Path(recorded=recorded, **other)


def reached(group):
    return {step.milestone: step.reached for step in group.steps}


@pytest.fixture
def regions(db):
    return [
        Region.objects.create(code=f"T-{n}", label_en=f"North {n}", label_ru=f"Север {n}", label_kk=f"Т {n}", order=n)
        for n in (900_001, 900_002)
    ]


def test_nobody_gives_an_empty_funnel():
    result = ask(breakdowns=(Breakdown.YEAR,))
    assert (result.total.cases, result.groups, result.cohorts) == (0, (), ())
    assert reached(result.total) == dict.fromkeys(DRAWN, 0)
    assert result.total.steps[0].of_first == Share(0, 0)


def test_ten_cases_by_hand():
    """Ten registered, eight taken up, three charged, two sent to court and tried, one convicted, one acquitted."""
    add_cases(
        [
            *[path("1 2020-03-01", state=Exit.TERMINATED) for _case in range(2)],
            *[path("1 2020-03-01", "2 2020-03-11", state=Exit.WITHDRAWN) for _case in range(4)],
            path("1 2020-03-01", "2 2020-03-21"),
            path("1 2020-03-01", "2 2020-03-11", "4 2020-05-01", state=Exit.INTERRUPTED),
            path(*(f"{k} 2021-0{k}-01" for k in DRAWN), state=Exit.CONVICTED, officials=3),
            path(*(f"{k} 2021-0{k}-01" for k in DRAWN[:-1]), state=Exit.ACQUITTED),
        ]
    )
    result = ask()
    assert reached(result.total) == {1: 10, 2: 8, 4: 3, 5: 2, 6: 2, 7: 2, 8: 1}
    assert [step.loss for step in result.total.steps] == [
        Loss(2, {"terminated": 2}),
        Loss(5, {"open": 1, "withdrawn": 4}),
        Loss(1, {"interrupted": 1}),
        Loss(0, {}),
        Loss(0, {}),
        Loss(1, {"acquitted": 1}),
        None,
    ]
    assert [step.of_previous for step in result.total.steps][:4] == [
        None,
        Share(8, 10),
        Share(3, 8),
        Share(2, 3),
    ]
    assert result.total.step(6).of_first == Share(2, 10)
    assert result.total.exits == {
        "open": 1,
        "interrupted": 1,
        "withdrawn": 4,
        "terminated": 2,
        "acquitted": 1,
        "convicted": 1,
    }
    assert result.total.still_open == Share(2, 10)
    assert result.total.officials == Ratio(3, 10, 9)
    assert [(cohort.year, cohort.group.cases) for cohort in result.cohorts] == [(2020, 8), (2021, 2)]
    assert result.left_out == LeftOut(no_consent=0, undated=0, immature=0, merged=0)


def test_a_later_step_implies_the_earlier_ones_and_says_so():
    add_cases([path("1 2020-01-01", "6 2020-09-01"), path("6 2020-09-01")])
    total = ask().total
    assert reached(total) == {1: 2, 2: 2, 4: 2, 5: 2, 6: 2, 7: 0, 8: 0}
    assert {step.milestone: step.implied for step in total.steps} == {1: 1, 2: 2, 4: 2, 5: 2, 6: 0, 7: 0, 8: 0}


def test_a_conviction_is_the_judgment_where_no_other_is_recorded():
    add_cases(
        [
            path("1 2020-01-01", "6 2020-09-01", "8 2020-10-01"),
            path("1 2020-01-01", "6 2020-09-01", "7 2020-09-11", "8 2020-12-20"),  # acquitted, convicted on appeal
        ]
    )
    total = ask().total
    assert {step.milestone: step.implied for step in total.steps}[7] == 0
    assert total.transitions[-2:] == (Transition(6, 7, 20.0, 2, 0), Transition(7, 8, 50.0, 2, 0))


def test_a_step_that_is_not_drawn_makes_no_bar_and_loses_no_case():
    add_cases([path("1 2014-01-01", "3 2014-02-01"), path("1 2014-01-01", "3 2014-02-01", "4 2014-03-01")])
    total = ask().total
    assert reached(total) == {1: 2, 2: 2, 4: 1, 5: 0, 6: 0, 7: 0, 8: 0}
    assert total.step(2).loss == Loss(1, {"open": 1})


def test_cases_that_were_never_registered_are_no_part_of_it():
    add_cases([Path(state=Exit.NOT_REGISTERED), Path(), path("1 2020-01-01")])
    assert ask().total.cases == 1


def test_a_horizon_keeps_young_cohorts_out_and_late_steps_apart():
    add_cases(
        [
            path("1 2020-01-01", "6 2020-12-31"),  # day 365
            path("1 2020-01-01", "6 2021-01-01", state=Exit.COMPLETED),  # day 366: too late
            path("1 2020-01-01", state=Exit.TERMINATED),
            path("1 2020-01-01", "6"),  # tried on an unknown day
            path("1 2025-07-01", "6 2025-08-01"),  # a cohort that ends less than a year ago
        ]
    )
    result = ask(horizon=1)
    assert reached(result.total) == {1: 4, 2: 1, 4: 1, 5: 1, 6: 1, 7: 0, 8: 0}
    assert result.total.step(1).loss == Loss(3, {"terminated": 1}, later=2)
    assert result.left_out.immature == 1
    assert [(cohort.year, cohort.is_mature, cohort.mature_at) for cohort in result.cohorts] == [
        (2020, True, (1, 2, 3, 5)),
        (2025, False, ()),
    ]
    assert reached(result.cohorts[1].group)[6] == 1


def test_to_date_counts_young_cohorts_and_says_how_many():
    add_cases([path("1 2020-01-01", "6"), path("1 2025-07-01"), path("1 2026-01-01")])
    result = ask()
    assert (result.total.cases, result.total.young, reached(result.total)[6]) == (3, 2, 1)
    assert [cohort.is_mature for cohort in result.cohorts] == [True, False, False]


@pytest.mark.parametrize(("as_of", "is_mature"), [("2021-12-31", True), ("2021-12-30", False)])
def test_a_cohort_matures_when_its_last_case_has_had_its_time(as_of, is_mature):
    add_cases([path("1 2020-02-01")])
    cohort = ask(as_of=day(as_of), horizon=1).cohorts[0]
    assert (cohort.is_mature, 1 in cohort.mature_at) == (is_mature, is_mature)


def test_what_happened_after_the_day_asked_for_is_not_known():
    add_cases(
        [
            path("1 2020-01-01", "6 2022-01-01", "7", state=Exit.CONVICTED, state_on=day("2022-02-01")),
            path("1 2022-01-01"),
        ]
    )
    result = ask(as_of=day("2021-01-01"))
    assert result.total.cases == 1
    assert reached(result.total) == {1: 1, 2: 0, 4: 0, 5: 0, 6: 0, 7: 0, 8: 0}
    assert result.total.exits == {"open": 1}


def test_a_case_registered_on_an_unknown_day_has_no_cohort_and_is_named():
    add_cases([path("1"), path("1", "2"), path("1 2020-01-01")])
    result = ask(year_from=2019, year_to=2021)
    assert (result.total.cases, result.left_out.undated) == (1, 2)


def test_years_are_years_of_registration():
    add_cases([path("1 2019-12-31", "6 2020-05-01"), path("1 2020-01-01"), path("1 2020-12-31"), path("1 2021-01-01")])
    assert ask(year_from=2020, year_to=2020).total.cases == 2
    assert [cohort.year for cohort in ask(year_from=2020).cohorts] == [2020, 2021]
    assert ask(year_to=2019).total.cases == 1


def test_data_sets_are_never_mixed(organisation):
    add_cases([path("1 2020-01-01")] * 1, data_set=DataSet.PUBLIC_RECORD)
    add_cases([path("1 2020-01-01")] * 2, data_set=DataSet.DEMONSTRATION)
    add_cases([path("1 2020-01-01")] * 4, data_set=DataSet.OWN, organisation=organisation)
    assert {data_set: ask(data_set=data_set).total.cases for data_set in DataSet} == {
        DataSet.PUBLIC_RECORD: 1,
        DataSet.DEMONSTRATION: 2,
        DataSet.OWN: 4,
    }


def test_who_refused_to_be_counted_is_not_counted_and_that_is_said(organisation):
    answers = [Answer.NO, Answer.NO, Answer.YES, Answer.NOT_ASKED, Answer.UNKNOWN]
    paths = [path("1 2020-01-01", "2 2020-01-05", may_be_counted=answer) for answer in answers]
    add_cases(paths, data_set=DataSet.OWN, organisation=organisation)
    result = ask(data_set=DataSet.OWN, breakdowns=(Breakdown.YEAR,))
    assert (result.total.cases, result.left_out.no_consent, result.groups[0].cases) == (3, 2, 3)
    assert result.total.transitions[0] == Transition(1, 2, 4.0, 3, 0)


def test_joined_cases_count_each_unless_asked_to_count_once():
    (absorber,) = add_cases([path("1 2020-01-01", "6 2021-01-01")])
    add_cases([path("1 2020-02-01", "6 2021-01-01", absorbed_by=absorber.case)])
    assert (ask().total.cases, reached(ask().total)[6]) == (2, 2)
    once = ask(is_merged_once=True)
    assert (once.total.cases, reached(once.total)[6], once.left_out.merged) == (1, 1, 1)


def test_only_the_organisations_asked_for_count(organisation, other_organisation):
    add_cases([path("1 2020-01-01")] * 2, data_set=DataSet.OWN, organisation=organisation)
    add_cases([path("1 2020-01-01")] * 3, data_set=DataSet.OWN, organisation=other_organisation)
    assert ask(data_set=DataSet.OWN, organisations=(organisation.pk,)).total.cases == 2
    assert ask(data_set=DataSet.OWN, organisations=()).total.cases == 0


def test_groups_carry_codes_in_the_order_of_the_pack_and_add_up(regions):
    first, second = regions
    add_cases(
        [
            path("1 2021-01-01", attributes={"region": second}),
            path("1 2020-01-01", attributes={"region": first, "offence_kind": OffenceKind.TORTURE}),
            path("1 2020-01-01", attributes={"region": first}),
            path("1 2020-01-01"),
        ]
    )
    result = ask(breakdowns=(Breakdown.REGION,))
    assert [(group.key, group.cases) for group in result.groups] == [
        ((first.code,), 2),
        ((second.code,), 1),
        ((NOT_RECORDED,), 1),
    ]
    result = ask(breakdowns=(Breakdown.YEAR, Breakdown.OFFENCE_KIND))
    assert [(group.key, group.cases) for group in result.groups] == [
        (("2020", "torture"), 1),
        (("2020", NOT_RECORDED), 2),
        (("2021", NOT_RECORDED), 1),
    ]


def test_filters_take_codes_and_the_absence_of_one(regions):
    first, second = regions
    add_cases([path("1 2020-01-01", attributes={"region": region}) for region in (first, first, second, None)])

    def cases(*codes):
        return ask(filters=((Breakdown.REGION, codes),)).total.cases

    assert [cases(first.code), cases(NOT_RECORDED), cases(second.code, NOT_RECORDED), cases("T-0"), cases()] == [
        2,
        1,
        2,
        0,
        0,
    ]
    kinds = ((Breakdown.OFFENCE_KIND, (NOT_RECORDED,)), (Breakdown.INDEPENDENCE, ("unknown",)))
    assert ask(filters=kinds).total.cases == 4


def test_medians_need_two_recorded_exact_dates_in_order():
    add_cases(
        [
            path("1 2020-01-01", "2 2020-01-05"),
            path("1 2020-01-01", "2 2020-01-11"),
            path("1 2020-01-01", "2 2020-01-01"),
            path("1 2020-01-01", "2 2020-01-20", is_vague=True),
            path("1 2020-02-01", "2 2020-01-01"),  # reversed: T_1 is the first of January
            path("1 2020-01-01", "4 2020-03-01"),  # taken up on no recorded day
            path("1 2020-01-01", "2 2023-06-01"),  # beyond three years
            path("1 2025-01-01", "2 2025-01-02"),  # a young cohort
        ]
    )
    result = ask(breakdowns=(Breakdown.YEAR,))
    assert result.median_horizon == 3
    assert result.total.transitions[:2] == (Transition(1, 2, 4.0, 3, 1), Transition(2, 4, None, 0, 0))
    assert [group.transitions[0] for group in result.groups] == [
        Transition(1, 2, 4.0, 3, 1),
        Transition(1, 2, None, 0, 0),
    ]
    assert result.cohorts[0].group.transitions == ()
    assert (result.total.vague, ask(horizon=1).total.transitions[0].cases) == (1, 3)


def test_an_even_number_of_durations_has_the_mean_of_the_middle_ones():
    add_cases([path("1 2020-01-01", f"2 2020-01-{last:02}") for last in (2, 5, 8, 30)])
    assert ask().total.transitions[0].median_days == 5.5


def test_a_funnel_begins_with_registration():
    query = FunnelQuery(data_set=DataSet.DEMONSTRATION, as_of=AS_OF)
    for milestones in [(), (2, 6), (1, 6, 4), (1, 1, 2)]:
        with pytest.raises(ValueError, match="begins with registration"):
            compute(query, CaseMilestones.objects.all(), milestones)


@pytest.mark.parametrize(
    "asked",
    [
        {"data_set": "official"},
        {"horizon": 4},
        {"breakdowns": (Breakdown.REGION, Breakdown.REGION)},
        {"filters": ((Breakdown.YEAR, ("2020",)),)},
    ],
)
def test_nonsense_is_refused(asked):
    with pytest.raises(ValueError, match=r"."):
        FunnelQuery(**({"data_set": DataSet.OWN, "as_of": AS_OF} | asked))


@pytest.mark.parametrize("breakdowns", [(), (Breakdown.YEAR, Breakdown.REGION, Breakdown.BODY), tuple(Breakdown)])
@pytest.mark.parametrize("cases", [1, 12])
def test_every_count_comes_from_one_statement(breakdowns, cases, django_assert_num_queries):
    add_cases([path(f"1 {2010 + n}-01-01", "2 2023-01-01") for n in range(cases)])
    query = FunnelQuery(data_set=DataSet.DEMONSTRATION, as_of=AS_OF, breakdowns=breakdowns)
    with django_assert_num_queries(1):
        assert sum(row["cases"] for row in counts(query, CaseMilestones.objects.all(), DRAWN)) == cases
    with CaptureQueriesContext(
        connection,
    ) as context:
        compute(query, CaseMilestones.objects.all(), DRAWN)
    counting = [statement for statement in context.captured_queries if "complaints_casemilestones" in statement["sql"]]
    assert len(counting) == 2  # the counts, and the medians


def test_the_answer_does_not_depend_on_the_order_of_entry():
    paths = [path("1 2020-01-01", f"{milestone} 2021-01-01") for milestone in DRAWN[1:]]
    add_cases(paths)
    expected = ask(breakdowns=(Breakdown.YEAR,))
    CaseMilestones.objects.all().delete()
    add_cases(paths[::-1])
    assert ask(breakdowns=(Breakdown.YEAR,)) == expected


def test_leap_years_do_not_shift_a_horizon():
    start = day("2020-02-29")
    add_cases([Path({1: start, 6: start + timedelta(days=days)}) for days in (1095, 1096)])
    assert reached(ask(horizon=3).total)[6] == 1
