"""The same letter is sent a hundred times at the same moment: one case and one code come of it.

The test commits for real and takes out again whatever rows are new, so that others find the database as it was.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation
from complaints.models import Case, Letter, Writing
from tests.complaints.intake.letters import CODE, Writer, open_for_letters
from vault.models import Receipt

POSTS, THREADS = 100, 12


def _highest() -> dict[tuple[str, str], int]:
    """Table and primary key -> the highest number in use."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c"
            " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
            " WHERE c.contype = 'p' AND a.atttypid IN ('int4'::regtype, 'int8'::regtype)"
            " AND c.connamespace = 'public'::regnamespace"
        )
        tables = cursor.fetchall()
        found = {}
        for table, column in tables:
            cursor.execute(f'SELECT coalesce(max("{column}"), 0) FROM {table}')
            found[table, column] = cursor.fetchone()[0]
    return found


@pytest.fixture
def taker(django_db_setup, django_db_blocker):
    """An organisation that takes letters; everything that comes of it is taken out in the end."""
    with django_db_blocker.unblock():
        before = _highest()
        organisation = Organisation.objects.create(name="Many senders")
        open_for_letters(organisation)
        try:
            yield organisation
        finally:
            with transaction.atomic(), connection.cursor() as cursor:
                for table, _column in before:
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                for (table, column), highest in before.items():
                    cursor.execute(f'DELETE FROM {table} WHERE "{column}" > %s', [highest])
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                for table, _column in before:
                    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            connection.close()


def _cases() -> int:
    return Case.objects.filter(letter__isnull=False).count()


def test_a_hundred_posts_of_one_letter_give_one_case_and_one_code(taker):
    writer = Writer()
    writer.fill()
    cookie, address, before = writer.cookie, reverse("intake_letter"), _cases()
    barrier = Barrier(THREADS)

    def send(number: int) -> str:
        try:
            if number < THREADS:
                barrier.wait(timeout=60)
            client = Client()
            client.cookies[settings.INTAKE_COOKIE_NAME] = cookie
            page = client.post(address, {"act": "send", "organisation": str(taker.uuid)})
            return "".join(CODE.findall(page.content.decode()))
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as threads:
        codes = set(threads.map(send, range(POSTS), timeout=240))
    assert len(codes) == 1 and len(codes.pop()) == 25
    assert _cases() == before + 1
    case = Case.objects.get(organisation=taker)
    assert Letter.objects.filter(case=case).count() == 1 == Receipt.objects.filter(safe=case.safe).count()
    assert Writing.objects.filter(case=case).count() == 2
    assert not case.letter.is_suspected_junk
