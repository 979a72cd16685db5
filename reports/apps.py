from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from accounts.job_kinds import name_kind
        from accounts.permissions import Permission
        from reports.actions import REFRESH, VERIFY

        seen_with = Permission.JOB_VIEW  # counts alone
        name_kind(REFRESH, pgettext_lazy("job", "Figures are computed again"), seen_with=seen_with)
        name_kind(
            VERIFY, pgettext_lazy("job", "Counted cases are compared with their events"), seen_with=Permission.JOB_VIEW
        )
