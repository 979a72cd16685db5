"""The questions about a complaint that was heard in an interview, and about its way; checked here, decided by actions.

What every complaint is asked stands in the forms of the reception.
"""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.choices import ConsentAnswer, Teller
from complaints.circumstances.choosing import OfferedChoice, one_body, one_term
from complaints.circumstances.forms import ReprisalHow
from complaints.date_fields import PartialDateField
from complaints.models import Case, CaseEvent, Reprisal
from complaints.pages.timeline import name_of
from complaints.reception.forms import (
    LONGEST_FILE_NUMBER,
    LONGEST_STORY,
    NOT_KNOWN,
    AccountForm,
    CodedField,
    IncidentForm,
    Situation,
    TopicForm,
    line,
)
from complaints.reception.people_forms import NamesForm
from institutions.choices import TermList
from institutions.models import Term
from institutions.visit_choices import HELD
from monitoring.models import InterviewComplaint

_PSEUDONYM = InterviewComplaint._meta.get_field("pseudonym")


class PseudonymField(forms.CharField):
    """A pseudonym, in capitals however it was typed."""

    def to_python(self, value: object) -> str:
        """The pseudonym in capitals."""
        return super().to_python(value).upper()


class InterviewForm(TopicForm):
    """How the interview was held, and what stands for the name."""

    title = _("The interview")
    lead = _("The day, the place and the way the complaint came are those of the visit.")

    def __init__(self, *args: object, situation: Situation, **kwargs: object) -> None:
        super().__init__(*args, situation=situation, **kwargs)
        modes = Term.objects.filter(list=TermList.INTERVIEW_MODE, attributes__meaning__in=HELD).order_by("order")
        self.fields["mode"] = forms.ModelChoiceField(
            modes, label=_("How was it held?"), to_field_name="code", empty_label=None, widget=forms.RadioSelect
        )
        self.fields["pseudonym"] = PseudonymField(
            label=_("Pseudonym"),
            help_text=_("As on the paper of the visit: a letter and a number, for example P3. Never a name."),
            max_length=_PSEUDONYM.max_length,
            required=False,
            validators=_PSEUDONYM.validators,
            widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-10"}),
        )
        self.fields["told_by"] = CodedField(label=_("Who told it"), choices=Teller.choices, default=Teller.UNKNOWN)
        self.fields["language"] = CodedField(
            label=_("Language it was told in"),
            choices=[
                NOT_KNOWN,
                ("kk", _("Kazakh")),
                ("ru", _("Russian")),
                ("en", _("English")),
                ("other", pgettext_lazy("language", "Another language")),
            ],
        )
        self.fields["is_anonymous"] = forms.BooleanField(
            label=_("The person who complains wants to stay unnamed"), required=False
        )


class WhatHappenedForm(IncidentForm):
    """What happened, where and when; the place is that of the visit until somebody says otherwise."""

    lead = _(
        "The place is that of the visit. Change it if it happened elsewhere, for example before the person came here."
    )


class ToldForm(AccountForm):
    """The account. It is written without a key: it is sealed when it is sent."""

    lead = _("What was told, as it was told. Sealed when you send it, for those who hold the key of the case.")


class NamesIfWanted(NamesForm):
    """Names and contacts, only where the person wants that."""

    lead = _(
        "Only if the person wants it; the pseudonym is enough. Sealed apart from the account: you can write names down "
        "without being able to open them later."
    )


class ReprisalForm(forms.Form):
    """A reprisal that followed a visit."""

    case = forms.ModelChoiceField(
        Case.objects.none(), label=_("In which case?"), to_field_name="reference", empty_label=None
    )
    when = PartialDateField(label=_("When did it happen?"))
    target = OfferedChoice(
        label=ReprisalHow.base_fields["target"].label,
        choices=ReprisalHow.base_fields["target"].choices,
        initial=ReprisalHow.base_fields["target"].initial,
    )
    is_going_on = OfferedChoice(
        label=ReprisalHow.base_fields["is_going_on"].label,
        choices=ReprisalHow.base_fields["is_going_on"].choices,
        initial=ReprisalHow.base_fields["is_going_on"].initial,
    )
    words = forms.CharField(
        label=_("What is known of it, in words"),
        help_text=_("Sealed for those who hold the key of the case."),
        max_length=LONGEST_STORY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
    )

    def __init__(self, *args: object, cases: QuerySet[Case], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].queryset = cases
        self.fields["kind"] = one_term(_("What kind of pressure or reprisal?"), TermList.REPRISAL_TYPE)
        self.fields["by_body"] = one_body(_("By people of which body?"))
        self.order_fields(["case", "when", "kind", "target", "by_body", "is_going_on", "words"])

    def unsaved(self) -> Reprisal:
        """The row as it would be written with the event. Only after the form was found valid."""
        told = ("kind", "target", "by_body", "is_going_on")
        return Reprisal(**{name: self.cleaned_data[name] for name in told})


class EventField(forms.ModelChoiceField):
    """An event by its case, its name and its day."""

    def label_from_instance(self, event: CaseEvent) -> str:
        """Such as "K7F3-9QXD: Reprisal or threat reported, 3 April 2026"."""
        return f"{event.case.reference}: {name_of(event)}"


class KnownReprisalForm(forms.Form):
    """A reprisal that is recorded already."""

    event = EventField(CaseEvent.objects.none(), label=_("Which one?"), to_field_name="uuid", empty_label=None)

    def __init__(self, *args: object, events: QuerySet[CaseEvent], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].queryset = events


class TriggerForm(forms.Form):
    """A case that moved monitors to visit, by its reference."""

    reference = forms.CharField(
        label=_("Number of the case"),
        help_text=_("As K7F3-9QXD. Only cases that you may see can be linked."),
        max_length=9,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-10"}),
    )

    def __init__(self, *args: object, cases: QuerySet[Case], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.cases = cases

    def clean_reference(self) -> Case:
        """The case. One that may not be seen is none."""
        found = self.cases.filter(reference=self.cleaned_data["reference"].upper()).first()
        if found is None:
            raise ValidationError(_("There is no such case among those you may see."))
        return found


class PassingForm(forms.Form):
    """The day something was done about passing on, and the number given there."""

    on = forms.DateField(
        label=_("On which day?"),
        help_text=_("As 03.04.2026."),
        widget=forms.DateInput(format="%d.%m.%Y"),
        input_formats=["%d.%m.%Y", "%Y-%m-%d"],
        error_messages={"invalid": _("Write the day as 03.04.2026.")},
    )
    register_number = line(_("Number given there"), _("If there is one."), length=LONGEST_FILE_NUMBER)

    def clean_on(self) -> date:
        """The day. Raises ValidationError for one to come."""
        if self.cleaned_data["on"] > timezone.localdate():
            raise ValidationError(_("This date lies in the future."))
        return self.cleaned_data["on"]


class AnswerForm(forms.Form):
    """What the person answers now about passing on."""

    answer = forms.ChoiceField(
        label=_("What does the person say now about passing it on?"), choices=ConsentAnswer, widget=forms.RadioSelect
    )
