"""The vocabulary of cases and events that does not depend on a country."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ListKind(models.TextChoices):
    """Which list a saved view is of."""

    CASES = "cases", pgettext_lazy("list", "Cases")
    VISITS = "visits", pgettext_lazy("list", "Visits")
    FACILITIES = "facilities", pgettext_lazy("list", "Places")
    RECOMMENDATIONS = "recommendations", pgettext_lazy("list", "Recommendations")


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
    REFUSED = "refused", pgettext_lazy("sex", "Answer refused")
    NOT_ASKED = "not_asked", pgettext_lazy("sex", "Not asked")


class AgeBand(models.TextChoices):
    MINOR = "minor", pgettext_lazy("age", "Under 18")
    YOUNG = "18_29", pgettext_lazy("age", "18 to 29")
    MIDDLE = "30_59", pgettext_lazy("age", "30 to 59")
    OLD = "60_plus", pgettext_lazy("age", "60 and over")
    UNKNOWN = "unknown", pgettext_lazy("age", "Not known")
    REFUSED = "refused", pgettext_lazy("age", "Answer refused")
    NOT_ASKED = "not_asked", pgettext_lazy("age", "Not asked")


class Custody(models.TextChoices):
    """In what capacity the alleged victim was held."""

    SUSPECT = "suspect", pgettext_lazy("custody", "Suspect")
    ACCUSED = "accused", pgettext_lazy("custody", "Accused")
    CONVICT = "convict", pgettext_lazy("custody", "Convict")
    WITNESS = "witness", pgettext_lazy("custody", "Witness")
    ADMINISTRATIVE = "administrative", pgettext_lazy("custody", "Administrative detention")
    NONE = "none", pgettext_lazy("custody", "Not in custody")
    UNKNOWN = "unknown", pgettext_lazy("custody", "Not known")
    REFUSED = "refused", pgettext_lazy("custody", "Answer refused")
    NOT_ASKED = "not_asked", pgettext_lazy("custody", "Not asked")


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
    RESPONDENT = "respondent", pgettext_lazy("party", "Official complained about")


class ConsentAnswer(models.TextChoices):
    """Consent to one use of what was told. The newest answer counts; withdrawing consent withdraws no complaint."""

    GIVEN = "given", pgettext_lazy("consent", "Given")
    REFUSED = "refused", pgettext_lazy("consent", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("consent", "Taken back")
    NOT_ASKED = "not_asked", pgettext_lazy("consent", "Not asked")


# With these nobody else gets to know of a case, whoever in it said yes before.
CLOSING_ANSWERS = (ConsentAnswer.REFUSED, ConsentAnswer.WITHDRAWN)
# What a pack says of the scope of consent that handing a complaint to monitors and their body rests on.
TO_MONITORS = "monitors"


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


class Teller(models.TextChoices):
    """Who told it. Whether they may be believed is not asked here."""

    VICTIM = "victim", pgettext_lazy("teller", "The alleged victim")
    RELATIVE = "relative", pgettext_lazy("teller", "A relative")
    LAWYER = "lawyer", pgettext_lazy("teller", "A lawyer")
    PRISONER = "prisoner", pgettext_lazy("teller", "Another prisoner")
    STAFF = "staff", pgettext_lazy("teller", "Somebody who works there")
    MEDIC = "medic", pgettext_lazy("teller", "A doctor or nurse")
    ORGANISATION = "organisation", pgettext_lazy("teller", "Another organisation")
    MONITOR = "monitor", pgettext_lazy("teller", "A monitor")
    MEDIA = "media", pgettext_lazy("teller", "A report in the media")
    OTHER = "other", pgettext_lazy("teller", "Somebody else")
    UNKNOWN = "unknown", pgettext_lazy("teller", "Not known")


class Signed(models.TextChoices):
    """Whether the alleged victim signed a statement, and how that came about."""

    FORCED = "forced", pgettext_lazy("signed", "Signed under force")
    BLANK = "blank", pgettext_lazy("signed", "Signed a blank sheet")
    FREELY = "freely", pgettext_lazy("signed", "Signed of own will")
    DECLINED = "declined", pgettext_lazy("signed", "Did not sign")
    UNKNOWN = "unknown", pgettext_lazy("signed", "Not known")
    REFUSED = "refused", pgettext_lazy("signed", "Answer refused")
    NOT_ASKED = "not_asked", pgettext_lazy("signed", "Not asked")


# --- circumstances of events ------------------------------------------------------------------------------------------


class WithdrawalForm(models.TextChoices):
    """How a withdrawal was put down."""

    OWN_HAND = "own_hand", pgettext_lazy("withdrawal", "Written by the complainant's own hand")
    PREPARED = "prepared", pgettext_lazy("withdrawal", "A prepared text, signed")
    ORAL = "oral", pgettext_lazy("withdrawal", "Spoken, written down by an official")
    THROUGH_LAWYER = "through_lawyer", pgettext_lazy("withdrawal", "Through a lawyer")
    THROUGH_STAFF = "through_staff", pgettext_lazy("withdrawal", "Handed over by staff of the place")
    UNKNOWN = "unknown", pgettext_lazy("withdrawal", "Not known")


class ReprisalTarget(models.TextChoices):
    """Against whom pressure or a reprisal is directed."""

    VICTIM = "victim", pgettext_lazy("reprisal", "The alleged victim")
    COMPLAINANT = "complainant", pgettext_lazy("reprisal", "Another complainant")
    RELATIVE = "relative", pgettext_lazy("reprisal", "Relatives")
    WITNESS = "witness", pgettext_lazy("reprisal", "A witness")
    LAWYER = "lawyer", pgettext_lazy("reprisal", "The lawyer")
    ORGANISATION = "organisation", pgettext_lazy("reprisal", "The organisation or its people")
    UNKNOWN = "unknown", pgettext_lazy("reprisal", "Not known")


class ProtectionStep(models.TextChoices):
    """Where a protection measure stands by this event."""

    ASKED = "asked", pgettext_lazy("protection", "Asked for")
    GRANTED = "granted", pgettext_lazy("protection", "Granted")
    REFUSED = "refused", pgettext_lazy("protection", "Refused")
    ENDED = "ended", pgettext_lazy("protection", "Ended")


class Examiner(models.TextChoices):
    """Who examined; whether that person is independent is computed from the employer."""

    FORENSIC = "forensic", pgettext_lazy("examiner", "State forensic expert")
    PLACE = "place", pgettext_lazy("examiner", "Medic of the place of detention")
    HOSPITAL = "hospital", pgettext_lazy("examiner", "Doctor of a public hospital")
    INDEPENDENT = "independent", pgettext_lazy("examiner", "Independent expert")
    AMBULANCE = "ambulance", pgettext_lazy("examiner", "Ambulance")
    UNKNOWN = "unknown", pgettext_lazy("examiner", "Not known")


class Presence(models.TextChoices):
    """How near guards or police were during an examination or a talk."""

    ABSENT = "absent", pgettext_lazy("presence", "Neither within sight nor within hearing")
    SIGHT = "sight", pgettext_lazy("presence", "Within sight, not within hearing")
    HEARING = "hearing", pgettext_lazy("presence", "Within hearing")
    IN_ROOM = "in_room", pgettext_lazy("presence", "In the room")
    UNKNOWN = "unknown", pgettext_lazy("presence", "Not known")


class FindingKind(models.TextChoices):
    """What kind of finding an examiner describes."""

    PHYSICAL = "physical", pgettext_lazy("finding", "Mark or injury of the body")
    SYMPTOM = "symptom", pgettext_lazy("finding", "Bodily complaint")
    PSYCHOLOGICAL = "psychological", pgettext_lazy("finding", "Psychological finding")
    LABORATORY = "laboratory", pgettext_lazy("finding", "Image or laboratory test")


class BodySite(models.TextChoices):
    """Where on the body; coarse, because a finer place could tell who it is."""

    HEAD = "head", pgettext_lazy("body site", "Head and neck")
    TRUNK = "trunk", pgettext_lazy("body site", "Chest and belly")
    BACK = "back", pgettext_lazy("body site", "Back")
    ARMS = "arms", pgettext_lazy("body site", "Arms and hands")
    LEGS = "legs", pgettext_lazy("body site", "Legs and feet")
    GENITALS = "genitals", pgettext_lazy("body site", "Genitals and buttocks")
    WHOLE = "whole", pgettext_lazy("body site", "Whole body or not one place")


class CommunicationStep(models.TextChoices):
    """What a body outside the country did or was told by this event."""

    SUBMITTED = "submitted", pgettext_lazy("communication", "Submitted")
    REGISTERED = "registered", pgettext_lazy("communication", "Registered")
    INTERIM = "interim", pgettext_lazy("communication", "Interim measures asked for")
    TRANSMITTED = "transmitted", pgettext_lazy("communication", "Passed to the state")
    STATE_REPLIED = "state_replied", pgettext_lazy("communication", "The state answered")
    COMMENTED = "commented", pgettext_lazy("communication", "The complainant answered the state")
    INADMISSIBLE = "inadmissible", pgettext_lazy("communication", "Found inadmissible")
    VIOLATION = "violation", pgettext_lazy("communication", "Violation found")
    NO_VIOLATION = "no_violation", pgettext_lazy("communication", "No violation found")
    DISCONTINUED = "discontinued", pgettext_lazy("communication", "Discontinued")
    PUBLISHED = "published", pgettext_lazy("communication", "Decision published")
    FOLLOWED_UP = "followed_up", pgettext_lazy("communication", "Follow-up: what the state has done")


# --- evidence ---------------------------------------------------------------------------------------------------------


class CustodyAct(models.TextChoices):
    """What was done with a piece of evidence."""

    RECEIVED = "received", pgettext_lazy("custody of evidence", "Received")
    HANDED_OVER = "handed_over", pgettext_lazy("custody of evidence", "Handed over")
    RETURNED = "returned", pgettext_lazy("custody of evidence", "Came back")
    COPIED = "copied", pgettext_lazy("custody of evidence", "Copied")
    EXAMINED = "examined", pgettext_lazy("custody of evidence", "Examined")
    MOVED = "moved", pgettext_lazy("custody of evidence", "Stored elsewhere")
    CHECKED = "checked", pgettext_lazy("custody of evidence", "Checked that it is unchanged")
    LOST = "lost", pgettext_lazy("custody of evidence", "Lost or taken")
    DESTROYED = "destroyed", pgettext_lazy("custody of evidence", "Destroyed")


class Holder(models.TextChoices):
    """From whom a piece of evidence came, and where it went; never a name."""

    VICTIM = "victim", pgettext_lazy("holder", "The alleged victim")
    RELATIVE = "relative", pgettext_lazy("holder", "A relative")
    WITNESS = "witness", pgettext_lazy("holder", "A witness")
    LAWYER = "lawyer", pgettext_lazy("holder", "A lawyer")
    COLLEAGUE = "colleague", pgettext_lazy("holder", "A colleague")
    EXPERT = "expert", pgettext_lazy("holder", "An expert")
    BODY = "body", pgettext_lazy("holder", "A public body")
    MEDIA = "media", pgettext_lazy("holder", "A public source")
    SEALED_STORE = "sealed_store", pgettext_lazy("holder", "The sealed store of Aryz")
    OFFICE = "office", pgettext_lazy("holder", "The safe of the office")
    UNKNOWN = "unknown", pgettext_lazy("holder", "Not known")


# --- daily work -------------------------------------------------------------------------------------------------------


class NoteOfAlert(models.TextChoices):
    """What somebody decided who took note of an alert."""

    ACTED = "acted", pgettext_lazy("note of alert", "We complained or moved against it")
    WATCHED = "watched", pgettext_lazy("note of alert", "We know, and watch it")
    WISH = "wish", pgettext_lazy("note of alert", "The alleged victim wishes no step")
    LAWFUL = "lawful", pgettext_lazy("note of alert", "It was lawful for a reason the record does not hold")
    ENTRY_WRONG = "entry_wrong", pgettext_lazy("note of alert", "The entry was wrong and is corrected")
    NO_MEANS = "no_means", pgettext_lazy("note of alert", "Nothing can be done against it")


class NoticeKind(models.TextChoices):
    """What somebody is told on the page of their work."""

    ASSIGNED = "assigned", pgettext_lazy("notice", "A case was given to you")
    LETTER = "letter", pgettext_lazy("notice", "A letter came")
    MESSAGE = "message", pgettext_lazy("notice", "A message came")
    ALERT = "alert", pgettext_lazy("notice", "Something in a case needs a look")
    DEADLINE_NEAR = "deadline_near", pgettext_lazy("notice", "A legal deadline is near")
    DEADLINE_MISSED = "deadline_missed", pgettext_lazy("notice", "A legal deadline was missed")
    REVIEW_DUE = "review_due", pgettext_lazy("notice", "A risk is to be looked at again")
    WORK_DONE = "work_done", pgettext_lazy("notice", "Work in the background is done")


class PostponedBecause(models.TextChoices):
    """Why a deadline is looked at later."""

    ASKED_BODY = "asked_body", pgettext_lazy("postponed", "We asked the body and wait for its answer")
    TOLD_EXTENDED = "told_extended", pgettext_lazy("postponed", "We were told of an extension; the paper is on its way")
    WISH = "wish", pgettext_lazy("postponed", "The alleged victim asked to wait")
    SAFETY = "safety", pgettext_lazy("postponed", "A step now would put somebody in danger")
    OTHER_STEP = "other_step", pgettext_lazy("postponed", "Another step comes first")


# --- rows from spreadsheets -------------------------------------------------------------------------------------------


class BatchState(models.TextChoices):
    """How far an import is. Nothing of it stands among the cases before `DONE`."""

    UPLOADED = "uploaded", pgettext_lazy("import", "Uploaded")
    MAPPED = "mapped", pgettext_lazy("import", "Columns mapped")
    CHECKING = "checking", pgettext_lazy("import", "Being checked")
    CHECKED = "checked", pgettext_lazy("import", "Checked, waits for your word")
    WRITING = "writing", pgettext_lazy("import", "Being written")
    DONE = "done", pgettext_lazy("import", "Done")
    UNDOING = "undoing", pgettext_lazy("import", "Being taken back")
    UNDONE = "undone", pgettext_lazy("import", "Taken back")
    DROPPED = "dropped", pgettext_lazy("import", "Dropped")


class RowVerdict(models.TextChoices):
    """What would become of one row of a spreadsheet."""

    NEW = "new", pgettext_lazy("import", "New")
    CHANGED = "changed", pgettext_lazy("import", "Changed")
    SAME = "same", pgettext_lazy("import", "Same as recorded")
    REJECTED = "rejected", pgettext_lazy("import", "Rejected")


class ImportGround(models.TextChoices):
    """On what word of the uploader cases of a spreadsheet may be kept; told by the audit."""

    VOUCHED = (
        "vouched_for",
        pgettext_lazy("import", "Said that those named agreed to these records, or that the law lets them be kept"),
    )


class SheetKind(models.TextChoices):
    """Kinds of spreadsheet that are read."""

    XLSX = "xlsx", "XLSX"
    CSV = "csv", "CSV"


class ExportKind(models.TextChoices):
    """Formats in which coded facts leave the house."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"
    JSON = "json", "JSON"
    EVENTS = "events", pgettext_lazy("export", "Event log, CSV")
    XES = "xes", pgettext_lazy("export", "Event log, XES")
