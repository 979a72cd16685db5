"""Every address of the house, and what it answers to whom. Written by hand: a route that is not here fails the suite.

Columns: a stranger without an account, the five roles of one organisation, a lead of another organisation, and a person
with an account but no role. 302 of a stranger is the way to the login page; of others, a form that was taken or a page
that leads on. HEAD must answer as GET does, and is not written down.
"""

from collections.abc import Callable, Mapping
from datetime import date

from django.utils import timezone

from accounts.models import Job, Organisation, User
from complaints.actions import assign_case, receive_complaint, record_event
from complaints.choices import AlertKind, DataSet, NoticeKind, Precision, RecusalReason
from complaints.models import (
    Alert,
    Attachment,
    Case,
    ComplaintDraft,
    EvidenceItem,
    ExportFile,
    Letter,
    Notice,
    SavedView,
)
from complaints.recusals import recuse
from institutions.choices import TermList
from institutions.models import Stage, Term
from tests.complaints.imports import sheets
from tests.complaints.sealed_cases import fill_safe
from tests.monitoring.recommendations.routes import (
    RECOMMENDATION_ARGUMENTS,
    RECOMMENDATION_POSTED,
    RECOMMENDATION_ROUTES,
)
from tests.monitoring.routes import VISIT_ARGUMENTS, VISIT_KEEPER_BESIDES, VISIT_ROUTES
from tests.vault.keys import with_keys
from vault.models import KeyPair

WHO = ("stranger", "case_worker", "lead", "monitor", "analyst", "administrator", "lead_elsewhere", "without_role")

OPEN = "200 200 200 200 200 200 200 200"
SIGNED_IN = "302 200 200 200 200 200 200 200"
LEADS_ON = "302 302 302 302 302 302 302 302"
NOBODY_S = "302 404 404 404 404 404 404 404"
PAGE_OF_THE_LEAD = "302 404 200 404 404 404 404 404"
LEADS_ON_OF_THE_LEAD = "302 404 302 404 404 404 404 404"
PAGE_OF_THE_UPLOADER = "302 200 404 403 403 403 404 403"
READ_ONLY = "405 405 405 405 405 405 405 405"
READ_ONLY_SIGNED_IN = "302 405 405 405 405 405 405 405"

# Open to anybody, account or not. A route that lets a stranger in must stand here too.
OPEN_ROUTES = {
    "healthz",
    "readyz",
    "front",
    "definition",
    "official_figures",
    "official_csv",
    "reference_sources",
    "reference_glossary",
    "account_login",
    "logout",
    "invitation",
    "set_language",
    "lost_password",
    *("api_guide", "api_docs", "api_reference", "api_schema"),
    # The public form.
    *("intake", "intake_letter", "intake_return", "intake_help", "intake_promises", "intake_exit"),
}

# name: {method: answers in the order of WHO}
ROUTE_MATRIX: Mapping[str, Mapping[str, str]] = {
    # --- config
    "healthz": {"GET": OPEN, "POST": READ_ONLY},
    "readyz": {"GET": OPEN, "POST": READ_ONLY},
    # --- accounts
    "account_login": {"GET": "200 302 302 302 302 302 302 302", "POST": "200 302 302 302 302 302 302 302"},
    "mfa_authenticate": {"GET": LEADS_ON, "POST": LEADS_ON},
    "logout": {"GET": READ_ONLY, "POST": LEADS_ON},
    "account_reauthenticate": {"GET": SIGNED_IN, "POST": SIGNED_IN},
    "invitation": {"GET": OPEN, "POST": OPEN},
    "set_language": {"GET": READ_ONLY, "POST": "400 400 400 400 400 400 400 400"},
    "profile": {"GET": SIGNED_IN, "POST": READ_ONLY_SIGNED_IN},
    "change_password": {"GET": SIGNED_IN, "POST": SIGNED_IN},
    "mfa_index": {"GET": SIGNED_IN, "POST": READ_ONLY_SIGNED_IN},
    # Whoever is signed in is led to the password first: nothing of a second factor opens without it.
    "mfa_activate_totp": {"GET": LEADS_ON, "POST": LEADS_ON},
    "mfa_deactivate_totp": {"GET": NOBODY_S, "POST": NOBODY_S},
    "mfa_add_webauthn": {"GET": LEADS_ON, "POST": LEADS_ON},
    "mfa_remove_webauthn": {"GET": LEADS_ON, "POST": LEADS_ON},
    "mfa_view_recovery_codes": {"GET": NOBODY_S, "POST": READ_ONLY_SIGNED_IN},
    "mfa_generate_recovery_codes": {"GET": LEADS_ON, "POST": LEADS_ON},
    "roles": {"GET": SIGNED_IN, "POST": READ_ONLY_SIGNED_IN},
    "view_as": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 403 403 403 403 302 403 403"},
    "leave_view_as": {"GET": READ_ONLY_SIGNED_IN, "POST": LEADS_ON},
    "person": {"GET": "302 403 403 403 403 200 403 403", "POST": READ_ONLY_SIGNED_IN},
    "reset_second_factor": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 403 403 403 403 302 403 403"},
    "close_account": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 403 403 403 403 302 403 403"},
    "reopen_account": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 403 403 403 403 302 403 403"},
    "people": {"GET": "302 403 200 403 403 200 200 403", "POST": READ_ONLY_SIGNED_IN},
    "invite_person": {"GET": "302 403 403 403 403 200 403 403", "POST": "302 403 403 403 403 200 403 403"},
    "renew_invitation": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 403 403 403 403 302 403 403"},
    "give_role": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 403 403 403 403 200 403 403"},
    "end_role": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 403 403 403 403 400 403 403"},
    "tokens": {"GET": SIGNED_IN, "POST": READ_ONLY_SIGNED_IN},
    # The password is asked for again first.
    "new_token": {"GET": "302 302 302 302 302 403 302 403", "POST": "302 302 302 302 302 403 302 403"},
    "revoke_token": {"GET": READ_ONLY_SIGNED_IN, "POST": NOBODY_S},
    "api_guide": {"GET": OPEN, "POST": READ_ONLY},
    "api_docs": {"GET": OPEN, "POST": READ_ONLY},
    "api_reference": {"GET": OPEN, "POST": READ_ONLY},
    "api_schema": {"GET": OPEN, "POST": READ_ONLY},
    "audit": {"GET": "302 403 200 403 403 200 200 403", "POST": READ_ONLY_SIGNED_IN},
    "own_acts": {"GET": SIGNED_IN, "POST": READ_ONLY_SIGNED_IN},
    "job_list": {"GET": "302 200 200 200 200 200 200 403", "POST": READ_ONLY_SIGNED_IN},
    "job": {"GET": "302 404 200 404 200 200 404 404", "POST": READ_ONLY_SIGNED_IN},
    "cancel_job": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 404 302 404 302 302 404 404"},
    # --- vault
    "my_keys": {"GET": SIGNED_IN, "POST": READ_ONLY_SIGNED_IN},
    "make_recovery_code": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 302 302 302 302 302 302 302"},
    "wrap_for_recovery": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 403 302 403 403 403 302 403"},
    "confirm_recovery": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 403 302 403 403 403 302 403"},
    # The password is asked for again first.
    "organisation_keys": {"GET": "302 403 403 403 403 302 403 403", "POST": "302 403 403 403 403 302 403 403"},
    "lost_password": {"GET": OPEN, "POST": OPEN},
    "end_sessions": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 403 403 403 403 302 403 403"},
    "start_over": {"GET": "302 403 403 403 403 302 403 403", "POST": "302 403 403 403 403 302 403 403"},
    # --- institutions
    "reference": {"GET": SIGNED_IN, "POST": READ_ONLY_SIGNED_IN},
    "reference_bodies": {"GET": SIGNED_IN, "POST": READ_ONLY_SIGNED_IN},
    "reference_stages": {"GET": SIGNED_IN, "POST": READ_ONLY_SIGNED_IN},
    "reference_independence": {"GET": SIGNED_IN, "POST": READ_ONLY_SIGNED_IN},
    "reference_sources": {"GET": OPEN, "POST": READ_ONLY},
    "reference_glossary": {"GET": OPEN, "POST": READ_ONLY},
    "reference_list": {"GET": SIGNED_IN, "POST": READ_ONLY_SIGNED_IN},
    **VISIT_ROUTES,
    **RECOMMENDATION_ROUTES,
    # --- complaints
    "case_list": {"GET": "302 200 200 200 200 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    "case_counts": {"GET": "302 200 200 200 200 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    "case_columns": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 302 302 302 302 403 302 403"},
    # 302 of those who may: no case is chosen.
    "case_bulk": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 302 302 403 403 403 302 403"},
    "saved_views": {"GET": "302 200 200 200 200 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    "save_view": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 302 302 302 302 403 302 403"},
    # A view that the case worker shares: a lead may delete it, nobody else changes it.
    "change_view": {"GET": "302 200 404 404 404 403 404 403", "POST": "302 200 404 404 404 403 404 403"},
    "delete_view": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 302 302 403 404 403 404 403"},
    "deadlines": {"GET": "302 200 200 200 403 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    "alerts": {"GET": "302 200 200 200 403 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    "note_alerts": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 302 302 403 403 403 302 403"},
    "note_alert": {"GET": PAGE_OF_THE_LEAD, "POST": PAGE_OF_THE_LEAD},
    "postpone_reminder": {"GET": PAGE_OF_THE_LEAD, "POST": PAGE_OF_THE_LEAD},
    "notices": {"GET": "302 200 200 200 403 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    "see_notices": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 302 302 302 403 403 302 403"},
    # A notice of the lead.
    "open_notice": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 404 302 404 403 403 404 403"},
    "digest": {"GET": "302 200 200 200 403 403 200 403", "POST": "302 200 200 200 403 403 200 403"},
    "my_work": {"GET": "302 200 200 200 403 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    # logging a complaint; drafts are those of the lead
    "new_complaint": {"GET": "302 200 200 403 403 403 200 403", "POST": "302 302 302 403 403 403 302 403"},
    "complaint_draft": {"GET": "302 404 200 403 403 403 404 403", "POST": "302 404 302 403 403 403 404 403"},
    "complaint_topic": {"GET": "302 404 200 403 403 403 404 403", "POST": "302 404 302 403 403 403 404 403"},
    "save_complaint": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 404 200 403 403 403 404 403"},
    "check_complaint": {"GET": "302 404 200 403 403 403 404 403", "POST": "302 404 200 403 403 403 404 403"},
    # Opens names, so the password comes first, whoever's draft it is.
    "compare_names": {"GET": "302 302 302 403 403 403 302 403", "POST": "302 302 302 403 403 403 302 403"},
    "delete_draft": {"GET": "302 404 200 403 403 403 404 403", "POST": "302 404 302 403 403 403 404 403"},
    "complaint_logged": {"GET": "302 404 200 403 403 403 404 403", "POST": READ_ONLY_SIGNED_IN},
    "add_complaint": {"GET": PAGE_OF_THE_LEAD, "POST": LEADS_ON_OF_THE_LEAD},
    "change_facts": {"GET": PAGE_OF_THE_LEAD, "POST": PAGE_OF_THE_LEAD},
    "ties": {"GET": "302 200 200 200 200 200 200 403", "POST": "302 200 200 200 200 200 200 403"},
    "end_tie": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 400 400 400 400 400 400 403"},
    # A case of the organisation to which the case worker is not assigned: only the lead knows of it.
    "case_detail": {"GET": "302 404 200 404 404 404 404 404", "POST": READ_ONLY_SIGNED_IN},
    "letters": {"GET": "302 200 200 403 403 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    "missing_keys": {"GET": "302 403 200 403 403 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    "hand_over_keys": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 403 404 403 403 403 404 403"},
    # 302 of the lead: to the password, for the keys are locked or it was not typed a moment ago.
    "open_narrative": {"GET": READ_ONLY_SIGNED_IN, "POST": LEADS_ON_OF_THE_LEAD},
    "case_identities": {"GET": LEADS_ON_OF_THE_LEAD, "POST": LEADS_ON_OF_THE_LEAD},
    "open_file": {"GET": READ_ONLY_SIGNED_IN, "POST": LEADS_ON_OF_THE_LEAD},
    "file_page": {"GET": "302 404 403 404 404 404 404 404", "POST": READ_ONLY_SIGNED_IN},
    "file_original": {"GET": LEADS_ON_OF_THE_LEAD, "POST": LEADS_ON_OF_THE_LEAD},
    "case_history": {"GET": PAGE_OF_THE_LEAD, "POST": READ_ONLY_SIGNED_IN},
    # An address without a stage asks which one.
    "record_event": {"GET": PAGE_OF_THE_LEAD, "POST": PAGE_OF_THE_LEAD},
    "correct_event": {"GET": PAGE_OF_THE_LEAD, "POST": PAGE_OF_THE_LEAD},
    "take_back_event": {"GET": PAGE_OF_THE_LEAD, "POST": LEADS_ON_OF_THE_LEAD},
    "write_text": {"GET": PAGE_OF_THE_LEAD, "POST": PAGE_OF_THE_LEAD},
    "send_answer": {"GET": PAGE_OF_THE_LEAD, "POST": PAGE_OF_THE_LEAD},
    "add_identity": {"GET": PAGE_OF_THE_LEAD, "POST": PAGE_OF_THE_LEAD},
    "add_file": {"GET": PAGE_OF_THE_LEAD, "POST": PAGE_OF_THE_LEAD},
    "record_consent": {"GET": PAGE_OF_THE_LEAD, "POST": PAGE_OF_THE_LEAD},
    "letter_state": {"GET": READ_ONLY_SIGNED_IN, "POST": LEADS_ON_OF_THE_LEAD},
    # Who gives a key away types the password again first.
    "assign_case": {"GET": "302 403 302 404 404 404 404 404", "POST": "302 403 302 404 404 404 404 404"},
    "end_assignment": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 403 302 404 404 404 404 404"},
    "stand_back": {"GET": "302 200 200 404 404 404 404 404", "POST": "302 200 200 404 404 404 404 404"},
    "end_standing_back": {"GET": READ_ONLY_SIGNED_IN, "POST": LEADS_ON_OF_THE_LEAD},
    "hand_over_case_key": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 403 302 404 404 404 404 404"},
    "lend_identities": {"GET": "302 403 403 404 404 404 404 404", "POST": "302 403 403 404 404 404 404 404"},
    "end_loan": {"GET": READ_ONLY_SIGNED_IN, "POST": NOBODY_S},
    # safety and evidence
    "case_safety": {"GET": PAGE_OF_THE_LEAD, "POST": READ_ONLY_SIGNED_IN},
    "judge_risk": {"GET": PAGE_OF_THE_LEAD, "POST": PAGE_OF_THE_LEAD},
    "add_evidence": {"GET": PAGE_OF_THE_LEAD, "POST": PAGE_OF_THE_LEAD},
    "evidence_item": {"GET": PAGE_OF_THE_LEAD, "POST": READ_ONLY_SIGNED_IN},
    "add_custody": {"GET": PAGE_OF_THE_LEAD, "POST": PAGE_OF_THE_LEAD},
    # Spreadsheets: what one has uploaded is one's own; a lead sees that it was. 302 of who may: to the password first.
    "imports": {"GET": "302 200 200 403 403 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    "import_template": {"GET": "302 200 200 403 403 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    "import_upload": {"GET": "302 200 200 403 403 403 200 403", "POST": "302 200 200 403 403 403 200 403"},
    "import_batch": {"GET": "302 200 200 403 403 403 404 403", "POST": READ_ONLY_SIGNED_IN},
    "import_columns": {"GET": PAGE_OF_THE_UPLOADER, "POST": PAGE_OF_THE_UPLOADER},
    "import_words": {"GET": PAGE_OF_THE_UPLOADER, "POST": PAGE_OF_THE_UPLOADER},
    "import_rows": {"GET": PAGE_OF_THE_UPLOADER, "POST": READ_ONLY_SIGNED_IN},
    "import_rejected": {"GET": PAGE_OF_THE_UPLOADER, "POST": READ_ONLY_SIGNED_IN},
    "import_confirm": {"GET": "302 302 404 403 403 403 404 403", "POST": "302 302 404 403 403 403 404 403"},
    "drop_import": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 302 404 403 403 403 404 403"},
    "undo_import": {"GET": "302 302 302 403 403 403 404 403", "POST": "302 302 302 403 403 403 404 403"},
    # --- what leaves the house: own cases after the password
    "export_cases": {"GET": "302 302 302 403 403 403 302 403", "POST": "302 302 302 403 403 403 302 403"},
    # Names are taken out of cases that the address names: here it names none.
    "export_identities": {"GET": "302 404 404 403 403 403 404 403", "POST": "302 404 404 403 403 403 404 403"},
    "export_files": {"GET": "302 200 200 403 403 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    # A file of the lead.
    "fetch_export": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 404 302 403 403 403 404 403"},
    "delete_export": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 404 302 403 403 403 404 403"},
    "case_sheet": {"GET": LEADS_ON_OF_THE_LEAD, "POST": LEADS_ON_OF_THE_LEAD},
    # --- the public form: open to all, and it knows nobody
    "intake": {"GET": OPEN, "POST": OPEN, "PUT": READ_ONLY},
    "intake_letter": {"GET": " ".join(["303"] * 8), "POST": OPEN, "PUT": READ_ONLY},
    "intake_return": {"GET": OPEN, "POST": OPEN, "PUT": READ_ONLY},
    "intake_help": {"GET": OPEN, "POST": OPEN, "PUT": READ_ONLY},
    "intake_promises": {"GET": OPEN, "POST": OPEN, "PUT": READ_ONLY},
    "intake_exit": {"GET": " ".join(["303"] * 8), "POST": " ".join(["303"] * 8), "PUT": READ_ONLY},
    # --- reports
    "front": {"GET": OPEN, "POST": READ_ONLY},
    "definition": {"GET": OPEN, "POST": READ_ONLY},
    "official_figures": {"GET": OPEN, "POST": READ_ONLY},
    "official_csv": {"GET": OPEN, "POST": READ_ONLY},
    "funnel": {"GET": "302 200 200 200 200 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    # 302 of those who may: figures of own cases leave the house after the password.
    "funnel_csv": {"GET": "302 302 302 302 302 403 302 403", "POST": READ_ONLY_SIGNED_IN},
    "limits": {"GET": "302 200 200 200 200 403 200 403", "POST": READ_ONLY_SIGNED_IN},
    "limits_csv": {"GET": "302 302 302 302 302 403 302 403", "POST": READ_ONLY_SIGNED_IN},
    "refresh_funnel": {"GET": READ_ONLY_SIGNED_IN, "POST": "302 403 302 403 302 403 302 403"},
}


def _colleague(_organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    return {"uuid": cast["vera"].uuid}


def _job(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    return {"uuid": Job.objects.create(kind="tests.x", key="x", owner=cast["dana"], organisation=organisation).uuid}


def _case(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    case = receive_complaint(
        by=cast["berik"], organisation=organisation, data_set=DataSet.OWN, channel=None, today=date(2026, 3, 4)
    )
    return {"reference": case.reference}


def _entry(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    """The one entry of such a case, that it was submitted."""
    given = _case(organisation, cast)
    return given | {"uuid": Case.objects.get(**given).events.get().uuid}


def _draft(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    return {"uuid": ComplaintDraft.objects.create(author=cast["berik"], organisation=organisation).uuid}


def _logged(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    return {"uuid": Case.objects.get(**_case(organisation, cast)).complaints.get().uuid}


def _export_file(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    """A file of own cases that waits for the lead."""
    file = ExportFile.objects.create(
        owner=cast["berik"],
        organisation=organisation,
        kind="csv",
        options={"data_set": DataSet.OWN},
        expires_on=date(2026, 3, 4),
    )
    return {"uuid": file.uuid}


def _letter(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    """A case that came as a letter, with a text, an identity and a file in its safe."""
    reference = _case(organisation, cast)["reference"]
    found = Case.objects.get(reference=reference)
    fill_safe(found, by=cast["berik"])
    Letter.objects.create(case=found, language="en", received_on=date(2026, 3, 4))
    return {"reference": reference}


def _registered(organisation: Organisation, cast: Mapping[str, User]) -> Case:
    """A case in which a clock of the law runs."""
    found, day = Case.objects.get(**_case(organisation, cast)), date(2026, 3, 4)
    for code in ("REG", "INV"):
        stage = Stage.objects.get(code=code)
        record_event(by=cast["berik"], case=found, stage=stage, happened_on=day, precision=Precision.DAY, today=day)
    return found


def _alert(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    found = _registered(organisation, cast)
    event = found.events.order_by("-pk").first()
    alert = Alert.objects.create(case=found, event=event, kind=AlertKind.IRREGULAR, rule="order")
    return {"reference": found.reference, "uuid": event.uuid, "rule": alert.rule}


def _deadline(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    found = _registered(organisation, cast)
    clock = found.deadlines.select_related("started_by", "time_limit").order_by("pk").first()
    return {"reference": found.reference, "uuid": clock.started_by.uuid, "code": clock.time_limit.code}


def _notice(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    found = Case.objects.get(**_case(organisation, cast))
    told = Notice.objects.create(recipient=cast["berik"], kind=NoticeKind.LETTER, case=found, about="x")
    return {"uuid": told.uuid}


def _letter_of_a_reader(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    """A letter that the lead can open; who cannot decides nothing about it."""
    if not KeyPair.objects.filter(user=cast["berik"]).exists():
        with_keys(cast["berik"])
    return _letter(organisation, cast)


def _file(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    given = _letter(organisation, cast)
    return given | {"uuid": Attachment.objects.get(case__reference=given["reference"]).uuid}


def _evidence(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    given = _case(organisation, cast)
    item = EvidenceItem.objects.create(
        case=Case.objects.get(**given),
        number=1,
        kind=Term.objects.filter(list=TermList.EVIDENCE_TYPE).first(),
        recorded_by=cast["berik"],
        recorded_at=timezone.now(),
    )
    return given | {"uuid": item.uuid}


def _assigned(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    """The same, once the case worker is assigned, with the case worker."""
    given = _letter(organisation, cast)
    assign_case(by=cast["berik"], case=Case.objects.get(**given), user=cast["alia"])
    return given | {"uuid": cast["alia"].uuid}


def _assigned_alone(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    return {"reference": _assigned(organisation, cast)["reference"]}


def _recused(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    """The case worker stands back; only a lead who can open the case may say so."""
    if not KeyPair.objects.filter(user=cast["berik"]).exists():
        with_keys(cast["berik"])
    given = _assigned(organisation, cast)
    case = Case.objects.get(reference=given["reference"])
    recuse(by=cast["berik"], case=case, user=cast["alia"], reason=RecusalReason.OTHER, today=date(2026, 3, 4))
    return given


def _checked_sheet(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    """A sheet of the case worker, checked and not yet written."""
    sheet = sheets.as_csv(["File number", "Sex"], ["1", "male"])
    return {"uuid": sheets.checked(sheets.mapped(sheets.uploaded(sheet, cast["alia"], organisation))).uuid}


def _written_sheet(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    sheet = sheets.as_csv(["File number", "Sex"], ["2", "male"])
    return {"uuid": sheets.taken_in(sheet, cast["alia"], organisation).uuid}


def _view(organisation: Organisation, cast: Mapping[str, User]) -> dict[str, object]:
    """A view of the case worker that colleagues may open."""
    view = SavedView.objects.create(owner=cast["alia"], organisation=organisation, name="Ours", is_shared=True)
    return {"uuid": view.uuid}


# name: what builds the arguments of its address, from the organisation of the five roles and the cast
ARGUMENTS: Mapping[str, Callable[[Organisation, Mapping[str, User]], dict[str, object]]] = {
    **VISIT_ARGUMENTS,
    **RECOMMENDATION_ARGUMENTS,
    "invitation": lambda _organisation, _cast: {"uidb64": "MQ", "token": "none"},
    "mfa_remove_webauthn": lambda _organisation, _cast: {"pk": 1},
    "renew_invitation": _colleague,
    "person": _colleague,
    "reset_second_factor": _colleague,
    "close_account": _colleague,
    "reopen_account": _colleague,
    "confirm_recovery": lambda organisation, _cast: {"uuid": organisation.uuid},
    "end_sessions": lambda _organisation, cast: {"uuid": cast["vera"].uuid},
    "start_over": lambda _organisation, cast: {"uuid": cast["vera"].uuid},
    "job": _job,
    "revoke_token": lambda organisation, _cast: {"uuid": organisation.uuid},
    "cancel_job": _job,
    "reference_list": lambda _organisation, _cast: {"slug": "channels"},
    "change_view": _view,
    "delete_view": _view,
    "case_detail": _case,
    "complaint_draft": _draft,
    "complaint_topic": lambda organisation, cast: _draft(organisation, cast) | {"topic": "arrival"},
    "save_complaint": _draft,
    "check_complaint": _draft,
    "compare_names": _draft,
    "delete_draft": _draft,
    "complaint_logged": _logged,
    "add_complaint": _case,
    "change_facts": _case,
    "note_alert": _alert,
    "postpone_reminder": _deadline,
    "open_notice": _notice,
    "hand_over_keys": _colleague,
    "open_narrative": _letter,
    "fetch_export": _export_file,
    "delete_export": _export_file,
    "case_sheet": _case,
    "case_identities": _letter,
    "open_file": _file,
    "file_page": lambda organisation, cast: _file(organisation, cast) | {"number": 1},
    "file_original": _file,
    "case_history": _case,
    "record_event": _case,
    "correct_event": _entry,
    "take_back_event": _entry,
    "write_text": _case,
    "send_answer": _letter,
    "add_identity": _case,
    "add_file": _case,
    "record_consent": _case,
    "letter_state": _letter_of_a_reader,
    "case_safety": _case,
    "judge_risk": _case,
    "add_evidence": _case,
    "evidence_item": _evidence,
    "add_custody": _evidence,
    "assign_case": _assigned_alone,
    "end_assignment": _assigned,
    "stand_back": _assigned_alone,
    "end_standing_back": _recused,
    "hand_over_case_key": _assigned,
    "lend_identities": _assigned_alone,
    "end_loan": _assigned,
    "import_batch": _checked_sheet,
    "import_columns": _checked_sheet,
    "import_words": _checked_sheet,
    "import_rows": _checked_sheet,
    "import_rejected": _checked_sheet,
    "import_confirm": _checked_sheet,
    "drop_import": _checked_sheet,
    "undo_import": _written_sheet,
}

# Where a keeper of identities gets another answer than a monitor.
KEEPER_BESIDES: Mapping[str, Mapping[str, int]] = {
    "people": {"GET": 200},
    "missing_keys": {"GET": 200},
    "hand_over_keys": {"POST": 404},  # nobody in this house lacks a key that the keeper holds
    "confirm_recovery": {"POST": 302},
    "wrap_for_recovery": {"POST": 302},
    **VISIT_KEEPER_BESIDES,
}

# name: what is posted, where the answer depends on it
POSTED: Mapping[str, Mapping[str, str]] = {
    "case_bulk": {"action": "note"},
    "view_as": {"role": "lead"},
    "refresh_funnel": {"data_set": DataSet.PUBLIC_RECORD},
    "letter_state": {"state": "taken_up"},
    **RECOMMENDATION_POSTED,
}
