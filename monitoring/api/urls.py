"""Routes of the interface about visits."""

from django.urls import path

from monitoring.api.findings import Findings
from monitoring.api.views import OneRecommendation, OneVisit, Recommendations, Steps, Visits

urlpatterns = [
    path("visits/", Visits.as_view(), name="api_visits"),
    path("visits/<str:reference>/", OneVisit.as_view(), name="api_visit"),
    path("findings/", Findings.as_view(), name="api_findings"),
    path("recommendations/", Recommendations.as_view(), name="api_recommendations"),
    path("recommendations/<uuid:uuid>/", OneRecommendation.as_view(), name="api_recommendation"),
    path("recommendations/<uuid:uuid>/steps/", Steps.as_view(), name="api_recommendation_steps"),
]
