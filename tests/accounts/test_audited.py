"""What is done to accounts and at the door stands in the audit, once each."""

import pytest
from django.urls import reverse

from accounts.actions import close_account, end_membership, give_role, invite, reopen_account, reset_second_factor
from accounts.choices import Act, Role
from accounts.models import AuditEvent, Membership
from tests.accounts.factors import give_app, sign_in, type_code, wrong_code
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


def acts() -> list[tuple]:
    """Actions with their actors and outcomes, oldest first."""
    return list(AuditEvent.objects.order_by("pk").values_list("action", "actor__username", "outcome"))


def told(*actions: Act, who: str) -> list[tuple]:
    return [(action.value, who, "done") for action in actions]


def test_coming_and_going_are_told(client, alia, organisation):
    sign_in(client, "alia")
    client.post(reverse("logout"))
    # Whoever comes for the first time gets a key pair.
    assert [act for act in acts() if act[0] != Act.KEY_PAIR_CREATED] == told(Act.SIGNED_IN, Act.SIGNED_OUT, who="alia")
    assert {event.organisation for event in AuditEvent.objects.all()} == {organisation}


def test_a_wrong_password_is_told_to_the_organisation_of_the_account(client, alia, organisation):
    sign_in(client, "alia", "not her password at all")
    event = AuditEvent.objects.get()
    assert (event.action, event.outcome, event.organisation) == (Act.SIGN_IN_REFUSED, "refused", organisation)


def test_a_name_that_nobody_has_is_told_without_the_name(client, db):
    sign_in(client, "ivan", "whatever it may be")
    event = AuditEvent.objects.get()
    assert (event.actor, event.organisation, event.subject_uuid, event.is_coarse) == (None, None, None, True)


def test_changes_of_people_are_told_with_the_person(azat, vera, organisation):
    newcomer = invite(
        by=azat, organisation=organisation, username="new", first_name="", last_name="", role=Role.MONITOR
    )
    membership = give_role(by=azat, organisation=organisation, user=vera, role=Role.ANALYST)
    end_membership(by=azat, membership=membership)
    reset_second_factor(by=azat, user=vera)
    close_account(by=azat, user=vera)
    reopen_account(by=azat, user=vera)
    assert acts() == told(
        *(Act.ACCOUNT_INVITED, Act.ROLE_GIVEN, Act.ROLE_ENDED),
        *(Act.SECOND_FACTOR_RESET, Act.ACCOUNT_CLOSED, Act.ACCOUNT_OPENED),
        who="azat",
    )
    people = list(AuditEvent.objects.order_by("pk").values_list("subject_uuid", flat=True))
    assert people == [newcomer.uuid, *[vera.uuid] * 5]


def test_a_new_password_is_told(client, alia):
    client.force_login(alia)
    before = AuditEvent.objects.count()
    new = "quite-another-password-of-alia"
    client.post(reverse("change_password"), {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert acts()[before:] == told(Act.PASSWORD_CHANGED, who="alia")


def test_looking_as_another_role_is_told(client, azat):
    client.force_login(azat)
    client.post(reverse("view_as"), {"role": Role.LEAD})
    assert acts() == told(Act.VIEWED_AS, who="azat")


def test_whoever_belongs_nowhere_is_told_to_the_house(client, alia):
    Membership.objects.update(is_active=False)
    sign_in(client, "alia")
    assert AuditEvent.objects.get(action=Act.SIGNED_IN).organisation is None


def test_a_wrong_code_is_told(client, alia):
    secret = give_app(alia)
    sign_in(client, "alia")
    before = AuditEvent.objects.count()
    type_code(client, wrong_code(secret))
    assert acts()[before:] == [(Act.SIGN_IN_REFUSED, "alia", "refused")]
