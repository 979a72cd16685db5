"""What the field counts about an event besides its day and its body. Written with the event and, like it, for ever.

A mistake is corrected by an event that supersedes the first one and brings its own circumstances.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.choices import (
    BodySite,
    CommunicationStep,
    Examiner,
    FindingKind,
    Presence,
    ProtectionStep,
    ReprisalTarget,
    Voluntary,
    WithdrawalForm,
)
from complaints.models.cases import Complaint, Victim
from complaints.models.events import CaseEvent
from complaints.models.sealed import Writing
from institutions.choices import Answer
from institutions.models import Body, Facility, Ground, Term
from institutions.sensitivity import declare


def _answer(label: str) -> models.CharField:
    return models.CharField(label, max_length=10, choices=Answer, default=Answer.UNKNOWN)


class Withdrawal(models.Model):
    """Circumstances of a withdrawal: the event says that it happened, this says how."""

    event = models.OneToOneField(CaseEvent, on_delete=models.PROTECT, related_name="withdrawal")
    addressee = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    voluntary = models.CharField(_("voluntary"), max_length=10, choices=Voluntary, default=Voluntary.UNKNOWN)
    form = models.CharField(
        _("how it was put down"), max_length=15, choices=WithdrawalForm, default=WithdrawalForm.UNKNOWN
    )
    in_custody = _answer(_("made in custody"))
    facility = models.ForeignKey(
        Facility, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("where held then")
    )
    staff_present = _answer(_("staff present"))
    lawyer_present = _answer(_("lawyer present"))
    contacted_by_accused = _answer(_("contact by the accused body before"))

    sensitivity = declare(
        MACHINE="id event",
        CODED="addressee voluntary form in_custody facility staff_present lawyer_present contacted_by_accused",
    )

    def __str__(self) -> str:
        return f"withdrawal {self.event_id}"


class Reprisal(models.Model):
    """Pressure or a reprisal: of which kind, against whom, by whom, after which complaint."""

    event = models.OneToOneField(CaseEvent, on_delete=models.PROTECT, related_name="reprisal")
    kind = models.ForeignKey(
        Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("kind of reprisal")
    )
    target = models.CharField(_("against whom"), max_length=15, choices=ReprisalTarget, default=ReprisalTarget.UNKNOWN)
    by_body = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("by people of")
    )
    facility = models.ForeignKey(
        Facility, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("where")
    )
    after_complaint = models.ForeignKey(
        Complaint, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("after which one")
    )
    led_to_withdrawal = _answer(_("a withdrawal followed"))
    is_going_on = _answer(_("goes on"))

    sensitivity = declare(
        MACHINE="id event after_complaint",
        CODED="kind target by_body facility led_to_withdrawal is_going_on",
    )

    def __str__(self) -> str:
        return f"reprisal {self.event_id}"


class Protection(models.Model):
    """A measure of protection: asked for, granted, refused or ended by this event."""

    event = models.OneToOneField(CaseEvent, on_delete=models.PROTECT, related_name="protection")
    measure = models.ForeignKey(
        Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("measure")
    )
    step = models.CharField(_("step"), max_length=10, choices=ProtectionStep, default=ProtectionStep.ASKED)
    asked_of = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked of")
    )
    until = models.DateField(_("until"), null=True, blank=True)

    sensitivity = declare(MACHINE="id event", CODED="measure step asked_of until")

    def __str__(self) -> str:
        return f"protection {self.event_id}"


class Examination(models.Model):
    """A medical examination. The Istanbul Protocol (2022) asks who was present and how each finding fits the account.

    The body of the event is the employer of the examiner: independence is computed from it. The overall degree is the
    examiner's own judgement, never the highest degree of the findings. Absence of marks is not "not consistent".
    """

    event = models.OneToOneField(CaseEvent, on_delete=models.PROTECT, related_name="examination")
    victim = models.ForeignKey(
        Victim, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("who was examined")
    )
    examiner = models.CharField(_("examiner"), max_length=15, choices=Examiner, default=Examiner.UNKNOWN)
    follows_protocol = _answer(_("follows the Istanbul Protocol"))
    consented = _answer(_("the person agreed"))
    guards = models.CharField(_("guards or police"), max_length=10, choices=Presence, default=Presence.UNKNOWN)
    restrained = _answer(_("handcuffed or tied"))
    lawyer_informed = _answer(_("the lawyer was told"))
    photographed = _answer(_("marks were photographed"))
    days_after_incident = models.PositiveIntegerField(_("days after the incident"), null=True, blank=True)
    consistency = models.ForeignKey(
        Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("overall degree")
    )

    sensitivity = declare(
        MACHINE="id event victim",
        CODED="examiner follows_protocol consented guards restrained lawyer_informed photographed days_after_incident"
        " consistency",
    )

    def __str__(self) -> str:
        return f"examination {self.event_id}"


class ExaminationFinding(models.Model):
    """One finding of an examination and how far it fits what was told. Its description is sealed."""

    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="findings", db_index=False)
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=15, choices=FindingKind)
    site = models.CharField(_("where on the body"), max_length=10, choices=BodySite, blank=True, default="")
    consistency = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name=_("degree"))
    # The rank of the degree, kept beside it so that the database itself can ask for the reason.
    rank = models.PositiveSmallIntegerField(_("rank of the degree"), null=True, blank=True)
    # Not one to one: an examination that corrects another may keep the words of its findings.
    description = models.ForeignKey(
        Writing, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("description")
    )

    sensitivity = declare(MACHINE="id examination number description", CODED="kind site consistency rank")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["examination", "number"],
                name="complaints_finding_number_once",
                violation_error_message=_("This number is already given to a finding of the examination."),
            ),
            models.CheckConstraint(
                condition=Q(rank__isnull=True) | Q(rank__gt=0) | Q(description__isnull=False),
                name="complaints_finding_not_consistent_says_why",
                violation_error_message=_("“Not consistent” needs a described finding and the reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"finding {self.number} of {self.examination_id}"


class Compensation(models.Model):
    """Money or another remedy that an event is about; the kind of remedy is the ground of the event."""

    event = models.OneToOneField(CaseEvent, on_delete=models.PROTECT, related_name="compensation")
    remedy = models.ForeignKey(
        Ground, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("remedy")
    )
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")
    owed_by = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("owed by")
    )
    victim = models.ForeignKey(
        Victim, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("for whom")
    )

    sensitivity = declare(MACHINE="id event victim", CODED="remedy amount currency owed_by")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True, currency="") | (Q(amount__gte=0) & ~Q(currency="")),
                name="complaints_compensation_amount_has_currency",
                violation_error_message=_("An amount needs its currency, and a currency an amount."),
            )
        ]

    def __str__(self) -> str:
        return f"compensation {self.event_id}"


class Communication(models.Model):
    """A step before a body outside the country: submission, interim measures, decision, follow-up."""

    event = models.OneToOneField(CaseEvent, on_delete=models.PROTECT, related_name="communication")
    step = models.CharField(_("step"), max_length=15, choices=CommunicationStep, default=CommunicationStep.SUBMITTED)
    addressee = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("before which body")
    )
    # Of the kind 661/2015: the number under which the body publishes its decision.
    number = models.CharField(_("number there"), max_length=30, blank=True, default="")
    reply_due_on = models.DateField(_("answer due on"), null=True, blank=True)

    sensitivity = declare(MACHINE="id event", CODED="step addressee number reply_due_on")

    def __str__(self) -> str:
        return f"communication {self.event_id}"
