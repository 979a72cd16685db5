"""Who may do what, written out a second time by hand: a change of the table must be meant."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.choices import CASE_ROLES, Role
from accounts.models import Membership
from accounts.permission_words import MAY
from accounts.permissions import (
    ROLE_PERMISSIONS,
    Permission,
    excluded_by,
    has_permission,
    organisations_with,
    permissions_of,
)

P = Permission
COLUMNS = (Role.CASE_WORKER, Role.LEAD, Role.MONITOR, Role.ANALYST, Role.ADMINISTRATOR, Role.CUSTODIAN)
TRUTH = {
    P.FUNNEL_VIEW: (True, True, True, True, False, True),
    P.FUNNEL_REFRESH: (False, True, False, True, False, False),
    P.REFERENCE_VIEW: (True, True, True, True, True, True),
    P.PUBLIC_RECORD_VIEW: (True, True, True, True, False, True),
    P.CASE_VIEW: (True, True, True, False, False, True),
    P.CASE_VIEW_ALL: (False, True, False, False, False, False),
    P.CASE_VIEW_UNASKED: (True, True, False, False, False, True),
    P.CASE_RECEIVE: (False, True, True, False, False, False),
    P.CASE_RECORD: (True, True, False, False, False, False),
    P.CASE_IMPORT: (True, True, False, False, False, False),
    P.CASE_EXPORT: (True, True, False, False, False, False),
    P.CASE_ASSIGN: (False, True, False, False, False, False),
    P.SEALED_OPEN: (True, True, True, False, False, False),
    P.IDENTITY_OPEN: (True, True, False, False, False, True),
    P.IDENTITY_GRANT: (False, False, False, False, False, True),
    P.KEYS_HAND_OVER: (False, True, False, False, False, True),
    P.VISIT_VIEW: (True, True, True, True, False, False),
    P.VISIT_RECORD: (False, True, True, False, False, False),
    P.VISIT_MANAGE: (False, True, False, False, False, False),
    P.API_TOKEN: (True, True, True, True, False, True),
    P.AUDIT_VIEW: (False, True, False, False, True, False),
    P.VIEW_AS: (False, False, False, False, True, False),
    P.ORGANISATION_MANAGE: (False, False, False, False, True, False),
    P.JOB_VIEW: (True, True, True, True, True, True),
    P.JOB_CANCEL: (False, True, False, False, True, False),
    P.PEOPLE_VIEW: (False, True, False, False, True, True),
    P.PEOPLE_MANAGE: (False, False, False, False, True, False),
}


def test_the_table_names_every_role_and_every_permission():
    assert set(TRUTH) == set(Permission)
    assert set(COLUMNS) == set(Role) == set(ROLE_PERMISSIONS)


def test_the_roles_kept_from_an_administrator_are_those_that_read_cases():
    reading = {
        P.CASE_VIEW,
        P.CASE_VIEW_ALL,
        P.CASE_RECORD,
        P.CASE_IMPORT,
        P.CASE_EXPORT,
        P.CASE_ASSIGN,
        P.SEALED_OPEN,
        P.IDENTITY_OPEN,
    }
    assert set(CASE_ROLES) == {role for role, granted in ROLE_PERMISSIONS.items() if granted & reading}
    assert {role for role in Role if Role.ADMINISTRATOR in excluded_by(role)} == set(CASE_ROLES)
    assert set(excluded_by(Role.ADMINISTRATOR)) == set(CASE_ROLES)


@pytest.mark.parametrize("column", range(len(COLUMNS)), ids=[role.value for role in COLUMNS])
def test_role_has_exactly_its_permissions(column):
    assert set(ROLE_PERMISSIONS[COLUMNS[column]]) == {permission for permission, row in TRUTH.items() if row[column]}


@pytest.mark.parametrize(("name", "column"), [("alia", 0), ("berik", 1), ("vera", 2), ("dana", 3), ("azat", 4)])
def test_has_permission_agrees_with_the_table_for_people(cast, organisation, name, column):
    answers = {each: has_permission(cast[name], each, organisation=organisation) for each in Permission}
    assert answers == {each: row[column] for each, row in TRUTH.items()}


@pytest.mark.parametrize("name", ["alia", "berik", "vera", "dana", "azat", "charlie"])
def test_nothing_is_allowed_in_an_organisation_one_does_not_belong_to(cast, organisation, other_organisation, name):
    foreign = organisation if name == "charlie" else other_organisation
    for given in (foreign, foreign.pk):
        assert [each for each in Permission if has_permission(cast[name], each, organisation=given)] == []


def test_nothing_is_allowed_without_an_account(db):
    assert [each for each in Permission if has_permission(AnonymousUser(), each)] == []


def test_an_ended_membership_gives_nothing(berik, organisation):
    Membership.objects.filter(user=berik).update(is_active=False)
    assert permissions_of(berik) == {}
    assert organisations_with(berik, P.REFERENCE_VIEW) == []


def test_an_account_that_was_closed_has_no_rights(berik):
    berik.is_active = False
    berik.save()
    assert permissions_of(berik) == {}


def test_two_roles_add_up_within_one_organisation_only(vera, organisation, other_organisation):
    Membership.objects.create(user=vera, organisation=organisation, role=Role.CASE_WORKER)
    Membership.objects.create(user=vera, organisation=other_organisation, role=Role.ADMINISTRATOR)
    assert has_permission(vera, P.CASE_RECORD, organisation=organisation)
    assert not has_permission(vera, P.CASE_RECORD, organisation=other_organisation)
    assert organisations_with(vera, P.PEOPLE_MANAGE) == [other_organisation.pk]
    assert sorted(organisations_with(vera, P.FUNNEL_VIEW)) == [organisation.pk]


def test_rights_of_a_person_are_read_once(berik, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [has_permission(berik, each) for each in Permission].count(True) == sum(row[1] for row in TRUTH.values())


def test_a_superuser_flag_is_no_right(vera):
    vera.is_superuser = vera.is_staff = True
    vera.save()
    assert not has_permission(vera, P.PEOPLE_MANAGE)


def test_every_permission_is_told_in_words():
    assert set(MAY) == set(Permission)
    assert len({str(sentence) for sentence in MAY.values()}) == len(MAY)
