"""Forms about people. They check what was typed; whether a change is possible is asked of the actions."""

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.models import Organisation, User
from accounts.queries import colleagues_of, organisations_managed_by

_NARROW = {"class": "govuk-input--width-20"}


class SignInForm(AuthenticationForm):
    """User name and password. Invented people are turned away where real complaints may live."""

    error_messages = {
        "invalid_login": _("The user name or the password is wrong. Capital letters count in both."),
        "inactive": _("This account is closed."),
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        for field in self.fields.values():
            field.widget.attrs.update(_NARROW)

    def confirm_login_allowed(self, user: User) -> None:
        """Raises ValidationError for closed accounts, and for demonstration accounts in production."""
        super().confirm_login_allowed(user)
        if user.is_demonstration and not settings.DEMO_DATA_ALLOWED:
            raise self.get_invalid_login_error()


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
