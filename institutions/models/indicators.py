"""Indicators by which policies are judged, each with its definition."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from institutions.indicator_choices import Better, Criterion, Unmeasured
from institutions.models.base import CodedRow


class Indicator(CodedRow):
    """What is to be measured, and by which figure the house measures it today, or why by none.

    `measured_by` names a figure of the same definition: `limits:private`, `funnel:tried`. `evidence`: alternative of
    policy -> what a number can rest on for it (`Evidence`).
    """

    criterion = models.CharField(_("criterion"), max_length=15, choices=Criterion)
    formula_en = models.TextField(_("how it is counted, in English"))
    formula_ru = models.TextField(_("how it is counted, in Russian"))
    formula_kk = models.TextField(_("how it is counted, in Kazakh"))
    better = models.CharField(_("which way is better"), max_length=10, choices=Better)
    evidence = models.JSONField(_("evidence by alternative"), default=dict, blank=True)
    measured_by = models.CharField(_("measured by"), max_length=60, blank=True)
    unmeasured = models.CharField(_("why not measured"), max_length=15, choices=Unmeasured, blank=True, default="")

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.CheckConstraint(
                condition=Q(measured_by="", unmeasured__gt="") | Q(measured_by__gt="", unmeasured=""),
                name="institutions_indicator_measured_or_not",
                violation_error_message=_("An indicator names the figure that measures it, or why there is none."),
            )
        ]

    @property
    def formula(self) -> str:
        """How it is counted, in the reader's language."""
        return {"ru": self.formula_ru, "kk": self.formula_kk}.get((get_language() or "en")[:2], self.formula_en)
