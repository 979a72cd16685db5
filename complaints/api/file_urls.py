"""Routes of the interface about files of cases that leave the house or enter it."""

from django.urls import path

from complaints.api.exports import ExportBody, Exports, ExportStream, OneExport
from complaints.api.imports import Check, Confirm, Imports, Mappings, OneImport, Rejected, Undo

_EXPORT = "exports/<uuid:uuid>/"
_IMPORT = "imports/<uuid:uuid>/"

urlpatterns = [
    path("exports/", Exports.as_view(), name="api_exports"),
    path("exports/stream/", ExportStream.as_view(), name="api_export_stream"),
    path(_EXPORT, OneExport.as_view(), name="api_export"),
    path(f"{_EXPORT}file/", ExportBody.as_view(), name="api_export_file"),
    path("imports/", Imports.as_view(), name="api_imports"),
    path("imports/mappings/", Mappings.as_view(), name="api_mappings"),
    path(_IMPORT, OneImport.as_view(), name="api_import"),
    path(f"{_IMPORT}rejected/", Rejected.as_view(), name="api_import_rejected"),
    path(f"{_IMPORT}check/", Check.as_view(), name="api_import_check"),
    path(f"{_IMPORT}confirm/", Confirm.as_view(), name="api_import_confirm"),
    path(f"{_IMPORT}undo/", Undo.as_view(), name="api_import_undo"),
]
