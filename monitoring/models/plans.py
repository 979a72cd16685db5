"""Visits that are planned, which only those who need to know can read, and records that are still being typed."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from institutions.sensitivity import declare
from monitoring.choices import PlanState
from monitoring.models.visits import Visit


class VisitPlan(models.Model):
    """That somebody plans a visit. Place, days and focus lie in the copies, sealed to each person who needs to know."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="visit_plans")
    state = models.CharField(_("state"), max_length=12, choices=PlanState, default=PlanState.PLANNED)
    visit = models.OneToOneField(
        Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="plan", verbose_name=_("carried out as")
    )
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    planned_on = models.DateField(_("planned on"))

    sensitivity = declare(MACHINE="id uuid organisation visit planned_by planned_on", CODED="state")

    class Meta:
        verbose_name = _("plan of a visit")
        verbose_name_plural = _("plans of visits")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(visit__isnull=True) | models.Q(state=PlanState.CARRIED_OUT),
                name="monitoring_plan_with_visit_is_carried_out",
                violation_error_message=_("A plan that became a visit is carried out."),
            )
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class PlanCopy(models.Model):
    """The plan, sealed to the key of one person. There is no other copy: not for the office, not for recovery."""

    plan = models.ForeignKey(VisitPlan, on_delete=models.CASCADE, related_name="copies", db_index=False)
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField(_("plan, sealed to the reader"))

    sensitivity = declare(MACHINE="id plan reader", NARRATIVE="sealed")

    class Meta:
        verbose_name = _("copy of a plan")
        verbose_name_plural = _("copies of plans")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "reader"],
                name="monitoring_plancopy_once",
                violation_error_message=_("This person has a copy of the plan already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} for {self.reader_id}"


class VisitDraft(models.Model):
    """A visit that a colleague is still typing in. Words lie sealed to the author; `facts` holds codes only."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(
        VisitPlan, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("from the plan")
    )
    corrects = models.ForeignKey(
        Visit, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("corrects")
    )
    facts = models.JSONField(_("coded facts"), default=dict, blank=True)
    sealed = models.BinaryField(_("words, sealed to the author"), default=b"", blank=True)
    created_at = models.DateTimeField(_("begun at"), default=timezone.now, editable=False)
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)

    sensitivity = declare(
        MACHINE="id uuid author organisation plan corrects created_at saved_at", CODED="facts", NARRATIVE="sealed"
    )

    class Meta:
        verbose_name = _("visit being typed in")
        verbose_name_plural = _("visits being typed in")
        indexes = [models.Index(fields=["author", "-saved_at"], name="monitoring_draft_newest")]

    def __str__(self) -> str:
        return str(self.uuid)
