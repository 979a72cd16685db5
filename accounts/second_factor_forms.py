"""Forms of second factors: a code, a new app, a passkey. allauth checks them; the words are ours."""

import struct

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

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


class CredentialField(forms.JSONField):
    """What a passkey said, as `kind` of answer; anything else is refused before it is looked at more closely."""

    widget = forms.HiddenInput

    def __init__(self, *, kind: type[AuthenticationResponse] | type[RegistrationResponse]) -> None:
        super().__init__()
        self.kind = kind

    def to_python(self, value: object) -> object:
        """Raises ValidationError for what no passkey says."""
        said = super().to_python(value)
        if said is None:
            return None
        try:
            self.kind.from_dict(said)
        except (TypeError, ValueError, LookupError, AttributeError, struct.error) as error:
            raise get_adapter().validation_error("incorrect_passkey") from error
        return said


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


class PasskeyForm(AuthenticateWebAuthnForm):
    """The answer of a passkey that is known."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField(kind=AuthenticationResponse)


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
        self.fields["credential"] = CredentialField(kind=RegistrationResponse)
