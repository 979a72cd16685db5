"""Roles, the states of a job, and every act that the audit knows."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """What a person is in an organisation. What a role may do stands in `accounts.permissions`, nowhere else."""

    CASE_WORKER = "case_worker", pgettext_lazy("role", "Case worker")
    LEAD = "lead", pgettext_lazy("role", "Lead")
    CUSTODIAN = "custodian", pgettext_lazy("role", "Keeper of identities")
    MONITOR = "monitor", pgettext_lazy("role", "Monitor")
    ANALYST = "analyst", pgettext_lazy("role", "Analyst")
    ADMINISTRATOR = "administrator", pgettext_lazy("role", "Administrator")


# The roles that read or record cases. An administrator decides who reads a case and therefore must never read one.
# The database keeps the two apart, so the list stands beside the roles; a test holds it against the permissions.
CASE_ROLES = (Role.CASE_WORKER, Role.LEAD, Role.CUSTODIAN, Role.MONITOR)
ADMINISTRATOR_READS_NO_CASE = _(
    "An administrator must never read a case. Nobody can be administrator and case worker, lead, monitor or keeper "
    "of identities in one organisation; end the other role first."
)


class Scope(models.TextChoices):
    """What a token of a program may do. Nothing sealed is in any of them."""

    CASES_READ = "cases:read", pgettext_lazy("scope", "Read coded facts of cases")
    CASES_WRITE = "cases:write", pgettext_lazy("scope", "Record complaints and events")
    VISITS_READ = "visits:read", pgettext_lazy("scope", "Read visits and recommendations")
    VISITS_WRITE = "visits:write", pgettext_lazy("scope", "Record visits and what became of recommendations")
    STATS_READ = "stats:read", pgettext_lazy("scope", "Read figures and lists of codes")
    SUBMIT = "submit", pgettext_lazy("scope", "Hand complaints in, and read nothing back")


class JobState(models.TextChoices):
    """Life of a job. `QUEUED` and `RUNNING` are live; the rest are final."""

    QUEUED = "queued", pgettext_lazy("job", "Waiting")
    RUNNING = "running", pgettext_lazy("job", "Running")
    DONE = "done", pgettext_lazy("job", "Done")
    FAILED = "failed", pgettext_lazy("job", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("job", "Cancelled")


LIVE_JOB_STATES = (JobState.QUEUED, JobState.RUNNING)


class Act(models.TextChoices):
    """Everything that is written into the audit: what a person did, and what they opened.

    The label is the sentence of the audit page; `%(who)s` and `%(subject)s` are filled in when it is shown. Codes are
    kept for ever, so none is renamed or used again for something else.
    """

    # the door and one's own account
    SIGNED_IN = "signed_in", pgettext_lazy("act", "%(who)s signed in.")
    SIGNED_OUT = "signed_out", pgettext_lazy("act", "%(who)s signed out.")
    SIGN_IN_REFUSED = "sign_in_refused", pgettext_lazy("act", "Signing in to the account of %(who)s was refused.")
    ASKED_AGAIN = "asked_again", pgettext_lazy("act", "%(who)s confirmed with the password once more.")
    PASSWORD_CHANGED = "password_changed", pgettext_lazy("act", "%(who)s changed the password.")
    SECOND_FACTOR_ADDED = "second_factor_added", pgettext_lazy("act", "%(who)s added a second step of signing in.")
    SECOND_FACTOR_REMOVED = (
        "second_factor_removed",
        pgettext_lazy("act", "%(who)s removed a second step of signing in."),
    )
    FACTOR_CODES_RENEWED = (
        "factor_codes_renewed",
        pgettext_lazy("act", "%(who)s made new codes for a day without phone and key."),
    )
    # people
    ACCOUNT_INVITED = "account_invited", pgettext_lazy("act", "%(who)s invited %(subject)s.")
    INVITATION_RENEWED = "invitation_renewed", pgettext_lazy("act", "%(who)s made a fresh invitation for %(subject)s.")
    INVITATION_OPENED = "invitation_opened", pgettext_lazy("act", "%(who)s opened the invitation.")
    ACCOUNT_RESET = "account_reset", pgettext_lazy("act", "%(who)s reset the account of %(subject)s.")
    SESSIONS_ENDED = "sessions_ended", pgettext_lazy("act", "%(who)s ended every session of %(subject)s.")
    ACCOUNT_CLOSED = "account_closed", pgettext_lazy("act", "%(who)s closed the account of %(subject)s.")
    ACCOUNT_OPENED = "account_opened", pgettext_lazy("act", "%(who)s opened the account of %(subject)s again.")
    SECOND_FACTOR_RESET = (
        "second_factor_reset",
        pgettext_lazy("act", "%(who)s removed the second step of signing in of %(subject)s, who had lost it."),
    )
    ROLE_GIVEN = "role_given", pgettext_lazy("act", "%(who)s gave a role to %(subject)s.")
    ROLE_ENDED = "role_ended", pgettext_lazy("act", "%(who)s ended a role of %(subject)s.")
    ORGANISATION_CHANGED = (
        "organisation_changed",
        pgettext_lazy("act", "%(who)s changed what is set for the organisation."),
    )
    # programs
    TOKEN_ISSUED = "token_issued", pgettext_lazy("act", "%(who)s made a token for a program.")
    TOKEN_REVOKED = "token_revoked", pgettext_lazy("act", "%(who)s revoked a token of a program.")
    # keys
    KEY_PAIR_CREATED = "key_pair_created", pgettext_lazy("act", "%(who)s got a key pair of their own.")
    RECOVERY_CODE_RENEWED = "recovery_code_renewed", pgettext_lazy("act", "%(who)s renewed the recovery code.")
    RECOVERY_CODE_USED = "recovery_code_used", pgettext_lazy("act", "%(who)s used the recovery code.")
    RECOVERY_KEY_PROPOSED = (
        "recovery_key_proposed",
        pgettext_lazy("act", "%(who)s typed in a recovery key for the organisation."),
    )
    RECOVERY_KEY_SET = (
        "recovery_key_set",
        pgettext_lazy("act", "%(who)s confirmed the recovery key of the organisation."),
    )
    KEY_GRANTED = "key_granted", pgettext_lazy("act", "%(who)s gave somebody the key of %(subject)s.")
    KEY_REVOKED = "key_revoked", pgettext_lazy("act", "%(who)s took a key of %(subject)s away.")
    KEYS_ROTATED = "keys_rotated", pgettext_lazy("act", "%(who)s changed the keys of %(subject)s.")
    KEYS_HANDED_OVER = "keys_handed_over", pgettext_lazy("act", "%(who)s handed keys over to %(subject)s.")
    # cases and what is sealed in them
    CASE_OPENED = "case_opened", pgettext_lazy("act", "%(who)s started %(subject)s.")
    LETTER_RECEIVED = "letter_received", pgettext_lazy("act", "A letter came in: %(subject)s.")
    NARRATIVE_OPENED = "narrative_opened", pgettext_lazy("act", "%(who)s opened the narrative of %(subject)s.")
    IDENTITY_OPENED = "identity_opened", pgettext_lazy("act", "%(who)s opened names and contacts of %(subject)s.")
    IDENTITY_GRANTED = (
        "identity_granted",
        pgettext_lazy("act", "%(who)s lent somebody the names and contacts of %(subject)s."),
    )
    FILE_OPENED = "file_opened", pgettext_lazy("act", "%(who)s opened a file of %(subject)s.")
    ORIGINAL_DOWNLOADED = (
        "original_downloaded",
        pgettext_lazy("act", "%(who)s downloaded the original of a file of %(subject)s."),
    )
    TEXT_SEALED = "text_sealed", pgettext_lazy("act", "%(who)s wrote into the narrative of %(subject)s.")
    IDENTITY_SEALED = "identity_sealed", pgettext_lazy("act", "%(who)s wrote down names or contacts of %(subject)s.")
    FILE_SEALED = "file_sealed", pgettext_lazy("act", "%(who)s added a file to %(subject)s.")
    MESSAGE_SENT = "message_sent", pgettext_lazy("act", "%(who)s wrote to the person behind %(subject)s.")
    MESSAGE_RECEIVED = "message_received", pgettext_lazy("act", "A message came in: %(subject)s.")
    MESSAGES_OPENED = "messages_opened", pgettext_lazy("act", "%(who)s opened the messages of %(subject)s.")
    CONSENT_CHANGED = "consent_changed", pgettext_lazy("act", "%(who)s changed what was agreed to in %(subject)s.")
    COMPLAINT_WITHDRAWN = "complaint_withdrawn", pgettext_lazy("act", "%(who)s withdrew a complaint of %(subject)s.")
    ERASURE_REQUESTED = "erasure_requested", pgettext_lazy("act", "%(who)s asked to erase %(subject)s.")
    ERASURE_DECIDED = "erasure_decided", pgettext_lazy("act", "%(who)s decided about erasing %(subject)s.")
    EVENT_RECORDED = "event_recorded", pgettext_lazy("act", "%(who)s recorded an event in %(subject)s.")
    CASE_CHANGED = "case_changed", pgettext_lazy("act", "%(who)s changed coded facts of %(subject)s.")
    ALERT_ACKNOWLEDGED = "alert_acknowledged", pgettext_lazy("act", "%(who)s took note of an alert in %(subject)s.")
    RISK_JUDGED = "risk_judged", pgettext_lazy("act", "%(who)s judged the risk in %(subject)s.")
    EVIDENCE_RECORDED = (
        "evidence_recorded",
        pgettext_lazy("act", "%(who)s recorded a piece of evidence, or what became of it, in %(subject)s."),
    )
    DEADLINE_POSTPONED = (
        "deadline_postponed",
        pgettext_lazy("act", "%(who)s put off the reminder of a deadline in %(subject)s."),
    )
    CASE_TAKEN_BACK = "case_taken_back", pgettext_lazy("act", "%(who)s took %(subject)s back as a mistake.")
    SHEET_MADE = "sheet_made", pgettext_lazy("act", "%(who)s made a sheet of %(subject)s to print or to keep.")
    # spreadsheets
    SHEET_UPLOADED = "sheet_uploaded", pgettext_lazy("act", "%(who)s uploaded a spreadsheet of cases.")
    CASES_IMPORTED = "cases_imported", pgettext_lazy("act", "%(who)s took the cases of a spreadsheet in.")
    IMPORT_UNDONE = "import_undone", pgettext_lazy("act", "%(who)s took the import of a spreadsheet back.")
    CASES_EXPORTED = (
        "cases_exported",
        pgettext_lazy("act", "%(who)s took coded facts of cases out of the house: %(subject)s."),
    )
    IDENTITIES_EXPORTED = (
        "identities_exported",
        pgettext_lazy("act", "%(who)s took names and contacts of %(subject)s out of the house."),
    )
    # visits
    VISIT_PLANNED = "visit_planned", pgettext_lazy("act", "%(who)s planned a visit, or changed the plan of one.")
    VISIT_PLAN_OPENED = "visit_plan_opened", pgettext_lazy("act", "%(who)s opened the plan of a visit.")
    VISIT_RECORDED = "visit_recorded", pgettext_lazy("act", "%(who)s recorded %(subject)s.")
    VISIT_CHANGED = "visit_changed", pgettext_lazy("act", "%(who)s changed what is recorded of %(subject)s.")
    VISIT_TAKEN_BACK = "visit_taken_back", pgettext_lazy("act", "%(who)s took %(subject)s back as a mistake.")
    VISIT_TEXTS_OPENED = "visit_texts_opened", pgettext_lazy("act", "%(who)s opened the texts of %(subject)s.")
    VISIT_REPORT_MADE = (
        "visit_report_made",
        pgettext_lazy("act", "%(who)s made a report of %(subject)s to print or to keep."),
    )
    VISIT_KEY_GRANTED = "visit_key_granted", pgettext_lazy("act", "%(who)s gave somebody the key of %(subject)s.")
    COMPLAINT_PASSED_ON = (
        "complaint_passed_on",
        pgettext_lazy("act", "%(who)s noted how a complaint from %(subject)s was passed on."),
    )
    RECOMMENDATION_FOLLOWED = (
        "recommendation_followed",
        pgettext_lazy("act", "%(who)s noted what became of a recommendation of %(subject)s."),
    )
    VISIT_LETTER_SENT = (
        "visit_letter_sent",
        pgettext_lazy("act", "%(who)s noted a letter with recommendations of %(subject)s."),
    )
    # who works on what, and who stands back
    CASE_ASSIGNED = "case_assigned", pgettext_lazy("act", "%(who)s gave somebody %(subject)s to work on.")
    ASSIGNMENT_ENDED = "assignment_ended", pgettext_lazy("act", "%(who)s took %(subject)s away from somebody.")
    RECUSED = "recused", pgettext_lazy("act", "%(who)s had somebody stand back from %(subject)s.")
    RECUSAL_ENDED = "recusal_ended", pgettext_lazy("act", "%(who)s ended somebody's standing back from %(subject)s.")
    TIE_DECLARED = "tie_declared", pgettext_lazy("act", "%(who)s declared a tie of %(subject)s.")
    TIE_ENDED = "tie_ended", pgettext_lazy("act", "%(who)s ended a tie of %(subject)s.")
    # figures, jobs, looking as another
    EXPORTED = "exported", pgettext_lazy("act", "%(who)s downloaded figures or a list.")
    VIEWED_AS = "viewed_as", pgettext_lazy("act", "%(who)s looked at the house as another role sees it.")
    JOB_STARTED = "job_started", pgettext_lazy("act", "%(who)s started work in the background.")
    JOB_STOPPED = "job_stopped", pgettext_lazy("act", "%(who)s stopped work in the background.")


class Outcome(models.TextChoices):
    """How an act ended. `REFUSED` is for whoever lacked the right, `FAILED` for what went wrong by itself."""

    DONE = "done", pgettext_lazy("outcome", "Done")
    REFUSED = "refused", pgettext_lazy("outcome", "Refused")
    FAILED = "failed", pgettext_lazy("outcome", "Failed")


class Reason(models.TextChoices):
    """Why somebody did what the audit tells: a closed list, so that nobody writes a name into it."""

    WORK_ON_CASE = "work_on_case", pgettext_lazy("reason", "Work on the case")
    CONTACT = "contact", pgettext_lazy("reason", "To reach the person")
    PROTECTION = "protection", pgettext_lazy("reason", "To protect the person")
    MEDICAL = "medical", pgettext_lazy("reason", "Medical help")
    PROCEEDINGS = "proceedings", pgettext_lazy("reason", "Needed in the proceedings")
    CORRECTION = "correction", pgettext_lazy("reason", "To correct a mistake")
    SUPERVISION = "supervision", pgettext_lazy("reason", "To look after the work of colleagues")
    HANDOVER = "handover", pgettext_lazy("reason", "Handing the work over")
    CONFLICT = "conflict", pgettext_lazy("reason", "Conflict of interest")
    OWN_WISH = "own_wish", pgettext_lazy("reason", "The person wishes so")
    LEFT = "left", pgettext_lazy("reason", "Somebody left")
    LOST = "lost", pgettext_lazy("reason", "Something was lost or stolen")
    EXPIRED = "expired", pgettext_lazy("reason", "The time was over")
    WRONG_PASSWORD = "wrong_password", pgettext_lazy("reason", "Wrong password")
    WRONG_CODE = "wrong_code", pgettext_lazy("reason", "Wrong code")
    TOO_MANY_TRIES = "too_many_tries", pgettext_lazy("reason", "Too many tries")
    NO_KEY = "no_key", pgettext_lazy("reason", "No key")
    NO_PERMISSION = "no_permission", pgettext_lazy("reason", "Not allowed")
    BROKEN_SEAL = "broken_seal", pgettext_lazy("reason", "The seal was broken")
