"""Logging a complaint in a browser: from the first page to the reference."""

import pytest
from django.urls import reverse

from accounts.choices import Act
from accounts.models import AuditEvent
from complaints.circumstances.safety_forms import RiskForm
from complaints.models import Case, ComplaintDraft, Consent, Identity, RiskAssessment, Safeguards, Writing
from institutions.choices import TermList
from institutions.models import Agency, Channel, Facility, Term
from tests.complaints.reception.conftest import answer, consented, send

pytestmark = pytest.mark.django_db

CANARY = "Canary Inventedname"


def _full(browser, draft) -> Facility:
    place = Facility.objects.filter(is_demonstration=False).first()
    answer(browser, draft, "consent", **consented())
    answer(
        browser,
        draft,
        "arrival",
        channel=Channel.objects.filter(is_own_form=False).first().code,
        received_on_1="3",
        received_on_2="2026",
        told_by="relative",
        passed_staff="refused",
        language="kk",
        file_number="17/2026",
    )
    method = Term.objects.filter(list=TermList.METHOD).first()
    answer(browser, draft, "incident", facility=place.code, incident_on_2="2025", methods=method.code)
    answer(
        browser,
        draft,
        "concerned",
        victims="1",
        respondents="1",
        **{"victim-1-sex": "male", "respondent-1-agency": Agency.objects.first().code},
    )
    answer(browser, draft, "safeguards", lawyer_admitted="no")
    answer(browser, draft, "account", narrative=f"They beat {CANARY}.")
    answer(browser, draft, "names", **{"victim-1-name": CANARY, "complainant-1-contact": "in the evening"})
    level = Term.objects.filter(list=TermList.RISK_LEVEL).first()
    answer(browser, draft, "risk", level=level.code)
    return place


def test_a_complaint_is_logged_topic_by_topic(browser, draft, alia):
    place = _full(browser, draft)
    answered = send(browser, draft)
    case = Case.objects.get()
    complaint = case.complaints.get()
    assert answered["Location"] == reverse("complaint_logged", kwargs={"uuid": complaint.uuid})
    assert (case.facility, case.region, case.incident_precision) == (place, place.region, "year")
    assert (case.file_number, case.methods.count()) == ("17/2026", 1)
    assert (complaint.told_by, complaint.passed_staff, complaint.language) == ("relative", "refused", "kk")
    assert case.victims.get().sex == "male"
    assert case.victims.get().age_band == "not_asked"
    assert Safeguards.objects.get(case=case).lawyer_admitted == "no"
    assert Writing.objects.get(case=case).complaint == complaint
    assert sorted(Identity.objects.filter(case=case).values_list("party", flat=True)) == ["complainant", "victim"]
    assert RiskAssessment.objects.get(case=case).assessed_by == alia
    assert Consent.objects.filter(case=case, answer="given").count() == 1
    assert not ComplaintDraft.objects.exists()
    acts = set(AuditEvent.objects.values_list("action", flat=True))
    assert {Act.CASE_OPENED, Act.TEXT_SEALED, Act.IDENTITY_SEALED, Act.RISK_JUDGED, Act.CONSENT_CHANGED} <= acts
    page = browser.get(answered["Location"])
    assert case.reference in page.content.decode()


def test_pages_of_a_draft_open(browser, draft):
    for name in ("consent", "arrival", "incident", "concerned", "safeguards", "account", "names", "risk"):
        page = browser.get(reverse("complaint_topic", kwargs={"uuid": draft.uuid, "topic": name}))
        assert page.status_code == 200, name
    for name in ("complaint_draft", "check_complaint", "compare_names", "delete_draft"):
        page = browser.get(reverse(name, kwargs={"uuid": draft.uuid}), follow=True)
        assert page.status_code == 200, name


def test_a_kind_of_violence_says_what_it_is_a_kind_of(browser, draft):
    child = Term.objects.filter(list=TermList.METHOD, parent__isnull=False).select_related("parent").first()
    page = browser.get(reverse("complaint_topic", kwargs={"uuid": draft.uuid, "topic": "incident"}))
    labels = dict(page.context["sheets"][0].form.fields["methods"].choices)
    assert labels[child.parent.code] == child.parent.label
    assert labels[child.code].lower() == f"{child.parent.label}: {child.label}".lower()


def test_an_official_has_one_name_wherever_they_stand(browser, draft):
    page = browser.get(reverse("complaint_topic", kwargs={"uuid": draft.uuid, "topic": "concerned"})).content.decode()
    assert "Official complained about 1" in page
    assert "One more official complained about" in page
    assert "perpetrator" not in page


def test_levels_of_danger_stand_in_one_order(browser, draft):
    levels = list(Term.objects.filter(list=TermList.RISK_LEVEL).order_by("-order").values_list("code", flat=True))
    page = browser.get(reverse("complaint_topic", kwargs={"uuid": draft.uuid, "topic": "risk"}))
    asked = [code for code, _label in page.context["sheets"][0].form.fields["level"].choices if code]
    judged = [term.code for term in RiskForm().fields["level"].queryset]
    assert asked == judged == levels


def test_drafts_are_told_apart_by_number_place_and_day(browser, draft):
    place = Facility.objects.filter(is_demonstration=False).first()
    answer(
        browser, draft, "arrival", file_number="17/2026", received_on_0="5", received_on_1="11", received_on_2="2025"
    )
    answer(browser, draft, "incident", facility=place.code)
    page = browser.get(reverse("new_complaint"))
    assert [marks for _draft, marks in page.context["drafts"]] == [["17/2026", place.label, "5 November 2025"]]
    assert "17/2026" in page.content.decode()


def test_people_of_whom_nothing_was_said_take_one_line(browser, draft):
    answer(browser, draft, "concerned", victims="1", respondents="1", **{"victim-1-sex": "male"})
    page = browser.get(reverse("check_complaint", kwargs={"uuid": draft.uuid}))
    people = {topic.name: [len(lines) for _heading, lines in topic.sections] for topic in page.context["answered"]}
    assert people["concerned"] == [3, 0]
    assert set(people["names"]) == {0}
    assert "nothing recorded" in page.content.decode()
