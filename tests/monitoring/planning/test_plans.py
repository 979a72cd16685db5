"""Plans are known to their readers and to nobody else, in no table, and for nobody who is close to the place."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils import timezone

from accounts.actions import NotPossible
from accounts.choices import Act, Role
from accounts.models import AuditEvent, Membership, User
from complaints.ties import declare_tie
from institutions.choices import TermList
from institutions.models import MonitoringRegime
from monitoring.actions import ReportDates, record_visit
from monitoring.choices import PlanState
from monitoring.departures import forget_plans
from monitoring.facts import MemberFacts
from monitoring.models import PlanCopy, VisitDraft, VisitPlan
from monitoring.planning.beginning import begin_visit
from monitoring.planning.plans import (
    OpenedPlan,
    change_plan,
    copies_of,
    drop_plan,
    find_opened,
    open_plans,
    possible_readers,
    readers_of,
    require_begun,
)
from monitoring.recording import drafts
from monitoring.recording.sending import send
from tests.cast import person
from tests.monitoring.planning.plans import FIRST, FOCUS, NOTES, content, everything_stored, planned
from tests.monitoring.visits import TODAY, facts, place, regime, term
from tests.security.canaries import spellings
from tests.vault.keys import private_key_of, with_keys
from vault import crypto
from vault.models import KeyPair

pytestmark = pytest.mark.django_db


def opened_by(user: User, told: tuple[int, ...] = ()) -> list:
    user = User.objects.get(pk=user.pk)
    copies = list(copies_of(user))
    return open_plans(by=user, private_key=private_key_of(user), copies=copies, told=told, today=TODAY)


@pytest.fixture
def keyed(vera, berik, alia, charlie):
    with_keys(vera, berik, alia, charlie)


# --- planning and reading ---------------------------------------------------------------------------------------------


def test_a_plan_opens_for_its_readers_and_says_what_was_planned(keyed, vera, berik, organisation):
    plan = planned(vera, organisation, berik)
    for reader in (vera, berik):
        (one,) = opened_by(reader)
        assert (one.plan, one.content) == (plan, content())
    assert readers_of([plan], vera) == {plan.pk: [berik, vera]}


def test_a_lead_who_is_no_reader_knows_of_nothing(keyed, vera, berik, organisation):
    plan = planned(vera, organisation)
    assert not copies_of(berik).exists()
    assert opened_by(berik) == []
    assert readers_of([plan], berik) == {}


def test_whoever_may_no_longer_plan_visits_loses_sight_of_the_plans(keyed, vera, berik, organisation):
    planned(vera, organisation, berik)
    Membership.objects.filter(user=berik).update(is_active=False)
    assert opened_by(berik) == []


def test_an_organisation_knows_nothing_of_the_plans_of_another(keyed, vera, charlie, organisation):
    planned(vera, organisation)
    assert opened_by(charlie) == []
    with pytest.raises(PermissionDenied):
        planned(charlie, organisation)


@pytest.mark.parametrize("name", ["alia", "dana", "azat"])
def test_only_who_records_visits_plans_one(keyed, cast, organisation, name):
    with pytest.raises(PermissionDenied):
        planned(cast[name], organisation)


def test_whoever_opens_nothing_cannot_be_made_a_reader(keyed, vera, alia, dana, charlie, organisation):
    for stranger in (alia, dana, charlie):
        with pytest.raises(NotPossible):
            planned(vera, organisation, stranger)
    assert not VisitPlan.objects.exists()


def test_readers_are_those_who_record_visits_and_have_keys(keyed, vera, berik, organisation):
    without_keys = person("newcomer", organisation, Role.MONITOR)
    assert list(possible_readers(organisation)) == [berik, vera]
    with pytest.raises(NotPossible):
        planned(vera, organisation, without_keys)


def test_an_author_without_keys_is_told_how_to_get_them(vera, organisation):
    with pytest.raises(NotPossible, match="no keys"):
        planned(vera, organisation)


def test_a_copy_opens_nowhere_else(keyed, vera, berik, organisation):
    planned(vera, organisation, berik)
    other = planned(
        vera, organisation, berik, first_day=FIRST + timedelta(days=40), last_day=FIRST + timedelta(days=40)
    )
    swapped = PlanCopy.objects.exclude(plan=other).get(reader=berik)
    PlanCopy.objects.filter(plan=other, reader=berik).update(sealed=swapped.sealed)
    assert [one.content for one in opened_by(berik)] == [content(), None]
    PlanCopy.objects.filter(plan=other, reader=berik).update(
        sealed=PlanCopy.objects.get(plan=other, reader=vera).sealed
    )
    assert [one.content for one in opened_by(berik)] == [content(), None]


@pytest.mark.parametrize("said", [b"no json", b"{}", json.dumps({"first_day": "soon", "last_day": "later"}).encode()])
def test_what_is_no_plan_opens_as_lost(keyed, vera, organisation, said):
    plan = planned(vera, organisation)
    context = b"visit-plan|" + plan.uuid.bytes + b"|" + vera.uuid.bytes
    sealed = crypto.seal(bytes(KeyPair.objects.get(user=vera).public_key), said, context)
    PlanCopy.objects.filter(plan=plan).update(sealed=sealed)
    (one,) = opened_by(vera)
    assert one.content is None
    assert find_opened([one], plan.uuid) is None


def test_a_copy_of_somebody_else_is_refused(keyed, vera, berik, organisation):
    planned(vera, organisation)
    copies = list(PlanCopy.objects.select_related("plan"))
    with pytest.raises(PermissionDenied):
        open_plans(by=berik, private_key=private_key_of(berik), copies=copies, told=(), today=TODAY)


def test_plans_come_by_their_first_day(keyed, vera, organisation):
    late = planned(vera, organisation, first_day=FIRST + timedelta(days=60), last_day=FIRST + timedelta(days=60))
    early = planned(vera, organisation)
    assert [one.plan for one in opened_by(vera)] == [early, late]


# --- what cannot be planned -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changed",
    [
        {"first_day": TODAY - timedelta(days=1), "last_day": TODAY},
        {"last_day": FIRST - timedelta(days=1)},
        {"last_day": FIRST + timedelta(days=32)},
        {"facility": "NO-SUCH"},
        {"facility": "TEST-1\x00"},
        {"regime": "NO-SUCH"},
        {"visit_type": "NO-SUCH"},
        {"visit_type": "\x00"},
    ],
)
def test_what_does_not_fit_is_not_planned(keyed, vera, organisation, changed):
    place()
    with pytest.raises(NotPossible):
        planned(vera, organisation, **changed)
    assert not VisitPlan.objects.exists()
    assert not PlanCopy.objects.exists()


def test_an_invented_place_is_planned_in_the_demonstration_only(keyed, vera, organisation):
    invented = place("INVENTED", is_demonstration=True)
    with pytest.raises(NotPossible):
        planned(vera, organisation, facility=invented.code)


def test_a_place_that_will_be_gone_is_not_planned(keyed, vera, organisation):
    closing = place("CLOSING", valid_to=FIRST - timedelta(days=1))
    with pytest.raises(NotPossible):
        planned(vera, organisation, facility=closing.code)


def test_terms_allow_only_their_kinds_of_visit(keyed, vera, organisation):
    other = MonitoringRegime.objects.exclude(visit_types=[]).exclude(pk=regime().pk).filter(is_scenario=False).first()
    with pytest.raises(NotPossible):
        planned(vera, organisation, regime=other.code)


# --- ties -------------------------------------------------------------------------------------------------------------


def tied(user, organisation, **to):
    declare_tie(by=user, organisation=organisation, user=user, today=TODAY, **to)


def test_whoever_is_tied_to_the_place_is_no_reader_and_the_refusal_names_no_place(keyed, vera, berik, organisation):
    tied(berik, organisation, facility=place())
    with pytest.raises(NotPossible) as refusal:
        planned(vera, organisation, berik)
    assert "Berik" in str(refusal.value)
    assert place().label not in str(refusal.value)
    assert place().code not in str(refusal.value)
    planned(vera, organisation, berik, facility=place("TEST-2").code)


def test_whoever_is_tied_to_the_operator_is_no_reader(keyed, vera, berik, organisation):
    tied(berik, organisation, body=place().facility_type.operator)
    with pytest.raises(NotPossible):
        planned(vera, organisation, berik)


def test_whoever_is_tied_to_the_place_does_not_plan(keyed, vera, organisation):
    tied(vera, organisation, facility=place())
    with pytest.raises(NotPossible, match="You are close"):
        planned(vera, organisation)


def test_a_tie_that_is_declared_later_closes_the_plan(keyed, vera, berik, organisation):
    plan = planned(vera, organisation, berik)
    tied(berik, organisation, facility=place())
    assert opened_by(berik) == []
    change_plan(by=vera, plan=plan, content=content(), today=TODAY)
    assert list(PlanCopy.objects.values_list("reader", flat=True)) == [vera.pk]


# --- changing and dropping --------------------------------------------------------------------------------------------


def test_a_change_is_sealed_to_everybody_and_nothing_of_before_is_left(keyed, vera, berik, organisation):
    plan = planned(vera, organisation, berik)
    before = {bytes(copy.sealed) for copy in PlanCopy.objects.all()}
    change_plan(by=berik, plan=plan, content=content(focus="Another focus"), today=TODAY)
    assert [one.content.focus for reader in (vera, berik) for one in opened_by(reader)] == ["Another focus"] * 2
    assert not before & {bytes(copy.sealed) for copy in PlanCopy.objects.all()}


def test_a_reader_is_dropped_and_another_one_named(keyed, vera, berik, organisation):
    colleague = with_keys(person("saule", organisation, Role.MONITOR))
    plan = planned(vera, organisation, berik)
    change_plan(by=vera, plan=plan, content=content(), readers=[colleague], today=TODAY)
    assert opened_by(berik) == []
    assert len(opened_by(colleague)) == len(opened_by(vera)) == 1


def test_only_who_planned_it_decides_who_reads(keyed, vera, berik, organisation):
    plan = planned(vera, organisation, berik)
    with pytest.raises(PermissionDenied):
        change_plan(by=berik, plan=plan, content=content(), readers=[], today=TODAY)


def test_whoever_reads_no_copy_changes_and_drops_nothing(keyed, vera, berik, charlie, organisation):
    plan = planned(vera, organisation)
    for stranger in (berik, charlie):
        with pytest.raises(PermissionDenied):
            change_plan(by=stranger, plan=plan, content=content(), today=TODAY)
        with pytest.raises(PermissionDenied):
            drop_plan(by=stranger, plan=plan)
    assert len(opened_by(vera)) == 1


def test_a_colleague_who_left_gets_no_new_copy(keyed, vera, berik, organisation):
    plan = planned(vera, organisation, berik)
    Membership.objects.filter(user=berik).update(is_active=False)
    change_plan(by=vera, plan=plan, content=content(), today=TODAY)
    assert list(PlanCopy.objects.values_list("reader", flat=True)) == [vera.pk]


def test_a_visit_that_began_keeps_its_first_day_and_a_past_one_is_not_kept(keyed, vera, organisation):
    plan = planned(vera, organisation)
    during, after = FIRST + timedelta(days=1), FIRST + timedelta(days=2)
    change_plan(by=vera, plan=plan, content=content(notes="late"), today=during)
    with pytest.raises(NotPossible):
        change_plan(by=vera, plan=plan, content=content(), today=after)


def test_a_dropped_plan_is_read_by_nobody_again(keyed, vera, berik, organisation):
    plan = planned(vera, organisation, berik)
    drop_plan(by=berik, plan=plan)
    assert not PlanCopy.objects.exists()
    assert VisitPlan.objects.get().state == PlanState.DROPPED
    with pytest.raises(PermissionDenied):
        change_plan(by=vera, plan=plan, content=content(), today=TODAY)


def test_a_record_that_was_begun_outlives_the_plan(keyed, vera, berik, organisation):
    plan = planned(vera, organisation, berik)
    draft = drafts.begin(by=vera, organisation=organisation, facts={"facility": place().code}, plan=plan)
    drop_plan(by=berik, plan=plan)
    draft.refresh_from_db()
    assert draft.plan is None
    assert drafts.opened(draft, private_key_of(vera)).one("facility") == place().code


def test_nothing_is_left_of_a_plan_that_was_carried_out(keyed, vera, berik, organisation):
    plan = planned(vera, organisation, berik)
    record_visit(by=vera, organisation=organisation, facts=facts(), today=TODAY, plan=plan)
    assert VisitPlan.objects.get().state == PlanState.CARRIED_OUT
    assert not PlanCopy.objects.exists()
    assert opened_by(berik) == []


def test_both_readers_of_a_plan_record_what_they_began(keyed, vera, berik, organisation):
    plan = planned(vera, organisation, berik, today=FIRST)
    opened = OpenedPlan(plan, content())
    mine, theirs = (begin_visit(by=user, opened=opened, today=FIRST, now=timezone.now()) for user in (vera, berik))
    for user, draft in ((vera, mine), (berik, theirs)):
        team = facts(members=[MemberFacts(user=user, part="leader")])
        visit = send(by=user, draft=draft.uuid, facts=team, report=ReportDates(), seen={}, today=FIRST)
        assert visit.recorded_by == user
        if user == vera:
            theirs.refresh_from_db()
            assert theirs.plan is None
            assert "facility" not in theirs.facts["answers"]
            assert drafts.opened(theirs, private_key_of(berik)).one("facility") == place().code
    assert VisitPlan.objects.get().visit.recorded_by == vera
    with pytest.raises(NotPossible):
        begin_visit(by=vera, opened=opened, today=FIRST, now=timezone.now())
    assert not VisitDraft.objects.exists()


def test_a_record_outlives_a_plan_that_nobody_can_read_any_more(keyed, vera, organisation):
    draft = begin_visit(
        by=vera, opened=OpenedPlan(planned(vera, organisation), content()), today=FIRST, now=timezone.now()
    )
    forget_plans(vera, organisation)
    team = facts(members=[MemberFacts(user=vera, part="leader")])
    assert send(by=vera, draft=draft.uuid, facts=team, report=ReportDates(), seen={}, today=FIRST).pk


def test_a_record_begins_on_the_first_day_and_not_before():
    with pytest.raises(NotPossible):
        require_begun(content(), FIRST - timedelta(days=1))
    require_begun(content(), FIRST)


# --- what is left behind ----------------------------------------------------------------------------------------------


def test_the_audit_says_who_and_when_and_nothing_else(keyed, vera, berik, organisation):
    plan = planned(vera, organisation, berik)
    opened_by(berik)
    own = PlanCopy.objects.get(reader=vera).pk
    opened_by(vera, told=(own,))
    drop_plan(by=vera, plan=plan)
    acts = AuditEvent.objects.filter(action__in=[Act.VISIT_PLANNED, Act.VISIT_PLAN_OPENED]).order_by("seq")
    assert {act.is_coarse for act in acts} == {True}
    assert list(acts.values_list("actor__username", F("action"), "subject", "subject_uuid", "reason")) == [
        ("vera", Act.VISIT_PLANNED, "", None, ""),
        ("berik", Act.VISIT_PLAN_OPENED, "", None, ""),
        ("vera", Act.VISIT_PLANNED, "", None, ""),
    ]


def test_nothing_of_a_plan_stands_in_any_table(keyed, vera, berik, organisation):
    secret_place, _usual = place("KANPLACE-9"), place()
    day = date(2027, 2, 23)
    before = {table: row for table, row in everything_stored() if secret_place.code in row}
    stored = set(everything_stored())
    plan = planned(vera, organisation, berik, facility=secret_place.code, first_day=day, last_day=day, today=TODAY)
    opened_by(berik)
    change_plan(
        by=vera, plan=plan, content=content(facility=secret_place.code, first_day=day, last_day=day), today=TODAY
    )
    fresh = [(table, row) for table, row in everything_stored() if (table, row) not in stored]
    secrets = (FOCUS, NOTES, secret_place.code, secret_place.label, day.isoformat(), "23.02.2027")
    for table, row in fresh:
        told = row.encode()
        assert [secret for secret in secrets if any(form in told for form in spellings(secret))] == [], table
    assert set(before) == {table for table, row in everything_stored() if secret_place.code in row}
    assert {table for table, _row in fresh} <= {
        *("monitoring_visitplan", "monitoring_plancopy", "accounts_auditevent", "accounts_auditchain"),
    }


def test_every_copy_of_a_plan_is_as_long_as_the_others(keyed, vera, berik, organisation):
    planned(vera, organisation, berik)
    assert len({len(bytes(copy.sealed)) for copy in PlanCopy.objects.all()}) == 1


def test_terms_for_tests_are_those_of_the_law():
    assert term(TermList.VISIT_TYPE, "periodic").code in regime().visit_types
