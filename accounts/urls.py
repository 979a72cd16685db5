"""Routes of the room "accounts"."""

from django.urls import path

from accounts import audit_pages, job_pages, people, person_pages, role_pages, second_factor, token_pages, views

urlpatterns = [
    # Names that begin with account_ or mfa_ are those by which allauth finds its way.
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("login/second-factor/", second_factor.AskSecondFactor.as_view(), name="mfa_authenticate"),
    path("logout/", views.SignOut.as_view(), name="logout"),
    path("password-again/", views.PasswordAgain.as_view(), name="account_reauthenticate"),
    path("invitation/<uidb64>/<token>/", views.Invitation.as_view(), name="invitation"),
    path("language/", views.set_language, name="set_language"),
    path("profile/", views.profile, name="profile"),
    path("second-factor/", second_factor.SecondFactors.as_view(), name="mfa_index"),
    path("second-factor/app/", second_factor.NewApp.as_view(), name="mfa_activate_totp"),
    path("second-factor/app/remove/", second_factor.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("second-factor/passkey/", second_factor.NewPasskey.as_view(), name="mfa_add_webauthn"),
    path("second-factor/passkey/<int:pk>/remove/", second_factor.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("second-factor/codes/", second_factor.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("second-factor/codes/new/", second_factor.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("roles/", role_pages.roles, name="roles"),
    path("roles/view-as/", role_pages.view_as, name="view_as"),
    path("roles/view-as/leave/", role_pages.leave_view_as, name="leave_view_as"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite_person, name="invite_person"),
    path("people/role/", people.give_role_to, name="give_role"),
    path("people/role/end/", people.end_role, name="end_role"),
    path("people/<uuid:uuid>/", person_pages.person, name="person"),
    path("people/<uuid:uuid>/invitation/", people.renew_invitation, name="renew_invitation"),
    path("people/<uuid:uuid>/second-factor/", person_pages.reset_second_factor_of, name="reset_second_factor"),
    path("people/<uuid:uuid>/sessions/", person_pages.end_sessions_of, name="end_sessions"),
    path("people/<uuid:uuid>/close/", person_pages.close, name="close_account"),
    path("people/<uuid:uuid>/reopen/", person_pages.reopen, name="reopen_account"),
    path("tokens/", token_pages.tokens, name="tokens"),
    path("tokens/new/", token_pages.new_token, name="new_token"),
    path("tokens/<uuid:uuid>/revoke/", token_pages.revoke_token, name="revoke_token"),
    path("audit/", audit_pages.audit, name="audit"),
    path("audit/mine/", audit_pages.own_acts, name="own_acts"),
    path("jobs/", job_pages.job_list, name="job_list"),
    path("jobs/<uuid:uuid>/", job_pages.job, name="job"),
    path("jobs/<uuid:uuid>/cancel/", job_pages.cancel_job, name="cancel_job"),
]
