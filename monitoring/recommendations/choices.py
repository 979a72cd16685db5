"""Words of the board of recommendations: its columns, and how far what was said agrees with what was seen."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Column(models.TextChoices):
    """A column of the board. What an authority says is done and what a monitor saw done never share one."""

    NOT_SENT = "not_sent", pgettext_lazy("column of recommendations", "Not sent yet")
    WAITING = "waiting", pgettext_lazy("column of recommendations", "Sent, answer awaited")
    NO_REPLY = "no_reply", pgettext_lazy("column of recommendations", "No answer in time")
    AGREED = "agreed", pgettext_lazy("column of recommendations", "Accepted or in progress, as said")
    REJECTED = "rejected", pgettext_lazy("column of recommendations", "Rejected")
    SAID_DONE = "said_done", pgettext_lazy("column of recommendations", "Said to be done, not verified")
    NOT_DONE = "not_done", pgettext_lazy("column of recommendations", "Not done, as found on site")
    DONE = "done", pgettext_lazy("column of recommendations", "Done, verified on site")
    OVERTAKEN = "overtaken", pgettext_lazy("column of recommendations", "Overtaken by events")


ENDED = (Column.DONE, Column.OVERTAKEN)


class Gap(models.TextChoices):
    """What was said against what was seen."""

    UNVERIFIED = "unverified", pgettext_lazy("said and verified", "Said to be done, nobody has looked")
    CONTRADICTED = "contradicted", pgettext_lazy("said and verified", "Said to be done, found not done")
    CONFIRMED = "confirmed", pgettext_lazy("said and verified", "Said to be done, found done")
    UNSAID = "unsaid", pgettext_lazy("said and verified", "Found done, though nobody said so")


class StepKind(models.TextChoices):
    """What somebody may record next."""

    REPLY = "reply", pgettext_lazy("step of a recommendation", "What the authority answered")
    SEEN = "seen", pgettext_lazy("step of a recommendation", "What was seen on a visit")
    NOTE = "note", pgettext_lazy("step of a recommendation", "That it is overtaken, or that no answer came")
