"""Routes of the room "vault"."""

from django.urls import path

from vault import pages

urlpatterns = [
    path("profile/password/", pages.ChangePasswordAndLock.as_view(), name="change_password"),
    path("keys/", pages.my_keys, name="my_keys"),
    path("keys/recovery-code/", pages.make_recovery_code, name="make_recovery_code"),
    path("keys/recovery-key/", pages.wrap_for_recovery, name="wrap_for_recovery"),
    path("keys/recovery-key/<uuid:uuid>/confirm/", pages.confirm_recovery, name="confirm_recovery"),
    path("keys/organisation/", pages.organisation_keys, name="organisation_keys"),
    path("lost-password/", pages.lost_password, name="lost_password"),
    path("people/<uuid:uuid>/start-over/", pages.let_start_over, name="start_over"),
]
