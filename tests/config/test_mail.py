"""The mail server is named by one address; what is no address stops the program."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.mail import mail_settings

FOLDER = Path("mail")


def test_without_an_address_production_sends_nothing_and_others_keep_files():
    assert mail_settings("", FOLDER, is_production=True) == {
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"
    }
    kept = mail_settings("", FOLDER, is_production=False)
    assert kept == {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": FOLDER}


def test_an_address_is_taken_apart():
    found = mail_settings("smtp+tls://news:hidden@mail.example.org:587", FOLDER, is_production=True)
    assert found["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.org", 587)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("news", "hidden")
    assert found["EMAIL_USE_TLS"] is True
    assert found["EMAIL_TIMEOUT"] == 20


def test_mails_can_be_written_to_the_console():
    assert "console" in mail_settings("console://", FOLDER, is_production=False)["EMAIL_BACKEND"]


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "memorymail://"])
def test_what_is_no_mail_server_stops_the_program_without_repeating_it(url):
    with pytest.raises(ImproperlyConfigured) as refusal:
        mail_settings(url, FOLDER, is_production=True)
    assert url not in str(refusal.value)
