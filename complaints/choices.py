"""The vocabulary of cases and events that does not depend on a country."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DataSet(models.TextChoices):
    """Where a case comes from. Data sets are never mixed in one number."""

    OWN = "own", pgettext_lazy("data set", "Own cases")
    PUBLIC_RECORD = "public_record", pgettext_lazy("data set", "Public record")
    DEMONSTRATION = "demonstration", pgettext_lazy("data set", "Demonstration (invented)")


class Precision(models.TextChoices):
    """How exactly a date is known. For month and year the stored day is the first of the period."""

    DAY = "day", pgettext_lazy("precision", "day")
    MONTH = "month", pgettext_lazy("precision", "month")
    YEAR = "year", pgettext_lazy("precision", "year")
    NOT_BEFORE = "not_before", pgettext_lazy("precision", "not before")
    NOT_AFTER = "not_after", pgettext_lazy("precision", "not after")
    UNKNOWN = "unknown", pgettext_lazy("precision", "unknown")


class Certainty(models.TextChoices):
    """How a statement of the public record came to us."""

    READ = "read", _("Read in the source")
    READ_YEAR_INFERRED = "read_year_inferred", _("Read; the year follows from the context")
    READ_PUBDATE = "read_pubdate", _("Read; dated by the day of the report")
    READ_YEAR_RECALLED = "read_year_recalled", _("Read; the year is from memory")
    DERIVED = "derived", _("Follows from the text")
    RECALL = "recall", _("From memory, may be wrong")


class Voluntary(models.TextChoices):
    """Whether a withdrawal was of the complainant's own will."""

    YES = "yes", pgettext_lazy("voluntary", "Voluntary")
    NO = "no", pgettext_lazy("voluntary", "Not voluntary, as the complainant says")
    FOUND_NOT = "found_not", pgettext_lazy("voluntary", "Found not to be voluntary")
    UNKNOWN = "unknown", pgettext_lazy("voluntary", "Not known")


class Sex(models.TextChoices):
    FEMALE = "female", pgettext_lazy("sex", "Female")
    MALE = "male", pgettext_lazy("sex", "Male")
    OTHER = "other", pgettext_lazy("sex", "Other")
    UNKNOWN = "unknown", pgettext_lazy("sex", "Not known")


class AgeBand(models.TextChoices):
    MINOR = "minor", pgettext_lazy("age", "Under 18")
    YOUNG = "18_29", pgettext_lazy("age", "18 to 29")
    MIDDLE = "30_59", pgettext_lazy("age", "30 to 59")
    OLD = "60_plus", pgettext_lazy("age", "60 and over")
    UNKNOWN = "unknown", pgettext_lazy("age", "Not known")


class Custody(models.TextChoices):
    """In what capacity the alleged victim was held."""

    SUSPECT = "suspect", pgettext_lazy("custody", "Suspect")
    ACCUSED = "accused", pgettext_lazy("custody", "Accused")
    CONVICT = "convict", pgettext_lazy("custody", "Convict")
    WITNESS = "witness", pgettext_lazy("custody", "Witness")
    ADMINISTRATIVE = "administrative", pgettext_lazy("custody", "Administrative detention")
    NONE = "none", pgettext_lazy("custody", "Not in custody")
    UNKNOWN = "unknown", pgettext_lazy("custody", "Not known")


class RankBand(models.TextChoices):
    RANK_AND_FILE = "rank_and_file", pgettext_lazy("rank", "Rank and file")
    OFFICER = "officer", pgettext_lazy("rank", "Officer")
    COMMAND = "command", pgettext_lazy("rank", "Command")
    UNKNOWN = "unknown", pgettext_lazy("rank", "Not known")


class CountUnit(models.TextChoices):
    """Units of the stated counts of one case; unlike units are never added or divided."""

    PERSONS_HELD = "persons_held", pgettext_lazy("unit", "persons held")
    VICTIMS_RECOGNISED = "victims_recognised", pgettext_lazy("unit", "recognised victims")
    OFFICIALS_TRIED = "officials_tried", pgettext_lazy("unit", "officials tried")
    OFFICIALS_CONVICTED = "officials_convicted", pgettext_lazy("unit", "officials convicted")
    AWARDS = "awards", pgettext_lazy("unit", "awards of compensation")
    DEATHS = "deaths", pgettext_lazy("unit", "deaths")


class AlertKind(models.TextChoices):
    """Why an alert was raised."""

    UNLAWFUL = "unlawful", pgettext_lazy("alert", "Against the law")
    IRREGULAR = "irregular", pgettext_lazy("alert", "Out of order")
    MISSING_STEP = "missing_step", pgettext_lazy("alert", "Step missing")
    CONFLICT = "conflict", pgettext_lazy("alert", "Conflict of interest")
    COMPETENCE = "competence", pgettext_lazy("alert", "Outside jurisdiction")
    PRESSURE = "pressure", pgettext_lazy("alert", "Pressure")
    CONTRADICTION = "contradiction", pgettext_lazy("alert", "Sources contradict each other")


class DeadlineStatus(models.TextChoices):
    """A clock that still runs is neither met nor missed; one that a later step ended on an unknown day, either."""

    MET = "met", pgettext_lazy("deadline", "Met")
    MISSED = "missed", pgettext_lazy("deadline", "Missed")
    RUNNING = "running", pgettext_lazy("deadline", "Running")
    NOT_KNOWN = "not_known", pgettext_lazy("deadline", "Not known")


class WritingKind(models.TextChoices):
    """What a sealed text is."""

    NARRATIVE = "narrative", pgettext_lazy("writing", "Narrative")
    STATEMENT = "statement", pgettext_lazy("writing", "Statement")
    NOTE = "note", pgettext_lazy("writing", "Note")
    FROM_REPORTER = "from_reporter", pgettext_lazy("writing", "Message from who wrote")
    TO_REPORTER = "to_reporter", pgettext_lazy("writing", "Answer to who wrote")


# What somebody with the receipt may read again.
READ_BY_REPORTER = (WritingKind.NARRATIVE, WritingKind.FROM_REPORTER, WritingKind.TO_REPORTER)


class Party(models.TextChoices):
    """Whose identity it is."""

    VICTIM = "victim", pgettext_lazy("party", "Alleged victim")
    COMPLAINANT = "complainant", pgettext_lazy("party", "Complainant")
    WITNESS = "witness", pgettext_lazy("party", "Witness")
    RESPONDENT = "respondent", pgettext_lazy("party", "Alleged perpetrator")


class ConsentAnswer(models.TextChoices):
    """Consent to one use of what was told. The newest answer counts; withdrawing consent withdraws no complaint."""

    GIVEN = "given", pgettext_lazy("consent", "Given")
    REFUSED = "refused", pgettext_lazy("consent", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("consent", "Taken back")
    NOT_ASKED = "not_asked", pgettext_lazy("consent", "Not asked")


class LetterState(models.TextChoices):
    """Where a letter from outside stands with the organisation. A letter set aside stays sealed and answerable."""

    NEW = "new", pgettext_lazy("letter", "New")
    TAKEN_UP = "taken_up", pgettext_lazy("letter", "Taken up")
    SET_ASIDE = "set_aside", pgettext_lazy("letter", "Set aside")


class RecusalReason(models.TextChoices):
    """Why somebody stands back from a case. Never in free words: they would tell who is meant."""

    RELATED = "related", pgettext_lazy("recusal", "Related or close to somebody in the case")
    WORKED_THERE = "worked_there", pgettext_lazy("recusal", "Works or worked for the body or place complained about")
    TOOK_PART = "took_part", pgettext_lazy("recusal", "Took part in the victim's own case")
    OTHER = "other", pgettext_lazy("recusal", "Another reason for doubt")


class RevealReason(models.TextChoices):
    """Why an identity is opened; written down before it is shown."""

    CONTACT = "contact", pgettext_lazy("reveal", "To get in touch with the person")
    FILING = "filing", pgettext_lazy("reveal", "To file a complaint or motion in the person's name")
    PROTECTION = "protection", pgettext_lazy("reveal", "To protect the person from harm")
    MEDICAL = "medical", pgettext_lazy("reveal", "To arrange an examination or treatment")
    DUPLICATES = "duplicates", pgettext_lazy("reveal", "To see whether two cases are about one person")
    CORRECTION = "correction", pgettext_lazy("reveal", "To correct what is recorded")
