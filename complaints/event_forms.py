"""The form about something that happened in a case: it asks for what the stage needs, and for nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from complaints import wording
from complaints.choices import Party
from complaints.circumstances.choosing import OfferedChoice
from complaints.date_fields import PartialDateField
from complaints.dates import PartialDate
from complaints.models import Case, CaseEvent
from complaints.next_steps import answerable, competent, is_doubtful, kind_of_offence, may_answer
from complaints.pages.timeline import name_of, partial_date
from complaints.parties import label_of
from complaints.scenes import Scene
from institutions.choices import Act, Answer, Circumstances, Effect, GroundKind, GuardName, Milestone, Track
from institutions.models import Body, Ground, Offence, Stage
from institutions.norm_words import norm_words

NOT_KNOWN = pgettext_lazy("choice", "Not known")

# Circumstances say of which kind a reprisal is and how a withdrawal came about; nobody is asked twice.
_TOLD_BY_CIRCUMSTANCES = {
    Circumstances.REPRISAL: GroundKind.REPRISAL,
    Circumstances.WITHDRAWAL: GroundKind.CIRCUMSTANCE,
}
_GROUND_LABELS: Mapping[str, Promise] = {
    GroundKind.OUTCOME: pgettext_lazy("question", "What was the outcome?"),
    GroundKind.CIRCUMSTANCE: pgettext_lazy("question", "What was the reason?"),
    GroundKind.REMEDY: pgettext_lazy("question", "Which remedy?"),
}
_NAMES_AN_OFFENCE = frozenset({Effect.REGISTERS, Effect.REQUALIFIES, Effect.CONVICTS, Effect.ACQUITS})
_HAS_A_NUMBER = frozenset({Effect.REGISTERS, Effect.SEVERS})
_ABOUT_A_COMPLAINT = frozenset({Effect.WITHDRAWS, Effect.REFILES, Effect.SUBMITS})
_ABOUT_ANOTHER_CASE = frozenset({Effect.JOINS, Effect.SEVERS})
_NEEDS_A_PROSECUTOR = frozenset({GuardName.PROSECUTOR_APPROVAL, GuardName.PROSECUTOR_CONSENT_IN_TIME})

Groups = Sequence[tuple[Promise | str, Sequence[tuple[Model, str]]]]


class RowField(forms.ChoiceField):
    """One row out of groups of rows, by a key that tells nothing. Cleans to the row, None where nothing was chosen."""

    def __init__(
        self, *, groups: Groups, key: str = "code", empty: Promise | str = NOT_KNOWN, **kwargs: object
    ) -> None:
        shown = [(name, [(str(getattr(row, key)), label) for row, label in rows]) for name, rows in groups if rows]
        choices = [("", empty), *(shown if len(shown) > 1 else [choice for _name, rows in shown for choice in rows])]
        super().__init__(choices=choices, required=kwargs.pop("required", False), **kwargs)
        self._key = key
        self._rows = {str(getattr(row, key)): row for _name, rows in groups for row, _label in rows}

    def prepare_value(self, value: object) -> object:
        """A row stands for its key."""
        return str(getattr(value, self._key)) if isinstance(value, Model) else value

    def clean(self, value: str | None) -> Model | None:
        """The row. Raises ValidationError for a key that is not offered."""
        return self._rows.get(super().clean(value))


class EventForm(forms.Form):
    """What happened, when, by whom and on what ground. `earlier` is the entry that is corrected."""

    def __init__(
        self,
        *args: object,
        scene: Scene,
        stage: Stage,
        on: date | None,
        earlier: CaseEvent | None = None,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.scene, self.stage, self.earlier = scene, stage, earlier
        self.meaning = scene.world.stages[stage.code]
        day = (earlier and earlier.happened_on) or on or scene.today
        self.fields["when"] = PartialDateField(
            label=gettext_lazy("When did it happen?"),
            help_text=gettext_lazy("Leave out the day, or day and month, where they are not known."),
        )
        self._ask_for_body(day)
        self._ask_for_ground()
        self._ask_for_offence()
        self._ask_about_people()
        self._ask_about_other_entries()
        self.initial = self._earlier_answers() if earlier else {"when": PartialDate(on)} if on else {}

    # --- which questions ------------------------------------------------------------------------------------------

    def _ask_for_body(self, day: date) -> None:
        if self.meaning.effect == Effect.INCIDENT:
            return
        scene, bodies = self.scene, list(Body.objects.order_by("order", "code"))
        kind = kind_of_offence(scene.history, scene.facts, scene.world)
        able = competent(self.meaning, kind, scene.facts, scene.world, day)
        existing = [body for body in bodies if scene.world.hierarchy.exists(body.code, day)]
        gone = [body for body in bodies if body not in existing]
        groups = [
            (_("Competent for this"), _named([body for body in existing if body.code in able])),
            (_("Other bodies"), _named([body for body in existing if body.code not in able])),
            (_("Bodies of another time"), [(body, f"{body.label} ({_years(body)})") for body in gone]),
        ]
        self.fields["body"] = RowField(label=self._label_of_body(), groups=groups)

    def _label_of_body(self) -> Promise:
        if self.meaning.effect == Effect.TRANSFERS:
            return gettext_lazy("Which body has the case now?")
        if self.meaning.act == Act.EXAMINATION:
            return gettext_lazy("Which body does the examiner work for?")
        if self.meaning.effect in (Effect.WITHDRAWS, Effect.SUBMITS):
            return gettext_lazy("To which body?")
        return gettext_lazy("Which body acted?")

    def _ask_for_ground(self) -> None:
        kind = self.meaning.ground_kind
        if kind is None or _TOLD_BY_CIRCUMSTANCES.get(self.meaning.circumstances) == kind:
            return
        scene = self.scene
        offence = kind_of_offence(scene.history, scene.facts, scene.world)
        rows = list(Ground.objects.filter(kind=kind).order_by("order", "code"))
        doubtful = {row.pk for row in rows if is_doubtful(scene.world.grounds[row.code], offence)}
        self.fields["ground"] = RowField(
            label=_GROUND_LABELS.get(kind, gettext_lazy("On what ground?")),
            groups=[
                (_("Grounds that the law knows"), [(row, _with_basis(row)) for row in rows if row.pk not in doubtful]),
                (
                    _("Not lawful for torture, or disputed"),
                    [(row, _doubted(row)) for row in rows if row.pk in doubtful],
                ),
            ],
        )

    def _ask_for_offence(self) -> None:
        is_new = self.meaning.effect == Effect.REQUALIFIES
        if self.meaning.effect in _NAMES_AN_OFFENCE or self.meaning.milestone in (Milestone.OPENED, Milestone.CHARGED):
            self.fields["offence"] = RowField(
                label=gettext_lazy("As which offence now?") if is_new else gettext_lazy("As which offence?"),
                groups=[("", _named(Offence.objects.order_by("order", "code")))],
                required=is_new,
            )
        if self._has_a_number():
            self.fields["register_number"] = forms.CharField(
                label=gettext_lazy("Number in the register"),
                max_length=40,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
        names = {guard.name for guard in self.scene.world.guards.get(self.stage.code, ())}
        if names & _NEEDS_A_PROSECUTOR:
            self.fields["approved"] = OfferedChoice(
                label=gettext_lazy("Did a prosecutor approve it?"), choices=Answer, initial=Answer.UNKNOWN
            )

    def _has_a_number(self) -> bool:
        is_entry_in_a_book = self.meaning.effect == Effect.NONE and self.meaning.milestone is None
        acts = (Act.INVESTIGATION, Act.RECEPTION)
        return self.meaning.effect in _HAS_A_NUMBER or (is_entry_in_a_book and self.meaning.act in acts)

    def _ask_about_people(self) -> None:
        case = self.scene.case
        if self.meaning.track == Track.RESPONDENT or self.meaning.milestone == Milestone.CHARGED:
            officials = case.respondents.select_related("agency").order_by("number")
            rows = [(row, _official(row)) for row in officials]
            if rows:
                self.fields["respondent"] = RowField(
                    label=gettext_lazy("Which official is it about?"), groups=[("", rows)], key="number"
                )
        if self.meaning.effect in _ABOUT_A_COMPLAINT:
            self._ask_which_complaint()
        if self.meaning.effect == Effect.SEVERS and self.earlier is None:
            self.fields["victims"] = _people(
                gettext_lazy("Which alleged victims go along?"), Party.VICTIM, case.victims
            )
            self.fields["respondents"] = _people(
                gettext_lazy("Which officials complained about go along?"), Party.RESPONDENT, case.respondents
            )

    def _ask_which_complaint(self) -> None:
        days = {
            event.complaint_id: wording.when(partial_date(event))
            for event in self.scene.events.values()
            if event.complaint_id and event.stage.effect == Effect.SUBMITS
        }
        complaints = list(self.scene.case.complaints.order_by("pk"))
        rows = [
            (
                row,
                _("Complaint %(number)s, %(day)s")
                % {"number": number, "day": days.get(row.pk, _("on an unknown day"))},
            )
            for number, row in enumerate(complaints, start=1)
        ]
        self.fields["complaint"] = RowField(
            label=gettext_lazy("Which complaint is it about?"),
            groups=[("", rows)],
            key="uuid",
            empty=pgettext("complaint", "The whole case"),
        )

    def _ask_about_other_entries(self) -> None:
        if may_answer(self.meaning):
            entries = [
                self.scene.events[entry.id]
                for entry in answerable(self.meaning, self.scene.history)
                if self.earlier is None or entry.id != self.earlier.pk
            ]
            self.fields["answers"] = RowField(
                label=gettext_lazy("Which earlier event does it answer?"),
                groups=[("", [(event, name_of(event)) for event in entries])],
                key="uuid",
                empty=pgettext("event", "None, or not known"),
            )
        if self.meaning.effect in _ABOUT_ANOTHER_CASE:
            self.fields["other_case"] = forms.CharField(
                label=gettext_lazy("Reference of the other case"),
                help_text=self._help_of_other_case(),
                max_length=20,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-10"}),
            )

    def _help_of_other_case(self) -> Promise:
        if self.meaning.effect == Effect.JOINS:
            return gettext_lazy("The case this one was joined to. Leave it empty where your organisation keeps none.")
        if self.earlier is not None:
            return gettext_lazy("The case that was severed from this one, or this one from.")
        return gettext_lazy("Leave it empty, and a new case is opened for what was severed.")

    def _earlier_answers(self) -> dict[str, object]:
        names = ("body", "ground", "offence", "complaint", "respondent", "approved", "register_number", "answers")
        given = {name: getattr(self.earlier, name) for name in names}
        other = self.earlier.other_case
        return {**given, "when": partial_date(self.earlier), "other_case": other.reference if other else ""}

    # --- what was answered ----------------------------------------------------------------------------------------

    def clean_other_case(self) -> Case | None:
        """A case of the same organisation that the person may open."""
        reference, case = self.cleaned_data["other_case"].strip().upper(), self.scene.case
        if not reference:
            return None
        found = Case.objects.visible_to(self.scene.actor).filter(
            reference=reference, organisation=case.organisation_id, data_set=case.data_set
        )
        other = found.exclude(pk=case.pk).first()
        if other is None:
            raise ValidationError(_("No other case of your organisation that you can open has this reference."))
        return other

    @property
    def event(self) -> dict[str, object]:
        """Arguments of `recording.record`. Only after the form was found valid."""
        cleaned = self.cleaned_data
        when: PartialDate = cleaned["when"]
        asked = set(cleaned) - {"when", "victims", "respondents"}
        return {
            "stage": self.stage,
            "happened_on": when.day,
            "precision": when.precision,
            **{name: cleaned[name] for name in sorted(asked)},
        }

    @property
    def changes_nothing(self) -> bool:
        """Whether a correction says of the event what stands there already. Only after the form was found valid."""
        earlier = self.earlier
        return earlier is not None and all(getattr(earlier, name) == value for name, value in self.event.items())

    def refuse(self, sentence: str, about: str) -> None:
        """Says at the field that it cannot have been so; `about` is an argument of `recording.record`."""
        field = {"happened_on": "when"}.get(about, about)
        self.add_error(field if field in self.fields else None, sentence)


def _named(rows: Iterable[Model]) -> list[tuple[Model, str]]:
    return [(row, row.label) for row in rows]


def _with_basis(ground: Ground) -> str:
    return f"{ground.label} ({norm_words(ground.legal_basis)})" if ground.legal_basis else ground.label


def _doubted(ground: Ground) -> str:
    return _("%(ground)s: not lawful") % {"ground": _with_basis(ground)}


def _years(body: Body) -> str:
    first = str(body.valid_from.year) if body.valid_from else ""
    last = str(body.valid_to.year) if body.valid_to else ""
    return f"{first}–{last}"


def _numbered(number: int, day: str) -> str:
    return _("Complaint %(number)s, %(day)s") % {"number": number, "day": day}


def _official(row: Model) -> str:
    label = label_of(Party.RESPONDENT, row.number)
    return f"{label}: {row.agency.label}" if row.agency else label


def _people(label: Promise, party: Party, people: object) -> forms.TypedMultipleChoiceField:
    numbers = people.order_by("number").values_list("number", flat=True)
    return forms.TypedMultipleChoiceField(
        label=label,
        choices=[(number, label_of(party, number)) for number in numbers],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
