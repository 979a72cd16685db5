"""Fields in which the circumstances of an event are told: a choice that may be unknown, a body, a place, a person."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from complaints import wording
from complaints.choices import DataSet, Party
from complaints.dates import PartialDate
from complaints.models import Case, CaseEvent, Complaint, Victim
from complaints.parties import label_of
from institutions.choices import Answer, BodyKind, Effect, TermList
from institutions.models import Body, Facility, Term

NOT_KNOWN = pgettext_lazy("choice", "Not known")


class OfferedChoice(forms.ChoiceField):
    """A choice that is never empty: where nobody chose, what stands there first holds."""

    def clean(self, value: str | None) -> str:
        """The code that was chosen, or the first one. Raises ValidationError for a code that is not offered."""
        return super().clean(value or self.initial)


class VictimField(forms.ModelChoiceField):
    """One of the alleged victims of the case, by number."""

    def label_from_instance(self, victim: Victim) -> str:
        """Such as "Alleged victim 2"."""
        return label_of(Party.VICTIM, victim.number)


class ComplaintField(forms.ModelChoiceField):
    """One of the complaints of the case, by its day."""

    days: dict[int, str]

    def label_from_instance(self, complaint: Complaint) -> str:
        """Such as "Complaint, 3 April 2026"."""
        return _("Complaint, %(day)s") % {"day": self.days.get(complaint.pk, _("on an unknown day"))}


def answer(label: Promise, help_text: Promise | str = "") -> OfferedChoice:
    """A question that may also be refused, unknown or not asked; the last of these until somebody says otherwise."""
    return OfferedChoice(label=label, help_text=help_text, choices=Answer, initial=Answer.NOT_ASKED)


def one_body(
    label: Promise, help_text: Promise | str = "", *, is_international: bool = False
) -> forms.ModelChoiceField:
    """A body of the country pack, or one outside the country."""
    bodies = Body.objects.order_by("order", "code")
    if is_international:
        bodies = bodies.filter(kind=BodyKind.INTERNATIONAL)
    return forms.ModelChoiceField(
        bodies, label=label, help_text=help_text, required=False, empty_label=NOT_KNOWN, to_field_name="code"
    )


def one_place(label: Promise, case: Case) -> forms.ModelChoiceField:
    """A place of detention; invented ones stand beside invented cases only."""
    places = Facility.objects.filter(is_demonstration=case.data_set == DataSet.DEMONSTRATION)
    return forms.ModelChoiceField(
        places.order_by("label_en", "code"), label=label, required=False, empty_label=NOT_KNOWN, to_field_name="code"
    )


def one_term(label: Promise, terms: TermList, help_text: Promise | str = "") -> forms.ModelChoiceField:
    """A row of a list of the country pack."""
    found = Term.objects.filter(list=terms).order_by("order")
    return forms.ModelChoiceField(
        found, label=label, help_text=help_text, required=False, empty_label=NOT_KNOWN, to_field_name="code"
    )


def one_victim(label: Promise, case: Case) -> VictimField:
    """Whom it is about, of the alleged victims of the case."""
    victims = Victim.objects.filter(case=case).order_by("number")
    return VictimField(victims, label=label, required=False, empty_label=NOT_KNOWN, to_field_name="number")


def one_complaint(label: Promise, case: Case) -> ComplaintField:
    """One of the complaints of the case."""
    complaints = Complaint.objects.filter(case=case).order_by("pk")
    field = ComplaintField(complaints, label=label, required=False, empty_label=NOT_KNOWN, to_field_name="uuid")
    made = CaseEvent.objects.filter(case=case, stage__effect=Effect.SUBMITS, complaint__isnull=False)
    field.days = {
        complaint: wording.when(PartialDate(day, precision))
        for complaint, day, precision in made.order_by("pk").values_list("complaint", "happened_on", "precision")
    }
    return field


def one_day(label: Promise, help_text: Promise | str = "") -> forms.DateField:
    """A day that may lie ahead."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.DateInput(format="%d.%m.%Y"),
        input_formats=["%d.%m.%Y", "%Y-%m-%d"],
        error_messages={"invalid": gettext_lazy("Write the day as 03.04.2026.")},
    )
