"""Recording a visit: everything of it in one go, nothing that cannot have been, and nothing for who may not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import AuditEvent
from institutions.choices import TermList
from monitoring.actions import change_visit, record_visit, take_back_visit
from monitoring.choices import StoodBack, VisitTextKind
from monitoring.facts import MemberFacts
from monitoring.models import Finding, Recommendation, Visit, VisitText
from monitoring.opening import open_texts
from tests.monitoring.visits import (
    ADVICE,
    TODAY,
    VISITED,
    WORDS,
    advice,
    facts,
    finding,
    own_visit,
    regime,
    term,
    told_visit,
)
from tests.vault.keys import private_key_of, with_keys
from vault.actions import NobodyCouldOpen
from vault.keyrings import NoKey

pytestmark = pytest.mark.django_db


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
