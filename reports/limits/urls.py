"""Routes of the measures of visits."""

from django.urls import path

from reports.limits import views

urlpatterns = [
    path("limits/", views.limits, name="limits"),
    path("limits.csv", views.limits_csv, name="limits_csv"),
]
