"""What ties visits to cases: complaints raised in interviews, cases that triggered a visit, reprisals after one."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.models import Case, CaseEvent, Complaint
from institutions.choices import Answer
from institutions.history import keep_history
from institutions.models import Body, Term
from institutions.sensitivity import declare
from monitoring.choices import PassingState
from monitoring.models.visits import Visit


class VisitTrigger(models.Model):
    """A case that moved monitors to visit."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="triggers", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="triggered_visits")

    sensitivity = declare(MACHINE="id visit case")

    class Meta:
        verbose_name = _("case that triggered a visit")
        verbose_name_plural = _("cases that triggered visits")
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "case"],
                name="monitoring_trigger_once",
                violation_error_message=_("This case is already linked to the visit."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} moved {self.visit_id}"


@keep_history(
    "InterviewComplaintHistory",
    "visit complaint mode pseudonym may_be_passed state passed_to passed_on confirmed_on register_number",
)
class InterviewComplaint(models.Model):
    """A complaint that somebody made in an interview, and its way to the body to which the law sends it."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="complaints")
    complaint = models.OneToOneField(Complaint, on_delete=models.PROTECT, related_name="interview")
    mode = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name=_("mode of the interview"))
    # Of the kind P3: what stands on the paper instead of a name.
    pseudonym = models.CharField(
        _("pseudonym"),
        max_length=6,
        blank=True,
        default="",
        validators=[RegexValidator(r"^[A-Z]{1,2}\d{1,3}$", _("A letter and a number, for example P3; never a name."))],
    )
    may_be_passed = models.CharField(
        _("agrees to be passed on"), max_length=10, choices=Answer, default=Answer.NOT_ASKED
    )
    state = models.CharField(_("passing on"), max_length=12, choices=PassingState, default=PassingState.WAITING)
    passed_to = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("passed on to")
    )
    passed_on = models.DateField(_("passed on"), null=True, blank=True)
    confirmed_on = models.DateField(_("receipt confirmed on"), null=True, blank=True)
    register_number = models.CharField(_("number given there"), max_length=40, blank=True, default="")
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    sensitivity = declare(
        MACHINE="id visit complaint recorded_by",
        CODED="mode pseudonym may_be_passed state passed_to passed_on confirmed_on register_number",
    )

    class Meta:
        verbose_name = _("complaint from an interview")
        verbose_name_plural = _("complaints from interviews")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[PassingState.WAITING, PassingState.NO_CONSENT], passed_on__isnull=True)
                | Q(
                    state__in=[PassingState.PASSED, PassingState.CONFIRMED],
                    passed_on__isnull=False,
                    passed_to__isnull=False,
                    may_be_passed=Answer.YES,
                ),
                name="monitoring_interviewcomplaint_passed_with_consent",
                violation_error_message=_("Only what the person agreed to is passed on, to somebody, on a day."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on__isnull=True)
                | Q(state=PassingState.CONFIRMED, confirmed_on__gte=F("passed_on")),
                name="monitoring_interviewcomplaint_confirmed_after_passed",
                violation_error_message=_("A receipt is confirmed after the complaint was passed on."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} from {self.visit_id}"


class ReprisalAfterVisit(models.Model):
    """A reprisal that followed a visit. The event itself stands in its case."""

    event = models.OneToOneField(CaseEvent, on_delete=models.PROTECT, related_name="after_visit")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="reprisals")
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    sensitivity = declare(MACHINE="id event visit recorded_by")

    class Meta:
        verbose_name = _("reprisal after a visit")
        verbose_name_plural = _("reprisals after visits")

    def __str__(self) -> str:
        return f"{self.event_id} after {self.visit_id}"
