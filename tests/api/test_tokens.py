"""Tokens: shown once, kept as a hash, never more than their owner, gone at once when revoked."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import NotPermitted, NotPossible
from accounts.choices import Act, Scope
from accounts.models import ApiToken, AuditEvent, Membership, User
from accounts.permissions import Permission
from accounts.scopes import SCOPE_PERMISSIONS
from accounts.tokens import issue, revoke, scopes_for
from tests.api.clients import Program, program, token_of

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/"


def test_the_text_of_a_token_lies_nowhere(alia, organisation):
    text = token_of(alia, organisation, Scope.CASES_READ)
    token = ApiToken.objects.get()
    stored = [str(getattr(token, field.name)) for field in ApiToken._meta.concrete_fields]
    assert not any(text in value for value in stored)
    assert AuditEvent.objects.filter(action=Act.TOKEN_ISSUED, subject_uuid=token.uuid).exists()


def test_a_token_opens_the_door_and_its_use_is_dated(alia, organisation):
    client = program(alia, organisation, Scope.CASES_READ)
    assert client.read(ROOT)["version"] == "1"
    assert ApiToken.objects.get().last_used_on == timezone.localdate()


@pytest.mark.parametrize("text", ["", "aryz_", "aryz_wrong", "Bearer", "aryz_" + "x" * 500, "aryz_\u0416"])
def test_what_is_no_token_is_refused(text, db):
    response = Client().get(ROOT, headers={"Authorization": f"Bearer {text}".encode().decode("latin-1")})
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert response["Content-Type"] == "application/problem+json"


def test_a_token_in_an_address_and_a_session_open_nothing(alia, organisation):
    text = token_of(alia, organisation, Scope.CASES_READ)
    assert Client().get(ROOT, {"token": text}).status_code == 401
    signed_in = Client()
    signed_in.force_login(alia)
    assert signed_in.get(ROOT).status_code == 401


def test_a_revoked_token_is_refused_at_the_next_request(alia, organisation):
    client = program(alia, organisation, Scope.CASES_READ)
    assert client.get(ROOT).status_code == 200
    revoke(by=alia, token=ApiToken.objects.get())
    assert client.get(ROOT).status_code == 401


def test_a_token_ends_on_its_day_and_with_the_account(alia, organisation):
    client = program(alia, organisation, Scope.CASES_READ)
    ApiToken.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert client.get(ROOT).status_code == 401
    ApiToken.objects.update(expires_on=timezone.localdate())
    assert client.get(ROOT).status_code == 200
    User.objects.filter(pk=alia.pk).update(is_active=False)
    assert client.get(ROOT).status_code == 401


def test_a_token_loses_what_its_owner_loses(alia, organisation):
    client = program(alia, organisation, Scope.CASES_READ)
    assert client.get("/api/v1/cases/").status_code == 200
    Membership.objects.filter(user=alia).update(is_active=False)
    assert client.read("/api/v1/cases/")["results"] == []


def test_nobody_makes_a_token_that_may_do_more(dana, organisation):
    today = timezone.localdate()
    assert Scope.CASES_READ not in scopes_for(dana, organisation)
    with pytest.raises(NotPossible):
        issue(
            by=dana,
            organisation=organisation,
            name="too much",
            scopes=[Scope.CASES_READ],
            expires_on=today,
            today=today,
        )


def test_an_administrator_revokes_and_never_makes_a_token(azat, alia, organisation):
    today = timezone.localdate()
    with pytest.raises(NotPermitted):
        issue(by=azat, organisation=organisation, name="x", scopes=["stats:read"], expires_on=today, today=today)
    client = program(alia, organisation, Scope.CASES_READ)
    revoke(by=azat, token=ApiToken.objects.get())
    assert client.get(ROOT).status_code == 401


def test_a_stranger_revokes_nothing(charlie, alia, organisation):
    token_of(alia, organisation, Scope.CASES_READ)
    with pytest.raises(NotPermitted):
        revoke(by=charlie, token=ApiToken.objects.get())


@pytest.mark.parametrize("days", [-1, 367])
def test_a_token_lives_a_year_at_most(days, alia, organisation):
    today = timezone.localdate()
    with pytest.raises(NotPossible):
        issue(
            by=alia,
            organisation=organisation,
            name="long",
            scopes=[Scope.CASES_READ],
            expires_on=today + timedelta(days=days),
            today=today,
        )


def test_no_scope_opens_what_is_sealed_or_manages():
    forbidden = {
        *(Permission.SEALED_OPEN, Permission.IDENTITY_OPEN, Permission.IDENTITY_GRANT, Permission.KEYS_HAND_OVER),
        *(Permission.CASE_ASSIGN, Permission.AUDIT_VIEW, Permission.VISIT_MANAGE, Permission.JOB_CANCEL),
        *(Permission.PEOPLE_MANAGE, Permission.ORGANISATION_MANAGE, Permission.API_TOKEN, Permission.VIEW_AS),
    }
    assert not forbidden & frozenset().union(*SCOPE_PERMISSIONS.values())


@pytest.mark.parametrize(
    ("permission", "scopes"),
    [(Permission.CASE_EXPORT, {Scope.CASES_READ}), (Permission.CASE_IMPORT, {Scope.CASES_WRITE})],
)
def test_files_leave_with_the_scope_that_reads_and_enter_with_the_one_that_writes(permission, scopes):
    assert {scope for scope, granted in SCOPE_PERMISSIONS.items() if permission in granted} == scopes


def test_problems_are_told_in_the_language_asked_for(db):
    told = {
        language: Client().get(ROOT, headers={"Accept-Language": language}).json()["title"] for language in ("en", "ru")
    }
    assert told["en"] == "A token is needed."


def test_a_program_without_a_scope_for_the_address_is_refused(dana, organisation):
    client = Program(token_of(dana, organisation, Scope.STATS_READ))
    assert client.get("/api/v1/cases/").status_code == 403
    assert client.get("/api/v1/lists/").status_code == 200
