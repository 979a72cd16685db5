"""Forms of second factors: a code, a new app, a passkey. allauth checks them; the words are ours."""

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.mfa import is_sealed


def _code_field(label: Promise, help_text: Promise) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.TextInput(
            attrs={
                "class": "govuk-input--width-10",
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
            }
        ),
    )


class CodeForm(AuthenticateForm):
    """The code of the app, or one of the recovery codes."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field(
            _("Code"), _("Six digits from the app on your phone, or one of your recovery codes.")
        )


class NewAppForm(ActivateTOTPForm):
    """The first code of a new app. Until it has been typed, the secret waits in the session, sealed."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if is_sealed(self.secret):
            self.secret = get_adapter().decrypt(self.secret)
        context.request.session[SECRET_SESSION_KEY] = get_adapter().encrypt(self.secret)
        self.fields["code"] = _code_field(_("Code"), _("The six digits that the app shows now."))


class NewPasskeyForm(AddWebAuthnForm):
    """A passkey with a name by which its owner knows it again."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=_("Name of the passkey"),
            max_length=60,
            required=False,
            help_text=_("For yourself, so that you know it again: for example the colour of the key."),
            widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
        )
        self.initial["name"] = ""
