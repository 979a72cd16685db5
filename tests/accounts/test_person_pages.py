"""The page of a colleague's account: what an administrator may do to it, and to whom."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from accounts.choices import Role
from accounts.models import Membership, User
from tests.accounts.factors import give_app, is_signed_in

CHANGES = ["reset_second_factor", "close_account", "reopen_account"]


def text(response) -> str:
    return response.content.decode()


def post(client, name, user):
    return client.post(reverse(name, args=[user.uuid]), follow=True)


def test_the_list_of_people_leads_to_the_account(client, azat, vera):
    client.force_login(azat)
    assert reverse("person", args=[vera.uuid]) in text(client.get(reverse("people")))


def test_a_lead_reads_the_list_without_a_way_to_accounts(client, berik, vera):
    client.force_login(berik)
    assert reverse("person", args=[vera.uuid]) not in text(client.get(reverse("people")))


def test_a_lost_phone_is_taken_from_the_account(client, azat, vera):
    give_app(vera)
    client.force_login(azat)
    assert "Phone or key lost" in text(client.get(reverse("person", args=[vera.uuid])))
    page = text(post(client, "reset_second_factor", vera))
    assert "has been taken from the account" in page
    assert "Phone or key lost" not in page
    assert not Authenticator.objects.filter(user=vera).exists()


def test_an_account_is_closed_and_opened_again(client, azat, vera):
    client.force_login(azat)
    assert "The account is closed." in text(post(client, "close_account", vera))
    vera.refresh_from_db()
    assert not vera.is_active
    assert "The account is open again." in text(post(client, "reopen_account", vera))
    vera.refresh_from_db()
    assert vera.is_active


@pytest.mark.parametrize("name", CHANGES)
def test_nobody_does_it_to_oneself(client, azat, name):
    client.force_login(azat)
    assert "one&#x27;s own account" in text(post(client, name, azat))
    assert is_signed_in(client)


@pytest.mark.parametrize("name", [*CHANGES, "person"])
def test_somebody_elsewhere_does_not_exist(client, azat, charlie, name):
    client.force_login(azat)
    method = client.get if name == "person" else client.post
    assert method(reverse(name, args=[charlie.uuid])).status_code == 404
    assert User.objects.get(pk=charlie.pk).session_epoch == charlie.session_epoch


@pytest.mark.parametrize("name", CHANGES)
def test_somebody_who_also_works_elsewhere_stays_untouched(client, azat, vera, other_organisation, name):
    Membership.objects.create(user=vera, organisation=other_organisation, role=Role.MONITOR)
    give_app(vera)
    client.force_login(azat)
    assert "whose administrator must agree" in text(client.get(reverse("person", args=[vera.uuid])))
    assert "whose administrator must agree" in text(post(client, name, vera))
    stored = User.objects.get(pk=vera.pk)
    assert (stored.session_epoch, stored.is_active) == (vera.session_epoch, True)
    assert Authenticator.objects.filter(user=vera).exists()
