"""One form for each kind of circumstances, to be shown inside the form of the event itself."""

from collections.abc import Mapping
from decimal import Decimal

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from complaints.choices import (
    CommunicationStep,
    Examiner,
    Precision,
    Presence,
    ProtectionStep,
    ReprisalTarget,
    Voluntary,
    WithdrawalForm,
)
from complaints.circumstances.choosing import (
    OfferedChoice,
    answer,
    one_body,
    one_complaint,
    one_day,
    one_place,
    one_term,
    one_victim,
)
from complaints.circumstances.finding_forms import SAYS_WHY, FindingRows, QuietForm
from complaints.circumstances.told import ToldFinding, rank_of
from complaints.models import (
    Case,
    Communication,
    Compensation,
    Examination,
    Protection,
    Reprisal,
    Withdrawal,
)
from institutions.choices import Circumstances, TermList

MOST_DAYS_AFTER = 36_500


class CircumstancesForm(QuietForm):
    """What else is told about an event of one kind. `findings` are those of an examination."""

    model: type[Model]
    template_name = "complaints/circumstances/_how.html"
    rows: FindingRows | None = None

    def __init__(
        self, data: Mapping[str, str] | None, *, case: Case, prefix: str, instance: Model | None, **kwargs: object
    ) -> None:
        super().__init__(data, prefix=prefix, **kwargs)
        self.case = case
        self.add_fields(case)
        if instance is not None:
            self.initial = {name: getattr(instance, name) for name in self.fields if hasattr(instance, name)}

    def add_fields(self, case: Case) -> None:
        """Fields whose choices depend on the case."""

    @property
    def asks_for_more(self) -> bool:
        """Whether more rows were asked for: the page is then shown again, and nothing is a mistake yet."""
        return self.is_quiet

    def is_valid(self) -> bool:
        """Whether all of it can be recorded."""
        return not self.is_quiet and super().is_valid()

    def unsaved(self) -> Model:
        """The row as it would be written with the event. Only after the form was found valid."""
        return self.model(**self.cleaned_data)

    def repeats(self, earlier: Model | None) -> bool:
        """Whether all of it stands in the `earlier` row already."""
        told = self.unsaved()
        asked = [name for name in self.fields if hasattr(told, name)]
        return earlier is not None and all(getattr(earlier, name) == getattr(told, name) for name in asked)

    def findings(self) -> list[ToldFinding]:
        """Findings of an examination; of anything else there are none."""
        return self.rows.told() if self.rows else []


class WithdrawalHow(CircumstancesForm):
    """How a withdrawal came about. That it happened says nothing about the will of the person."""

    model = Withdrawal
    form = OfferedChoice(
        label=_("How was the withdrawal put down?"), choices=WithdrawalForm, initial=WithdrawalForm.UNKNOWN
    )
    voluntary = OfferedChoice(
        label=_("Was it of the complainant's own will?"),
        help_text=_("As the person says out of reach of those complained about, or as was found."),
        choices=Voluntary,
        initial=Voluntary.UNKNOWN,
    )
    in_custody = answer(_("Was the person held when it was made?"))
    staff_present = answer(_("Was staff of the place present?"))
    lawyer_present = answer(_("Was a lawyer of the person present?"))
    contacted_by_accused = answer(_("Had anybody of the accused body been in contact with the person before?"))

    def add_fields(self, case: Case) -> None:
        """Where the person was held, and whom the withdrawal was addressed to."""
        self.fields["facility"] = one_place(_("Where was the person held then?"), case)
        self.fields["addressee"] = one_body(
            _("To whom was it addressed?"),
            _("A withdrawal addressed to a body outside the country leaves the case at home alone."),
        )


class ReprisalHow(CircumstancesForm):
    """Pressure or a reprisal."""

    model = Reprisal
    target = OfferedChoice(label=_("Against whom?"), choices=ReprisalTarget, initial=ReprisalTarget.UNKNOWN)
    is_going_on = answer(_("Does it go on?"))
    led_to_withdrawal = answer(_("Did a withdrawal follow?"))

    def add_fields(self, case: Case) -> None:
        """Which kind, by whom, where and after which complaint."""
        self.fields["kind"] = one_term(_("What kind of pressure or reprisal?"), TermList.REPRISAL_TYPE)
        self.fields["by_body"] = one_body(_("By people of which body?"))
        self.fields["facility"] = one_place(_("Where?"), case)
        self.fields["after_complaint"] = one_complaint(_("After which complaint?"), case)
        self.order_fields(["kind", "target", "by_body", "facility", "after_complaint"])


class ProtectionHow(CircumstancesForm):
    """A measure of protection and where it stands by this event."""

    model = Protection
    step = OfferedChoice(label=_("Where does it stand?"), choices=ProtectionStep, initial=ProtectionStep.ASKED)

    def add_fields(self, case: Case) -> None:
        """Which measure, asked of whom, and until when."""
        self.fields["measure"] = one_term(
            _("Which measure?"),
            TermList.PROTECTION_MEASURE,
            _("Give the same measure in each of its steps: so a request and its answer find each other."),
        )
        self.fields["asked_of"] = one_body(_("Of whom was it asked?"))
        self.fields["until"] = one_day(_("Until when?"), _("As 03.04.2026. Leave empty where no end was set."))
        self.order_fields(["measure", "step"])


class ExaminationHow(CircumstancesForm):
    """A medical examination with its findings (Istanbul Protocol, 2022)."""

    model = Examination
    examiner = OfferedChoice(
        label=_("Who examined?"),
        help_text=_("Name the employer as the body of the event: whether it is independent is computed from it."),
        choices=Examiner,
        initial=Examiner.UNKNOWN,
    )
    guards = OfferedChoice(
        label=_("Were guards or police near?"),
        help_text=_("An examination should be private, out of sight and hearing of guards."),
        choices=Presence,
        initial=Presence.UNKNOWN,
    )
    restrained = answer(_("Was the person handcuffed or tied?"))
    consented = answer(_("Did the person agree to be examined?"))
    lawyer_informed = answer(_("Was the lawyer told?"))
    follows_protocol = answer(_("Does the report follow the Istanbul Protocol?"))
    photographed = answer(_("Were the marks photographed?"))

    def __init__(
        self, data: Mapping[str, str] | None, *, case: Case, prefix: str, instance: Model | None, **kwargs: object
    ) -> None:
        earlier = (
            list(instance.findings.select_related("consistency", "description").order_by("number")) if instance else []
        )
        self.rows = FindingRows(data, prefix=f"{prefix}-finding", earlier=earlier)
        super().__init__(data, case=case, prefix=prefix, instance=instance, is_quiet=self.rows.asks_for_more, **kwargs)

    def add_fields(self, case: Case) -> None:
        """Who was examined, when after the incident where that cannot be computed, and the examiner's own judgement."""
        self.fields["victim"] = one_victim(_("Who was examined?"), case)
        if case.incident_precision != Precision.DAY:
            self.fields["days_after_incident"] = forms.IntegerField(
                label=_("How many days after the incident?"),
                help_text=_("The day of the incident is not known exactly, so it cannot be computed."),
                required=False,
                min_value=0,
                max_value=MOST_DAYS_AFTER,
            )
        self.fields["consistency"] = one_term(
            _("Overall degree, as the examiner judges"),
            TermList.CONSISTENCY,
            _("Copy it from the report. It is the examiner's judgement of the whole and never computed."),
        )
        self.order_fields(["victim"])

    def clean(self) -> dict[str, object]:
        """The rows are complete; who finds the whole inconsistent describes a finding."""
        cleaned = super().clean()
        if mistakes := self.rows.mistakes():
            raise forms.ValidationError(mistakes)
        overall = cleaned.get("consistency")
        is_described = any(found.words or found.earlier_words for found in self.rows.told())
        if overall is not None and rank_of(overall) == 0 and not is_described:
            self.add_error("consistency", SAYS_WHY)
        return cleaned


class CurrencyField(forms.RegexField):
    """Three letters, taken as they are meant however large they were written."""

    def to_python(self, value: str | None) -> str:
        """In capitals."""
        return super().to_python(value).upper()


class AmountField(forms.DecimalField):
    """An amount as people write it in the language of the page: groups of digits may stand apart."""

    def to_python(self, value: object) -> Decimal | None:
        """Without the blanks; which mark stands before the cents, the language says."""
        return super().to_python("".join(value.split()) if isinstance(value, str) else value)


class CompensationHow(CircumstancesForm):
    """Money that an event is about; which remedy it is, the ground of the event says."""

    model = Compensation
    amount = AmountField(label=_("Amount"), required=False, min_value=0, max_digits=14, decimal_places=2, localize=True)
    currency = CurrencyField(
        r"^[A-Z]{3}$",
        label=_("Currency"),
        help_text=_("Three letters, such as EUR."),
        required=False,
        max_length=3,
        error_messages={"invalid": _("Give the three letters of the currency.")},
    )

    def add_fields(self, case: Case) -> None:
        """By whom and for whom; the currency that was used last stands there already."""
        self.fields["owed_by"] = one_body(_("Who owes or paid it?"))
        self.fields["victim"] = one_victim(_("For whom?"), case)
        used = Compensation.objects.filter(event__case__organisation=case.organisation_id).exclude(currency="")
        self.fields["currency"].initial = used.order_by("-pk").values_list("currency", flat=True).first() or ""

    def clean(self) -> dict[str, object]:
        """An amount needs its currency; a currency that merely stood there goes without one."""
        cleaned = super().clean()
        if cleaned.get("amount") is None:
            cleaned["currency"] = ""
        elif not cleaned.get("currency") and "currency" not in self.errors:
            self.add_error("currency", _("An amount needs its currency, and a currency an amount."))
        return cleaned


class CommunicationHow(CircumstancesForm):
    """A step before a body outside the country."""

    model = Communication
    step = OfferedChoice(label=_("Which step?"), choices=CommunicationStep, initial=CommunicationStep.SUBMITTED)
    number = forms.CharField(
        label=_("Number there"),
        help_text=_("The number under which the body knows it or published its decision."),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def add_fields(self, case: Case) -> None:
        """Before which body, and until when an answer is due."""
        self.fields["addressee"] = one_body(_("Before which body?"), is_international=True)
        self.fields["reply_due_on"] = one_day(_("By when is an answer due?"), _("As 03.04.2026."))
        self.order_fields(["step", "addressee"])


FORMS: Mapping[str, type[CircumstancesForm]] = {
    Circumstances.WITHDRAWAL: WithdrawalHow,
    Circumstances.REPRISAL: ReprisalHow,
    Circumstances.PROTECTION: ProtectionHow,
    Circumstances.EXAMINATION: ExaminationHow,
    Circumstances.COMPENSATION: CompensationHow,
    Circumstances.COMMUNICATION: CommunicationHow,
}


def form_for(
    kind: str,
    *,
    case: Case,
    data: Mapping[str, str] | None = None,
    prefix: str = "how",
    instance: Model | None = None,
) -> CircumstancesForm | None:
    """The form for `kind` (a value of Circumstances), None for an event about which nothing else is asked.

    `instance` is what an entry that is corrected says. Where the form `asks_for_more` rows it is never valid and has
    no mistakes: show the page again.
    """
    form = FORMS.get(kind)
    return form(data, case=case, prefix=prefix, instance=instance) if form else None
