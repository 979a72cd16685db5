"""Routes of the reception. They stand before those of a case, whose reference could be any word."""

from django.urls import path

from complaints.reception import ending, fact_pages, views

_DRAFT = "new/<uuid:uuid>/"

urlpatterns = [
    path("new/", views.reception, name="new_complaint"),
    path(_DRAFT, views.draft, name="complaint_draft"),
    path(f"{_DRAFT}save/", views.autosave, name="save_complaint"),
    path(f"{_DRAFT}check/", ending.check, name="check_complaint"),
    path(f"{_DRAFT}compare/", ending.compare, name="compare_names"),
    path(f"{_DRAFT}delete/", ending.delete, name="delete_draft"),
    path(f"{_DRAFT}done/", ending.done, name="complaint_logged"),
    path(f"{_DRAFT}<slug:topic>/", views.topic, name="complaint_topic"),
    # of a case that is there
    path("<str:reference>/complaints/add/", views.another, name="add_complaint"),
    path("<str:reference>/facts/", fact_pages.facts, name="change_facts"),
]
