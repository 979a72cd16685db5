"""Forms about recommendations and letters. They check what was typed; actions decide."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.conf import settings
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from complaints import wording
from complaints.event_forms import RowField
from institutions.choices import TermList
from institutions.models import Body, LegalInstrument, Term
from institutions.visit_choices import REPLIES, VERIFIED
from monitoring.choices import Priority, SaidBy
from monitoring.facts import RecommendationFacts
from monitoring.judging import meaning
from monitoring.models import Finding, Recommendation, RecommendationLetter, RecommendationStep, Visit
from monitoring.recommendations.actions import NOTED
from monitoring.recommendations.choices import StepKind
from monitoring.recommendations.queries import scenario_bodies

LONGEST_TEXT = 100_000
STATES = {StepKind.REPLY: REPLIES, StepKind.SEEN: VERIFIED, StepKind.NOTE: NOTED}
KIND_OF = {
    SaidBy.AUTHORITY: StepKind.REPLY,
    SaidBy.MONITOR: StepKind.SEEN,
    SaidBy.OWN: StepKind.NOTE,
}
_ON = {
    StepKind.REPLY: _("Date of its letter"),
    StepKind.SEEN: _("Seen on"),
    StepKind.NOTE: _("Since when"),
}
_WORDS = {
    StepKind.REPLY: _("What it wrote"),
    StepKind.SEEN: _("What was seen"),
    StepKind.NOTE: _("Why"),
}


def _day(label: str, help_text: str = "", *, is_required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=is_required,
        widget=forms.DateInput(format="%d.%m.%Y"),
        input_formats=["%d.%m.%Y", "%Y-%m-%d"],
        error_messages={"invalid": _("Write the day as 03.04.2026.")},
    )


def _words(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=_("Sealed at once; only who holds the key of the visit reads it."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class StepForm(forms.Form):
    """What happened to a recommendation next. `visits`: those that can have seen it, for what was seen."""

    def __init__(self, *args: object, kind: StepKind, visits: Sequence[Visit] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if kind == StepKind.SEEN:
            rows = [(visit, f"{wording.day(visit.visited_on)} · {visit.reference}") for visit in visits]
            groups = [("", rows)]
            self.fields["visit"] = RowField(
                label=_("On which visit?"), groups=groups, key="reference", empty=_("Choose"), required=True
            )
        self.fields["status"] = forms.ChoiceField(
            label=_("What is it?"), choices=_states(STATES[kind]), widget=forms.RadioSelect
        )
        help_text = _("As 03.04.2026. Leave it empty for the day of the visit.") if kind == StepKind.SEEN else ""
        self.fields["on"] = _day(_ON[kind], help_text or _("As 03.04.2026."), is_required=kind != StepKind.SEEN)
        self.fields["words"] = _words(_WORDS[kind])

    @property
    def step(self) -> dict[str, object]:
        """What was typed, as the actions take it."""
        typed = dict(self.cleaned_data)
        if "visit" in typed and typed["on"] is None:
            typed["on"] = typed["visit"].visited_on
        return typed


class CorrectionForm(StepForm):
    """What truly happened, in place of a step that was a mistake; begins with what stands there."""

    def __init__(self, *args: object, earlier: RecommendationStep, visits: Sequence[Visit], **kwargs: object) -> None:
        stands = {"status": meaning(earlier.status), "on": earlier.happened_on, "visit": earlier.visit}
        super().__init__(*args, kind=KIND_OF[SaidBy(earlier.said_by)], visits=visits, initial=stands, **kwargs)
        if earlier.words_id is not None:
            self.fields["words"].help_text = _("Left empty, the words that are sealed already stay.")
        self.fields["confirmed"] = forms.BooleanField(
            label=_("What stands there now was a mistake. It stays readable, marked as replaced."),
            error_messages={"required": _("Confirm that what stands there now was a mistake.")},
        )

    @property
    def step(self) -> dict[str, object]:
        """What was typed, as the action takes it."""
        return {name: value for name, value in super().step.items() if name != "confirmed"}


def _states(states: Sequence[str]) -> list[tuple[str, str]]:
    terms = Term.objects.filter(list=TermList.RECOMMENDATION_STATUS, attributes__meaning__in=list(states))
    found = {meaning(term): term.label for term in terms.order_by("-order")}
    return [(state, found[state]) for state in states if state in found]


class RecommendationForm(forms.Form):
    """What is recommended, to whom, on what it rests."""

    def __init__(self, *args: object, visit: Visit, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # One of a scenario stays where it was chosen before.
        unreal = scenario_bodies().exclude(pk=getattr(self.initial.get("addressee"), "pk", None))
        known = Body.objects.valid_on(visit.visited_on).exclude(pk__in=unreal)
        bodies = [(body, body.label) for body in known.order_by("order", "code")]
        themes = Term.objects.filter(list=TermList.FINDING_THEME).order_by("order", "code")
        laws = LegalInstrument.objects.valid_on(visit.visited_on).order_by("order", "code")
        findings = Finding.objects.filter(visit=visit).select_related("theme").order_by("number")
        self.fields["addressee"] = RowField(
            label=_("To whom?"), groups=[("", bodies)], empty=_("Choose"), required=True
        )
        self.fields["theme"] = RowField(
            label=_("Theme"), groups=[("", [(one, one.label) for one in themes])], empty=_("Choose"), required=True
        )
        self.fields["priority"] = forms.ChoiceField(
            label=_("Priority"), choices=Priority.choices, initial=Priority.SHORT, widget=forms.RadioSelect
        )
        self.fields["legal_basis"] = RowField(
            label=_("Rests on"), groups=[("", [(one, one.label) for one in laws])], empty=_("Nothing named")
        )
        self.fields["finding"] = RowField(
            label=_("Follows from"),
            groups=[("", [(one, f"{one.number}. {one.theme.label}") for one in findings])],
            key="number",
            empty=_("No finding in particular"),
        )
        self.fields["words"] = _words(_("What is recommended"))

    @property
    def facts(self) -> RecommendationFacts:
        """What was typed, as the actions take it."""
        typed = dict(self.cleaned_data)
        finding = typed.pop("finding")
        return RecommendationFacts(**typed, finding=finding.number if finding else 0)


class ReceiptForm(forms.Form):
    """When a letter was received."""

    received_on = _day(_("Received on"), _("As 03.04.2026. The time for an answer runs from this day."))


def _language() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Language of the letter"), choices=settings.LANGUAGES)


class LanguageForm(forms.Form):
    """In which language a letter is printed."""

    language = _language()


class LetterForm(forms.Form):
    """A letter to one addressee: what it carries, its number and its days. Days are needed only to note it as sent."""

    language = _language()
    number = forms.CharField(
        label=_("Number of the letter"),
        required=False,
        max_length=RecommendationLetter._meta.get_field("number").max_length,
        validators=[ProhibitNullCharactersValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    sent_on = _day(_("Date of the letter"), _("As 03.04.2026."))
    received_on = _day(_("Received on"), _("Leave it empty until you know."), is_required=False)

    def __init__(self, *args: object, rows: Sequence[tuple[Recommendation, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(row.uuid): row for row, _label in rows}
        self.fields["recommendations"] = forms.MultipleChoiceField(
            label=_("What the letter recommends"),
            choices=[(str(row.uuid), label) for row, label in rows],
            initial=list(self.rows),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose what the letter recommends.")},
        )
        self.order_fields(["recommendations", "number", "sent_on", "received_on", "language"])

    @property
    def chosen(self) -> list[Recommendation]:
        """The recommendations ticked."""
        return [self.rows[uuid] for uuid in self.cleaned_data["recommendations"]]


def usual_day(today: date) -> str:
    """A day as the fields of these forms take it."""
    return today.strftime("%d.%m.%Y")
