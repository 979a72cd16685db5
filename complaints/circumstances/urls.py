"""Routes of safety and evidence."""

from django.urls import path

from complaints.circumstances import views

_CASE = "<str:reference>/"
_ITEM = f"{_CASE}evidence/<uuid:uuid>/"

urlpatterns = [
    path(f"{_CASE}safety/", views.safety, name="case_safety"),
    path(f"{_CASE}risk/", views.risk, name="judge_risk"),
    path(f"{_CASE}evidence/add/", views.new_evidence, name="add_evidence"),
    path(_ITEM, views.evidence, name="evidence_item"),
    path(f"{_ITEM}add/", views.new_link, name="add_custody"),
]
