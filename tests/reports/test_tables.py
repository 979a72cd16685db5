"""Curves, withdrawals, the flow of a year and what was received: small cases counted by hand."""

from datetime import date, timedelta

import pytest

from complaints.choices import DataSet
from complaints.models import CaseMilestones
from institutions.choices import Answer, Exit
from institutions.models import Channel
from reports.curves import compute_curve
from reports.flow import compute_flow, compute_receipt
from reports.results import FlowYear, FunnelQuery, ReceiptRow, Share, WithdrawalRow
from reports.withdrawals import compute_withdrawals
from tests.reports.rows import AS_OF, DRAWN, Path, add_cases

pytestmark = pytest.mark.django_db

START = date(2020, 3, 1)


def asked(**values):
    return FunnelQuery(**({"data_set": DataSet.DEMONSTRATION, "as_of": AS_OF} | values))


def rows():
    return CaseMilestones.objects.all()


def after(days):
    return START + timedelta(days=days)


def test_the_curve_counts_days_from_registration_to_trial(django_assert_num_queries):
    add_cases(
        [
            Path({1: START, 6: after(100)}),
            Path({1: START, 6: after(100)}, state=Exit.COMPLETED),
            Path({1: START}, state=Exit.TERMINATED, state_on=after(5)),
            Path({1: AS_OF - timedelta(days=50)}),
            Path({1: START, 6: None}),
            Path({}),
        ]
    )
    with django_assert_num_queries(1):
        curve = compute_curve(asked(), rows())
    assert [(point.day, point.at_risk) for point in curve.points] == [(0, 5), (100, 4)]
    assert curve.points[1].value == pytest.approx(0.5)
    assert (curve.cases, curve.events, curve.undated) == (5, 2, 1)


def test_a_trial_after_the_day_asked_for_is_not_yet_one():
    add_cases([Path({1: START, 6: after(100)})])
    curve = compute_curve(asked(as_of=after(99)), rows())
    assert (curve.cases, curve.events) == (1, 0)
    assert compute_curve(asked(as_of=after(100)), rows()).events == 1


def test_withdrawals_by_the_step_reached_and_what_became_of_them(django_assert_num_queries):
    taken_up = {1: START, 2: after(5)}
    add_cases(
        [
            Path({1: START}),
            Path({1: START}, state=Exit.WITHDRAWN, withdrawn_on=after(3), is_withdrawn=True),
            Path(taken_up, state=Exit.WITHDRAWN, withdrawn_on=after(40), is_withdrawn=True),
            Path(taken_up, state=Exit.TERMINATED, withdrawn_on=after(40), is_withdrawn=True),
            Path(taken_up, state=Exit.OPEN, withdrawn_on=after(400), is_withdrawn=True),
            Path(taken_up | {6: after(300)}, state=Exit.CONVICTED, withdrawn_on=after(100)),
            Path(taken_up, state=Exit.OPEN, is_withdrawn=True),
            Path(taken_up, state=Exit.OPEN, withdrawn_on=START - timedelta(days=2), is_withdrawn=True),
            Path(taken_up, withdrawn_on=AS_OF + timedelta(days=1), is_withdrawn=True),
        ]
    )
    with django_assert_num_queries(1):
        found = compute_withdrawals(asked(), rows(), DRAWN)
    assert found.share == Share(7, 9)
    assert found.refiled == 1
    assert found.bands == {"month": 2, "quarter": 2, "year": 1, "later": 1, "undated": 1}
    assert found.rows == (
        WithdrawalRow(milestone=None, cases=2, closed=0, closed_otherwise=0, went_further=0, still_open=2),
        WithdrawalRow(milestone=1, cases=1, closed=1, closed_otherwise=0, went_further=0, still_open=0),
        WithdrawalRow(milestone=2, cases=4, closed=1, closed_otherwise=1, went_further=1, still_open=1),
    )


def test_no_withdrawal_gives_no_rows():
    found = compute_withdrawals(asked(), rows(), DRAWN)
    assert (found.share, found.rows, found.bands) == (Share(0, 0), (), {})


def test_the_flow_of_a_year_counts_events_and_not_cases(django_assert_num_queries):
    add_cases(
        [
            Path({1: date(2019, 12, 31), 6: date(2020, 5, 1)}),
            Path({1: date(2020, 1, 1), 3: date(2020, 2, 1)}),
            Path({6: date(2020, 6, 1)}),
            Path({1: date(2020, 1, 1), 6: AS_OF + timedelta(days=1)}),
        ]
    )
    nothing = dict.fromkeys(DRAWN, 0)
    with django_assert_num_queries(1):
        flow = compute_flow(asked(), rows(), DRAWN)
    assert flow == (FlowYear(2019, nothing | {1: 1}), FlowYear(2020, nothing | {1: 2, 6: 2}))
    assert compute_flow(asked(year_from=2020, year_to=2020), rows(), DRAWN) == flow[1:]
    assert compute_flow(asked(year_to=2019), rows(), DRAWN) == flow[:1]
    assert compute_flow(asked(data_set=DataSet.PUBLIC_RECORD), rows(), DRAWN) == ()


def test_a_conviction_happens_as_a_judgment_too():
    add_cases([Path({8: date(2020, 6, 1)})])
    assert compute_flow(asked(), rows(), DRAWN) == (FlowYear(2020, dict.fromkeys(DRAWN, 0) | {7: 1, 8: 1}),)


def test_what_was_received_is_counted_by_channel_and_apart(organisation):
    channel = Channel.objects.create(
        code="T-BOX", label_en="Box", label_ru="Ящик", label_kk="Жәшік", passes_staff=Answer.YES, order=1
    )
    by_box = {"has_complaint": True, "attributes": {"channel": channel}}
    paths = [
        Path({1: START}, **by_box),
        Path({1: None}, **by_box),
        Path(state=Exit.NOT_REGISTERED, **by_box),
        Path(**by_box),
        Path({1: START}, has_complaint=True),
        Path({1: START}),
        Path({1: START}, may_be_counted=Answer.NO, **by_box),
    ]
    add_cases(paths, data_set=DataSet.OWN, organisation=organisation)
    assert compute_receipt(asked(data_set=DataSet.OWN), rows()) == (
        ReceiptRow("T-BOX", received=4, registered=2, not_registered=1, pending=1, share=Share(2, 4)),
        ReceiptRow("none", received=1, registered=1, not_registered=0, pending=0, share=Share(1, 1)),
    )
    assert compute_receipt(asked(), rows()) == ()


def test_the_person_who_refused_is_in_no_table(organisation):
    path = Path(
        {1: START, 6: after(9)}, withdrawn_on=START, is_withdrawn=True, has_complaint=True, may_be_counted=Answer.NO
    )
    add_cases([path], data_set=DataSet.OWN, organisation=organisation)
    query = asked(data_set=DataSet.OWN)
    assert compute_curve(query, rows()).cases == 0
    assert compute_withdrawals(query, rows(), DRAWN).share.base == 0
    assert compute_flow(query, rows(), DRAWN) == ()
    assert compute_receipt(query, rows()) == ()
