"""A mistaken step is replaced or taken back: it stays readable, decides nothing, and is left alone from then on."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.actions import NotPossible
from accounts.choices import Act, Scope
from accounts.models import AuditEvent
from institutions.visit_choices import RecommendationState as State
from monitoring.actions import take_back_visit
from monitoring.choices import SaidBy, StoodBack
from monitoring.models import Recommendation, RecommendationStep
from monitoring.recommendations.actions import note, note_reply, verify
from monitoring.recommendations.choices import Column
from monitoring.recommendations.correcting import correct_step, take_back_step
from monitoring.recommendations.history import history
from monitoring.recommendations.projection import COLUMNS, status_faults
from monitoring.recommendations.queries import placed
from monitoring.sheets.previous import seen_again
from tests.api.clients import program
from tests.monitoring.recommendations.followed import (
    ANSWERED,
    DUE,
    RETURNED,
    TODAY,
    answered,
    asked,
    visit_on,
)
from tests.monitoring.visits import place
from tests.vault.keys import with_keys

pytestmark = pytest.mark.django_db

LATER = ANSWERED + timedelta(days=3)
UNKNOWN = "00000000-0000-4000-8000-000000000000"


def corrected(by, step, status=State.REJECTED, on=LATER, **more):
    return correct_step(by=by, step=step, status=status, on=on, today=TODAY, **more)


def seen(by, row, organisation, day=RETURNED):
    """What a visit of that day found not done."""
    visit = visit_on(by, organisation, day)
    return verify(by=by, recommendation=row, visit=visit, status=State.NOT_DONE, on=day, today=TODAY)


def stands(row: Recommendation) -> tuple[object, ...]:
    """Its column, what was said and on which day, what was verified and on which day."""
    found = placed(Recommendation.objects.filter(pk=row.pk), TODAY).get()
    return found.column, found.said_state, found.said_on, found.verified_state, found.verified_on


def address(name: str, row: Recommendation, step: RecommendationStep) -> str:
    return reverse(name, args=[row.uuid, step.uuid])


# --- what may be -----------------------------------------------------------------------------------------------------


def test_a_corrected_answer_decides_and_the_mistaken_one_stays_readable(vera, organisation):
    row = asked(vera, organisation)
    wrong = answered(vera, row)
    right = corrected(vera, wrong)
    assert stands(row) == (Column.REJECTED, "rejected", LATER, "", None)
    assert (right.supersedes, right.said_by, right.recommendation) == (wrong, SaidBy.AUTHORITY, row)
    cards = history(vera, row)
    assert [(card.day, card.fate) for card in cards[1:]] == [
        ("4 May 2024", f"Replaced by: {right.status.label}, 7 May 2024"),
        ("7 May 2024", ""),
    ]
    assert AuditEvent.objects.filter(action=Act.RECOMMENDATION_FOLLOWED, actor=vera).count() == 2
    assert set(status_faults().values()) == {0}


def test_an_answer_taken_back_leaves_it_overdue_and_silence_can_be_noted(vera, organisation):
    row = asked(vera, organisation)
    wrong = answered(vera, row)
    silence = {"by": vera, "recommendation": row, "status": State.NO_REPLY, "on": RETURNED, "today": TODAY}
    with pytest.raises(NotPossible):
        note(**silence)
    take_back_step(by=vera, step=wrong)
    assert stands(row) == (Column.NO_REPLY, "", None, "", None)
    assert [card.fate for card in history(vera, row)] == ["", "Taken back: it was recorded by mistake."]
    note(**silence)
    assert stands(row)[0] == Column.NO_REPLY
    assert set(status_faults().values()) == {0}


def test_a_later_answer_taken_back_lets_the_earlier_one_count_again(vera, organisation):
    row = asked(vera, organisation)
    answered(vera, row, State.ACCEPTED)
    take_back_step(by=vera, step=answered(vera, row, State.REJECTED, LATER))
    assert stands(row) == (Column.AGREED, "accepted", ANSWERED, "", None)


def test_a_correction_can_be_corrected_and_the_same_answer_noted_again(vera, organisation):
    row = asked(vera, organisation)
    second = corrected(vera, answered(vera, row))
    third = corrected(vera, second, State.ACCEPTED, ANSWERED)
    assert stands(row) == (Column.AGREED, "accepted", ANSWERED, "", None)
    take_back_step(by=vera, step=third)
    answered(vera, row)
    assert stands(row)[:3] == (Column.SAID_DONE, "said_done", ANSWERED)


def test_a_correction_keeps_the_sealed_words_unless_it_brings_its_own(vera, organisation):
    with_keys(vera)
    row = asked(vera, organisation)
    given = {"status": State.SAID_DONE, "on": ANSWERED, "today": TODAY, "words": "A doctor was hired."}
    wrong = note_reply(by=vera, recommendation=row, **given)
    kept = corrected(vera, wrong)
    assert kept.words == wrong.words
    told = corrected(vera, kept, words="No doctor was hired.")
    assert told.words_id not in (None, wrong.words_id)


def test_what_a_visit_saw_is_put_right_on_another_visit(vera, berik, organisation):
    row = asked(vera, organisation)
    wrong = seen(vera, row, organisation)
    other = visit_on(vera, organisation, date(2024, 10, 5))
    corrected(vera, wrong, State.VERIFIED_DONE, date(2024, 10, 5), visit=other)
    assert stands(row) == (Column.DONE, "", None, "verified_done", date(2024, 10, 5))
    take_back_visit(by=berik, visit=wrong.visit, today=TODAY)
    with pytest.raises(NotPossible, match="verified on this visit"):
        take_back_visit(by=berik, visit=other, today=TODAY)


# --- what must not be ------------------------------------------------------------------------------------------------


def test_nothing_is_put_right_twice(vera, organisation):
    row = asked(vera, organisation)
    wrong = answered(vera, row)
    corrected(vera, wrong)
    gone = answered(vera, row, State.ACCEPTED)
    void = take_back_step(by=vera, step=gone)
    for step in (wrong, gone, void):
        with pytest.raises(NotPossible, match="put right already"):
            corrected(vera, step, State.IN_PROGRESS)
        with pytest.raises(NotPossible, match="put right already"):
            take_back_step(by=vera, step=step)
    assert row.steps.count() == 5


@pytest.mark.parametrize(
    ("status", "on"),
    [
        (State.SAID_DONE, ANSWERED),
        (State.VERIFIED_DONE, ANSWERED),
        (State.NO_REPLY, DUE + timedelta(days=1)),
        (State.SENT, ANSWERED),
        (State.ACCEPTED, date(2024, 3, 9)),
        (State.ACCEPTED, TODAY + timedelta(days=1)),
    ],
)
def test_a_correction_that_says_nothing_new_or_cannot_have_been_is_refused(status, on, vera, organisation):
    row = asked(vera, organisation)
    wrong = answered(vera, row)
    with pytest.raises(NotPossible):
        corrected(vera, wrong, status, on)
    assert stands(row)[:3] == (Column.SAID_DONE, "said_done", ANSWERED)


def test_a_correction_to_what_is_recorded_already_is_refused(vera, organisation):
    row = asked(vera, organisation)
    answered(vera, row, State.ACCEPTED)
    with pytest.raises(NotPossible, match="recorded already"):
        corrected(vera, answered(vera, row, State.REJECTED), State.ACCEPTED, ANSWERED)


def test_that_it_was_sent_follows_from_the_letter(vera, organisation):
    sending = asked(vera, organisation).steps.get()
    for action in (lambda: corrected(vera, sending), lambda: take_back_step(by=vera, step=sending)):
        with pytest.raises(NotPossible, match="its letter"):
            action()


def test_what_a_visit_saw_is_not_put_right_on_a_visit_that_cannot_have_seen_it(vera, organisation):
    row = asked(vera, organisation)
    wrong = seen(vera, row, organisation)
    elsewhere = visit_on(vera, organisation, RETURNED, facility=place("TEST-2"))
    for visit in (row.visit, elsewhere):
        with pytest.raises(NotPossible):
            corrected(vera, wrong, State.VERIFIED_DONE, visit.visited_on, visit=visit)
    assert stands(row)[3:] == ("not_done", RETURNED)


@pytest.mark.parametrize("name", ["alia", "dana", "azat", "charlie"])
def test_who_may_not_record_puts_nothing_right(name, cast, organisation):
    row = asked(cast["vera"], organisation)
    wrong = answered(cast["vera"], row)
    for action in (lambda: corrected(cast[name], wrong), lambda: take_back_step(by=cast[name], step=wrong)):
        with pytest.raises(PermissionDenied):
            action()
    assert stands(row)[0] == Column.SAID_DONE


def test_what_was_seen_on_a_hidden_visit_is_not_put_right(client, vera, berik, organisation):
    row = asked(vera, organisation)
    wrong = seen(vera, row, organisation)
    wrong.visit.members.create(number=9, user=berik, stood_back=StoodBack.RELATED)
    for action in (
        lambda: corrected(berik, wrong, State.VERIFIED_DONE, RETURNED),
        lambda: take_back_step(by=berik, step=wrong),
    ):
        with pytest.raises(PermissionDenied):
            action()
    client.force_login(berik)
    for name in ("correct_step", "take_back_step"):
        assert client.get(address(name, row, wrong)).status_code == 404
        assert client.post(address(name, row, wrong)).status_code == 404
        assert address(name, row, wrong) not in client.get(reverse("recommendation_detail", args=[row.uuid])).text
    assert row.steps.count() == 2


def test_the_database_refuses_what_the_actions_refuse(vera, organisation):
    row, other = asked(vera, organisation), asked(vera, organisation)
    wrong, seen_step = answered(vera, row), seen(vera, row, organisation)
    theirs = answered(vera, other)
    void = take_back_step(by=vera, step=theirs)
    corrected(vera, wrong)
    for supersedes, changed in (
        (wrong, {}),
        (theirs, {}),
        (void, {"recommendation": other}),
        (seen_step, {}),
        (None, {"is_void": True}),
    ):
        given = {"recommendation": row, "status": wrong.status, "happened_on": LATER, "said_by": SaidBy.AUTHORITY}
        with pytest.raises(IntegrityError), transaction.atomic():
            RecommendationStep.objects.create(**{**given, "supersedes": supersedes, **changed})


# --- pages and programs ----------------------------------------------------------------------------------------------


def test_the_page_offers_both_to_who_records_and_neither_to_who_reads(client, vera, alia, organisation):
    row = asked(vera, organisation)
    step = answered(vera, row)
    page = reverse("recommendation_detail", args=[row.uuid])
    for user, is_offered in ((vera, True), (alia, False)):
        client.force_login(user)
        text = client.get(page).text
        assert [address(name, row, step) in text for name in ("correct_step", "take_back_step")] == [is_offered] * 2
        assert text.count("/correct/") == is_offered  # what the letter says is none


def test_a_correction_is_confirmed_and_begins_with_what_stands_there(client, vera, organisation):
    row = asked(vera, organisation)
    step = answered(vera, row)
    client.force_login(vera)
    form = client.get(address("correct_step", row, step)).context["form"]
    assert (form["status"].value(), form["on"].value()) == (State.SAID_DONE, ANSWERED)
    typed = {"status": "rejected", "on": "07.05.2024"}
    assert "confirmed" in client.post(address("correct_step", row, step), typed).context["form"].errors
    assert stands(row)[0] == Column.SAID_DONE
    answer = client.post(address("correct_step", row, step), typed | {"confirmed": "on"}, follow=True)
    assert "Replaced by" in answer.text
    assert stands(row)[:3] == (Column.REJECTED, "rejected", LATER)
    for name in ("correct_step", "take_back_step"):
        assert client.get(address(name, row, step)).status_code == 404


def test_what_was_seen_is_corrected_on_the_page_with_its_visit(client, vera, organisation):
    row = asked(vera, organisation)
    step = seen(vera, row, organisation)
    client.force_login(vera)
    assert step.visit.reference in client.get(address("correct_step", row, step)).text
    typed = {"visit": step.visit.reference, "status": "verified_done", "on": "", "confirmed": "on"}
    client.post(address("correct_step", row, step), typed)
    assert stands(row)[3:] == ("verified_done", RETURNED)


def test_a_step_is_taken_back_after_a_question(client, vera, organisation):
    row = asked(vera, organisation)
    step = answered(vera, row)
    client.force_login(vera)
    assert "Take it back" in client.get(address("take_back_step", row, step)).text
    assert row.steps.count() == 2
    answer = client.post(address("take_back_step", row, step), follow=True)
    assert "Taken back" in answer.text
    assert stands(row)[1] == ""


def test_a_step_of_another_recommendation_and_one_that_never_was_are_no_pages(client, vera, organisation):
    row, other = asked(vera, organisation), asked(vera, organisation)
    theirs = answered(vera, other)
    client.force_login(vera)
    for name in ("correct_step", "take_back_step"):
        for uuid in (theirs.uuid, UNKNOWN, row.steps.get().uuid):
            assert client.post(reverse(name, args=[row.uuid, uuid])).status_code == 404
    assert stands(other)[0] == Column.SAID_DONE


def test_programs_are_told_what_stands(vera, organisation):
    row = asked(vera, organisation)
    corrected(vera, answered(vera, row))
    take_back_step(by=vera, step=seen(vera, row, organisation))
    found = program(vera, organisation, Scope.VISITS_READ).read(f"/api/v1/recommendations/{row.uuid}/")
    assert [step["said_by"] for step in found["steps"]] == ["own", "authority"]
    assert (found["said_on"], found["verified"]) == ("2024-05-07", None)


# --- its place among the steps of its day -----------------------------------------------------------------------------


def kept(row: Recommendation) -> tuple[object, ...]:
    """What the columns of the row hold."""
    return Recommendation.objects.values_list(*COLUMNS).get(pk=row.pk)


def days_and_titles(by, row: Recommendation) -> list[tuple[str, str]]:
    """What stands in the history, in its order."""
    return [(card.day, card.title) for card in history(by, row) if not card.fate]


@pytest.mark.parametrize("times", [1, 2])
def test_words_put_right_leave_the_answers_of_a_day_in_their_order(vera, organisation, times):
    with_keys(vera)
    row = asked(vera, organisation)
    first = answered(vera, row, State.ACCEPTED)
    answered(vera, row, State.REJECTED)
    before = (stands(row), kept(row), days_and_titles(vera, row))
    for number in range(times):
        first = corrected(vera, first, State.ACCEPTED, ANSWERED, words=f"Invented, time {number}.")
    assert (stands(row), kept(row), days_and_titles(vera, row)) == before
    assert stands(row)[0] == Column.REJECTED
    assert set(status_faults().values()) == {0}


def test_a_letter_put_right_is_not_read_after_what_was_seen_on_its_day(vera, organisation):
    with_keys(vera)
    row = asked(vera, organisation)
    letter = answered(vera, row, State.ACCEPTED, RETURNED)
    sight = seen(vera, row, organisation)
    before = (stands(row), kept(row), days_and_titles(vera, row), seen_again(vera, sight.visit))
    assert before[0][0] == Column.NOT_DONE
    corrected(vera, letter, State.ACCEPTED, RETURNED, words="Invented, and longer.")
    assert (stands(row), kept(row), days_and_titles(vera, row), seen_again(vera, sight.visit)) == before
    assert set(status_faults().values()) == {0}


def test_a_visit_tells_the_last_of_what_it_found_and_was_told_not_what_was_put_right_last(vera, organisation):
    with_keys(vera)
    row = asked(vera, organisation)
    said = answered(vera, row, State.ACCEPTED)
    answered(vera, row, State.SAID_DONE)
    earlier = seen(vera, row, organisation)
    last = verify(
        by=vera,
        recommendation=row,
        visit=earlier.visit,
        status=State.VERIFIED_DONE,
        on=RETURNED + timedelta(days=1),
        today=TODAY,
    )
    before = seen_again(vera, last.visit)
    assert [one.found for one in before] == [last.status.label]
    corrected(vera, said, State.ACCEPTED, ANSWERED, words="Invented.")
    corrected(vera, earlier, State.NOT_DONE, RETURNED, words="Invented.")
    assert seen_again(vera, last.visit) == before


def test_a_correction_to_another_day_stands_on_that_day(vera, organisation):
    row = asked(vera, organisation)
    first = answered(vera, row, State.ACCEPTED)
    answered(vera, row, State.REJECTED)
    corrected(vera, first, State.ACCEPTED, LATER)
    assert stands(row)[:3] == (Column.AGREED, "accepted", LATER)
    assert set(status_faults().values()) == {0}
