"""The writer of letters that the measurements use, against a living server: what is written is read back with the code.

The server has a database of its own, so that it commits for real and nobody has to clean up after it.
"""

import os
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection, connections
from django.test.testcases import LiveServerThread

from accounts.models import Organisation
from bench.letter_writer import Browser, Lost, come_back, write_letter
from complaints.models import Case, IntakeFile
from config import locks
from tests import template_database
from tests.complaints.intake.letters import open_for_letters
from vault.receipts import new_receipt


@pytest.fixture
def port(django_db_setup, django_db_blocker) -> Iterator[int]:
    """Where a server answers that takes letters."""
    name = f"test_aryz_{os.getpid()}_letters"
    with locks.exclusive(template_database.lock_file()):
        template_database.copy_for(name)
    own, of_others = connection.copy(), connections["default"]
    own.settings_dict["NAME"] = name
    own.inc_thread_sharing()
    with django_db_blocker.unblock():
        connections["default"] = own
        server = LiveServerThread("127.0.0.1", StaticFilesHandler, connections_override={"default": own})
        try:
            open_for_letters(Organisation.objects.create(name="Tirek"))
            server.daemon = True
            server.start()
            server.is_ready.wait()
            yield server.port
        finally:
            server.terminate()
            own.close()
            connections["default"] = of_others
            template_database.drop(name)


def test_a_letter_is_written_and_the_code_opens_it_again(port):
    browser = Browser(port)
    answers = {"role": "relative", "story": "First line & <b>\nsecond line", "name": "Somebody"}

    walk = write_letter(browser, answers, [("seen.txt", "text/plain", b"what I saw")])

    assert walk.used >= {"role", "story", "name"}
    assert set(browser.cookies) == {"aryz_letter"}
    page = come_back(Browser(port), walk.receipt)
    assert page.own_words == ["First line & <b>\r\nsecond line"]
    assert "seen.txt" in page.items
    assert b"Somebody" not in page.body
    with pytest.raises(Lost):
        come_back(Browser(port), new_receipt())
    assert Case.objects.filter(letter__isnull=False).count() == 1
    assert not IntakeFile.objects.exists()
