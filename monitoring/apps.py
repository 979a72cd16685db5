from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MonitoringConfig(AppConfig):
    name = "monitoring"
    verbose_name = _("Monitoring")

    def ready(self) -> None:
        from accounts.api import changes
        from accounts.audit_subjects import register
        from accounts.departures import when_somebody_leaves
        from complaints.imports.touching import name_work
        from complaints.pages.beside import register_besides
        from complaints.ties import when_somebody_is_tied
        from monitoring import audit_subjects, checks, departures
        from monitoring.api.changes import VISIT_ACTS, touched_visits
        from monitoring.interviews.beside import VISITS, visits_beside
        from monitoring.models import VisitTrigger
        from vault.owners import name_owners

        name_work(VisitTrigger)
        changes.register("visits", VISIT_ACTS, touched_visits)
        register(resolve=audit_subjects.resolve, hidden=audit_subjects.hidden)
        when_somebody_leaves(departures.take_back, departures.warn)
        when_somebody_is_tied(departures.close, departures.warn_of_kept)
        register_besides(VISITS, pgettext_lazy("timeline", "Visits"), visits_beside)
        name_owners(texts=checks.TEXTS, safes=checks.SAFES, find=checks.find_visit_faults)
