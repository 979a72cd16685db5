"""Reprisals after a visit: recorded in their case by who may only take in, linked to the visit, never before it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import AuditEvent
from complaints.actions import record_event, supersede_event, void_event
from complaints.choices import ConsentAnswer, Precision, ReprisalTarget
from complaints.circumstances.reprisals import record_reprisal, stage_of_reprisals
from complaints.dates import UNKNOWN, PartialDate
from complaints.findings import Impossible
from complaints.models import Case, Reprisal
from complaints.sealed_actions import record_consent
from institutions.choices import Answer, TermList
from institutions.models import Term
from monitoring.interviews.passing import scope_of_passing
from monitoring.interviews.reprisals import followed, link_after_visit, linkable, record_after_visit
from monitoring.models import ReprisalAfterVisit
from tests.complaints.sealed_cases import own_case, with_recovery_key
from tests.monitoring.interviews.heard import STORY, case_of, hear
from tests.monitoring.visits import TODAY, VISITED, own_visit, place
from tests.vault.keys import with_keys

pytestmark = pytest.mark.django_db
AFTER = PartialDate(VISITED + timedelta(days=4))


@pytest.fixture
def visit(vera, organisation):
    return own_visit(vera, organisation)


@pytest.fixture
def case(vera, visit):
    return case_of(hear(vera, visit))


def how(**changed: object) -> Reprisal:
    return Reprisal(**({"target": ReprisalTarget.VICTIM, "is_going_on": Answer.YES} | changed))


def after(by, visit, case, when: PartialDate = AFTER, **changed: object) -> ReprisalAfterVisit:
    given = {"how": how(), "when": when, "today": TODAY}
    return record_after_visit(by=by, visit=visit, case=case, **(given | changed))


def recorded(by, case, day: date | None = AFTER.day):
    """A reprisal that a colleague recorded on the page of the case."""
    return record_event(
        by=by,
        case=case,
        stage=stage_of_reprisals(),
        happened_on=day,
        precision=Precision.DAY if day else Precision.UNKNOWN,
        today=TODAY,
        circumstances=how(),
    ).event


def test_a_monitor_records_a_reprisal_in_a_case_of_an_own_interview(vera, visit, case):
    row = after(vera, visit, case)
    assert row.event.reprisal.is_going_on == Answer.YES and row.event.recorded_by == vera
    (found,) = followed(vera, visit)
    assert (found.case, found.days) == (case, 4)
    assert AuditEvent.objects.filter(action=Act.EVENT_RECORDED, subject_uuid=case.uuid).exists()


def test_a_monitor_records_no_other_event(vera, visit, case):
    with pytest.raises(PermissionDenied):
        recorded(vera, case)


def test_words_about_it_are_sealed(vera, berik, organisation, visit, case):
    with_recovery_key(organisation)
    with_keys(vera, berik)
    after(vera, visit, case, words=STORY)
    assert case.writings.count() == 1


@pytest.mark.parametrize(
    "when", [PartialDate(VISITED - timedelta(days=1)), PartialDate(date(2026, 9, 1), Precision.MONTH)]
)
def test_what_was_before_the_visit_did_not_follow_it(vera, visit, case, when):
    with pytest.raises(NotPossible):
        after(vera, visit, case, when)
    assert case.events.count() == 1


@pytest.mark.parametrize("when", [PartialDate(VISITED), PartialDate(date(2026, 10, 1), Precision.MONTH), UNKNOWN])
def test_what_may_have_been_after_it_is_taken(vera, visit, case, when):
    after(vera, visit, case, when)
    (found,) = followed(vera, visit)
    assert found.days == (0 if when.is_exact else None)


def test_a_day_to_come_is_refused(vera, visit, case):
    with pytest.raises(Impossible):
        after(vera, visit, case, PartialDate(TODAY + timedelta(days=1)))


def test_a_case_that_has_nothing_to_do_with_the_visit_takes_none(vera, berik, organisation, visit):
    elsewhere = own_case(berik, organisation)
    for by in (berik, vera):
        with pytest.raises(NotPossible):
            after(by, visit, elsewhere)


def test_a_case_of_the_place_that_the_monitor_may_not_see_takes_none(vera, berik, organisation, visit):
    hidden = own_case(berik, organisation)
    Case.objects.filter(pk=hidden.pk).update(facility=visit.facility)
    with pytest.raises(NotPossible):
        after(vera, visit, hidden)
    with pytest.raises(PermissionDenied):
        record_reprisal(by=vera, case=hidden, how=how(), when=AFTER, today=TODAY)
    assert after(berik, visit, hidden).event.case == hidden


@pytest.mark.parametrize("who", ["alia", "dana", "azat", "charlie"])
def test_others_record_none(cast, visit, case, who):
    with pytest.raises(PermissionDenied):
        after(cast[who], visit, case)


def test_one_that_is_recorded_already_is_linked_once(vera, berik, visit, case):
    event = recorded(berik, case)
    assert list(linkable(vera, visit)) == [event]
    link_after_visit(by=vera, visit=visit, event=event)
    assert not linkable(vera, visit).exists()
    with pytest.raises(NotPossible):
        link_after_visit(by=vera, visit=visit, event=event)


def test_one_from_before_the_visit_or_taken_back_is_not_linked(vera, berik, visit, case):
    earlier, mistaken = recorded(berik, case, VISITED), recorded(berik, case)
    void_event(by=berik, event=mistaken, today=TODAY)
    assert list(linkable(vera, visit)) == [earlier]
    with pytest.raises(NotPossible):
        link_after_visit(by=vera, visit=visit, event=mistaken)


def test_a_correction_is_followed_and_a_withdrawn_entry_is_gone(vera, berik, visit, case):
    event = after(vera, visit, case).event
    corrected = supersede_event(by=berik, event=event, today=TODAY, happened_on=VISITED + timedelta(days=9)).event
    assert [one.days for one in followed(vera, visit)] == [9]
    void_event(by=berik, event=corrected, today=TODAY)
    assert followed(vera, visit) == []


def test_what_followed_is_shown_to_who_may_see_the_case(vera, berik, dana, visit, case):
    after(vera, visit, case)
    record_consent(by=berik, case=case, scope=scope_of_passing(), answer=ConsentAnswer.REFUSED, today=TODAY)
    assert [len(followed(who, visit)) for who in (vera, berik, dana)] == [1, 1, 0]


# --- the page ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def monitor(client, vera):
    client.force_login(vera)
    return client


def page_of(visit) -> str:
    return reverse("add_reprisal_after_visit", args=[visit.reference])


def test_the_page_records_and_then_says_how_many_days_it_was(monitor, visit, case):
    kind = Term.objects.filter(list=TermList.REPRISAL_TYPE).order_by("order").first()
    told = {"act": "record", "case": case.reference, "kind": kind.code, "target": "victim", "is_going_on": "yes"}
    told |= {"when_0": "24", "when_1": "10", "when_2": "2026"}
    assert monitor.post(page_of(visit), told).status_code == 302
    page = monitor.get(page_of(visit)).content.decode()
    assert "4 days after the visit" in page and "intermediate visit" in page


@pytest.mark.parametrize(
    "changed", [{"case": "2222-2222"}, {"when_2": "x"}, {"when_2": "2020"}, {"kind": "NONE"}, {"words": "a\x00"}]
)
def test_the_page_refuses_what_is_wrong(monitor, visit, case, changed):
    told = {"act": "record", "case": case.reference, "when_0": "24", "when_1": "10", "when_2": "2026"} | changed
    assert monitor.post(page_of(visit), told).status_code == 200
    assert not ReprisalAfterVisit.objects.exists()


def test_the_page_links_what_is_recorded(monitor, berik, visit, case):
    event = recorded(berik, case)
    assert monitor.post(page_of(visit), {"act": "link", "event": str(event.uuid)}).status_code == 302
    assert ReprisalAfterVisit.objects.get().event == event
    assert monitor.post(page_of(visit), {"act": "link", "event": "x"}).status_code == 200


def test_without_a_case_the_page_says_what_to_do(monitor, visit):
    assert "No case to record it in" in monitor.get(page_of(visit)).content.decode()
    assert place() == visit.facility
