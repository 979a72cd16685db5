"""What follows from the events of a case: its milestone row, its deadlines, its alerts. Rebuilt at any time."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from complaints.choices import AlertKind, DataSet, NoteOfAlert
from complaints.dates import FIRST_DAY, LAST_DAY
from complaints.models.cases import Case
from complaints.models.events import CaseEvent
from institutions.choices import Exit, Independence, Milestone, OffenceKind
from institutions.models import Body, Channel, FacilityType, Ground, Region, TimeLimit
from institutions.sensitivity import declare


def _listed(name: str, unknown: date) -> tuple[object, ...]:
    return "data_set", "organisation", Coalesce(name, Value(unknown, models.DateField())), "case"


class CaseMilestonesQuerySet(models.QuerySet):
    def of(self, data_set: str):
        """Rows of one data set; nothing ever counts over two."""
        return self.filter(data_set=data_set)


class CaseMilestones(models.Model):
    """One row a case: how far it demonstrably got and when, where it stands, and what it is counted by.

    `reached_k` is T_k, the first day on which the case had demonstrably got at least to milestone k; empty where
    it never did. `recorded_on[k-1]` is t_k, the earliest recorded date of milestone k itself, or null.
    A documented exception to the limit of fields: one scan of this table is the whole funnel.
    """

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="milestones")
    data_set = models.CharField(max_length=15, choices=DataSet)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="+")
    region_now = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="+")
    facility_type = models.ForeignKey(FacilityType, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, null=True, on_delete=models.PROTECT, related_name="+")
    offence_kind = models.CharField(max_length=15, choices=OffenceKind, blank=True, default="")
    first_body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    body_now = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    independence = models.CharField(max_length=12, choices=Independence, default=Independence.UNKNOWN)

    furthest = models.PositiveSmallIntegerField(choices=Milestone, null=True)
    reached_1 = models.DateField(null=True)
    reached_2 = models.DateField(null=True)
    reached_3 = models.DateField(null=True)
    reached_4 = models.DateField(null=True)
    reached_5 = models.DateField(null=True)
    reached_6 = models.DateField(null=True)
    reached_7 = models.DateField(null=True)
    reached_8 = models.DateField(null=True)
    recorded_on = ArrayField(models.DateField(null=True), size=8)
    is_vague = models.BooleanField(default=False, help_text=_("Some date of the path is known to a month or worse."))

    position = models.CharField(max_length=40, blank=True, default="", help_text=_("Code of the last stage."))
    state = models.CharField(max_length=15, choices=Exit, default=Exit.OPEN)
    state_on = models.DateField(null=True)
    state_ground = models.ForeignKey(Ground, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True)
    is_withdrawn = models.BooleanField(default=False)
    is_torture_conviction = models.BooleanField(
        null=True, help_text=_("Empty without a conviction, or where the article is not known.")
    )
    is_final = models.BooleanField(default=False)
    absorbed_by = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    trials = models.PositiveSmallIntegerField(default=0)
    reopenings = models.PositiveSmallIntegerField(default=0)
    transfers = models.PositiveSmallIntegerField(default=0)
    officials_convicted = models.PositiveSmallIntegerField(default=0)
    last_event_on = models.DateField(
        null=True, help_text=_("The last day on which something is known to have happened.")
    )
    next_due_on = models.DateField(
        null=True, help_text=_("In an open case the earliest day due of the duties that nothing has ended.")
    )
    last_sequence = models.PositiveIntegerField(default=0)

    objects = CaseMilestonesQuerySet.as_manager()

    sensitivity = declare(
        MACHINE="case organisation absorbed_by last_sequence",
        CODED="data_set region region_now facility_type channel offence_kind first_body body_now independence furthest"
        " reached_1 reached_2 reached_3 reached_4 reached_5 reached_6 reached_7 reached_8 recorded_on is_vague position"
        " state state_on state_ground withdrawn_on is_withdrawn is_torture_conviction is_final trials reopenings"
        " transfers officials_convicted last_event_on next_due_on",
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["data_set", "reached_1"], condition=Q(reached_1__isnull=False), name="complaints_ms_registered"
            ),
            # The list of cases walks these; a day that is not known stands at the end of the usual direction.
            models.Index(*_listed("reached_1", FIRST_DAY), name="complaints_ms_by_registration"),
            models.Index(*_listed("last_event_on", FIRST_DAY), name="complaints_ms_by_last_event"),
            models.Index(*_listed("next_due_on", LAST_DAY), name="complaints_ms_by_due_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(furthest__isnull=True, reached_1__isnull=True) | Q(furthest__isnull=False),
                name="complaints_casemilestones_dates_need_a_milestone",
                violation_error_message=_("A date of a milestone without a milestone."),
            )
        ]

    def __str__(self) -> str:
        return f"milestones of {self.case_id}"


class Deadline(models.Model):
    """A legal clock that an event started. Whether it is met, missed or running follows from the dates and today.

    `met_by` without `met_on` is an event that only implies the step which met the clock: on which day is not known.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="deadlines")
    time_limit = models.ForeignKey(TimeLimit, on_delete=models.PROTECT, related_name="+")
    started_by = models.ForeignKey(CaseEvent, on_delete=models.PROTECT, related_name="+")
    met_by = models.ForeignKey(CaseEvent, null=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(_("starts on"))
    due_on = models.DateField(_("due on"), null=True, help_text=_("Empty where the clock stands still."))
    met_on = models.DateField(_("met on"), null=True)
    paused_days = models.PositiveIntegerField(_("days it stood still"), default=0)

    sensitivity = declare(MACHINE="id case started_by met_by", CODED="time_limit starts_on due_on met_on paused_days")

    class Meta:
        indexes = [
            models.Index(fields=["due_on"], condition=Q(met_on__isnull=True), name="complaints_deadline_running")
        ]
        constraints = [
            models.UniqueConstraint(fields=["time_limit", "started_by"], name="complaints_deadline_once"),
        ]

    def __str__(self) -> str:
        return f"{self.time_limit_id} due {self.due_on}"

    @property
    def has_ended(self) -> bool:
        """Whether some event shows that the clock no longer runs."""
        return self.met_by_id is not None or self.met_on is not None


class Alert(models.Model):
    """Something in the events that a human must look at, with the norm it rests on."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="alerts")
    event = models.ForeignKey(CaseEvent, on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(_("kind"), max_length=15, choices=AlertKind)
    rule = models.CharField(_("rule"), max_length=60, help_text=_("Code of the guard or conflict rule."))
    norm = models.CharField(_("norm"), max_length=300, blank=True, default="")
    details = models.JSONField(_("details"), default=dict, blank=True, help_text=_("Codes only."))
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(
        _("what was decided"), max_length=15, choices=NoteOfAlert, blank=True, default="", db_default=""
    )

    sensitivity = declare(MACHINE="id case event acknowledged_at acknowledged_by", CODED="kind rule norm details note")

    class Meta:
        indexes = [models.Index(fields=["case"], condition=Q(acknowledged_at=None), name="complaints_alert_open")]
        constraints = [
            models.UniqueConstraint(fields=["event", "rule"], name="complaints_alert_once"),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True, note="")
                | (Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False) & ~Q(note="")),
                name="complaints_alert_acknowledged_by_somebody",
                violation_error_message=_("Taking note of an alert says who, when and what was decided."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} on {self.event_id}"
