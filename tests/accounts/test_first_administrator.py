"""The command that founds an organisation."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.choices import Act, Role
from accounts.models import AuditEvent, Membership, Organisation, User

pytestmark = pytest.mark.django_db


def found(organisation: str = "Umit", username: str = "first.admin") -> str:
    out = io.StringIO()
    call_command("first_administrator", "--organisation", organisation, "--username", username, stdout=out)
    return out.getvalue()


def test_an_organisation_is_founded_and_its_administrator_opens_the_account(client):
    path = found().splitlines()[-1]
    membership = Membership.objects.get()
    assert (membership.role, membership.organisation.name) == (Role.ADMINISTRATOR, "Umit")
    assert not membership.user.has_usable_password()
    page = client.get(path, follow=True)
    password = "long enough for an administrator"
    client.post(page.request["PATH_INFO"], {"new_password1": password, "new_password2": password})
    membership.user.refresh_from_db()
    assert membership.user.check_password(password)
    assert AuditEvent.objects.filter(action=Act.ACCOUNT_INVITED, organisation=membership.organisation).exists()


@pytest.mark.parametrize(("name", "username"), [("tirek", "new"), ("Umit", "ALIA"), ("Umit", "a b/c")])
def test_taken_and_impossible_names_are_refused_and_nothing_is_founded(alia, name, username):
    with pytest.raises(CommandError):
        found(name, username)
    assert Organisation.objects.count() == 1
    assert User.objects.count() == 1
