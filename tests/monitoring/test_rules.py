"""What cannot have been so, and what was otherwise than the terms allow: pure rules, one sentence each."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from institutions.choices import Mandate
from institutions.visit_choices import Access, InterviewRule, InterviewSetting, Notice, NoticeRule
from monitoring.choices import DocumentOutcome, NoticeDemand, PremiseOutcome
from monitoring.rules import Conduct, Terms, departures, impossible

DAY = date(2026, 10, 20)
GATE = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
PREVENTIVE = Terms(NoticeRule.NONE, InterviewRule.PRIVATE, is_preventive=True)
OTHER = Terms(NoticeRule.NONE, InterviewRule.PRIVATE)
INTERNATIONAL = Terms(NoticeRule.NONE, InterviewRule.PRIVATE, is_international=True)
ANNOUNCED = Terms(NoticeRule.AHEAD, InterviewRule.PRIVATE, notice_hours=24)
PERMITTED = Terms(NoticeRule.PERMISSION, InterviewRule.SUPERVISED)
ESCORTED = Terms(NoticeRule.NONE, InterviewRule.ESCORTED)
PLAIN = Conduct(DAY, "X", Notice.UNKNOWN, NoticeDemand.UNKNOWN, None, None, None, (), {}, ())


def told(terms: Terms, **so: object) -> list[str]:
    """What is said of a visit of which nothing else is known."""
    return departures(replace(PLAIN, **so), terms)


def refused(**so: object) -> list[str]:
    """Why a visit cannot have been so."""
    return impossible(replace(PLAIN, **so), PREVENTIVE, DAY, (None, None))


def test_of_a_visit_of_which_nothing_is_known_nothing_is_said():
    for terms in (PREVENTIVE, OTHER, INTERNATIONAL, ANNOUNCED, PERMITTED, ESCORTED):
        assert told(terms) == []


def test_terms_by_permission_and_under_supervision_give_no_right_that_could_be_broken():
    obstacles = (Access.DENIED, Access.DOCUMENTS, Access.PERSONS)
    rooms = ((PremiseOutcome.REFUSED, Mandate.IN), (PremiseOutcome.OUTSIDE, Mandate.DISPUTED))
    everything = {"access": obstacles, "premises": rooms, "documents": (DocumentOutcome.REFUSED,)}
    assert told(PERMITTED, **everything, interviews={InterviewSetting.OVERSEEN: 3}) == []
    assert told(Terms(NoticeRule.UNDEFINED, InterviewRule.UNDEFINED), **everything) == []
    assert len(told(PREVENTIVE, **everything)) == 5


@pytest.mark.parametrize("terms", [PREVENTIVE, PERMITTED, ESCORTED])
def test_interviews_that_terms_allow_in_any_way_are_not_prevented(terms):
    assert told(terms, interviews={InterviewSetting.PREVENTED: 2}) == [
        "Interviews were prevented, though these terms allow them."
    ]


def test_the_preventive_mandate_is_told_of_preventive_terms_alone():
    rooms = {"premises": ((PremiseOutcome.REFUSED, Mandate.IN), (PremiseOutcome.OUTSIDE, Mandate.DISPUTED))}
    assert told(PREVENTIVE, **rooms) == [
        "Rooms within the mandate were refused.",
        "Rooms were refused as outside the mandate; whether they are is disputed.",
    ]
    assert told(OTHER, **rooms) == told(ANNOUNCED, **rooms) == []


def test_to_an_international_body_every_room_is_open():
    assert told(INTERNATIONAL, premises=((PremiseOutcome.OUTSIDE, Mandate.OUT),)) == [
        "Rooms were refused, though these terms open all of them but on narrow and temporary grounds."
    ]
    assert told(INTERNATIONAL, premises=((PremiseOutcome.VISITED, Mandate.IN),)) == []


def test_what_terms_with_notice_may_except_is_said_with_the_exception():
    said = told(
        ANNOUNCED,
        access=(Access.DENIED,),
        interviews={InterviewSetting.OVERSEEN: 1, InterviewSetting.PREVENTED: 1},
    )
    assert len(said) == 3
    assert "only under special conditions" in said[0]
    assert all("refused in writing for reasons of security" in one for one in said[1:])


@pytest.mark.parametrize(
    ("notice", "hours", "is_told"),
    [
        (Notice.UNANNOUNCED, 24, True),
        (Notice.UNANNOUNCED, None, True),
        (Notice.SAME_DAY, 24, True),
        (Notice.SAME_DAY, None, True),
        (Notice.SAME_DAY, 2, False),
        (Notice.AHEAD, 24, False),
        (Notice.PERMITTED, 24, False),
        (Notice.UNKNOWN, 24, False),
    ],
)
def test_notice_that_visitors_did_not_give_is_told(notice, hours, is_told):
    said = told(replace(ANNOUNCED, notice_hours=hours), notice=notice)
    assert said == (["Those who visited did not give the notice that these terms ask of them."] if is_told else [])
    assert told(PREVENTIVE, notice=notice) == []


@pytest.mark.parametrize("demanded", list(NoticeDemand))
def test_permission_that_was_demanded_where_notice_is_enough_is_told(demanded):
    is_told = demanded in (NoticeDemand.ADMINISTRATION, NoticeDemand.AUTHORITY)
    said = told(ANNOUNCED, notice=Notice.PERMITTED, notice_demanded=demanded)
    assert said == (["Permission was demanded, though these terms ask only for notice."] if is_told else [])
    assert told(PERMITTED, notice=Notice.PERMITTED, notice_demanded=demanded) == []


def test_papers_refused_one_by_one_are_told_without_the_word_about_access():
    said = ["Registers or files were refused."]
    assert told(PREVENTIVE, documents=(DocumentOutcome.SEEN, DocumentOutcome.REFUSED)) == said
    assert told(PREVENTIVE, access=(Access.DOCUMENTS,), documents=(DocumentOutcome.REFUSED,)) == said
    assert told(PREVENTIVE, documents=(DocumentOutcome.NOT_KEPT, DocumentOutcome.NOT_ASKED)) == []


def test_a_wait_of_more_than_half_an_hour_is_told_where_no_notice_is_asked():
    def after(minutes: int, terms: Terms) -> list[str]:
        return told(terms, arrived_at=GATE, entered_at=GATE + timedelta(minutes=minutes))

    assert after(30, PREVENTIVE) == after(31, ANNOUNCED) == after(31, PERMITTED) == []
    assert after(31, PREVENTIVE) == ["Those who came to visit waited 31 minutes, though these terms ask for no notice."]


# --- what cannot have been --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "so",
    [
        {"premises": ((PremiseOutcome.REFUSED, Mandate.IN),)},
        {"documents": (DocumentOutcome.REFUSED,)},
    ],
)
def test_full_access_and_something_refused_exclude_each_other(so):
    assert refused(access=(Access.FULL,), **so) == ["Full access and refused rooms or documents exclude each other."]
    assert refused(access=(Access.PREMISES, Access.DOCUMENTS), **so) == []


@pytest.mark.parametrize(
    "so",
    [
        {"premises": ((PremiseOutcome.VISITED, Mandate.IN),)},
        {"documents": (DocumentOutcome.SEEN,)},
        {"entered_at": GATE},
    ],
)
def test_whoever_was_not_let_in_saw_nothing(so):
    assert refused(access=(Access.DENIED,), **so) == [
        "Nobody was let in, so no room or document was seen and nobody entered."
    ]
    assert refused(access=(Access.FULL,), **so) == []


def test_whoever_was_not_let_in_may_have_been_refused_and_have_waited():
    so = {"premises": ((PremiseOutcome.REFUSED, Mandate.IN),), "documents": (DocumentOutcome.REFUSED,)}
    assert refused(access=(Access.DENIED,), arrived_at=GATE, left_at=GATE + timedelta(hours=1), **so) == []
