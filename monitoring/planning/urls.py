"""Routes of the programme and of plans. No address names a place or a day of a plan."""

from django.urls import path

from monitoring.planning import plan_views, views

urlpatterns = [
    path("programme/", views.programme_page, name="programme"),
    path("programme/places/", views.programme_places, name="programme_places"),
    path("plans/", plan_views.visit_plans, name="visit_plans"),
    path("plans/new/", plan_views.new_plan, name="plan_visit"),
    path("plans/<uuid:uuid>/change/", plan_views.change, name="change_visit_plan"),
    path("plans/<uuid:uuid>/drop/", plan_views.drop, name="drop_visit_plan"),
    path("plans/<uuid:uuid>/begin/", plan_views.begin, name="begin_visit_plan"),
]
