"""Regions, places of detention, who runs them since when, and what the preventive mandate covers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from institutions.choices import Mandate
from institutions.models.base import CodedRow, DatedRow, SourcedRow, dates_in_order, no_overlap
from institutions.models.bodies import Body


class Region(CodedRow, DatedRow):
    """A first-level region; `code` is ISO 3166-2. Old regions stay, with their end date."""

    kato = models.CharField(_("KATO code"), max_length=9, blank=True)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        constraints = [dates_in_order("institutions", "region")]


class RegionSuccession(SourcedRow):
    """On day `on`, territory of `predecessor` became `successor`."""

    predecessor = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="origins")
    on = models.DateField(_("on"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                name="institutions_regionsuccession_once",
                violation_error_message=_("This succession of regions is already recorded."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} -> {self.successor_id}"


class FacilityType(CodedRow):
    """A kind of place of detention, with its usual operator and its status under the preventive mandate."""

    operator = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("usual operator")
    )
    mandate = models.CharField(_("preventive mandate"), max_length=10, choices=Mandate)

    class Meta:
        verbose_name = _("kind of facility")
        verbose_name_plural = _("kinds of facility")


class PremiseType(CodedRow):
    """A kind of room inside a facility: office, cell, duty area. The gap in the mandate is a gap of premises."""

    class Meta:
        verbose_name = _("kind of premise")
        verbose_name_plural = _("kinds of premise")


class PremiseMandate(SourcedRow, DatedRow):
    """Whether monitors may enter a kind of premise, between two days."""

    premise_type = models.ForeignKey(PremiseType, on_delete=models.CASCADE, related_name="mandates")
    mandate = models.CharField(_("preventive mandate"), max_length=10, choices=Mandate)
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)

    class Meta:
        constraints = [
            dates_in_order("institutions", "premisemandate"),
            no_overlap("institutions_premisemandate_one_a_day", "premise_type_id"),
        ]

    def __str__(self) -> str:
        return f"{self.premise_type_id}: {self.mandate}"


class Facility(CodedRow, DatedRow):
    """A place of detention. Invented places of the demonstration are marked `is_demonstration`."""

    facility_type = models.ForeignKey(FacilityType, on_delete=models.PROTECT, related_name="facilities")
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="facilities")
    is_demonstration = models.BooleanField(_("invented for demonstration"), default=False)

    class Meta:
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")
        constraints = [dates_in_order("institutions", "facility")]


class FacilityAlias(SourcedRow, DatedRow):
    """A former or other name or number of a facility."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        constraints = [dates_in_order("institutions", "facilityalias")]

    def __str__(self) -> str:
        return self.name


class FacilityOperator(SourcedRow, DatedRow):
    """A dated edge: `facility` is run by `body`. Overrides the usual operator of its kind."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="operators")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="operated")

    class Meta:
        constraints = [
            dates_in_order("institutions", "facilityoperator"),
            no_overlap("institutions_facilityoperator_one_a_day", "facility_id"),
        ]

    def __str__(self) -> str:
        return f"{self.facility_id} by {self.body_id}"
