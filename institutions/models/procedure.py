"""The path of a case as data: stages, transitions, guards, conflict rules, channels, simple lists."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from institutions.choices import (
    Act,
    Answer,
    Circumstances,
    Effect,
    Exit,
    GroundKind,
    Milestone,
    Severity,
    TermList,
    Track,
)
from institutions.models.base import CodedRow, DatedRow, LabelledRow, SourcedRow, dates_in_order
from institutions.models.bodies import Body


class Stage(CodedRow, DatedRow):
    """Something that can happen to a case, and what it means: track, milestone, effect, exit, kind of act."""

    phase = models.CharField(_("phase"), max_length=20)
    track = models.CharField(_("track"), max_length=15, choices=Track)
    milestone = models.PositiveSmallIntegerField(_("milestone"), choices=Milestone, null=True, blank=True)
    effect = models.CharField(_("effect"), max_length=20, choices=Effect, default=Effect.NONE)
    exit = models.CharField(_("exit"), max_length=15, choices=Exit, blank=True, default="")
    act = models.CharField(_("kind of act"), max_length=15, choices=Act, default=Act.NONE)
    circumstances = models.CharField(
        _("what else is asked"), max_length=15, choices=Circumstances, blank=True, default=""
    )
    ground_kind = models.CharField(_("kind of ground"), max_length=20, choices=GroundKind, blank=True, default="")
    is_end = models.BooleanField(_("nothing can follow in the procedure"), default=False)
    consequence = models.CharField(_("consequence in law"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        constraints = [
            dates_in_order("institutions", "stage"),
            models.CheckConstraint(
                condition=~models.Q(effect=Effect.CLOSES) | ~models.Q(exit=""),
                name="institutions_stage_closing_names_its_exit",
                violation_error_message=_("A stage that closes a case must name the exit."),
            ),
            models.CheckConstraint(
                condition=models.Q(milestone__isnull=True) | models.Q(track=Track.PROCEDURE),
                name="institutions_stage_milestones_are_procedure",
                violation_error_message=_("Only stages of the criminal procedure can be milestones."),
            ),
        ]


class Transition(SourcedRow, DatedRow):
    """A lawful step from one stage to the next on the procedure track."""

    from_stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="exits")
    to_stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="entries")
    actor = models.CharField(_("actor"), max_length=200, blank=True)
    legal_basis = models.CharField(_("condition and legal basis"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("transition")
        verbose_name_plural = _("transitions")
        constraints = [
            dates_in_order("institutions", "transition"),
            models.UniqueConstraint(
                fields=["from_stage", "to_stage"],
                name="institutions_transition_once",
                violation_error_message=_("This transition is already in the table."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_stage_id} -> {self.to_stage_id}"


class Guard(LabelledRow, DatedRow):
    """Binds a named rule of the code to a stage; labels are the sentence an alert shows, `norm` the norm broken."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name of the rule"), max_length=60)
    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="guards")
    norm = models.CharField(_("norm"), max_length=200)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)

    class Meta:
        verbose_name = _("guard")
        verbose_name_plural = _("guards")
        constraints = [dates_in_order("institutions", "guard")]


class ConflictRule(CodedRow):
    """A rule about conflicts of interest, bound to a named rule of the code."""

    name = models.CharField(_("name of the rule"), max_length=60)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity)
    basis = models.CharField(_("basis"), max_length=300)

    class Meta:
        verbose_name = _("conflict rule")
        verbose_name_plural = _("conflict rules")


class Channel(CodedRow):
    """How a complaint came, whether it passed through the hands of the staff complained about, and who heard it."""

    passes_staff = models.CharField(_("passes through staff"), max_length=10, choices=Answer)
    is_own_form = models.BooleanField(
        _("the public form of this program"), default=False, help_text=_("Letters from outside come by this channel.")
    )
    heard_by = models.ForeignKey(
        Body,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("heard in person by"),
        help_text=_("The body whose people hear it when they visit a place."),
    )

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")


class Term(CodedRow):
    """A row of a simple list."""

    list = models.CharField(_("list"), max_length=25, choices=TermList)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    attributes = models.JSONField(_("attributes"), default=dict, blank=True)

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        indexes = [models.Index(fields=["list", "order"], name="institutions_term_list_order")]


class FunnelStep(LabelledRow, DatedRow):
    """A milestone that this country's funnel draws as a bar, with the words it uses for it."""

    milestone = models.PositiveSmallIntegerField(_("milestone"), choices=Milestone, unique=True)
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("funnel step")
        verbose_name_plural = _("funnel steps")
        constraints = [dates_in_order("institutions", "funnelstep")]
