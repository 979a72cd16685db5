from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ComplaintsConfig(AppConfig):
    name = "complaints"
    verbose_name = _("Complaints")

    def ready(self) -> None:
        from accounts.api import changes
        from accounts.audit import name_reasons
        from accounts.audit_subjects import name_numbered, register
        from accounts.departures import when_somebody_leaves
        from accounts.job_kinds import name_kind
        from accounts.permissions import Permission
        from complaints import audit_subjects, checks
        from complaints.api.changes import CASE_ACTS, touched_cases
        from complaints.choices import ImportGround, RecusalReason, RevealReason
        from complaints.departures import take_back, warn
        from complaints.exports.actions import MAKE
        from complaints.imports.kinds import CHECK, SURVEY, UNDO, WRITE
        from vault.owners import name_owners

        changes.register("cases", CASE_ACTS, touched_cases)
        register(resolve=audit_subjects.resolve, hidden=audit_subjects.hidden)
        name_numbered(audit_subjects.PARTIES | audit_subjects.FILES)
        name_kind(MAKE, pgettext_lazy("job", "Cases are written into a file"), seen_with=Permission.CASE_EXPORT)
        taken_in = Permission.CASE_IMPORT
        name_kind(SURVEY, pgettext_lazy("job", "The words of a spreadsheet are counted"), seen_with=taken_in)
        name_kind(CHECK, pgettext_lazy("job", "The rows of a spreadsheet are checked"), seen_with=taken_in)
        name_kind(WRITE, pgettext_lazy("job", "The cases of a spreadsheet are taken in"), seen_with=taken_in)
        name_kind(UNDO, pgettext_lazy("job", "An import is taken back"), seen_with=taken_in)
        name_reasons(ImportGround)
        name_reasons(RecusalReason)
        name_reasons(RevealReason)
        when_somebody_leaves(take_back, warn)
        name_owners(texts=checks.TEXTS, files=checks.FILES, safes=checks.SAFES, find=checks.find_case_faults)
