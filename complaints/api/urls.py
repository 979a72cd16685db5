"""Routes of the interface about cases."""

from django.urls import path

from complaints.api.changes import Changes
from complaints.api.reading import CaseDetail, CaseList, table_views

_CASE = "cases/<str:reference>/"

urlpatterns = [
    path("changes/", Changes.as_view(), name="api_changes"),
    path("cases/", CaseList.as_view(), name="api_cases"),
    path(_CASE, CaseDetail.as_view(), name="api_case"),
    *(path(f"{_CASE}{name}/", view.as_view(), name=f"api_case_{name}") for name, view in table_views()),
]
