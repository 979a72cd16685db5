"""The words the code knows about any country's law. Codes of a country live in its pack, never here."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Milestone(models.IntegerChoices):
    """How far a case got, in order. A later one implies the earlier ones (FUNNEL: `reached_k = [M >= k]`)."""

    REGISTERED = 1, pgettext_lazy("milestone", "Registered")
    ASSIGNED = 2, pgettext_lazy("milestone", "Taken up by an investigator")
    OPENED = 3, pgettext_lazy("milestone", "Criminal case opened")
    CHARGED = 4, pgettext_lazy("milestone", "Official named as suspect")
    SENT_TO_COURT = 5, pgettext_lazy("milestone", "Sent to court")
    TRIED = 6, pgettext_lazy("milestone", "Trial opened")
    JUDGED = 7, pgettext_lazy("milestone", "Judged at first instance")
    CONVICTED = 8, pgettext_lazy("milestone", "Official convicted")


class Exit(models.TextChoices):
    """Where a case stands when it is not moving towards a court. `OPEN` is no exit: it may still arrive."""

    OPEN = "open", pgettext_lazy("exit", "Still open")
    INTERRUPTED = "interrupted", pgettext_lazy("exit", "Time limits interrupted")
    NOT_REGISTERED = "not_registered", pgettext_lazy("exit", "Not registered")
    WITHDRAWN = "withdrawn", pgettext_lazy("exit", "Terminated after a withdrawal")
    TERMINATED = "terminated", pgettext_lazy("exit", "Terminated")
    DISCIPLINARY = "disciplinary", pgettext_lazy("exit", "Ended in disciplinary measures")
    ACQUITTED = "acquitted", pgettext_lazy("exit", "Ended in acquittal")
    CONVICTED = "convicted", pgettext_lazy("exit", "Ended in conviction")
    COMPLETED = "completed", pgettext_lazy("exit", "Closed without a recorded outcome")


STILL_OPEN = (Exit.OPEN, Exit.INTERRUPTED)
CLOSING_EXITS = frozenset(Exit) - set(STILL_OPEN)


class Effect(models.TextChoices):
    """What an event does to the state of its case, whatever the country calls it."""

    NONE = "none", pgettext_lazy("effect", "No effect on the state")
    INCIDENT = "incident", pgettext_lazy("effect", "The incident itself")
    SUBMITS = "submits", pgettext_lazy("effect", "A complaint is submitted")
    REGISTERS = "registers", pgettext_lazy("effect", "The case is registered")
    ASSIGNS = "assigns", pgettext_lazy("effect", "A body takes the case")
    TRANSFERS = "transfers", pgettext_lazy("effect", "The case goes to another body")
    INTERRUPTS = "interrupts", pgettext_lazy("effect", "Time limits stop running")
    RESUMES = "resumes", pgettext_lazy("effect", "Time limits run again")
    EXTENDS = "extends", pgettext_lazy("effect", "A time limit is extended")
    REQUALIFIES = "requalifies", pgettext_lazy("effect", "The act is requalified")
    CLOSES = "closes", pgettext_lazy("effect", "The case is closed")
    REOPENS = "reopens", pgettext_lazy("effect", "A closing decision is annulled")
    JOINS = "joins", pgettext_lazy("effect", "The case is joined to another")
    SEVERS = "severs", pgettext_lazy("effect", "A case is severed from another")
    CONVICTS = "convicts", pgettext_lazy("effect", "A court convicts")
    ACQUITS = "acquits", pgettext_lazy("effect", "A court acquits")
    APPEALS = "appeals", pgettext_lazy("effect", "An appeal is lodged")
    DECIDES_APPEAL = "decides_appeal", pgettext_lazy("effect", "An appeal is decided")
    FINALISES = "finalises", pgettext_lazy("effect", "A verdict comes into force")
    WITHDRAWS = "withdraws", pgettext_lazy("effect", "A complaint is withdrawn")
    REFILES = "refiles", pgettext_lazy("effect", "A withdrawn complaint is filed again")
    PRESSES = "presses", pgettext_lazy("effect", "Pressure or reprisal")
    CONVICTS_PERSON = "convicts_person", pgettext_lazy("effect", "One official is convicted")
    DISCIPLINES = "disciplines", pgettext_lazy("effect", "An official is disciplined")
    DEMANDS = "demands", pgettext_lazy("effect", "An international body demands an investigation")
    COMPENSATES = "compensates", pgettext_lazy("effect", "Compensation is decided or paid")


class Track(models.TextChoices):
    """Parallel lines on which things happen; only `PROCEDURE` moves a case along the funnel."""

    PROCEDURE = "procedure", pgettext_lazy("track", "Criminal procedure")
    CIVIL = "civil", pgettext_lazy("track", "Compensation")
    INTERNATIONAL = "international", pgettext_lazy("track", "International bodies")
    COMPLAINANT = "complainant", pgettext_lazy("track", "The complainant")
    RESPONDENT = "respondent", pgettext_lazy("track", "The officials")
    CONTEXT = "context", pgettext_lazy("track", "Context")


class Act(models.TextChoices):
    """What kind of act an event is, so that independence and competence are asked of the right ones."""

    NONE = "none", pgettext_lazy("act", "No act of a body")
    INVESTIGATION = "investigation", pgettext_lazy("act", "Investigation")
    REVIEW = "review", pgettext_lazy("act", "Review of a decision")
    EXAMINATION = "examination", pgettext_lazy("act", "Medical or expert examination")
    TRIAL = "trial", pgettext_lazy("act", "Court proceedings")
    RECEPTION = "reception", pgettext_lazy("act", "Reception of a complaint")


class Circumstances(models.TextChoices):
    """What must be asked about an event besides its day and its body, because the field counts it."""

    WITHDRAWAL = "withdrawal", pgettext_lazy("circumstances", "Withdrawal")
    REPRISAL = "reprisal", pgettext_lazy("circumstances", "Reprisal")
    PROTECTION = "protection", pgettext_lazy("circumstances", "Protection measure")
    EXAMINATION = "examination", pgettext_lazy("circumstances", "Medical examination")
    COMPENSATION = "compensation", pgettext_lazy("circumstances", "Compensation")
    COMMUNICATION = "communication", pgettext_lazy("circumstances", "Communication to an international body")


class Independence(models.TextChoices):
    """How far one body stands from another on a given date; computed from dated edges, never typed."""

    INDEPENDENT = "independent", pgettext_lazy("independence", "Independent")
    SAME_ROOT = "same_root", pgettext_lazy("independence", "Under the same head")
    SUBORDINATE = "subordinate", pgettext_lazy("independence", "Subordinate or the same body")
    UNKNOWN = "unknown", pgettext_lazy("independence", "Not known")


class Severity(models.TextChoices):
    """How grave a conflict of interest is."""

    HARD = "hard", pgettext_lazy("severity", "Hard conflict")
    SOFT = "soft", pgettext_lazy("severity", "Possible conflict")
    CONTEXT = "context", pgettext_lazy("severity", "Context")


class BodyKind(models.TextChoices):
    """What a body is for. `APEX` (head of state, government) is never anybody's root."""

    APEX = "apex", pgettext_lazy("body kind", "Head of state or government")
    MINISTRY = "ministry", pgettext_lazy("body kind", "Ministry")
    POLICE = "police", pgettext_lazy("body kind", "Police")
    OPERATOR = "operator", pgettext_lazy("body kind", "Operator of places of detention")
    INTERNAL_CONTROL = "internal_control", pgettext_lazy("body kind", "Internal control")
    SPECIAL_SERVICE = "special_service", pgettext_lazy("body kind", "Special service")
    INVESTIGATION = "investigation", pgettext_lazy("body kind", "Investigating body")
    PROSECUTION = "prosecution", pgettext_lazy("body kind", "Prosecution")
    COURT = "court", pgettext_lazy("body kind", "Court")
    MEDICAL = "medical", pgettext_lazy("body kind", "Medical or forensic body")
    STATISTICS = "statistics", pgettext_lazy("body kind", "Statistics body")
    SOCIAL = "social", pgettext_lazy("body kind", "Education or social care")
    OMBUDSMAN = "ombudsman", pgettext_lazy("body kind", "Human rights institution")
    MONITOR = "monitor", pgettext_lazy("body kind", "Monitoring body")
    NGO = "ngo", pgettext_lazy("body kind", "Non-governmental organisation")
    INTERNATIONAL = "international", pgettext_lazy("body kind", "International body")
    FOREIGN = "foreign", pgettext_lazy("body kind", "Foreign authority")
    OTHER = "other", pgettext_lazy("body kind", "Other")


class Mandate(models.TextChoices):
    """Whether a place lies within the national preventive mandate."""

    IN = "in", pgettext_lazy("mandate", "Within the mandate")
    OUT = "out", pgettext_lazy("mandate", "Outside the mandate")
    DISPUTED = "disputed", pgettext_lazy("mandate", "Disputed")
    SCENARIO = "scenario", pgettext_lazy("mandate", "Scenario only")
    UNKNOWN = "unknown", pgettext_lazy("mandate", "Not known")


class Answer(models.TextChoices):
    """A fact that may be absent: 'not recorded' and 'no' are different things."""

    YES = "yes", pgettext_lazy("answer", "Yes")
    NO = "no", pgettext_lazy("answer", "No")
    PARTLY = "partly", pgettext_lazy("answer", "Partly")
    DISPUTED = "disputed", pgettext_lazy("answer", "Disputed")
    UNKNOWN = "unknown", pgettext_lazy("answer", "Not known")
    REFUSED = "refused", pgettext_lazy("answer", "Answer refused")
    NOT_ASKED = "not_asked", pgettext_lazy("answer", "Not asked")


class OffenceKind(models.TextChoices):
    """What an article of criminal law covers, as far as the rules need to know."""

    TORTURE = "torture", pgettext_lazy("offence", "Torture")
    ILL_TREATMENT = "ill_treatment", pgettext_lazy("offence", "Cruel, inhuman or degrading treatment")
    OFFICE = "office", pgettext_lazy("offence", "Offence in office")
    OTHER = "other", pgettext_lazy("offence", "Other offence")


class GroundKind(models.TextChoices):
    """What a ground is a ground for."""

    NON_REGISTRATION = "non_registration", pgettext_lazy("ground", "Non-registration")
    TERMINATION = "termination", pgettext_lazy("ground", "Termination")
    INTERRUPTION = "interruption", pgettext_lazy("ground", "Interruption of time limits")
    OUTCOME = "outcome", pgettext_lazy("ground", "Outcome of a decision")
    REPRISAL = "reprisal", pgettext_lazy("ground", "Kind of reprisal")
    REMEDY = "remedy", pgettext_lazy("ground", "Kind of remedy")
    CIRCUMSTANCE = "circumstance", pgettext_lazy("ground", "Circumstance")


class TimeUnit(models.TextChoices):
    """Unit of a time limit. `PROMPT` has no number in law and is never counted as missed by the software."""

    HOURS = "hours", pgettext_lazy("time unit", "hours")
    DAYS = "days", pgettext_lazy("time unit", "days")
    WORKING_DAYS = "working_days", pgettext_lazy("time unit", "working days")
    MONTHS = "months", pgettext_lazy("time unit", "months")
    YEARS = "years", pgettext_lazy("time unit", "years")
    PROMPT = "prompt", pgettext_lazy("time unit", "at once")


class CompetenceRank(models.TextChoices):
    """How strongly a rule of jurisdiction binds."""

    EXCLUSIVE = "exclusive", pgettext_lazy("competence", "Exclusive")
    ALTERNATIVE = "alternative", pgettext_lazy("competence", "One of several")
    EXCEPTIONAL = "exceptional", pgettext_lazy("competence", "By way of exception")


class TermList(models.TextChoices):
    """Simple code lists of a pack: a code with three labels and nothing that a rule reads."""

    METHOD = "method", _("Methods")
    PURPOSE = "purpose", _("Purposes")
    INVOLVEMENT = "involvement", _("Degrees of involvement")
    REPRISAL_TYPE = "reprisal_type", _("Kinds of reprisal")
    RISK_LEVEL = "risk_level", _("Levels of risk")
    PROTECTION_MEASURE = "protection_measure", _("Protection measures")
    CONSENT_SCOPE = "consent_scope", _("Scopes of consent")
    CONSISTENCY = "consistency", _("Degrees of consistency")
    EVIDENCE_TYPE = "evidence_type", _("Kinds of evidence")
    VISIT_TYPE = "visit_type", _("Kinds of visit")
    NOTICE_MODE = "notice_mode", _("Notice given")
    ACCESS_OUTCOME = "access_outcome", _("Access to places")
    INTERVIEW_MODE = "interview_mode", _("Modes of interview")
    FINDING_THEME = "finding_theme", _("Themes of findings")
    RECOMMENDATION_STATUS = "recommendation_status", _("Statuses of recommendations")


class GuardName(models.TextChoices):
    """Rules of law that a pack may bind to a stage; the room that keeps cases holds one function for each."""

    NONREGISTRATION_GROUND_LAWFUL = "nonregistration_ground_lawful", _("Non-registration rests on a lawful ground")
    GROUND_LAWFUL_FOR_OFFENCE = "ground_lawful_for_offence", _("The ground is lawful for this offence")
    WITHDRAWAL_CANNOT_END_CASE = "withdrawal_cannot_end_case", _("A withdrawal cannot end a public prosecution")
    NO_INVESTIGATION_AFTER_RECALL = "no_investigation_after_recall", _("No investigation after a recall from court")
    PROSECUTOR_APPROVAL = "prosecutor_approval", _("A prosecutor approved the decision")
    PROSECUTOR_CONSENT_IN_TIME = "prosecutor_consent_in_time", _("A prosecutor consented in time")


# The parameters of a rule that are counted with; the others are codes.
NUMBERS_OF_GUARDS = {GuardName.PROSECUTOR_CONSENT_IN_TIME: ("days", "called_up")}


class ConflictName(models.TextChoices):
    """Rules about conflicts of interest that a pack may bind to a code and a severity."""

    SAME_ROOT_AS_OPERATOR = "same_root_as_operator", _("Same head as the operator of the place")
    SAME_ROOT_AS_ACCUSED = "same_root_as_accused", _("Same head as the accused")
    SUPPORT_BY_ACCUSED = "support_by_accused", _("Support or escort by the body of the accused")
    EXAMINER_EMPLOYED_BY_OPERATOR = "examiner_employed_by_operator", _("Examiner employed by the operator")
    PASSED_THROUGH_STAFF = "passed_through_staff", _("Complaint passed through staff")
    REVIEWS_OWN_ACT = "reviews_own_act", _("Reviewer reviews an own act")
    TOOK_PART_IN_VICTIMS_CASE = "took_part_in_victims_case", _("Official took part in the victim's case")
    COORDINATOR_APPOINTED_BY_EXECUTIVE = (
        "coordinator_appointed_by_executive",
        _("Coordinator appointed by the executive"),
    )
    MONITOR_DID_NOT_RECUSE = "monitor_did_not_recuse", _("Monitor did not step back")
    ROOT_CHANGED_BY_MERGER = "root_changed_by_merger", _("Same head only since a merger")


class Extent(models.TextChoices):
    """How much of a source was read."""

    FULL = "full", pgettext_lazy("what was read", "all of it")
    ARTICLES = "articles", pgettext_lazy("what was read", "the articles cited")
    LISTS = "lists", pgettext_lazy("what was read", "the lists cited")
    EXCERPT = "excerpt", pgettext_lazy("what was read", "an excerpt")
    OPENING = "opening", pgettext_lazy("what was read", "the opening")
    PREAMBLE = "preamble", pgettext_lazy("what was read", "the heading and the preamble")
    CONTENTS = "contents", pgettext_lazy("what was read", "the heading and the list of contents")
    HEADING = "heading", pgettext_lazy("what was read", "the heading")
    NONE = "none", pgettext_lazy("what was read", "nothing")
