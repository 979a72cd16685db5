"""Law with its validity: instruments, offences, grounds, time limits, jurisdiction."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from institutions.choices import Answer, CompetenceRank, GroundKind, OffenceKind, TimeUnit
from institutions.models.base import CodedRow, DatedRow, SourcedRow, dates_in_order
from institutions.models.bodies import Body


class LegalInstrument(CodedRow, DatedRow):
    """An article, code, law, treaty or order, with the days between which it is in force."""

    class Meta:
        verbose_name = _("legal instrument")
        verbose_name_plural = _("legal instruments")
        constraints = [dates_in_order("institutions", "legalinstrument")]


class Offence(CodedRow, DatedRow):
    """An article under which an act may be qualified. `is_public_prosecution`: a withdrawal cannot end it."""

    kind = models.CharField(_("kind"), max_length=15, choices=OffenceKind)
    instrument = models.ForeignKey(LegalInstrument, on_delete=models.PROTECT, related_name="offences")
    is_public_prosecution = models.BooleanField(_("prosecuted whatever the victim wishes"), default=True)
    is_grave = models.CharField(_("grave or especially grave"), max_length=10, choices=Answer, default=Answer.UNKNOWN)

    class Meta:
        verbose_name = _("offence")
        verbose_name_plural = _("offences")
        constraints = [dates_in_order("institutions", "offence")]


class Ground(CodedRow, DatedRow):
    """Why a decision was taken. `lawful_for_torture` says whether the law allows it for an act of torture."""

    kind = models.CharField(_("kind"), max_length=20, choices=GroundKind)
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    lawful_for_torture = models.CharField(
        _("lawful for torture"), max_length=10, choices=Answer, default=Answer.UNKNOWN
    )
    is_for_lack_of_complaint = models.BooleanField(
        _("rests on the absence of a complaint"),
        default=False,
        help_text=_("True where the ground makes the victim's wish decide whether there is a case."),
    )
    is_violation_found = models.BooleanField(
        _("a violation was found"), default=False, help_text=_("True for decisions that call for an investigation.")
    )

    class Meta:
        verbose_name = _("ground")
        verbose_name_plural = _("grounds")
        constraints = [dates_in_order("institutions", "ground")]


class TimeLimit(CodedRow, DatedRow):
    """A legal clock: it starts with one of `starts`, is met by one of `meets`; both are stage codes."""

    starts = models.JSONField(_("starting stages"), default=list, help_text=_("Codes of stages that start the clock."))
    meets = models.JSONField(_("meeting stages"), default=list, help_text=_("Codes of stages that meet it."))
    amount = models.PositiveIntegerField(_("amount"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=15, choices=TimeUnit)
    is_paused = models.BooleanField(
        _("stands still during interruptions"), default=False, help_text=_("Interruption intervals do not count.")
    )
    is_extendable = models.BooleanField(_("can be extended"), default=False)
    is_right = models.BooleanField(
        _("a right, not a duty"),
        default=False,
        help_text=_("Somebody may act within the limit; who lets it pass breaks no duty."),
    )
    limit_text = models.CharField(_("limit as written"), max_length=200)
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    offence_kind = models.CharField(
        _("only for offences of the kind"), max_length=15, choices=OffenceKind, blank=True, default=""
    )

    class Meta:
        verbose_name = _("time limit")
        verbose_name_plural = _("time limits")
        constraints = [
            dates_in_order("institutions", "timelimit"),
            models.CheckConstraint(
                condition=models.Q(unit=TimeUnit.PROMPT, amount__isnull=True)
                | (~models.Q(unit=TimeUnit.PROMPT) & models.Q(amount__gte=1)),
                name="institutions_timelimit_amount_fits_unit",
                violation_error_message=_("A time limit has a number of units, or none where the law says: at once."),
            ),
        ]


class Competence(SourcedRow, DatedRow):
    """A dated rule of jurisdiction: `body` (and what is under it) may investigate offences of `offence_kind`."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    offence_kind = models.CharField(_("kind of offence"), max_length=15, choices=OffenceKind)
    offence_note = models.CharField(_("offences as written"), max_length=200)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="competences")
    rank = models.CharField(_("rank"), max_length=12, choices=CompetenceRank)
    bars_own_staff = models.BooleanField(
        _("not for its own employees"), default=False, help_text=_("The body may not investigate its own employees.")
    )
    form = models.CharField(_("form of investigation"), max_length=120, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=200)

    class Meta:
        verbose_name = _("jurisdiction")
        verbose_name_plural = _("jurisdictions")
        constraints = [dates_in_order("institutions", "competence")]

    def __str__(self) -> str:
        return self.code
