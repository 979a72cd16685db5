"""People, their organisations, and what they are there."""

import uuid
from uuid import uuid4

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.choices import ADMINISTRATOR_READS_NO_CASE, CASE_ROLES, Role
from institutions.history import keep_history
from institutions.sensitivity import declare


@keep_history("OrganisationHistory", "name is_demonstration takes_letters")
class Organisation(models.Model):
    """A body of people who work on cases together. Other organisations see nothing of it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200, unique=True)
    is_demonstration = models.BooleanField(
        _("demonstration"), default=False, help_text=_("Everything of this organisation is invented.")
    )
    takes_letters = models.BooleanField(
        _("takes letters from outside"),
        default=False,
        help_text=_("The public form offers this organisation to whoever writes."),
    )

    sensitivity = declare(MACHINE="id uuid is_demonstration", STAFF="name takes_letters")

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        # The name of the invented organisation is ours, so it can be told in every language.
        return gettext("Demonstration organisation") if self.is_demonstration else self.name


@keep_history("UserHistory", "username first_name last_name language is_active")
class User(AbstractUser):
    """A person with an account. Names and addresses are for colleagues; no case ever copies them."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=5, blank=True, default="")
    is_demonstration = models.BooleanField(_("demonstration"), default=False)
    session_epoch = models.UUIDField(
        default=uuid4, editable=False, help_text=_("Sessions begun under another value have ended.")
    )

    sensitivity = declare(
        MACHINE="id uuid last_login date_joined is_active is_staff is_superuser is_demonstration",
        STAFF="username first_name last_name email language",
        KEY="password session_epoch",
    )

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Binds sessions to the epoch beside the password: a new epoch ends every session at its next request.
        bound_to_password = super()._get_session_auth_hash(secret=secret)
        return salted_hmac(self.session_epoch.hex, bound_to_password, algorithm="sha256").hexdigest()


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


@keep_history("MembershipHistory", "user organisation role is_active")
class Membership(models.Model):
    """A person in an organisation in a role. Ended memberships stay as rows."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=15, choices=Role)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    sensitivity = declare(MACHINE="id user organisation is_active created_at", STAFF="role")

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
