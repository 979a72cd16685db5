"""The audit: who did what and when, in chains that show whether anything was changed afterwards.

No names, no free text, nothing about a browser or a network. Rows are written by `accounts.audit.record` alone;
triggers in the migrations refuse every other change.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import Outcome
from accounts.models.people import Organisation, User
from institutions.sensitivity import declare


class AuditChain(models.Model):
    """Where the chain of an organisation ends; without an organisation, that of the house. One row a chain."""

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    seq = models.BigIntegerField(_("number of the last event"), default=0)
    hash = models.CharField(_("hash of the last event"), max_length=64)

    sensitivity = declare(MACHINE="id organisation seq hash")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                nulls_distinct=False,
                name="accounts_auditchain_once",
                violation_error_message=_("This organisation already has a chain."),
            )
        ]

    def __str__(self) -> str:
        return f"chain of {self.organisation_id}"


class AuditEvent(models.Model):
    """One act of one person. `hash` seals the row together with `prev`, the hash of the event before it.

    `action` and `reason` carry codes of `accounts.choices` without being bound to them: the lists grow, the past stays.
    """

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    seq = models.BigIntegerField(_("number in the chain"))
    happened_at = models.DateTimeField(_("time"))
    is_coarse = models.BooleanField(_("only the day is known"), default=False)
    actor = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    action = models.CharField(_("act"), max_length=40)
    subject = models.CharField(_("kind of subject"), max_length=20, blank=True, default="")
    subject_uuid = models.UUIDField(_("subject"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.DONE)
    reason = models.CharField(_("reason"), max_length=40, blank=True, default="")
    prev = models.CharField(_("hash of the event before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    sensitivity = declare(
        MACHINE="id organisation seq happened_at is_coarse actor subject_uuid prev hash",
        CODED="action subject outcome reason",
    )

    class Meta:
        verbose_name = _("act in the audit")
        verbose_name_plural = _("acts in the audit")
        indexes = [models.Index(fields=["actor", "-id"], name="accounts_auditevent_of_actor")]
        constraints = [
            models.UniqueConstraint(
                fields=["prev"],
                name="accounts_auditevent_prev_once",
                violation_error_message=_("Another event already follows this one."),
            ),
            models.UniqueConstraint(
                fields=["organisation", "seq"],
                nulls_distinct=False,
                name="accounts_auditevent_seq_once",
                violation_error_message=_("This number is already taken in the chain."),
            ),
            models.CheckConstraint(
                condition=Q(action__regex=r"^[a-z0-9_]+$")
                & Q(subject__regex=r"^[a-z0-9_]*$")
                & Q(reason__regex=r"^[a-z0-9_]*$"),
                name="accounts_auditevent_codes_only",
                violation_error_message=_("The audit takes codes, never words."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.seq}"
