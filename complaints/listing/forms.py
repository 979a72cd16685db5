"""Forms beside the list of cases. They check what was typed; actions decide."""

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.choices import NoteOfAlert
from complaints.listing.columns import COLUMNS, MOST
from complaints.listing.kinds import KeptList
from complaints.listing.saved import may_share
from complaints.models import SavedView


class ViewForm(forms.Form):
    """A view: its name, who sees it, and whether the list opens with it."""

    name = forms.CharField(
        label=_("Name"),
        max_length=SavedView._meta.get_field("name").max_length,
        help_text=_("Of what the list shows, never of a person."),
        validators=[ProhibitNullCharactersValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_shared = forms.BooleanField(required=False)
    is_first = forms.BooleanField(label=_("Shown first when I open the list"), required=False)

    def __init__(self, *args: object, actor: User, listed: KeptList, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_shared"].label = listed.share_label
        if not may_share(actor, listed):
            del self.fields["is_shared"]


class ColumnsForm(forms.Form):
    """Which columns the list has."""

    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        help_text=_("At most ten. Without any the usual ones are shown."),
        required=False,
        choices=[(name, column.label) for name, column in COLUMNS.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_columns(self) -> list[str]:
        """Not more than a page can hold."""
        chosen = self.cleaned_data["columns"]
        if len(chosen) > MOST:
            raise forms.ValidationError(_("Choose at most ten columns."))
        return chosen


class ColleagueChoice(forms.Form):
    """The colleague that chosen cases go to, or whose work on them ends."""

    user = forms.ChoiceField(label=_("Colleague"))

    def __init__(self, *args: object, people: Sequence[User], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.people = {one.uuid: one for one in people}
        self.fields["user"].choices = [(str(uuid), str(one)) for uuid, one in self.people.items()]

    @property
    def colleague(self) -> User:
        """Who was chosen."""
        return self.people[UUID(self.cleaned_data["user"])]


class NoteChoice(forms.Form):
    """What was decided about the alerts of chosen cases."""

    note = forms.ChoiceField(label=_("What was decided"), choices=NoteOfAlert, widget=forms.RadioSelect)
