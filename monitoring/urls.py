"""Routes of the room "monitoring". Each part keeps its own; what begins with a word stands before a reference."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("monitoring.listing.urls")),
    path("places/", include("monitoring.places.urls")),
    path("", include("monitoring.recording.urls")),
    path("", include("monitoring.planning.urls")),
    path("", include("monitoring.recommendations.urls")),
    path("", include("monitoring.interviews.urls")),
    path("", include("monitoring.sheets.urls")),
    # the page of a visit stands last: a reference is any word
    path("", include("monitoring.pages.urls")),
]
