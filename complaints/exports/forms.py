"""What is asked before cases leave the house: the format, the words, and why names are needed."""

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.choices import ExportKind, RevealReason
from complaints.exports.columns import TABLES
from complaints.exports.csv_file import usual_separator
from complaints.exports.making import Wanted

_HINTS = {
    ExportKind.CSV: _("One table. Opens in every spreadsheet program."),
    ExportKind.XLSX: _("A sheet for each table. Made in the background."),
    ExportKind.JSON: _("Each case with everything that hangs on it, for programs."),
    ExportKind.EVENTS: _("What happened when, one line an event, for process mining."),
    ExportKind.XES: _("The same as an open standard, IEEE 1849."),
}


class ExportForm(forms.Form):
    """How the file shall be."""

    kind = forms.ChoiceField(
        label=_("Format"),
        choices=[
            (kind.value, format_lazy("{kind}. {hint}", kind=kind.label, hint=hint)) for kind, hint in _HINTS.items()
        ],
        initial=ExportKind.CSV,
        widget=forms.RadioSelect,
    )
    table = forms.ChoiceField(
        label=_("What is one line?"),
        help_text=_("For CSV only."),
        choices=[(table.name, table.words) for table in TABLES],
        initial="cases",
    )
    values = forms.ChoiceField(
        label=_("How are values written?"),
        choices=[
            ("labels", pgettext_lazy("export", "In words")),
            ("codes", pgettext_lazy("export", "As codes, which never change")),
        ],
        initial="labels",
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(label=_("Language of the words"), choices=settings.LANGUAGES)
    separator = forms.ChoiceField(
        label=_("Between the columns"),
        help_text=_("For CSV only."),
        choices=[
            ("usual", _("as is usual in this language")),
            ("comma", _("comma")),
            ("semicolon", _("semicolon")),
            ("tab", _("tabulator")),
        ],
        initial="usual",
    )
    dates_as_text = forms.BooleanField(
        label=_("Write dates as exactly as they are known: 2026, 2026-04, 2026-04-03"),
        help_text=_("Otherwise the first day of a month or year stands there, with its precision beside it."),
        required=False,
    )

    def wanted(self) -> Wanted:
        """What was chosen."""
        chosen = self.cleaned_data
        separators = {"comma": ",", "semicolon": ";", "tab": "\t", "usual": usual_separator(chosen["language"])}
        return Wanted(
            kind=chosen["kind"],
            table=chosen["table"],
            language=chosen["language"],
            is_labels=chosen["values"] == "labels",
            is_dates_as_text=chosen["dates_as_text"],
            separator=separators[chosen["separator"]],
        )


class IdentitiesForm(forms.Form):
    """Why names and contacts leave the house."""

    reason = forms.ChoiceField(
        label=_("Why do you need them outside?"),
        help_text=_("Written into the audit of each case before anything is read."),
        choices=RevealReason,
        widget=forms.RadioSelect,
    )
