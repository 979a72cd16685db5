"""Pages of sealed content: closed panels, openings on record, and the same silence for foreign and unknown cases."""

import io
import zipfile
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Act, Role
from accounts.models import AuditEvent
from complaints.actions import assign_case
from complaints.choices import WritingKind
from complaints.models import CaseAssignment, Consent, Identity, Recusal, Writing
from complaints.safekeeping import put_writing
from institutions.models import Term
from tests.cast import person
from tests.complaints.sealed_cases import (
    NAME,
    PLAIN,
    STORY,
    TODAY,
    as_letter,
    fill_safe,
    keeper_too,
    own_case,
    put_file,
)
from tests.complaints.test_sealed_opening import PNG
from tests.vault.keys import private_key_of, unlocked_client, with_keys
from vault.crypto import Tampered
from vault.models import KeyWrap

pytestmark = pytest.mark.django_db

# name of the route: whether it takes the uuid of a colleague or a file besides the reference
CASE_ROUTES = {
    "open_narrative": False,
    "case_identities": False,
    "open_file": True,
    "file_page": True,
    "file_original": True,
    "write_text": False,
    "send_answer": False,
    "add_identity": False,
    "add_file": False,
    "record_consent": False,
    "letter_state": False,
    "assign_case": False,
    "end_assignment": True,
    "stand_back": False,
    "end_standing_back": True,
    "hand_over_case_key": True,
    "lend_identities": False,
    "end_loan": True,
}


@pytest.fixture
def berik(berik, organisation):
    return keeper_too(berik, organisation)


@pytest.fixture
def case(alia, berik, organisation):
    with_keys(alia, berik)
    case = fill_safe(own_case(alia, organisation), by=alia)
    as_letter(case, has_news=True)
    return case


@pytest.fixture
def just_now(monkeypatch):
    """Everybody has typed the password a moment ago."""
    monkeypatch.setattr(
        "allauth.account.internal.flows.reauthentication.did_recently_reauthenticate", lambda _request: True
    )


def detail(client, case) -> str:
    return " ".join(client.get(reverse("case_detail", args=[case.reference])).content.decode().split())


def post(client, name, case, /, *more, **data):
    return client.post(reverse(name, args=[case.reference, *more]), data)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


# --- the page of a case -----------------------------------------------------------------------------------------------


def test_the_page_shows_what_lies_in_the_safe_and_nothing_of_it(case, alia):
    html = detail(unlocked_client(alia), case)
    for words in ("Narrative, messages and files: sealed", "1 text", "1 file", "Open (recorded)", "Identity: sealed"):
        assert words in html
    assert STORY not in html
    assert NAME not in html
    assert "letter.txt" not in html


def test_the_page_shows_texts_where_there_is_no_file(case, alia):
    put_writing(case=case, kind=WritingKind.NOTE, text="a note", author=alia, today=TODAY)
    case.attachments.all().delete()
    html = detail(unlocked_client(alia), case)
    assert html.count("1 text") == 2
    assert "1 file" not in html


def test_who_lacks_the_key_is_told_whom_to_ask(case, berik, organisation):
    late = with_keys(person("late", organisation, Role.CASE_WORKER))
    assign_case(by=berik, case=case, user=late)
    html = detail(unlocked_client(late), case)
    assert "You hold no key of it" in html
    assert reverse("open_narrative", args=[case.reference]) not in html
    response = post(unlocked_client(late), "open_narrative", case)
    assert response.status_code == 403
    assert "Ask one of these colleagues" in text_of(response)
    assert "Berik" in text_of(response)


def test_the_page_keeps_to_its_budget_however_much_is_sealed(case, berik, organisation, django_assert_max_num_queries):
    for number in range(3):
        worker = with_keys(person(f"worker{number}", organisation, Role.CASE_WORKER))
        assign_case(by=berik, case=case, user=worker, private_key=private_key_of(berik))
        put_file(case, b"x")
        for term in Term.objects.filter(list="consent_scope"):
            Consent.objects.create(case=case, scope=term, answer="given", recorded_on=timezone.localdate())
    client = unlocked_client(berik)
    client.get(reverse("profile"))
    with django_assert_max_num_queries(15):
        detail(client, case)


# --- opening ----------------------------------------------------------------------------------------------------------


def test_the_narrative_is_shown_once_and_not_kept(case, alia):
    response = post(unlocked_client(alia), "open_narrative", case)
    assert STORY in text_of(response)
    assert "letter.txt" in text_of(response)
    assert "read back with the receipt" in text_of(response)
    assert response.headers["Cache-Control"] == "no-store"
    assert AuditEvent.objects.filter(action=Act.NARRATIVE_OPENED, actor=alia, subject_uuid=case.uuid).count() == 1


def test_a_locked_session_is_led_to_the_password_and_opens_nothing(client, case, alia):
    client.force_login(alia)
    response = post(client, "open_narrative", case)
    page = reverse("case_detail", args=[case.reference]).replace("/", "%2F")
    assert response["Location"] == f"{reverse('account_reauthenticate')}?next={page}"
    assert not AuditEvent.objects.filter(action=Act.NARRATIVE_OPENED).exists()


def test_names_need_the_password_a_moment_ago_a_reason_and_a_person(case, berik, just_now):
    client = unlocked_client(berik)
    address = reverse("case_identities", args=[case.reference])
    assert client.get(address).status_code == 200
    for wrong in ({}, {"people": "victim-1"}, {"reason": "contact"}, {"people": "witness-9", "reason": "contact"}):
        assert NAME not in text_of(client.post(address, wrong))
    assert not AuditEvent.objects.filter(action=Act.IDENTITY_OPENED).exists()
    response = client.post(address, {"people": "victim-1", "reason": "contact"})
    assert NAME in text_of(response)
    assert response.headers["Cache-Control"] == "no-store"
    assert AuditEvent.objects.get(action=Act.IDENTITY_OPENED).reason == "contact"


def test_names_are_not_shown_without_the_password(case, berik):
    response = post(unlocked_client(berik), "case_identities", case, people="victim-1", reason="contact")
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert not AuditEvent.objects.filter(action=Act.IDENTITY_OPENED).exists()


def test_a_page_of_a_file_follows_only_its_recorded_opening(case, alia, berik):
    file = put_file(case, PNG, name="photo.png", kind="png")
    picture = reverse("file_page", args=[case.reference, file.uuid, 1])
    client = unlocked_client(alia)
    assert client.get(picture).status_code == 403
    assert picture in text_of(post(client, "open_file", case, file.uuid))
    response = client.get(picture)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert unlocked_client(berik).get(picture).status_code == 403
    assert client.get(reverse("file_page", args=[case.reference, file.uuid, 2])).status_code == 404


def test_the_original_comes_after_a_warning_as_an_archive(case, alia, just_now):
    file = case.attachments.get()
    client = unlocked_client(alia)
    address = reverse("file_original", args=[case.reference, file.uuid])
    assert "can carry programs" in text_of(client.get(address))
    assert not AuditEvent.objects.filter(action=Act.ORIGINAL_DOWNLOADED).exists()
    response = client.post(address)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert {name: archive.read(name) for name in archive.namelist()} == {"file-1.txt": PLAIN}
    assert 'filename="file-1.txt.zip"' in response["Content-Disposition"]
    assert AuditEvent.objects.filter(action=Act.ORIGINAL_DOWNLOADED, actor=alia).count() == 1


def test_a_file_of_another_case_is_not_found_under_this_one(case, alia, organisation):
    other = fill_safe(own_case(alia, organisation), by=alia)
    assert post(unlocked_client(alia), "open_file", case, other.attachments.get().uuid).status_code == 404


# --- writing ----------------------------------------------------------------------------------------------------------


def test_colleagues_write_through_forms_and_read_it_back(case, alia):
    client = unlocked_client(alia)
    assert post(client, "write_text", case, kind="note", text="A note of Alia.").status_code == 302
    assert post(client, "send_answer", case, text="We have read your letter.").status_code == 302
    html = text_of(post(client, "open_narrative", case))
    assert "A note of Alia." in html
    assert "We have read your letter." in html
    assert post(client, "write_text", case, kind="narrative", text="x").status_code == 200
    assert Writing.objects.count() == 3


def test_names_consent_and_files_are_taken(case, alia):
    client = unlocked_client(alia)
    assert post(client, "add_identity", case, person="complainant-1", name="Invented Two").status_code == 302
    assert post(client, "add_identity", case, person="victim-1").status_code == 200
    scope = Term.objects.filter(list="consent_scope").first()
    assert post(client, "record_consent", case, scope=scope.code, answer="given").status_code == 302
    assert post(client, "add_file", case, file=SimpleUploadedFile("a.txt", b"hello")).status_code == 302
    refused = post(client, "add_file", case, file=SimpleUploadedFile("a.exe", b"MZ"))
    assert "This kind of file is not accepted" in text_of(refused)
    assert (Identity.objects.count(), Consent.objects.count(), case.attachments.count()) == (2, 1, 2)


def test_a_file_is_refused_without_the_token_of_the_form(case, alia):
    client = unlocked_client(alia)
    client.handler.enforce_csrf_checks = True
    assert post(client, "add_file", case, file=SimpleUploadedFile("a.txt", b"hello")).status_code == 403
    assert case.attachments.count() == 1


# --- people and keys --------------------------------------------------------------------------------------------------


def test_a_lead_assigns_with_the_key_and_ends_it(case, berik, organisation, just_now):
    late = with_keys(person("late", organisation, Role.CASE_WORKER))
    client = unlocked_client(berik)
    assert post(client, "assign_case", case, user=late.uuid).status_code == 302
    assert KeyWrap.objects.filter(key_pair__user=late).count() == 1
    assert STORY in text_of(post(unlocked_client(late), "open_narrative", case))
    assert post(client, "end_assignment", case, late.uuid).status_code == 302
    assert post(unlocked_client(late), "open_narrative", case).status_code == 404


def test_a_key_that_is_missing_is_handed_over_on_the_page(case, berik, organisation, just_now):
    late = with_keys(person("late", organisation, Role.CASE_WORKER))
    assign_case(by=berik, case=case, user=late)
    client = unlocked_client(berik)
    assert "Hand over the key to Late" in detail(client, case)
    assert "Hand over 1 key" in text_of(client.get(reverse("missing_keys")))
    assert post(client, "hand_over_case_key", case, late.uuid).status_code == 302
    assert STORY in text_of(post(unlocked_client(late), "open_narrative", case))
    assert "Nobody lacks a key that you hold" in text_of(client.get(reverse("missing_keys")))
    assert client.post(reverse("hand_over_keys", args=[late.uuid])).status_code == 404


def test_keys_of_an_office_are_handed_over_with_one_button(case, berik, organisation, just_now):
    second = with_keys(person("second", organisation, Role.LEAD))
    client = unlocked_client(berik)
    client.post(reverse("hand_over_keys", args=[second.uuid]))
    assert STORY in text_of(post(unlocked_client(second), "open_narrative", case))


def test_a_keeper_lends_names_for_some_days_and_ends_it(case, alia, berik, just_now):
    client = unlocked_client(berik)
    given = {"user": alia.uuid, "days": 2, "reason": "protection"}
    assert post(client, "lend_identities", case, **given | {"days": 31}).status_code == 200
    assert post(client, "lend_identities", case, **given).status_code == 302
    shown = post(unlocked_client(alia), "case_identities", case, people="victim-1", reason="contact")
    assert NAME in text_of(shown)
    assert post(unlocked_client(alia), "end_loan", case, alia.uuid).status_code == 302
    assert post(unlocked_client(alia), "case_identities", case, people="victim-1", reason="contact").status_code == 403


def test_standing_back_through_the_page(case, alia, berik):
    client = unlocked_client(alia)
    response = post(client, "stand_back", case, user=alia.uuid, reason="related")
    assert response["Location"] == reverse("case_list")
    assert post(client, "open_narrative", case).status_code == 404
    lead = unlocked_client(berik)
    assert post(lead, "end_standing_back", case, alia.uuid).status_code == 302
    assert not Recusal.objects.filter(ended_on=None).exists()
    assert not CaseAssignment.objects.filter(user=alia, ended_at=None).exists()


def test_a_case_worker_has_nobody_else_stand_back(case, alia, berik):
    response = post(unlocked_client(alia), "stand_back", case, user=berik.uuid, reason="related")
    assert response.status_code == 200
    assert not Recusal.objects.exists()


# --- who gets nothing -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["vera", "dana", "azat", "charlie"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_foreign_and_unknown_cases_answer_alike_on_every_route(case, cast, name, method, just_now):
    client = unlocked_client(with_keys(cast[name]))
    file = case.attachments.get()
    for route, takes_uuid in CASE_ROUTES.items():
        uuid = file.uuid if "file" in route else cast["alia"].uuid
        more = [uuid, *([1] if route == "file_page" else [])] if takes_uuid else []
        answers = [
            getattr(client, method)(reverse(route, args=[reference, *more]))
            for reference in (case.reference, "2222-2222")
        ]
        assert answers[0].status_code in (404, 405), route
        assert (answers[0].status_code, answers[0].content) == (answers[1].status_code, answers[1].content), route
    assert not AuditEvent.objects.filter(actor=cast[name], subject="case").exists()


def test_foreign_and_unknown_files_and_colleagues_answer_alike(case, alia, berik, organisation, just_now):
    foreign = fill_safe(own_case(berik, organisation), by=berik).attachments.get()
    client = unlocked_client(alia)
    for route in ("open_file", "file_original"):
        answers = [post(client, route, case, uuid) for uuid in (foreign.uuid, uuid4())]
        assert (answers[0].status_code, answers[0].content) == (404, answers[1].content)


def test_what_does_not_open_although_the_key_fits_is_said(case, alia, monkeypatch):
    def tampered(**_given):
        raise Tampered

    monkeypatch.setattr("complaints.sealed_pages.open_writings", tampered)
    response = post(unlocked_client(alia), "open_narrative", case)
    assert response.status_code == 500
    assert "changed or damaged" in text_of(response)
