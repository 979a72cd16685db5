"""Routes of the room "reports"."""

from django.urls import include, path

from reports import views

urlpatterns = [
    path("", views.front, name="front"),
    path("reports/funnel/", views.funnel, name="funnel"),
    path("reports/funnel.csv", views.funnel_csv, name="funnel_csv"),
    path("reports/funnel/refresh/", views.refresh_funnel, name="refresh_funnel"),
    path("reports/official/", views.official_figures, name="official_figures"),
    path("reports/official.csv", views.official_csv, name="official_csv"),
    path("", include("reports.limits.urls")),
    path("reports/definition/", views.definition, name="definition"),
]
