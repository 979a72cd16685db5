"""Under the public form a signed-in colleague is a stranger: not known, not led away, not refused, not written down."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import AuditEvent
from accounts.public_form import is_public_form
from accounts.view_as import enter
from complaints.models import Case
from tests.cast import PASSWORD
from tests.complaints.intake.letters import Returner, Writer, consents, open_for_letters

pytestmark = pytest.mark.django_db

LONG_AGO = int((timezone.now() - timedelta(days=3)).timestamp())
PAGES = ("intake", "intake_letter", "intake_return", "intake_help", "intake_promises", "intake_exit")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/contact/", True),
        ("/contact", True),
        ("/contact/letter/", True),
        ("/contact/no-such-page", True),
        ("/contacts/", False),
        ("/", False),
        ("/cases/contact/", False),
    ],
)
def test_what_belongs_to_the_public_form(path, expected):
    assert is_public_form(RequestFactory().get(path)) is expected


@pytest.fixture
def taker(organisation):
    open_for_letters(organisation)
    return organisation


def sign_in(client: Client, user, **session: object) -> None:
    """Signs in, with a session that says what `session` says."""
    client.force_login(user)
    stored = client.session
    stored.update(session)
    stored.save()


def rows() -> list[tuple[str, str, object]]:
    return list(Session.objects.order_by("pk").values_list("pk", "session_data", "expire_date"))


def test_a_letter_goes_from_a_browser_whose_session_of_the_house_is_over(taker, berik):
    writer = Writer()
    sign_in(writer.client, berik, begun_at=LONG_AGO, seen_at=LONG_AGO)
    before = rows()
    code = writer.letter(taker)
    assert len(code) == 25 and rows() == before
    assert Case.objects.get(letter__isnull=False).created_by is None
    assert writer.client.get(reverse("people"))["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", PAGES)
def test_no_page_notes_that_somebody_was_there(taker, berik, client, name):
    sign_in(client, berik, begun_at=LONG_AGO)
    client.cookies[settings.VAULT_COOKIE_NAME] = "half"
    before = rows()
    for method in (client.get, client.post):
        with CaptureQueriesContext(connection) as queries:
            answer = method(reverse(name))
        assert not [query for query in queries if "django_session" in query["sql"]]
        assert answer.status_code in (200, 303)
        assert not {settings.SESSION_COOKIE_NAME, settings.VAULT_COOKIE_NAME} & set(answer.cookies)
    assert rows() == before


def test_neither_a_missing_factor_nor_a_disguise_keeps_anybody_from_writing(taker, azat, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    writer = Writer()
    sign_in(writer.client, azat)
    stored = writer.client.session
    enter(stored, Role.ANALYST)
    stored.save()
    assert len(writer.letter(taker)) == 25


def test_the_language_of_the_account_is_not_the_language_of_the_form(taker, berik, client):
    berik.language = "kk"
    berik.save()
    client.force_login(berik)
    page = client.get(reverse("intake"), headers={"accept-language": "ru"}).content.decode()
    assert '<html lang="ru"' in page


def test_a_colleague_who_comes_back_with_a_code_stays_anonymous(taker, berik):
    receipt = Writer().letter(taker)
    visitor = Returner()
    visitor.client.login(username="berik", password=PASSWORD)
    visitor.open(receipt)
    known = AuditEvent.objects.filter(actor=berik).count()
    visitor.act("message", text="I work here myself.")
    assert visitor.act("consent", **consents(CO_STAT="no")).status_code == 303
    history = apps.get_model("complaints.CaseHistory").objects.filter(pgh_obj__letter__isnull=False)
    assert history.exists()
    for row in history:
        assert row.pgh_context is None
        assert row.pgh_created_at == row.pgh_created_at.replace(hour=0, minute=0, second=0, microsecond=0)
    assert AuditEvent.objects.filter(actor=berik).count() == known


def test_the_public_form_lies_where_the_settings_say(settings):
    assert reverse("intake") == settings.PUBLIC_FORM_PATH
