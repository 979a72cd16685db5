"""OfficialFigure, FunnelSnapshot."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from complaints.choices import DataSet
from institutions.sensitivity import Sensitivity, declare


class FigureUnit(models.TextChoices):
    """What a published figure counts. Figures of unlike units are never divided."""

    REGISTRATIONS = "registrations", pgettext_lazy("unit", "registrations")
    CASES = "cases", pgettext_lazy("unit", "criminal cases")
    COMPLAINTS = "complaints", pgettext_lazy("unit", "complaints")
    OFFICIALS = "officials", pgettext_lazy("unit", "officials")
    VICTIMS = "victims", pgettext_lazy("unit", "victims")
    VISITS = "visits", pgettext_lazy("unit", "visits")
    PLACES = "places", pgettext_lazy("unit", "places")
    SHARE_OF_REGISTRATIONS = "share_of_registrations", pgettext_lazy("unit", "per cent of registrations")
    SHARE_OF_COMPLAINTS = "share_of_complaints", pgettext_lazy("unit", "per cent of complaints")


class Series(models.TextChoices):
    """What a published figure is about."""

    REGISTERED = "registered", pgettext_lazy("series", "Registered")
    SENT_TO_COURT = "sent_to_court", pgettext_lazy("series", "Sent to court")
    REACHED_TRIAL = "reached_trial", pgettext_lazy("series", "Reached trial")
    CONVICTED = "convicted", pgettext_lazy("series", "Convicted")
    TERMINATED = "terminated", pgettext_lazy("series", "Terminated")
    INTERRUPTED = "interrupted", pgettext_lazy("series", "Time limits interrupted")
    RECEIVED = "received", pgettext_lazy("series", "Complaints received")
    CONFIRMED = "confirmed", pgettext_lazy("series", "Investigated or confirmed")
    VICTIMS = "victims", pgettext_lazy("series", "Victims")
    MONITORING = "monitoring", pgettext_lazy("series", "Monitoring")
    OTHER = "other", pgettext_lazy("series", "Other")


class OfficialFigure(models.Model):
    """A figure somebody published: what, in which unit, over which period, where. Never computed here."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    series = models.CharField(_("series"), max_length=20, choices=Series)
    unit = models.CharField(_("unit"), max_length=25, choices=FigureUnit)
    measure_en = models.CharField(_("what it measures, in English"), max_length=300)
    measure_ru = models.CharField(_("what it measures, in Russian"), max_length=300)
    measure_kk = models.CharField(_("what it measures, in Kazakh"), max_length=300)
    starts_on = models.DateField(_("first day of the period"), null=True, blank=True)
    ends_on = models.DateField(_("last day of the period"), null=True, blank=True)
    period_en = models.CharField(_("period as published, in English"), max_length=100)
    period_ru = models.CharField(_("period as published, in Russian"), max_length=100)
    period_kk = models.CharField(_("period as published, in Kazakh"), max_length=100)
    value_low = models.DecimalField(_("value, at least"), max_digits=12, decimal_places=2, null=True, blank=True)
    value_high = models.DecimalField(_("value, at most"), max_digits=12, decimal_places=2, null=True, blank=True)
    value_text = models.CharField(_("value as published"), max_length=60)
    is_yearly_series = models.BooleanField(_("one value a calendar year, same definition"), default=False)
    source = models.CharField(_("source"), max_length=300)
    is_verified = models.BooleanField(_("verified"), default=True)

    sensitivity = Sensitivity.PUBLIC

    class Meta:
        verbose_name = _("official figure")
        verbose_name_plural = _("official figures")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(starts_on__lte=F("ends_on")),
                name="reports_officialfigure_period_in_order",
                violation_error_message=_("The period ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(value_low__isnull=True) | Q(value_high__isnull=True) | Q(value_low__lte=F("value_high")),
                name="reports_officialfigure_values_in_order",
                violation_error_message=_("The lower value is above the upper one."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def measure(self) -> str:
        """What it measures, in the reader's language."""
        return self._in_language("measure")

    @property
    def period(self) -> str:
        """The period as published, in the reader's language."""
        return self._in_language("period")

    def _in_language(self, name: str) -> str:
        language = (get_language() or "en")[:2]
        return getattr(self, f"{name}_{language}" if language in ("ru", "kk") else f"{name}_en")


class FunnelSnapshot(models.Model):
    """A funnel as it was computed: definition, data cut, parameters, code version and result, frozen together."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    data_set = models.CharField(_("data set"), max_length=15, choices=DataSet)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="funnel_snapshots"
    )
    definition_version = models.CharField(_("version of the definition"), max_length=20)
    code_version = models.CharField(_("version of the program"), max_length=64)
    as_of = models.DateField(_("facts known up to"))
    last_event = models.BigIntegerField(_("last event included"), default=0)
    parameters = models.JSONField(_("parameters"), default=dict)
    parameters_hash = models.CharField(_("hash of the parameters"), max_length=64)
    result = models.JSONField(_("result"))
    result_hash = models.CharField(_("hash of the result"), max_length=64)
    computed_at = models.DateTimeField(_("computed at"))

    sensitivity = declare(
        MACHINE="id uuid organisation definition_version code_version last_event parameters_hash result_hash"
        " computed_at",
        CODED="data_set as_of parameters result",
    )

    class Meta:
        verbose_name = _("funnel snapshot")
        verbose_name_plural = _("funnel snapshots")
        indexes = [models.Index(fields=["parameters_hash", "-computed_at"], name="reports_snapshot_newest")]

    def __str__(self) -> str:
        return f"{self.data_set} {self.as_of}"
