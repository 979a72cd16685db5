"""Evidence, its chain, and judgements of risk, as actions: numbering, rights, and what is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actions import NotPossible
from accounts.models import AuditEvent
from complaints.choices import CustodyAct
from complaints.circumstances.chain import LINKS, chain_of
from complaints.circumstances.evidence import add_custody, add_evidence
from complaints.circumstances.risk import judge_risk
from complaints.dates import UNKNOWN, PartialDate
from complaints.models import CustodyStep, EvidenceItem, Writing
from institutions.choices import TermList
from institutions.models import Term
from tests.complaints.circumstances.conftest import TODAY
from tests.complaints.sealed_cases import PLAIN, fill_safe, own_case, put_file

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
DAY = PartialDate(date(2026, 3, 5))


def term(terms):
    return Term.objects.filter(list=terms).order_by("order").first()


def add(by, case, **more):
    facts = {"kind": term(TermList.EVIDENCE_TYPE), "obtained": DAY} | more
    return add_evidence(by=by, case=case, now=NOW, today=TODAY, **facts)


def link(by, item, **more):
    facts = {"act": CustodyAct.CHECKED, "happened_on": date(2026, 3, 9)} | more
    return add_custody(by=by, item=item, now=NOW, today=TODAY, **facts)


@pytest.mark.parametrize("name", ["alia", "vera", "dana", "azat", "charlie"])
def test_who_may_not_record_in_the_case_adds_nothing(cast, case, name):
    item = add(cast["berik"], case)
    audited = AuditEvent.objects.count()
    for attempt in (
        lambda: add(cast[name], case, description="words"),
        lambda: link(cast[name], item),
        lambda: judge_risk(by=cast[name], case=case, level=term(TermList.RISK_LEVEL), assessed_on=TODAY, today=TODAY),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert (EvidenceItem.objects.count(), CustodyStep.objects.count(), Writing.objects.count()) == (1, 1, 0)
    assert not case.risks.exists()
    assert AuditEvent.objects.count() == audited


def test_a_file_of_another_case_is_refused(berik, case, organisation):
    file = put_file(fill_safe(own_case(berik, organisation), berik), PLAIN)
    with pytest.raises(NotPossible):
        add(berik, case, attachment=file)


@pytest.mark.parametrize("more", [{"kind": TermList.METHOD}, {"obtained": PartialDate(TODAY + timedelta(days=1))}])
def test_what_is_no_evidence_or_not_yet_obtained_is_refused(berik, case, more):
    if "kind" in more:
        more = {"kind": term(more["kind"])}
    with pytest.raises(NotPossible):
        add(berik, case, **more)
    assert not case.evidence.exists()


def test_an_unknown_day_leaves_the_chain_to_be_begun(berik, case):
    assert add(berik, case, obtained=UNKNOWN).custody.count() == 0
    assert add(berik, case, obtained=PartialDate(date(2026, 3, 1), "month")).custody.count() == 0
    assert add(berik, case).custody.count() == 1


def test_a_link_corrects_only_a_standing_link_of_its_own_chain(berik, case):
    item, other = add(berik, case), add(berik, case)
    wrong = link(berik, item)
    with pytest.raises(NotPossible):
        link(berik, other, corrects=wrong)
    right = link(berik, item, corrects=wrong)
    with pytest.raises(NotPossible):
        link(berik, item, corrects=wrong)
    assert link(berik, item, corrects=right).number == 4


def test_a_link_of_tomorrow_is_refused(berik, case):
    item = add(berik, case)
    with pytest.raises(NotPossible):
        link(berik, item, happened_on=TODAY + timedelta(days=1))
    assert item.custody.count() == 1


def test_a_link_before_the_thing_was_obtained_is_refused_even_as_a_correction(berik, case):
    item = add(berik, case)
    for more in ({}, {"corrects": item.custody.get()}):
        with pytest.raises(NotPossible):
            link(berik, item, happened_on=date(2001, 1, 1), **more)
    assert item.custody.count() == 1


def test_only_a_correction_reaches_back_behind_the_last_link(berik, case):
    item = add(berik, case)
    last = link(berik, item)
    with pytest.raises(NotPossible):
        link(berik, item, happened_on=date(2026, 3, 7))
    link(berik, item, happened_on=date(2026, 3, 7), corrects=last)
    assert link(berik, item, happened_on=date(2026, 3, 8)).number == 4


def test_a_thing_obtained_at_some_time_of_a_month_takes_an_earlier_link(berik, case):
    item = add(berik, case, obtained=PartialDate(date(2026, 3, 20), "month"))
    assert link(berik, item, happened_on=date(2026, 3, 2)).number == 1


def test_fingerprints_are_held_against_the_first_one_found(berik, case):
    item = add(berik, case)
    for found in ("a" * 64, "a" * 64, "b" * 64, ""):
        link(berik, item, sha256=found)
    links = chain_of(EvidenceItem.objects.prefetch_related(LINKS).get())
    assert [one.is_first_fingerprint for one in links] == [False, True, False, False, False]
    assert [one.is_differing for one in links] == [False, False, False, True, False]


def test_the_fingerprint_of_the_item_is_the_first_one(berik, case):
    item = add(berik, case, sha256="a" * 64)
    link(berik, item, sha256="b" * 64)
    links = chain_of(EvidenceItem.objects.prefetch_related(LINKS).get())
    assert [one.is_differing for one in links] == [False, True]


def test_what_is_feared_comes_from_the_list(berik, case):
    level = term(TermList.RISK_LEVEL)
    wrong = [
        {"level": term(TermList.METHOD)},
        {"feared": [term(TermList.METHOD)]},
        {"assessed_on": TODAY + timedelta(days=1)},
        {"look_again_on": date(2026, 3, 4)},
    ]
    for more in wrong:
        facts = {"level": level, "assessed_on": date(2026, 3, 5)} | more
        with pytest.raises(NotPossible):
            judge_risk(by=berik, case=case, today=TODAY, **facts)
    assert not case.risks.exists()
