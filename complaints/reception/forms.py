"""The topics of a complaint that is being logged, one form each. Nothing but the consent to keep it is compulsory.

Each form is bound again from the draft whenever it is shown. Coded answers lie open in the draft; the words of a topic
with `is_sealed` never do.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.choices import ConsentAnswer, Signed, Teller
from complaints.date_fields import PartialDateField
from complaints.dates import PartialDate
from complaints.models import Safeguards
from complaints.reception.codes import CodeBook
from institutions.choices import Answer, TermList
from institutions.models import Body, Channel, FacilityType, Offence, PremiseType, Region

LONGEST_STORY = 100_000
LONGEST_FILE_NUMBER = 40
_OF_A_DAY = set("0123456789.-/")
MUST = "must"  # what a pack says of the scope without which nothing may be kept

Answers = Mapping[str, Mapping[str, list[str]]]
NOT_KNOWN = ("", pgettext_lazy("answer", "Not known"))


@dataclass(frozen=True, slots=True)
class Situation:
    """What the questions depend on: the lists, how many people there are, whether the case is there already."""

    codes: CodeBook
    victims: int = 1
    respondents: int = 1
    is_addition: bool = False


class CodedField(forms.TypedChoiceField):
    """One code. What nobody answered is the default, which says so, and is no mistake."""

    def __init__(self, *, choices: Iterable[tuple[str, object]], default: str = "", **kwargs: object) -> None:
        ordered = sorted(choices, key=lambda choice: choice[0] != default)
        super().__init__(choices=ordered, empty_value=default, initial=default, **kwargs)

    def clean(self, value: object) -> str:
        """The code; the default where nothing came. Raises ValidationError for what is none of the list."""
        return self.empty_value if value in self.empty_values else super().clean(value)


class TopicForm(forms.Form):
    """A topic. `title` is its name in the list of topics, `lead` one sentence under it."""

    title: Promise
    lead: Promise | None = None
    is_sealed = False
    may_wait = False  # an answer that is still to be had holds nobody up on the page
    use_required_attribute = False

    def __init__(self, *args: object, situation: Situation, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.situation = situation

    @classmethod
    def from_answers(cls, name: str, answers: Answers, situation: Situation) -> "TopicForm":
        """The form as it was filled in before; unbound where it was not."""
        return cls(MultiValueDict(answers[name]) if name in answers else None, situation=situation)

    def kept(self) -> dict[str, list[str]]:
        """What was typed into the fields of this form, right or wrong."""
        return {key: self.data.getlist(key) for name in self.fields for key in self._keys(name) if key in self.data}

    def coded(self, before: Mapping[str, list[str]]) -> dict[str, list[str]]:
        """Of what was typed only the codes, digits and numbers that a draft may hold in the open.

        A field into which something else was typed keeps what was there `before`.
        """
        found: dict[str, list[str]] = {}
        for name, field in self.fields.items():
            keys = [key for key in self._keys(name) if key in self.data]
            told = {key: _fit(field, key, self.data.getlist(key)) for key in keys}
            kept = {key: before[key] for key in self._keys(name) if key in before} if name in self.misfits() else {}
            found |= kept or {key: values for key, values in told.items() if values}
        return found

    def misfits(self) -> list[str]:
        """The fields into which something was typed that a draft cannot hold in the open."""
        return [
            name for name, field in self.fields.items() if any(self._is_misfit(field, key) for key in self._keys(name))
        ]

    def _is_misfit(self, field: forms.Field, key: str) -> bool:
        typed = [value for value in self.data.getlist(key) if value.strip()] if key in self.data else []
        is_cut = isinstance(field, forms.CharField) and any(len(value.strip()) > LONGEST_FILE_NUMBER for value in typed)
        return is_cut or (bool(typed) and len(_fit(field, key, typed)) < (len(typed) if _is_many(field) else 1))

    def sections(self) -> list[tuple[str, list[BoundField]]]:
        """The fields as they are laid out: heading, fields."""
        return [("", [field for field in self if not field.is_hidden])]

    def _keys(self, name: str) -> list[str]:
        field = self.fields[name]
        if isinstance(field, forms.MultiValueField):
            return [f"{name}_{number}" for number in range(len(field.fields))]
        return [name]


def _fit(field: forms.Field, key: str, values: Sequence[str]) -> list[str]:
    if isinstance(field, forms.MultiValueField):
        part = field.fields[int(key.rpartition("_")[2])]
        return _of_part(part, values)
    if isinstance(field, forms.ChoiceField):
        return [value for value in values if field.valid_value(value)]
    if isinstance(field, forms.IntegerField):
        return _whole(field, values, longest=2)
    if isinstance(field, forms.DateField):
        return _day(field, values)
    if isinstance(field, forms.BooleanField):
        return ["on"] if values else []
    return [value[:LONGEST_FILE_NUMBER] for value in values if "\x00" not in value][:1]


def _of_part(part: forms.Field, values: Sequence[str]) -> list[str]:
    if isinstance(part, forms.ChoiceField):
        return [value for value in values if part.valid_value(value)][:1]
    return _whole(part, values, longest=4)


def _whole(field: forms.Field, values: Sequence[str], *, longest: int) -> list[str]:
    """Digits, be the number too great or not; whatever the field takes for a number is written in digits."""
    digits = [str(_cleaned(field, value)) for value in values[:1]]
    typed = [value.strip() for value in values[:1]]
    return [value for value in (*digits, *typed) if value.isascii() and value.isdigit() and len(value) <= longest][:1]


def _day(field: forms.Field, values: Sequence[str]) -> list[str]:
    """A day as it was typed in digits; one that the field reads from words is written in digits."""
    typed = [value.strip() for value in values[:1]]
    read = [str(_cleaned(field, value)) for value in values[:1]]
    return [value for value in (*typed, *read) if len(value) <= 10 and not set(value) - _OF_A_DAY][:1]


def _cleaned(field: forms.Field, value: str) -> object:
    """What the field makes of it, None where it makes nothing of it."""
    try:
        return field.clean(value)
    except ValidationError:
        return None


def _is_many(field: forms.Field) -> bool:
    return isinstance(field, forms.MultipleChoiceField)


def line(label: Promise | str, help_text: Promise | str = "", *, length: int = 300) -> forms.CharField:
    """One line of words."""
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, help_text=help_text, max_length=length, required=False, widget=widget)


def ticks(label: Promise, choices: Collection[tuple[str, str]], help_text: Promise | str = "") -> forms.Field:
    """Several codes of a list."""
    widget = forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small is-many"})
    return forms.MultipleChoiceField(label=label, help_text=help_text, choices=choices, required=False, widget=widget)


_NO_NAMES = _("The number of your own paper file or table, if there is one. No names: it is not sealed.")


class ArrivalForm(TopicForm):
    """How the complaint came."""

    title = _("How it came")
    lead = _("The way a complaint takes decides who may already have read it.")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        codes = self.situation.codes
        today = timezone.localdate()
        self.fields |= {
            "received_on": PartialDateField(
                label=_("Made on"),
                help_text=_("The day the person complained, to you or to anybody else."),
                initial=PartialDate(today, "day"),
                required=False,
            ),
            "channel": CodedField(label=_("Way it came"), choices=[NOT_KNOWN, *codes.choices(Channel)]),
            "received_by": CodedField(
                label=_("Body that received it"),
                help_text=_("If it was handed to an authority first."),
                choices=[("", pgettext_lazy("answer", "None, or not known")), *codes.choices(Body)],
            ),
            "passed_staff": CodedField(
                label=_("Did it pass through the hands of staff of the place?"),
                choices=Answer.choices,
                default=Answer.NOT_ASKED,
            ),
            "told_by": CodedField(label=_("Who told it"), choices=Teller.choices, default=Teller.UNKNOWN),
            "language": CodedField(
                label=_("Language it was told in"),
                choices=[
                    NOT_KNOWN,
                    ("kk", _("Kazakh")),
                    ("ru", _("Russian")),
                    ("en", _("English")),
                    ("other", pgettext_lazy("language", "Another language")),
                ],
            ),
            "is_anonymous": forms.BooleanField(
                label=_("The person who complains wants to stay unnamed"), required=False
            ),
        }
        if not self.situation.is_addition:
            self.fields["file_number"] = line(
                _("Own file number"),
                _NO_NAMES,
                length=LONGEST_FILE_NUMBER,
            )
        self.fields["register_number"] = line(
            _("Number under which it was registered"),
            _(
                "Only looked for among the cases that are here already. Record the registration itself on the page of "
                "the case."
            ),
            length=LONGEST_FILE_NUMBER,
        )


class IncidentForm(TopicForm):
    """What happened, where and when, in codes."""

    title = _("The incident")
    lead = _("As far as you know it. Everything here can stay empty and be filled in later.")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        codes = self.situation.codes
        self.fields |= {
            "incident_on": PartialDateField(
                label=_("When it happened"),
                help_text=_("A year alone is enough. If it went on for some time, the first day."),
                required=False,
            ),
            "facility": CodedField(
                label=_("Place, if it is in the list"),
                choices=[NOT_KNOWN, *codes.places()],
            ),
            "facility_type": CodedField(label=_("Kind of place"), choices=[NOT_KNOWN, *codes.choices(FacilityType)]),
            "premise_type": CodedField(label=_("Where in it"), choices=[NOT_KNOWN, *codes.choices(PremiseType)]),
            "region": CodedField(label=_("Region at the time"), choices=[NOT_KNOWN, *codes.choices(Region)]),
            "offence": CodedField(
                label=_("First qualification"),
                help_text=_("The article somebody named first: the complaint, or the body that registered it."),
                choices=[NOT_KNOWN, *codes.choices(Offence)],
            ),
            "methods": ticks(_("What was done"), codes.nested(TermList.METHOD)),
            "purposes": ticks(_("What for, as the person says"), codes.choices(TermList.PURPOSE)),
        }


class FileNumberForm(TopicForm):
    """The number of the organisation's own file, by itself."""

    title = _("Own file number")

    file_number = line(_("Own file number"), _NO_NAMES, length=LONGEST_FILE_NUMBER)


class SafeguardsForm(TopicForm):
    """Which safeguards there were."""

    title = _("Safeguards")
    lead = _("What the person had when they were held. “Not asked” is an honest answer.")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in SAFEGUARDS:
            column = Safeguards._meta.get_field(name)
            label = str(column.verbose_name)
            self.fields[name] = CodedField(
                label=label[:1].upper() + label[1:], choices=column.choices, default=column.default
            )


SAFEGUARDS = (
    *("record_drawn_up", "lawyer_admitted", "lawyer_in_private", "relatives_told", "rights_explained", "video_on"),
    *("examined_on_arrival", "medic_present", "interpreter", "statement"),
)
NOTHING_ASKED = {Answer.NOT_ASKED.value, Signed.NOT_ASKED.value}


class AccountForm(TopicForm):
    """What was told, in words."""

    title = _("The account")
    lead = _(
        "What was told, as it was told. Sealed: until you send it only you can read it here, afterwards those who hold "
        "the key of the case."
    )
    is_sealed = True

    narrative = forms.CharField(
        label=_("What happened"),
        help_text=_("What was done, by whom, how often, for how long, what was said, which injuries are left."),
        max_length=LONGEST_STORY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14, "autocomplete": "off"}),
    )


class ConsentForm(TopicForm):
    """Consent in levels, as the person gave it."""

    title = _("Consent")
    may_wait = True
    lead = _("Ask for each use by itself. Nothing is presumed, and every answer can be changed later.")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = [pair for pair in ConsentAnswer.choices if pair[0] != ConsentAnswer.WITHDRAWN]
        for row in self.situation.codes.rows(TermList.CONSENT_SCOPE):
            is_must = row.of == MUST
            self.fields[scope_field(row.code)] = CodedField(
                label=row.label,
                help_text=_("Without this nothing may be kept here.") if is_must else "",
                choices=choices,
                default=ConsentAnswer.NOT_ASKED,
                widget=forms.RadioSelect(attrs={"class": "is-inline"}),
                validators=[_must_be_given] if is_must else [],
            )

    def clean(self) -> dict[str, object]:
        """The answers; one that was never asked is a mistake where nothing can be kept without it."""
        for row in self.situation.codes.rows(TermList.CONSENT_SCOPE):
            name = scope_field(row.code)
            if row.of == MUST and self.cleaned_data.get(name) == ConsentAnswer.NOT_ASKED and name not in self.errors:
                self.add_error(name, _NOT_GIVEN)
        return self.cleaned_data


_NOT_GIVEN = _(
    "Without this consent nothing may be kept. Ask for it, or delete the draft and keep nothing of what was told."
)


def scope_field(code: str) -> str:
    """The name of the field of a scope of consent."""
    return f"scope-{code}"


def _must_be_given(answer: str) -> None:
    if answer != ConsentAnswer.GIVEN:
        raise ValidationError(_NOT_GIVEN)


class RiskForm(TopicForm):
    """How great the danger is now."""

    title = _("Danger now")
    lead = _("So that whoever opens the list sees how quickly something must be done.")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        codes = self.situation.codes
        levels = reversed(codes.choices(TermList.RISK_LEVEL))
        self.fields |= {
            "level": CodedField(
                label=_("How great is the danger?"),
                choices=[*levels, ("", pgettext_lazy("level of risk", "Not judged yet"))],
                widget=forms.RadioSelect,
            ),
            "feared": ticks(_("What is feared"), codes.choices(TermList.REPRISAL_TYPE)),
            "look_again_on": forms.DateField(
                label=_("Look again on"),
                help_text=_("As 03.04.2026. The page of your work reminds you."),
                required=False,
                widget=forms.DateInput,
            ),
        }

    def clean_look_again_on(self) -> date | None:
        """A day, today or later, or none."""
        wanted = self.cleaned_data["look_again_on"]
        if wanted is not None and wanted < timezone.localdate():
            raise ValidationError(_("Give a day to come, or leave it empty."))
        return wanted

    def clean(self) -> dict[str, object]:
        """Nothing is feared, and nothing looked at again, where nothing was judged."""
        told = self.cleaned_data
        if not told.get("level") and (told.get("feared") or told.get("look_again_on")):
            self.add_error("level", _("Say how great the danger is, or leave all of this empty."))
        return told
