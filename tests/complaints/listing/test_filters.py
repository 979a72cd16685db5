"""Filters of the list: what each leaves, who may ask it, and what a wrong value does."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from complaints.actions import assign_case
from complaints.choices import AlertKind, DataSet
from complaints.filters import CaseFilterSet
from complaints.models import Alert, Case, Deadline, Letter, RiskAssessment
from institutions.models import Body, Facility, Stage, Term, TimeLimit
from tests.complaints.event_cases import a_case
from tests.reports.rows import Path, add_cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(berik, organisation):
    """Two cases with a complaint each, ready to differ."""
    return [a_case(berik, organisation) for _n in range(2)]


def left(user, **sent) -> set[int]:
    """Keys of the cases that the filters leave."""
    filterset = CaseFilterSet({"data_set": "own", **sent}, Case.objects.visible_to(user), actor=user)
    assert not filterset.form.errors
    return set(filterset.qs.values_list("pk", flat=True))


def test_alerts_that_nobody_noted(pair, berik):
    event = pair[0].events.first()
    Alert.objects.create(case=pair[0], event=event, kind=AlertKind.PRESSURE, rule="x")
    noted = {"acknowledged_at": timezone.now(), "acknowledged_by": berik, "note": "noted"}
    Alert.objects.create(case=pair[1], event=pair[1].events.first(), kind=AlertKind.PRESSURE, rule="x", **noted)
    assert left(berik, alerts="open") == left(berik, alerts="pressure") == {pair[0].pk}
    assert left(berik, alerts="conflict") == set()


def test_deadlines_that_are_over_or_near(pair, berik):
    Deadline.objects.all().delete()
    today = timezone.localdate()
    duty = TimeLimit.objects.filter(is_right=False).first()
    right = TimeLimit.objects.filter(is_right=True).first()
    event = pair[0].events.first()
    near = {"case": pair[0], "started_by": event, "starts_on": today, "due_on": today + timedelta(days=14)}
    Deadline.objects.create(time_limit=duty, **near)
    Deadline.objects.create(time_limit=right, **near | {"case": pair[1], "started_by": pair[1].events.first()})
    assert left(berik, due="soon") == {pair[0].pk}
    pair[0].milestones.__class__.objects.filter(case=pair[0]).update(next_due_on=today - timedelta(days=1))
    pair[0].milestones.__class__.objects.filter(case=pair[1]).update(next_due_on=today)
    assert left(berik, due="overdue") == {pair[0].pk}


def test_silence_counts_open_cases_only(berik, organisation):
    long_ago = timezone.localdate() - timedelta(days=60)
    said = {"last_event_on": long_ago}
    paths = [Path(attributes=said), Path(state="terminated", attributes=said), Path(attributes={})]
    rows = add_cases(paths, data_set=DataSet.OWN, organisation=organisation)
    assert left(berik, silent="60") == {rows[0].pk}
    assert left(berik, silent="90") == set()


def test_who_works_on_it(pair, berik, alia):
    assign_case(by=berik, case=pair[0], user=alia)
    assert left(alia, assigned="me") == {pair[0].pk}
    assert left(berik, assigned="nobody") == {pair[1].pk}
    assert left(berik, assigned=str(alia.uuid)) == {pair[0].pk}
    assert left(berik, assigned="me") == set()


def test_only_who_sees_every_case_asks_for_a_colleague(pair, berik, alia, charlie):
    for user, whom in [(alia, berik), (charlie, alia), (berik, charlie)]:
        form = CaseFilterSet({"assigned": str(whom.uuid)}, Case.objects.visible_to(user), actor=user).form
        assert "assigned" in form.errors


def test_the_newest_judgement_of_risk_counts(pair, berik):
    low, high = Term.objects.filter(list="risk_level").order_by("order")[:2]
    for level in (high, low):
        RiskAssessment.objects.create(case=pair[0], level=level, assessed_on=date(2026, 1, 1))
    assert left(berik, risk=low.code) == {pair[0].pk}
    assert left(berik, risk=high.code) == set()
    assert left(berik, risk="none") == {pair[1].pk}


def test_letters_and_news(pair, berik):
    Letter.objects.create(case=pair[0], language="en", received_on=date(2026, 1, 1), has_news=False)
    assert (left(berik, letter="1"), left(berik, news="1")) == ({pair[0].pk}, set())


def test_place_body_and_step(berik, organisation):
    body, place = Body.objects.first(), Facility.objects.first()
    attributes = {"body_now": body, "position": Stage.objects.first().code}
    rows = add_cases([Path(attributes=attributes), Path()], data_set=DataSet.OWN, organisation=organisation)
    Case.objects.filter(pk=rows[0].pk).update(facility=place)
    for sent in ({"body_now": body.code}, {"stage": Stage.objects.first().code}, {"facility": place.code}):
        assert left(berik, **sent) == {rows[0].pk}
    for sent in ({"body_now": "none"}, {"stage": "none"}, {"facility": "none"}):
        assert left(berik, **sent) == {rows[1].pk}


def test_days_and_years(berik, organisation):
    rows = add_cases(
        [Path({1: date(2020, 5, 5)}), Path({1: date(2021, 5, 5)})], data_set=DataSet.OWN, organisation=organisation
    )
    Case.objects.filter(pk=rows[0].pk).update(incident_on=date(2019, 1, 1), incident_precision="year")
    assert left(berik, registered_from="2020-05-06") == {rows[1].pk}
    assert left(berik, registered_to="05.05.2020") == {rows[0].pk}
    assert left(berik, incident_from="2019", incident_to="2019") == {rows[0].pk}


def test_withdrawn_now_ever_and_never(berik, organisation):
    paths = [Path(is_withdrawn=True, withdrawn_on=date(2020, 1, 1)), Path(withdrawn_on=date(2020, 1, 1)), Path()]
    now, ever, never = (row.pk for row in add_cases(paths, data_set=DataSet.OWN, organisation=organisation))
    answers = {value: left(berik, withdrawn=value) for value in ("now", "ever", "no")}
    assert answers == {"now": {now}, "ever": {now, ever}, "no": {never}}


def test_without_circumstances_every_case_is_without(pair, berik):
    everything = {case.pk for case in pair}
    assert left(berik, examined="no") == left(berik, reprisal="no") == everything
    assert left(berik, examined="yes") == left(berik, reprisal="yes") == set()


NAMES = [name for name in CaseFilterSet.base_filters if name != "data_set"]
CANNOT_BE = pytest.mark.parametrize("value", ["\x00", "none'--", "9" * 4000, "-1", "NaN"])


@CANNOT_BE
def test_a_value_that_cannot_be_is_told_or_finds_something_harmless(berik, value):
    silent = []
    for name in NAMES:
        sent = {"data_set": "own", name: value}
        filterset = CaseFilterSet(sent, Case.objects.visible_to(berik), actor=berik)
        assert list(filterset.qs) == [], name
        if name not in filterset.form.errors:
            silent.append(name)
    assert set(silent) <= {"q"}


@CANNOT_BE
def test_the_page_tells_all_values_that_cannot_be_at_once(client, berik, value):
    client.force_login(berik)
    response = client.get(reverse("case_list"), dict.fromkeys(NAMES, value))
    assert response.status_code == 200
    assert set(NAMES) - set(response.context["filters"].errors) <= {"q"}


def test_every_filter_stands_in_the_panel_or_is_set_by_a_link(client, berik):
    client.force_login(berik)
    context = client.get(reverse("case_list")).context
    shown = {field.name for field in context["first_fields"]}
    shown |= {field.name for group in context["groups"] for field in group.fields}
    assert set(CaseFilterSet.base_filters) - shown == {"data_set", "q", "counted"}


def test_what_a_form_left_empty_leaves_the_address(client, berik):
    client.force_login(berik)
    response = client.get(reverse("case_list"), {"state": "open", "region": "", "q": ""})
    assert response["Location"] == f"{reverse('case_list')}?state=open"
