"""The row of a case: examples that people can check by hand."""

from datetime import date

import pytest

from complaints.custody import worst
from complaints.happenings import CaseFacts
from complaints.milestones import continued, fold, joined_to
from institutions.choices import Exit, Independence, Milestone
from tests.complaints.toyland import TOYLAND, story

NOBODY = CaseFacts()


def row(*chapters, facts=NOBODY, absorber=()):
    return fold(story(*chapters), facts, TOYLAND, absorber)


def test_a_case_without_events_is_open_and_nowhere():
    empty = row()
    assert (empty.furthest, empty.state, empty.position, empty.last_sequence) == (None, Exit.OPEN, "", 0)
    assert empty.reached == (None,) * 8


def test_a_later_milestone_implies_the_earlier_ones():
    told = row(("register", "2020-01-01"), ("sit", "2020-06-01"))
    assert told.furthest == Milestone.TRIED
    assert told.recorded_on[1:5] == (None,) * 4
    assert told.reached[:6] == (date(2020, 1, 1), *[date(2020, 6, 1)] * 5)
    assert told.reached[6:] == (None, None)


def test_another_complaint_about_the_same_moves_nothing():
    begun = [("incident", "2019-12-31"), ("submit", "2020-01-01"), ("register", "2020-01-02"), ("take", "2020-01-05")]
    assert row(*begun[:2]).position == "submit"
    assert row(*begun, ("submit", "2020-03-01")).position == "take"
    assert row(*begun, ("submit", "2020-03-01"), ("name", "2020-04-01")).position == "name"


def test_a_misdated_registration_does_not_come_after_the_trial():
    told = row(("register", "2021-01-01"), ("sit", "2020-06-01"))
    assert told.reached[0] == date(2020, 6, 1)
    assert told.recorded_on[0] == date(2021, 1, 1)


def test_the_first_occurrence_counts():
    told = row(("register", "2020-01-01"), ("sit", "2020-06-01"), ("convict", "2020-07-01"), ("sit", "2021-06-01"))
    assert told.recorded_on[5] == date(2020, 6, 1)
    assert told.trials == 2


def test_an_undated_milestone_is_reached_without_a_day():
    told = row(("register", "2020-01-01"), "sit")
    assert told.furthest == Milestone.TRIED
    assert told.reached[0] == date(2020, 1, 1)
    assert told.reached[1:] == (None,) * 7
    assert told.is_vague


@pytest.mark.parametrize(("when", "day"), [("<2020-05-20", date(2020, 5, 20)), (">2020-05-20", date(2020, 5, 20)),
                                           ("2020-05", date(2020, 5, 1)), ("2020", date(2020, 1, 1))])  # fmt: skip
def test_vague_dates_count_from_their_bound(when, day):
    told = row(("register", when))
    assert (told.reached[0], told.is_vague) == (day, True)


# --- where it stands --------------------------------------------------------------------------------------------------

REGISTERED = ("register", "2020-01-01")
VIOLATION = {"ground": "violation"}


@pytest.mark.parametrize(
    ("chapters", "state"),
    [
        ([("submit", "2020-01-01")], Exit.OPEN),
        ([("refuse", "2020-01-01")], Exit.NOT_REGISTERED),
        ([("refuse", "2020-01-01"), ("register", "2020-01-02")], Exit.OPEN),
        ([("drop", "2020-02-01")], Exit.TERMINATED),
        ([("drop", "2020-02-01"), ("annul", "2020-03-01")], Exit.OPEN),
        ([("drop", "2020-02-01"), ("annul", "2020-03-01"), ("drop", "2020-04-01")], Exit.TERMINATED),
        ([("annul", "2020-02-01"), ("drop", "2020-02-01")], Exit.TERMINATED),
        ([("drop", "2020-02-01"), ("annul", "2020-02-01")], Exit.OPEN),
        ([("drop", "2020-02-01"), ("register", "2020-02-01")], Exit.TERMINATED),
        ([("drop", "2020-02-01"), ("name", "2020-05-01")], Exit.OPEN),
        ([("drop", "2020-02-01"), ("name", "2020")], Exit.TERMINATED),
        ([("drop", "2020-02-01"), ("resume", "2020-05-01")], Exit.TERMINATED),
        ([("pause", "2020-02-01")], Exit.INTERRUPTED),
        ([("pause", "2020-02-01"), ("resume", "2020-03-01")], Exit.OPEN),
        ([("pause", "2020-02-01"), ("name", "2020-03-01")], Exit.OPEN),
        ([("pause", "2020-02-01"), ("extend", "2020-03-01")], Exit.INTERRUPTED),
        ([("recall", "2020-02-01")], Exit.TERMINATED),
        ([("suspend", "2020-02-01")], Exit.INTERRUPTED),
        ([("suspend", "2020-02-01"), ("convict", "2020-03-01")], Exit.CONVICTED),
        ([("convict", "2020-02-01")], Exit.CONVICTED),
        ([("acquit", "2020-02-01")], Exit.ACQUITTED),
        ([("convict", "2020-02-01"), ("appeal", "2020-02-10")], Exit.OPEN),
        ([("convict", "2020-02-01"), ("appeal", "2020-02-10"), ("decide", "2020-03-01")], Exit.CONVICTED),
        ([("convict", "2020-02-01"), ("appeal", "2020-02-10"), ("final", "2020-03-01")], Exit.CONVICTED),
        ([("convict", "2020-02-01"), ("appeal", "2020-02-10"), ("quash", "2020-03-01")], Exit.OPEN),
        ([("convict", "2020-02-01"), ("decide", "2020-03-01"), ("sit", "2020-04-01")], Exit.OPEN),
        ([("convict", "2020-02-01"), ("name", "2020-04-01")], Exit.CONVICTED),
        ([("convict", "2020-02-01"), ("final", "2020-03-01"), ("appeal", "2020-04-01")], Exit.CONVICTED),
        ([("convict", "2020-02-01"), ("civil_appeal", "2020-04-01")], Exit.CONVICTED),
        ([("drop", "2020-02-01"), ("civil_decision", "2020-04-01")], Exit.TERMINATED),
        ([("decide", "2020-02-01")], Exit.OPEN),
        ([("shelve", "2020-02-01")], Exit.COMPLETED),
        ([("drop", "2020-02-01"), ("shelve", "2020-03-01")], Exit.TERMINATED),
        ([("convict", "2020-02-01"), ("shelve", "2020-03-01")], Exit.CONVICTED),
        ([("convict", "2020-02-01"), ("appeal", "2020-02-10"), ("shelve", "2020-03-01")], Exit.COMPLETED),
        ([REGISTERED, ("discipline", "2020-02-01")], Exit.OPEN),
        ([("discipline", "2020-02-01")], Exit.DISCIPLINARY),
        ([("discipline", "2020-02-01"), ("drop", "2020-03-01")], Exit.DISCIPLINARY),
        ([("refuse", "2020-02-01"), ("discipline", "2020-03-01")], Exit.DISCIPLINARY),
        ([("convict", "2020-02-01"), ("discipline", "2020-03-01")], Exit.CONVICTED),
        ([("refuse", "2020-02-01"), ("demand", "2020-03-01", VIOLATION)], Exit.OPEN),
        ([("refuse", "2020-02-01"), ("discipline", "2020-02-05"), ("demand", "2020-03-01", VIOLATION)], Exit.OPEN),
        ([("drop", "2020-02-01"), ("demand", "2020-03-01", VIOLATION), ("drop", "2020-04-01")], Exit.TERMINATED),
        ([("drop", "2020-02-01"), ("demand", "2020-03-01")], Exit.TERMINATED),
        ([("acquit", "2020-02-01"), ("demand", "2020-03-01", VIOLATION)], Exit.ACQUITTED),
        ([("pause", "2020-02-01"), ("demand", "2020-03-01", VIOLATION)], Exit.INTERRUPTED),
        ([("withdraw", "2020-02-01")], Exit.OPEN),
        ([("withdraw", "2020-02-01"), ("drop", "2020-03-02")], Exit.WITHDRAWN),
        ([("withdraw", "2020-02-01"), ("drop", "2020-03-03")], Exit.TERMINATED),
        ([("withdraw", "2020-02-01"), ("drop", "2021-03-03", {"answers": 101})], Exit.WITHDRAWN),
        ([("withdraw", "2020-02-01"), ("refile", "2020-02-02"), ("drop", "2020-02-03")], Exit.TERMINATED),
        ([("withdraw", "2020-02-01", {"body": "committee"}), ("drop", "2020-02-03")], Exit.TERMINATED),
        ([("withdraw", "2020-02-01", {"voluntary": "found_not"}), ("drop", "2020-02-03")], Exit.WITHDRAWN),
        ([("withdraw", "2020-02-01"), ("refuse", "2020-02-03")], Exit.NOT_REGISTERED),
    ],
)
def test_state_is_what_the_last_word_says(chapters, state):
    assert row(*chapters).state == state


def test_the_state_carries_its_day_and_ground():
    told = row(REGISTERED, ("drop", "2020-02-01", {"ground": "no_event"}))
    assert (told.state_on, told.state_ground) == (date(2020, 2, 1), "no_event")
    assert row(REGISTERED).state_on is None


def test_finality_is_an_attribute_and_ends_with_the_verdict():
    assert row(("convict", "2020-02-01"), ("final", "2020-03-01")).is_final
    assert not row(("convict", "2020-02-01")).is_final
    assert not row(("final", "2020-03-01")).is_final
    assert not row(("convict", "2020-02-01"), ("final", "2020-03-01"), ("annul", "2020-04-01")).is_final
    assert row(("convict", "2020-02-01"), ("appeal", "2020-02-03"), ("final", "2020-03-01")).is_final


def test_a_conviction_annulled_stays_the_furthest_point_but_is_no_state():
    told = row(("convict", "2020-02-01"), ("annul", "2020-03-01"), ("acquit", "2020-06-01"))
    assert (told.furthest, told.state, told.reopenings) == (Milestone.CONVICTED, Exit.ACQUITTED, 1)


# --- withdrawal -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chapters", "is_withdrawn"),
    [
        ([("withdraw", "2020-02-01")], True),
        ([("withdraw", "2020-02-01"), ("refile", "2020-03-01")], False),
        ([("withdraw", "2020-02-01", {"voluntary": "found_not"})], False),
        ([("withdraw", "2020-02-01", {"voluntary": "no"})], True),
        ([("withdraw", "2020-02-01", {"addressee": "committee"})], False),
        ([("submit", "2020-01-01", {"complaint_id": 1}), ("withdraw", "2020-02-01", {"complaint_id": 1})], True),
        (
            [
                ("submit", "2020-01-01", {"complaint_id": 1}),
                ("submit", "2020-01-02", {"complaint_id": 2}),
                ("withdraw", "2020-02-01", {"complaint_id": 1}),
            ],
            False,
        ),
        ([("withdraw", "2020-02-01", {"complaint_id": 1}), ("refile", "2020-03-01", {"complaint_id": 2})], True),
        ([("withdraw", "2020-02-01"), ("refile", "2020-03-01", {"complaint_id": 2})], False),
    ],
)
def test_a_case_is_withdrawn_when_no_complaint_lives_on(chapters, is_withdrawn):
    assert row(*chapters).is_withdrawn is is_withdrawn


def test_the_first_withdrawal_stays_on_record_when_it_is_taken_back():
    told = row(("withdraw", "2020-02-01"), ("refile", "2020-03-01"), ("withdraw", "2020-04-01"))
    assert told.withdrawn_on == date(2020, 2, 1)


# --- convictions, officials, counts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chapters", "is_torture"),
    [
        ([("convict", "2020-02-01")], None),
        ([("convict", "2020-02-01", {"offence": "torture"})], True),
        ([("convict", "2020-02-01", {"offence": "office"})], False),
        ([("acquit", "2020-02-01", {"offence": "torture"})], None),
        (
            [("requalify", "2020-01-01", {"offence": "torture"}), ("convict", "2020-02-01", {"offence": "office"})],
            False,
        ),
    ],
)
def test_a_conviction_under_another_article_is_no_torture_conviction(chapters, is_torture):
    assert row(*chapters).is_torture_conviction is is_torture


def test_officials_are_counted_once_each():
    told = row(
        ("convict_one", "2020-02-01", {"respondent_id": 1}),
        ("convict_one", "2021-02-01", {"respondent_id": 1}),
        ("convict_one", "2020-02-01", {"respondent_id": 2}),
        ("convict_one", "2020-02-01"),
    )
    assert told.officials_convicted == 3
    assert told.furthest is None


def test_a_trial_that_goes_on_after_a_pause_is_one_trial():
    assert row(("sit", "2020-01-01"), ("suspend", "2020-02-01"), ("sit", "2020-03-01")).trials == 1


def test_transfers_and_reopenings_are_counted():
    told = row(("transfer", "2020-01-01"), ("transfer", "2020-02-01"), ("drop", "2020-03-01"), ("annul", "2020-04-01"))
    assert (told.transfers, told.reopenings) == (2, 1)


# --- bodies -----------------------------------------------------------------------------------------------------------


def test_the_first_body_is_who_took_it_up_whatever_was_handed_on_later():
    told = row(
        ("register", "2020-01-01", {"body": "prosecutor"}),
        ("take", "2020-01-02", {"body": "police"}),
        ("transfer", "2020-02-01", {"body": "bureau"}),
        facts=CaseFacts(facility_type="jail"),
    )
    assert (told.first_body, told.body_now, told.independence) == ("police", "bureau", Independence.SAME_ROOT)


@pytest.mark.parametrize(
    ("when", "independence"),
    [("2019-12-31", Independence.SAME_ROOT), ("2020-01-01", Independence.INDEPENDENT), ("?", Independence.UNKNOWN)],
)
def test_independence_is_of_the_day(when, independence):
    told = row(("take", when, {"body": "bureau"}), facts=CaseFacts(agencies=("policemen",)))
    assert told.independence == independence


# --- joined cases -----------------------------------------------------------------------------------------------------


def absorber():
    return continued(story(("register", "2019-01-01"), ("sit", "2019-06-01"), ("convict", "2021-01-01"))).events


def test_a_joined_case_takes_what_the_other_reached_from_then_on():
    told = row(REGISTERED, ("join", "2020-06-01", {"other_case": 7}), absorber=absorber())
    assert told.absorbed_by == 7
    assert told.recorded_on == (date(2020, 1, 1), *[None] * 6, date(2021, 1, 1))
    assert told.state == Exit.CONVICTED
    assert told.last_sequence == 2


def test_a_severed_case_keeps_what_was_reached_together_and_no_more():
    chapters = [REGISTERED, ("join", "2020-06-01", {"other_case": 7}), ("sever", "2020-12-01", {"other_case": 7})]
    told = row(*chapters, absorber=absorber())
    assert (told.absorbed_by, told.furthest) == (None, Milestone.REGISTERED)
    kept = row(*chapters[:2], ("sever", "2021-01-02", {"other_case": 7}), absorber=absorber())
    assert kept.furthest == Milestone.CONVICTED


def test_a_severing_on_the_day_of_the_verdict_comes_first():
    told = row(
        REGISTERED,
        ("join", "2020-06-01", {"other_case": 7}),
        ("sever", "2021-01-01", {"other_case": 7}),
        absorber=absorber(),
    )
    assert told.furthest == Milestone.REGISTERED


def test_what_happens_on_the_day_of_joining_is_shared():
    told = row(REGISTERED, ("join", "2021-01-01", {"other_case": 7}), absorber=absorber())
    assert told.furthest == Milestone.CONVICTED


def test_only_the_procedure_of_the_other_case_is_shared():
    other = continued(story(("withdraw", "2021-01-01"), ("discipline", "2021-02-01"))).events
    told = row(REGISTERED, ("join", "2020-06-01", {"other_case": 7}), absorber=other)
    assert (told.is_withdrawn, told.state) == (False, Exit.OPEN)


def test_undated_events_of_the_other_case_are_shared_until_a_severing():
    other = continued(story("sit")).events
    joined = [REGISTERED, ("join", "2020-06-01", {"other_case": 7})]
    assert row(*joined, absorber=other).furthest == Milestone.TRIED
    assert row(*joined, ("sever", "2020-07-01", {"other_case": 7}), absorber=other).furthest == Milestone.REGISTERED


def test_a_voided_joining_never_was():
    entries = story(
        REGISTERED,
        ("join", "2020-06-01", {"other_case": 7}),
        ("join", "2020-06-01", {"supersedes": 102, "is_void": True}),
    )
    assert joined_to(entries) is None
    assert fold(entries, NOBODY, TOYLAND, absorber()).absorbed_by is None


@pytest.mark.parametrize(
    ("distances", "found"),
    [
        ([], Independence.UNKNOWN),
        ([Independence.INDEPENDENT], Independence.INDEPENDENT),
        ([Independence.INDEPENDENT, Independence.UNKNOWN], Independence.UNKNOWN),
        ([Independence.UNKNOWN, Independence.SAME_ROOT], Independence.SAME_ROOT),
        ([Independence.SAME_ROOT, Independence.SUBORDINATE, Independence.INDEPENDENT], Independence.SUBORDINATE),
    ],
)
def test_the_shortest_distance_counts_and_ignorance_is_no_independence(distances, found):
    assert worst(distances) == found
