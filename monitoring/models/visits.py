"""A visit as coded facts: when, under which terms, what was let be seen, who was spoken with and how."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.permissions import Permission, organisations_with
from complaints.choices import DataSet
from complaints.models.cases import random_reference
from institutions.choices import Mandate
from institutions.history import keep_history
from institutions.models import Facility, MonitoringRegime, PremiseType, Term
from institutions.sensitivity import declare
from institutions.visit_choices import Access, VisitPurpose
from monitoring.choices import (
    Cooperation,
    DocumentKind,
    DocumentOutcome,
    FollowUp,
    NoticeDemand,
    PremiseOutcome,
    Profession,
    StoodBack,
    TeamPart,
    Trigger,
)
from vault.models import Safe


class VisitQuerySet(models.QuerySet):
    def visible_to(self, actor: User):
        """The only door to visits: those of own organisations, but for visits from which `actor` stood back.

        Visits taken back as a mistake are shown to nobody. Plans are no visits.
        """
        stood_back = VisitMember.objects.filter(user=actor.pk).exclude(stood_back=StoodBack.NO).values("visit")
        seen = self.filter(organisation__in=organisations_with(actor, Permission.VISIT_VIEW), mistaken_on=None)
        return seen.exclude(pk__in=stood_back)

    def stood_back_by(self, actor: User):
        """Visits of which `actor`, who stood back from them, must not even hear."""
        stood_back = VisitMember.objects.filter(user=actor.pk).exclude(stood_back=StoodBack.NO).values("visit")
        return self.filter(pk__in=stood_back)

    def of(self, data_set: str):
        """Visits of one data set; nothing ever counts over two."""
        return self.filter(data_set=data_set)

    def in_force(self):
        """Without visits taken back as a mistake; for counting, where nobody's eyes are meant."""
        return self.filter(mistaken_on=None)

    def real(self):
        """Without visits under terms that nobody has in law: those of a scenario are only ever compared."""
        return self.filter(regime__is_scenario=False)

    def let_in(self):
        """Without visits on which nobody was let in."""
        denied = self.model.access.through.objects.filter(
            visit=models.OuterRef("pk"), term__attributes__meaning=Access.DENIED
        )
        return self.exclude(models.Exists(denied))

    def regular(self):
        """Visits with which a place counts as seen: regular ones under terms that set an interval, and let in."""
        kept = self.real().let_in().filter(regime__interval_months__isnull=False)
        return kept.filter(visit_type__attributes__meaning=VisitPurpose.PERIODIC)


@keep_history(
    "VisitHistory",
    "data_set organisation facility regime visit_type trigger notice notice_demanded visited_on arrived_at entered_at"
    " left_at cooperation persons_offered mistaken_on",
)
class Visit(models.Model):
    """One visit of one body to one place. What was seen and said is sealed; what can be counted stands here."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(_("reference"), max_length=9, unique=True, default=random_reference, editable=False)
    data_set = models.CharField(_("data set"), max_length=15, choices=DataSet)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="visits")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="visits", verbose_name=_("place"))
    regime = models.ForeignKey(
        MonitoringRegime, on_delete=models.PROTECT, related_name="+", verbose_name=_("under which terms")
    )
    visit_type = models.ForeignKey(
        Term, on_delete=models.PROTECT, related_name="+", verbose_name=_("kind of visit"), db_index=False
    )
    trigger = models.CharField(_("why"), max_length=12, choices=Trigger, default=Trigger.UNKNOWN)
    notice = models.ForeignKey(
        Term, on_delete=models.PROTECT, related_name="+", verbose_name=_("notice given"), db_index=False
    )
    notice_demanded = models.CharField(
        _("notice required by"), max_length=15, choices=NoticeDemand, default=NoticeDemand.UNKNOWN
    )
    visited_on = models.DateField(_("day of the visit"))
    arrived_at = models.DateTimeField(_("at the gate"), null=True, blank=True)
    entered_at = models.DateTimeField(_("let in"), null=True, blank=True)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    access = models.ManyToManyField(Term, related_name="+", verbose_name=_("access"), blank=True)
    cooperation = models.CharField(
        _("behaviour of the administration"), max_length=10, choices=Cooperation, default=Cooperation.UNKNOWN
    )
    persons_offered = models.PositiveIntegerField(_("people offered an interview"), null=True, blank=True)
    safe = models.OneToOneField(
        Safe, null=True, blank=True, on_delete=models.PROTECT, related_name="visit", verbose_name=_("sealed content")
    )
    mistaken_on = models.DateField(_("taken back as a mistake on"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = VisitQuerySet.as_manager()

    sensitivity = declare(
        MACHINE="id uuid reference organisation safe recorded_at recorded_by",
        CODED="data_set facility regime visit_type trigger notice notice_demanded visited_on arrived_at entered_at"
        " left_at cooperation persons_offered mistaken_on",
    )

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes = [
            models.Index(fields=["data_set", "organisation", "visited_on", "id"], name="monitoring_visit_by_day"),
            models.Index(fields=["facility", "visited_on"], name="monitoring_visit_of_place"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(data_set__in=[DataSet.OWN, DataSet.DEMONSTRATION]),
                name="monitoring_visit_own_or_invented",
                violation_error_message=_("A visit belongs to an organisation's own record or to the demonstration."),
            ),
            models.CheckConstraint(
                condition=Q(entered_at__isnull=True) | Q(arrived_at__isnull=True) | Q(entered_at__gte=F("arrived_at")),
                name="monitoring_visit_entered_after_arrival",
                violation_error_message=_("Nobody is let in before arriving."),
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(entered_at__isnull=True) | Q(left_at__gte=F("entered_at")),
                name="monitoring_visit_left_after_entering",
                violation_error_message=_("Nobody leaves before being let in."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


@keep_history("VisitMemberHistory", "visit number user profession part stood_back")
class VisitMember(models.Model):
    """One member of the team, by number; colleagues with an account are named, others by profession only."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="members", db_index=False)
    number = models.PositiveSmallIntegerField(_("number"))
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="visits", verbose_name=_("colleague")
    )
    profession = models.CharField(_("profession"), max_length=15, choices=Profession, default=Profession.UNKNOWN)
    part = models.CharField(_("part in the team"), max_length=12, choices=TeamPart, default=TeamPart.MEMBER)
    stood_back = models.CharField(_("stood back"), max_length=12, choices=StoodBack, default=StoodBack.NO)

    sensitivity = declare(MACHINE="id visit number user", CODED="profession part stood_back")

    class Meta:
        verbose_name = _("member of the team")
        verbose_name_plural = _("members of the team")
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "number"],
                name="monitoring_member_number_once",
                violation_error_message=_("This number is already given to a member of the team."),
            ),
            models.UniqueConstraint(
                fields=["visit", "user"],
                condition=Q(user__isnull=False),
                name="monitoring_member_user_once",
                violation_error_message=_("This colleague is already in the team."),
            ),
            models.UniqueConstraint(
                fields=["visit"],
                condition=Q(part=TeamPart.LEADER, stood_back=StoodBack.NO),
                name="monitoring_member_one_leader",
                violation_error_message=_("A visit has one leader."),
            ),
        ]

    def __str__(self) -> str:
        return f"member {self.number} of {self.visit_id}"


@keep_history("VisitPremiseHistory", "visit premise_type outcome mandate")
class VisitPremise(models.Model):
    """A kind of room inside the place: seen, refused, or refused as outside the mandate.

    `mandate` is what the law said of it on the day of the visit, kept beside it because the law changes.
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="premises", db_index=False)
    premise_type = models.ForeignKey(PremiseType, on_delete=models.PROTECT, related_name="+", verbose_name=_("room"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=PremiseOutcome)
    mandate = models.CharField(_("preventive mandate"), max_length=10, choices=Mandate, default=Mandate.UNKNOWN)

    sensitivity = declare(MACHINE="id visit", CODED="premise_type outcome mandate")

    class Meta:
        verbose_name = _("premise of a visit")
        verbose_name_plural = _("premises of visits")
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "premise_type"],
                name="monitoring_premise_once",
                violation_error_message=_("This kind of room is already there."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.premise_type_id}: {self.outcome}"


@keep_history("VisitDocumentHistory", "visit kind outcome")
class VisitDocument(models.Model):
    """A register or file that was asked for."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="documents", db_index=False)
    kind = models.CharField(_("document"), max_length=12, choices=DocumentKind)
    outcome = models.CharField(_("outcome"), max_length=10, choices=DocumentOutcome)

    sensitivity = declare(MACHINE="id visit", CODED="kind outcome")

    class Meta:
        verbose_name = _("document of a visit")
        verbose_name_plural = _("documents of visits")
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "kind"],
                name="monitoring_document_once",
                violation_error_message=_("This document is already there."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.outcome}"


@keep_history("InterviewCountHistory", "visit mode number")
class InterviewCount(models.Model):
    """How many people were spoken with in one mode, or were not. Counts only: nobody is named here."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="interviews", db_index=False)
    mode = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name=_("mode"))
    number = models.PositiveIntegerField(_("people"))

    sensitivity = declare(MACHINE="id visit", CODED="mode number")

    class Meta:
        verbose_name = _("count of interviews")
        verbose_name_plural = _("counts of interviews")
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "mode"],
                name="monitoring_interviewcount_once",
                violation_error_message=_("Interviews of this mode are already counted."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} x {self.mode_id}"


def _people(label: str) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(label, null=True, blank=True)


@keep_history(
    "VisitPopulationHistory",
    "visit capacity held women under_18 over_60 remand sentenced foreigners disabled in_isolation",
)
class VisitPopulation(models.Model):
    """Who was held at the moment of the visit, in people; empty means not counted, never nobody."""

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE, related_name="population")
    capacity = _people(_("places"))
    held = _people(_("people held"))
    women = _people(_("women"))
    under_18 = _people(_("under 18"))
    over_60 = _people(_("60 and over"))
    remand = _people(_("before a judgment"))
    sentenced = _people(_("sentenced"))
    foreigners = _people(_("foreigners"))
    disabled = _people(_("with a disability"))
    in_isolation = _people(_("in isolation or punishment cells"))

    sensitivity = declare(
        MACHINE="id visit",
        CODED="capacity held women under_18 over_60 remand sentenced foreigners disabled in_isolation",
    )

    class Meta:
        verbose_name = _("population of a place")
        verbose_name_plural = _("populations of places")
        constraints = [
            models.CheckConstraint(
                condition=Q(held__isnull=True) | Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": F("held")}),
                name=f"monitoring_population_{name}_of_held",
                violation_error_message=_("A part of the people held is larger than the whole."),
            )
            for name in (
                *("women", "under_18", "over_60", "remand", "sentenced", "foreigners", "disabled", "in_isolation"),
            )
        ]

    def __str__(self) -> str:
        return f"population of {self.visit_id}"


@keep_history(
    "VisitAfterwardsHistory",
    "visit reprisal_risk follow_up look_again_on reported_on sent_on published_on is_anonymised",
)
class VisitAfterwards(models.Model):
    """What follows for the safety of those who spoke, and the way of the report."""

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE, related_name="afterwards")
    reprisal_risk = models.ForeignKey(
        Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("risk of reprisals")
    )
    follow_up = models.CharField(_("what follows"), max_length=10, choices=FollowUp, default=FollowUp.UNKNOWN)
    look_again_on = models.DateField(_("return until"), null=True, blank=True)
    reported_on = models.DateField(_("report written on"), null=True, blank=True)
    sent_on = models.DateField(_("report sent on"), null=True, blank=True)
    published_on = models.DateField(_("report published on"), null=True, blank=True)
    is_anonymised = models.BooleanField(_("published without anybody recognisable"), default=False)

    sensitivity = declare(
        MACHINE="id visit",
        CODED="reprisal_risk follow_up look_again_on reported_on sent_on published_on is_anonymised",
    )

    class Meta:
        verbose_name = _("what followed a visit")
        verbose_name_plural = _("what followed visits")
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True) | Q(reported_on__isnull=True) | Q(sent_on__gte=F("reported_on")),
                name="monitoring_afterwards_sent_after_written",
                violation_error_message=_("A report is sent after it was written."),
            ),
            models.CheckConstraint(
                condition=Q(published_on__isnull=True) | Q(is_anonymised=True),
                name="monitoring_afterwards_published_anonymised",
                violation_error_message=_("Only a report in which nobody can be recognised is published."),
            ),
        ]

    def __str__(self) -> str:
        return f"after {self.visit_id}"
