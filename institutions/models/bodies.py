"""State and other bodies, who is above whom and since when, and the agencies that officials belong to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from institutions.choices import BodyKind
from institutions.models.base import CodedRow, DatedRow, SourcedRow, dates_in_order, no_overlap


class Body(CodedRow, DatedRow):
    """A body that acts: investigates, prosecutes, judges, runs places, monitors."""

    kind = models.CharField(_("kind"), max_length=20, choices=BodyKind)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        constraints = [dates_in_order("institutions", "body")]


class Subordination(SourcedRow, DatedRow):
    """A dated edge: `body` stands directly under `parent`."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="parents", verbose_name=_("body"))
    parent = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="children", verbose_name=_("parent"))

    class Meta:
        constraints = [
            dates_in_order("institutions", "subordination"),
            no_overlap("institutions_subordination_one_parent_a_day", "body_id"),
            models.CheckConstraint(
                condition=~models.Q(body=models.F("parent")),
                name="institutions_subordination_not_under_itself",
                violation_error_message=_("A body cannot stand under itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} < {self.parent_id}"


class Agency(CodedRow):
    """The service an accused official belongs to, as complainants name it (police, colony staff, military)."""

    hurdoc_code = models.CharField(_("HURIDOCS code"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("agency of the accused")
        verbose_name_plural = _("agencies of the accused")


class AgencyBody(SourcedRow, DatedRow):
    """A dated edge: officials of `agency` belong to `body`."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="bodies", verbose_name=_("agency"))
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="agencies", verbose_name=_("body"))

    class Meta:
        constraints = [
            dates_in_order("institutions", "agencybody"),
            no_overlap("institutions_agencybody_one_body_a_day", "agency_id"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} in {self.body_id}"
