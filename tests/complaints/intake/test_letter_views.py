"""A letter is written without scripts, without an account and without a trace."""

import json
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from complaints.choices import DataSet, WritingKind
from complaints.intake import drafts, letter_views
from complaints.models import (
    Attachment,
    Case,
    Complaint,
    Consent,
    Identity,
    IntakeFile,
    IntakeSession,
    Letter,
    VisitKind,
    Writing,
)
from institutions.choices import Answer
from tests.complaints.intake.letters import STORY, Writer, code_in, consents
from vault.keyrings import keyring_of_receipt
from vault.models import Receipt

PAGES = ("intake", "intake_letter", "intake_return", "intake_help", "intake_promises", "intake_exit")


def own_case() -> Case:
    return Case.objects.get(letter__isnull=False)


@pytest.mark.django_db
def test_a_letter_becomes_a_case_when_it_is_sent(taker):
    receipt = Writer().letter(taker)
    case = own_case()
    assert (case.organisation, case.data_set, case.created_by) == (taker, DataSet.OWN, None)
    assert (case.region.code, case.facility_type.code, case.facility) == ("KZ-19", "SIZO", None)
    assert (case.incident_on, case.incident_precision) == (date(2025, 3, 1), "month")
    assert [term.code for term in case.methods.all()] == ["M_BEAT"]
    assert case.may_be_counted == Answer.YES
    complaint = Complaint.objects.get(case=case)
    assert complaint.channel.is_own_form and complaint.passed_staff == Answer.NO and not complaint.is_anonymous
    letter = Letter.objects.get(case=case)
    assert (letter.risk.code, letter.language, letter.is_suspected_junk) == ("RK4", "en", False)
    assert [respondent.agency.code for respondent in case.respondents.all()] == ["PA_SIZO"]
    assert {identity.party for identity in Identity.objects.filter(case=case)} == {
        *("victim", "complainant", "respondent"),
    }
    assert Consent.objects.filter(case=case, is_from_reporter=True, answer="given").count() == len(consents())
    texts = Writing.objects.filter(case=case, kind=WritingKind.NARRATIVE).select_related("envelope__data_key__safe")
    opened = [keyring_of_receipt(receipt).open_text(text.envelope) for text in texts.order_by("pk")]
    assert opened[0] == STORY and "Canary-place-7732" in opened[1]


@pytest.mark.django_db
def test_nothing_but_consent_is_needed_beside_one_fact(taker):
    empty = {number: {} for number in range(1, 8)}
    code = Writer().letter(taker, empty | {5: {"story": "He was beaten."}, 8: consents()})
    assert Receipt.objects.count() == 1 and len(code) == 25
    assert Complaint.objects.get(case=own_case()).is_anonymous
    assert not Identity.objects.exists()


@pytest.mark.django_db
def test_a_letter_that_tells_nothing_is_led_back_to_the_story(taker):
    writer = Writer()
    writer.fill({number: {} for number in range(1, 8)})
    response = writer.send(taker)
    assert "Tell at least one thing" in response.content.decode()
    assert "Step 5 of 8" in response.content.decode()
    assert not Case.objects.filter(letter__isnull=False).exists()


@pytest.mark.django_db
def test_consent_is_never_presumed(taker):
    writer = Writer()
    writer.begin()
    writer.step(5, {"story": STORY})
    writer.step(7, {})
    page = writer.client.get(writer.address).content.decode()
    assert "Step 8 of 8" in page and " checked" not in page
    for answers in ({}, consents(CO_STORE="no")):
        response = writer.step(8, answers)
        assert response.status_code == 200 and "Error:" in response.content.decode()
        assert "Your letter is kept" not in writer.send(taker).content.decode()
    assert not Case.objects.filter(letter__isnull=False).exists()


@pytest.mark.django_db
def test_no_to_statistics_is_kept_with_the_case(taker):
    Writer().letter(taker, {8: consents(CO_STAT="no")})
    assert own_case().may_be_counted == Answer.NO


@pytest.mark.django_db
def test_back_keeps_what_was_typed_even_if_it_is_wrong(taker):
    writer = Writer()
    writer.begin()
    writer.step(1, {"role": "victim"})
    writer.step(2, {})
    writer.step(3, {"day_0": "40", "day_1": "2", "day_2": "2025"}, act="back")
    assert "Step 2 of 8" in writer.client.get(writer.address).content.decode()
    writer.step(2, {})
    page = writer.client.get(writer.address).content.decode()
    assert 'value="40"' in page and 'value="2025"' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "parts",
    [("31", "2", "2025"), ("", "3", ""), ("x", "3", "2025"), ("1", "1", "2999"), ("5", "", "2025"), ("", "", "-1")],
)
def test_an_impossible_day_is_said_beside_the_field(taker, parts):
    writer = Writer()
    writer.begin()
    page = writer.step(3, dict(zip(("day_0", "day_1", "day_2"), parts, strict=True))).content.decode()
    assert page.count("govuk-error-message") == 1
    assert "<title>Error: Step 3 of 8 – Contact</title>" in page
    assert 'tabindex="-1" autofocus' in page


@pytest.mark.django_db
def test_steps_in_the_wrong_order_lose_nothing_and_skip_nothing(taker):
    writer = Writer()
    writer.begin()
    writer.step(5, {"story": STORY})
    response = writer.send(taker)
    assert "Step 8 of 8" in response.content.decode()
    assert not Case.objects.filter(letter__isnull=False).exists()
    writer.post(to="5")
    assert STORY in writer.client.get(writer.address).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "posted",
    [
        {"act": "next", "step": "0"},
        {"act": "next", "step": "99999999999999999999"},
        {"act": "next", "step": "٣"},
        {"act": "nonsense"},
        {"to": "-1"},
        {"remove": "x"},
        {"act": "next", "step": "5", "story": "\x00\ud83d".encode("utf-8", "replace").decode()},
        {"act": "next", "step": "2", "facility": "' OR 1=1 --"},
        {"act": "next", "step": "4", "agencies": ["<script>", "PA_SIZO"]},
        {"act": "send", "organisation": "../../etc"},
        {"language": "xx"},
        {"act": "add_file"},
    ],
)
def test_hostile_input_breaks_nothing(taker, posted):
    writer = Writer()
    writer.fill()
    assert writer.post(**posted).status_code in (200, 303)
    assert writer.client.get(writer.address).status_code == 200


@pytest.mark.django_db
def test_markup_in_a_story_stays_text(taker):
    writer = Writer()
    writer.fill({5: {"story": "<script>alert(1)</script>"}})
    assert "<script" not in writer.client.get(writer.address).content.decode()


@pytest.mark.django_db
def test_too_much_at_once_is_told_in_words(taker):
    writer = Writer()
    writer.begin()
    response = writer.step(5, {"story": "x" * 3_000_000})
    assert response.status_code == 413
    assert "too much at once" in response.content.decode()


@pytest.mark.django_db
def test_a_broken_form_is_told_in_words(taker):
    writer = Writer()
    writer.begin()
    response = writer.client.post(writer.address, b"--x\r\nbroken", content_type="multipart/form-data; boundary=")
    assert response.status_code == 413


# --- no trace ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_no_page_sets_a_cookie_before_the_first_answer(client, taker, name):
    response = client.get(reverse(name))
    assert not [morsel for morsel in response.cookies.values() if morsel.value]
    assert not IntakeSession.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_every_page_carries_the_strict_headers(client, taker, name):
    headers = client.get(reverse(name)).headers
    assert "script-src 'none'" in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(PAGES) - {"intake_letter", "intake_exit"}))
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_pages_speak_the_language_that_is_asked_for(client, taker, name, language):
    response = client.get(reverse(name), {"language": language})
    assert f'<html lang="{language}"' in response.content.decode()
    assert "<script" not in response.content.decode()
    assert not response.cookies


@pytest.mark.django_db
def test_the_cookie_is_strict_and_the_language_goes_with_the_draft(taker):
    writer = Writer()
    morsel = writer.begin().cookies[settings.INTAKE_COOKIE_NAME]
    assert (morsel["httponly"], morsel["samesite"], morsel["max-age"], morsel["path"]) == (True, "Strict", "", "/")
    writer.post(step="1", role="victim", language="ru")
    page = writer.client.get(writer.address).content.decode()
    assert '<html lang="ru"' in page
    assert '<input class="govuk-radios__input" type="radio" name="role" value="victim"' in page


@pytest.mark.django_db
def test_the_way_out_forgets_the_letter(taker):
    writer = Writer()
    writer.begin()
    response = writer.client.get(reverse("intake_exit"))
    assert (response.status_code, response.headers["Location"]) == (303, settings.INTAKE_EXIT_URL)
    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not IntakeSession.objects.exists()


@pytest.mark.django_db
def test_another_site_cannot_have_the_letter_forgotten(taker):
    writer = Writer()
    writer.begin()
    response = writer.client.get(reverse("intake_exit"), headers={"Sec-Fetch-Site": "cross-site"})
    assert "Clear-Site-Data" not in response.headers
    assert IntakeSession.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_can_neither_begin_nor_end_nor_change_a_letter(taker, site):
    foreign = Writer(HTTP_SEC_FETCH_SITE=site)
    answer = foreign.begin()
    assert (answer.status_code, answer.headers["Location"]) == (303, reverse("intake"))
    assert not answer.cookies and not IntakeSession.objects.exists()
    writer = Writer()
    writer.fill()
    foreign.client.cookies = writer.client.cookies
    for posted in ({"act": "send", "organisation": str(taker.uuid)}, {"act": "next", "step": "5", "story": "x"}):
        assert not foreign.post(**posted).cookies
    assert STORY in writer.client.get(writer.address).content.decode()
    writer.send(taker)
    assert not foreign.post(act="kept").cookies
    code_in(writer.post(act="show"))


def everything_stored() -> bytes:
    """All texts, documents and bytes of all tables."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns JOIN information_schema.tables"
            " USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            " AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'bytea')"
        )
        for table, column, kind in cursor.fetchall():
            column = f'"{column}"'
            # Bytes as they are; letters without the escapes of JSON.
            read = column if kind == "bytea" else f"convert_to({column}::text, 'UTF8')"
            cursor.execute(f'SELECT {read} FROM "{table}" WHERE {column} IS NOT NULL')
            found += [bytes(row[0]) for row in cursor.fetchall()]
    return b"\n".join(found)


@pytest.mark.django_db
def test_no_word_of_a_draft_or_a_letter_lies_open_in_the_database(taker):
    writer = Writer(HTTP_USER_AGENT="Canary-agent-7737", REMOTE_ADDR="127.77.37.1")
    writer.fill()
    writer.step(7, {"file": SimpleUploadedFile("Canary-name-7738.txt", b"Canary-content-7739")}, act="add_file")
    receipt_later = drafts.secret_of(writer.cookie)
    for _stage in ("draft", "letter"):
        stored = everything_stored()
        assert b"Canary" not in stored and b"127.77" not in stored and STORY.encode() not in stored
        assert writer.cookie.encode() not in stored and receipt_later not in stored
        writer.send(taker)
    assert own_case().attachments.count() == 1


@pytest.mark.django_db
def test_a_letter_tells_no_moment_but_the_day(taker):
    Writer().letter(taker)
    case, today = own_case(), timezone.localdate()
    moments = [case.created_at, *case.complaints.values_list("created_at", flat=True)]
    moments += case.events.values_list("recorded_at", flat=True)
    moments += AuditEvent.objects.filter(actor=None).values_list("happened_at", flat=True)
    assert {(moment.hour, moment.minute, moment.second, moment.microsecond) for moment in moments} == {(0, 0, 0, 0)}
    assert Letter.objects.get().received_on == today == Receipt.objects.get().created_on
    assert case.uuid.version == 4


# --- time runs out ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_pause_of_hours_loses_nothing_and_after_a_day_the_draft_is_gone(taker):
    writer = Writer()
    writer.begin()
    secret, now = drafts.secret_of(writer.cookie), timezone.now()
    kind, today = VisitKind.LETTER, timezone.localdate()
    assert drafts.load(secret, kind=kind, today=today, now=now + timedelta(hours=23)) is not None
    assert drafts.load(secret, kind=kind, today=today, now=now + timedelta(hours=25)) is None
    assert not IntakeSession.objects.exists()
    assert "no longer open here" in writer.step(1, {}).content.decode()
    assert writer.client.get(writer.address).status_code == 303


@pytest.mark.django_db
@pytest.mark.parametrize("cookie", ["", "x", "A" * 43 + "=", "%00", "\xf0"])
def test_a_foreign_cookie_opens_nothing(client, taker, cookie):
    client.cookies[settings.INTAKE_COOKIE_NAME] = cookie
    assert client.get(reverse("intake_letter")).status_code == 303
    assert "no longer open here" in client.post(reverse("intake_letter"), {"act": "next"}).content.decode()


@pytest.mark.django_db
def test_without_anybody_who_could_read_nothing_is_asked(client, organisation):
    organisation.takes_letters = True
    organisation.save()
    assert "No letter can be taken" in client.get(reverse("intake")).content.decode()
    response = client.post(reverse("intake_letter"), {"act": "start"})
    assert "No letter can be taken" in response.content.decode()
    assert not response.cookies


# --- a flood ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_in_a_flood_a_letter_waits_and_then_goes(taker, monkeypatch):
    monkeypatch.setattr("complaints.intake.throttle.seconds_to_wait", lambda *args, **kwargs: 7)
    writer = Writer()
    writer.fill()
    assert "Please wait 7 seconds" in writer.send(taker).content.decode()
    again = writer.post(act="send", organisation=str(taker.uuid), is_person="on")
    assert "Many letters are coming in" in again.content.decode()
    later = timezone.now() + timedelta(seconds=8)
    monkeypatch.setattr(letter_views.timezone, "now", lambda: later)
    unticked = writer.send(taker).content.decode()
    assert "Tick this box." in unticked and not Case.objects.filter(letter__isnull=False).exists()
    code_in(writer.post(act="send", organisation=str(taker.uuid), is_person="on"))


@pytest.mark.django_db
def test_whoever_waits_already_costs_nothing_more(taker, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("complaints.intake.throttle.seconds_to_wait", lambda *args, **kwargs: 7)
    writer = Writer()
    writer.fill()
    writer.send(taker)
    with django_assert_max_num_queries(2):
        page = writer.send(taker).content.decode()
    assert "Please wait" in page and str(taker.uuid) in page


@pytest.mark.django_db
def test_suspected_junk_is_taken_and_marked(taker):
    Writer().letter(taker, {5: {"story": STORY, "website": "http://x"}})
    assert Letter.objects.get().is_suspected_junk


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_files_are_added_removed_and_sealed_with_the_letter(taker):
    writer = Writer()
    writer.fill()
    for number in range(3):
        file = SimpleUploadedFile(f"note{number}.txt", f"note {number}".encode())
        assert writer.step(7, {"file": file}, act="add_file").status_code == 303
    writer.post(step="7", remove="2")
    page = writer.client.get(writer.address).content.decode()
    assert "note0.txt" in page and "note1.txt" not in page and "note2.txt" in page
    receipt = code_in(writer.send(taker))
    keyring, opened = keyring_of_receipt(receipt), {}
    for attachment in Attachment.objects.select_related("description__data_key__safe", "original__data_key__safe"):
        told = json.loads(keyring.open_text(attachment.description))
        opened[told["name"]] = b"".join(keyring.open_file(attachment.original))
    assert opened == {"note0.txt": b"note 0", "note2.txt": b"note 2"}


@pytest.mark.django_db
def test_a_file_that_is_sent_again_is_added_once(taker):
    writer = Writer()
    writer.begin()
    for name, content in [("a.txt", b"one"), ("a.txt", b"one"), ("a.txt", b"two"), ("b.txt", b"one")]:
        assert writer.step(7, {"file": SimpleUploadedFile(name, content)}, act="add_file").status_code == 303
    assert IntakeFile.objects.count() == 3
    for number in (4, 5):
        writer.step(7, {"file": SimpleUploadedFile(f"{number}.txt", b"text")}, act="add_file")
    again = writer.step(7, {"file": SimpleUploadedFile("a.txt", b"one")}, act="add_file")
    assert again.status_code == 303  # there is no room for another, but this one is there


@pytest.mark.django_db
def test_no_more_than_five_files_go_with_a_letter(taker):
    writer = Writer()
    writer.begin()
    for number in range(6):
        response = writer.step(7, {"file": SimpleUploadedFile(f"{number}.txt", b"text")}, act="add_file")
    assert "at most 5 files" in response.content.decode()
    assert IntakeFile.objects.count() == 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("run.exe", b"MZ", "not accepted"),
        ("photo.jpg", b"hello", "something else"),
        ("empty.txt", b"", "This file is empty"),
        ("large.txt", b"a" * (20 * 1024 * 1024 + 5), "larger than 20 MB"),
    ],
)
def test_a_file_that_is_not_accepted_is_told_why(taker, name, content, sentence):
    writer = Writer()
    writer.begin()
    response = writer.step(7, {"file": SimpleUploadedFile(name, content)}, act="add_file")
    assert response.status_code == 200 and sentence in response.content.decode()
    assert not IntakeFile.objects.exists()


@pytest.mark.django_db
def test_when_the_day_s_room_is_taken_the_letter_itself_still_goes(taker, settings):
    settings.INTAKE_UPLOAD_BYTES_A_DAY = 4
    writer = Writer()
    writer.fill()
    response = writer.step(7, {"file": SimpleUploadedFile("a.txt", b"more than four")}, act="add_file")
    assert "No more files can be taken today" in response.content.decode()
    code_in(writer.send(taker))


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_letter_to_the_demonstration_stays_an_invented_one(taker, language):
    taker.is_demonstration = True
    taker.save()
    writer = Writer(HTTP_ACCEPT_LANGUAGE=language)
    code = writer.letter(taker)
    assert len(code) == 25 and own_case().data_set == DataSet.DEMONSTRATION
    assert Letter.objects.get().language == language
