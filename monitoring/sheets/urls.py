"""Routes of the report of a visit."""

from django.urls import path

from monitoring.sheets import views

urlpatterns = [
    path("<str:reference>/report/", views.visit_report, name="visit_report"),
    path("<str:reference>/clear/", views.clear_visit, name="clear_visit"),
]
