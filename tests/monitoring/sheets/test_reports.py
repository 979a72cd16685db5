"""The report of a visit: what each level shows and never shows, who makes it, and what the audit knows of it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.choices import Act
from accounts.models import AuditEvent
from complaints.sheets import pdf
from institutions.choices import TermList
from institutions.models import Facility, FacilityType, Region, Term
from monitoring.choices import SaidBy, Trigger, VisitTextKind
from monitoring.facts import DissentFacts, MemberFacts
from monitoring.models import Finding, Recommendation, RecommendationStep, Visit, VisitPopulation
from monitoring.recommendations.asking import change_recommendation
from monitoring.sheets.forms import mark_of
from tests.complaints.sealed_cases import own_case, with_recovery_key
from tests.monitoring.pages.full import heard
from tests.monitoring.visits import ADVICE, TODAY, VISITED, WORDS, advice, finding, own_visit, place, term
from tests.vault.keys import unlocked_client, with_keys
from vault.models import KeyPair, KeyWrap

pytestmark = pytest.mark.django_db

SECRET = "What only we may read."
OPINION = "I saw it otherwise."
CANARIES = (WORDS, ADVICE, SECRET, OPINION)


@pytest.fixture(autouse=True)
def just_now(monkeypatch):
    """Everybody has typed the password a moment ago."""
    monkeypatch.setattr(
        "allauth.account.internal.flows.reauthentication.did_recently_reauthenticate", lambda _request: True
    )


@pytest.fixture
def visit(vera, berik, organisation) -> Visit:
    """A visit that Vera led with somebody without an account, with words, small numbers, a case and a complaint."""
    with_keys(vera, berik)
    with_recovery_key(organisation)
    case = own_case(berik, organisation)
    found = own_visit(
        vera,
        organisation,
        members=[MemberFacts(user=vera, profession="lawyer", part="leader"), MemberFacts(profession="doctor")],
        trigger=Trigger.COMPLAINTS,
        interviews={term(TermList.INTERVIEW_MODE, "private"): 12, term(TermList.INTERVIEW_MODE, "overseen"): 3},
        persons_offered=17,
        population={"capacity": 214, "held": 183, "women": 3, "foreigners": 26},
        findings=[finding(), finding(kind="good_practice", severity="none", words="Doors stood open.")],
        recommendations=[advice(finding=1)],
        dissents=[DissentFacts(OPINION, member=2)],
        texts={VisitTextKind.NOTE: SECRET},
    )
    heard(found, case, pseudonym="P7")
    return found


def browser(user) -> Client:
    """Somebody who signed in; with open keys where they have any."""
    if KeyPair.objects.filter(user=user).exists():
        return unlocked_client(user)
    client = Client()
    client.force_login(user)
    return client


def report(user, visit, level, *, client=None, **posted):
    client = client or browser(user)
    return client.post(
        reverse("visit_report", args=[visit.reference]), {"level": level, "language": "en", "as": "print", **posted}
    )


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def missing(page: str, *words: str) -> list[str]:
    return [word for word in words if word not in page]


def present(page: str, *words: str) -> list[str]:
    """Those that stand there by themselves: a random mark may hold the two letters of a pseudonym."""
    return [word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", page)]


def clear(visit: Visit) -> None:
    visit.findings.update(may_be_public=True)
    visit.recommendations.update(may_be_public=True)


# --- what each level shows --------------------------------------------------------------------------------------------


def test_our_own_report_has_everything_that_was_written(vera, berik, visit):
    page = text_of(report(berik, visit, "ourselves"))
    assert missing(page, *CANARIES, "P7", "Reports of torture or ill-treatment", "35 minutes", str(vera), "183") == []
    assert missing(page, "Signatures of all members", "Dissenting opinions", "Good practice") == []


def test_our_own_report_names_no_case_that_its_reader_may_not_know(vera, visit):
    page = text_of(report(vera, visit, "ourselves"))
    assert present(page, "P7", visit.complaints.get().complaint.case.reference) == []
    assert "1 case that you may not know more of." in page


def test_the_authority_s_report_has_findings_and_opinions_but_nothing_of_who_complained(vera, visit):
    page = text_of(report(vera, visit, "authority"))
    assert missing(page, WORDS, ADVICE, OPINION, str(vera), "20 October 2026", "Signatures of all members") == []
    assert present(page, SECRET, "P7", "Reports of torture or ill-treatment", "Case ") == []


def test_the_public_report_has_no_word_that_nobody_cleared(vera, visit):
    page = text_of(report(vera, visit, "public"))
    assert present(page, *CANARIES, "Doors stood open.", "P7", str(vera), "Signatures", "Lawyer", "Doctor") == []
    assert missing(page, "This version is for everybody.", "No finding has been cleared for this version.") == []


def test_the_public_report_has_months_and_spans_and_no_reason(vera, visit):
    page = text_of(report(vera, visit, "public"))
    assert missing(page, "October 2026", "less than an hour") == []
    unwanted = ("20 October", "35 minutes", "Reports of torture", visit.visit_type.label, "9:00", "14:00", "Case ")
    assert present(page, *unwanted) == []


def test_small_numbers_of_people_and_the_totals_that_tell_them_are_not_public(vera, visit):
    page = text_of(report(vera, visit, "public"))
    assert missing(page, "about 210", "about 180", "about 30", "fewer than 5", "about 10") == []
    assert present(page, "183", "214", "<td>3</td>", "<td>12</td>", "<td>15</td>", "<td>17</td>", "Altogether") == []


def test_a_total_is_public_where_no_number_is_small(vera, organisation):
    counted = {term(TermList.INTERVIEW_MODE, "private"): 12, term(TermList.INTERVIEW_MODE, "overseen"): 9}
    page = text_of(report(vera, own_visit(vera, organisation, interviews=counted), "public"))
    assert missing(page, "Altogether", "about 20", "to the nearest five") == []
    assert present(page, "<td>21</td>", "<td>9</td>") == []


def test_cleared_words_are_public_and_opinions_never_are(vera, visit):
    clear(visit)
    page = text_of(report(vera, visit, "public"))
    assert missing(page, WORDS, ADVICE, "Doors stood open.") == []
    assert present(page, SECRET, OPINION, "P7") == []


def test_cleared_words_stay_closed_for_who_may_make_the_public_report_without_a_key(dana, visit):
    clear(visit)
    page = text_of(report(dana, visit, "public"))
    assert present(page, *CANARIES) == []


@pytest.mark.parametrize(("held", "is_named"), [(None, False), (49, False), (50, True)])
def test_a_place_is_named_only_where_enough_people_are_held(held, is_named, vera, organisation):
    where = place("TEST-9", label_en="A place with a name")
    population = {"capacity": 60, "held": held}
    visit = own_visit(vera, organisation, facility=where, population=population)
    page = text_of(report(vera, visit, "public"))
    assert (where.label in page) is is_named
    assert ("The place is not named" in page) is not is_named
    assert where.label in text_of(report(vera, visit, "ourselves"))


@pytest.mark.parametrize(("others", "is_told"), [(1, False), (2, True)])
def test_a_place_without_a_name_is_not_told_by_its_region_and_terms(others, is_told, vera, organisation):
    region = Region.objects.filter(valid_to=None).order_by("-code").first()
    kind = FacilityType.objects.exclude(operator=None).order_by("-order").first()
    Facility.objects.filter(region=region, facility_type=kind).delete()
    where, *_others = [
        place(f"FEW-{n}", region=region, facility_type=kind, label_en="A place with a name") for n in range(others + 1)
    ]
    visit = own_visit(vera, organisation, facility=where, population={"held": 20})
    page = text_of(report(vera, visit, "public"))
    assert where.label not in page and kind.label in page
    assert (region.label in page) is is_told
    assert (visit.regime.label in page) is is_told
    assert region.label in text_of(report(vera, visit, "authority"))


def test_the_authority_is_not_told_on_what_a_finding_rests_nor_small_numbers(vera, berik, visit):
    VisitPopulation.objects.update(women=None)  # how many they hold they know
    ours, theirs = (text_of(report(berik, visit, level)) for level in ("ourselves", "authority"))
    private = "12 of 15 people who were spoken with were spoken with in private."
    told = ("Interviews with people held", "Sources of different kinds agree.", "<td>3</td>", private)
    assert missing(ours, *told) == []
    assert present(theirs, *told) == []
    assert missing(theirs, "fewer than 5", "<td>12</td>", WORDS) == []


def test_what_became_of_earlier_recommendations_tells_said_from_found(vera, berik, visit, organisation):
    later_on = VISITED + timedelta(days=9)
    later = own_visit(vera, organisation, visited_on=later_on, arrived_at=None, entered_at=None, left_at=None)
    asked = visit.recommendations.get()
    for meaning, said_by, seen in (("said_done", SaidBy.AUTHORITY, None), ("not_done", SaidBy.MONITOR, later)):
        status = term(TermList.RECOMMENDATION_STATUS, meaning)
        RecommendationStep.objects.create(
            recommendation=asked, status=status, happened_on=later_on, said_by=said_by, visit=seen
        )
    done, not_done = (term(TermList.RECOMMENDATION_STATUS, one).label for one in ("said_done", "not_done"))
    page = text_of(report(vera, later, "authority"))
    assert missing(page, done, not_done) == []
    assert present(text_of(report(vera, later, "public")), done, not_done) == []
    Recommendation.objects.update(may_be_public=True)
    public = text_of(report(vera, later, "public"))
    assert missing(public, done, not_done) == []
    assert "20 October" not in public


# --- language, paper, audit -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_report_is_in_the_language_that_was_chosen(language, vera, visit):
    page = text_of(report(vera, visit, "authority", language=language))
    assert f'<html lang="{language}">' in page
    assert WORDS in page


def test_name_and_time_stand_on_what_is_not_public(vera, visit):
    assert ["paper__mark" in text_of(report(vera, visit, level)) for level in ("ourselves", "authority", "public")] == [
        True,
        True,
        False,
    ]


def test_a_report_is_kept_nowhere_and_told_once(vera, visit):
    for level in ("ourselves", "public"):
        before = AuditEvent.objects.filter(action=Act.VISIT_REPORT_MADE, subject_uuid=visit.uuid).count()
        answer = report(vera, visit, level)
        assert "no-store" in answer["Cache-Control"]
        assert AuditEvent.objects.filter(action=Act.VISIT_REPORT_MADE).count() == before + 1


def test_a_machine_that_can_makes_a_pdf_named_by_its_reference_only(vera, visit, monkeypatch):
    monkeypatch.setattr(pdf, "is_possible", lambda: True)
    monkeypatch.setattr(pdf, "make", lambda page: b"%PDF " + page.encode())
    answer = report(vera, visit, "public", **{"as": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{visit.reference}.pdf"'


def test_a_machine_that_cannot_offers_the_print_view(vera, visit, monkeypatch):
    monkeypatch.setattr(pdf, "is_possible", lambda: False)
    page = text_of(report(vera, visit, "public", **{"as": "pdf"}))
    assert "This machine cannot make PDF files" in page
    assert not AuditEvent.objects.filter(action=Act.VISIT_REPORT_MADE).exists()


# --- who --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "levels"), [("vera", 3), ("berik", 3), ("alia", 3), ("dana", 1)])
def test_the_levels_are_those_of_the_role(name, levels, cast, visit):
    page = text_of(browser(cast[name]).get(reverse("visit_report", args=[visit.reference])))
    assert page.count('name="level"') == levels


def test_words_stay_closed_for_who_holds_no_key(alia, visit):
    with_keys(alia)
    answer = report(alia, visit, "authority")
    assert answer.status_code == 403
    assert present(text_of(answer), *CANARIES) == []


def test_a_locked_session_leads_to_the_password(berik, visit, client):
    client.force_login(berik)
    answer = report(berik, visit, "ourselves", client=client)
    assert answer.status_code == 302
    assert reverse("account_reauthenticate") in answer["Location"]


@pytest.mark.parametrize("name", ["azat", "charlie"])
def test_nobody_outside_learns_that_there_is_a_visit(name, cast, visit):
    for route in ("visit_report", "clear_visit"):
        assert browser(cast[name]).get(reverse(route, args=[visit.reference])).status_code == 404


@pytest.mark.parametrize("posted", [{"level": "everything"}, {"language": "xx"}, {"level": "ourselves\x00"}])
def test_what_is_not_offered_makes_no_report(posted, vera, visit):
    answer = report(vera, visit, **{"level": "public", **posted})
    assert "govuk-error-summary" in text_of(answer)
    assert not AuditEvent.objects.filter(action=Act.VISIT_REPORT_MADE).exists()


def test_an_analyst_cannot_ask_for_a_level_that_is_not_offered(dana, visit):
    answer = report(dana, visit, "ourselves")
    assert present(text_of(answer), *CANARIES, "P7") == []
    assert "govuk-error-summary" in text_of(answer)


# --- clearing ---------------------------------------------------------------------------------------------------------


def clearing(user, visit, **posted):
    return browser(user).post(reverse("clear_visit", args=[visit.reference]), posted)


def read(visit, number: int) -> str:
    """What the box of a finding says once its words were read."""
    return mark_of(visit.findings.get(number=number))


def test_words_are_read_again_before_they_are_cleared(berik, visit):
    page = text_of(browser(berik).get(reverse("clear_visit", args=[visit.reference])))
    assert present(page, *CANARIES, 'type="checkbox"') == []
    opened = text_of(clearing(berik, visit, do="open"))
    assert missing(opened, WORDS, ADVICE, 'type="checkbox"') == []
    assert present(opened, SECRET, OPINION) == []
    assert AuditEvent.objects.filter(action=Act.VISIT_TEXTS_OPENED).count() == 1


def test_what_is_chosen_is_cleared_and_the_rest_is_not(berik, visit):
    clearing(
        berik, visit, do="save", findings=[read(visit, 2)], recommendations=[mark_of(Recommendation.objects.get())]
    )
    assert list(Finding.objects.order_by("number").values_list("may_be_public", flat=True)) == [False, True]
    assert Recommendation.objects.get().may_be_public
    assert AuditEvent.objects.filter(action=Act.VISIT_CHANGED).count() == 1
    clearing(berik, visit, do="save")
    assert not Finding.objects.filter(may_be_public=True).exists()
    assert not Recommendation.objects.filter(may_be_public=True).exists()


@pytest.mark.parametrize("number", ["9-0", "0-0", "-1", "x", "1\x00", "1-\x00", "1", "9" * 40, "1-" + "9" * 40])
def test_a_finding_that_is_not_there_clears_nothing(number, berik, visit):
    clearing(berik, visit, do="save", findings=[read(visit, 1), number])
    assert not Finding.objects.filter(may_be_public=True).exists()


@pytest.mark.parametrize("name", ["vera", "alia", "dana"])
def test_only_who_manages_visits_clears(name, cast, visit):
    assert clearing(cast[name], visit, do="save", findings=[read(visit, 1)]).status_code == 403
    assert not Finding.objects.filter(may_be_public=True).exists()


def test_a_lead_without_the_key_clears_no_words(berik, visit):
    KeyWrap.objects.filter(data_key__safe=visit.safe, key_pair__user=berik).delete()
    clearing(berik, visit, do="save", findings=[read(visit, 1)])
    assert not Finding.objects.filter(may_be_public=True).exists()


def test_what_has_no_words_is_cleared_without_opening_anything(berik, vera, organisation):
    visit = own_visit(vera, organisation, findings=[finding(words="")])
    page = text_of(browser(berik).get(reverse("clear_visit", args=[visit.reference])))
    assert 'type="checkbox"' in page
    clearing(berik, visit, do="save", findings=[read(visit, 1)])
    assert Finding.objects.get().may_be_public


@pytest.mark.parametrize(
    ("changed", "stays"),
    [
        ({"words": "Move the man of cell 5, who told us."}, False),
        ({"theme": "health"}, False),
        ({"priority": "long"}, True),
    ],
)
def test_what_nobody_has_read_again_is_not_public(changed, stays, vera, berik, visit):
    row = visit.recommendations.get()
    clearing(berik, visit, do="save", recommendations=[mark_of(row)])
    if "theme" in changed:
        changed = {"theme": Term.objects.filter(list=TermList.FINDING_THEME).exclude(pk=row.theme_id).first()}
    change_recommendation(by=vera, recommendation=row, facts=advice(**{"words": "", **changed}), today=TODAY)
    row.refresh_from_db()
    assert row.may_be_public is stays
    assert ("cell 5" in text_of(report(vera, visit, "public"))) is False


def test_words_that_were_changed_since_they_were_read_are_not_cleared(vera, berik, visit):
    box = mark_of(visit.recommendations.get())
    assert f'value="{box}"' in text_of(clearing(berik, visit, do="open"))
    facts = advice(words="Move the man of cell 5, who told us.")
    change_recommendation(by=vera, recommendation=visit.recommendations.get(), facts=facts, today=TODAY)
    clearing(berik, visit, do="save", findings=[read(visit, 1)], recommendations=[box])
    assert not Recommendation.objects.get().may_be_public
    assert not visit.findings.get(number=1).may_be_public


def test_the_pages_ask_no_more_the_more_there_is(vera, organisation, django_assert_max_num_queries):
    hours = {"arrived_at": None, "entered_at": None, "left_at": None}
    modes = list(Term.objects.filter(list=TermList.INTERVIEW_MODE)[:3])
    visits = [
        own_visit(
            vera,
            organisation,
            findings=[finding(words="")] * number,
            recommendations=[advice(words="")] * number,
            interviews=dict.fromkeys(modes[:number], 6),
            **hours,
        )
        for number in (1, 3)
    ]
    client = browser(vera)
    for visit in visits:
        with django_assert_max_num_queries(22):
            assert report(vera, visit, "ourselves", client=client).status_code == 200


def test_hours_of_a_visit_are_not_public(vera, organisation):
    visit = own_visit(vera, organisation, arrived_at=datetime(2026, 10, 20, 4, 17, tzinfo=UTC))
    page = text_of(report(vera, visit, "public"))
    assert present(page, "4:17", "9:17", "09:17") == []


def test_pages_stay_within_their_queries(berik, visit, django_assert_max_num_queries):
    client = browser(berik)
    for name in ("visit_report", "clear_visit"):
        with django_assert_max_num_queries(15):
            assert client.get(reverse(name, args=[visit.reference])).status_code == 200
