"""Routes of typing in. They stand before those of a visit, whose reference could be any word."""

from django.urls import path

from monitoring.recording import ending, paper, views

urlpatterns = [
    path("new/", views.start, name="new_visit"),
    path("drafts/<uuid:uuid>/", views.draft, name="visit_draft"),
    path("drafts/<uuid:uuid>/save/", views.autosave, name="save_visit_draft"),
    path("drafts/<uuid:uuid>/delete/", views.delete, name="delete_visit_draft"),
    path("paper/", paper.paper, name="visit_paper"),
    # of a visit that is there
    path("<str:reference>/change/", ending.change, name="change_visit"),
    path("<str:reference>/recorded/", ending.done, name="visit_recorded"),
]
