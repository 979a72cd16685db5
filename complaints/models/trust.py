"""Letters from outside, consent, requests to be forgotten, and who must stand back."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from complaints.choices import ConsentAnswer, LetterState, RecusalReason
from complaints.models.cases import Case
from institutions.models import Body, Facility, Term
from institutions.sensitivity import declare


class Letter(models.Model):
    """A complaint that came through the public form: what the reader must know before opening it."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="letter")
    language = models.CharField(_("language"), max_length=5)
    state = models.CharField(_("state"), max_length=10, choices=LetterState, default=LetterState.NEW)
    risk = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_suspected_junk = models.BooleanField(_("may be junk"), default=False)
    received_on = models.DateField(_("received on"))
    # Set by a message from outside, cleared when somebody opens the messages.
    has_news = models.BooleanField(_("has news"), default=True)

    sensitivity = declare(MACHINE="id case has_news", CODED="language state risk is_suspected_junk received_on")

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")

    def __str__(self) -> str:
        return f"letter of {self.case_id}"


class Consent(models.Model):
    """An answer about one use of what was told. Never changed: the newest row of a scope counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents")
    scope = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(_("answer"), max_length=10, choices=ConsentAnswer)
    is_from_reporter = models.BooleanField(_("said by who wrote, with the receipt"), default=False)
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_on = models.DateField(_("recorded on"))

    sensitivity = declare(MACHINE="id case scope recorded_by", CODED="answer is_from_reporter recorded_on")

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["case", "scope", "-id"], name="complaints_consent_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_from_reporter=True, recorded_by__isnull=True) | Q(is_from_reporter=False),
                name="complaints_consent_one_source",
                violation_error_message=_("Consent comes from who wrote or is recorded by a colleague, not both."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.scope_id}: {self.answer}"


class ErasureRequest(models.Model):
    """Somebody asked that everything be forgotten. Shown to leads until it is decided."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="erasure_requests")
    is_from_reporter = models.BooleanField(_("said by who wrote, with the receipt"), default=True)
    asked_on = models.DateField(_("asked on"))

    sensitivity = declare(MACHINE="id case", CODED="is_from_reporter asked_on")

    class Meta:
        verbose_name = _("request for erasure")
        verbose_name_plural = _("requests for erasure")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                name="complaints_erasurerequest_once",
                violation_error_message=_("Erasure has been asked for already."),
            )
        ]

    def __str__(self) -> str:
        return f"erasure of {self.case_id}"


class Recusal(models.Model):
    """A person stands back from a case and sees nothing of it, not even that it exists."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recusals")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recusals")
    reason = models.CharField(_("reason"), max_length=15, choices=RecusalReason)
    declared_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    started_on = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    sensitivity = declare(MACHINE="id case user declared_by", CODED="reason started_on ended_on")

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user"],
                condition=Q(ended_on__isnull=True),
                name="complaints_recusal_once",
                violation_error_message=_("This person already stands back from the case."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="complaints_recusal_dates_in_order",
                violation_error_message=_("A recusal cannot end before it began."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} from {self.case_id}"


class Tie(models.Model):
    """A person or an organisation is close to a body or a place: no letter about it may reach them."""

    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="ties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="ties")
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    facility = models.ForeignKey(Facility, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    declared_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    declared_on = models.DateField(_("declared on"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    sensitivity = declare(MACHINE="id user organisation declared_by", CODED="body facility declared_on ended_on")

    class Meta:
        verbose_name = _("tie")
        verbose_name_plural = _("ties")
        constraints = [
            models.CheckConstraint(
                condition=Q(body__isnull=False, facility__isnull=True) | Q(body__isnull=True, facility__isnull=False),
                name="complaints_tie_to_one_thing",
                violation_error_message=_("A tie leads to one body or to one place."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id or self.organisation_id} to {self.body_id or self.facility_id}"
