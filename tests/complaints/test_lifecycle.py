"""What is refused because it cannot have been, and which steps are missing."""

from datetime import date

import pytest

from complaints.choices import AlertKind
from complaints.dates import PartialDate
from complaints.findings import Impossible
from complaints.happenings import CaseFacts
from complaints.lifecycle import judge
from tests.complaints.toyland import TOYLAND, story

TODAY = date(2026, 1, 1)


NOTHING_KNOWN = CaseFacts()


def verdict(*chapters, facts=NOTHING_KNOWN):
    *history, last = story(*chapters)
    return judge(history, last, facts, TOYLAND, TODAY)


REGISTERED = ("register", "2020-01-01")

IMPOSSIBLE = {
    "before the incident": [("incident", "2020-03-01"), ("submit", "2020-02-28")],
    "before the month of the incident": [("incident", "2020-03"), ("submit", "2020-02-28")],
    "in the future": [("submit", "2026-01-02")],
    "in a month to come": [("submit", "2026-02")],
    "not before a day to come": [("submit", ">2026-01-02")],
    "not after a day to come": [("submit", "<2026-01-02")],
    "after the end": [("shelve", "2020-03-01"), ("take", "2020-03-02")],
    "an end before what followed": [("take", "2020-03-02"), ("shelve", "2020-03-01")],
    "correcting nothing": [REGISTERED, ("take", "2020-02-01", {"supersedes": 555})],
    "correcting twice": [
        REGISTERED, ("take", "2020-02-01", {"supersedes": 101}), ("name", "2020-02-01", {"supersedes": 101}),
    ],
    "voiding a voiding": [
        REGISTERED, ("take", "2020-02-01"), ("take", "2020-02-01", {"supersedes": 102, "is_void": True}),
        ("take", "2020-02-01", {"supersedes": 103, "is_void": True}),
    ],
    "voiding nothing": [REGISTERED, ("take", "2020-02-01", {"is_void": True})],
    "answering nothing": [REGISTERED, ("drop", "2020-02-01", {"answers": 555})],
    "rival of nothing": [REGISTERED, ("drop", "2020-02-01", {"alternative_to": 555})],
    "rival of a rival": [
        REGISTERED, ("drop", "2020-02-01", {"alternative_to": 101}), ("drop", "2020-02-02", {"alternative_to": 102}),
    ],
    "ground of another kind": [REGISTERED, ("drop", "2020-02-01", {"ground": "anonymous"})],
    "ground before its time": [REGISTERED, ("drop", "2014-12-31", {"ground": "reconciled"})],
    "stage after its time": [("old_stage", "2015-01-01")],
    "stage after its time, month": [("old_stage", "2015-01")],
    "body before its time": [("take", "2018-04-30", {"body": "young_body"})],
    "body after its time": [("take", "2018-09", {"body": "young_body"})],
    "voiding the reopening that made room": [
        ("shelve", "2020-03-01"), ("annul", "2020-04-01"), ("take", "2020-05-01"),
        ("annul", "2020-04-01", {"supersedes": 102, "is_void": True}),
    ],
}  # fmt: skip

POSSIBLE = {
    "on the day of the incident": [("incident", "2020-03-01"), ("submit", "2020-03-01")],
    "in the month of the incident": [("incident", "2020-03-15"), ("submit", "2020-03")],
    "undated": [("incident", "2020-03-01"), "submit"],
    "context before the incident": [("incident", "2020-03-01"), ("note", "2019-01-01")],
    "between two incidents": [("incident", "2020-03-01"), ("incident", "2020-05-01"), ("submit", "2020-04-01")],
    "today": [("submit", "2026-01-01")],
    "this month": [("submit", "2026-01")],
    "after a reopened end": [("shelve", "2020-03-01"), ("annul", "2020-04-01"), ("take", "2020-05-01")],
    "reopening an end": [("shelve", "2020-03-01"), ("annul", "2020-04-01")],
    "on the day of the end": [("shelve", "2020-03-01"), ("take", "2020-03-01")],
    "perhaps before the end": [("shelve", "2020-03-01"), ("take", "2020")],
    "before the end, entered late": [("shelve", "2020-03-01"), ("take", "2020-02-01")],
    "compensation after the end": [("shelve", "2020-03-01"), ("compensate", "2021-03-01")],
    "correcting": [REGISTERED, ("register", "2020-01-02", {"supersedes": 101})],
    "correcting a correction": [
        REGISTERED, ("register", "2020-01-02", {"supersedes": 101}), ("register", "2020-01-03", {"supersedes": 102}),
    ],
    "voiding": [REGISTERED, ("register", "2020-01-01", {"supersedes": 101, "is_void": True})],
    "voiding what would now be impossible": [
        ("incident", "2020-03-01"), ("submit", "2020-01-01"),
        ("submit", "2020-01-01", {"supersedes": 102, "is_void": True}),
    ],
    "ground of the kind": [REGISTERED, ("drop", "2020-02-01", {"ground": "no_event"})],
    "any ground where no kind is asked": [("name", "2020-02-01", {"ground": "unknown_person"})],
    "ground on its first day": [REGISTERED, ("drop", "2015-01-01", {"ground": "reconciled"})],
    "stage on its last day": [("old_stage", "2014-12-31")],
    "body on its first day": [("take", "2018-05-01", {"body": "young_body"})],
    "stage in the year it ended": [("old_stage", "2014")],
    "stage possibly in time": [("old_stage", "<2020-01-01")],
    "body within a year": [("take", "2018", {"body": "young_body"})],
    "body possibly in time": [("take", ">2018-01-01", {"body": "young_body"})],
    "old offence in a new verdict": [("convict", "2025-01-17", {"offence": "torture"})],
}  # fmt: skip


@pytest.mark.parametrize("chapters", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_cannot_have_been_is_refused_with_a_sentence(chapters):
    with pytest.raises(Impossible) as refusal:
        verdict(*chapters)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("chapters", POSSIBLE.values(), ids=POSSIBLE)
def test_what_can_have_been_is_not_refused(chapters):
    verdict(*chapters)


def test_the_incident_of_the_case_counts_like_an_event():
    facts = CaseFacts(incident=PartialDate(date(2020, 3, 1)))
    with pytest.raises(Impossible):
        verdict(("submit", "2020-02-29"), facts=facts)
    verdict(("submit", "2020-03-01"), facts=facts)


# --- steps ------------------------------------------------------------------------------------------------------------


def steps(*chapters):
    return [
        (one.kind, dict(one.details))
        for one in verdict(*chapters)
        if one.kind in (AlertKind.MISSING_STEP, AlertKind.IRREGULAR)
    ]


def missing(after, *skipped):
    return [(AlertKind.MISSING_STEP, {"after": after, "skipped": list(skipped)})]


def irregular(after):
    return [(AlertKind.IRREGULAR, {"after": after})]


@pytest.mark.parametrize(
    ("chapters", "expected"),
    [
        ([("submit", "2020-01-01")], []),
        ([("submit", "2020-01-01"), REGISTERED], []),
        ([("submit", "2020-01-01"), ("take", "2020-01-02")], missing("submit", "register")),
        ([REGISTERED, ("sit", "2020-05-01")], missing("register", "take", "name", "send")),
        ([REGISTERED, ("sit", "2014-05-01")], []),
        ([("register", "2013-01-01"), ("sit", "2014-05-01")], missing("register", "take", "open", "name", "send")),
        ([("take", "2013-01-01"), ("name", "2014-12")], missing("take", "open")),
        ([("take", "2013-01-01"), ("name", "2014-12-31")], missing("take", "open")),
        ([("take", "2013-01-01"), ("name", "2015-01-01")], []),
        ([("open", "2013-01-01"), ("name", "2014-12-31")], []),
        ([("open", "2013-01-01"), ("name", "2015-01-01")], irregular("open")),
        ([("take", "2013-01-01"), ("name", "2014")], missing("take", "open")),
        ([("pause", "2020-01-01"), ("name", "2020-02-01")], missing("pause", "resume", "take")),
        ([("drop", "2020-01-01"), ("take", "2020-02-01")], missing("drop", "annul")),
        ([("name", "2020-01-01"), ("take", "2020-02-01")], irregular("name")),
        ([("take", "2020-01-01"), ("annul", "2020-02-01")], missing("take", "drop")),
        ([("sit", "2020-01-01"), ("register", "2020-02-01")], irregular("sit")),
        ([("sit", "2020-01-01"), ("sit", "2020-02-01")], []),
        ([("sit", "2020-01-01"), ("note", "2020-01-02"), ("convict", "2020-02-01")], []),
        ([("sit", "2020-01-01"), ("extend", "2020-01-02"), ("convict", "2020-02-01")], []),
        ([("sit", "2020-01-01"), ("withdraw", "2020-01-02")], []),
        ([("recall", "2020-01-01"), ("take", "2020-02-01")], irregular("recall")),
        ([("submit", "2020-01-01"), REGISTERED, ("take", "2020-01-02"), ("submit", "2020-02-01")], []),
        ([("take", "2020-01-02"), ("submit", "2020-02-01"), ("name", "2020-03-01")], []),
        ([("submit", "2020-01-01"), ("submit", "2020-01-02"), ("take", "2020-01-03")], missing("submit", "register")),
    ],
)
def test_missing_steps_are_named_on_the_shortest_lawful_way_of_the_day(chapters, expected):
    assert steps(*chapters) == expected


def test_an_undated_step_may_have_been_lawful():
    assert steps(("take", "2013-01-01"), "name") == []


def test_a_step_that_is_lawful_on_one_possible_day_is_lawful():
    assert steps(("take", "2014-06-01"), ("name", "2015")) == []
