"""The mail of the day: a number and an address, and nothing else in body or headers."""

import logging
from datetime import date
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import Membership, User
from complaints.choices import NoticeKind, RecusalReason
from complaints.models import Habits, Notice, Recusal
from complaints.work.mail import send_digests
from tests.complaints.work.days import days_ago, received

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 2)
ADDRESS = "somebody@example.org"


@pytest.fixture
def case(berik, organisation):
    return received(berik, organisation)


@pytest.fixture
def asks(berik, case, settings) -> User:
    """Berik, who asked for the mail and has one unseen notice."""
    settings.SITE_ADDRESS = "https://aryz.example.org/"
    settings.DEFAULT_FROM_EMAIL = "news@example.org"
    Habits.objects.create(user=berik, digest_to=ADDRESS)
    Notice.objects.create(recipient=berik, kind=NoticeKind.ALERT, case=case, about="a")
    return berik


def test_the_mail_holds_a_number_an_address_and_nothing_else(asks, case, organisation):
    assert send_digests(today=TODAY) == 1
    message = mail.outbox[0]
    assert message.body == "You have 1 new notice in Aryz.\n\nhttps://aryz.example.org/\n"
    assert (message.subject, message.to, message.cc, message.bcc) == ("News", [ADDRESS], [], [])
    assert (message.attachments, message.from_email) == ([], "news@example.org")
    sent = message.message()
    assert set(sent.keys()) == {
        *("Content-Type", "MIME-Version", "Content-Transfer-Encoding"),
        *("Subject", "From", "To", "Date", "Message-ID"),
    }
    whole = sent.as_string()
    assert sent["Message-ID"].endswith("@aryz.example.org>")
    for hidden in (case.reference, organisation.name, asks.username, asks.first_name, str(case.uuid), "alert"):
        assert hidden not in whole


@pytest.mark.parametrize(("language", "spoken"), [("ru", "ru"), ("kk", "kk"), ("", "en"), ("xx", "en")])
def test_the_mail_speaks_the_language_of_the_person(asks, language, spoken, monkeypatch):
    User.objects.filter(pk=asks.pk).update(language=language)
    monkeypatch.setattr("complaints.work.mail._", lambda _text: get_language())
    send_digests(today=TODAY)
    assert mail.outbox[0].subject == spoken


def test_the_same_notice_is_told_by_one_mail_alone(asks, case):
    assert [send_digests(today=TODAY), send_digests(today=TODAY)] == [1, 0]
    Notice.objects.create(recipient=asks, kind=NoticeKind.ALERT, case=case, about="b")
    assert send_digests(today=TODAY) == 1
    assert set(Notice.objects.values_list("digested_on", flat=True)) == {TODAY}


def test_without_news_there_is_no_mail(asks):
    Notice.objects.update(seen_at=timezone.now())
    assert send_digests(today=TODAY) == 0


def test_who_did_not_ask_gets_none(asks):
    Habits.objects.update(digest_to="")
    assert send_digests(today=TODAY) == 0


def test_who_lost_the_role_or_the_account_gets_none(asks):
    Membership.objects.filter(user=asks).update(is_active=False)
    assert send_digests(today=TODAY) == 0
    Membership.objects.filter(user=asks).update(is_active=True)
    User.objects.filter(pk=asks.pk).update(is_active=False)
    assert send_digests(today=TODAY) == 0


def test_what_one_may_no_longer_know_is_not_counted(asks, case):
    Recusal.objects.create(case=case, user=asks, reason=RecusalReason.OTHER, started_on=days_ago(0))
    assert send_digests(today=TODAY) == 0


@pytest.mark.parametrize(
    "failure", [SMTPRecipientsRefused({ADDRESS: (550, b"no")}), ConnectionRefusedError(f"{ADDRESS} refused")]
)
def test_a_mail_server_that_fails_is_noted_without_the_address_and_tried_again(asks, monkeypatch, caplog, failure):
    def refuse(*_args: object) -> int:
        raise failure

    caplog.set_level(logging.DEBUG)
    with monkeypatch.context() as broken:
        broken.setattr(locmem.EmailBackend, "send_messages", refuse)
        assert send_digests(today=TODAY) == 0
    assert "digest_not_sent" in caplog.text
    assert ADDRESS not in caplog.text + str([vars(record) for record in caplog.records])
    assert send_digests(today=TODAY) == 1


def test_one_failure_keeps_nobody_else_from_the_mail(asks, alia, case, monkeypatch):
    Habits.objects.create(user=alia, digest_to="other@example.org")
    case.assignments.create(user=alia)
    Notice.objects.create(recipient=alia, kind=NoticeKind.ALERT, case=case, about="a")
    send = locmem.EmailBackend.send_messages

    def refuse_first(self, messages):
        if messages[0].to == [ADDRESS]:
            raise OSError
        return send(self, messages)

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", refuse_first)
    assert send_digests(today=TODAY) == 1


# --- the address ------------------------------------------------------------------------------------------------------


def test_one_s_address_is_given_changed_and_taken_away(client, alia):
    client.force_login(alia)
    for address in (ADDRESS, "new@example.org", ""):
        assert client.post(reverse("digest"), {"address": address}).status_code == 302
        assert Habits.objects.get(user=alia).digest_to == address


@pytest.mark.parametrize(
    "address", ["nobody", "a@b", "x" * 300 + "@example.org", "a\x00@example.org", "a@x.org\nBcc: b@x.org"]
)
def test_what_is_no_address_is_not_kept(client, alia, address):
    client.force_login(alia)
    response = client.post(reverse("digest"), {"address": address})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Habits.objects.exclude(digest_to="").exists()
