"""Declaring who is close to whom: each for oneself, administrators for all, nobody for another organisation."""

import pytest
from django.test import Client
from django.urls import reverse

from complaints.models import Tie
from institutions.models import Body

pytestmark = pytest.mark.django_db


@pytest.fixture
def body() -> Body:
    return Body.objects.order_by("pk").first()


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def choices(client: Client) -> list[str]:
    return [value for value, _label in client.get(reverse("ties")).context["form"].fields["who"].choices]


def test_a_case_worker_declares_a_tie_of_their_own_and_cannot_end_it(alia, organisation, body):
    client = browser(alia)
    (myself,) = choices(client)
    assert client.post(reverse("ties"), {"who": myself, "body": body.pk}).status_code == 302
    tie = Tie.objects.get()
    assert (tie.user, tie.organisation, tie.body, tie.declared_by) == (alia, organisation, body, alia)
    page = client.get(reverse("ties")).content.decode()
    assert "only by somebody else who manages the organisation" in page and reverse("end_tie") not in page
    assert client.post(reverse("end_tie"), {"tie": tie.pk}).status_code == 403
    tie.refresh_from_db()
    assert tie.ended_on is None


def test_whoever_manages_the_organisation_ends_the_tie_of_a_colleague_and_not_their_own(azat, alia, organisation, body):
    given = {"organisation": organisation, "body": body, "declared_on": "2026-11-02"}
    own, of_alia, of_all = (Tie.objects.create(user=user, **given) for user in (azat, alia, None))
    client = browser(azat)
    page = client.get(reverse("ties")).content.decode()
    assert page.count("End the tie") == 2 and f'name="tie" value="{own.pk}"' not in page
    assert client.post(reverse("end_tie"), {"tie": own.pk}).status_code == 403
    for tie in (of_alia, of_all):
        assert client.post(reverse("end_tie"), {"tie": tie.pk}).status_code == 302
    assert list(Tie.objects.filter(ended_on=None)) == [own]


def test_a_tie_to_nothing_or_to_two_things_is_refused_with_a_sentence(alia):
    client = browser(alia)
    answer = client.post(reverse("ties"), {"who": choices(client)[0]})
    assert "Choose one body or one place." in answer.content.decode()
    assert not Tie.objects.exists()


def test_a_case_worker_declares_nothing_for_others(alia, berik, organisation, body):
    client = browser(alia)
    for who in (f"organisation.{organisation.pk}", f"me.{organisation.pk}.{berik.pk}", "me.x.y", ""):
        client.post(reverse("ties"), {"who": who, "body": body.pk})
    assert not Tie.objects.exists()


def test_an_administrator_declares_ties_of_the_organisation_and_of_colleagues(azat, alia, charlie, organisation, body):
    client = browser(azat)
    assert f"organisation.{organisation.pk}" in choices(client)
    assert f"me.{organisation.pk}.{alia.pk}" in choices(client)
    assert not any(str(charlie.pk) == value.rpartition(".")[2] for value in choices(client) if value.startswith("me."))
    client.post(reverse("ties"), {"who": f"organisation.{organisation.pk}", "body": body.pk})
    assert Tie.objects.get().user is None


def test_nobody_sees_or_ends_the_ties_of_others(alia, berik, charlie, organisation, body):
    tie = Tie.objects.create(
        user=berik, organisation=organisation, body=body, declared_by=berik, declared_on="2026-11-02"
    )
    for user in (alia, charlie):
        client = browser(user)
        assert not client.get(reverse("ties")).context["ties"]
        assert client.post(reverse("end_tie"), {"tie": tie.pk}).status_code == 404
    tie.refresh_from_db()
    assert tie.ended_on is None
