"""How great the danger is for those in a case, and which safeguards they had when they were held."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.choices import Signed
from complaints.models.cases import Case
from institutions.choices import Answer
from institutions.history import keep_history
from institutions.models import Term
from institutions.sensitivity import declare


class RiskAssessment(models.Model):
    """How great the danger was judged on a day. Never changed: the newest one counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="risks")
    level = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name=_("level of risk"))
    feared = ArrayField(
        models.CharField(max_length=40), verbose_name=_("what is feared"), default=list, blank=True,
        help_text=_("Codes of kinds of reprisal."),
    )  # fmt: skip
    assessed_on = models.DateField(_("judged on"))
    look_again_on = models.DateField(_("look again on"), null=True, blank=True)
    assessed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    sensitivity = declare(MACHINE="id case assessed_by", CODED="level feared assessed_on look_again_on")

    class Meta:
        verbose_name = _("judgement of risk")
        verbose_name_plural = _("judgements of risk")
        indexes = [models.Index(fields=["case", "-id"], name="complaints_risk_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(look_again_on__isnull=True) | Q(look_again_on__gte=F("assessed_on")),
                name="complaints_risk_look_again_later",
                violation_error_message=_("Looking again comes after judging."),
            )
        ]

    def __str__(self) -> str:
        return f"risk {self.level_id} of {self.case_id}"


def _answer(label: str) -> models.CharField:
    return models.CharField(label, max_length=10, choices=Answer, default=Answer.NOT_ASKED)


@keep_history(
    "SafeguardsHistory",
    "record_drawn_up lawyer_admitted lawyer_in_private relatives_told rights_explained video_on examined_on_arrival"
    " medic_present interpreter statement",
)
class Safeguards(models.Model):
    """Which safeguards the alleged victim had; every one may be unknown, refused or not asked."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="safeguards")
    record_drawn_up = _answer(_("record of the arrest drawn up in time"))
    lawyer_admitted = _answer(_("lawyer admitted"))
    lawyer_in_private = _answer(_("spoke with the lawyer in private"))
    relatives_told = _answer(_("relatives told"))
    rights_explained = _answer(_("rights explained"))
    video_on = _answer(_("a camera was running"))
    examined_on_arrival = _answer(_("examined by a medic on arrival"))
    medic_present = _answer(_("a medic was present during the acts"))
    interpreter = _answer(_("interpreter, where one was needed"))
    statement = models.CharField(_("statement signed"), max_length=10, choices=Signed, default=Signed.NOT_ASKED)

    sensitivity = declare(
        MACHINE="id case",
        CODED="record_drawn_up lawyer_admitted lawyer_in_private relatives_told rights_explained video_on"
        " examined_on_arrival medic_present interpreter statement",
    )

    class Meta:
        verbose_name = _("safeguards")
        verbose_name_plural = _("safeguards")

    def __str__(self) -> str:
        return f"safeguards of {self.case_id}"
