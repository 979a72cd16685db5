"""Routes of the room "accounts"."""

from django.urls import path

from accounts import job_pages, people, views

urlpatterns = [
    path("login/", views.SignIn.as_view(), name="login"),
    path("logout/", views.SignOut.as_view(), name="logout"),
    path("invitation/<uidb64>/<token>/", views.Invitation.as_view(), name="invitation"),
    path("language/", views.set_language, name="set_language"),
    path("profile/", views.profile, name="profile"),
    path("profile/password/", views.ChangePassword.as_view(), name="change_password"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite_person, name="invite_person"),
    path("people/role/", people.give_role_to, name="give_role"),
    path("people/role/end/", people.end_role, name="end_role"),
    path("people/<uuid:uuid>/invitation/", people.renew_invitation, name="renew_invitation"),
    path("jobs/", job_pages.job_list, name="job_list"),
    path("jobs/<uuid:uuid>/", job_pages.job, name="job"),
    path("jobs/<uuid:uuid>/cancel/", job_pages.cancel_job, name="cancel_job"),
]
