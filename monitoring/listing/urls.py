"""Routes of the list of visits."""

from django.urls import path

from complaints.listing.view_pages import view_routes
from monitoring.listing import views
from monitoring.listing.kinds import VISITS

urlpatterns = [
    path("", views.visit_list, name="visit_list"),
    path("counts/", views.visit_counts, name="visit_counts"),
    path("file/", views.visit_file, name="visit_file"),
    *view_routes(VISITS),
]
