"""Pieces of evidence and through whose hands they went."""

import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.choices import CustodyAct, Holder, Precision
from complaints.models.cases import Case
from complaints.models.sealed import Attachment, Writing
from institutions.history import keep_history
from institutions.models import Body, Term
from institutions.sensitivity import declare


def sha256_field(label: str) -> models.CharField:
    """The fingerprint of a file: 64 hexadecimal digits, or empty."""
    return models.CharField(
        label,
        max_length=64,
        blank=True,
        default="",
        validators=[RegexValidator(r"^[0-9a-f]{64}$", _("Give all 64 digits of the SHA-256 fingerprint."))],
    )


@keep_history("EvidenceItemHistory", "number kind obtained_on precision obtained_from body attachment sha256")
class EvidenceItem(models.Model):
    """One piece of evidence. What it is and shows is sealed; its kind and its way are coded."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence", db_index=False)
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name=_("kind of evidence"))
    obtained_on = models.DateField(_("obtained on"), null=True, blank=True)
    precision = models.CharField(_("precision"), max_length=10, choices=Precision, default=Precision.UNKNOWN)
    obtained_from = models.CharField(_("from whom"), max_length=15, choices=Holder, default=Holder.UNKNOWN)
    body = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("which body")
    )
    attachment = models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("sealed file")
    )
    description = models.OneToOneField(Writing, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sha256 = sha256_field(_("SHA-256 of the original"))
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    sensitivity = declare(
        MACHINE="id uuid case number attachment description sha256 recorded_by recorded_at",
        CODED="kind obtained_on precision obtained_from body",
    )

    class Meta:
        verbose_name = _("piece of evidence")
        verbose_name_plural = _("pieces of evidence")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"],
                name="complaints_evidence_number_once",
                violation_error_message=_("This number is already given to a piece of evidence of the case."),
            ),
            models.CheckConstraint(
                condition=Q(precision=Precision.UNKNOWN, obtained_on__isnull=True)
                | (~Q(precision=Precision.UNKNOWN) & Q(obtained_on__isnull=False)),
                name="complaints_evidence_date_fits_precision",
                violation_error_message=_("Give a date with its precision, or say that the date is unknown."),
            ),
        ]

    def __str__(self) -> str:
        return f"E{self.number}"


class CustodyStep(models.Model):
    """One link of the chain of custody. Never changed; a mistaken link is followed by one that says so."""

    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="custody", db_index=False)
    number = models.PositiveSmallIntegerField(_("number"))
    act = models.CharField(_("what was done"), max_length=15, choices=CustodyAct)
    happened_on = models.DateField(_("date"))
    from_whom = models.CharField(_("from whom"), max_length=15, choices=Holder, default=Holder.UNKNOWN)
    to_whom = models.CharField(_("to whom, or where"), max_length=15, choices=Holder, default=Holder.UNKNOWN)
    body = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("which body")
    )
    sha256 = sha256_field(_("SHA-256 found at this step"))
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    sensitivity = declare(
        MACHINE="id item number sha256 corrects recorded_by recorded_at",
        CODED="act happened_on from_whom to_whom body",
    )

    class Meta:
        verbose_name = _("link of the chain of custody")
        verbose_name_plural = _("chain of custody")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "number"],
                name="complaints_custodystep_number_once",
                violation_error_message=_("Somebody recorded another link of this chain at the same moment."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.act} of {self.item_id}"
