"""Pages of people: own organisation only, and an administrator who learns no password."""

import re

import pytest
from django.urls import reverse

from accounts.choices import Role
from accounts.models import Membership, User
from tests.cast import person


def text(response) -> str:
    return response.content.decode()


def test_a_lead_sees_colleagues_and_nothing_of_others(client, cast):
    client.force_login(cast["berik"])
    page = text(client.get(reverse("people")))
    assert [name in page for name in ("alia", "berik", "vera", "dana", "azat")] == [True] * 5
    assert "charlie" not in page
    assert "End the role" not in page


def test_an_administrator_may_change_what_a_lead_only_reads(client, cast):
    client.force_login(cast["azat"])
    assert text(client.get(reverse("people"))).count("End the role<") == 5


@pytest.mark.parametrize("extra", [0, 6])
def test_the_list_of_people_costs_the_same_however_many(client, azat, organisation, extra, django_assert_num_queries):
    for number in range(extra):
        person(f"colleague{number}", organisation, Role.MONITOR)
    client.force_login(azat)
    client.get(reverse("profile"))
    with django_assert_num_queries(9):
        client.get(reverse("people"))


def test_an_invitation_is_shown_once_and_opens_the_account(client, azat):
    client.force_login(azat)
    posted = {"organisation": azat.memberships.get().organisation_id, "username": "gulia", "role": "monitor"}
    page = text(client.post(reverse("invite_person"), posted))
    link = re.search(r"http://testserver(/accounts/invitation/[^<]+)", page)[1]
    client.logout()
    assert client.get(link, follow=True).context["validlink"]


def test_an_invitation_into_another_organisation_is_refused(client, azat, other_organisation):
    client.force_login(azat)
    posted = {"organisation": other_organisation.pk, "username": "gulia", "role": "lead"}
    assert "organisation" in client.post(reverse("invite_person"), posted).context["form"].errors
    assert not User.objects.filter(username="gulia").exists()


def test_an_invitation_with_a_taken_name_says_so_beside_the_field(client, azat, charlie):
    client.force_login(azat)
    posted = {"organisation": azat.memberships.get().organisation_id, "username": "charlie", "role": "lead"}
    response = client.post(reverse("invite_person"), posted)
    assert response.context["form"].errors["username"] == ["This user name is taken."]


def test_no_new_link_for_an_account_that_is_open(client, azat, vera):
    client.force_login(azat)
    response = client.post(reverse("renew_invitation", args=[vera.uuid]), follow=True)
    assert "open already" in text(response)
    assert "/accounts/invitation/" not in text(response)


def test_a_role_is_given_and_ended(client, azat, vera, organisation):
    client.force_login(azat)
    client.post(reverse("give_role"), {"organisation": organisation.pk, "user": vera.pk, "role": "analyst"})
    given = Membership.objects.get(user=vera, role=Role.ANALYST)
    assert given.is_active
    client.post(reverse("end_role"), {"membership": given.pk})
    given.refresh_from_db()
    assert not given.is_active


def test_a_stranger_cannot_be_drawn_in(client, azat, charlie, organisation):
    client.force_login(azat)
    posted = {"organisation": organisation.pk, "user": charlie.pk, "role": "lead"}
    assert "user" in client.post(reverse("give_role"), posted).context["form"].errors
    assert charlie.memberships.count() == 1


def test_a_membership_elsewhere_does_not_exist(client, azat, charlie):
    client.force_login(azat)
    response = client.post(reverse("end_role"), {"membership": charlie.memberships.get().pk})
    assert (response.status_code, charlie.memberships.get().is_active) == (404, True)


def test_a_stranger_gets_no_new_link(client, azat, charlie):
    client.force_login(azat)
    assert client.post(reverse("renew_invitation", args=[charlie.uuid])).status_code == 404


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 40])
def test_a_number_that_is_none_is_refused(client, azat, number):
    client.force_login(azat)
    assert client.post(reverse("end_role"), {"membership": number}).status_code == 400


def test_the_last_administrator_is_told_why_the_role_stays(client, azat):
    client.force_login(azat)
    response = client.post(reverse("end_role"), {"membership": azat.memberships.get().pk}, follow=True)
    assert "needs an administrator" in text(response)


def test_somebody_who_left_sees_nobody(client, berik, alia):
    client.force_login(berik)
    berik.memberships.update(is_active=False)
    assert client.get(reverse("people")).status_code == 403


def test_a_fresh_link_for_somebody_who_has_not_come_yet(client, azat, organisation):
    gulia = closed_account("gulia", organisation)
    client.force_login(azat)
    assert "New link" in text(client.get(reverse("people")))
    assert "/accounts/invitation/" in text(client.post(reverse("renew_invitation", args=[gulia.uuid])))


def test_no_fresh_link_for_somebody_who_works_elsewhere_too(client, azat, organisation, other_organisation):
    gulia = closed_account("gulia", organisation, other_organisation)
    assert_no_link(client, azat, gulia)


def test_no_fresh_link_for_somebody_who_has_left(client, azat, organisation):
    gulia = closed_account("gulia", organisation)
    gulia.memberships.update(is_active=False)
    assert_no_link(client, azat, gulia)


def test_no_fresh_link_for_an_account_that_was_ever_opened(client, azat, organisation, now):
    gulia = closed_account("gulia", organisation)
    User.objects.filter(pk=gulia.pk).update(last_login=now)
    assert_no_link(client, azat, gulia)


def test_an_administrator_is_told_why_no_case_role_is_given(client, azat, organisation):
    client.force_login(azat)
    posted = {"organisation": organisation.pk, "user": azat.pk, "role": "lead"}
    assert "Nobody can give a role to themselves" in text(client.post(reverse("give_role"), posted))
    assert azat.memberships.count() == 1


def closed_account(username: str, *organisations) -> User:
    user = User.objects.create_user(username=username)
    for organisation in organisations:
        Membership.objects.create(user=user, organisation=organisation, role=Role.MONITOR)
    return user


def assert_no_link(client, actor, user):
    client.force_login(actor)
    response = client.post(reverse("renew_invitation", args=[user.uuid]), follow=True)
    assert response.redirect_chain == [(reverse("people"), 302)]
    assert ("/accounts/invitation/" in text(response), "New link" in text(response)) == (False, False)
