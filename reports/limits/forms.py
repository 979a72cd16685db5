"""The questions a reader may put to the measures of visits, as a form sent by GET."""

from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from complaints.choices import DataSet
from institutions.models import Body, FacilityOperator, FacilityType
from institutions.vocabulary import Vocabulary
from reports.forms import FIRST_YEAR
from reports.limits.choices import By, Measure, NoticeGroup
from reports.limits.scope import Question

# By -> list of the vocabulary its codes stand in.
LISTS = {
    By.REGIME: "monitoring_regime",
    By.REGION: "region",
    By.FACILITY_TYPE: "facility_type",
    By.OPERATOR: "body",
}
BY_SIZE = "size"


class LimitsForm(forms.Form):
    """Filters of the measures. A value that cannot be understood is named beside its field and not used."""

    data_set = forms.ChoiceField(
        label=_("Data set"),
        choices=[(DataSet.OWN.value, _("Own visits")), (DataSet.DEMONSTRATION.value, DataSet.DEMONSTRATION.label)],
    )
    by = forms.ChoiceField(label=_("Compare by"), choices=By.choices)
    measure = forms.ChoiceField(label=_("Compare what"), choices=Measure.choices)
    sort = forms.ChoiceField(
        label=_("Order of the groups"),
        required=False,
        choices=[("", _("as in the list")), (BY_SIZE, _("by number of visits"))],
    )
    regime = forms.ChoiceField(label=By.REGIME.label, required=False)
    region = forms.ChoiceField(label=By.REGION.label, required=False)
    facility_type = forms.ChoiceField(label=By.FACILITY_TYPE.label, required=False)
    operator = forms.ChoiceField(label=By.OPERATOR.label, required=False)
    notice = forms.ChoiceField(label=By.NOTICE.label, required=False, choices=[("", _("all")), *NoticeGroup.choices])
    year_from = forms.IntegerField(label=_("Visited from"), required=False)
    year_to = forms.IntegerField(label=_("Visited to"), required=False)

    def __init__(self, sent: QueryDict, *, default_data_set: str, today: date, known: Vocabulary) -> None:
        usual = {"data_set": default_data_set, "by": By.REGIME.value, "measure": Measure.PRIVATE.value}
        super().__init__(usual | {name: value for name, value in sent.items() if value}, auto_id="filter_%s")
        self.today, self.default_data_set, self.known = today, default_data_set, known
        runs = operators()
        for by, name in LISTS.items():
            entries = [one for one in known.entries(name) if by != By.OPERATOR or one.pk in runs]
            self.fields[by.value].choices = [("", _("all")), *((one.code, one.label) for one in entries)]
        for name in ("year_from", "year_to"):
            self.fields[name].widget = forms.NumberInput(attrs={"min": FIRST_YEAR, "max": today.year})

    def clean(self) -> dict:
        cleaned = super().clean()
        for name in ("year_from", "year_to"):
            year = cleaned.get(name)
            if year is not None and not FIRST_YEAR <= year <= self.today.year:
                bounds = {"first": str(FIRST_YEAR), "last": str(self.today.year)}
                self.add_error(name, _("A year between %(first)s and %(last)s.") % bounds)
        first, last = cleaned.get("year_from"), cleaned.get("year_to")
        if first and last and first > last:
            self.add_error("year_to", _("The last year lies before the first one."))
        return cleaned

    def question(self) -> Question:
        """The question as it was understood. Call after `is_valid()`, whatever that said."""
        filters: dict[By, int | str] = {}
        for by, name in LISTS.items():
            code = self.cleaned_data.get(by.value)
            if code:
                filters[by] = self.known.pk_of(name, code)
        if self.cleaned_data.get("notice"):
            filters[By.NOTICE] = self.cleaned_data["notice"]
        return Question(
            data_set=self.cleaned_data.get("data_set") or self.default_data_set,
            today=self.today,
            by=By(self.cleaned_data.get("by") or By.REGIME),
            filters=filters,
            year_from=self.cleaned_data.get("year_from"),
            year_to=self.cleaned_data.get("year_to"),
        )

    @property
    def compared(self) -> Measure:
        """What is compared over the groups."""
        return Measure(self.cleaned_data.get("measure") or Measure.PRIVATE)

    @property
    def is_by_size(self) -> bool:
        """Whether the groups stand in the order of their visits."""
        return self.cleaned_data.get("sort") == BY_SIZE


def operators() -> set[int]:
    """Keys of the bodies that run places, or usually do."""
    usual = FacilityType.objects.exclude(operator=None).values("operator")
    return set(
        Body.objects.filter(pk__in=usual.union(FacilityOperator.objects.values("body"))).values_list("pk", flat=True)
    )
