"""Which room answers which address. Every room keeps its own routes."""

from django.urls import include, path

from accounts.api.views import Nothing
from config import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("vault.urls")),
    path("cases/", include("complaints.urls")),
    path("contact/", include("complaints.intake.urls")),
    path("visits/", include("monitoring.urls")),
    path("api/", include("accounts.api.page_urls")),
    path("api/v1/", include("accounts.api.urls")),
    path("api/v1/", include("complaints.api.urls")),
    path("api/v1/", include("complaints.api.file_urls")),
    path("api/v1/", include("monitoring.api.urls")),
    path("api/v1/", include("reports.api.urls")),
    path("api/v1/<path:rest>", Nothing.as_view(), name="api_nothing"),
    path("institutions/", include("institutions.urls")),
    path("", include("reports.urls")),
]

handler500 = "config.errors.server_error"
