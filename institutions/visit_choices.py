"""The words the code knows about monitoring of places of detention, whatever a country calls its visits and forms."""

from django.db import models
from django.utils.translation import pgettext_lazy


class NoticeRule(models.TextChoices):
    """What a regime demands before a visit."""

    NONE = "none", pgettext_lazy("notice rule", "No notice")
    AHEAD = "ahead", pgettext_lazy("notice rule", "Notice some time before")
    PERMISSION = "permission", pgettext_lazy("notice rule", "Notice and permission")
    AGREEMENT = "agreement", pgettext_lazy("notice rule", "By agreement")
    UNDEFINED = "undefined", pgettext_lazy("notice rule", "Not laid down")


class InterviewRule(models.TextChoices):
    """How those who visit may speak with people under a regime."""

    PRIVATE = "private", pgettext_lazy("interview rule", "In private")
    SUPERVISED = "supervised", pgettext_lazy("interview rule", "In the presence of staff")
    ESCORTED = "escorted", pgettext_lazy("interview rule", "Escorted by staff")
    UNDEFINED = "undefined", pgettext_lazy("interview rule", "Not laid down")


class VisitPurpose(models.TextChoices):
    """What a kind of visit is for. Only a `PERIODIC` one meets the interval within which the law wants a place seen."""

    PERIODIC = "periodic", pgettext_lazy("purpose of a visit", "Regular visit")
    INTERMEDIATE = "intermediate", pgettext_lazy("purpose of a visit", "Between two regular ones, to follow up")
    SPECIAL = "special", pgettext_lazy("purpose of a visit", "Because torture was reported")
    OTHER = "other", pgettext_lazy("purpose of a visit", "Another visit")


class Notice(models.TextChoices):
    """How far the place knew beforehand."""

    UNANNOUNCED = "unannounced", pgettext_lazy("notice", "Unannounced")
    SAME_DAY = "same_day", pgettext_lazy("notice", "Announced the same day")
    AHEAD = "ahead", pgettext_lazy("notice", "Announced ahead")
    PERMITTED = "permitted", pgettext_lazy("notice", "By plan or permission")
    UNKNOWN = "unknown", pgettext_lazy("notice", "Not known")


ANNOUNCED = (Notice.SAME_DAY, Notice.AHEAD, Notice.PERMITTED)


class Access(models.TextChoices):
    """What those who visited were let do. `FULL` excludes all the others."""

    FULL = "full", pgettext_lazy("access", "Full access")
    DELAYED = "delayed", pgettext_lazy("access", "Kept waiting")
    PREMISES = "premises", pgettext_lazy("access", "Some premises refused")
    DOCUMENTS = "documents", pgettext_lazy("access", "Documents refused")
    PERSONS = "persons", pgettext_lazy("access", "Some persons refused")
    EQUIPMENT = "equipment", pgettext_lazy("access", "Equipment refused")
    DENIED = "denied", pgettext_lazy("access", "Not let in")


class InterviewSetting(models.TextChoices):
    """How an interview was held, or why there was none."""

    PRIVATE = "private", pgettext_lazy("interview", "In private")
    OVERSEEN = "overseen", pgettext_lazy("interview", "Seen, heard or recorded by staff")
    GROUP = "group", pgettext_lazy("interview", "In a group")
    DECLINED = "declined", pgettext_lazy("interview", "The person declined")
    PREVENTED = "prevented", pgettext_lazy("interview", "Prevented by the administration")


HELD = (InterviewSetting.PRIVATE, InterviewSetting.OVERSEEN, InterviewSetting.GROUP)


class FindingSubject(models.TextChoices):
    """The themes that a measure asks for by meaning."""

    TREATMENT = "treatment", pgettext_lazy("finding", "Treatment")
    CHANNELS = "channels", pgettext_lazy("finding", "Ways to complain")
    OTHER = "other", pgettext_lazy("finding", "Another theme")


class RecommendationState(models.TextChoices):
    """Where a recommendation stands. What an authority *said* and what a monitor *verified* are different things."""

    SENT = "sent", pgettext_lazy("recommendation", "Sent")
    NO_REPLY = "no_reply", pgettext_lazy("recommendation", "No reply in time")
    ACCEPTED = "accepted", pgettext_lazy("recommendation", "Accepted")
    PARTLY_ACCEPTED = "partly_accepted", pgettext_lazy("recommendation", "Partly accepted")
    REJECTED = "rejected", pgettext_lazy("recommendation", "Rejected")
    IN_PROGRESS = "in_progress", pgettext_lazy("recommendation", "In progress")
    SAID_DONE = "said_done", pgettext_lazy("recommendation", "Said to be done")
    VERIFIED_DONE = "verified_done", pgettext_lazy("recommendation", "Done, verified")
    NOT_DONE = "not_done", pgettext_lazy("recommendation", "Not done, as found")
    OVERTAKEN = "overtaken", pgettext_lazy("recommendation", "Overtaken by events")


REPLIES = (
    *(RecommendationState.ACCEPTED, RecommendationState.PARTLY_ACCEPTED, RecommendationState.REJECTED),
    *(RecommendationState.IN_PROGRESS, RecommendationState.SAID_DONE),
)
VERIFIED = (RecommendationState.VERIFIED_DONE, RecommendationState.NOT_DONE)
SETTLED = (RecommendationState.VERIFIED_DONE, RecommendationState.OVERTAKEN)
