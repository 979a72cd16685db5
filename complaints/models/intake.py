"""Letters that are still being written, and visits with a receipt. What they hold opens with the visitor's cookie only.

No moment stands here in the clear, only the day; nothing tells where a visitor came from.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from institutions.sensitivity import declare


class VisitKind(models.TextChoices):
    """What somebody from outside is doing."""

    LETTER = "letter", pgettext_lazy("visit", "Writes a letter")
    RETURN = "return", pgettext_lazy("visit", "Came back with the code")


class IntakeSession(models.Model):
    """One visit from outside. `sealed` is locked with a key that only the cookie of the visitor holds."""

    lookup = models.BinaryField(_("hash of the cookie"), max_length=32, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=VisitKind)
    sealed = models.BinaryField(_("what was written so far, sealed"))
    created_on = models.DateField(_("begun on"))

    sensitivity = declare(MACHINE="id created_on", CODED="kind", KEY="lookup", NARRATIVE="sealed")

    class Meta:
        verbose_name = _("visit from outside")
        verbose_name_plural = _("visits from outside")

    def __str__(self) -> str:
        return f"{self.kind} {self.created_on}"


class IntakeFile(models.Model):
    """A file of a letter that is still being written. Name and kind are sealed with it."""

    session = models.ForeignKey(IntakeSession, on_delete=models.CASCADE, related_name="files", db_index=False)
    number = models.PositiveSmallIntegerField(_("number"))
    sealed = models.BinaryField(_("description, sealed"))

    sensitivity = declare(MACHINE="id session number", NARRATIVE="sealed")

    class Meta:
        verbose_name = _("file of a letter being written")
        verbose_name_plural = _("files of letters being written")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "number"],
                name="complaints_intakefile_once",
                violation_error_message=_("This file is there already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.number}"


class IntakePart(models.Model):
    """Up to a mebibyte of such a file."""

    file = models.ForeignKey(IntakeFile, on_delete=models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveSmallIntegerField(_("number"))
    body = models.BinaryField(_("sealed bytes"))

    sensitivity = declare(MACHINE="id file number", NARRATIVE="body")

    class Meta:
        verbose_name = _("part of a file of a letter")
        verbose_name_plural = _("parts of files of letters")
        constraints = [
            models.UniqueConstraint(
                fields=["file", "number"],
                name="complaints_intakepart_once",
                violation_error_message=_("This part is there already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.number}"
