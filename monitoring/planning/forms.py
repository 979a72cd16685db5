"""What is listed of the programme, and the form of a plan, whose answers are sent by POST, never in an address."""

from collections.abc import Iterable, Mapping
from datetime import date

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation, User
from institutions.choices import TermList
from institutions.models import Facility, MonitoringRegime, Term
from monitoring.models import VisitPlan
from monitoring.planning.plans import PlanContent, possible_readers
from monitoring.planning.queries import Place
from monitoring.planning.rules import COVERED, LATE, Standing

DUE, ATTENTION, LAST, COMPLAINTS, NAME = "due", "attention", "last", "complaints", "name"
SORTS: Mapping[str, Promise] = {
    DUE: pgettext_lazy("sort places by", "Longest overdue first"),
    ATTENTION: pgettext_lazy("sort places by", "What speaks for going there"),
    LAST: pgettext_lazy("sort places by", "Longest without any visit"),
    COMPLAINTS: pgettext_lazy("sort places by", "Most complaints since the last visit"),
    NAME: pgettext_lazy("sort places by", "Name"),
}
NONE = "none"
# Several standings asked for at once.
SEEN, UNSEEN = "seen", "unseen"
GROUPS: Mapping[str, tuple[Standing, ...]] = {SEEN: COVERED, UNSEEN: LATE}
RETURN, REPRISALS, REFUSED, URGENT, COMPLAINED = "return", "reprisals", "refused", "urgent", "complained"
SIGNALS: Mapping[str, Promise] = {
    RETURN: pgettext_lazy("signal", "A return is due"),
    REPRISALS: pgettext_lazy("signal", "Reprisals since the last visit"),
    REFUSED: pgettext_lazy("signal", "Something refused at the last visit"),
    URGENT: pgettext_lazy("signal", "Urgent recommendations not settled"),
    COMPLAINED: pgettext_lazy("signal", "Complaints since the last visit"),
}
FILTERS = ("standing", "region", "kind", "operator", "signal")
LONGEST_WORDS = 4000
_ALL = ("", _("all"))


class ProgrammeFilterForm(forms.Form):
    """Which places are listed, and in which order. What is not understood is named and not used."""

    standing = forms.ChoiceField(label=_("Against the interval"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    kind = forms.ChoiceField(label=_("Kind of place"), required=False)
    operator = forms.ChoiceField(label=_("Run by"), required=False)
    signal = forms.ChoiceField(choices=[_ALL, *SIGNALS.items()], label=_("With"), required=False)
    sort = forms.ChoiceField(choices=list(SORTS.items()), label=_("In order"), required=False)
    of = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)

    def __init__(self, *args: object, places: Iterable[Place], operators: Mapping[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        places = list(places)
        seen = (SEEN, pgettext_lazy("programme", "Seen within the interval, due soon or not"))
        unseen = (UNSEEN, pgettext_lazy("programme", "Overdue or no regular visit recorded"))
        self.fields["standing"].choices = [_ALL, unseen, seen, *Standing.choices[:-1]]
        regions = {place.region: place.facility.region for place in places}
        self.fields["region"].choices = _offered(regions)
        kinds = {place.facility.facility_type.code: place.facility.facility_type for place in places}
        self.fields["kind"].choices = _offered(kinds)
        self.fields["operator"].choices = _offered({one.operator: operators.get(one.operator) for one in places})


def _offered(rows: Mapping[str, object]) -> list[tuple[str, object]]:
    known = sorted(((code, str(row)) for code, row in rows.items() if row is not None), key=lambda one: one[1])
    unknown = [(NONE, _("Not recorded"))] if any(row is None for row in rows.values()) else []
    return [_ALL, *known, *unknown]


def _day(label: Promise, help_text: Promise) -> forms.DateField:
    """A day as it is written here, day first; a field of the browser's own follows the language of the browser."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        input_formats=["%d.%m.%Y", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"autocomplete": "off"}, format="%d.%m.%Y"),
        error_messages={"invalid": _("Write the day as 03.04.2026.")},
    )


def _words(label: Promise, help_text: Promise) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=LONGEST_WORDS, widget=widget)


class PlanForm(forms.Form):
    """Place, days, terms, focus and readers of a plan. Who did not plan the visit is not asked for readers."""

    facility = forms.ChoiceField(label=_("Place"))
    first_day = _day(_("First day"), _("As 03.04.2026. The visit can be begun here from this day on, and not before."))
    last_day = _day(_("Last day"), _("As 03.04.2026."))
    regime = forms.ChoiceField(label=_("Under which terms"))
    visit_type = forms.ChoiceField(label=_("Kind of visit"))
    focus = _words(_("Focus"), _("What you go there for. Name nobody who complained."))
    notes = _words(_("Notes"), _("Team, way there, what to take along."))
    readers = forms.MultipleChoiceField(
        label=_("Who else must know"),
        help_text=_("Each of them gets a sealed copy. Nobody else learns that there is a plan."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: object,
        organisation: Organisation,
        actor: User,
        today: date,
        plan: VisitPlan | None = None,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.is_new = today, plan is None
        self.fields["facility"].choices = _places(organisation, today)
        regimes = MonitoringRegime.objects.filter(is_scenario=False).order_by("order")
        self.fields["regime"].choices = [("", "—"), *((row.code, row.label) for row in regimes)]
        kinds = Term.objects.filter(list=TermList.VISIT_TYPE).order_by("order", "code")
        self.fields["visit_type"].choices = [("", "—"), *((row.code, row.label) for row in kinds)]
        if plan is not None and plan.planned_by_id != actor.pk:
            del self.fields["readers"]
            return
        self.colleagues = {str(user.uuid): user for user in possible_readers(organisation).exclude(pk=actor.pk)}
        self.fields["readers"].choices = [(uuid, str(user)) for uuid, user in self.colleagues.items()]
        if not self.colleagues:
            self.fields["readers"].help_text = _("Nobody else plans visits here and has keys.")

    def clean(self) -> dict[str, object]:
        """Days that cannot be are told beside them; whatever else does not fit the plan itself refuses."""
        cleaned = super().clean()
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and self.is_new and first < self.today:
            self.add_error("first_day", _("A visit is planned for today or a later day."))
        if first and last and last < first:
            self.add_error("last_day", _("The last day cannot come before the first."))
        return cleaned

    @property
    def content(self) -> PlanContent:
        """What a valid form says."""
        return PlanContent(**{name: value for name, value in self.cleaned_data.items() if name != "readers"})

    @property
    def chosen(self) -> list[User] | None:
        """The readers of a valid form; None where they were not to be chosen."""
        if "readers" not in self.fields:
            return None
        return [self.colleagues[uuid] for uuid in self.cleaned_data["readers"]]


def _places(organisation: Organisation, today: date) -> list[tuple[str, object]]:
    """Places of the list by region; planning is not bound to the mandate."""
    rows = Facility.objects.filter(is_demonstration=organisation.is_demonstration).valid_on(today)
    by_region: dict[str, list[tuple[str, str]]] = {}
    for row in rows.select_related("region").order_by("region__order", "label_en", "code"):
        by_region.setdefault(str(row.region or _("Region not recorded")), []).append((row.code, row.label))
    return [("", "—"), *by_region.items()]
