"""Named constraints of cases and events, from both sides."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from complaints.choices import CountUnit, DataSet, Precision
from complaints.models import (
    Alert,
    Case,
    CaseAssignment,
    CaseCount,
    CaseEvent,
    CaseMilestones,
    Deadline,
    Respondent,
    Victim,
)
from institutions.models import Stage, TimeLimit

pytestmark = pytest.mark.django_db

DAY = date(2020, 1, 1)


@pytest.fixture
def case(organisation) -> Case:
    return Case.objects.create(data_set=DataSet.OWN, organisation=organisation)


def refuses(constraint, write):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write()


def event(case, sequence=1, **fields) -> CaseEvent:
    given = {"stage": Stage.objects.first(), "happened_on": DAY, "recorded_at": timezone.now()} | fields
    return CaseEvent.objects.create(case=case, sequence=sequence, **given)


def test_a_case_belongs_to_an_organisation_unless_it_is_public(organisation):
    Case.objects.create(data_set=DataSet.PUBLIC_RECORD)
    Case.objects.create(data_set=DataSet.DEMONSTRATION, organisation=organisation)
    name = "complaints_case_owned_unless_public"
    refuses(name, lambda: Case.objects.create(data_set=DataSet.OWN))
    refuses(name, lambda: Case.objects.create(data_set=DataSet.DEMONSTRATION))
    refuses(name, lambda: Case.objects.create(data_set=DataSet.PUBLIC_RECORD, organisation=organisation))


def test_only_public_cases_carry_a_title(organisation):
    Case.objects.create(data_set=DataSet.PUBLIC_RECORD, public_title="Title", public_key="key")
    name = "complaints_case_titles_only_public"
    refuses(name, lambda: Case.objects.create(data_set=DataSet.OWN, organisation=organisation, public_title="Name"))
    refuses(name, lambda: Case.objects.create(data_set=DataSet.OWN, organisation=organisation, public_key="name"))


def test_a_public_case_is_recorded_once():
    Case.objects.create(data_set=DataSet.PUBLIC_RECORD)
    Case.objects.create(data_set=DataSet.PUBLIC_RECORD, public_key="key")
    Case.objects.create(data_set=DataSet.PUBLIC_RECORD, public_key="other")
    refuses(
        "complaints_case_public_key_once",
        lambda: Case.objects.create(data_set=DataSet.PUBLIC_RECORD, public_key="key"),
    )


def test_the_incident_has_a_date_or_is_said_to_be_unknown(organisation):
    own = {"data_set": DataSet.OWN, "organisation": organisation}
    Case.objects.create(**own)
    Case.objects.create(**own, incident_on=DAY, incident_precision=Precision.MONTH)
    name = "complaints_case_incident_date_fits_precision"
    refuses(name, lambda: Case.objects.create(**own, incident_on=DAY))
    refuses(name, lambda: Case.objects.create(**own, incident_precision=Precision.DAY))


def test_references_differ_and_tell_nothing(organisation):
    references = {Case.objects.create(data_set=DataSet.OWN, organisation=organisation).reference for _n in range(20)}
    assert len(references) == 20
    assert all(len(reference) == 9 and reference[4] == "-" for reference in references)


def test_a_number_is_given_once_in_a_case(case, organisation):
    event(case)
    event(case, sequence=2)
    event(Case.objects.create(data_set=DataSet.OWN, organisation=organisation))
    refuses("complaints_caseevent_sequence_once", lambda: event(case))


def test_an_event_has_a_date_or_is_said_to_be_undated(case):
    event(case)
    event(case, sequence=2, happened_on=None, precision=Precision.UNKNOWN)
    name = "complaints_caseevent_date_fits_precision"
    refuses(name, lambda: event(case, sequence=3, happened_on=None))
    refuses(name, lambda: event(case, sequence=3, precision=Precision.UNKNOWN))


def test_a_voiding_names_what_it_voids(case):
    event(case, sequence=2, supersedes=event(case), is_void=True)
    refuses("complaints_caseevent_void_supersedes", lambda: event(case, sequence=3, is_void=True))


def test_an_event_is_superseded_once_and_never_by_itself(case):
    first = event(case)
    event(case, sequence=2, supersedes=first)
    refuses("supersedes_id", lambda: event(case, sequence=3, supersedes=first))
    refuses("complaints_caseevent_not_itself", lambda: event(case, sequence=3, id=5_000_000, supersedes_id=5_000_000))


def test_a_case_is_not_joined_to_itself(case, organisation):
    event(case, other_case=Case.objects.create(data_set=DataSet.OWN, organisation=organisation))
    refuses("complaints_caseevent_other_case_differs", lambda: event(case, sequence=2, other_case=case))


def test_people_and_counts_of_a_case_are_numbered_once(case):
    Victim.objects.create(case=case, number=1)
    Victim.objects.create(case=case, number=2)
    Respondent.objects.create(case=case, number=1)
    CaseCount.objects.create(case=case, unit=CountUnit.DEATHS, value=1)
    CaseCount.objects.create(case=case, unit=CountUnit.AWARDS, value=1)
    refuses("complaints_victim_number_once", lambda: Victim.objects.create(case=case, number=1))
    refuses("complaints_respondent_number_once", lambda: Respondent.objects.create(case=case, number=1))
    refuses("complaints_casecount_once", lambda: CaseCount.objects.create(case=case, unit=CountUnit.DEATHS, value=1))


def test_a_person_is_assigned_once_at_a_time(case, alia):
    first = CaseAssignment.objects.create(case=case, user=alia)
    refuses("complaints_caseassignment_once", lambda: CaseAssignment.objects.create(case=case, user=alia))
    first.ended_at = timezone.now()
    first.save()
    again = CaseAssignment.objects.create(case=case, user=alia)
    again.ended_at = again.started_at - timedelta(seconds=1)
    refuses("complaints_caseassignment_ends_after_start", again.save)


def test_a_day_of_a_milestone_needs_a_milestone(case, organisation):
    CaseMilestones.objects.create(
        case=case, data_set=DataSet.OWN, organisation=organisation, furthest=1, reached_1=DAY, recorded_on=[None] * 8
    )
    other = Case.objects.create(data_set=DataSet.OWN, organisation=organisation)
    CaseMilestones.objects.create(case=other, data_set=DataSet.OWN, organisation=organisation, recorded_on=[None] * 8)
    refuses(
        "complaints_casemilestones_dates_need_a_milestone",
        lambda: CaseMilestones.objects.filter(case=other).update(reached_1=DAY),
    )


def test_an_event_starts_a_clock_once(case):
    started = event(case)
    limit, other = TimeLimit.objects.all()[:2]
    Deadline.objects.create(case=case, time_limit=limit, started_by=started, starts_on=DAY)
    Deadline.objects.create(case=case, time_limit=other, started_by=started, starts_on=DAY)
    refuses(
        "complaints_deadline_once",
        lambda: Deadline.objects.create(case=case, time_limit=limit, started_by=started, starts_on=DAY),
    )


def test_an_alert_is_raised_once_and_acknowledged_by_somebody(case, alia):
    raised = event(case)
    alert = Alert.objects.create(case=case, event=raised, kind="unlawful", rule="R")
    Alert.objects.create(case=case, event=raised, kind="unlawful", rule="S")
    refuses("complaints_alert_once", lambda: Alert.objects.create(case=case, event=raised, kind="conflict", rule="R"))
    alert.acknowledged_at = timezone.now()
    refuses("complaints_alert_acknowledged_by_somebody", alert.save)
    alert.acknowledged_by = alia
    refuses("complaints_alert_acknowledged_by_somebody", alert.save)
    alert.note = "watched"
    alert.save()
