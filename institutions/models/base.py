"""What every row of a country pack has: a code, three labels, a source, and often dates."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from institutions.sensitivity import Sensitivity


class Pack(models.Model):
    """The country pack that this database runs on: one database, one country."""

    code = models.SlugField(_("code"), max_length=12, unique=True)
    checksum = models.CharField(_("checksum"), max_length=64, help_text=_("SHA-256 over the files of the pack."))
    loaded_at = models.DateTimeField(_("loaded at"))
    rebuilt_with = models.CharField(
        _("rebuilt with"),
        max_length=64,
        blank=True,
        default="",
        help_text=_(
            "Fingerprint of the pack and the program with which everything that follows from events was built."
        ),
    )

    sensitivity = Sensitivity.PUBLIC

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Value(1),
                name="institutions_pack_only_one",
                violation_error_message=_("This database already runs on another country pack."),
            )
        ]

    def __str__(self) -> str:
        return self.code


class PackQuerySet(models.QuerySet):
    """Words for reading dated, sourced rows."""

    def valid_on(self, day: date):
        """Rows whose validity (both ends inclusive, open where empty) contains `day`."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )

    def verified(self):
        """Rows whose source was read, not remembered."""
        return self.filter(is_verified=True)


class SourcedRow(models.Model):
    """A row that says where it comes from. `is_verified` is false when the source tag contains `K`."""

    source = models.CharField(_("source"), max_length=300, blank=True)
    is_verified = models.BooleanField(_("verified"), default=True)

    objects = PackQuerySet.as_manager()

    sensitivity = Sensitivity.PUBLIC

    class Meta:
        abstract = True


class Labels(models.Model):
    """A label in each of the three languages, and a place in the list."""

    label_en = models.TextField(_("label in English"))
    label_ru = models.TextField(_("label in Russian"))
    label_kk = models.TextField(_("label in Kazakh"))
    is_kk_reviewed = models.BooleanField(
        _("Kazakh label reviewed"), default=True, help_text=_("False until a native reader has checked the label.")
    )
    order = models.PositiveIntegerField(_("order in the list"), default=0)

    sensitivity = Sensitivity.PUBLIC

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The label in the reader's language, English where the language is none of ours."""
        return {"ru": self.label_ru, "kk": self.label_kk}.get((get_language() or "en")[:2], self.label_en)


class LabelledRow(SourcedRow, Labels):
    """A sourced row with a label in each of the three languages."""

    class Meta:
        abstract = True


class CodedRow(LabelledRow):
    """A labelled row with a code that is unique in its list."""

    code = models.CharField(_("code"), max_length=40, unique=True)

    class Meta:
        abstract = True


class DatedRow(models.Model):
    """A row that is true between two days, both inclusive; an empty end is open."""

    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        abstract = True

    def is_valid_on(self, day: date) -> bool:
        """Whether `day` lies within the validity of this row."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def dates_in_order(app_label: str, model: str) -> models.CheckConstraint:
    """The constraint that a validity does not end before it begins."""
    return models.CheckConstraint(
        condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
        name=f"{app_label}_{model}_dates_in_order",
        violation_error_message=_("The validity ends before it begins."),
    )


class _IdRange(Func):
    """`int8range(x, x, '[]')`: lets an identifier take part in a GiST exclusion without any contrib module."""

    function = "int8range"

    def __init__(self, expression: str) -> None:
        super().__init__(F(expression), F(expression), Value("[]"))


class _ValidityRange(Func):
    function = "daterange"
    output_field = DateRangeField()

    def __init__(self) -> None:
        super().__init__(F("valid_from"), F("valid_to"), Value("[]"))


def no_overlap(name: str, *identifiers: str) -> ExclusionConstraint:
    """The constraint that for the same `identifiers` (columns of integers) no two validities overlap."""
    expressions = [(_IdRange(identifier), RangeOperators.OVERLAPS) for identifier in identifiers]
    return ExclusionConstraint(
        name=name,
        expressions=[*expressions, (_ValidityRange(), RangeOperators.OVERLAPS)],
        violation_error_message=_("Two rows for the same thing are valid on the same day."),
    )
