"""Routes of the interface that belong to no room alone: its first page, the lists of codes."""

from django.urls import path

from accounts.api.reference import CodeList, CodeLists, Root

urlpatterns = [
    path("", Root.as_view(), name="api_root"),
    path("lists/", CodeLists.as_view(), name="api_lists"),
    path("lists/<slug:name>/", CodeList.as_view(), name="api_list"),
]
