"""User, Organisation, Membership, Job."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.choices import ADMINISTRATOR_READS_NO_CASE, CASE_ROLES, LIVE_JOB_STATES, JobState, Role


class Organisation(models.Model):
    """A body of people who work on cases together. Other organisations see nothing of it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200, unique=True)
    is_demonstration = models.BooleanField(
        _("demonstration"), default=False, help_text=_("Everything of this organisation is invented.")
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        # The name of the invented organisation is ours, so it can be told in every language.
        return gettext("Demonstration organisation") if self.is_demonstration else self.name


class User(AbstractUser):
    """A person with an account. Names and addresses are for colleagues; no case ever copies them."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=5, blank=True, default="")
    is_demonstration = models.BooleanField(_("demonstration"), default=False)

    def __str__(self) -> str:
        return self.get_full_name() or self.username


def _places(first: object, last: object) -> Func:
    """`int8range(first, last, '[]')`: lets numbers take part in a GiST exclusion without any contrib module."""
    return Func(first, last, Value("[]"), function="int8range", output_field=BigIntegerRangeField())


def _administrator_apart_from_cases() -> ExclusionConstraint:
    """Whoever administers an organisation holds no role there that reads cases.

    Each such role has a place of its own, the administrator lies over all of them, and two active rows of one person
    in one organisation may not overlap.
    """
    places = [When(role=role, then=Value(place)) for place, role in enumerate(CASE_ROLES, start=1)]
    first, last = Case(*places, default=Value(1)), Case(*places, default=Value(len(CASE_ROLES)))
    return ExclusionConstraint(
        name="accounts_membership_administrator_reads_no_case",
        expressions=[
            (_places(F("user"), F("user")), RangeOperators.OVERLAPS),
            (_places(F("organisation"), F("organisation")), RangeOperators.OVERLAPS),
            (_places(first, last), RangeOperators.OVERLAPS),
        ],
        condition=Q(is_active=True, role__in=[Role.ADMINISTRATOR, *CASE_ROLES]),
        violation_error_message=ADMINISTRATOR_READS_NO_CASE,
    )


class MembershipQuerySet(models.QuerySet):
    def active(self):
        """Memberships that count now."""
        return self.filter(is_active=True, user__is_active=True)


class Membership(models.Model):
    """A person in an organisation in a role. Ended memberships stay as rows."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=15, choices=Role)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                name="accounts_membership_once",
                violation_error_message=_("This person already has this role in the organisation."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="accounts_membership_known_role",
                violation_error_message=_("This role does not exist."),
            ),
            _administrator_apart_from_cases(),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} in {self.organisation_id}"


class Job(models.Model):
    """Work that takes longer than a page. The row is the truth; the message queue only rings the bell."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    key = models.CharField(
        _("key"), max_length=200, unique=True, help_text=_("Asking twice for the same work finds the same row.")
    )
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="jobs")
    parameters = models.JSONField(_("parameters"), default=dict, blank=True, help_text=_("Codes and ids only."))
    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("total"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    message = models.CharField(_("message"), max_length=300, blank=True, default="")
    is_cancel_requested = models.BooleanField(_("cancel requested"), default=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [
            models.Index(fields=["created_at"], condition=Q(state__in=LIVE_JOB_STATES), name="accounts_job_live"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(total=0) | Q(done__lte=F("total")),
                name="accounts_job_done_within_total",
                violation_error_message=_("More is done than there was to do."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVE_JOB_STATES, finished_at__isnull=True)
                | (~Q(state__in=LIVE_JOB_STATES) & Q(finished_at__isnull=False)),
                name="accounts_job_finished_iff_final",
                violation_error_message=_("A job has a time of ending if and only if it has ended."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"
