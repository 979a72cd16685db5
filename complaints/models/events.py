"""CaseEvent, the append-only record everything else is computed from, and where its statements come from.

Triggers refuse every change, deletion and truncation of the append-only tables, and links to another case: they are
plain SQL in the migrations, because a library's triggers can be switched off by whoever knows its setting.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.choices import Certainty, Precision
from complaints.models.cases import Case, Complaint, Respondent
from institutions.choices import Answer
from institutions.models import Body, Ground, Offence, Stage
from institutions.sensitivity import Sensitivity, declare


class CaseEventQuerySet(models.QuerySet):
    def in_force(self):
        """Events no later event supersedes and that are not themselves a mere voiding or a rival statement."""
        return self.filter(superseded_by__isnull=True, is_void=False, alternative_to__isnull=True)

    def visible_to(self, actor: User):
        """Events of the cases the actor may see."""
        return self.filter(case__in=Case.objects.visible_to(actor))


class CaseEvent(models.Model):
    """Something that happened in the procedure or to the complainant. Never changed; corrected by superseding."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The unique (case, sequence) already serves look-ups by case.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events", db_index=False)
    sequence = models.PositiveIntegerField(_("order of entry in the case"))
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField(_("date"), null=True, blank=True)
    precision = models.CharField(_("precision"), max_length=10, choices=Precision, default=Precision.DAY)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ground = models.ForeignKey(Ground, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    offence = models.ForeignKey(Offence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    complaint = models.ForeignKey(Complaint, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    respondent = models.ForeignKey(Respondent, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    approved = models.CharField(
        _("approved or consented to by a prosecutor"), max_length=10, choices=Answer, default=Answer.UNKNOWN
    )
    register_number = models.CharField(_("number in the register"), max_length=40, blank=True, default="")
    answers = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="answered_by")
    other_case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    is_void = models.BooleanField(_("only withdraws what it supersedes"), default=False)
    alternative_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="alternatives"
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = CaseEventQuerySet.as_manager()

    sensitivity = declare(
        MACHINE="id uuid case sequence complaint respondent answers other_case supersedes alternative_to recorded_at"
        " recorded_by",
        CODED="stage happened_on precision body ground offence approved register_number is_void",
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(
                fields=["register_number"],
                opclasses=["varchar_pattern_ops"],
                condition=~Q(register_number=""),
                name="complaints_event_number",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "sequence"],
                name="complaints_caseevent_sequence_once",
                violation_error_message=_("Somebody recorded another event of this case at the same moment."),
            ),
            models.CheckConstraint(
                condition=Q(precision=Precision.UNKNOWN, happened_on__isnull=True)
                | (~Q(precision=Precision.UNKNOWN) & Q(happened_on__isnull=False)),
                name="complaints_caseevent_date_fits_precision",
                violation_error_message=_("Give a date with its precision, or say that the date is unknown."),
            ),
            models.CheckConstraint(
                condition=Q(is_void=False) | Q(supersedes__isnull=False),
                name="complaints_caseevent_void_supersedes",
                violation_error_message=_("An entry that only withdraws another must name the other."),
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("id")),
                name="complaints_caseevent_not_itself",
                violation_error_message=_("An event cannot supersede itself."),
            ),
            models.CheckConstraint(
                condition=Q(other_case__isnull=True) | ~Q(other_case=F("case")),
                name="complaints_caseevent_other_case_differs",
                violation_error_message=_("A case cannot be joined to itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage_id} {self.happened_on or '?'}"


class PublicSource(models.Model):
    """A publication that public cases were read in."""

    key = models.CharField(_("key"), max_length=40, unique=True)
    publisher = models.CharField(_("publisher"), max_length=300)
    extent = models.CharField(_("what was read"), max_length=200, blank=True, default="")

    sensitivity = Sensitivity.PUBLIC

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.publisher


class EventSource(models.Model):
    """Where an event of the public record is stated, in which words, how surely. Never for cases of people."""

    event = models.ForeignKey(CaseEvent, on_delete=models.PROTECT, related_name="sources")
    source = models.ForeignKey(PublicSource, on_delete=models.PROTECT, related_name="+")
    certainty = models.CharField(_("certainty"), max_length=20, choices=Certainty)
    statement = models.TextField(_("what the source says"), blank=True, default="")
    preferred_because = models.CharField(
        _("why another statement is preferred"), max_length=300, blank=True, default=""
    )

    sensitivity = Sensitivity.PUBLIC

    is_reviewed = True  # the English is the wording of those who coded the case, not a translation

    def __str__(self) -> str:
        return f"{self.source_id} on {self.event_id}"

    @property
    def told(self) -> "EventSource | StatementText":
        """The translation into the reader's language, or this itself. Reads `texts`, which a page prefetches."""
        language = (get_language() or "en")[:2]
        return next((text for text in self.texts.all() if text.language == language), self)


class StatementText(models.Model):
    """A statement in another language than English. Unlike the statement a translation may be improved at any time."""

    source = models.ForeignKey(EventSource, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(_("language"), max_length=2)
    statement = models.TextField(_("what the source says"), blank=True, default="")
    preferred_because = models.CharField(
        _("why another statement is preferred"), max_length=400, blank=True, default=""
    )
    sensitivity = Sensitivity.PUBLIC

    is_reviewed = models.BooleanField(default=True)  # False until a native reader has checked it

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "language"],
                name="complaints_statementtext_once",
                violation_error_message=_("This statement is already translated into this language."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.language} of {self.source_id}"
