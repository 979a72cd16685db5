"""Routes of the interface that belong to no room alone: its first page, the lists of codes."""

from django.urls import path

from accounts.api.changes import Changes
from accounts.api.jobs import Jobs, OneJob
from accounts.api.reference import CodeList, CodeLists, Root

urlpatterns = [
    path("", Root.as_view(), name="api_root"),
    path("changes/", Changes.as_view(), name="api_changes"),
    path("jobs/", Jobs.as_view(), name="api_jobs"),
    path("jobs/<uuid:uuid>/", OneJob.as_view(), name="api_job"),
    path("lists/", CodeLists.as_view(), name="api_lists"),
    path("lists/<slug:name>/", CodeList.as_view(), name="api_list"),
]
