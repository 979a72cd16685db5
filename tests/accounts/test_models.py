"""The invented organisation is named in every language; a real one bears the name it gave itself."""

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from accounts.choices import CASE_ROLES, Role
from accounts.models import Membership, Organisation


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Demonstration organisation"), ("ru", "Демонстрационная организация")]
)
def test_invented_organisation_is_named_in_the_readers_language(language, name):
    with override(language):
        assert str(Organisation(name="Demonstration organisation", is_demonstration=True)) == name
        assert str(Organisation(name="Our name")) == "Our name"


@pytest.mark.parametrize("role", CASE_ROLES)
def test_the_database_lets_no_administrator_read_cases(azat, cast, organisation, role):
    with pytest.raises(IntegrityError, match="administrator_reads_no_case"), transaction.atomic():
        Membership.objects.create(user=azat, organisation=organisation, role=role)
    reader = cast["alia" if role == Role.CASE_WORKER else "berik"]
    with pytest.raises(IntegrityError, match="administrator_reads_no_case"), transaction.atomic():
        Membership.objects.create(user=reader, organisation=organisation, role=Role.ADMINISTRATOR)


def test_the_database_lets_no_ended_role_come_back_beside_the_other(azat, organisation):
    row = Membership.objects.create(user=azat, organisation=organisation, role=Role.LEAD, is_active=False)
    row.is_active = True
    with pytest.raises(IntegrityError, match="administrator_reads_no_case"), transaction.atomic():
        row.save()


def test_the_roles_are_kept_apart_in_one_organisation_only(azat, alia, organisation, other_organisation):
    Membership.objects.create(user=alia, organisation=organisation, role=Role.LEAD)
    Membership.objects.create(user=azat, organisation=other_organisation, role=Role.LEAD)
    Membership.objects.create(user=azat, organisation=organisation, role=Role.ANALYST)
    assert (alia.memberships.count(), azat.memberships.count()) == (2, 3)
