"""Whoever has the code comes back: without scripts, without the cookie of the first visit, and nobody else does."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.choices import Act
from accounts.models import AuditEvent
from complaints.choices import LetterState, Voluntary, WritingKind
from complaints.intake import return_views
from complaints.models import (
    Attachment,
    Case,
    CaseEvent,
    Consent,
    ErasureRequest,
    IntakeSession,
    Letter,
    Withdrawal,
    Writing,
)
from complaints.safekeeping import put_writing
from institutions.choices import Answer, Effect
from tests.complaints.intake.letters import STORY, Returner, Writer, consents
from vault import receipts
from vault.actions import forget_keys
from vault.models import KeyPair, Receipt


@pytest.fixture
def receipt(taker) -> str:
    """The code of a letter that was sent."""
    code = Writer().letter(taker)
    Letter.objects.update(has_news=False)
    return code


@pytest.fixture
def visit(receipt) -> Returner:
    """A visit with the code."""
    returner = Returner()
    assert returner.open(receipt).status_code == 200
    return returner


def case() -> Case:
    return Case.objects.get(letter__isnull=False)


def page(returner: Returner) -> str:
    return returner.look().content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("typed", [str, str.lower, lambda code: f" {receipts.spaced(code)} ".replace(" ", "-")])
def test_the_code_opens_the_letter_however_it_is_typed(receipt, typed):
    response = Returner().open(typed(receipt))
    text = response.content.decode()
    assert STORY in text and "Canary-place-7732" in text
    assert receipt not in text and receipts.spaced(receipt) not in text
    cookie = response.cookies[settings.INTAKE_RETURN_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", "")


@pytest.mark.django_db
def test_the_code_alone_tells_no_names(visit):
    text = page(visit)
    for name in ("Canary-victim-7734", "Canary-reporter-7735", "Canary-contact-7736", "Canary-official-7733"):
        assert name not in text


@pytest.mark.django_db
def test_unknown_codes_are_all_answered_alike(receipt):
    answers = {Returner().open(receipts.new_receipt()).content for _time in range(20)}
    assert len(answers) == 1 and b"We know no such code" in answers.pop()
    assert IntakeSession.objects.filter(kind="return").count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "ABC", "U" * 25, "0" * 26, "'; DROP TABLE", "\x00" * 25, "я" * 25])
def test_what_was_never_a_code_is_told_beside_the_field(receipt, typed):
    text = Returner().open(typed).content.decode()
    assert "govuk-error-message" in text and "<title>Error: Contact</title>" in text


@pytest.mark.django_db
def test_one_wrong_letter_is_noticed(receipt):
    wrong = ("1" if receipt[3] != "1" else "2").join([receipt[:3], receipt[4:]])
    assert "One letter or digit of the code is not right" in Returner().open(wrong).content.decode()


@pytest.mark.django_db
def test_a_letter_whose_receipt_is_gone_is_like_one_that_never_was(receipt):
    unknown = Returner().open(receipts.new_receipt()).content
    Letter.objects.all().delete()
    assert Returner().open(receipt).content == unknown


@pytest.mark.django_db
def test_a_visit_without_its_cookie_opens_nothing(visit):
    visit.client.cookies.clear()
    assert STORY not in page(visit)
    assert "The visit is over" in visit.act("message", text="x").content.decode()
    assert not Writing.objects.filter(kind=WritingKind.FROM_REPORTER).exists()


@pytest.mark.django_db
def test_a_visit_ends_after_half_an_hour(visit, monkeypatch):
    later = timezone.now() + timedelta(minutes=31)
    monkeypatch.setattr(return_views.timezone, "now", lambda: later)
    assert STORY not in page(visit)


@pytest.mark.django_db
def test_another_site_can_neither_open_nor_end_a_visit(visit, receipt):
    foreign = {"Sec-Fetch-Site": "cross-site"}
    answer = visit.client.post(visit.address, {"act": "leave"}, headers=foreign)
    assert answer.status_code == 303 and not answer.cookies and STORY in page(visit)
    opened = Returner().client.post(visit.address, {"act": "open", "code": receipt}, headers=foreign)
    assert opened.status_code == 303 and not opened.cookies


@pytest.mark.django_db
def test_leaving_forgets_the_visit(visit):
    response = visit.act("leave")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not IntakeSession.objects.filter(kind="return").exists()


@pytest.mark.django_db
def test_a_message_is_sealed_and_is_news(visit):
    assert visit.act("message", text="Canary-message-7741").status_code == 303
    visit.act("message", text="Canary-message-7741")  # pressed twice
    writing = Writing.objects.get(kind=WritingKind.FROM_REPORTER)
    assert writing.author is None and writing.written_on == timezone.localdate()
    assert Letter.objects.get().has_news
    assert "Canary-message-7741" in page(visit) and "Your message is kept" in page(visit)
    event = AuditEvent.objects.get(action=Act.MESSAGE_RECEIVED)
    assert event.is_coarse and event.actor is None and event.happened_at.hour == 0
    assert "Write something first." in visit.act("message", text=" ").content.decode()


@pytest.mark.django_db
def test_answers_and_the_state_are_shown_in_words(visit, taker):
    found = case()
    assert "somebody works on it" not in page(visit)
    lead = taker.memberships.get(role="lead").user
    put_writing(case=found, kind=WritingKind.TO_REPORTER, text="We read you.", author=lead, today=timezone.localdate())
    put_writing(case=found, kind=WritingKind.NOTE, text="Not for outside.", author=lead, today=timezone.localdate())
    Letter.objects.update(state=LetterState.TAKEN_UP)
    text = page(visit)
    assert "We read you." in text and "somebody works on it" in text
    assert "Not for outside." not in text and lead.username not in text
    Letter.objects.update(state=LetterState.SET_ASIDE)
    assert "Your letter is kept with the organisation." in page(visit)


@pytest.mark.django_db
def test_a_file_is_added_once(visit):
    for _time in range(2):
        file = SimpleUploadedFile("paper.txt", b"more proof")
        assert visit.act("file", file=file).status_code == 303
    assert Attachment.objects.filter(case=case()).count() == 1
    assert "paper.txt" in page(visit)
    refused = visit.act("file", file=SimpleUploadedFile("a.exe", b"MZ")).content.decode()
    assert "not accepted" in refused


@pytest.mark.django_db
def test_those_who_come_back_have_room_that_a_flood_cannot_take(visit, settings):
    settings.INTAKE_UPLOAD_BYTES_A_DAY = 40
    writer = Writer()
    writer.begin()
    for content in (b"x" * 30, b"y"):
        writer.step(7, {"file": SimpleUploadedFile("a.txt", content)}, act="add_file")
    assert visit.act("file", file=SimpleUploadedFile("b.txt", b"12345")).status_code == 303


@pytest.mark.django_db
def test_consent_is_changed_scope_by_scope(visit):
    assert 'value="yes"' in visit.act("ask_consent").content.decode()
    assert visit.act("consent", **consents(CO_STAT="no", CO_PROS="no")).status_code == 303
    newest = {row.scope.code: row.answer for row in Consent.objects.order_by("pk").select_related("scope")}
    assert newest["CO_STAT"] == newest["CO_PROS"] == "withdrawn" and newest["CO_LAW"] == "given"
    assert Consent.objects.count() == len(consents()) + 2
    assert case().may_be_counted == Answer.NO
    visit.act("consent", **consents(CO_STAT="no", CO_PROS="no"))
    assert Consent.objects.count() == len(consents()) + 2
    assert AuditEvent.objects.filter(action=Act.CONSENT_CHANGED).count() == 1
    assert "Error:" in visit.act("consent").content.decode()


@pytest.mark.django_db
def test_a_withdrawal_is_recorded_with_how_it_came(visit):
    assert "does not end a case" in visit.act("ask_withdraw").content.decode()
    assert "Tick this if you mean it." in visit.act("withdraw", own_will="no").content.decode()
    assert not Withdrawal.objects.filter(event__case=case()).exists()
    told = {"own_will": "no", "pressed": "yes", "in_custody": "yes", "staff": "yes", "lawyer": "no", "is_meant": "on"}
    assert visit.act("withdraw", **told).status_code == 303
    visit.act("withdraw", **told)
    withdrawal = Withdrawal.objects.get(event__case=case())
    assert (withdrawal.voluntary, withdrawal.contacted_by_accused) == (Voluntary.NO, Answer.YES)
    assert (withdrawal.in_custody, withdrawal.staff_present, withdrawal.lawyer_present) == ("yes", "yes", "no")
    event = CaseEvent.objects.get(case=case(), stage__effect=Effect.WITHDRAWS)
    assert event.recorded_by is None and (event.recorded_at.hour, event.recorded_at.minute) == (0, 0)
    assert "You withdrew the complaint on" in page(visit)


@pytest.mark.django_db
def test_erasure_is_asked_for_once(visit):
    assert "Two people" in visit.act("ask_erase").content.decode()
    assert visit.act("erase").status_code == 200
    for _time in range(2):
        visit.act("erase", is_meant="on")
    request = ErasureRequest.objects.get()
    assert request.case == case() and request.is_from_reporter and request.asked_on == timezone.localdate()
    assert "You asked on" in page(visit)
    assert AuditEvent.objects.filter(action=Act.ERASURE_REQUESTED).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["", "nonsense", "__class__"])
def test_an_act_that_is_none_does_nothing(visit, act):
    assert visit.act(act).status_code == 303
    assert Receipt.objects.count() == 1


@pytest.mark.django_db
def test_no_word_of_a_visit_lies_open(visit, receipt):
    from tests.complaints.intake.test_letter_views import everything_stored

    visit.act("message", text="Canary-message-7741")
    stored = everything_stored()
    assert receipt.encode() not in stored and b"Canary-message" not in stored


@pytest.mark.django_db
def test_words_that_nobody_could_open_are_not_taken_and_not_lost_from_the_page(visit):
    for pair in KeyPair.objects.select_related("user"):
        forget_keys(user=pair.user)
    answer = visit.act("message", text="Canary-late-7799")
    assert "Nobody of the organisation could open" in answer.content.decode()
    assert "Canary-late-7799" in answer.content.decode()
    assert not case().writings.filter(kind=WritingKind.FROM_REPORTER).exists()
