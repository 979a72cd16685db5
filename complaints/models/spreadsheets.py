"""Spreadsheets that come in and go out: batches with their rows, mappings that are remembered, files to fetch.

An uploaded file is kept only until its batch ends, cut into parts that are locked with a key of its own; the key is
deleted with it. Narratives and identities of its rows never stand in a column in the clear.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Job, Organisation, User
from complaints.choices import BatchState, ExportKind, RowVerdict, SheetKind
from complaints.models.cases import Case
from institutions.sensitivity import declare


class ImportMapping(models.Model):
    """Which column means what, and which of its words which code; suggested again for a sheet with the same headers.

    Only words that somebody gave a code stand here: they are the vocabulary of the organisation.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    headers = ArrayField(models.CharField(max_length=200), verbose_name=_("headers"), default=list)
    columns = models.JSONField(_("meaning of each column"), default=dict)
    words = models.JSONField(_("codes of words"), default=dict)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)

    sensitivity = declare(MACHINE="id organisation saved_by saved_at", STAFF="name", CODED="headers columns words")

    class Meta:
        verbose_name = _("mapping of columns")
        verbose_name_plural = _("mappings of columns")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="complaints_importmapping_name_once",
                violation_error_message=_("A mapping of this name exists already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ImportBatch(models.Model):
    """One spreadsheet on its way in. It is written whole or not at all, and can be taken back whole.

    `words` keeps digests of words under the key of the batch, with their codes: without the key they say nothing.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=BatchState, default=BatchState.UPLOADED)
    kind = models.CharField(_("kind of file"), max_length=5, choices=SheetKind)
    key = models.BinaryField(_("key of the parts"), max_length=32, default=b"", blank=True)
    headers = ArrayField(models.CharField(max_length=200), verbose_name=_("headers"), default=list, blank=True)
    columns = models.JSONField(_("meaning of each column"), default=dict, blank=True)
    words = models.JSONField(_("codes of words"), default=dict, blank=True)
    options = models.JSONField(_("how dates are written and the like"), default=dict, blank=True)
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    counts = models.JSONField(_("rows read, new, changed, same, rejected"), default=dict, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    sensitivity = declare(
        MACHINE="id uuid organisation uploaded_by uploaded_at job ended_at",
        KEY="key",
        CODED="state kind headers columns words options counts",
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["organisation", "-id"], name="complaints_import_newest")]

    def __str__(self) -> str:
        return str(self.uuid)


class ImportPart(models.Model):
    """A part of the uploaded file, locked with the key of its batch; gone when the batch ends."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveIntegerField(_("number"))
    body = models.BinaryField(_("locked bytes"))

    sensitivity = declare(MACHINE="id batch number", NARRATIVE="body")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "number"],
                name="complaints_importpart_once",
                violation_error_message=_("This part is there already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.number}"


class ImportRow(models.Model):
    """One row of a batch as it was understood. `facts` and `before` are codes; what must be sealed lies in `locked`.

    So do the words of a rejected row that could not be read.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField(_("row in the sheet"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=RowVerdict)
    facts = models.JSONField(_("facts"), default=dict)
    # [column, code of the reason, the row or rule it speaks of]; words of cells lie in `locked`
    reasons = models.JSONField(_("why not"), default=list, blank=True)
    before = models.JSONField(_("what stood there before"), default=dict, blank=True)
    locked = models.BinaryField(_("narrative and names, locked with the key of the batch"), default=b"", blank=True)
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    sensitivity = declare(MACHINE="id batch number case", CODED="verdict facts reasons before", NARRATIVE="locked")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "number"],
                name="complaints_importrow_once",
                violation_error_message=_("This row was read already."),
            )
        ]
        indexes = [models.Index(fields=["batch", "verdict", "number"], name="complaints_importrow_verdict")]

    def __str__(self) -> str:
        return f"{self.batch_id} row {self.number}"


class ExportFile(models.Model):
    """A file of coded facts that was made in the background and waits to be fetched; deleted after some days."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("format"), max_length=10, choices=ExportKind)
    options = models.JSONField(_("what was asked for"), default=dict)
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rows = models.PositiveIntegerField(_("rows"), null=True, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"), null=True, blank=True)
    created_at = models.DateTimeField(_("asked for at"), default=timezone.now)
    expires_on = models.DateField(_("kept until"))

    sensitivity = declare(
        MACHINE="id uuid owner organisation job created_at expires_on", CODED="kind options rows size"
    )

    class Meta:
        verbose_name = _("file to fetch")
        verbose_name_plural = _("files to fetch")
        constraints = [
            models.CheckConstraint(
                condition=Q(rows__isnull=True, size__isnull=True) | Q(rows__isnull=False, size__isnull=False),
                name="complaints_exportfile_rows_with_size",
                violation_error_message=_("A finished file has a number of rows and a size."),
            )
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class ExportPart(models.Model):
    """Up to a mebibyte of such a file."""

    file = models.ForeignKey(ExportFile, on_delete=models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveIntegerField(_("number"))
    body = models.BinaryField(_("bytes"))

    sensitivity = declare(MACHINE="id file number", CODED="body")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["file", "number"],
                name="complaints_exportpart_once",
                violation_error_message=_("This part is there already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.number}"
