"""Routes of the interface about figures."""

from django.urls import path

from reports.api.indicators import IndicatorsOfPolicy
from reports.api.limits import LimitsOfVisits
from reports.api.publications import OnePublication, Publications
from reports.api.stats import Figures, Funnel, Survival

urlpatterns = [
    path("funnel/", Funnel.as_view(), name="api_funnel"),
    path("survival/", Survival.as_view(), name="api_survival"),
    path("limits/", LimitsOfVisits.as_view(), name="api_limits"),
    path("indicators/", IndicatorsOfPolicy.as_view(), name="api_indicators"),
    path("publications/", Publications.as_view(), name="api_publications"),
    path("publications/<uuid:uuid>/", OnePublication.as_view(), name="api_publication"),
    path("figures/", Figures.as_view(), name="api_figures"),
]
