"""A change of a visit leaves possible what rests on it, and somebody who leads sees it."""

from datetime import date, timedelta

import pytest

from accounts.actions import NotPossible
from institutions.choices import TermList
from institutions.visit_choices import RecommendationState
from monitoring.actions import change_visit
from monitoring.checks import find_visit_faults
from monitoring.choices import StoodBack
from monitoring.facts import MemberFacts
from monitoring.models import Recommendation, RecommendationLetter, Visit
from monitoring.recommendations.actions import verify
from monitoring.recommendations.sending import send_letter
from tests.monitoring.interviews.heard import case_of, hear
from tests.monitoring.interviews.test_reprisals import after
from tests.monitoring.visits import TODAY, VISITED, advice, another_lead, facts, own_visit, place, term

pytestmark = pytest.mark.django_db

EARLIER, LATER = VISITED - timedelta(days=5), VISITED + timedelta(days=5)
HOURS_UNKNOWN = {"arrived_at": None, "entered_at": None, "left_at": None}


def recommended(by, organisation, day: date = VISITED) -> Recommendation:
    visit = own_visit(by, organisation, visited_on=day, recommendations=[advice(words="")], **HOURS_UNKNOWN)
    return visit.recommendations.get()


def sent(by, row: Recommendation, day: date) -> RecommendationLetter:
    given = {"visit": row.visit, "addressee": row.addressee, "recommendations": [row]}
    return send_letter(by=by, sent_on=day, today=TODAY, **given)


def look(by, row: Recommendation, visit: Visit) -> None:
    status = RecommendationState.NOT_DONE
    verify(by=by, recommendation=row, visit=visit, status=status, on=visit.visited_on, today=TODAY)


def change(by, visit: Visit, **changed: object) -> Visit:
    given = {"visited_on": visit.visited_on, "members": [MemberFacts(user=by)], **HOURS_UNKNOWN, **changed}
    return change_visit(by=by, visit=visit, facts=facts(**given), today=TODAY)


def denied() -> dict[str, object]:
    return {"access": [term(TermList.ACCESS_OUTCOME, "denied")], "interviews": {}, "premises": {}}


def refused(by, visit: Visit, match: str, **changed: object) -> None:
    with pytest.raises(NotPossible, match=match):
        change(by, visit, **changed)
    assert Visit.objects.get(pk=visit.pk).visited_on == visit.visited_on
    assert Visit.objects.get(pk=visit.pk).facility_id == visit.facility_id


def test_a_visit_on_which_nothing_rests_is_changed_freely(vera, organisation):
    visit = change(vera, own_visit(vera, organisation), facility=place("TEST-2"), visited_on=LATER, **denied())
    assert (visit.facility, visit.visited_on) == (place("TEST-2"), LATER)


def test_what_verified_stays_at_its_place_on_its_day_and_let_in(vera, organisation):
    row = recommended(vera, organisation, EARLIER)
    visit = own_visit(vera, organisation)
    look(vera, row, visit)
    refused(vera, visit, "its place stays", facility=place("TEST-2"))
    refused(vera, visit, "somebody was let in", **denied())
    for day in (EARLIER, VISITED + timedelta(days=1), VISITED - timedelta(days=8)):
        refused(vera, visit, "On that day", visited_on=day)
    change(vera, visit, visited_on=VISITED - timedelta(days=1))  # still within the days of the visit
    refused(vera, row.visit, "its place stays", facility=place("TEST-2"))
    refused(vera, row.visit, "On that day", visited_on=VISITED)
    assert set(find_visit_faults().values()) == {0}


def test_no_visit_moves_behind_its_letters(vera, organisation):
    row = recommended(vera, organisation)
    sent(vera, row, LATER)
    refused(vera, row.visit, "On that day", visited_on=LATER + timedelta(days=1))
    refused(vera, row.visit, "its place stays", facility=place("TEST-2"))
    assert change(vera, row.visit, visited_on=LATER).visited_on == LATER


def test_complaints_hold_a_visit(vera, organisation):
    visit = own_visit(vera, organisation)
    hear(vera, visit)
    refused(vera, visit, "On that day", visited_on=VISITED + timedelta(days=1))
    refused(vera, visit, "somebody was let in", **denied())
    refused(vera, visit, "its place stays", facility=place("TEST-2"))


def test_a_reprisal_stays_behind_its_visit(vera, organisation):
    visit = own_visit(vera, organisation)
    triggering = case_of(hear(vera, own_visit(vera, organisation)))
    after(vera, visit, triggering)  # four days later
    refused(vera, visit, "On that day", visited_on=VISITED + timedelta(days=5))
    assert change(vera, visit, visited_on=VISITED + timedelta(days=4)).pk == visit.pk


def test_what_cannot_have_been_seen_is_found(vera, organisation):
    row = recommended(vera, organisation, EARLIER)
    visit = own_visit(vera, organisation)
    look(vera, row, visit)
    sent(vera, row, VISITED)
    kind, letters = "recommendations verified on a visit that cannot have seen them", "letters sent before their visit"
    for changed in (
        {"facility": place("TEST-2")},
        {"visited_on": EARLIER},
        {"visited_on": LATER},
        {"visited_on": VISITED - timedelta(days=8)},
    ):
        before = {name: getattr(visit, name) for name in changed}
        Visit.objects.filter(pk=visit.pk).update(**changed)
        assert find_visit_faults()[kind] == 1, changed
        Visit.objects.filter(pk=visit.pk).update(**before)
    assert find_visit_faults()[kind] == find_visit_faults()[letters] == 0
    visit.access.set(denied()["access"])
    Visit.objects.filter(pk=row.visit_id).update(visited_on=LATER)
    assert (find_visit_faults()[kind], find_visit_faults()[letters]) == (1, 1)


def test_somebody_who_leads_sees_the_visit(vera, berik, organisation):
    back = [MemberFacts(user=vera), MemberFacts(user=berik, stood_back=StoodBack.OTHER)]
    visit = own_visit(vera, organisation)
    refused(vera, visit, "Somebody who leads", members=back)
    with pytest.raises(NotPossible, match="Somebody who leads"):
        own_visit(vera, organisation, members=back)
    second = another_lead(organisation)
    change(vera, visit, members=back)
    assert Visit.objects.visible_to(second).exists() and not Visit.objects.visible_to(berik).exists()
