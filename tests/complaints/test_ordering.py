"""Which entries are in force, and in which order things happened."""

from complaints.ordering import effective, in_order
from tests.complaints.toyland import story


def codes(events):
    return [event.stage.code for event in events]


def test_certain_dates_decide_whatever_was_entered_first():
    entries = story(("drop", "2020-05-01"), ("register", "2020-01-01"), ("take", "2020-02-01"))
    assert codes(in_order(entries)) == ["register", "take", "drop"]


def test_entries_of_one_day_keep_the_order_of_entry():
    entries = story(("convict", "2020-01-01"), ("compensate", "2020-01-01"), ("appeal", "2020-01-01"))
    assert codes(in_order(entries)) == ["convict", "compensate", "appeal"]


def test_vague_dates_keep_the_order_of_entry_as_far_as_certain_dates_allow():
    entries = story(
        ("submit", "2007"), ("refuse", "2007"), ("incident", "2007-03-27"), ("annul", "2007"), ("note", "2006")
    )
    assert codes(in_order(entries)) == ["note", "submit", "refuse", "incident", "annul"]


def test_undated_entries_stay_where_they_were_entered():
    entries = story(("register", "2020-01-01"), "take", ("drop", "2020-03-01"))
    assert codes(in_order(entries)) == ["register", "take", "drop"]


def test_a_correction_stands_where_the_entry_stood():
    entries = story(
        ("drop", "2020-01-01"),
        ("annul", "2020-01-01"),
        ("drop", "2020-01-01", {"supersedes": 101, "ground": "no_event"}),
    )
    assert [event.id for event in in_order(effective(entries))] == [103, 102]


def test_a_corrected_correction_stands_there_too():
    entries = story(
        ("drop", "2020-01-01"),
        ("annul", "2020-01-01"),
        ("drop", "2020-01-01", {"supersedes": 101}),
        ("drop", "2020-01-01", {"supersedes": 103}),
    )
    assert [event.id for event in in_order(effective(entries))] == [104, 102]


def test_voided_superseded_and_rival_entries_are_not_in_force():
    entries = story(
        ("register", "2020-01-01"),
        ("take", "2020-01-02"),
        ("take", "2020-01-02", {"supersedes": 102, "is_void": True}),
        ("register", "2020-01-03", {"alternative_to": 101}),
    )
    assert [event.id for event in effective(entries)] == [101]


def test_what_answered_a_corrected_entry_answers_the_correction():
    entries = story(
        ("withdraw", "2020-01-01"),
        ("drop", "2020-06-01", {"answers": 101}),
        ("withdraw", "2020-01-02", {"supersedes": 101}),
    )
    assert {event.id: event.answers for event in effective(entries)} == {102: 103, 103: None}


def test_what_answered_a_voided_entry_answers_nothing():
    entries = story(
        ("withdraw", "2020-01-01"),
        ("drop", "2020-06-01", {"answers": 101}),
        ("withdraw", "2020-01-01", {"supersedes": 101, "is_void": True}),
    )
    assert [(event.id, event.answers) for event in effective(entries)] == [(102, None)]
