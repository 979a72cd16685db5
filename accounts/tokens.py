"""Tokens of programs: made and revoked by people, told apart by their hash. The text of a token is shown once.

A token acts as its owner in one organisation, with no more rights than its scopes leave. Roles are asked anew at each
request, so that whatever its owner loses the token loses too.
"""

import hashlib
import secrets
from collections.abc import Collection
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import NotPermitted, NotPossible
from accounts.audit import record
from accounts.choices import Act, Scope
from accounts.models import ApiToken, Membership, Organisation, User
from accounts.permissions import Permission, has_permission, organisations_with, permissions_of
from accounts.scopes import SCOPE_PERMISSIONS, permissions_of_scopes

# Begins every token, so that people and scanners of leaked secrets know one when they see it.
PREFIX = "aryz_"
LONGEST = timedelta(days=366)
MOST_TOKENS = 20


def scopes_for(owner: User, organisation: Organisation | int) -> list[Scope]:
    """The scopes that would let a token of `owner` do anything there."""
    key = organisation if isinstance(organisation, int) else organisation.pk
    own = permissions_of(owner).get(key, frozenset())
    return [scope for scope, granted in SCOPE_PERMISSIONS.items() if _essence(scope) & own and granted & own]


def _essence(scope: Scope) -> frozenset[Permission]:
    """Without what a scope must bring to be of use: a scope for writing is none for somebody who may only read."""
    own = SCOPE_PERMISSIONS[scope]
    needed = {
        Scope.CASES_READ: {Permission.CASE_VIEW},
        Scope.CASES_WRITE: {Permission.CASE_RECORD},
        Scope.VISITS_WRITE: {Permission.VISIT_RECORD},
        Scope.VISITS_READ: {Permission.VISIT_VIEW},
        Scope.STATS_READ: {Permission.FUNNEL_VIEW},
    }
    return own & needed.get(scope, own)


def tokens_visible_to(actor: User) -> QuerySet[ApiToken]:
    """Own tokens, and by name all those of organisations that `actor` manages."""
    managed = organisations_with(actor, Permission.ORGANISATION_MANAGE)
    rows = ApiToken.objects.filter(Q(owner=actor.pk) | Q(organisation__in=managed))
    return rows.select_related("owner", "organisation").order_by("-pk")


@transaction.atomic
def issue(
    *, by: User, organisation: Organisation, name: str, scopes: Collection[str], expires_on: date, today: date
) -> tuple[ApiToken, str]:
    """A token of `by` and its text, which is kept nowhere. Raises NotPermitted, and NotPossible with a sentence."""
    if not has_permission(by, Permission.API_TOKEN, organisation=organisation):
        raise NotPermitted
    User.objects.select_for_update().get(pk=by.pk)
    if not set(scopes) <= set(scopes_for(by, organisation)):
        raise NotPossible(_("A token can do no more than you."))
    if not today <= expires_on <= today + LONGEST:
        raise NotPossible(_("A token lives a year at most, and ends on a day to come."))
    if ApiToken.objects.valid_on(today).filter(owner=by).count() >= MOST_TOKENS:
        raise NotPossible(_("You have many tokens. Revoke one first."))
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        owner=by, organisation=organisation, name=name, digest=digest_of(text), scopes=[*scopes], expires_on=expires_on
    )
    try:
        token.full_clean(exclude=["digest"])
    except ValidationError as error:
        raise NotPossible(" ".join(error.messages)) from error
    token.save()
    _tell(by, token, Act.TOKEN_ISSUED)
    return token, text


@transaction.atomic
def revoke(*, by: User, token: ApiToken) -> None:
    """The token is refused from the next request on. Twice is once. Raises NotPermitted."""
    if not tokens_visible_to(by).filter(pk=token.pk).exists():
        raise NotPermitted
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now(), revoked_by=by):
        _tell(by, token, Act.TOKEN_REVOKED)


def digest_of(text: str) -> bytes:
    """What is kept of a token. A plain hash is enough: nobody guesses 256 random bits."""
    return hashlib.sha256(text.encode()).digest()


def token_behind(text: str, today: date) -> ApiToken | None:
    """The token with this text if it can be used: neither revoked nor past its day, and its owner still there."""
    if not text.startswith(PREFIX) or not text.isascii() or len(text) > 100:
        return None
    rows = ApiToken.objects.valid_on(today).select_related("owner", "organisation")
    token = rows.filter(digest=digest_of(text), owner__is_active=True).first()
    if token is not None and token.last_used_on != today:
        # The day is enough to see that a token sleeps, and costs one write a day.
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return token


def actor_behind(uuid: str, today: date) -> User | None:
    """The owner as the token with this uuid may act today; None where it cannot be used any more."""
    rows = ApiToken.objects.valid_on(today).select_related("owner", "organisation")
    token = rows.filter(uuid=uuid, owner__is_active=True).first()
    return actor_of(token) if token is not None else None


def actor_of(token: ApiToken) -> User:
    """The owner as the token may act: in its organisation alone, with what owner and scopes both allow."""
    actor = token.owner
    active = Membership.objects.active().filter(user=actor, organisation=token.organisation_id)
    actor._active_memberships = list(active.select_related("organisation").order_by("pk"))
    actor._permission_limit = permissions_of_scopes(token.scopes)
    return actor


def _tell(by: User, token: ApiToken, act: Act) -> None:
    record(actor=by, organisation=token.organisation_id, action=act, subject="token", subject_uuid=token.uuid)
