"""Case, its complaints, victims and respondents as coded facts. Names and narratives live sealed elsewhere."""

import secrets
import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.permissions import Permission, has_permission, organisations_with
from complaints.choices import (
    TO_MONITORS,
    AgeBand,
    ConsentAnswer,
    CountUnit,
    Custody,
    DataSet,
    Precision,
    RankBand,
    Sex,
    Teller,
)
from complaints.dates import FIRST_DAY
from institutions.choices import Answer
from institutions.history import keep_history
from institutions.models import Agency, Body, Channel, Facility, FacilityType, Offence, PremiseType, Region, Term
from institutions.sensitivity import declare
from vault.models import Safe

REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U: read aloud over a telephone


def random_reference() -> str:
    """A public reference such as `K7F3-9QXD`: random, so it tells neither order nor number of cases."""
    letters = [secrets.choice(REFERENCE_ALPHABET) for _position in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


class CaseQuerySet(models.QuerySet):
    def visible_to(self, actor: User):
        """The only door to cases: own organisation's as role and assignment allow, and the public record.

        A monitor sees of the assigned ones those whose person agreed to it, and what came from own interviews. Whoever
        stands back from a case knows nothing of it. Cases taken back as a mistake are shown to nobody.
        """
        unasked = organisations_with(actor, Permission.CASE_VIEW_UNASKED)
        monitored = [pk for pk in organisations_with(actor, Permission.CASE_VIEW) if pk not in unasked]
        assigned = Q(pk__in=CaseAssignment.objects.filter(user=actor.pk, ended_at=None).values("case"))
        seen = Q(organisation__in=organisations_with(actor, Permission.CASE_VIEW_ALL)) | (
            Q(organisation__in=unasked) & assigned
        )
        if monitored:
            seen |= Q(organisation__in=monitored) & assigned & (Q(created_by=actor.pk) | self._is_open_to_monitors())
        if has_permission(actor, Permission.PUBLIC_RECORD_VIEW):
            seen |= Q(data_set=DataSet.PUBLIC_RECORD)
        return self.filter(seen, mistaken_on=None).not_recused(actor)

    def _is_open_to_monitors(self) -> Q:
        """Whether the newest answer about handing the case to monitors is yes; a country says which scope that is."""
        consents = self.model._meta.get_field("consents").related_model.objects
        # The inner query stands within one about consents, so that it asks for the case of that consent.
        newest = consents.filter(case=OuterRef("case"), scope__attributes__to=TO_MONITORS).order_by("-pk")
        given = consents.filter(case=OuterRef("pk"), pk=Subquery(newest.values("pk")[:1]), answer=ConsentAnswer.GIVEN)
        return Q(Exists(given))

    def open_to_monitors(self):
        """The cases whose person agrees, by the newest answer, to monitors knowing of them. Asks no rights."""
        return self.filter(self._is_open_to_monitors())

    def not_recused(self, actor: User):
        """Without the cases from which `actor` stands back, and those joined to one of them."""
        return self.exclude(self._is_hidden_from(actor))

    def hidden_from(self, actor: User):
        """The cases from which `actor` stands back, and those joined to one of them.

        What happens to a case after it was joined is the course of the other: its state, its days and its deadlines.
        """
        return self.filter(self._is_hidden_from(actor))

    def _is_hidden_from(self, actor: User) -> Q:
        recusals, milestones = (
            self.model._meta.get_field(name).related_model.objects for name in ("recusals", "milestones")
        )
        recused = recusals.filter(user=actor.pk, ended_on=None).values("case")
        # A case joined to one that was joined itself follows the last one; more joinings in a row do not happen.
        joined = milestones.filter(absorbed_by__in=recused).values("case")
        joined_to_joined = milestones.filter(absorbed_by__in=joined).values("case")
        return Q(pk__in=recused) | Q(pk__in=joined) | Q(pk__in=joined_to_joined)

    def of(self, data_set: str):
        """Cases of one data set; nothing ever counts over two."""
        return self.filter(data_set=data_set)


@keep_history(
    "CaseHistory",
    "data_set organisation region region_now facility facility_type premise_type offence incident_on"
    " incident_precision may_be_counted file_number mistaken_on",
)
class Case(models.Model):
    """One allegation: victim(s), incident and alleged perpetrators; the file an organisation keeps."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(_("reference"), max_length=9, unique=True, default=random_reference, editable=False)
    data_set = models.CharField(_("data set"), max_length=15, choices=DataSet)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    public_title = models.CharField(_("title in the public record"), max_length=200, blank=True, default="")
    public_title_ru = models.CharField(_("label in Russian"), max_length=200, blank=True, default="")
    public_title_kk = models.CharField(_("label in Kazakh"), max_length=200, blank=True, default="")
    public_key = models.CharField(_("key in the public record"), max_length=60, blank=True, default="")
    region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("region at the time")
    )
    region_now = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("region today")
    )
    facility = models.ForeignKey(Facility, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    facility_type = models.ForeignKey(FacilityType, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    premise_type = models.ForeignKey(PremiseType, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    offence = models.ForeignKey(
        Offence,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("first qualification"),
    )
    incident_on = models.DateField(_("date of the incident"), null=True, blank=True)
    incident_precision = models.CharField(_("precision"), max_length=10, choices=Precision, default=Precision.UNKNOWN)
    methods = models.ManyToManyField(Term, blank=True, related_name="+", verbose_name=_("methods"))
    may_be_counted = models.CharField(
        _("consent to anonymous statistics"), max_length=10, choices=Answer, default=Answer.NOT_ASKED
    )
    purposes = models.ManyToManyField(Term, blank=True, related_name="+", verbose_name=_("purposes"))
    # The number of the organisation's own file: how its spreadsheets and cupboards know the case.
    file_number = models.CharField(_("own file number"), max_length=40, blank=True, default="", db_default="")
    # A case that was entered by mistake is no longer shown or counted; its entries are withdrawn, its keys gone.
    mistaken_on = models.DateField(_("taken back as a mistake on"), null=True, blank=True)
    safe = models.OneToOneField(
        Safe, null=True, blank=True, on_delete=models.PROTECT, related_name="case", verbose_name=_("sealed content")
    )
    # For a letter from outside the midnight of the day: the moment would help to find who wrote.
    created_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = CaseQuerySet.as_manager()

    sensitivity = declare(
        MACHINE="id uuid reference organisation safe created_at created_by",
        PUBLIC="public_title public_title_ru public_title_kk public_key",
        CODED="data_set region region_now facility facility_type premise_type offence incident_on incident_precision"
        " may_be_counted file_number mistaken_on",
    )

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(fields=["data_set", "-id"], name="complaints_case_set_newest"),
            models.Index(
                *("data_set", "organisation", Coalesce("incident_on", Value(FIRST_DAY, models.DateField())), "id"),
                name="complaints_case_by_incident",
            ),
            models.Index(fields=["data_set", "organisation", "reference"], name="complaints_case_by_reference"),
            models.Index(
                fields=["file_number"],
                opclasses=["varchar_pattern_ops"],
                condition=~Q(file_number=""),
                name="complaints_case_file_number",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(data_set=DataSet.PUBLIC_RECORD, organisation__isnull=True)
                | (~Q(data_set=DataSet.PUBLIC_RECORD) & Q(organisation__isnull=False)),
                name="complaints_case_owned_unless_public",
                violation_error_message=_("A case belongs to an organisation unless it is of the public record."),
            ),
            models.CheckConstraint(
                condition=Q(data_set=DataSet.PUBLIC_RECORD)
                | Q(public_title="", public_title_ru="", public_title_kk="", public_key=""),
                name="complaints_case_titles_only_public",
                violation_error_message=_("Only cases of the public record carry a title."),
            ),
            models.UniqueConstraint(
                fields=["organisation", "file_number"],
                condition=~Q(file_number="") & Q(mistaken_on=None),
                name="complaints_case_file_number_once",
                violation_error_message=_("Another case of the organisation has this file number."),
            ),
            models.UniqueConstraint(
                fields=["public_key"],
                condition=~Q(public_key=""),
                name="complaints_case_public_key_once",
                violation_error_message=_("This public case is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(incident_precision=Precision.UNKNOWN, incident_on__isnull=True)
                | (~Q(incident_precision=Precision.UNKNOWN) & Q(incident_on__isnull=False)),
                name="complaints_case_incident_date_fits_precision",
                violation_error_message=_("Give a date with its precision, or say that the date is unknown."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Title in the reader's language for a case of the public record, the reference for any other."""
        titles = {"ru": self.public_title_ru, "kk": self.public_title_kk}
        return titles.get((get_language() or "en")[:2], self.public_title) or self.public_title or self.reference


@keep_history("CaseAssignmentHistory", "case user ended_at assigned_by")
class CaseAssignment(models.Model):
    """A person works on a case, from one moment to another."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="case_assignments")
    started_at = models.DateTimeField(_("since"), auto_now_add=True)
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    assigned_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    sensitivity = declare(MACHINE="id case user started_at ended_at assigned_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user"],
                condition=Q(ended_at__isnull=True),
                name="complaints_caseassignment_once",
                violation_error_message=_("This person is already assigned to the case."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="complaints_caseassignment_ends_after_start",
                violation_error_message=_("An assignment cannot end before it began."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.case_id}"


@keep_history("ComplaintHistory", "case channel received_by passed_staff is_anonymous told_by language")
class Complaint(models.Model):
    """One submission through one channel. A case has one or more; one may be withdrawn while another lives on."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="complaints")
    channel = models.ForeignKey(Channel, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    received_by = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    passed_staff = models.CharField(
        _("passed through staff of the place"), max_length=10, choices=Answer, default=Answer.UNKNOWN
    )
    is_anonymous = models.BooleanField(_("anonymous"), default=False)
    told_by = models.CharField(
        _("told by"), max_length=15, choices=Teller, default=Teller.UNKNOWN, db_default=Teller.UNKNOWN
    )
    language = models.CharField(_("language it was told in"), max_length=5, blank=True, default="", db_default="")
    created_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)

    sensitivity = declare(
        MACHINE="id uuid case created_at", CODED="channel received_by passed_staff is_anonymous told_by language"
    )

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")

    def __str__(self) -> str:
        return str(self.uuid)


@keep_history("VictimHistory", "case number sex age_band custody")
class Victim(models.Model):
    """Coded facts about an alleged victim. `number` stands for a name within the case: victim 1, victim 2."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="victims")
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    sex = models.CharField(_("sex"), max_length=10, choices=Sex, default=Sex.UNKNOWN)
    age_band = models.CharField(_("age at the time"), max_length=10, choices=AgeBand, default=AgeBand.UNKNOWN)
    custody = models.CharField(_("custody status"), max_length=15, choices=Custody, default=Custody.UNKNOWN)

    sensitivity = declare(MACHINE="id case number", CODED="sex age_band custody")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"],
                name="complaints_victim_number_once",
                violation_error_message=_("This number is already given to a victim of the case."),
            )
        ]

    def __str__(self) -> str:
        return f"V{self.number}"


@keep_history("RespondentHistory", "case number agency rank_band involvement")
class Respondent(models.Model):
    """Coded facts about an accused official. `number` stands for a name within the case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="respondents")
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rank_band = models.CharField(_("rank"), max_length=15, choices=RankBand, default=RankBand.UNKNOWN)
    involvement = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    sensitivity = declare(MACHINE="id case number", CODED="agency rank_band involvement")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"],
                name="complaints_respondent_number_once",
                violation_error_message=_("This number is already given to a respondent of the case."),
            )
        ]

    def __str__(self) -> str:
        return f"R{self.number}"


class CaseCount(models.Model):
    """A number that somebody stated about a case, with its unit. Units stand side by side, never in one sum."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="counts")
    unit = models.CharField(_("unit"), max_length=20, choices=CountUnit)
    value = models.PositiveIntegerField(_("value"))
    note = models.CharField(_("note"), max_length=300, blank=True, default="")

    sensitivity = declare(MACHINE="id case", CODED="unit value note")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "unit", "value"],
                name="complaints_casecount_once",
                violation_error_message=_("This count is already recorded."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.unit}"
