"""The six transitions the law forbids, each with its lawful counterpart. Nothing is unlawful for want of a record."""

from datetime import date

import pytest

from complaints.choices import AlertKind
from complaints.guards import GUARDS
from complaints.happenings import CaseFacts
from complaints.lifecycle import judge
from institutions.choices import GuardName
from tests.complaints.toyland import TOYLAND, story

TODAY = date(2026, 1, 1)
TORTURE = CaseFacts(offence_kind="torture")


def unlawful(*chapters, facts=TORTURE):
    """(rule, details) of what is unlawful about the last chapter."""
    *history, last = story(*chapters)
    found = judge(history, last, facts, TOYLAND, TODAY)
    return [(finding.rule, dict(finding.details)) for finding in found if finding.kind == AlertKind.UNLAWFUL]


def test_the_code_has_a_rule_for_every_name_a_pack_may_bind():
    assert set(GUARDS) == set(GuardName.values)


# 1. not registered, and put away, without a lawful ground


@pytest.mark.parametrize(
    ("ground", "found"),
    [
        ("anonymous", []),
        ("brushed_off", [("G1", {"ground": "brushed_off", "refusal": 102})]),
        ("sent_elsewhere", [("G1", {"ground": "sent_elsewhere", "refusal": 102})]),
        (None, [("G1", {"refusal": 102})]),
    ],
)
def test_a_refusal_to_register_needs_a_lawful_ground(ground, found):
    assert unlawful(("submit", "2020-01-01"), ("refuse", "2020-01-02", {"ground": ground})) == found


@pytest.mark.parametrize(
    ("ground", "found"), [("anonymous", []), ("brushed_off", [("G1b", {"ground": "brushed_off", "refusal": 101})])]
)
def test_a_case_refused_without_a_lawful_ground_cannot_be_put_away(ground, found):
    assert unlawful(("refuse", "2020-01-02", {"ground": ground}), ("shelve", "2020-02-01")) == found


def test_a_refusal_made_good_does_not_haunt_the_end():
    chapters = [("refuse", "2020-01-02"), ("register", "2020-01-03"), ("drop", "2020-02-01"), ("shelve", "2020-03-01")]
    assert unlawful(*chapters) == []


# 2. terminated because the complaint was withdrawn


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"ground": "no_event"}, []),
        ({"ground": "no_wish"}, [("G2", {"ground": "no_wish", "withdrawal": 101}), ("G3", {"ground": "no_wish"})]),
        ({"ground": "no_event", "answers": 101}, [("G2", {"ground": "no_event", "withdrawal": 101})]),
        ({"ground": "no_wish", "offence": "quarrel"}, []),
    ],
)
def test_a_withdrawal_does_not_end_a_public_prosecution(fields, found):
    assert unlawful(("withdraw", "2020-01-01"), ("drop", "2020-01-02", fields)) == found


def test_the_wish_of_the_victim_is_no_ground_even_without_a_withdrawal_on_record():
    assert unlawful(("drop", "2020-01-02", {"ground": "no_wish"}))[0] == ("G2", {"ground": "no_wish"})


def test_a_letter_to_an_international_body_is_no_withdrawal_of_the_case():
    chapters = [("withdraw", "2020-01-01", {"addressee": "committee"}), ("drop", "2020-01-02", {"answers": 101})]
    assert unlawful(*chapters) == []


# 3. ended on a ground that torture excludes


@pytest.mark.parametrize(
    ("facts", "named", "ground", "found"),
    [
        (TORTURE, None, "too_late", [("G3", {"ground": "too_late"})]),
        (TORTURE, None, "reconciled", [("G3", {"ground": "reconciled"})]),
        (TORTURE, None, "no_event", []),
        (TORTURE, "cruelty", "too_late", []),
        (CaseFacts(offence_kind="ill_treatment"), None, "too_late", []),
        (CaseFacts(offence_kind="ill_treatment"), "torture", "too_late", [("G3", {"ground": "too_late"})]),
        (CaseFacts(), None, "too_late", []),
    ],
)
def test_limitation_and_reconciliation_do_not_end_a_torture_case(facts, named, ground, found):
    chapters = [("requalify", "2020-01-01", {"offence": named}), ("drop", "2020-02-01", {"ground": ground})]
    assert unlawful(*chapters, facts=facts) == found


# 4. investigated after a recall from court


@pytest.mark.parametrize(
    ("chapters", "found"),
    [
        ([("send", "2020-01-01"), ("recall", "2020-02-01"), ("take", "2020-03-01")], [("G4", {"recall": 102})]),
        ([("name", "2020-01-01"), ("drop", "2020-02-01"), ("take", "2020-03-01")], []),
        ([("take", "2020-01-01"), ("recall", "2020-02-01"), ("shelve", "2020-03-01")], []),
        ([("recall", "2020-02-01"), ("annul", "2020-02-15"), ("take", "2020-03-01")], []),
        ([("recall", "2020-02-01"), ("annul", "2020-02-15")], [("G4b", {"recall": 101})]),
        ([("drop", "2020-02-01"), ("annul", "2020-02-15")], []),
        ([("recall", "2020-02-01"), ("take", "2020-01-01")], []),
        ([("recall", "2014-02-01"), ("take", "2014-12-31")], []),
        ([("recall", "2014-02-01"), ("take", "2015-01-01")], [("G4", {"recall": 101})]),
        ([("recall", "2014-02-01"), ("take", ">2014-12-31")], []),
        ([("recall", "2014-02-01"), "take"], [("G4", {"recall": 101})]),
    ],
)
def test_nobody_investigates_after_a_recall(chapters, found):
    assert unlawful(*chapters) == found


# 5. terminated without a prosecutor's approval


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"approved": "yes", "body": "police"}, []),
        ({"approved": "no", "body": "police"}, [("G5", {"approved": "no"})]),
        ({"approved": "no"}, [("G5", {"approved": "no"})]),
        ({"approved": "no", "body": "prosecutor"}, []),
        ({"approved": "unknown", "body": "police"}, []),
    ],
)
def test_a_termination_needs_a_prosecutor(fields, found):
    assert unlawful(("drop", "2020-02-01", {"ground": "no_event", **fields})) == found


# 6. interrupted without consent in time


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"approved": "yes"}, []),
        ({"approved": "unknown"}, []),
        ({"approved": "no"}, [("G6", {"approved": "no"})]),
        ({"approved": "no", "body": "prosecutor"}, []),
    ],
)
def test_an_interruption_needs_consent(fields, found):
    assert unlawful(("pause", "2020-02-01", fields)) == found


@pytest.mark.parametrize(
    ("when", "body", "kinds"),
    [
        ("2020-02-04", "prosecutor", []),
        ("2020-02-05", "prosecutor", [AlertKind.IRREGULAR]),
        ("2020-02-11", "prosecutor", [AlertKind.IRREGULAR]),
        ("2020-02-12", "prosecutor", [AlertKind.UNLAWFUL]),
        ("2020-02", "prosecutor", []),
        ("2020-02-12", "police", []),
        ("?", "prosecutor", []),
    ],
)
def test_consent_comes_within_three_days_or_ten_where_the_file_is_called_up(when, body, kinds):
    history = story(("pause", "2020-02-01"), ("note", when, {"body": body, "answers": 101}))
    found = [one for one in judge(history[1:], history[0], TORTURE, TOYLAND, TODAY) if one.rule == "G6"]
    assert [(one.kind, dict(one.details)) for one in found] == [(kind, {"consent": 102}) for kind in kinds]


def test_one_timely_consent_is_enough():
    history = story(
        ("pause", "2020-02-01"),
        ("note", "2020-02-20", {"body": "prosecutor", "answers": 101}),
        ("note", "2020-02-02", {"body": "prosecutor", "answers": 101}),
    )
    assert [one for one in judge(history[1:], history[0], TORTURE, TOYLAND, TODAY) if one.rule == "G6"] == []


def test_every_alert_names_its_norm():
    *history, last = story(("withdraw", "2020-01-01"), ("drop", "2020-01-02", {"ground": "no_wish", "approved": "no"}))
    found = judge(history, last, TORTURE, TOYLAND, TODAY)
    assert {one.rule: one.norm for one in found if one.kind == AlertKind.UNLAWFUL} == {
        "G2": "Art. 2",
        "G3": "Art. 3",
        "G5": "Art. 5",
    }
