"""Recording a visit: everything of it in one go, nothing that cannot have been, and nothing for who may not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import AuditEvent, Organisation
from complaints.models import Tie
from institutions.choices import TermList
from monitoring.actions import ReportDates, change_visit, note_report, record_visit, take_back_visit
from monitoring.choices import PlanState, StoodBack, VisitTextKind
from monitoring.facts import DissentFacts, MemberFacts
from monitoring.models import (
    Finding,
    Recommendation,
    RecommendationStep,
    Visit,
    VisitAfterwards,
    VisitPlan,
    VisitPopulation,
    VisitText,
)
from monitoring.opening import open_texts
from monitoring.recording.lists import Lists
from tests.complaints.sealed_cases import own_case
from tests.monitoring.visits import (
    ADVICE,
    TODAY,
    VISITED,
    WORDS,
    advice,
    another_lead,
    body,
    facts,
    finding,
    own_visit,
    place,
    regime,
    term,
    told_visit,
)
from tests.vault.keys import private_key_of, with_keys
from vault.actions import NobodyCouldOpen
from vault.keyrings import NoKey
from vault.models import KeyWrap

pytestmark = pytest.mark.django_db

HOURS_UNKNOWN = {"arrived_at": None, "entered_at": None, "left_at": None}


def holders(visit: Visit) -> set[str]:
    wraps = KeyWrap.objects.filter(data_key__safe=visit.safe, key_pair__isnull=False)
    return set(wraps.values_list("key_pair__user__username", flat=True))


def rows_of(visit: Visit, name: str) -> list[int]:
    return sorted(getattr(visit, name).values_list("pk", flat=True))


def test_a_visit_is_recorded_with_all_that_came_of_it(vera, organisation):
    with_keys(vera)
    visit = told_visit(vera, organisation)
    assert visit.findings.get().is_triangulated
    assert visit.recommendations.get().finding == visit.findings.get()
    assert {count.mode.attributes["meaning"]: count.number for count in visit.interviews.all()} == {
        "private": 12,
        "overseen": 3,
    }
    assert AuditEvent.objects.filter(action=Act.VISIT_RECORDED, subject_uuid=visit.uuid).count() == 1


def test_words_open_for_the_team_and_the_lead_and_nobody_else(vera, berik, alia, organisation):
    with_keys(vera, berik, alia)
    visit = told_visit(vera, organisation)
    for reader in (vera, berik):
        opened = open_texts(by=reader, private_key=private_key_of(reader), visit=visit, now=timezone.now())
        assert opened.of(visit.findings.get().words_id) == WORDS
        assert opened.of(visit.recommendations.get().words_id) == ADVICE
    with pytest.raises(NoKey):
        open_texts(by=alia, private_key=private_key_of(alia), visit=visit, now=timezone.now())


def test_whoever_stood_back_neither_sees_nor_opens(vera, berik, organisation):
    with_keys(vera, berik)
    another_lead(organisation)
    members = [MemberFacts(user=vera, part="leader"), MemberFacts(user=berik, stood_back=StoodBack.WORKED_THERE)]
    visit = told_visit(vera, organisation, members=members)
    assert not Visit.objects.visible_to(berik).exists()
    with pytest.raises(PermissionDenied):
        open_texts(by=berik, private_key=private_key_of(berik), visit=visit, now=timezone.now())


@pytest.mark.parametrize("name", ["alia", "dana", "azat", "charlie"])
def test_who_may_not_record_writes_nothing(name, cast, organisation):
    with pytest.raises(PermissionDenied):
        record_visit(by=cast[name], organisation=organisation, facts=facts(), today=TODAY)
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"visited_on": TODAY + timedelta(days=1)},
        {"visited_on": VISITED.replace(year=2001)},
        {"persons_offered": -1},
        {"population": {"held": 5, "women": 6}},
        {"interviews": {}, "entered_at": datetime(2026, 10, 20, 8, 0, tzinfo=UTC)},
    ],
)
def test_what_cannot_have_been_is_refused(changed, vera, organisation):
    with pytest.raises(NotPossible):
        own_visit(vera, organisation, **changed)
    assert not Visit.objects.exists()


def test_words_without_anybody_who_could_open_them_write_nothing(vera, organisation):
    with pytest.raises(NobodyCouldOpen):
        record_visit(by=vera, organisation=organisation, facts=facts(findings=[finding()]), today=TODAY)
    assert not Visit.objects.exists()
    assert not VisitText.objects.exists()


def test_a_change_replaces_conduct_and_keeps_recommendations(vera, organisation):
    with_keys(vera)
    visit = told_visit(vera, organisation)
    first = visit.recommendations.get()
    changed = facts(population={"held": 170}, recommendations=[advice()], texts={VisitTextKind.NOTE: "One more thing."})
    visit = change_visit(by=vera, visit=visit, facts=changed, today=TODAY)
    assert visit.population.held == 170
    assert list(Recommendation.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert Recommendation.objects.get(number=1).pk == first.pk
    assert Finding.objects.count() == 1


def test_a_visit_taken_back_is_shown_to_nobody(vera, berik, organisation):
    visit = own_visit(vera, organisation)
    with pytest.raises(PermissionDenied):
        take_back_visit(by=vera, visit=visit, today=TODAY)
    take_back_visit(by=berik, visit=visit, today=TODAY)
    assert not Visit.objects.visible_to(berik).exists()
    assert Visit.objects.count() == 1


def test_what_rests_on_a_visit_keeps_it(vera, berik, organisation):
    with_keys(vera)
    visit, later = told_visit(vera, organisation), own_visit(vera, organisation, visited_on=TODAY, **HOURS_UNKNOWN)
    RecommendationStep.objects.create(
        recommendation=visit.recommendations.get(),
        status=term(TermList.RECOMMENDATION_STATUS, "not_done"),
        happened_on=TODAY,
        said_by="monitor",
        visit=later,
    )
    with pytest.raises(NotPossible, match="verified on this visit"):
        take_back_visit(by=berik, visit=later, today=TODAY)
    assert Visit.objects.in_force().count() == 2


def test_a_visit_is_taken_back_once(vera, berik, organisation):
    visit = own_visit(vera, organisation)
    take_back_visit(by=berik, visit=visit, today=TODAY)
    with pytest.raises(PermissionDenied):
        take_back_visit(by=berik, visit=visit, today=TODAY)
    with pytest.raises(PermissionDenied):
        change_visit(by=vera, visit=visit, facts=facts(), today=TODAY)
    assert AuditEvent.objects.filter(action=Act.VISIT_TAKEN_BACK).count() == 1


# --- changing ---------------------------------------------------------------------------------------------------------


def test_an_opinion_keeps_its_member_whatever_happens_to_the_team(vera, alia, organisation):
    with_keys(vera)
    members = [MemberFacts(user=vera, part="leader"), MemberFacts(profession="doctor"), MemberFacts(user=alia)]
    visit = told_visit(vera, organisation, members=members, dissents=[DissentFacts("I saw otherwise.", member=3)])
    dissent = visit.dissents.get()
    turned = [MemberFacts(user=alia, part="leader"), MemberFacts(user=vera), MemberFacts(profession="lawyer")]
    change_visit(by=vera, visit=visit, facts=facts(members=turned), today=TODAY)
    dissent.refresh_from_db()
    assert dissent.member.user == alia
    assert list(visit.members.order_by("number").values_list("number", "user", "part", "profession")) == [
        (1, alia.pk, "leader", "unknown"),
        (2, vera.pk, "member", "unknown"),
        (3, None, "member", "lawyer"),
    ]


def test_rows_that_say_the_same_are_left_alone(vera, organisation):
    visit = own_visit(vera, organisation)
    before = {name: rows_of(visit, name) for name in ("members", "premises", "interviews")}
    change_visit(by=vera, visit=visit, facts=facts(members=[MemberFacts(user=vera, part="leader")]), today=TODAY)
    assert {name: rows_of(visit, name) for name in before} == before
    assert apps.get_model("monitoring", "InterviewCountHistory").objects.count() == 0


def test_what_is_no_longer_told_goes(vera, organisation):
    visit = own_visit(vera, organisation)
    change_visit(by=vera, visit=visit, facts=facts(premises={}, interviews={}, population={}), today=TODAY)
    visit = Visit.objects.get()
    assert not visit.premises.exists() and not visit.interviews.exists() and not visit.members.exists()
    assert not VisitPopulation.objects.exists()


def test_a_change_takes_no_case_away_and_a_case_one_may_not_know_of_is_not_linked(vera, alia, berik, organisation):
    secret, known = own_case(alia, organisation), own_case(berik, organisation)
    visit = own_visit(berik, organisation, triggered_by=[secret, known])
    for by in (vera, berik):
        change_visit(by=by, visit=visit, facts=facts(), today=TODAY)
        assert set(visit.triggers.values_list("case", flat=True)) == {secret.pk, known.pk}
    with pytest.raises(PermissionDenied):
        own_visit(vera, organisation, triggered_by=[secret])


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_invented_visits_are_made_to_invented_places_and_real_ones_to_real_places(vera, organisation, is_demonstration):
    Organisation.objects.filter(pk=organisation.pk).update(is_demonstration=is_demonstration)
    organisation.refresh_from_db()
    there = place("THERE-1", is_demonstration=is_demonstration)
    elsewhere = place("OTHER-1", is_demonstration=not is_demonstration)
    visit = own_visit(vera, organisation, facility=there)
    with pytest.raises(NotPossible):
        own_visit(vera, organisation, facility=elsewhere)
    with pytest.raises(NotPossible):
        change_visit(by=vera, visit=visit, facts=facts(facility=elsewhere), today=TODAY)
    offered = Lists(organisation, TODAY).places
    assert "THERE-1" in offered and "OTHER-1" not in offered


def test_whoever_stands_back_later_loses_the_key_and_who_left_the_team_too(vera, berik, alia, organisation):
    with_keys(vera, berik, alia)
    members = [MemberFacts(user=vera, part="leader"), MemberFacts(user=alia)]
    visit = told_visit(vera, organisation, members=members)
    another_lead(organisation)
    gone = [members[0]]
    visit = change_visit(by=vera, visit=visit, facts=facts(members=gone), today=TODAY)
    assert holders(visit) == {"vera", "berik"}
    back = [*gone, MemberFacts(user=berik, stood_back=StoodBack.RELATED)]
    change_visit(by=vera, visit=visit, facts=facts(members=back), today=TODAY)
    assert holders(visit) == {"vera"}
    assert not Visit.objects.visible_to(berik).exists()


def test_nobody_who_alone_could_open_the_words_stands_back(vera, organisation):
    with_keys(vera)
    visit = told_visit(vera, organisation)
    alone = [MemberFacts(user=vera, stood_back=StoodBack.RELATED)]
    with pytest.raises(NotPossible, match="Nobody else could open"):
        change_visit(by=vera, visit=visit, facts=facts(members=alone), today=TODAY)
    assert holders(visit) == {"vera"} and Visit.objects.visible_to(vera).exists()


# --- the team ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["charlie", "azat"])
def test_only_colleagues_who_know_of_visits_are_named(name, cast, vera, organisation):
    with pytest.raises(NotPossible, match="Only colleagues"):
        own_visit(vera, organisation, members=[MemberFacts(user=cast[name])])
    assert not Visit.objects.exists()


def test_a_colleague_who_left_stays_in_the_team_of_old(vera, alia, organisation):
    members = [MemberFacts(user=vera), MemberFacts(user=alia)]
    visit = own_visit(vera, organisation, members=members)
    alia.memberships.all().delete()
    change_visit(by=vera, visit=visit, facts=facts(members=members), today=TODAY)
    assert visit.members.filter(user=alia).exists()


def test_who_was_tied_to_the_place_before_has_to_stand_back(vera, alia, organisation):
    Tie.objects.create(user=alia, organisation=organisation, facility=place(), declared_by=alia, declared_on=VISITED)
    with pytest.raises(NotPossible, match="Alia is tied to this place"):
        own_visit(vera, organisation, members=[MemberFacts(user=alia)])
    own_visit(vera, organisation, members=[MemberFacts(user=alia, stood_back=StoodBack.WORKED_THERE)])


def test_who_was_tied_later_did_take_part_and_holds_no_key(vera, alia, organisation):
    with_keys(vera, alia)
    Tie.objects.create(user=alia, organisation=organisation, body=body(), declared_by=alia, declared_on=TODAY)
    visit = told_visit(vera, organisation, members=[MemberFacts(user=vera), MemberFacts(user=alia)])
    assert holders(visit) == {"vera"}


def test_nobody_records_a_visit_to_a_place_they_are_tied_to(vera, organisation):
    visit = own_visit(vera, organisation)
    Tie.objects.create(user=vera, organisation=organisation, facility=place(), declared_by=vera, declared_on=TODAY)
    with pytest.raises(PermissionDenied, match="A colleague has to record"):
        own_visit(vera, organisation, members=[])
    with pytest.raises(PermissionDenied, match="A colleague has to record"):
        change_visit(by=vera, visit=visit, facts=facts(), today=TODAY)


# --- plans and reports ------------------------------------------------------------------------------------------------


def test_a_plan_is_carried_out_once_and_only_at_home(vera, charlie, organisation, other_organisation):
    plan = VisitPlan.objects.create(organisation=organisation, planned_by=vera, planned_on=TODAY)
    foreign = VisitPlan.objects.create(organisation=other_organisation, planned_by=charlie, planned_on=TODAY)
    visit = record_visit(by=vera, organisation=organisation, facts=facts(), today=TODAY, plan=plan)
    plan.refresh_from_db()
    assert (plan.visit, plan.state) == (visit, PlanState.CARRIED_OUT)
    for refused in (plan, foreign):
        with pytest.raises(NotPossible, match="carried out or dropped"):
            record_visit(by=vera, organisation=organisation, facts=facts(), today=TODAY, plan=refused)
    assert Visit.objects.count() == 1


def test_the_way_of_a_report_is_noted(vera, berik, organisation):
    visit = own_visit(vera, organisation)
    dates = ReportDates(date(2026, 10, 25), date(2026, 10, 28), TODAY, is_anonymised=True)
    row = note_report(by=berik, visit=visit, dates=dates, today=TODAY)
    assert (row.reported_on, row.sent_on, row.published_on) == (date(2026, 10, 25), date(2026, 10, 28), TODAY)


@pytest.mark.parametrize(
    "dates",
    [
        ReportDates(reported_on=TODAY + timedelta(days=1)),
        ReportDates(reported_on=VISITED - timedelta(days=1)),
        ReportDates(reported_on=TODAY, sent_on=VISITED),
        ReportDates(sent_on=TODAY, published_on=VISITED, is_anonymised=True),
        ReportDates(published_on=TODAY),
    ],
)
def test_a_report_that_cannot_have_gone_so_is_refused(dates, vera, berik, organisation):
    visit = own_visit(vera, organisation)
    with pytest.raises(NotPossible):
        note_report(by=berik, visit=visit, dates=dates, today=TODAY)
    assert VisitAfterwards.objects.get(visit=visit).reported_on is None


@pytest.mark.parametrize(
    "dates",
    [
        ReportDates(date(2026, 10, 25), date(2026, 10, 28), TODAY, is_anonymised=True),
        ReportDates(date(2026, 10, 25), is_anonymised=True),
        ReportDates(),
    ],
)
def test_only_who_leads_says_anything_new_of_publishing(dates, vera, berik, organisation):
    visit = own_visit(vera, organisation)
    if not dates.is_anonymised:
        published = ReportDates(date(2026, 10, 25), published_on=TODAY, is_anonymised=True)
        note_report(by=berik, visit=visit, dates=published, today=TODAY)
    with pytest.raises(PermissionDenied, match="Only who leads"):
        note_report(by=vera, visit=visit, dates=dates, today=TODAY)
    row = VisitAfterwards.objects.get(visit=visit)
    written = ReportDates(date(2026, 10, 26), None, row.published_on, row.is_anonymised)
    assert note_report(by=vera, visit=visit, dates=written, today=TODAY).reported_on == date(2026, 10, 26)


@pytest.mark.parametrize("name", ["alia", "dana", "azat", "charlie"])
def test_who_may_not_record_notes_no_report(name, cast, vera, organisation):
    visit = own_visit(vera, organisation)
    with pytest.raises(PermissionDenied):
        note_report(by=cast[name], visit=visit, dates=ReportDates(), today=TODAY)


def test_other_organisations_and_administrators_see_no_visit(vera, cast, organisation):
    own_visit(vera, organisation)
    seen = {name: Visit.objects.visible_to(user).exists() for name, user in cast.items()}
    assert seen == {"alia": True, "berik": True, "vera": True, "dana": True, "azat": False, "charlie": False}


def test_a_kind_of_visit_of_other_terms_is_refused(vera, organisation):
    other = regime(lapses_after_months__isnull=False)
    with pytest.raises(NotPossible):
        own_visit(vera, organisation, regime=other, visit_type=term(TermList.VISIT_TYPE, "periodic"))
    kind = replace(facts(), regime=other)
    assert kind.visit_type.code not in other.visit_types
