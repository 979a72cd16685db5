"""Routes of the interface about cases."""

from django.urls import path

from complaints.api.appending import APPENDED
from complaints.api.many import ManyCases, ManyEvents
from complaints.api.reading import flat_views, table_views
from complaints.api.writing import Cases, OneCase, Submissions

_CASE = "cases/<str:reference>/"

urlpatterns = [
    path("submissions/", Submissions.as_view(), name="api_submissions"),
    path("cases/", Cases.as_view(), name="api_cases"),
    path("cases/many/", ManyCases.as_view(), name="api_many_cases"),
    path("events/many/", ManyEvents.as_view(), name="api_many_events"),
    *(path(f"{name}/", view.as_view(), name=f"api_{name.replace('-', '_')}") for name, view in flat_views()),
    path(_CASE, OneCase.as_view(), name="api_case"),
    *(
        path(f"{_CASE}{name}/", APPENDED.get(name, view).as_view(), name=f"api_case_{name}")
        for name, view in table_views()
    ),
]
