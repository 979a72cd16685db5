"""When a role ends or a tie is declared, keys of visits and copies of plans go; what was stays."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions import close_account, end_membership
from accounts.choices import Act, Reason, Role
from accounts.models import AuditEvent, Membership
from complaints.handover import hand_over_all, lacking
from complaints.ties import declare_tie, end_tie
from institutions.choices import Independence
from institutions.models import Body
from institutions.queries import world
from monitoring.choices import PlanState
from monitoring.facts import MemberFacts
from monitoring.models import PlanCopy, VisitMember, VisitPlan
from monitoring.opening import open_texts
from monitoring.planning.plans import change_plan
from tests.cast import person
from tests.complaints.sealed_cases import fill_safe, own_case
from tests.monitoring.planning.plans import content, planned
from tests.monitoring.visits import TODAY, WORDS, body, place, told_visit
from tests.vault.keys import private_key_of, unlocked_client, with_keys
from vault.choices import Compartment
from vault.models import Bar, DataKey, KeyWrap

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(vera, berik, alia, organisation):
    """Vera led, Alia was with her; Berik leads the organisation."""
    with_keys(vera, berik, alia)
    return told_visit(vera, organisation, members=[MemberFacts(user=vera, part="leader"), MemberFacts(user=alia)])


def end(user, role: Role, azat) -> None:
    end_membership(by=azat, membership=Membership.objects.get(user=user, role=role))


def holders(visit) -> set[str]:
    wraps = KeyWrap.objects.filter(data_key__safe=visit.safe, key_pair__isnull=False)
    return set(wraps.values_list("key_pair__user__username", flat=True))


def plan_for(organisation, *readers) -> VisitPlan:
    plan = VisitPlan.objects.create(organisation=organisation, planned_by=readers[0], planned_on=TODAY)
    for reader in readers:
        PlanCopy.objects.create(plan=plan, reader=reader, sealed=b"x")
    return plan


# --- leaving ----------------------------------------------------------------------------------------------------------


def test_a_visit_has_no_compartment_for_names(visit):
    assert set(DataKey.objects.filter(safe=visit.safe).values_list("compartment", flat=True)) == {Compartment.NARRATIVE}


def test_another_s_leaving_takes_no_key_of_a_visit(visit, berik, azat, organisation):
    other = person("another", organisation, Role.CASE_WORKER)
    end(other, Role.CASE_WORKER, azat)
    assert holders(visit) == {"vera", "berik", "alia"}


def test_a_member_of_the_team_who_leaves_holds_nothing_and_stays_in_the_team(visit, vera, azat, organisation):
    end(vera, Role.MONITOR, azat)
    assert holders(visit) == {"berik", "alia"}
    assert VisitMember.objects.filter(visit=visit, user=vera).exists()
    event = AuditEvent.objects.get(action=Act.KEY_REVOKED)
    assert (event.subject, event.subject_uuid, event.reason) == ("person", vera.uuid, Reason.LEFT)


def test_a_closed_account_holds_no_key_of_a_visit(visit, vera, azat):
    close_account(by=azat, user=vera)
    assert holders(visit) == {"berik", "alia"}


def test_an_assigned_case_worker_who_ends_another_role_keeps_visit_and_case(visit, alia, azat, organisation):
    case = fill_safe(own_case(alia, organisation), by=alia)
    Membership.objects.create(user=alia, organisation=organisation, role=Role.CUSTODIAN)
    end(alia, Role.CUSTODIAN, azat)
    assert "alia" in holders(visit)
    assert KeyWrap.objects.filter(data_key__safe=case.safe, key_pair__user=alia).exists()


def test_a_lead_who_becomes_analyst_keeps_no_key_and_one_who_was_in_the_team_needs_a_reader_s_role(
    visit, berik, alia, azat, organisation
):
    Membership.objects.create(user=berik, organisation=organisation, role=Role.ANALYST)
    end(berik, Role.LEAD, azat)
    Membership.objects.create(user=alia, organisation=organisation, role=Role.ANALYST)
    end(alia, Role.CASE_WORKER, azat)
    assert holders(visit) == {"vera"}


def test_a_lead_who_stays_loses_nothing_with_another_role(visit, berik, azat, organisation):
    Membership.objects.create(user=berik, organisation=organisation, role=Role.MONITOR)
    end(berik, Role.MONITOR, azat)
    assert "berik" in holders(visit)


def test_plans_are_forgotten_by_who_may_plan_no_longer(visit, vera, berik, azat, organisation):
    shared, alone = plan_for(organisation, vera, berik), plan_for(organisation, vera)
    end(vera, Role.MONITOR, azat)
    assert set(PlanCopy.objects.values_list("plan", "reader")) == {(shared.pk, berik.pk)}
    states = dict(VisitPlan.objects.values_list("pk", "state"))
    assert states == {shared.pk: PlanState.PLANNED, alone.pk: PlanState.DROPPED}


def test_plans_stay_with_who_still_plans(visit, vera, azat, organisation):
    plan_for(organisation, vera)
    Membership.objects.create(user=vera, organisation=organisation, role=Role.ANALYST)
    end(vera, Role.ANALYST, azat)
    assert PlanCopy.objects.count() == 1


def test_a_new_lead_gets_the_keys_of_visits_by_handing_over(visit, berik, organisation, now):
    newcomer = with_keys(person("newcomer", organisation, Role.LEAD))
    (one,) = lacking(berik)
    assert (one.colleague, one.by_office, one.by_work) == (newcomer, 1, 0)
    assert hand_over_all(by=berik, private_key=private_key_of(berik), to=newcomer, now=now) == 1
    opened = open_texts(by=newcomer, private_key=private_key_of(newcomer), visit=visit, now=now)
    assert opened.of(visit.findings.get().words_id) == WORDS


def test_a_keeper_of_identities_lacks_nothing_of_a_visit(visit, berik, organisation):
    case = fill_safe(own_case(berik, organisation), by=berik)
    Membership.objects.create(user=berik, organisation=organisation, role=Role.CUSTODIAN)
    with_keys(person("keeper", organisation, Role.CUSTODIAN))
    assert case.safe_id
    assert [one.by_office for one in lacking(berik)] == [0]


# --- ties -------------------------------------------------------------------------------------------------------------


def test_a_tie_to_the_place_closes_the_words_of_its_visits(visit, vera, alia, organisation, now):
    elsewhere = told_visit(vera, organisation, facility=place("TEST-2"))
    plan_for(organisation, alia, vera)
    declare_tie(by=alia, organisation=organisation, user=alia, facility=visit.facility, today=TODAY)
    assert holders(visit) == {"vera", "berik"}
    assert set(Bar.objects.values_list("safe", "user")) == {(visit.safe_id, alia.pk)}
    assert holders(elsewhere) == {"vera", "berik"}
    assert set(PlanCopy.objects.values_list("reader", flat=True)) == {vera.pk}


def test_a_tie_takes_copies_of_plans_elsewhere_too(vera, charlie, organisation, other_organisation):
    Membership.objects.create(user=vera, organisation=other_organisation, role=Role.MONITOR)
    shared, alone = plan_for(other_organisation, charlie, vera), plan_for(other_organisation, vera)
    declare_tie(by=vera, organisation=organisation, user=vera, facility=place(), today=TODAY)
    assert set(PlanCopy.objects.values_list("plan", "reader")) == {(shared.pk, charlie.pk)}
    states = dict(VisitPlan.objects.values_list("pk", "state"))
    assert states == {shared.pk: PlanState.PLANNED, alone.pk: PlanState.DROPPED}


def test_no_tie_of_a_reader_is_declared_while_a_plan_is_sealed(vera, berik, organisation):
    """Otherwise the tie would find no copy to take away, and the plan no tie."""
    with_keys(vera, berik)
    plan = planned(vera, organisation, berik)
    with CaptureQueriesContext(connection) as captured:
        change_plan(by=vera, plan=plan, content=content(), today=TODAY)
    said = [one["sql"].replace('"', "") for one in captured]
    held = next(n for n, sql in enumerate(said) if "FROM accounts_organisation" in sql and "FOR UPDATE" in sql)
    asked = next(n for n, sql in enumerate(said) if "FROM complaints_tie" in sql)
    assert held < asked


@pytest.mark.parametrize("how", ["itself", "near"])
def test_a_tie_to_who_runs_the_place_or_to_a_body_that_is_not_independent_counts(how, visit, alia, organisation):
    operator = body()
    near = [
        one
        for one in Body.objects.exclude(pk=operator.pk).order_by("order")
        if world().hierarchy.between(one.code, operator.code, TODAY) != Independence.INDEPENDENT
    ]
    tied_to = operator if how == "itself" else near[0]
    declare_tie(by=alia, organisation=organisation, user=alia, body=tied_to, today=TODAY)
    assert "alia" not in holders(visit)


def test_a_tie_to_another_place_closes_nothing(visit, alia, organisation):
    declare_tie(by=alia, organisation=organisation, user=alia, facility=place("TEST-2"), today=TODAY)
    assert "alia" in holders(visit)


def test_a_tie_that_has_ended_bars_from_no_later_visit(visit, vera, azat, organisation):
    tie = declare_tie(by=azat, organisation=organisation, user=vera, facility=visit.facility, today=TODAY)
    end_tie(by=azat, tie=tie, today=TODAY)
    assert "vera" not in holders(visit)  # nothing comes back by itself
    assert "vera" in holders(told_visit(vera, organisation))


def test_words_that_nobody_else_could_open_are_left_and_this_is_said(visit, berik, vera, alia, organisation):
    KeyWrap.objects.filter(data_key__safe=visit.safe).exclude(key_pair__user=alia).delete()
    given = {"who": f"me.{organisation.pk}.{alia.pk}", "facility": visit.facility.pk}
    address = "/cases/ties/"
    page = unlocked_client(alia).post(address, given, follow=True).content.decode()
    assert "Nobody else could open the words of some visits" in page
    assert holders(visit) == {"alia"}


def test_a_tie_of_the_whole_organisation_closes_no_visit_of_its_own(visit, azat, organisation):
    declare_tie(by=azat, organisation=organisation, facility=visit.facility, today=TODAY)
    assert holders(visit) == {"vera", "berik", "alia"}
