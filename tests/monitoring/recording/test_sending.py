"""From the page to a recorded visit: everything that was typed, once, and nothing for who may not."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.choices import Act
from accounts.models import AuditEvent
from institutions.choices import Mandate
from institutions.models import FacilityType
from monitoring.models import Visit, VisitDraft
from monitoring.opening import open_texts
from monitoring.recording.forms import VisitForm
from monitoring.recording.lists import Lists
from tests.monitoring.recording.conftest import address, post
from tests.monitoring.recording.typical import ADVICE, FINDING
from tests.monitoring.visits import TODAY, place
from tests.vault.keys import private_key_of, unlocked_client

pytestmark = pytest.mark.django_db


def test_a_typical_visit_is_recorded_as_it_was_typed(browser, draft, page, vera):
    answer = post(browser, draft, page, "send", conduct="Calm.", note="A note.")
    visit = Visit.objects.get()
    assert answer["Location"] == reverse("visit_recorded", kwargs={"reference": visit.reference})
    assert (visit.uuid, visit.facility, visit.recorded_by) == (draft.uuid, place(), vera)
    assert visit.arrived_at == datetime(2026, 10, 20, 4, 0, tzinfo=UTC)  # nine in the morning in Almaty
    assert visit.entered_at == datetime(2026, 10, 20, 4, 35, tzinfo=UTC)
    members = [(one.user, one.profession, one.part) for one in visit.members.order_by("number")]
    assert members[0] == (vera, "unknown", "leader")
    assert [member[1:] for member in members[1:]] == [
        ("doctor", "member"),
        ("lawyer", "member"),
        ("psychologist", "member"),
    ]
    assert sorted(visit.premises.values_list("outcome", flat=True)) == ["outside", "refused", *["visited"] * 4]
    assert sorted(visit.documents.values_list("outcome", flat=True)) == ["not_kept", "refused", *["seen"] * 3]
    assert sorted(visit.interviews.values_list("number", flat=True)) == [0, 0, 1, 2, 3, 12]
    assert (visit.population.held, visit.population.under_18, visit.population.foreigners) == (180, 0, None)
    assert [finding.severity for finding in visit.findings.order_by("number")] == ["high", "medium", "medium"]
    assert all(finding.is_triangulated for finding in visit.findings.all())
    assert [one.finding.number for one in visit.recommendations.order_by("number")] == [1, 2, 3]
    assert visit.afterwards.follow_up == "visit"
    opened = open_texts(by=vera, private_key=private_key_of(vera), visit=visit, now=datetime.now(UTC))
    assert sorted(one.text for one in opened.texts) == sorted([*[FINDING] * 3, *[ADVICE] * 3, "Calm.", "A note."])
    assert not VisitDraft.objects.exists()
    assert AuditEvent.objects.filter(action=Act.VISIT_RECORDED).count() == 1


def test_the_last_page_says_what_was_against_the_terms_and_what_is_next(browser, draft, page):
    told = browser.get(post(browser, draft, page, "send")["Location"]).content.decode()
    assert Visit.objects.get().reference in told
    assert "Let in after 35 minutes" in told
    assert "Rooms within the mandate were refused." in told
    assert "send the letters" in told
    assert "A return was planned" in told


def test_what_is_sent_twice_is_recorded_once(browser, draft, page):
    first, second = post(browser, draft, page, "send"), post(browser, draft, page, "send")
    assert first["Location"] == second["Location"]
    assert Visit.objects.count() == 1


def test_saving_what_was_recorded_meanwhile_is_told_and_keeps_nothing(browser, draft, page, berik):
    post(browser, draft, page, "send")
    answer = browser.post(address("save_visit_draft", draft), page | {"people-held": "999"})
    visit = Visit.objects.get()
    assert answer.status_code == 200
    assert "was recorded meanwhile" in answer.text
    assert reverse("visit_detail", kwargs={"reference": visit.reference}) in answer.text
    assert visit.population.held == 180
    assert not VisitDraft.objects.exists()
    assert unlocked_client(berik).post(address("save_visit_draft", draft), page).status_code == 404


def test_bodies_of_a_scenario_are_no_addressees_but_where_one_is_chosen_already(organisation):
    lists = Lists(organisation, TODAY)
    unreal = FacilityType.objects.filter(mandate=Mandate.SCENARIO, operator__isnull=False).first().operator.code
    told = lists.options("addressee")
    assert unreal not in [one.value for one in told]
    assert [one for one in lists.options("addressee", unreal) if one.value != unreal] == told
    numbers = [int(one.number) for one in told]
    assert numbers[-1] > len(told)  # the number before each stays that of the whole list
    form = VisitForm.from_answers(
        {"rows-recommendations": ["1"], "recommendations-0-addressee": [unreal]}, lists=lists, today=TODAY
    )
    assert form.rows["recommendations"][0].fields["addressee"].valid_value(unreal)
    assert not form.rows["recommendations"][1].fields["addressee"].valid_value(unreal)


@pytest.mark.parametrize("missing", ["facility", "visited_on", "regime", "visit_type", "notice"])
def test_what_a_visit_needs_is_said_beside_its_question(browser, draft, page, missing):
    answer = post(browser, draft, page, "send", **{missing: ""})
    assert answer.status_code == 200
    assert f'href="#id_{missing}"' in answer.content.decode()
    assert not Visit.objects.exists()
    assert VisitDraft.objects.exists()


def test_what_cannot_have_been_is_said_and_the_draft_stays(browser, draft, page):
    answer = post(browser, draft, page, "send", visited_on="20.10.2001")
    assert not Visit.objects.exists()
    assert FINDING in answer.content.decode()
    assert VisitDraft.objects.exists()


def test_a_day_to_come_is_refused_beside_its_question(browser, draft, page):
    answer = post(browser, draft, page, "send", visited_on="20.10.2099").content.decode()
    assert "This day lies in the future." in answer
    assert not Visit.objects.exists()


def test_who_stood_back_records_the_visit_and_is_not_shown_it(browser, draft, page, vera):
    answer = post(browser, draft, page, "send", **{"members-0-part": "member", "members-0-stood_back": "related"})
    assert answer["Location"] == reverse("new_visit")
    assert Visit.objects.count() == 1
    assert not Visit.objects.visible_to(vera).exists()


def test_a_draft_of_somebody_else_is_not_sent(browser, draft, page, berik, client):
    client.force_login(berik)
    assert client.post(address("visit_draft", draft), {**page, "act": "send"}).status_code == 404
    assert not Visit.objects.exists()
