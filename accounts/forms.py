"""Forms about people. They check what was typed; whether a change is possible is asked of the actions."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, ReauthenticateForm
from django import forms
from django.conf import settings
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.models import Organisation, User
from accounts.queries import colleagues_of, organisations_managed_by

_NARROW = {"class": "govuk-input--width-20"}


def _password_field(label: Promise) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        widget=forms.PasswordInput(attrs={**_NARROW, "autocomplete": "current-password"}),
    )


class SignInForm(LoginForm):
    """User name and password. Who may come in is decided by the adapter of the door."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["login"]
        self.fields = {
            "username": forms.CharField(
                label=_("User name"),
                max_length=150,
                widget=forms.TextInput(attrs={**_NARROW, "autocomplete": "username", "autocapitalize": "none"}),
            ),
            "password": _password_field(_("Password")),
        }

    def clean(self) -> dict[str, object]:
        """Raises ValidationError where name and password do not belong together."""
        self.cleaned_data["login"] = self.cleaned_data.get("username", "")
        return super().clean()


class PasswordAgainForm(ReauthenticateForm):
    """The password of somebody who is signed in."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = _password_field(_("Password"))


class FirstPasswordForm(SetPasswordForm):
    """The password somebody chooses with an invitation."""

    def save(self, commit: bool = True) -> User:
        """Keeps the password by way of the door, which may have more to do than that."""
        get_adapter().set_password(self.user, self.cleaned_data["new_password1"])
        return self.user


class NewPasswordForm(PasswordChangeForm):
    """Another password, with the old one."""

    def save(self, commit: bool = True) -> User:
        """Keeps the password by way of the door, which may have more to do than that."""
        get_adapter().set_password(self.user, self.cleaned_data["new_password1"])
        return self.user


class OrganisationChoice(forms.Form):
    """Asks for the organisation only where there is a choice."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"), empty_label=None)

    def __init__(self, *args: object, actor: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        organisations = list(organisations_managed_by(actor))
        self.fields["organisation"].queryset = organisations_managed_by(actor)
        if len(organisations) == 1:
            self.fields["organisation"].initial = organisations[0]
            self.fields["organisation"].widget = forms.HiddenInput()


class InvitationForm(OrganisationChoice):
    """A colleague who has no account yet."""

    field_order = ["organisation", "username", "first_name", "last_name", "role"]

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=User._meta.get_field("username").validators,
        help_text=_("Letters, digits and . - _ @ + only. Colleagues see it; choose one that tells nothing to others."),
        widget=forms.TextInput(attrs={**_NARROW, "autocomplete": "off"}),
    )
    first_name = forms.CharField(
        label=_("First name"), max_length=150, required=False, widget=forms.TextInput(attrs=_NARROW)
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=150, required=False, widget=forms.TextInput(attrs=_NARROW)
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role, widget=forms.RadioSelect)


class RoleForm(OrganisationChoice):
    """Another role for somebody who is here already."""

    field_order = ["organisation", "user", "role"]

    user = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"), empty_label=None)
    role = forms.ChoiceField(label=_("Role"), choices=Role)

    def __init__(self, *args: object, actor: User, **kwargs: object) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["user"].queryset = colleagues_of(actor)


class LanguageForm(forms.Form):
    """The language of pages."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class ViewAsForm(forms.Form):
    """The role somebody wants to look as."""

    role = forms.ChoiceField(label=_("Role"), choices=Role)
