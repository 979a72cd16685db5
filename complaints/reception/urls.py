"""Routes of the reception, under cases/new/."""

from django.urls import path

from complaints.reception import ending, views

_DRAFT = "<uuid:uuid>/"

urlpatterns = [
    path("", views.reception, name="new_complaint"),
    path(_DRAFT, views.draft, name="complaint_draft"),
    path(f"{_DRAFT}save/", views.autosave, name="save_complaint"),
    path(f"{_DRAFT}check/", ending.check, name="check_complaint"),
    path(f"{_DRAFT}compare/", ending.compare, name="compare_names"),
    path(f"{_DRAFT}delete/", ending.delete, name="delete_draft"),
    path(f"{_DRAFT}done/", ending.done, name="complaint_logged"),
    path(f"{_DRAFT}<slug:topic>/", views.topic, name="complaint_topic"),
]
