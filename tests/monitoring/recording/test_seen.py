"""A visit starts from what earlier ones asked for, and what it saw of it is recorded."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from institutions.visit_choices import RecommendationState
from monitoring.models import Recommendation, RecommendationStep, Visit
from monitoring.recording.seen import open_before
from tests.monitoring.recording.conftest import address, post
from tests.monitoring.visits import advice, own_visit, place

pytestmark = pytest.mark.django_db

DAY = date(2026, 10, 25)


@pytest.fixture
def asked(browser, vera, organisation) -> list[Recommendation]:
    """Three recommendations of an earlier visit to the place."""
    visit = own_visit(vera, organisation, recommendations=[advice(words=""), advice(words=""), advice(words="")])
    return list(visit.recommendations.order_by("number"))


def test_what_is_open_at_the_place_is_asked_for(asked, browser, draft, page):
    page = {**page, "visited_on": "25.10.2026"}
    told = browser.post(address("save_visit_draft", draft), page).content.decode()
    assert all(f'name="seen-{one.uuid}"' in told for one in asked)
    assert all(
        f'name="seen-{one.uuid}"' in browser.get(address("visit_draft", draft)).content.decode() for one in asked
    )
    again = browser.post(address("save_visit_draft", draft), page).content.decode()
    assert "seen-" not in again  # nothing under the hand of who types is replaced


def test_what_was_seen_is_recorded_with_the_visit(asked, browser, draft, page):
    done, not_done, unknown = (f"seen-{one.uuid}" for one in asked)
    seen = {done: "verified_done", not_done: "not_done", unknown: "cannot_say"}
    post(browser, draft, page, visited_on="25.10.2026")
    post(browser, draft, page, "send", visited_on="25.10.2026", **seen)
    visit = Visit.objects.get(uuid=draft.uuid)
    steps = {
        step.recommendation_id: step.status.attributes["meaning"]
        for step in RecommendationStep.objects.filter(visit=visit)
    }
    assert steps == {asked[0].pk: RecommendationState.VERIFIED_DONE, asked[1].pk: RecommendationState.NOT_DONE}
    assert open_before(visit.recorded_by, visit.organisation, place().code, DAY, visit) == asked[1:]


def test_recommendations_of_others_places_and_later_visits_are_not_asked_for(
    asked, vera, charlie, organisation, other_organisation
):
    assert open_before(vera, organisation, "TEST-1", DAY) == asked
    assert open_before(vera, organisation, "TEST-1", date(2026, 10, 19)) == []
    assert open_before(vera, organisation, "TEST-2", DAY) == []
    assert open_before(vera, organisation, "TEST-1", DAY, apart_from=asked[0].visit) == []
    assert open_before(charlie, other_organisation, "TEST-1", DAY) == []
    assert open_before(charlie, organisation, "TEST-1", DAY) == []


def test_what_was_seen_is_locked_before_the_audit_is(asked, browser, draft, page):
    """An answer locks the recommendation, then the chain: in another order the two would wait for each other."""
    post(browser, draft, page, visited_on="25.10.2026")
    with CaptureQueriesContext(connection) as captured:
        post(browser, draft, page, "send", visited_on="25.10.2026", **{f"seen-{asked[0].uuid}": "not_done"})
    locking = [one["sql"] for one in captured if "FOR UPDATE" in one["sql"]]
    first = [
        next(n for n, sql in enumerate(locking) if f"FROM {name}" in sql.replace('"', ""))
        for name in ("monitoring_recommendation", "accounts_auditchain")
    ]
    assert first == sorted(first)
    assert RecommendationStep.objects.get().recommendation == asked[0]
