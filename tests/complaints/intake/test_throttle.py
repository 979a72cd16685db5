"""A flood is slowed down and nobody is refused."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache

from complaints.intake import throttle


def wait(now, visit: object, organisation: int = 1) -> int:
    return throttle.seconds_to_wait(organisation, visit=str(visit), now=now)


def test_a_burst_goes_at_once_and_then_everybody_waits_a_little(now):
    waits = [wait(now, number) for number in range(40)]
    assert waits[: throttle.BURST] == [0] * throttle.BURST
    later = waits[throttle.BURST :]
    assert all(throttle.MIN_WAIT <= seconds <= throttle.MAX_WAIT for seconds in later)
    assert later == sorted(later)


def test_the_bucket_fills_again(now):
    for number in range(throttle.BURST):
        wait(now, number)
    assert wait(now, "late") > 0
    assert wait(now + timedelta(seconds=throttle.MAX_WAIT + 2 * throttle.SECONDS_A_LETTER), "later") == 0


def test_a_visit_is_counted_once(now):
    assert [wait(now, "one") for _time in range(100)] == [0] * 100
    assert [wait(now, number) for number in range(throttle.BURST - 1)] == [0] * (throttle.BURST - 1)
    assert wait(now, "another") > 0


def test_one_organisation_s_flood_is_not_another_s(now):
    for number in range(200):
        wait(now, number, organisation=1)
    assert wait(now, "x", organisation=2) == 0


def test_bytes_of_a_day_end_and_come_again(settings):
    settings.INTAKE_UPLOAD_BYTES_A_DAY = 100
    day = date(2026, 11, 2)
    assert throttle.is_room_for(75, today=day)
    assert not throttle.is_room_for(1, today=day)
    assert throttle.is_room_for(25, today=day, receipt="R")
    assert not throttle.is_room_for(1, today=day, receipt="R")
    assert throttle.is_room_for(75, today=day + timedelta(days=1))


def test_one_receipt_takes_no_more_than_its_part_of_a_day():
    day, most = date(2026, 11, 2), throttle.A_DAY_WITH_A_RECEIPT
    assert throttle.is_room_for(most - 1, today=day, receipt="A")
    assert not throttle.is_room_for(2, today=day, receipt="A")
    assert throttle.is_room_for(1, today=day, receipt="A")
    assert throttle.is_room_for(most, today=day, receipt="B")
    assert throttle.is_room_for(1, today=day + timedelta(days=1), receipt="A")


def test_what_is_refused_to_one_receipt_is_not_counted(settings):
    settings.INTAKE_UPLOAD_BYTES_A_DAY = throttle.A_DAY_WITH_A_RECEIPT + 5
    day = date(2026, 11, 2)
    assert throttle.is_room_for(throttle.A_DAY_WITH_A_RECEIPT, today=day, receipt="A")
    assert not throttle.is_room_for(5, today=day, receipt="A")
    assert throttle.is_room_for(5, today=day, receipt="B")


def test_no_receipt_lies_in_a_cache():
    throttle.is_room_for(1, today=date(2026, 11, 2), receipt="CANARYRECEIPT")
    for kept in (throttle.memory, cache):
        assert not any("CANARYRECEIPT" in str(item) for item in kept._cache.items())


def test_a_full_disk_takes_no_file(monkeypatch):
    monkeypatch.setattr(throttle.shutil, "disk_usage", lambda path: throttle.shutil._ntuple_diskusage(100, 96, 4))
    assert not throttle.is_room_for(1, today=date(2026, 11, 2), receipt="R")


@pytest.mark.parametrize(
    ("story", "is_trap_filled", "expected"),
    [
        ("They beat him.", False, False),
        ("They beat him.", True, True),
        ("http://a http://b https://c HTTP://d", False, True),
        ("See http://a", False, False),
    ],
)
def test_what_looks_like_junk(story, is_trap_filled, expected):
    assert throttle.looks_like_junk(narrative=story, is_trap_filled=is_trap_filled, visit="v") is expected


def test_the_same_long_story_from_another_visit_looks_like_junk():
    story = "The same long story that somebody sends again and again."
    seen = [throttle.looks_like_junk(narrative=story, is_trap_filled=False, visit=visit) for visit in "aaba"]
    assert seen == [False, False, True, False]


def test_neither_a_word_nor_a_moment_leaves_the_memory_of_the_process(now):
    throttle.looks_like_junk(narrative="canary " * 20, is_trap_filled=False, visit="v")
    wait(now, "v")
    assert not any("canary" in str(item) for item in throttle.memory._cache.items())
    assert not cache._cache
