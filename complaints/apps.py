from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    verbose_name = _("Complaints")

    def ready(self) -> None:
        from accounts.audit import name_reasons
        from accounts.audit_subjects import name_numbered, register
        from accounts.departures import when_somebody_leaves
        from complaints import audit_subjects
        from complaints.choices import RecusalReason, RevealReason
        from complaints.departures import take_back, warn

        register(resolve=audit_subjects.resolve, hidden=audit_subjects.hidden)
        name_numbered(audit_subjects.PARTIES)
        name_reasons(RecusalReason)
        name_reasons(RevealReason)
        when_somebody_leaves(take_back, warn)
