"""Forms of an import: the file, what its columns mean, which codes its words stand for."""

from collections.abc import Iterable, Mapping, Sequence

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import escape
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from complaints.imports import dates
from complaints.imports.columns import Kind, Meaning
from complaints.imports.understanding import LEAVE_EMPTY, REJECT
from complaints.imports.words import WordList, fold

NO_CHOICE = "-"  # an answer like any other: nothing is chosen for a column or a word


class UploadForm(forms.Form):
    """A spreadsheet, and for whom it is."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_(
            "XLSX or CSV, up to 50 MB and 100,000 rows. Only the first sheet is read; formulas count as what they show."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        max_length=255,
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), to_field_name="uuid", empty_label=None
    )

    def __init__(self, *args: object, organisations: Iterable[int], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        mine = Organisation.objects.filter(pk__in=list(organisations)).order_by("name")
        self.fields["organisation"].queryset = mine
        if len(mine) == 1:
            self.fields["organisation"].required = False
            self.fields["organisation"].widget = forms.HiddenInput()
        self.only = mine[0] if len(mine) == 1 else None

    def clean_organisation(self) -> Organisation:
        """The chosen one, or the only one there is."""
        return self.cleaned_data["organisation"] or self.only

    @property
    def content(self) -> bytes:
        """The bytes of the file."""
        upload: UploadedFile = self.cleaned_data["file"]
        return b"".join(upload.chunks())


class ColumnsForm(forms.Form):
    """What each column means. Fields are called by the number of the column."""

    def __init__(
        self,
        *args: object,
        headers: Sequence[str],
        samples: Sequence[Sequence[str]],
        known: Mapping[str, Meaning],
        chosen: Sequence[str],
        name: str = "",
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._known = known
        choices = _grouped(known)
        for number, header in enumerate(headers):
            values = [row[number] for row in samples if number < len(row) and row[number]]
            self.fields[_column(number)] = forms.ChoiceField(
                label=header or gettext("Column %(number)s") % {"number": number + 1},
                help_text=escape(" · ".join(value[:60] for value in values)),  # hints are shown as they are
                choices=choices,
                initial=chosen[number] or NO_CHOICE,
            )
        self.fields["name"] = forms.CharField(
            label=_("Remember this mapping as"),
            help_text=_(
                "Leave empty to forget it. A sheet with the same headers will be understood at once next time."
            ),
            max_length=60,
            required=False,
            initial=name,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )

    @property
    def columns(self) -> dict[int, str]:
        """Number of the column -> meaning, without those that mean nothing."""
        given = {int(name[1:]): key for name, key in self.cleaned_data.items() if name != "name"}
        return {number: key for number, key in given.items() if key != NO_CHOICE}

    def clean(self) -> dict[str, object]:
        """No two columns say the same, but for what is sealed; something must be said at all."""
        cleaned = super().clean()
        seen: dict[str, str] = {}
        for name, key in dict(cleaned).items():
            if name == "name" or key == NO_CHOICE or self._known[key].kind == Kind.SEALED:
                continue
            if key in seen:
                self.add_error(name, _("Another column means this already."))
            seen[key] = name
        if all(key == NO_CHOICE for name, key in cleaned.items() if name != "name"):
            self.add_error(None, _("Say of at least one column what it means."))
        return cleaned


class WordsForm(forms.Form):
    """Which code each word of a column stands for. Fields are called by column and place of the word."""

    def __init__(
        self,
        *args: object,
        meanings: Mapping[int, Meaning],
        lists: Mapping[str, WordList],
        words: Mapping[str, Sequence[Sequence[object]]],
        remembered: Mapping[str, Mapping[str, str]],
        asks_order: bool,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._places: dict[str, tuple[str, str]] = {}
        self.groups: list[tuple[object, list[str]]] = []
        if asks_order:
            self.fields["order"] = forms.ChoiceField(
                label=_("How is 03/04/2021 meant in this sheet?"),
                choices=[
                    (dates.DAY_FIRST, _("3 April 2021: the day first")),
                    (dates.MONTH_FIRST, _("4 March 2021: the month first")),
                ],
                widget=forms.RadioSelect,
                initial=dates.DAY_FIRST,
            )
        for column, meaning in meanings.items():
            found = words.get(str(column)) or []
            if found:
                kinds = lists["facility_type"] if meaning.list == "facility" else None
                self._add(column, meaning, lists[meaning.list], found, remembered.get(meaning.key, {}), kinds)

    def _add(
        self,
        column: int,
        meaning: Meaning,
        words: WordList,
        found: Sequence,
        remembered: Mapping[str, str],
        kinds: WordList | None,
    ) -> None:
        choices = [
            (REJECT, _("Reject the rows")),
            (NO_CHOICE, _("Leave empty")),
            *((code, label) for code, label in words.labels.items()),
        ]
        names = []
        for place, (word, number) in enumerate(found):
            name = f"w{column}-{place}"
            suggestion = remembered.get(fold(word), words.suggestion(word) or REJECT)
            self.fields[name] = forms.ChoiceField(
                label=word,
                help_text=_hint(number, word if suggestion == REJECT else "", kinds),
                choices=choices,
                initial=suggestion or NO_CHOICE,
            )
            self._places[name] = (meaning.key, fold(word))
            names.append(name)
        self.groups.append((meaning.label, names))

    @property
    def words(self) -> dict[str, dict[str, str]]:
        """Meaning -> folded word -> code; words whose rows are rejected are left out."""
        chosen: dict[str, dict[str, str]] = {}
        for name, (key, word) in self._places.items():
            code = self.cleaned_data.get(name, REJECT)
            if code != REJECT:
                chosen.setdefault(key, {})[word] = LEAVE_EMPTY if code == NO_CHOICE else code
        return chosen

    @property
    def chosen_order(self) -> str:
        """Whether the day or the month stands first."""
        return str(self.cleaned_data.get("order") or dates.DAY_FIRST)


def _hint(number: object, unknown: str, kinds: WordList | None) -> str:
    """How often a word stands there, and of an unknown one that it names a kind of place where it does."""
    often = gettext("Found %(number)s times") % {"number": number}
    kind = kinds.suggestion(unknown) if kinds is not None and unknown else ""
    if kinds is None or not kind:
        return often
    told = gettext(
        "This is no place but a kind of place: %(kind)s. To keep it, go back and say that the column means the kind of "
        "facility."
    )
    return f"{often}. {escape(told % {'kind': kinds.labels[kind]})}"


class ConfirmForm(forms.Form):
    """What must be true before cases of people are recorded: consent to keep them, or a law."""

    may_be_kept = forms.BooleanField(
        label=_(
            "Everybody named in this sheet, or who speaks for them, agreed that the organisation keeps these records, "
            "or the law lets it"
        ),
        error_messages={"required": _("Without consent to keep them, or a law that lets it, cases are not taken in.")},
    )


def _column(number: int) -> str:
    return f"c{number}"


def _grouped(known: Mapping[str, Meaning]) -> list:
    groups: dict[object, list[tuple[str, object]]] = {}
    for key, meaning in known.items():
        groups.setdefault(str(meaning.group), []).append((key, meaning.label))
    return [(NO_CHOICE, pgettext_lazy("import", "Nothing: leave this column out")), *groups.items()]
