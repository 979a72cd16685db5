"""Recommendations, the letters that carried them, and what became of them, step by step."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from institutions.history import keep_history
from institutions.models import Body, LegalInstrument, Term
from institutions.sensitivity import declare
from monitoring.choices import Priority, SaidBy
from monitoring.models.findings import Finding, VisitText
from monitoring.models.visits import Visit


class RecommendationQuerySet(models.QuerySet):
    def visible_to(self, actor: User):
        """Recommendations of the visits that `actor` may know of."""
        return self.filter(visit__in=Visit.objects.visible_to(actor))


class RecommendationLetter(models.Model):
    """A letter to one addressee with the recommendations of one visit that concern it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="letters", db_index=False)
    addressee = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("addressee"))
    sent_on = models.DateField(_("sent on"))
    received_on = models.DateField(_("received on"), null=True, blank=True)
    answer_due_on = models.DateField(_("answer due on"), null=True, blank=True)
    number = models.CharField(_("number of the letter"), max_length=40, blank=True, default="")
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    sensitivity = declare(
        MACHINE="id uuid visit recorded_by", CODED="addressee sent_on received_on answer_due_on number"
    )

    class Meta:
        verbose_name = _("letter with recommendations")
        verbose_name_plural = _("letters with recommendations")
        constraints = [
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(received_on__gte=F("sent_on")),
                name="monitoring_letter_received_after_sent",
                violation_error_message=_("A letter is received after it was sent."),
            ),
            models.CheckConstraint(
                condition=Q(answer_due_on__isnull=True) | Q(answer_due_on__gte=F("sent_on")),
                name="monitoring_letter_due_after_sent",
                violation_error_message=_("An answer is due after the letter was sent."),
            ),
        ]
        indexes = [models.Index(fields=["visit", "addressee"], name="monitoring_letter_of_visit")]

    def __str__(self) -> str:
        return f"letter {self.uuid}"


@keep_history(
    "RecommendationHistory",
    "visit number addressee legal_basis theme priority letter due_on status status_on said said_on verified"
    " verified_on may_be_public",
)
class Recommendation(models.Model):
    """One recommendation. `status`, `said` and `verified` follow from its steps and are written with them."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="recommendations", db_index=False)
    number = models.PositiveSmallIntegerField(_("number"))
    finding = models.ForeignKey(
        Finding, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("follows from")
    )
    addressee = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", verbose_name=_("addressee"))
    legal_basis = models.ForeignKey(
        LegalInstrument, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("rests on")
    )
    theme = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name=_("theme"))
    priority = models.CharField(_("priority"), max_length=10, choices=Priority, default=Priority.SHORT)
    letter = models.ForeignKey(
        RecommendationLetter, null=True, blank=True, on_delete=models.PROTECT, related_name="recommendations"
    )
    due_on = models.DateField(_("answer due on"), null=True, blank=True)
    status = models.ForeignKey(
        Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("stands")
    )
    status_on = models.DateField(_("since"), null=True, blank=True)
    said = models.ForeignKey(
        Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("said by the authority")
    )
    said_on = models.DateField(_("said on"), null=True, blank=True)
    verified = models.ForeignKey(
        Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("verified on site")
    )
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    words = models.ForeignKey(
        VisitText, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("words")
    )
    may_be_public = models.BooleanField(_("may stand in the public report"), default=False)

    objects = RecommendationQuerySet.as_manager()

    sensitivity = declare(
        MACHINE="id uuid visit number finding letter words",
        CODED="addressee legal_basis theme priority due_on status status_on said said_on verified verified_on"
        " may_be_public",
    )

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        indexes = [models.Index(fields=["due_on"], name="monitoring_recommendation_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "number"],
                name="monitoring_recommendation_number_once",
                violation_error_message=_("This number is already given to a recommendation of the visit."),
            ),
            models.CheckConstraint(
                condition=Q(said__isnull=True, said_on__isnull=True) | Q(said__isnull=False, said_on__isnull=False),
                name="monitoring_recommendation_said_on_a_day",
                violation_error_message=_("What an authority said was said on a day."),
            ),
            models.CheckConstraint(
                condition=Q(verified__isnull=True, verified_on__isnull=True)
                | Q(verified__isnull=False, verified_on__isnull=False),
                name="monitoring_recommendation_verified_on_a_day",
                violation_error_message=_("What a monitor verified was verified on a day."),
            ),
        ]

    def __str__(self) -> str:
        return f"recommendation {self.number} of {self.visit_id}"


class RecommendationStepQuerySet(models.QuerySet):
    def in_force(self):
        """Steps that decide: none that a later one replaced, and none that only takes another back."""
        return self.filter(superseded_by=None, is_void=False)


class RecommendationStep(models.Model):
    """One thing that happened to a recommendation. Never changed: a mistake is put right by a step that supersedes it.

    What is superseded stays readable and decides nothing any more; see `RecommendationStepQuerySet.in_force`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="steps", db_index=False)
    status = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name=_("status"))
    happened_on = models.DateField(_("on"))
    said_by = models.CharField(_("who says so"), max_length=10, choices=SaidBy)
    visit = models.ForeignKey(
        Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("seen on the visit")
    )
    words = models.ForeignKey(VisitText, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # The constraint below is its index.
    supersedes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by", db_index=False
    )
    is_void = models.BooleanField(_("only takes back what it supersedes"), default=False)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = RecommendationStepQuerySet.as_manager()

    sensitivity = declare(
        MACHINE="id uuid recommendation visit words supersedes recorded_at recorded_by",
        CODED="status happened_on said_by is_void",
    )

    class Meta:
        verbose_name = _("step of a recommendation")
        verbose_name_plural = _("steps of recommendations")
        indexes = [models.Index(fields=["recommendation", "id"], name="monitoring_step_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(said_by=SaidBy.MONITOR) | Q(visit__isnull=False),
                name="monitoring_step_verified_on_a_visit",
                violation_error_message=_("Only a visit verifies. Name the visit on which it was seen."),
            ),
            models.UniqueConstraint(
                fields=["supersedes"],
                name="monitoring_step_superseded_once",
                violation_error_message=_("A later step has replaced this one already."),
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("id")),
                name="monitoring_step_supersedes_another",
                violation_error_message=_("A step cannot supersede itself."),
            ),
            models.CheckConstraint(
                condition=Q(is_void=False) | Q(supersedes__isnull=False),
                name="monitoring_step_void_supersedes",
                violation_error_message=_("Only a step that stands can be taken back."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id}: {self.status_id}"
