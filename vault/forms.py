"""Forms about keys."""

from django import forms
from django.contrib.auth.forms import SetPasswordMixin
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from vault import printed

_NARROW = {"class": "govuk-input--width-20"}


class LostPasswordForm(SetPasswordMixin, forms.Form):
    """User name, recovery code, and a new password twice."""

    username = forms.CharField(
        label=_("User name"), max_length=150, widget=forms.TextInput(attrs={**_NARROW, "autocomplete": "username"})
    )
    code = forms.CharField(
        label=_("Recovery code"),
        max_length=60,
        help_text=_("The 25 letters and digits you wrote down. Large or small letters, with or without blanks."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )
    new_password1, new_password2 = SetPasswordMixin.create_password_fields(
        label1=_("New password"), label2=_("New password, again")
    )

    field_order = ["username", "code", "new_password1", "new_password2"]

    def clean(self) -> dict[str, object]:
        """Checks the passwords against each other and against the rules."""
        self.validate_passwords("new_password1", "new_password2")
        self.validate_password_for_user(User(username=self.cleaned_data.get("username", "")), "new_password2")
        return super().clean()


class RecoveryKeyForm(forms.Form):
    """The public half of the recovery key, as the offline command printed it."""

    public_key = forms.CharField(
        label=_("Public half of the recovery key"),
        max_length=200,
        help_text=_("The groups of four letters that the command printed under “public half”. Never the other half."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_public_key(self) -> bytes:
        """The 32 bytes of the key."""
        try:
            return printed.read(self.cleaned_data["public_key"])
        except printed.MistypedKey as error:
            raise forms.ValidationError(str(error)) from error


class LettersForm(forms.ModelForm):
    """Whether the public form offers the organisation."""

    class Meta:
        model = Organisation
        fields = ("takes_letters",)
