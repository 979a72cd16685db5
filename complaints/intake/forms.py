"""The steps of a letter, one topic each. Only the answers about consent are compulsory; not knowing is an answer.

Each form is bound again from the draft whenever it is shown, so that coming back loses nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation
from complaints import wording
from complaints.date_fields import DayMonthYearField
from complaints.intake.takers import ANY
from institutions.choices import Mandate, TermList
from institutions.models import Agency, Facility, FacilityType, Region, Term

NOT_KNOWN = [("", pgettext_lazy("answer", "I do not know, or I prefer not to say"))]
STORY_LENGTH = 100_000
WORDS_LENGTH = 2_000


class StepForm(forms.Form):
    """A step. `title` is the question of the page, `lead` one sentence under it."""

    title: Promise
    lead: Promise | None = None
    use_required_attribute = False

    def __init__(self, *args: object, answers: Mapping[str, Mapping[str, list[str]]] | None = None, **kwargs: object):
        super().__init__(*args, **kwargs)
        self.answers = answers or {}

    @classmethod
    def from_answers(cls, name: str, answers: Mapping[str, Mapping[str, list[str]]]) -> "StepForm":
        """The form as it was filled in before; unbound where it was not."""
        data = MultiValueDict(answers[name]) if name in answers else None
        return cls(data, answers=answers)

    def kept(self) -> dict[str, list[str]]:
        """What was typed into the fields of this form, right or wrong."""
        names = tuple(self.fields)
        return {
            key: self.data.getlist(key)
            for key in self.data
            if key in names or any(key.startswith(f"{name}_") for name in names)
        }


def terms(of_list: TermList) -> list[Term]:
    """The rows of a simple list of the pack."""
    return list(Term.objects.filter(list=of_list).select_related("parent").order_by("order"))


def _long_text(label: Promise, help_text: Promise | str = "", *, length: int = WORDS_LENGTH, rows: int = 4):
    widget = forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=length, widget=widget)


def _short_text(label: Promise, help_text: Promise | str = ""):
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=300, widget=widget)


class YouForm(StepForm):
    """Who writes, and how great the danger is."""

    title = _("Who are you to the person it happened to?")

    role = forms.ChoiceField(
        label=_("I am"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("victim", pgettext_lazy("who writes", "the person it happened to")),
            ("relative", pgettext_lazy("who writes", "a relative or friend")),
            ("lawyer", pgettext_lazy("who writes", "the lawyer")),
            ("witness", pgettext_lazy("who writes", "somebody who saw it or heard of it")),
            ("other", pgettext_lazy("who writes", "somebody else")),
            *NOT_KNOWN,
        ],
    )
    risk = forms.ChoiceField(
        label=_("How great is the danger now?"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("So that whoever reads knows how quickly something must be done."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["risk"].choices = [
            *((term.code, term.label) for term in reversed(terms(TermList.RISK_LEVEL))),
            *NOT_KNOWN,
        ]


class PlaceForm(StepForm):
    """Where it happened."""

    title = _("Where did it happen?")
    lead = _("Answer what you know. Nobody who runs this place, and nobody above them, gets your letter.")

    region = forms.ChoiceField(label=_("Region"), required=False)
    kind = forms.ChoiceField(label=_("Kind of place"), required=False)
    facility = forms.ChoiceField(label=_("The place, if it is in the list"), required=False)
    words = _long_text(_("The place in your own words"), _("Number, street, floor, room: whatever helps to find it."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        regions = Region.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today)).order_by("order")
        kinds = FacilityType.objects.exclude(mandate=Mandate.SCENARIO).order_by("order")
        self.fields["region"].choices = NOT_KNOWN + [(row.code, row.label) for row in regions]
        self.fields["kind"].choices = NOT_KNOWN + [(row.code, row.label) for row in kinds]
        self.fields["facility"].choices = NOT_KNOWN + list(_places())


def _places() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Places by region. Invented ones are listed only where nobody but the demonstration takes letters."""
    places = Facility.objects.select_related("region").order_by("region__order", "order")
    if Organisation.objects.filter(takes_letters=True, is_demonstration=False).exists():
        places = places.filter(is_demonstration=False)
    for region, rows in groupby(places, key=lambda row: row.region):
        yield region.label if region else "–", [(row.code, row.label) for row in rows]


class TimeForm(StepForm):
    """When it happened."""

    title = _("When did it happen?")
    lead = _("A year alone is enough. If it happened more than once, give the first time and tell the rest later.")

    day = DayMonthYearField(label=_("Day, month, year"), help_text=_("Leave empty what you do not know."))


class OfficialsForm(StepForm):
    """Who did it."""

    title = _("Who did it?")

    agencies = forms.MultipleChoiceField(
        label=_("They belong to"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick all that apply."),
    )
    words = _long_text(
        _("What you know of them"),
        _("Names, nicknames, rank, post, looks, voice. Only the keepers of identities can open this."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].choices = [(row.code, row.label) for row in Agency.objects.order_by("order")]


class StoryForm(StepForm):
    """What happened."""

    title = _("What happened?")
    lead = _(
        "In your own words and language, in any order. You may write little now and come back later with the code."
    )

    story = _long_text(
        _("What happened"),
        _("What was done, how often, for how long, what was said, which injuries are left, who treated them."),
        length=STORY_LENGTH,
        rows=14,
    )
    methods = forms.MultipleChoiceField(
        label=_("Tick what was done"), required=False, widget=forms.CheckboxSelectMultiple
    )
    # A trap for machines; hidden from people, and named in words for those who hear the page.
    website = forms.CharField(label=_("Leave this empty"), required=False, max_length=300)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["methods"].choices = [
            (term.code, wording.kind_of(term.parent.label if term.parent else "", term.label))
            for term in terms(TermList.METHOD)
        ]
        self.fields["website"].widget.attrs = {"tabindex": "-1", "autocomplete": "off"}


class PeopleForm(StepForm):
    """Names and contact, sealed apart from everything else."""

    title = _("Names, and how to reach you")
    lead = _("All of this may stay empty. You can follow your letter with the code alone, without a name.")

    victim = _short_text(_("Name of the person it happened to"))
    victim_more = _short_text(_("Year of birth, or what else helps to find this person"))
    name = _short_text(_("Your name"))
    contact = _short_text(
        _("How to reach you"),
        _(
            "Nobody gets in touch with you automatically: a person decides it, and it is written down. Give "
            "only what nobody else reads or listens to. Calls from prisons are recorded."
        ),
    )
    caution = _short_text(_("When and how it is safe"), _("For example: only in the evening, never by message."))
    witnesses = _long_text(_("Others who saw or know something"), _("Only if they agreed, or if they are in danger."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.answers.get("you", {}).get("role") == ["victim"]:
            del self.fields["victim"]


class FilesForm(StepForm):
    """Files: the page adds them one by one, the step itself asks nothing."""

    title = _("Do you want to add files?")
    lead = _("Photographs, documents, sound or film. You can leave this out.")


class ConsentForm(StepForm):
    """Consent in levels. Nothing is ticked beforehand."""

    title = _("What may be done with your letter?")
    lead = _("Say yes or no to each. You can change every answer later with the code.")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for term in terms(TermList.CONSENT_SCOPE):
            self.fields[f"scope-{term.code}"] = consent_field(term)
            if must_be_given(term):
                self.fields[f"scope-{term.code}"].validators.append(_must_be_yes)


def _must_be_yes(answer: str) -> None:
    if answer != "yes":
        raise ValidationError(
            _("Nothing can be kept or read unless you say yes here. You can leave this page; then nothing is sent.")
        )


def consent_field(term: Term, *, initial: str | None = None) -> forms.ChoiceField:
    """Yes or no to one use. A use without which nothing can be kept says so."""
    is_must = must_be_given(term)
    return forms.ChoiceField(
        label=term.label,
        choices=[("yes", pgettext_lazy("consent", "Yes")), ("no", pgettext_lazy("consent", "No"))],
        widget=forms.RadioSelect(attrs={"class": "is-inline"}),
        initial=initial,
        error_messages={"required": _("Say yes or no.")},
        help_text=_("Without this nothing can be sent.") if is_must else "",
    )


def must_be_given(term: Term) -> bool:
    """Whether a letter without this consent cannot be kept at all."""
    return term.attributes.get("default") == "must"


class AddFileForm(forms.Form):
    """One file."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("A file"),
        help_text=_("At most 20 MB each. Pictures, PDF documents, plain text, sound (M4A, MP3) and film (MP4)."),
        error_messages={"required": _("Choose a file first."), "empty": _("This file is empty.")},
    )
    is_to_clean = forms.BooleanField(
        label=_("Remove hidden data now"),
        required=False,
        help_text=_(
            "Photographs and documents often tell where and with which device they were made. The hidden data may also "
            "prove that they are genuine. If you tick this, only a clean picture is kept and the original is dropped."
        ),
    )


class SendForm(forms.Form):
    """Who shall get the letter."""

    use_required_attribute = False
    organisation = forms.ChoiceField(
        label=_("Who shall get your letter?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one, or say that you do not mind.")},
    )

    def __init__(self, *args: object, offered: Sequence[Organisation], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [
            *((str(organisation.uuid), str(organisation)) for organisation in offered),
            *([(ANY, _("Any of them; I do not mind"))] if len(offered) > 1 else []),
        ]


class PersonForm(forms.Form):
    """The plain question to whoever had to wait."""

    use_required_attribute = False
    is_person = forms.BooleanField(
        label=_("A person is sending this letter"), error_messages={"required": _("Tick this box.")}
    )


STEPS: tuple[tuple[str, type[StepForm]], ...] = (
    ("you", YouForm),
    ("place", PlaceForm),
    ("time", TimeForm),
    ("officials", OfficialsForm),
    ("story", StoryForm),
    ("people", PeopleForm),
    ("files", FilesForm),
    ("consent", ConsentForm),
)
CHECK = len(STEPS) + 1  # the number of the page with all answers
