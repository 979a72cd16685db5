"""Opening one recommendation decrypts its own words and those of its steps, and nothing else of the visit."""

import pytest
from django.urls import reverse
from django.utils import timezone

from monitoring.opening import open_texts
from tests.monitoring.visits import ADVICE, advice, told_visit
from tests.vault.keys import private_key_of, unlocked_client, with_keys
from vault.keyrings import Keyring

pytestmark = pytest.mark.django_db

OTHER = "Let everybody out for an hour a day."


@pytest.fixture
def visit(vera, organisation):
    with_keys(vera)
    return told_visit(vera, organisation, recommendations=[advice(finding=1), advice(words=OTHER)])


def test_only_the_texts_that_are_named_are_opened(vera, visit):
    first, second = visit.recommendations.order_by("number")
    given = {"by": vera, "private_key": private_key_of(vera), "visit": visit, "now": timezone.now()}
    opened = open_texts(**given, only=[first.words_id])
    assert [(one.pk, one.text) for one in opened.texts] == [(first.words_id, ADVICE)]
    assert opened.of(second.words_id) == ""
    assert open_texts(**given, only=[]).texts == ()
    assert len(open_texts(**given).texts) == 3


def test_the_page_of_a_recommendation_opens_its_own_words(vera, visit, monkeypatch):
    row, opened = visit.recommendations.get(number=1), []
    open_text = Keyring.open_text

    def counted(keyring, envelope):
        opened.append(envelope.pk)
        return open_text(keyring, envelope)

    monkeypatch.setattr(Keyring, "open_text", counted)
    told = unlocked_client(vera).post(reverse("open_recommendation", args=[row.uuid])).content.decode()
    assert ADVICE in told and OTHER not in told
    assert opened == [row.words.envelope_id]
