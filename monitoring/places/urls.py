"""Routes of places."""

from django.urls import path

from complaints.listing.view_pages import view_routes
from monitoring.places import pages, views
from monitoring.places.asked import PLACES

urlpatterns = [
    path("", views.place_list, name="place_list"),
    path("map/", views.place_map, name="place_map"),
    path("file/", views.place_file, name="place_file"),
    *view_routes(PLACES),
    path("<str:code>/", pages.place_detail, name="place_detail"),
]
