"""Which clock of the law a case shows first, and what it says beside it."""

from datetime import date

from complaints.pages.clocks import DeadlineText, due_besides, next_deadline

TODAY = date(2026, 3, 4)


def clock(label: str, tag: str, due_on: date | None, *, is_overdue: bool = False) -> DeadlineText:
    return DeadlineText(label, "art. 1", tag, tag, f"words of {label}", due_on, "", "", "", is_overdue)


LATE = clock("late", "missed", date(2026, 2, 1), is_overdue=True)
LATER = clock("later", "missed", date(2026, 2, 20), is_overdue=True)
DONE_LATE = clock("done late", "missed", date(2026, 1, 1))
SOON = clock("soon", "running", date(2026, 3, 6))
FAR = clock("far", "running", date(2026, 9, 1))


def test_an_overdue_duty_of_an_open_case_comes_first():
    found = [FAR, LATER, DONE_LATE, SOON, LATE]
    shown = next_deadline(found, TODAY, is_open=True)
    assert shown is LATE
    assert due_besides(found, shown, TODAY) == ["1 more is overdue", "Due next: soon; words of soon"]


def test_what_was_done_late_is_overdue_no_more():
    assert next_deadline([DONE_LATE, FAR], TODAY, is_open=True) is FAR
    assert due_besides([DONE_LATE, FAR], FAR, TODAY) == []


def test_nobody_is_late_in_a_case_that_has_ended():
    assert next_deadline([LATE, FAR], TODAY, is_open=False) is FAR


def test_a_single_overdue_duty_stands_alone():
    assert next_deadline([LATE], TODAY, is_open=True) is LATE
    assert due_besides([LATE], LATE, TODAY) == []
    assert due_besides([], None, TODAY) == []
