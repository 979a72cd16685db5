"""Routes of the page of a visit. They stand last: a reference is any word."""

from django.urls import path

from monitoring.pages import views

_VISIT = "<str:reference>/"

urlpatterns = [
    path(_VISIT, views.visit_detail, name="visit_detail"),
    path(f"{_VISIT}open/", views.open_visit, name="open_visit"),
    path(f"{_VISIT}report-dates/", views.report_dates, name="visit_report_dates"),
    path(f"{_VISIT}take-back/", views.take_back, name="take_back_visit"),
    path(f"{_VISIT}keys/<uuid:uuid>/", views.give, name="give_visit_key"),
]
