"""Tokens with which programs of an organisation read and write coded facts, and what they already asked for."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import Scope
from accounts.models.people import Organisation, User
from institutions.sensitivity import declare


class ApiTokenQuerySet(models.QuerySet):
    def valid_on(self, day):
        """Tokens that are neither revoked nor past their last day."""
        return self.filter(revoked_at=None, expires_on__gte=day)


class ApiToken(models.Model):
    """A token of one person in one organisation. Only its hash is kept; it may never do more than its owner may."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=60, help_text=_("Which program uses it, for example: yearly report."))
    digest = models.BinaryField(_("hash of the token"), max_length=32, unique=True)
    scopes = ArrayField(models.CharField(max_length=15, choices=Scope), verbose_name=_("may"))
    created_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    expires_on = models.DateField(_("last day"))
    last_used_on = models.DateField(_("last used on"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ApiTokenQuerySet.as_manager()

    sensitivity = declare(
        MACHINE="id uuid owner organisation created_at expires_on last_used_on revoked_at revoked_by",
        CODED="scopes",
        STAFF="name",
        KEY="digest",
    )

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "organisation", "name"],
                condition=Q(revoked_at=None),
                name="accounts_apitoken_name_once",
                violation_error_message=_("You already have a token of this name."),
            ),
            models.CheckConstraint(
                condition=Q(scopes__len__gte=1),
                name="accounts_apitoken_may_something",
                violation_error_message=_("Choose at least one thing that the token may do."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RepeatedRequest(models.Model):
    """What was answered to a request with an `Idempotency-Key`, so that the same request again changes nothing.

    `fingerprint` is a hash of method, address and body: the same key for something else is refused. The body of the
    answer holds coded facts only. Kept for a day.
    """

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.UUIDField(_("key"))
    fingerprint = models.BinaryField(_("hash of the request"), max_length=32)
    status = models.PositiveSmallIntegerField(_("status"), null=True, blank=True)
    answer = models.JSONField(_("answer"), null=True, blank=True)
    created_at = models.DateTimeField(_("made at"), default=timezone.now)

    sensitivity = declare(MACHINE="id token key status created_at", CODED="answer", KEY="fingerprint")

    class Meta:
        verbose_name = _("repeated request")
        verbose_name_plural = _("repeated requests")
        constraints = [
            models.UniqueConstraint(
                fields=["token", "key"],
                name="accounts_repeatedrequest_once",
                violation_error_message=_("A request with this key is already on its way."),
            )
        ]

    def __str__(self) -> str:
        return str(self.key)
