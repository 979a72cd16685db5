"""The few addresses of the public intake."""

from django.urls import path

from complaints.intake import letter_views, return_views, views

urlpatterns = [
    path("", views.start, name="intake"),
    path("letter/", letter_views.letter, name="intake_letter"),
    path("return/", return_views.come_back, name="intake_return"),
    path("help/", views.guidance, name="intake_help"),
    path("promises/", views.promises, name="intake_promises"),
    path("exit/", views.leave, name="intake_exit"),
]
