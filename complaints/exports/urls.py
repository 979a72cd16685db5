"""Routes of files that leave the house."""

from django.urls import path

from complaints.exports import views

urlpatterns = [
    path("export/", views.export_cases, name="export_cases"),
    path("export/names/", views.export_names, name="export_identities"),
    path("export/files/", views.export_files, name="export_files"),
    path("export/files/<uuid:uuid>/", views.fetch_export, name="fetch_export"),
    path("export/files/<uuid:uuid>/delete/", views.delete_export, name="delete_export"),
]
