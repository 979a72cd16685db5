"""Steps of recommendations: what is said and what is seen stay apart, and what cannot have been is refused."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import AuditEvent
from institutions.choices import TermList
from institutions.visit_choices import RecommendationState
from monitoring.actions import take_back_visit
from monitoring.choices import SaidBy, StoodBack, VisitTextKind
from monitoring.facts import MemberFacts
from monitoring.models import Recommendation, RecommendationLetter, RecommendationStep, VisitText
from monitoring.recommendations.actions import note, note_reply, verify
from monitoring.recommendations.projection import status_faults
from monitoring.recommendations.reading import verifying_visits
from monitoring.recommendations.sending import note_receipt
from tests.monitoring.recommendations.followed import (
    DUE,
    RETURNED,
    SENT,
    TODAY,
    VISITED,
    asked,
    recommended,
    sent,
    visit_on,
)
from tests.monitoring.visits import another_lead, place, regime, term
from tests.vault.keys import with_keys
from vault.actions import NobodyCouldOpen

pytestmark = pytest.mark.django_db

State = RecommendationState
ANSWERED = date(2024, 5, 4)


def reply(by, row, status=State.SAID_DONE, on=ANSWERED, **more):
    return note_reply(by=by, recommendation=row, status=status, on=on, today=TODAY, **more)


def look(by, row, visit, status=State.NOT_DONE, on=None, **more):
    return verify(by=by, recommendation=row, visit=visit, status=status, on=on or visit.visited_on, today=TODAY, **more)


def meanings(row: Recommendation) -> tuple[str | None, ...]:
    row = Recommendation.objects.select_related("status", "said", "verified").get(pk=row.pk)
    return tuple(one and one.attributes["meaning"] for one in (row.status, row.said, row.verified))


# --- what may be -----------------------------------------------------------------------------------------------------


def test_a_letter_sends_and_sets_the_day_due(vera, organisation):
    first, second = recommended(vera, organisation, 2)
    letter = sent(vera, [first, second], number="12-3/45")
    first.refresh_from_db()
    assert (letter.answer_due_on, first.due_on, first.letter) == (DUE, DUE, letter)
    assert meanings(second) == ("sent", None, None)
    assert AuditEvent.objects.filter(action=Act.VISIT_LETTER_SENT, subject_uuid=letter.visit.uuid).count() == 1


def test_receipt_moves_the_day_due_and_can_be_put_right(vera, organisation):
    row = asked(vera, organisation)
    for received, due in ((date(2024, 3, 20), date(2024, 6, 20)), (date(2024, 3, 17), date(2024, 6, 17))):
        letter = note_receipt(by=vera, letter=row.letter, received_on=received, today=TODAY)
        row.refresh_from_db()
        assert (letter.received_on, letter.answer_due_on, row.due_on) == (received, due, due)


def test_terms_without_a_time_for_answers_set_no_day(vera, organisation):
    terms = regime(lapses_after_months__isnull=False)
    kind = term(TermList.VISIT_TYPE, "other")
    kinds = {"visit_type": kind.__class__.objects.get(list=kind.list, code=terms.visit_types[0]), "regime": terms}
    visit = visit_on(vera, organisation, VISITED, **kinds)
    row = recommended(vera, organisation)[0]
    Recommendation.objects.filter(pk=row.pk).update(visit=visit)
    assert sent(vera, [Recommendation.objects.get(pk=row.pk)]).answer_due_on is None


def test_said_and_verified_are_kept_apart(vera, organisation):
    row = asked(vera, organisation)
    reply(vera, row)
    assert meanings(row) == ("said_done", "said_done", None)
    look(vera, row, visit_on(vera, organisation, RETURNED))
    assert meanings(row) == ("not_done", "said_done", "not_done")
    reply(vera, row, State.IN_PROGRESS, RETURNED + timedelta(days=9))
    assert meanings(row) == ("in_progress", "in_progress", "not_done")
    look(vera, row, visit_on(vera, organisation, date(2024, 10, 5)), State.VERIFIED_DONE)
    assert meanings(row) == ("verified_done", "in_progress", "verified_done")
    assert AuditEvent.objects.filter(action=Act.RECOMMENDATION_FOLLOWED).count() == 4
    assert set(status_faults().values()) == {0}


def test_neither_the_visit_that_recommended_nor_another_of_its_day_verifies(vera, organisation):
    row = asked(vera, organisation)
    for visit in (row.visit, visit_on(vera, organisation, VISITED)):
        with pytest.raises(NotPossible, match="later visit"):
            look(vera, row, visit, State.VERIFIED_DONE)
    assert meanings(row) == ("sent", None, None)
    visit = visit_on(vera, organisation, VISITED + timedelta(days=1))
    look(vera, row, visit, State.VERIFIED_DONE)
    assert verifying_visits(vera, row) == [visit]


def test_an_authority_never_writes_what_was_verified(vera, organisation):
    row = asked(vera, organisation)
    look(vera, row, visit_on(vera, organisation, RETURNED), State.VERIFIED_DONE)
    reply(vera, row, State.REJECTED, date(2024, 10, 1))
    assert meanings(row) == ("verified_done", "rejected", "verified_done")


def test_silence_can_be_noted_and_a_late_answer_still_counts(vera, organisation):
    row = asked(vera, organisation)
    note(by=vera, recommendation=row, status=State.NO_REPLY, on=DUE + timedelta(days=1), today=TODAY)
    assert meanings(row) == ("no_reply", None, None)
    reply(vera, row, State.ACCEPTED, date(2024, 7, 1))
    assert meanings(row) == ("accepted", "accepted", None)


def test_what_events_overtook_is_settled_until_a_visit_says_otherwise(vera, organisation):
    row = asked(vera, organisation)
    note(by=vera, recommendation=row, status=State.OVERTAKEN, on=date(2024, 7, 1), today=TODAY)
    reply(vera, row, State.IN_PROGRESS, date(2024, 8, 1))
    assert meanings(row) == ("overtaken", "in_progress", None)
    look(vera, row, visit_on(vera, organisation, RETURNED))
    assert meanings(row) == ("not_done", "in_progress", "not_done")


def test_words_of_an_answer_are_sealed_to_the_visit_that_recommended(vera, organisation):
    with_keys(vera)
    row = asked(vera, organisation)
    step = reply(vera, row, words="A doctor was hired on Monday.")
    assert (step.words.kind, step.words.visit) == (VisitTextKind.REPLY, row.visit)
    assert step.words.envelope.data_key.safe == row.visit.__class__.objects.get(pk=row.visit.pk).safe
    seen = look(vera, row, visit_on(vera, organisation, RETURNED), words="No doctor was there.")
    assert (seen.words.kind, seen.words.visit) == (VisitTextKind.FINDING, row.visit)


# --- what cannot have been -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "on"),
    [
        (State.SAID_DONE, TODAY + timedelta(days=1)),
        (State.SAID_DONE, SENT - timedelta(days=1)),
        (State.VERIFIED_DONE, ANSWERED),
        (State.SENT, ANSWERED),
        (State.OVERTAKEN, ANSWERED),
        ("nothing known", ANSWERED),
        ("", ANSWERED),
    ],
)
def test_an_answer_that_cannot_have_been_is_refused(status, on, vera, organisation):
    row = asked(vera, organisation)
    with pytest.raises(NotPossible):
        reply(vera, row, status, on)
    assert row.steps.count() == 1


def test_nobody_answers_what_was_not_sent(vera, organisation):
    with pytest.raises(NotPossible):
        reply(vera, recommended(vera, organisation)[0])


@pytest.mark.parametrize(
    ("changed", "status", "on"),
    [
        ({}, State.SAID_DONE, None),
        ({}, State.VERIFIED_DONE, RETURNED - timedelta(days=1)),
        ({}, State.VERIFIED_DONE, RETURNED + timedelta(days=8)),
        ({"facility": "TEST-2"}, State.VERIFIED_DONE, None),
        ({"visited_on": VISITED - timedelta(days=1)}, State.NOT_DONE, None),
        ({"visited_on": TODAY}, State.NOT_DONE, TODAY + timedelta(days=1)),
        ({"access": "denied", "interviews": {}}, State.NOT_DONE, None),
    ],
)
def test_what_no_visit_can_have_seen_is_refused(changed, status, on, vera, organisation):
    row = asked(vera, organisation)
    given = {"day": RETURNED} | {("day" if name == "visited_on" else name): one for name, one in changed.items()}
    if "facility" in given:
        given["facility"] = place(given["facility"])
    if "access" in given:
        given["access"] = [term(TermList.ACCESS_OUTCOME, given["access"])]
    visit = visit_on(vera, organisation, given.pop("day"), **given)
    with pytest.raises(NotPossible):
        look(vera, row, visit, status, on)
    assert meanings(row) == ("sent", None, None)


def test_the_database_refuses_another_place_and_no_visit_too(vera, organisation):
    row = asked(vera, organisation)
    elsewhere = visit_on(vera, organisation, RETURNED, facility=place("TEST-2"))
    status = term(TermList.RECOMMENDATION_STATUS, "verified_done")
    given = {"recommendation": row, "status": status, "happened_on": RETURNED, "said_by": SaidBy.MONITOR}
    for visit in (elsewhere, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            RecommendationStep.objects.create(visit=visit, **given)


def test_steps_are_never_changed_or_taken_away(vera, organisation):
    row = asked(vera, organisation)
    for sql in (
        "UPDATE monitoring_recommendationstep SET happened_on = '2024-01-01'",
        "DELETE FROM monitoring_recommendationstep",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert row.steps.count() == 1


@pytest.mark.parametrize(
    ("status", "on"),
    [
        (State.NO_REPLY, DUE),
        (State.NO_REPLY, TODAY + timedelta(days=1)),
        (State.OVERTAKEN, VISITED - timedelta(days=1)),
        (State.OVERTAKEN, TODAY + timedelta(days=1)),
        (State.SENT, RETURNED),
        (State.VERIFIED_DONE, RETURNED),
        (State.SAID_DONE, RETURNED),
    ],
)
def test_a_note_that_cannot_be_is_refused(status, on, vera, organisation):
    row = asked(vera, organisation)
    with pytest.raises(NotPossible):
        note(by=vera, recommendation=row, status=status, on=on, today=TODAY)


def test_silence_is_not_noted_where_there_is_an_answer_or_no_day_due(vera, organisation):
    row = asked(vera, organisation)
    reply(vera, row)
    unsent = recommended(vera, organisation)[0]
    for one in (row, unsent):
        with pytest.raises(NotPossible):
            note(by=vera, recommendation=one, status=State.NO_REPLY, on=RETURNED, today=TODAY)


def test_silence_is_not_noted_where_an_earlier_answer_was_there_and_a_later_one_is_the_last(vera, organisation):
    row = asked(vera, organisation)
    reply(vera, row, State.ACCEPTED, ANSWERED)
    reply(vera, row, State.REJECTED, RETURNED + timedelta(days=9))
    with pytest.raises(NotPossible, match="There is an answer"):
        note(by=vera, recommendation=row, status=State.NO_REPLY, on=RETURNED, today=TODAY)


def test_the_same_step_sent_twice_is_recorded_once(vera, organisation):
    row = asked(vera, organisation)
    visit = visit_on(vera, organisation, RETURNED)
    overtaken = {"by": vera, "recommendation": row, "status": State.OVERTAKEN, "on": RETURNED, "today": TODAY}
    for action in (lambda: reply(vera, row), lambda: look(vera, row, visit), lambda: note(**overtaken)):
        action()
        with pytest.raises(NotPossible):
            action()
    assert row.steps.count() == 4


def test_words_that_nobody_could_open_write_nothing(vera, organisation):
    row = asked(vera, organisation)
    with pytest.raises(NobodyCouldOpen):
        reply(vera, row, words="A doctor was hired.")
    with pytest.raises(NotPossible):
        reply(vera, row, words="a\x00b")
    assert (row.steps.count(), VisitText.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    "changed",
    [
        {"sent_on": VISITED - timedelta(days=1)},
        {"sent_on": TODAY + timedelta(days=1)},
        {"received_on": SENT - timedelta(days=1)},
        {"received_on": TODAY + timedelta(days=1)},
        {"number": "a\x00b"},
        {"number": "9" * 41},
    ],
)
def test_a_letter_that_cannot_have_been_is_refused(changed, vera, organisation):
    rows = recommended(vera, organisation)
    with pytest.raises(NotPossible):
        sent(vera, rows, **changed)
    assert not RecommendationLetter.objects.exists()
    assert meanings(rows[0]) == (None, None, None)


def test_a_letter_goes_to_one_addressee_with_recommendations_of_one_visit_once(vera, organisation):
    mine, other = recommended(vera, organisation), recommended(vera, organisation)
    elsewhere = mine[0].addressee.__class__.objects.exclude(pk=mine[0].addressee_id).first()
    for rows, changed in ((mine + other, {}), (mine, {"addressee": elsewhere}), ([], {"visit": mine[0].visit})):
        with pytest.raises(NotPossible):
            sent(vera, rows, **{"visit": mine[0].visit, "addressee": mine[0].addressee, **changed})
    sent(vera, mine)
    with pytest.raises(NotPossible):
        sent(vera, mine)
    assert RecommendationLetter.objects.count() == 1


@pytest.mark.parametrize("received_on", [SENT - timedelta(days=1), TODAY + timedelta(days=1)])
def test_a_receipt_that_cannot_have_been_is_refused(received_on, vera, organisation):
    row = asked(vera, organisation)
    with pytest.raises(NotPossible):
        note_receipt(by=vera, letter=row.letter, received_on=received_on, today=TODAY)
    row.refresh_from_db()
    assert (row.due_on, row.letter.received_on) == (DUE, None)


# --- who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["alia", "dana", "azat", "charlie"])
def test_who_may_not_record_follows_nothing_up(name, cast, organisation):
    vera, other = cast["vera"], cast[name]
    row, unsent = asked(vera, organisation), recommended(vera, organisation)
    visit = visit_on(vera, organisation, RETURNED)
    given = {"by": other, "recommendation": row, "status": State.OVERTAKEN, "on": RETURNED, "today": TODAY}
    for action in (
        lambda: reply(other, row),
        lambda: look(other, row, visit),
        lambda: note(**given),
        lambda: sent(other, unsent),
        lambda: note_receipt(by=other, letter=row.letter, received_on=SENT, today=TODAY),
    ):
        with pytest.raises(PermissionDenied):
            action()
    assert RecommendationStep.objects.count() == 1


def test_whoever_stood_back_follows_nothing_up(vera, berik, organisation):
    another_lead(organisation)
    members = [MemberFacts(user=vera, part="leader"), MemberFacts(user=berik, stood_back=StoodBack.RELATED)]
    row = asked(vera, organisation)
    barred = visit_on(vera, organisation, RETURNED, members=members)
    with pytest.raises(PermissionDenied):
        look(berik, row, barred)


def test_a_visit_taken_back_neither_verifies_nor_is_followed(vera, berik, organisation):
    row = asked(vera, organisation)
    visit = visit_on(vera, organisation, RETURNED)
    take_back_visit(by=berik, visit=visit, today=TODAY)
    with pytest.raises(PermissionDenied):
        look(vera, row, visit)
    take_back_visit(by=berik, visit=row.visit, today=TODAY)
    with pytest.raises(PermissionDenied):
        reply(vera, row)


def test_columns_that_say_otherwise_than_the_steps_are_found(vera, organisation):
    row = asked(vera, organisation)
    assert set(status_faults().values()) == {0}
    done = term(TermList.RECOMMENDATION_STATUS, "verified_done")
    Recommendation.objects.filter(pk=row.pk).update(status=done, due_on=TODAY)
    assert list(status_faults().values()) == [1, 0, 1]
