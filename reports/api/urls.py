"""Routes of the interface about figures."""

from django.urls import path

from reports.api.stats import Figures, Funnel, Survival

urlpatterns = [
    path("funnel/", Funnel.as_view(), name="api_funnel"),
    path("survival/", Survival.as_view(), name="api_survival"),
    path("figures/", Figures.as_view(), name="api_figures"),
]
