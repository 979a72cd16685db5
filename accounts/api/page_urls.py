"""Routes of the pages about the interface."""

from django.urls import path

from accounts.api.pages import Schema, docs, guide, reference_page

urlpatterns = [
    path("", guide, name="api_guide"),
    path("docs/", docs, name="api_docs"),
    path("reference/", reference_page, name="api_reference"),
    path("schema/", Schema.as_view(), name="api_schema"),
]
