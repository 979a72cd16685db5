"""Forms about what is sealed and about who works on a case. They check what was typed; actions decide."""

from collections.abc import Sequence

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.choices import ConsentAnswer, RecusalReason, RevealReason, WritingKind
from complaints.loans import LONGEST_LOAN_DAYS
from complaints.parties import Person, choices_of, person_of
from institutions.choices import TermList
from institutions.models import Term
from vault.cleaning.kinds import ACCEPTED_EXTENSIONS, ReceivedFile, Refused, receive

LONGEST_TEXT = 100_000


def _text(label: str, rows: int = 12) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": rows}))


def _line(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class WritingForm(forms.Form):
    """A text for colleagues who hold the key."""

    kind = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect)
    text = _text(_("Text"))

    def __init__(self, *args: object, kinds: Sequence[WritingKind], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        self.fields["kind"].initial = kinds[0].value


class AnswerForm(forms.Form):
    """A message to whoever holds the receipt."""

    text = _text(_("Your answer"), rows=8)


class IdentityForm(forms.Form):
    """Names and contacts of one person."""

    person = forms.ChoiceField(label=_("Who is it?"))
    name = _line(_("Name"))
    born = _line(_("Born"), _("As far as known: a date, a year, an age."))
    contact = _line(_("Telephone, messenger, e-mail"), _("Say which of these is safe."))
    address = _line(_("Address, or where the person is held"))
    relatives = _line(_("Relatives or others to turn to"))
    number = _line(_("Numbers"), _("Of a document, a file, a cell."))
    remarks = forms.CharField(
        label=_("What else identifies the person"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: object, people: Sequence[Person], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = choices_of(people)

    def clean_person(self) -> Person:
        """Party and number."""
        return person_of(self.cleaned_data["person"])

    @property
    def facts(self) -> dict[str, str]:
        """What was typed, by the name of the fact."""
        return {name: value for name, value in self.cleaned_data.items() if name != "person"}


class FileForm(forms.Form):
    """One file for the safe. Its kind is told by its own bytes."""

    file = forms.FileField(
        label=_("File"),
        max_length=255,
        help_text=_("JPEG, PNG, WebP, PDF, plain text, MP3, M4A or MP4, up to 20 MB."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{extension}" for extension in ACCEPTED_EXTENSIONS)}),
    )

    def clean_file(self) -> ReceivedFile:
        """The file as it was accepted; a refusal is a mistake of the field."""
        upload: UploadedFile = self.cleaned_data["file"]
        try:
            return receive(name=upload.name, chunks=upload.chunks())
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class ConsentForm(forms.Form):
    """What somebody answered about one use of what was told."""

    scope = forms.ModelChoiceField(Term.objects.none(), label=_("Use"), empty_label=None, to_field_name="code")
    answer = forms.ChoiceField(label=_("Answer"), choices=ConsentAnswer, widget=forms.RadioSelect)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"].queryset = Term.objects.filter(list=TermList.CONSENT_SCOPE).order_by("order")


class RevealForm(forms.Form):
    """Whose names and contacts, and why."""

    people = forms.MultipleChoiceField(label=_("Of whom?"), widget=forms.CheckboxSelectMultiple)
    reason = forms.ChoiceField(
        label=_("Why do you need them?"),
        help_text=_("Written into the audit before anything is shown."),
        choices=RevealReason,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, people: Sequence[Person], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = choices_of(people)

    def clean_people(self) -> list[Person]:
        """Parties and numbers."""
        return [person_of(key) for key in self.cleaned_data["people"]]


class ColleagueForm(forms.Form):
    """One colleague."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"), empty_label=None, to_field_name="uuid")

    def __init__(self, *args: object, colleagues: QuerySet[User], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = colleagues


class RecusalForm(ColleagueForm):
    """Who stands back, and why; without a choice of colleagues it is oneself."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        help_text=_("Only leads see it, never in more words than these."),
        choices=RecusalReason,
        widget=forms.RadioSelect,
    )


class LoanForm(ColleagueForm):
    """To whom the key of names and contacts is lent, for how long and why."""

    days = forms.IntegerField(
        label=_("For how many days?"),
        min_value=1,
        max_value=LONGEST_LOAN_DAYS,
        initial=3,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )
    reason = forms.ChoiceField(label=_("What for?"), choices=RevealReason, widget=forms.RadioSelect)
