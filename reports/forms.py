"""The questions a reader may put to the funnel, as a form sent by GET."""

from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from complaints.choices import DataSet
from reports.choices import HORIZONS, Breakdown
from reports.queries import CodeLists
from reports.results import FunnelQuery

FIRST_YEAR = 2000
TO_DATE = "0"
FILTERS = {
    "region": Breakdown.REGION,
    "body": Breakdown.BODY,
    "channel": Breakdown.CHANNEL,
    "facility_type": Breakdown.FACILITY_TYPE,
    "offence_kind": Breakdown.OFFENCE_KIND,
    "independence": Breakdown.INDEPENDENCE,
}


class FunnelForm(forms.Form):
    """Filters of the funnel. A value that cannot be understood is named beside its field and not used."""

    data_set = forms.ChoiceField(label=_("Data set"), choices=DataSet.choices)
    year_from = forms.IntegerField(label=_("Registered from"), required=False)
    year_to = forms.IntegerField(label=_("Registered to"), required=False)
    horizon = forms.ChoiceField(
        label=_("Observed for"),
        choices=[
            (TO_DATE, _("all the time so far")),
            ("1", _("1 year")),
            ("2", _("2 years")),
            ("3", _("3 years")),
            ("5", _("5 years")),
        ],
    )
    breakdown = forms.ChoiceField(label=_("Broken down by"), required=False)
    region = forms.ChoiceField(label=_("Region at the time"), required=False)
    body = forms.ChoiceField(label=_("Body that first took the case"), required=False)
    channel = forms.ChoiceField(label=_("How the complaint came"), required=False)
    facility_type = forms.ChoiceField(label=_("Kind of place"), required=False)
    offence_kind = forms.ChoiceField(label=_("Kind of offence"), required=False)
    independence = forms.ChoiceField(label=_("Independence of the first body"), required=False)
    merged = forms.ChoiceField(
        label=_("Joined cases"), required=False, choices=[("", _("each counted")), ("once", _("counted once"))]
    )

    def __init__(self, sent: QueryDict, *, default_data_set: str, today: date, lists: CodeLists) -> None:
        super().__init__(_with_defaults(sent, default_data_set), auto_id="filter_%s")
        self.today, self.default_data_set = today, default_data_set
        by_year = (Breakdown.YEAR.value,)  # the table by year is always there
        self.fields["breakdown"].choices = [
            ("", _("nothing")),
            *((value, label) for value, label in Breakdown.choices if value not in by_year),
        ]
        self.labels = {name: lists.labels_of(breakdown) for name, breakdown in FILTERS.items()}
        for name, labels in self.labels.items():
            self.fields[name].choices = [("", _("all")), *labels.items()]
        for name in ("year_from", "year_to"):
            self.fields[name].widget = forms.NumberInput(attrs={"min": FIRST_YEAR, "max": today.year})

    def clean_year_from(self) -> int | None:
        return self._year("year_from")

    def clean_year_to(self) -> int | None:
        return self._year("year_to")

    def clean(self) -> dict:
        cleaned = super().clean()
        first, last = cleaned.get("year_from"), cleaned.get("year_to")
        if first and last and first > last:
            self.add_error("year_to", _("The last year lies before the first one."))
        return cleaned

    def query(self) -> FunnelQuery:
        """The question as it was understood. Call after `is_valid()`, whatever that said."""
        data_set = self.cleaned_data.get("data_set") or self.default_data_set
        horizon = int(self.cleaned_data.get("horizon") or default_horizon(data_set))
        breakdown = self.cleaned_data.get("breakdown")
        chosen = [(by, self.cleaned_data.get(name)) for name, by in FILTERS.items()]
        return FunnelQuery(
            data_set=data_set,
            as_of=self.today,
            year_from=self.cleaned_data.get("year_from"),
            year_to=self.cleaned_data.get("year_to"),
            horizon=horizon or None,
            breakdowns=(Breakdown(breakdown),) if breakdown else (),
            filters=tuple((by, (code,)) for by, code in chosen if code),
            is_merged_once=bool(self.cleaned_data.get("merged")),
        )

    def _year(self, name: str) -> int | None:
        year = self.cleaned_data.get(name)
        if year is not None and not FIRST_YEAR <= year <= self.today.year:
            raise forms.ValidationError(
                _("A year between %(first)s and %(last)s."),
                params={"first": str(FIRST_YEAR), "last": str(self.today.year)},
            )
        return year


def default_horizon(data_set: str) -> str:
    """Three years, the number to quote; what became public is counted to date, because no rate is claimed from it."""
    return TO_DATE if data_set == DataSet.PUBLIC_RECORD else str(HORIZONS[2])


def _with_defaults(sent: QueryDict, default_data_set: str) -> dict[str, str]:
    data_set = sent.get("data_set") or default_data_set
    return {"data_set": data_set, "horizon": default_horizon(data_set)} | {
        name: value for name, value in sent.items() if value
    }
