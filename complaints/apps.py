from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    verbose_name = _("Complaints")

    def ready(self) -> None:
        from accounts.audit_subjects import register
        from complaints import audit_subjects

        register(resolve=audit_subjects.resolve, hidden=audit_subjects.hidden)
