"""The vocabulary of visits that does not depend on a country."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Trigger(models.TextChoices):
    """Why a visit was made."""

    PROGRAMME = "programme", pgettext_lazy("trigger", "The programme of visits")
    COMPLAINTS = "complaints", pgettext_lazy("trigger", "Reports of torture or ill-treatment")
    FOLLOW_UP = "follow_up", pgettext_lazy("trigger", "To see what became of recommendations")
    REPRISALS = "reprisals", pgettext_lazy("trigger", "To prevent reprisals after an earlier visit")
    REQUEST = "request", pgettext_lazy("trigger", "A request from outside")
    OTHER = "other", pgettext_lazy("trigger", "Another reason")
    UNKNOWN = "unknown", pgettext_lazy("trigger", "Not known")


class NoticeDemand(models.TextChoices):
    """Who required that notice be given."""

    NOBODY = "nobody", pgettext_lazy("notice demanded by", "Nobody")
    LAW = "law", pgettext_lazy("notice demanded by", "The law")
    ADMINISTRATION = "administration", pgettext_lazy("notice demanded by", "The administration of the place")
    AUTHORITY = "authority", pgettext_lazy("notice demanded by", "A higher authority")
    OURSELVES = "ourselves", pgettext_lazy("notice demanded by", "Given of our own will")
    UNKNOWN = "unknown", pgettext_lazy("notice demanded by", "Not known")


class Cooperation(models.TextChoices):
    """How the administration behaved."""

    GOOD = "good", pgettext_lazy("cooperation", "Helpful")
    CORRECT = "correct", pgettext_lazy("cooperation", "Correct")
    RELUCTANT = "reluctant", pgettext_lazy("cooperation", "Reluctant")
    HINDERING = "hindering", pgettext_lazy("cooperation", "Hindering")
    UNKNOWN = "unknown", pgettext_lazy("cooperation", "Not recorded")


class Profession(models.TextChoices):
    """What a member of a team is by profession; teams are to be mixed."""

    LAWYER = "lawyer", pgettext_lazy("profession", "Lawyer")
    DOCTOR = "doctor", pgettext_lazy("profession", "Doctor")
    PSYCHIATRIST = "psychiatrist", pgettext_lazy("profession", "Psychiatrist")
    PSYCHOLOGIST = "psychologist", pgettext_lazy("profession", "Psychologist")
    SOCIAL_WORKER = "social_worker", pgettext_lazy("profession", "Social worker")
    TEACHER = "teacher", pgettext_lazy("profession", "Teacher")
    JOURNALIST = "journalist", pgettext_lazy("profession", "Journalist")
    DEFENDER = "defender", pgettext_lazy("profession", "Human rights defender")
    INTERPRETER = "interpreter", pgettext_lazy("profession", "Interpreter")
    OTHER = "other", pgettext_lazy("profession", "Another profession")
    UNKNOWN = "unknown", pgettext_lazy("profession", "Not recorded")


class TeamPart(models.TextChoices):
    """What somebody does in a team."""

    LEADER = "leader", pgettext_lazy("part in the team", "Leads the visit")
    MEMBER = "member", pgettext_lazy("part in the team", "Member")
    INTERPRETER = "interpreter", pgettext_lazy("part in the team", "Interprets")
    EXPERT = "expert", pgettext_lazy("part in the team", "Invited expert")


class PremiseOutcome(models.TextChoices):
    """Whether a kind of room was seen."""

    VISITED = "visited", pgettext_lazy("premise", "Visited")
    REFUSED = "refused", pgettext_lazy("premise", "Refused")
    OUTSIDE = "outside", pgettext_lazy("premise", "Refused as outside the mandate")
    NOT_ASKED = "not_asked", pgettext_lazy("premise", "Not asked for")


class DocumentKind(models.TextChoices):
    """Registers and files that a visit asks for (practical guide of the Subcommittee on Prevention of Torture)."""

    DETENTION = "detention", pgettext_lazy("document", "Register of detention")
    INJURIES = "injuries", pgettext_lazy("document", "Register of injuries")
    INCIDENTS = "incidents", pgettext_lazy("document", "Register of incidents")
    FORCE = "force", pgettext_lazy("document", "Register of the use of force and of restraints")
    DISCIPLINE = "discipline", pgettext_lazy("document", "Register of punishments and isolation")
    COMPLAINTS = "complaints", pgettext_lazy("document", "Register of complaints")
    MEDICAL = "medical", pgettext_lazy("document", "Medical files")
    VIDEO = "video", pgettext_lazy("document", "Video recordings")
    DEATHS = "deaths", pgettext_lazy("document", "Papers about deaths")


class DocumentOutcome(models.TextChoices):
    """Whether a register or file was seen."""

    SEEN = "seen", pgettext_lazy("document outcome", "Seen")
    REFUSED = "refused", pgettext_lazy("document outcome", "Refused")
    NOT_KEPT = "not_kept", pgettext_lazy("document outcome", "Not kept by the place")
    NOT_ASKED = "not_asked", pgettext_lazy("document outcome", "Not asked for")


class FindingKind(models.TextChoices):
    """Whether a finding is a concern or something worth copying."""

    CONCERN = "concern", pgettext_lazy("kind of finding", "Concern")
    GOOD_PRACTICE = "good_practice", pgettext_lazy("kind of finding", "Good practice")


class FindingSeverity(models.TextChoices):
    """How grave what was found is. A good practice has none."""

    NONE = "none", pgettext_lazy("severity of a finding", "Not rated")
    LOW = "low", pgettext_lazy("severity of a finding", "Minor")
    MEDIUM = "medium", pgettext_lazy("severity of a finding", "Serious")
    HIGH = "high", pgettext_lazy("severity of a finding", "Grave")
    URGENT = "urgent", pgettext_lazy("severity of a finding", "Grave and urgent")


class SourceOfFinding(models.TextChoices):
    """What a finding rests on. Two of them that do not depend on each other make it triangulated."""

    INTERVIEWS = "interviews", pgettext_lazy("source of a finding", "Interviews with people held")
    STAFF = "staff", pgettext_lazy("source of a finding", "What staff said")
    SEEN = "seen", pgettext_lazy("source of a finding", "Seen with own eyes")
    DOCUMENTS = "documents", pgettext_lazy("source of a finding", "Registers and files")
    MEDICAL = "medical", pgettext_lazy("source of a finding", "Medical examination")
    OUTSIDE = "outside", pgettext_lazy("source of a finding", "Lawyers, relatives, others outside")


class VisitTextKind(models.TextChoices):
    """What a sealed text of a visit is."""

    OBJECTIVES = "objectives", pgettext_lazy("text of a visit", "Objectives and focus")
    CONDUCT = "conduct", pgettext_lazy("text of a visit", "How the visit went")
    PREVIOUS = "previous", pgettext_lazy("text of a visit", "What has changed since the last visit")
    FINDING = "finding", pgettext_lazy("text of a visit", "Finding")
    RECOMMENDATION = "recommendation", pgettext_lazy("text of a visit", "Recommendation")
    DISSENT = "dissent", pgettext_lazy("text of a visit", "Dissenting opinion")
    FOLLOW_UP = "follow_up", pgettext_lazy("text of a visit", "Plan against reprisals")
    REPLY = "reply", pgettext_lazy("text of a visit", "Reply of the authority")
    NOTE = "note", pgettext_lazy("text of a visit", "Note")


# The texts a visit has at most one of; findings, recommendations, replies and dissents have rows of their own.
TOLD_ONCE = (
    *(VisitTextKind.OBJECTIVES, VisitTextKind.CONDUCT, VisitTextKind.PREVIOUS, VisitTextKind.FOLLOW_UP),
    VisitTextKind.NOTE,
)


class FollowUp(models.TextChoices):
    """What is to follow for the safety of those who spoke."""

    NONE = "none", pgettext_lazy("follow-up", "Nothing special")
    CONTACT = "contact", pgettext_lazy("follow-up", "Keep contact with relatives or lawyers")
    VISIT = "visit", pgettext_lazy("follow-up", "An intermediate visit")
    URGENT = "urgent", pgettext_lazy("follow-up", "A return at once")
    UNKNOWN = "unknown", pgettext_lazy("follow-up", "Not decided")


RETURNS = (FollowUp.VISIT, FollowUp.URGENT)


class Priority(models.TextChoices):
    """How soon a recommendation asks to be carried out."""

    URGENT = "urgent", pgettext_lazy("priority", "At once")
    SHORT = "short", pgettext_lazy("priority", "Within months")
    LONG = "long", pgettext_lazy("priority", "In the long run")


class SaidBy(models.TextChoices):
    """Who says where a recommendation stands. *Said* by an authority is not *verified* by a monitor."""

    AUTHORITY = "authority", pgettext_lazy("said by", "Said by the authority")
    MONITOR = "monitor", pgettext_lazy("said by", "Verified by a monitor on site")
    OWN = "own", pgettext_lazy("said by", "Noted by ourselves")


class PlanState(models.TextChoices):
    """Where a plan stands. Place and day of a plan are sealed; this is not."""

    PLANNED = "planned", pgettext_lazy("plan", "Planned")
    CARRIED_OUT = "carried_out", pgettext_lazy("plan", "Carried out")
    DROPPED = "dropped", pgettext_lazy("plan", "Dropped")


class PassingState(models.TextChoices):
    """Where a complaint from an interview stands on its way to the body that the law names."""

    WAITING = "waiting", pgettext_lazy("passing on", "To be passed on")
    NO_CONSENT = "no_consent", pgettext_lazy("passing on", "Not passed on: the person did not agree")
    PASSED = "passed", pgettext_lazy("passing on", "Passed on")
    CONFIRMED = "confirmed", pgettext_lazy("passing on", "Receipt confirmed")


class StoodBack(models.TextChoices):
    """Why a member took no part (UIK art. 43: whoever's impartiality is in doubt steps aside)."""

    NO = "no", pgettext_lazy("stood back", "Took part")
    WORKED_THERE = "worked_there", pgettext_lazy("stood back", "Stood back: worked there")
    RELATED = "related", pgettext_lazy("stood back", "Stood back: related to somebody there")
    OTHER = "other", pgettext_lazy("stood back", "Stood back: another doubt about impartiality")
