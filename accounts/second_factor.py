"""Pages of second factors: what stands beside the password, setting it up, and asking for it."""

import json

from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.conf import settings
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse_lazy

from accounts.audit import record_of_person
from accounts.choices import Act, Outcome, Reason
from accounts.mfa import has_second_factor, qr_squares
from accounts.second_factor_forms import CodeForm, NewAppForm, NewPasskeyForm, PasskeyForm


class SecondFactors(IndexView):
    """What stands beside one's password."""

    template_name = "mfa/index.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Adds whether something must be set up before anything else opens."""
        context = super().get_context_data(**kwargs)
        found = context["authenticators"]
        return context | {
            "app": found.get(Authenticator.Type.TOTP),
            "passkeys": [wrapped.instance for wrapped in found.get(Authenticator.Type.WEBAUTHN, [])],
            "codes": found.get(Authenticator.Type.RECOVERY_CODES),
            "is_missing": settings.SECOND_FACTOR_REQUIRED and not has_second_factor(self.request.user),
        }


class AskSecondFactor(AuthenticateView):
    """Between the password and the house: a code, or a passkey."""

    template_name = "mfa/authenticate.html"
    form_class = CodeForm
    webauthn_form_class = PasskeyForm

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Adds what a browser needs to ask for a passkey, where the person has one."""
        context = super().get_context_data(**kwargs)
        options = context["js_data"]["request_options"]
        kinds = set(Authenticator.objects.filter(user=self.stage.login.user.pk).values_list("type", flat=True))
        return context | {
            "options": json.dumps(options) if Authenticator.Type.WEBAUTHN in kinds else "",
            "has_codes": bool(kinds - {Authenticator.Type.WEBAUTHN}),
        }

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        """Tells the audit of a wrong code, and asks again."""
        user = self.stage.login.user
        record_of_person(user=user, action=Act.SIGN_IN_REFUSED, reason=Reason.WRONG_CODE, outcome=Outcome.REFUSED)
        return super().form_invalid(form)


class NewApp(ActivateTOTPView):
    """An app that shows a new code every half minute."""

    template_name = "mfa/new_app.html"
    form_class = NewAppForm

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Adds the secret, as a picture and in groups of four letters."""
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        return context | {"qr": qr_squares(context["totp_url"]), "secret": groups}

    def form_valid(self, form: NewAppForm) -> HttpResponse:
        """Keeps the app. The code that proved it is used up with that."""
        with transaction.atomic():
            response = super().form_valid(form)
            record_of_person(user=self.request.user, action=Act.SECOND_FACTOR_ADDED)
        app = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        app.wrap().validate_code(form.cleaned_data["code"])
        return response


class _Told:
    """A change that the audit tells of, in its own transaction."""

    act: Act

    def form_valid(self, form: Form) -> HttpResponse:
        """Makes the change and tells of it."""
        with transaction.atomic():
            response = super().form_valid(form)
            record_of_person(user=self.request.user, action=self.act)
        return response


class RemoveApp(_Told, DeactivateTOTPView):
    """The app is no longer asked for."""

    template_name = "mfa/remove_app.html"
    act = Act.SECOND_FACTOR_REMOVED


class NewPasskey(_Told, AddWebAuthnView):
    """A key, a phone or a computer that proves itself."""

    template_name = "mfa/new_passkey.html"
    act = Act.SECOND_FACTOR_ADDED
    form_class = NewPasskeyForm

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Adds what a browser needs to make a passkey."""
        context = super().get_context_data(**kwargs)
        return context | {"options": json.dumps(context["js_data"]["creation_options"])}


class RemovePasskey(_Told, RemoveWebAuthnView):
    """A passkey is no longer accepted."""

    template_name = "mfa/remove_passkey.html"
    act = Act.SECOND_FACTOR_REMOVED
    success_url = reverse_lazy("mfa_index")


class RecoveryCodes(ViewRecoveryCodesView):
    """The codes for a day without phone and key."""

    template_name = "mfa/recovery_codes.html"


class NewRecoveryCodes(_Told, GenerateRecoveryCodesView):
    """Other codes; those there were no longer work."""

    template_name = "mfa/new_recovery_codes.html"
    act = Act.FACTOR_CODES_RENEWED
