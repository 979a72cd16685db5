"""Who may visit places of detention, on what terms, and between which days."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from institutions.choices import TimeUnit
from institutions.models.base import CodedRow, DatedRow, dates_in_order
from institutions.models.bodies import Body
from institutions.visit_choices import InterviewRule, NoticeRule


class MonitoringRegime(CodedRow, DatedRow):
    """The terms under which a body visits. `visit_types` are codes of terms, none meaning every kind.

    `interval_months`: within which each place is to be seen. `lapses_after_months`: without a visit the body ends.
    """

    body = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("body")
    )
    visit_types = models.JSONField(_("kinds of visit"), default=list, blank=True)
    notice = models.CharField(_("notice"), max_length=12, choices=NoticeRule)
    notice_hours = models.PositiveSmallIntegerField(_("hours of notice"), null=True, blank=True)
    notice_text = models.CharField(_("notice as written"), max_length=200, blank=True)
    interviews = models.CharField(_("interviews"), max_length=12, choices=InterviewRule)
    interview_text = models.CharField(_("interviews as written"), max_length=200, blank=True)
    decided_by = models.CharField(_("who sets the visit"), max_length=200, blank=True)
    limited_by = models.CharField(_("may be limited by"), max_length=200, blank=True)
    product = models.CharField(_("what comes of it"), max_length=200, blank=True)
    interval_months = models.PositiveSmallIntegerField(_("interval in months"), null=True, blank=True)
    lapses_after_months = models.PositiveSmallIntegerField(_("lapses after months"), null=True, blank=True)
    reply_amount = models.PositiveSmallIntegerField(_("time for a reply"), null=True, blank=True)
    reply_unit = models.CharField(_("unit"), max_length=15, choices=TimeUnit, blank=True, default="")
    passes_complaints_to = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("passes complaints to")
    )
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    is_scenario = models.BooleanField(_("scenario only"), default=False)

    class Meta:
        verbose_name = _("monitoring regime")
        verbose_name_plural = _("monitoring regimes")
        constraints = [
            dates_in_order("institutions", "monitoringregime"),
            models.CheckConstraint(
                condition=models.Q(reply_amount__isnull=True, reply_unit="")
                | (models.Q(reply_amount__gte=1) & ~models.Q(reply_unit="")),
                name="institutions_regime_reply_has_unit",
                violation_error_message=_("The time for a reply has a number and a unit, or neither."),
            ),
        ]
