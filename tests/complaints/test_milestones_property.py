"""The fold against a slow, obvious model, over histories nobody would think of; and what must always hold."""

from dataclasses import asdict
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.dates import PartialDate
from complaints.happenings import CaseFacts, Happening
from complaints.milestones import continued, fold
from complaints.ordering import effective, in_order
from tests.complaints.slow_model import slow_row, whole_course
from tests.complaints.toyland import OFFENCES, STAGES, TOYLAND

FACTS = CaseFacts()
DAY_ONE = date(2019, 11, 1)
ABSORBER = 999
MANY = settings(max_examples=200, deadline=None)


TOPICS = {
    "everything": tuple(STAGES),
    "court": ("sit", "convict", "acquit", "appeal", "decide", "quash", "final", "shelve", "suspend", "resume",
              "civil_appeal", "civil_decision", "annul", "name"),
    "withdrawal": (
        *("submit", "withdraw", "refile", "drop", "register", "annul", "shelve", "discipline", "refuse", "demand"),
    ),
    "investigation": ("register", "take", "name", "pause", "resume", "drop", "annul", "refuse", "shelve", "send",
                      "recall", "transfer", "extend"),
    "joining": ("register", "take", "name", "send", "sit", "convict", "join", "join", "sever", "drop", "withdraw"),
}  # fmt: skip


@st.composite
def careless_dates(draw) -> PartialDate:
    precision = draw(st.sampled_from(["day"] * 4 + ["month", "year", "not_before", "not_after", "unknown"]))
    if precision == "unknown":
        return PartialDate(None, precision)
    return PartialDate(DAY_ONE + timedelta(days=draw(st.integers(0, 90))), precision)


@st.composite
def histories(draw, *, topic: str = "everything", first_id: int = 1) -> list[Happening]:
    """Entries of a tidy office, day after day, or of one that dates, corrects and contradicts without any order."""
    is_tidy, day = draw(st.booleans()), DAY_ONE
    entries: list[Happening] = []
    for number in range(1, draw(st.integers(0, 10)) + 1):
        day += timedelta(days=draw(st.sampled_from([0, 1, 10, 20, 30])))
        when = PartialDate(day) if is_tidy else draw(careless_dates())
        stage = STAGES[draw(st.sampled_from(TOPICS[topic]))]
        entries.append(Happening(first_id + number, number, stage, when, **draw(circumstances(entries))))
    return entries


@st.composite
def circumstances(draw, entries: list[Happening]) -> dict[str, object]:
    """The other columns of the next entry."""
    corrected = {entry.supersedes for entry in entries}
    fresh = [entry.id for entry in entries if entry.id not in corrected]
    supersedes = draw(rarely(fresh, 8))
    return {
        "ground": draw(st.sampled_from([None, "no_event", "no_wish", "violation"])),
        "offence": draw(st.sampled_from([None, None, *OFFENCES])),
        "body": draw(st.sampled_from([None, "police", "committee"])),
        "complaint_id": draw(st.sampled_from([None, 1, 2])),
        "respondent_id": draw(st.sampled_from([None, 1, 2])),
        "answers": draw(rarely([entry.id for entry in entries], 2)),
        "other_case": draw(st.sampled_from([None, ABSORBER, ABSORBER])),
        "supersedes": supersedes,
        "is_void": supersedes is not None and draw(st.booleans()),
        "alternative_to": draw(rarely([entry.id for entry in entries], 12)),
        "voluntary": draw(st.sampled_from(["unknown", "yes", "found_not"])),
    }


def rarely(choices: list[int], times: int) -> st.SearchStrategy[int | None]:
    """Nothing, or about once in `times` one of the choices."""
    return st.one_of([st.none()] * (times - 1) + [st.sampled_from(choices)]) if choices else st.none()


def compared(row) -> dict:
    """Everything of a row that the slow model speaks of."""
    left_out = {"offence_kind", "first_body", "body_now", "independence"}
    return {name: value for name, value in asdict(row).items() if name not in left_out}


@pytest.mark.parametrize("topic", TOPICS)
@MANY
@given(data=st.data())
def test_fold_says_what_the_slow_model_says(topic, data):
    history = data.draw(histories(topic=topic))
    assert compared(fold(history, FACTS, TOYLAND)) == slow_row(history, TOYLAND)


@MANY
@given(histories(topic="joining"), histories(topic="joining", first_id=1000))
def test_joined_cases_follow_the_case_that_absorbed_them(history, absorber):
    course = continued(absorber).events
    slow_course, _absorbed_by = whole_course(absorber)
    assert [event.id for event in course] == [event.id for event in slow_course]
    assert compared(fold(history, FACTS, TOYLAND, course)) == slow_row(history, TOYLAND, slow_course)


@MANY
@given(histories())
def test_later_milestones_imply_earlier_ones_and_days_never_run_backwards(history):
    row = fold(history, FACTS, TOYLAND)
    days = [day for day in row.reached if day is not None]
    assert days == sorted(days)
    reached = [day is not None for day in row.reached]
    assert reached == sorted(reached, reverse=True)
    assert row.furthest is None or reached[row.furthest :] == [False] * (8 - row.furthest)
    assert all(first <= own for first, own in zip(row.reached, row.recorded_on, strict=True) if own is not None)


@MANY
@given(histories())
def test_order_respects_every_certain_date_and_loses_nobody(history):
    standing = effective(history)
    ordered = in_order(standing)
    assert sorted(event.id for event in ordered) == sorted(event.id for event in standing)
    for number, earlier in enumerate(ordered):
        assert not any(later.when.certainly_before(earlier.when) for later in ordered[number + 1 :])


@MANY
@given(histories())
def test_folding_again_gives_the_same(history):
    assert fold(history, FACTS, TOYLAND) == fold(list(reversed(history)), FACTS, TOYLAND)


@MANY
@given(st.permutations(range(10)), st.data())
def test_the_order_of_entry_is_nothing_where_all_days_are_known_and_differ(order, data):
    stages = [STAGES[data.draw(st.sampled_from(sorted(STAGES)), label="stage")] for _number in order]
    told = [
        Happening(number + 1, number + 1, stage, PartialDate(DAY_ONE + timedelta(days=7 * number)))
        for number, stage in enumerate(stages)
    ]
    entered = [told[number]._replace(sequence=place) for place, number in enumerate(order, start=1)]
    assert fold(entered, FACTS, TOYLAND) == fold(told, FACTS, TOYLAND)
