"""Pages of second factors: what stands beside the password, setting it up, and asking for it."""

import json

from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse_lazy

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
        response = super().form_valid(form)
        app = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        app.wrap().validate_code(form.cleaned_data["code"])
        return response


class RemoveApp(DeactivateTOTPView):
    """The app is no longer asked for."""

    template_name = "mfa/remove_app.html"


class NewPasskey(AddWebAuthnView):
    """A key, a phone or a computer that proves itself."""

    template_name = "mfa/new_passkey.html"
    form_class = NewPasskeyForm

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Adds what a browser needs to make a passkey."""
        context = super().get_context_data(**kwargs)
        return context | {"options": json.dumps(context["js_data"]["creation_options"])}


class RemovePasskey(RemoveWebAuthnView):
    """A passkey is no longer accepted."""

    template_name = "mfa/remove_passkey.html"
    success_url = reverse_lazy("mfa_index")


class RecoveryCodes(ViewRecoveryCodesView):
    """The codes for a day without phone and key."""

    template_name = "mfa/recovery_codes.html"


class NewRecoveryCodes(GenerateRecoveryCodesView):
    """Other codes; those there were no longer work."""

    template_name = "mfa/new_recovery_codes.html"
