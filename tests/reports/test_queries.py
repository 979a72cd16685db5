from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone, translation

from accounts.models import Organisation
from complaints.choices import DataSet
from institutions.choices import OffenceKind
from institutions.models import FunnelStep, Region
from reports.choices import Breakdown
from reports.finding import finding
from reports.models import FunnelSnapshot
from reports.queries import (
    compare_groups,
    compute_report,
    drawn_milestones,
    front_funnel,
    funnel_for,
    funnel_rows_for,
    labels_of,
    latest_report,
    report_for,
)
from reports.results import FunnelQuery
from reports.small_cells import NotForThePublic, public_totals
from reports.snapshots import report_of, store_snapshot
from tests.reports.rows import AS_OF, DRAWN, Path, add_cases

pytestmark = pytest.mark.django_db

START = date(2020, 3, 1)


@pytest.fixture(autouse=True)
def steps(db):
    FunnelStep.objects.all().delete()
    for milestone in DRAWN:
        name = f"Step {milestone}"
        FunnelStep.objects.create(milestone=milestone, label_en=name, label_ru=name, label_kk=name, order=milestone)


@pytest.fixture
def everything(organisation, other_organisation):
    """One public case, two invented ones, three of the organisation and four of the other."""
    add_cases([Path({1: START})], data_set=DataSet.PUBLIC_RECORD)
    add_cases([Path({1: START})] * 2)
    add_cases([Path({1: START})] * 3, data_set=DataSet.OWN, organisation=organisation)
    add_cases([Path({1: START})] * 4, data_set=DataSet.OWN, organisation=other_organisation)


def asked(data_set=DataSet.OWN, **values):
    return FunnelQuery(data_set=data_set, as_of=AS_OF, **values)


def stored(query, organisation=None, computed_at=None):
    rows = funnel_rows_for(AnonymousUser(), query.data_set)
    return store_snapshot(
        query,
        compute_report(query, rows),
        organisation=organisation,
        seen_to=0,
        computed_at=computed_at or timezone.now(),
    )


@pytest.mark.parametrize(
    ("name", "own"), [("alia", 3), ("berik", 3), ("vera", 3), ("dana", 3), ("azat", 0), ("charlie", 4)]
)
def test_own_cases_are_counted_for_their_own_people_only(everything, cast, name, own):
    assert funnel_rows_for(cast[name], DataSet.OWN).count() == own
    assert funnel_for(cast[name], asked()).total.cases == own
    assert report_for(cast[name], asked()).withdrawals.share.base == own


def test_asking_for_another_organisation_gives_nothing(everything, dana, other_organisation):
    assert funnel_for(dana, asked(organisations=(other_organisation.pk,))).total.cases == 0


def test_open_data_is_for_everybody_and_own_cases_for_nobody_outside(everything, azat):
    for actor in (AnonymousUser(), azat):
        counts = {data_set: funnel_rows_for(actor, data_set).count() for data_set in DataSet}
        assert counts == {DataSet.PUBLIC_RECORD: 1, DataSet.DEMONSTRATION: 2, DataSet.OWN: 0}


def test_the_front_page_shows_totals_of_open_data_only(everything):
    assert front_funnel(DataSet.DEMONSTRATION, AS_OF).total.cases == 2
    with pytest.raises(NotForThePublic):
        front_funnel(DataSet.OWN, AS_OF)


def test_groups_and_filtered_numbers_do_not_leave_the_house(everything):
    by_region = funnel_for(AnonymousUser(), asked(DataSet.DEMONSTRATION, breakdowns=(Breakdown.REGION,)))
    assert len(by_region.groups) == 1
    assert public_totals(by_region).groups == ()
    one_region = asked(DataSet.DEMONSTRATION, filters=((Breakdown.REGION, ("none",)),))
    with pytest.raises(NotForThePublic, match="Filtered"):
        public_totals(funnel_for(AnonymousUser(), one_region))


def test_a_stored_report_is_the_computed_one(everything, dana):
    query = asked(DataSet.DEMONSTRATION, horizon=3, breakdowns=(Breakdown.REGION,))
    stored(query)
    assert latest_report(dana, query).report == report_for(dana, query)


def test_what_nobody_asks_anew_each_night_is_never_taken_from_store(everything, dana):
    query = asked(DataSet.DEMONSTRATION, horizon=3, breakdowns=(Breakdown.YEAR, Breakdown.REGION))
    assert report_of(stored(query)) == report_for(dana, query)
    assert latest_report(dana, query) is None


def test_the_newest_of_the_same_question_is_found_whatever_its_day(everything, dana):
    noon = timezone.now()
    stored(asked(DataSet.DEMONSTRATION), computed_at=noon - timezone.timedelta(days=1))
    later = stored(asked(DataSet.DEMONSTRATION), computed_at=noon)
    stored(asked(DataSet.DEMONSTRATION, horizon=1), computed_at=noon + timezone.timedelta(hours=1))
    another_day = FunnelQuery(data_set=DataSet.DEMONSTRATION, as_of=date(2026, 7, 1))
    assert latest_report(dana, another_day).snapshot == later
    assert latest_report(dana, asked(DataSet.PUBLIC_RECORD)) is None


def test_numbers_of_another_program_are_not_shown(everything, dana):
    snapshot = stored(asked(DataSet.DEMONSTRATION))
    FunnelSnapshot.objects.filter(pk=snapshot.pk).update(code_version="0" * 64)
    assert latest_report(dana, asked(DataSet.DEMONSTRATION)) is None


def test_stored_numbers_of_own_cases_are_found_by_their_people_only(everything, cast, organisation, other_organisation):
    stored(asked(), organisation)
    assert latest_report(cast["dana"], asked()).snapshot.organisation == organisation
    assert latest_report(cast["dana"], asked(organisations=(organisation.pk,))) is not None
    assert latest_report(cast["dana"], asked(organisations=(other_organisation.pk,))) is None
    for stranger in (cast["charlie"], cast["azat"], AnonymousUser()):
        assert latest_report(stranger, asked()) is None
        assert latest_report(stranger, asked(organisations=(organisation.pk,))) is None


def test_the_front_page_prefers_what_is_stored(everything, django_assert_num_queries):
    query = FunnelQuery(data_set=DataSet.DEMONSTRATION, as_of=date(2026, 6, 1), horizon=3)
    stored(query)
    with django_assert_num_queries(1):
        found = front_funnel(DataSet.DEMONSTRATION, AS_OF)
    assert (found.query.as_of, found.total.cases) == (date(2026, 6, 1), 2)


def test_bars_are_those_of_the_country_on_that_day(steps):
    FunnelStep.objects.filter(milestone=5).update(valid_from=date(2015, 1, 1))
    assert drawn_milestones(date(2020, 1, 1)) == DRAWN
    assert drawn_milestones(date(2014, 12, 31)) == (1, 2, 4, 6, 7, 8)


def test_labels_follow_the_pack_and_the_reader():
    Region.objects.create(code="T-B", label_en="Beta", label_ru="Бета", label_kk="Бета", order=900_001)
    Region.objects.create(code="T-A", label_en="Alpha", label_ru="Альфа", label_kk="Альфа", order=900_002)
    with translation.override("ru"):
        assert list(labels_of(Breakdown.REGION).items())[-3:-1] == [("T-B", "Бета"), ("T-A", "Альфа")]
    with translation.override("en"):
        assert list(labels_of(Breakdown.REGION))[-3:] == ["T-B", "T-A", "none"]
        assert labels_of(Breakdown.OFFENCE_KIND)["none"] == "Not recorded"
        assert list(labels_of(Breakdown.OFFENCE_KIND)) == [*OffenceKind.values, "none"]
    assert labels_of(Breakdown.YEAR) == {}


def test_two_groups_are_compared_by_newcombes_interval():
    kinds = [OffenceKind.TORTURE] * 10 + [OffenceKind.OFFICE] * 10
    reached = [True] * 9 + [False] + [True] * 3 + [False] * 7
    add_cases(
        [
            Path({1: START} | ({6: START} if tried else {}), attributes={"offence_kind": kind})
            for kind, tried in zip(kinds, reached, strict=True)
        ]
    )
    query = asked(DataSet.DEMONSTRATION, breakdowns=(Breakdown.OFFENCE_KIND,))
    torture, office = funnel_for(AnonymousUser(), query).groups
    found = compare_groups(torture, office, 6)
    assert [round(value, 4) for value in (found.difference, found.low, found.high)] == [0.6, 0.1705, 0.809]
    assert compare_groups(torture, office, 3) is None


def test_the_finding_names_the_headline_and_the_greatest_loss():
    add_cases(
        [
            *[Path({1: START, 2: START}, state="terminated")] * 5,
            *[Path({1: START, 2: START}, state="withdrawn")] * 3,
            *[Path({1: START}, state="terminated")] * 1,
            Path({1: START, 6: START}, state="open"),
            Path({1: date(2026, 1, 1)}, state="open"),
        ]
    )
    found = finding(funnel_for(AnonymousUser(), asked(DataSet.DEMONSTRATION)))
    assert (found.milestone, found.cases, found.reached, found.young) == (6, 11, 1, 1)
    assert (found.year_from, found.year_to, found.horizon) == (2020, 2026, None)
    assert found.lost_most == (2, 8, "terminated")
    assert (found.still_open.count, found.still_open.base) == (2, 11)
    mature = finding(funnel_for(AnonymousUser(), asked(DataSet.DEMONSTRATION, horizon=3)))
    assert (mature.cases, mature.year_to, mature.horizon) == (10, 2020, 3)


def test_the_finding_of_nothing_has_no_years_and_no_loss():
    found = finding(funnel_for(AnonymousUser(), asked(DataSet.DEMONSTRATION)))
    assert (found.cases, found.year_from, found.year_to, found.lost_most) == (0, None, None, None)
    assert found.share.value is None


def test_without_a_bar_for_trials_the_last_bar_before_it_is_named():
    FunnelStep.objects.filter(milestone__in=(6, 7)).delete()
    report = report_for(AnonymousUser(), asked(DataSet.DEMONSTRATION))
    assert finding(report.funnel).milestone == 5
    assert report.curve is None


def test_a_question_costs_the_same_whoever_asks_and_however_many_cases(dana, django_assert_num_queries):
    Organisation.objects.create(name="Third")
    add_cases([Path({1: START}, attributes={"offence_kind": kind}) for kind in OffenceKind.values] * 5)
    query = asked(DataSet.DEMONSTRATION, breakdowns=(Breakdown.REGION, Breakdown.BODY, Breakdown.OFFENCE_KIND))
    with django_assert_num_queries(10):
        report_for(dana, query)
