"""Visits of a scenario verify nothing that was recommended in law, nor does the next visit start from them."""

import pytest

from accounts.actions import NotPossible
from institutions.choices import TermList
from institutions.models import Term
from institutions.visit_choices import RecommendationState
from monitoring.recommendations.actions import verify
from monitoring.recommendations.queries import open_recommendations
from monitoring.recommendations.reading import verifying_visits
from tests.monitoring.recommendations.followed import RETURNED, TODAY, VISITED, asked, visit_on
from tests.monitoring.visits import advice, place, regime

pytestmark = pytest.mark.django_db


def of_a_scenario() -> dict[str, object]:
    """Terms and kind of a visit as they are in no law."""
    terms = regime(is_scenario=True)
    return {"regime": terms, "visit_type": Term.objects.get(list=TermList.VISIT_TYPE, code=terms.visit_types[0])}


def test_a_visit_of_a_scenario_verifies_nothing_that_was_recommended_in_law(vera, organisation):
    row = asked(vera, organisation)
    visit = visit_on(vera, organisation, RETURNED, **of_a_scenario())
    given = {"recommendation": row, "status": RecommendationState.NOT_DONE, "on": RETURNED, "today": TODAY}
    with pytest.raises(NotPossible, match="scenario"):
        verify(by=vera, visit=visit, **given)
    assert row.steps.count() == 1


def test_visits_of_a_scenario_are_not_offered_for_what_was_recommended_in_law(vera, organisation):
    row = asked(vera, organisation)
    visit_on(vera, organisation, RETURNED, **of_a_scenario())
    real = visit_on(vera, organisation, RETURNED)
    assert verifying_visits(vera, row) == [real]
    first = visit_on(vera, organisation, VISITED, recommendations=[advice(words="")], **of_a_scenario())
    assert len(verifying_visits(vera, first.recommendations.get())) == 2


def test_the_next_visit_starts_from_nothing_of_a_scenario(vera, organisation):
    row = asked(vera, organisation)
    visit_on(vera, organisation, RETURNED, recommendations=[advice(words="")], **of_a_scenario())
    assert open_recommendations(actor=vera, facility=place(), today=TODAY) == [row]
