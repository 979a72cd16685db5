"""The findings of an examination, one row each. Rows are a fixed number, and a button asks for more: no script."""

from collections.abc import Mapping, Sequence

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from complaints.choices import BodySite, FindingKind
from complaints.circumstances.choosing import NOT_KNOWN
from complaints.circumstances.told import ToldFinding, rank_of
from complaints.models import ExaminationFinding
from institutions.choices import TermList
from institutions.models import Term

FEWEST_ROWS, MOST_ROWS, MORE_ROWS = 3, 40, 3
LONGEST_DESCRIPTION = 10_000
SAYS_WHY = _("“Not consistent” needs a described finding and the reason.")


class QuietForm(forms.Form):
    """A form that can be shown again as it was typed without a word about mistakes."""

    def __init__(self, *args: object, is_quiet: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.is_quiet = is_quiet

    def full_clean(self) -> None:
        """Checks what was typed, unless it is only shown again."""
        if not self.is_quiet:
            super().full_clean()
            return
        self._errors, self.cleaned_data = ErrorDict(), {}


class FindingForm(QuietForm):
    """One finding: what kind, where, how far it fits what was told, and its description, which is sealed."""

    template_name = "complaints/circumstances/_finding_row.html"

    kind = forms.ChoiceField(
        label=_("Kind of finding"),
        choices=[("", pgettext_lazy("finding", "No finding in this row")), *FindingKind.choices],
        required=False,
    )
    site = forms.ChoiceField(
        label=_("Where on the body"),
        choices=[("", pgettext_lazy("body site", "Not known, or not of the body")), *BodySite.choices],
        required=False,
    )
    description = forms.CharField(
        label=_("Description, and why this degree"),
        help_text=_("Sealed at once. Only who holds the key of the narrative can read it."),
        max_length=LONGEST_DESCRIPTION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: Mapping[str, str] | None,
        *,
        degrees: Mapping[str, Term],
        earlier: ExaminationFinding | None,
        **kwargs: object,
    ) -> None:
        initial = (
            {"kind": earlier.kind, "site": earlier.site, "consistency": earlier.consistency.code} if earlier else {}
        )
        super().__init__(data, initial=initial, **kwargs)
        self.earlier_words = earlier.description if earlier else None
        self.fields["consistency"] = forms.TypedChoiceField(
            label=_("How far it fits what was told"),
            choices=[("", NOT_KNOWN), *((code, term.label) for code, term in degrees.items())],
            coerce=degrees.get,
            empty_value=None,
            required=False,
        )
        self.order_fields(["kind", "site", "consistency", "description"])
        if self.earlier_words:
            self.fields["description"].help_text = _("What was sealed before is kept unless you write something here.")

    def clean(self) -> dict[str, object]:
        """A row with anything in it names the kind and the degree; the lowest degree says why."""
        cleaned = super().clean()
        if not any(cleaned.get(name) for name in self.fields):
            return cleaned
        if not cleaned.get("kind") and "kind" not in self.errors:
            self.add_error("kind", _("Say what kind of finding it is."))
        degree = cleaned.get("consistency")
        if degree is None and "consistency" not in self.errors:
            self.add_error("consistency", _("Say how far it fits, or that this was not assessed."))
        if degree is not None and rank_of(degree) == 0 and not self._is_described:
            self.add_error("description", SAYS_WHY)
        return cleaned

    @property
    def _is_described(self) -> bool:
        return bool(self.cleaned_data.get("description") or self.earlier_words)

    @property
    def told(self) -> ToldFinding | None:
        """What the row says; None for an empty one. Only after it was found valid."""
        cleaned = self.cleaned_data
        if not cleaned.get("kind"):
            return None
        return ToldFinding(
            kind=cleaned["kind"],
            site=cleaned["site"],
            consistency=cleaned["consistency"],
            words=cleaned["description"],
            earlier_words=self.earlier_words,
        )


class FindingRows:
    """All rows. `data` is what was posted, `earlier` what an examination that is corrected had found."""

    def __init__(
        self, data: Mapping[str, str] | None, *, prefix: str, earlier: Sequence[ExaminationFinding] = ()
    ) -> None:
        self.prefix = prefix
        self.asks_for_more = data is not None and self.more_name in data
        number = self._number(data, len(earlier))
        degrees = {term.code: term for term in Term.objects.filter(list=TermList.CONSISTENCY).order_by("order")}
        self.forms = [
            FindingForm(
                data,
                prefix=f"{prefix}-{row}",
                degrees=degrees,
                earlier=earlier[row] if row < len(earlier) else None,
                is_quiet=self.asks_for_more,
            )
            for row in range(number)
        ]

    @property
    def rows_name(self) -> str:
        """Name of the hidden field that says how many rows the page had."""
        return f"{self.prefix}-rows"

    @property
    def more_name(self) -> str:
        """Name of the button that asks for more rows."""
        return f"{self.prefix}-more"

    @property
    def may_grow(self) -> bool:
        """Whether more rows can be asked for."""
        return len(self.forms) < MOST_ROWS

    def _number(self, data: Mapping[str, str] | None, earlier: int) -> int:
        posted = (data or {}).get(self.rows_name, "")
        wanted = int(posted) if posted.isascii() and posted.isdigit() and len(posted) < 4 else 0
        least = max(FEWEST_ROWS, min(earlier, MOST_ROWS))
        return min(MOST_ROWS, max(least, wanted) + (MORE_ROWS if self.asks_for_more else 0))

    def mistakes(self) -> list[str]:
        """What is wrong, each with the number of its row; nothing where every row is empty or complete."""
        return [
            gettext("Finding %(number)s: %(mistake)s") % {"number": number, "mistake": mistake}
            for number, form in enumerate(self.forms, start=1)
            for mistakes in form.errors.values()
            for mistake in mistakes
        ]

    def told(self) -> list[ToldFinding]:
        """The findings of the rows that are not empty, in their order."""
        return [found for form in self.forms if (found := form.told) is not None]
