"""The form with which somebody makes a token for a program."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import Scope
from accounts.models import Organisation, User
from accounts.tokens import LONGEST, scopes_for

USUAL = timedelta(days=90)


class TokenForm(forms.Form):
    """Name, what it may do, and until when. Only what the owner may do is offered."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), to_field_name="uuid"
    )
    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("Which program uses it, for example: yearly report.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What the program may do"), widget=forms.CheckboxSelectMultiple, choices=[]
    )
    expires_on = forms.DateField(
        label=_("Last day"),
        help_text=_("A year from today at most. Choose a short time: a new token is made quickly."),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, *args: object, owner: User, organisations: list[Organisation], today: date, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = {scope for one in organisations for scope in scopes_for(owner, one)}
        self.fields["scopes"].choices = [(scope.value, scope.label) for scope in Scope if scope in offered]
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=[one.pk for one in organisations])
        self.fields["expires_on"].initial = today + USUAL
        self.fields["expires_on"].widget.attrs |= {
            "min": today.isoformat(),
            "max": (today + LONGEST).isoformat(),
        }
        if len(organisations) == 1:
            self.fields["organisation"].initial = organisations[0].uuid
            self.fields["organisation"].widget = forms.HiddenInput()
