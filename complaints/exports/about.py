"""What a file says about itself: what it is, who made it when, under which filters, what an empty cell means."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from complaints.choices import DataSet, ExportKind
from complaints.exports.labels import missing_values

NAME_OF_KIND = {
    ExportKind.CSV: ("cases", "csv"),
    ExportKind.XLSX: ("cases", "xlsx"),
    ExportKind.JSON: ("cases", "json"),
    ExportKind.EVENTS: ("events", "csv"),
    ExportKind.XES: ("events", "xes"),
}


@dataclass(frozen=True, slots=True)
class About:
    """`cases` were counted when the file was asked for; `undated` events of a log are left out of it."""

    kind: str
    data_set: str
    by: str
    made_at: datetime
    filters: Sequence[str]
    cases: int
    language: str
    undated: int = 0
    is_labels: bool = False

    @property
    def is_demonstration(self) -> bool:
        """Whether every case is invented."""
        return self.data_set == DataSet.DEMONSTRATION

    def sentences(self) -> list[str]:
        """In the language of the file, one thing a line."""
        with translation.override(self.language):
            made_at = date_format(timezone.localtime(self.made_at), "DATETIME_FORMAT")
            return [
                *self._warning(),
                _("Aryz: coded facts of cases, without narratives and names."),
                _("Data: %(words)s.") % {"words": DataSet(self.data_set).label},
                _("Made by %(who)s, %(when)s.") % {"who": self.by, "when": made_at},
                _("Filters: %(filters)s.") % {"filters": "; ".join(self.filters) or _("none")},
                _("Cases when it was begun: %(number)s.") % {"number": self.cases},
                *self._left_out(),
                *missing_values(self.language, is_labels=self.is_labels),
            ]

    def file_name(self) -> str:
        """Neutral: what kind of data, of which day; nothing of what is in it."""
        what, ending = NAME_OF_KIND[ExportKind(self.kind)]
        return f"aryz-{what}-{self.data_set}-{timezone.localdate(self.made_at):%Y-%m-%d}.{ending}"

    def _warning(self) -> list[str]:
        if not self.is_demonstration:
            return []
        return [_("Demonstration data: invented cases, calibrated on official totals. They describe no country.")]

    def _left_out(self) -> list[str]:
        if self.kind not in (ExportKind.EVENTS, ExportKind.XES):
            return []
        return [
            _("Events that stand today; a correction stands for what it corrects."),
            _("Left out, because their day is not known at all: %(number)s events.") % {"number": self.undated},
        ]
