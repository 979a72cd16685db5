"""Routes of the room "complaints"."""

from django.urls import path

from complaints import views

urlpatterns = [
    path("", views.case_list, name="case_list"),
    path("<str:reference>/", views.case_detail, name="case_detail"),
]
