"""Routes of imports, under those of the cases."""

from django.urls import path

from complaints.imports import views

_BATCH = "<uuid:uuid>/"

urlpatterns = [
    path("", views.imports, name="imports"),
    path("template/", views.template, name="import_template"),
    path("upload/", views.upload, name="import_upload"),
    path(_BATCH, views.batch, name="import_batch"),
    path(f"{_BATCH}columns/", views.columns, name="import_columns"),
    path(f"{_BATCH}words/", views.words, name="import_words"),
    path(f"{_BATCH}rows/", views.rows, name="import_rows"),
    path(f"{_BATCH}rejected/", views.rejected, name="import_rejected"),
    path(f"{_BATCH}confirm/", views.confirm, name="import_confirm"),
    path(f"{_BATCH}drop/", views.drop, name="drop_import"),
    path(f"{_BATCH}undo/", views.undo, name="undo_import"),
]
