"""What a case worker's day is made of: drafts, notices, put-off deadlines, saved views, habits."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from complaints.choices import ListKind, NoticeKind, PostponedBecause
from complaints.models.cases import Case
from complaints.models.events import CaseEvent
from institutions.models import TimeLimit
from institutions.sensitivity import declare


class ComplaintDraft(models.Model):
    """A complaint that a colleague is still typing. Words lie sealed to the author; `facts` holds codes only."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(_("coded facts"), default=dict, blank=True)
    sealed = models.BinaryField(_("words and names, sealed to the author"), default=b"", blank=True)
    created_at = models.DateTimeField(_("begun at"), default=timezone.now, editable=False)
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)

    sensitivity = declare(MACHINE="id uuid author organisation created_at saved_at", CODED="facts", NARRATIVE="sealed")

    class Meta:
        verbose_name = _("complaint being written")
        verbose_name_plural = _("complaints being written")
        indexes = [models.Index(fields=["author", "-saved_at"], name="complaints_draft_newest")]

    def __str__(self) -> str:
        return str(self.uuid)


class Notice(models.Model):
    """Something that one person should know. It names a case and a kind, and nothing that happened in it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices", db_index=False)
    kind = models.CharField(_("kind"), max_length=20, choices=NoticeKind)
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="notices")
    # What the notice is about, so that the same thing is told once: an alert, a deadline, a job.
    about = models.CharField(_("about"), max_length=80)
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)
    digested_on = models.DateField(_("told by mail on"), null=True, blank=True)

    sensitivity = declare(MACHINE="id uuid recipient case about created_at seen_at digested_on", CODED="kind")

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["recipient", "-id"], condition=Q(seen_at=None), name="complaints_notice_unseen"),
            models.Index(fields=["recipient", "-id"], name="complaints_notice_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "about"],
                name="complaints_notice_told_once",
                violation_error_message=_("This was already told."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient_id}"


class Postponement(models.Model):
    """Somebody decided to look at a deadline later. The clock of the law runs on; only the reminder waits."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="postponements")
    time_limit = models.ForeignKey(TimeLimit, on_delete=models.PROTECT, related_name="+")
    started_by = models.ForeignKey(CaseEvent, on_delete=models.PROTECT, related_name="+")
    until = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=15, choices=PostponedBecause)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), default=timezone.now)

    sensitivity = declare(MACHINE="id case started_by decided_by decided_at", CODED="time_limit until reason")

    class Meta:
        verbose_name = _("postponed reminder")
        verbose_name_plural = _("postponed reminders")

    def __str__(self) -> str:
        return f"{self.time_limit_id} until {self.until}"


class SavedView(models.Model):
    """A list with its filters under a name, for oneself or for all who work on cases of the organisation."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    list = models.CharField(
        _("list"), max_length=15, choices=ListKind, default=ListKind.CASES, db_default=ListKind.CASES
    )
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("filters"), max_length=1500, blank=True, default="")
    is_shared = models.BooleanField(_("for everybody here who works on cases"), default=False)
    is_first = models.BooleanField(_("shown first when I open the list"), default=False)
    created_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)

    sensitivity = declare(MACHINE="id uuid owner organisation list created_at is_shared is_first", STAFF="name query")

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "organisation", "list", "name"],
                name="complaints_savedview_name_once",
                violation_error_message=_("You already have a view of this name."),
            ),
            models.UniqueConstraint(
                fields=["owner", "organisation", "list"],
                condition=Q(is_first=True),
                name="complaints_savedview_one_first",
                violation_error_message=_("Only one view can be shown first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Habits(models.Model):
    """How one person likes to work; remembered so that nobody is asked twice."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="habits")
    writes_on_one_page = models.BooleanField(_("all questions on one page"), default=False)
    columns = ArrayField(
        models.CharField(max_length=30), verbose_name=_("columns of the list"), default=list, blank=True
    )
    digest_to = models.EmailField(_("address for the digest"), blank=True, default="")

    sensitivity = declare(MACHINE="id user", STAFF="writes_on_one_page columns digest_to")

    class Meta:
        verbose_name = _("habits")
        verbose_name_plural = _("habits")

    def __str__(self) -> str:
        return f"habits of {self.user_id}"
