"""Routes of the interface about files of cases that leave the house."""

from django.urls import path

from complaints.api.exports import ExportBody, Exports, ExportStream, OneExport

_EXPORT = "exports/<uuid:uuid>/"

urlpatterns = [
    path("exports/", Exports.as_view(), name="api_exports"),
    path("exports/stream/", ExportStream.as_view(), name="api_export_stream"),
    path(_EXPORT, OneExport.as_view(), name="api_export"),
    path(f"{_EXPORT}file/", ExportBody.as_view(), name="api_export_file"),
]
