"""What is sealed about a case: texts, identities, files; and the plain facts about them that may be counted.

The words themselves lie in envelopes of the vault. A row here says only that there is something, and of which kind.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.choices import Party, WritingKind
from complaints.models.cases import Case, Complaint
from institutions.sensitivity import declare
from vault.models import Envelope, SealedFile


class Writing(models.Model):
    """One sealed text of a case: narrative, statement, note, or a message to or from who wrote."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="writings")
    complaint = models.ForeignKey(Complaint, null=True, blank=True, on_delete=models.PROTECT, related_name="writings")
    kind = models.CharField(_("kind"), max_length=15, choices=WritingKind)
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    envelope = models.OneToOneField(Envelope, on_delete=models.PROTECT, related_name="+")
    written_on = models.DateField(_("written on"))

    sensitivity = declare(MACHINE="id uuid case complaint author envelope", CODED="kind written_on")

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        indexes = [models.Index(fields=["case", "kind"], name="complaints_writing_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=WritingKind.FROM_REPORTER) | Q(author__isnull=True),
                name="complaints_writing_reporter_has_no_account",
                violation_error_message=_("A message from outside has no author among colleagues."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class Identity(models.Model):
    """The sealed name, contacts and numbers of one person of a case. A later row of the same person replaces it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="identities")
    party = models.CharField(_("who"), max_length=15, choices=Party)
    number = models.PositiveSmallIntegerField(
        _("number"), default=1, help_text=_("The number of the victim or official within the case.")
    )
    envelope = models.OneToOneField(Envelope, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_on = models.DateField(_("recorded on"))

    sensitivity = declare(MACHINE="id uuid case number envelope recorded_by", CODED="party recorded_on")

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="complaints_identity_numbered",
                violation_error_message=_("Persons of a case are numbered from one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.number}"


class Attachment(models.Model):
    """A sealed file of a case. Name, kind, size and hash of the original lie in the envelope."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    description = models.OneToOneField(Envelope, on_delete=models.PROTECT, related_name="+")
    original = models.OneToOneField(
        SealedFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("original")
    )
    added_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    added_on = models.DateField(_("added on"))

    sensitivity = declare(MACHINE="id uuid case description original added_by", CODED="added_on")

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return str(self.uuid)


class CleanedPage(models.Model):
    """One page of the cleaned rendering of a file: rebuilt from pixels, sealed like the original."""

    attachment = models.ForeignKey(Attachment, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField(_("number"))
    file = models.OneToOneField(SealedFile, on_delete=models.PROTECT, related_name="+")

    sensitivity = declare(MACHINE="id attachment number file")

    class Meta:
        verbose_name = _("cleaned page")
        verbose_name_plural = _("cleaned pages")
        constraints = [
            models.UniqueConstraint(
                fields=["attachment", "number"],
                name="complaints_cleanedpage_once",
                violation_error_message=_("Somebody else had this file cleaned at the same moment."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.attachment_id} {self.number}"
