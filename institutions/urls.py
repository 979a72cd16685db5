"""Routes of the room "institutions"."""

from django.urls import path

from institutions import views

urlpatterns = [
    path("", views.reference, name="reference"),
    path("bodies/", views.bodies, name="reference_bodies"),
    path("stages/", views.stages, name="reference_stages"),
    path("independence/", views.independence, name="reference_independence"),
    path("words/", views.glossary, name="reference_glossary"),
    path("sources/", views.sources, name="reference_sources"),
    path("lists/<slug:slug>/", views.reference_list, name="reference_list"),
]
