"""Routes from interview to complaint. The list stands before the visits, whose references follow."""

from django.urls import path

from monitoring.interviews import passing_pages, reprisal_pages, views

urlpatterns = [
    path("complaints/", passing_pages.complaints, name="interview_complaints"),
    path("<str:reference>/complaints/add/", views.hear, name="hear_complaint"),
    path("<str:reference>/complaints/<uuid:uuid>/", passing_pages.complaint, name="interview_complaint"),
    path("<str:reference>/complaints/<uuid:uuid>/letter/", passing_pages.letter, name="passing_letter"),
    path("<str:reference>/triggers/", views.triggers, name="visit_triggers"),
    path("<str:reference>/reprisals/add/", reprisal_pages.add, name="add_reprisal_after_visit"),
]
