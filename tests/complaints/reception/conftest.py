"""A browser of a case worker who holds keys, and drafts with answers in them."""

import pytest
from django.urls import reverse

from complaints.models import ComplaintDraft
from institutions.choices import TermList
from institutions.models import Term
from tests.complaints.sealed_cases import with_recovery_key
from tests.vault.keys import unlocked_client, with_keys


@pytest.fixture
def browser(alia, berik, organisation):
    """Alia's browser; Berik could open what she seals."""
    with_keys(alia, berik)
    with_recovery_key(organisation)
    return unlocked_client(alia)


@pytest.fixture
def draft(browser, alia):
    """A draft that Alia has just begun."""
    browser.post(reverse("new_complaint"))
    return ComplaintDraft.objects.get(author=alia)


def consented(**more: str) -> dict[str, str]:
    """What the topic of consent sends when keeping the record is agreed to."""
    scopes = Term.objects.filter(list=TermList.CONSENT_SCOPE)
    must = {f"scope-{term.code}": "given" for term in scopes if term.attributes.get("default") == "must"}
    return {**must, **more}


def answer(browser, draft: ComplaintDraft, topic: str, **answers: object):
    """Sends one topic with the button that goes on."""
    address = reverse("complaint_topic", kwargs={"uuid": draft.uuid, "topic": topic})
    return browser.post(address, {"topic": topic, "act": "next", **answers})


def send(browser, draft: ComplaintDraft, **more: str):
    """Presses the last button on the page with all answers."""
    draft.refresh_from_db()
    address = reverse("check_complaint", kwargs={"uuid": draft.uuid})
    return browser.post(address, {"act": "send", "read_at": draft.saved_at.isoformat(), **more})
