"""A browser of a monitor who holds keys, and a draft in it."""

import pytest
from django.urls import reverse

from monitoring.models import VisitDraft
from tests.monitoring.recording.typical import as_sent, form_of, typed
from tests.monitoring.visits import place
from tests.vault.keys import unlocked_client, with_keys


@pytest.fixture
def browser(vera, berik):
    """Vera's browser; Berik leads and could open what she seals."""
    with_keys(vera, berik)
    return unlocked_client(vera)


@pytest.fixture
def draft(browser, vera):
    """A draft that Vera has just begun."""
    place()
    browser.post(reverse("new_visit"))
    return VisitDraft.objects.get(author=vera)


@pytest.fixture
def page(draft, organisation):
    """Everything that the page of a typical visit sends."""
    form = form_of(organisation)
    return as_sent(form, typed(form.lists)) | {"members-0-user": str(draft.author.uuid), "members-0-part": "leader"}


def address(name: str, draft: VisitDraft) -> str:
    """The address of a page about a draft."""
    return reverse(name, kwargs={"uuid": draft.uuid})


def post(browser, draft: VisitDraft, page: dict, act: str = "keep", **changed: object):
    """Sends the page with some answers changed."""
    return browser.post(address("visit_draft", draft), {**page, **changed, "act": act})
