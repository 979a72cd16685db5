"""The pages from interview to complaint: what they ask, what they show, and what they keep from whom."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Act, Role
from accounts.models import AuditEvent, Membership, Organisation, User
from complaints.choices import ConsentAnswer
from complaints.models import Case, CaseAssignment
from institutions.choices import Answer, TermList
from institutions.models import Channel, Term
from monitoring.choices import PassingState
from monitoring.interviews.actions import change_consent, link_trigger, pass_on
from monitoring.models import InterviewComplaint, VisitTrigger
from tests.cast import person
from tests.complaints.sealed_cases import own_case, with_recovery_key
from tests.monitoring.interviews.heard import (
    NAME,
    STORY,
    case_of,
    consents,
    hear,
    told,
    told_in_words,
    visit_without_duty,
)
from tests.monitoring.visits import TODAY, VISITED, own_visit, place, term
from tests.vault.keys import with_keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(vera, organisation):
    return own_visit(vera, organisation)


@pytest.fixture
def monitor(client, vera):
    client.force_login(vera)
    return client


@pytest.fixture
def password_just_now(monkeypatch):
    """Everybody has typed the password a moment ago."""
    monkeypatch.setattr(
        "allauth.account.internal.flows.reauthentication.did_recently_reauthenticate", lambda _request: True
    )


def scope(**attributes: str) -> str:
    """The name of the field of the scope of consent with these attributes."""
    wanted = {f"attributes__{name}": value for name, value in attributes.items()}
    return f"scope-{Term.objects.filter(list=TermList.CONSENT_SCOPE, **wanted).order_by('order').first().code}"


def answers(**changed: object) -> dict[str, object]:
    """A page filled in with as little as can be."""
    given = {
        "act": "send",
        "once": str(uuid4()),
        "mode": term(TermList.INTERVIEW_MODE, "private").code,
        "pseudonym": "p3",
        "victims": "1",
        "respondents": "1",
        "facility": place().code,
        scope(default="must"): ConsentAnswer.GIVEN,
        scope(to="monitors"): ConsentAnswer.GIVEN,
    }
    return {name: value for name, value in {**given, **changed}.items() if value is not None}


def add(visit) -> str:
    return reverse("hear_complaint", args=[visit.reference])


# --- taking it in -----------------------------------------------------------------------------------------------------


def test_the_page_begins_with_what_the_visit_says(monitor, visit):
    page = monitor.get(add(visit))
    text = page.content.decode()
    assert f'<option value="{visit.facility.code}" selected>' in text
    assert visit.regime.passes_complaints_to.label in text
    assert "private" in text.lower()


def test_a_complaint_is_kept_with_channel_day_and_body_of_the_visit(monitor, visit):
    assert monitor.post(add(visit), answers()).status_code == 302
    row = InterviewComplaint.objects.get()
    complaint = row.complaint
    assert (row.pseudonym, row.state) == ("P3", PassingState.WAITING)
    assert complaint.channel == Channel.objects.get(heard_by=visit.regime.body)
    assert (complaint.received_by, complaint.passed_staff) == (visit.regime.body, Answer.NO)
    assert complaint.events.get().happened_on == VISITED
    assert (complaint.case.facility, complaint.case.region) == (visit.facility, visit.facility.region)


@pytest.mark.parametrize("meaning", ["overseen", "group"])
def test_what_was_not_told_in_private_may_have_come_to_the_ears_of_staff(monitor, visit, meaning):
    monitor.post(add(visit), answers(mode=term(TermList.INTERVIEW_MODE, meaning).code))
    assert InterviewComplaint.objects.get().complaint.passed_staff == Answer.PARTLY


@pytest.mark.parametrize(
    "changed",
    [
        {"mode": None},
        {"mode": "declined"},
        {"pseudonym": "Serik"},
        {"pseudonym": "P3\x00"},
        {"incident_on_2": "3000"},
        {"incident_on_2": "99999999999999999999"},
        {"facility": "NOWHERE"},
        {"narrative": "a\x00b"},
    ],
)
def test_a_page_with_a_mistake_keeps_nothing_and_loses_nothing(monitor, visit, changed):
    page = monitor.post(add(visit), answers(**({"narrative": STORY} | changed)))
    assert page.status_code == 200 and "Please check these answers" in page.content.decode()
    assert not Case.objects.exists()


def test_without_the_answer_that_it_may_be_kept_nothing_is_kept(monitor, visit):
    for answer in (None, ConsentAnswer.REFUSED):
        page = monitor.post(add(visit), answers(**{scope(default="must"): answer}))
        assert "Without this consent nothing may be kept" in page.content.decode()
    assert not Case.objects.exists()


def test_an_incident_after_the_interview_cannot_have_been_told(monitor, visit):
    later = VISITED + timedelta(days=2)
    told = {"incident_on_0": later.day, "incident_on_1": later.month, "incident_on_2": later.year}
    page = monitor.post(add(visit), answers(**told))
    assert page.status_code == 200 and not Case.objects.exists()


def test_a_page_sent_twice_makes_one_case(monitor, visit):
    sent = answers()
    assert [monitor.post(add(visit), sent).status_code for _time in range(2)] == [302, 302]
    assert Case.objects.count() == 1


def test_more_people_are_asked_about_and_nothing_is_lost(monitor, visit):
    page = monitor.post(add(visit), answers(act="more_victims", narrative=STORY)).content.decode()
    assert "victim-2-sex" in page and STORY in page and "Please check" not in page
    assert not Case.objects.exists()


def test_words_are_sealed_and_who_wants_no_name_gets_none(monitor, vera, berik, organisation, visit):
    with_recovery_key(organisation)
    with_keys(vera, berik)
    named = {"narrative": STORY, "victim-1-name": NAME}
    page = monitor.post(add(visit), answers(is_anonymous="on", told_by="victim", **named))
    assert "wants to stay unnamed" in page.content.decode() and not Case.objects.exists()
    monitor.post(add(visit), answers(told_by="victim", **named))
    case = Case.objects.get()
    assert (case.writings.count(), case.identities.count()) == (1, 1)


def test_where_nobody_could_open_it_the_words_come_back(monitor, visit):
    page = monitor.post(add(visit), answers(narrative=STORY)).content.decode()
    assert STORY in page and not Case.objects.exists()


def test_a_complaint_joins_a_case_of_the_monitor_and_no_other(monitor, vera, berik, organisation, visit):
    mine, other = case_of(hear(vera, visit)), own_case(berik, organisation)
    page = monitor.get(f"{add(visit)}?into={mine.reference}").content.decode()
    assert "incident_on" not in page
    monitor.post(f"{add(visit)}?into={mine.reference}", answers())
    assert mine.complaints.count() == 2
    for reference in (other.reference, "2222-2222", "%00"):
        assert monitor.get(f"{add(visit)}?into={reference}").status_code == 404
        assert monitor.post(f"{add(visit)}?into={reference}", answers()).status_code == 404


def test_only_cases_the_monitor_may_see_are_offered(monitor, vera, berik, organisation, visit):
    mine, other = case_of(hear(vera, visit)), own_case(berik, organisation)
    Case.objects.filter(pk=other.pk).update(facility=visit.facility)
    for address in (add(visit), reverse("visit_triggers", args=[visit.reference])):
        page = monitor.get(address).content.decode()
        assert mine.reference in page and other.reference not in page


def test_terms_without_the_duty_say_why_nothing_waits(monitor, vera, organisation):
    visit = visit_without_duty(vera, organisation)
    assert "Nothing waits to be passed on" in monitor.get(add(visit)).content.decode()
    hear(vera, visit)
    assert "Nothing to pass on" in monitor.get(reverse("interview_complaints")).content.decode()


# --- on its way -------------------------------------------------------------------------------------------------------


def the_page(row: InterviewComplaint, name: str = "interview_complaint") -> str:
    return reverse(name, args=[row.visit.reference, row.complaint.uuid])


def test_the_list_shows_where_each_complaint_stands(monitor, vera, visit):
    for answer in (ConsentAnswer.GIVEN, ConsentAnswer.NOT_ASKED, ConsentAnswer.REFUSED):
        hear(vera, visit, passing=answer)
    passed = hear(vera, visit, pseudonym="P7")
    pass_on(by=vera, complaint=passed, on=VISITED, today=TODAY)
    address = reverse("interview_complaints")
    shown = {show: monitor.get(f"{address}?show={show}").content.decode() for show in ("waits", "ask", "refused")}
    assert all(page.count('<th scope="row"') == 1 for page in shown.values())
    page = monitor.get(f"{address}?show=passed").content.decode()
    assert "P7" in page and passed.complaint.case.reference in page


def test_the_list_opens_where_something_stands_when_nothing_waits(monitor, vera, visit):
    hear(vera, visit, passing=ConsentAnswer.REFUSED)
    address = reverse("interview_complaints")
    assert monitor.get(address).content.decode().count('<th scope="row"') == 1
    empty = monitor.get(f"{address}?show=waits").content.decode()
    assert "Nothing stands here" in empty
    assert "appear here when they are taken in" in empty


def test_what_was_noted_with_the_interview_stands_where_the_case_has_no_answer(monitor, vera, visit):
    others = tuple(pair for pair in consents() if pair[0].attributes.get("to") != "monitors")
    row = hear(vera, visit, told=told(visit, consents=others))
    InterviewComplaint.objects.filter(pk=row.pk).update(may_be_passed=Answer.YES)
    assert "P3" in monitor.get(reverse("interview_complaints")).content.decode()


def test_invented_complaints_are_never_listed_with_real_ones(client, vera, visit):
    house = Organisation.objects.create(name="Invented", is_demonstration=True)
    Membership.objects.create(user=vera, organisation=house, role=Role.MONITOR)
    both = User.objects.get(pk=vera.pk)
    hear(both, visit, pseudonym="P1")
    invented = own_visit(both, house, facility=place("INVENTED", is_demonstration=True))
    hear(both, invented, pseudonym="P2")
    client.force_login(both)
    address = reverse("interview_complaints")
    pages = [client.get(address, {"data_set": each}).content.decode() for each in ("own", "demonstration", "x")]
    assert [(">P1<" in page, ">P2<" in page) for page in pages] == [(True, False), (False, True), (True, False)]


def test_what_lies_here_for_more_than_thirty_days_is_marked(monitor, vera, organisation):
    today = timezone.localdate()
    for days, is_marked in ((30, False), (31, True)):
        InterviewComplaint.objects.all().delete()
        visit = own_visit(vera, organisation, visited_on=today - timedelta(days=days), **HOURS)
        hear(vera, visit, today=today)
        page = monitor.get(reverse("interview_complaints")).content.decode()
        assert ("too long" in page) is is_marked


HOURS = {"arrived_at": None, "entered_at": None, "left_at": None}


def test_the_list_costs_the_same_for_one_and_for_three(monitor, vera, visit):
    address, numbers = reverse("interview_complaints"), []
    hear(vera, visit)
    monitor.get(address)
    for _time in range(2):
        with CaptureQueriesContext(connection) as read:
            monitor.get(address)
        numbers.append(len(read))
        hear(vera, visit)
        hear(vera, visit)
    assert numbers[0] == numbers[1] <= 15


@pytest.mark.parametrize("after", ["x", "\x00", "0d3b7f0e-8f5a-4a55-9a5e-2d1c6b7e9f10"])
def test_a_mark_that_is_none_begins_at_the_beginning(monitor, vera, visit, after):
    hear(vera, visit)
    page = monitor.get(reverse("interview_complaints"), {"after": after, "show": "waits\x00"})
    assert page.status_code == 200 and "P3" in page.content.decode()


def test_it_is_passed_on_and_confirmed_on_its_page(monitor, vera, visit):
    row = hear(vera, visit)
    monitor.post(the_page(row), {"act": "pass", "on": "21.10.2026", "register_number": ""})
    monitor.post(the_page(row), {"act": "confirm", "on": "25.10.2026", "register_number": "17-K"})
    row.refresh_from_db()
    assert (row.state, row.register_number) == (PassingState.CONFIRMED, "17-K")
    page = monitor.get(the_page(row)).content.decode()
    assert visit.regime.passes_complaints_to.label in page and "17-K" in page


@pytest.mark.parametrize("on", ["19.10.2026", "03.04.3000", "99.99.9999", "", "x\x00"])
def test_a_day_that_cannot_have_been_is_refused(monitor, vera, visit, on):
    row = hear(vera, visit)
    assert monitor.post(the_page(row), {"act": "pass", "on": on}).status_code == 200
    row.refresh_from_db()
    assert row.state == PassingState.WAITING


@pytest.fixture
def withdrawn(vera, visit):
    """A complaint whose person agreed in the interview and took it back the day after it was typed in."""
    row = hear(vera, visit)
    change_consent(by=vera, complaint=row, answer=ConsentAnswer.WITHDRAWN, today=TODAY + timedelta(days=1))
    return row


def test_what_went_out_before_consent_was_taken_back_is_noted_with_its_day(monitor, withdrawn):
    page = monitor.get(the_page(withdrawn))
    assert "agreed at first" in page.text
    assert page.context["forms"]["pass"]["on"].value() is None
    monitor.post(the_page(withdrawn), {"act": "pass", "on": "02.11.2026", "register_number": "17-K"})
    withdrawn.refresh_from_db()
    assert (withdrawn.state, withdrawn.passed_on) == (PassingState.PASSED, TODAY)
    page = monitor.get(the_page(withdrawn))
    assert not page.context["can_print"] and page.context["forms"].keys() == {"confirm", "consent"}


@pytest.mark.parametrize("on", ["03.11.2026", "04.11.2026", "19.10.2026", ""])
def test_nothing_is_passed_on_after_consent_was_taken_back(monitor, withdrawn, on):
    answer = monitor.post(the_page(withdrawn), {"act": "pass", "on": on})
    assert answer.context["forms"]["pass"].errors
    withdrawn.refresh_from_db()
    assert withdrawn.state == PassingState.NO_CONSENT


@pytest.mark.parametrize("answer", [ConsentAnswer.REFUSED, ConsentAnswer.NOT_ASKED])
def test_who_never_agreed_is_not_asked_for_a_day(monitor, vera, visit, answer):
    row = hear(vera, visit, passing=answer)
    assert "pass" not in monitor.get(the_page(row)).context["forms"]
    monitor.post(the_page(row), {"act": "pass", "on": "21.10.2026"})
    row.refresh_from_db()
    assert row.passed_on is None


def test_consent_taken_back_closes_the_case_to_the_other_monitor_at_once(client, vera, organisation, visit):
    row = hear(vera, visit)
    second = person("second", organisation, Role.MONITOR)
    CaseAssignment.objects.create(case=case_of(row), user=second, assigned_by=vera)
    client.force_login(second)
    assert client.get(the_page(row)).status_code == 200
    answer = client.post(the_page(row), {"act": "consent", "answer": ConsentAnswer.WITHDRAWN})
    assert answer["Location"] == reverse("interview_complaints")
    assert client.get(the_page(row)).status_code == 404
    row.refresh_from_db()
    assert row.state == PassingState.NO_CONSENT


def test_a_case_worker_who_is_assigned_reads_and_changes_nothing(client, alia, vera, visit):
    row = hear(vera, visit)
    CaseAssignment.objects.create(case=case_of(row), user=alia, assigned_by=vera)
    client.force_login(alia)
    assert client.get(the_page(row)).status_code == 200
    assert client.post(the_page(row), {"act": "pass", "on": "21.10.2026"}).status_code == 403
    assert client.post(the_page(row, "passing_letter")).status_code == 403


@pytest.mark.usefixtures("password_just_now")
def test_the_letter_names_a_pseudonym_and_nobody(monitor, vera, berik, organisation, visit):
    with_recovery_key(organisation)
    with_keys(vera, berik)
    row = hear(vera, visit, told=told_in_words(visit))
    page = monitor.post(the_page(row, "passing_letter"))
    text = page.content.decode()
    assert page.status_code == 200 and "P3" in text and visit.regime.passes_complaints_to.label in text
    assert NAME not in text and STORY not in text
    assert AuditEvent.objects.filter(action=Act.SHEET_MADE, subject_uuid=case_of(row).uuid).count() == 1


def test_the_letter_leaves_the_house_after_the_password_only_and_the_way_leads_back(monitor, vera, visit):
    row = hear(vera, visit)
    address = the_page(row, "passing_letter")
    assert monitor.post(address)["Location"].startswith(reverse("account_reauthenticate"))
    assert not AuditEvent.objects.filter(action=Act.SHEET_MADE).exists()
    assert monitor.get(address)["Location"] == the_page(row)


def test_there_is_no_letter_without_consent_or_somebody_to_write_to(monitor, vera, organisation, visit):
    refused = hear(vera, visit, passing=ConsentAnswer.REFUSED)
    nobody = hear(vera, visit_without_duty(vera, organisation))
    for row in (refused, nobody):
        assert monitor.post(the_page(row, "passing_letter")).status_code == 404
    assert not AuditEvent.objects.filter(action=Act.SHEET_MADE).exists()


def test_a_complaint_is_found_at_its_own_visit_only(monitor, vera, organisation, visit):
    row, other = hear(vera, visit), own_visit(vera, organisation)
    address = reverse("interview_complaint", args=[other.reference, row.complaint.uuid])
    assert monitor.get(address).status_code == 404


# --- triggers ---------------------------------------------------------------------------------------------------------


def test_a_case_is_linked_by_its_number_and_let_go_again(client, berik, organisation, visit):
    client.force_login(berik)
    case, address = own_case(berik, organisation), reverse("visit_triggers", args=[visit.reference])
    assert client.post(address, {"reference": case.reference.lower()}).status_code == 302
    assert case.reference in client.get(address).content.decode()
    assert client.post(address, {"remove": case.reference}).status_code == 302
    assert not VisitTrigger.objects.exists()


def test_a_link_to_a_case_one_may_not_see_is_neither_shown_nor_touched(monitor, berik, organisation, visit):
    case, address = own_case(berik, organisation), reverse("visit_triggers", args=[visit.reference])
    page = monitor.post(address, {"reference": case.reference})
    assert "no such case" in page.content.decode()
    link_trigger(by=berik, visit=visit, case=case)
    assert case.reference not in monitor.get(address).content.decode()
    assert monitor.post(address, {"remove": case.reference}).status_code == 404
    assert monitor.post(address, {"remove": "\x00"}).status_code == 404
    assert VisitTrigger.objects.count() == 1
