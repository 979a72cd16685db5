"""The kinds of filters that lists have: by a code of the pack, by a year, by a day, by a choice."""

import django_filters as filters
from django.db.models import QuerySet
from django.forms import DateInput, NumberInput, TextInput
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.listing.search import LONGEST, SHORTEST
from institutions.vocabulary import Vocabulary

NOT_RECORDED = "none"
FIRST_YEAR = 1990
LAST_YEAR = 2200  # a calendar of the database ends somewhere; what a year means here ends long before

Words = str | Promise


class CodedFilter(filters.ChoiceFilter):
    """By a code of the pack, or by its absence. Choices come from the vocabulary, which costs no query a list."""

    def __init__(
        self, list_name: str, path: str, label: Words, *, is_code: bool = False, is_always_there: bool = False
    ) -> None:
        super().__init__(label=label, empty_label=_("all"), choices=[])
        self.list_name, self.path, self.is_code, self.is_always_there = list_name, path, is_code, is_always_there

    def offer(self, known: Vocabulary) -> None:
        """Sets the choices from the lists as they are now."""
        self.known = known
        absent = [] if self.is_always_there else [(NOT_RECORDED, _("Not recorded"))]
        self.extra["choices"] = [*absent, *known.choices(self.list_name)]

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        """Rows with that code, or with none."""
        if not value:
            return qs
        if value == NOT_RECORDED:
            return qs.filter(**({self.path: ""} if self.is_code else {f"{self.path}__isnull": True}))
        return qs.filter(**{self.path: value if self.is_code else self.known.pk_of(self.list_name, value)})


def words_filter(method: str) -> filters.CharFilter:
    """By the words of a search."""
    return filters.CharFilter(
        method=method,
        label=_("Search"),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )


def year_filter(method: str, label: Words) -> filters.NumberFilter:
    """By a year that can be."""
    return filters.NumberFilter(
        method=method,
        label=label,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        widget=NumberInput(attrs={"step": 1}),
    )


def day_filter(path: str, label: Words) -> filters.DateFilter:
    """By a day, `path` ending in how it is compared."""
    return filters.DateFilter(
        field_name=path.rpartition("__")[0],
        lookup_expr=path.rpartition("__")[2],
        label=label,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def choice_filter(
    method: str, choices: list[tuple[str, object]], label: Words, empty: object = _("all")
) -> filters.ChoiceFilter:
    """By one of some words."""
    return filters.ChoiceFilter(method=method, choices=choices, label=label, empty_label=empty)


def only_filter(method: str, label: Words) -> filters.ChoiceFilter:
    """Those alone of which something is so."""
    return choice_filter(method, [("1", _("yes"))], label)
