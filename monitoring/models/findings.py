"""What a visit found, and its words. Every word is sealed; a row says only that there is one, and of which kind."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from institutions.history import keep_history
from institutions.models import Term
from institutions.sensitivity import declare
from monitoring.choices import FindingKind, FindingSeverity, SourceOfFinding, VisitTextKind
from monitoring.models.visits import Visit, VisitMember
from vault.models import Envelope


class VisitText(models.Model):
    """One sealed text of a visit. A later text of the same kind that is told once replaces an earlier one."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="texts", db_index=False)
    kind = models.CharField(_("kind"), max_length=15, choices=VisitTextKind)
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    envelope = models.OneToOneField(Envelope, on_delete=models.PROTECT, related_name="+")
    written_on = models.DateField(_("written on"))

    sensitivity = declare(MACHINE="id uuid visit author envelope", CODED="kind written_on")

    class Meta:
        verbose_name = _("text of a visit")
        verbose_name_plural = _("texts of visits")
        indexes = [models.Index(fields=["visit", "kind", "-id"], name="monitoring_text_of_visit")]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


@keep_history("FindingHistory", "visit number kind theme severity sources may_be_public")
class Finding(models.Model):
    """One finding: a concern or a good practice, what it rests on, and its sealed words."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="findings", db_index=False)
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=15, choices=FindingKind, default=FindingKind.CONCERN)
    theme = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name=_("theme"))
    severity = models.CharField(_("severity"), max_length=10, choices=FindingSeverity, default=FindingSeverity.NONE)
    sources = ArrayField(
        models.CharField(max_length=12, choices=SourceOfFinding), verbose_name=_("rests on"), default=list, blank=True
    )
    words = models.ForeignKey(
        VisitText, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("description")
    )
    may_be_public = models.BooleanField(
        _("may stand in the public report"),
        default=False,
        help_text=_("Somebody has read the words again: nobody can be recognised in them."),
    )

    sensitivity = declare(MACHINE="id uuid visit number words", CODED="kind theme severity sources may_be_public")

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "number"],
                name="monitoring_finding_number_once",
                violation_error_message=_("This number is already given to a finding of the visit."),
            ),
            models.CheckConstraint(
                condition=Q(kind=FindingKind.CONCERN) | Q(severity=FindingSeverity.NONE),
                name="monitoring_finding_good_practice_has_no_severity",
                violation_error_message=_("A good practice has no severity."),
            ),
        ]

    def __str__(self) -> str:
        return f"finding {self.number} of {self.visit_id}"

    @property
    def is_triangulated(self) -> bool:
        """Whether at least two different kinds of source agree (APT, Monitoring Places of Detention)."""
        return len(set(self.sources)) >= 2


class Dissent(models.Model):
    """A member disagrees with the report; the law attaches the opinion to it (UIK art. 46)."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="dissents")
    member = models.ForeignKey(
        VisitMember, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("member")
    )
    words = models.ForeignKey(VisitText, on_delete=models.PROTECT, related_name="+", verbose_name=_("opinion"))

    sensitivity = declare(MACHINE="id visit member words")

    class Meta:
        verbose_name = _("dissenting opinion")
        verbose_name_plural = _("dissenting opinions")

    def __str__(self) -> str:
        return f"dissent of {self.visit_id}"
