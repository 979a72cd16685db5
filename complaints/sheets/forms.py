"""How much a sheet shows, asked before anything is made."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.choices import RevealReason
from complaints.sheets.redaction import Level


class ReasonField(forms.ChoiceField):
    """Needed with names only, so it is neither demanded of everybody nor called optional."""

    is_conditional = True


class SheetForm(forms.Form):
    """The level of redaction, and the reason where names are shown."""

    level = forms.TypedChoiceField(
        label=_("For whom is the sheet?"), coerce=lambda value: Level(int(value)), widget=forms.RadioSelect
    )
    reason = ReasonField(
        label=_("Why are names and contacts needed on paper?"),
        help_text=_("Only if they are to be on the sheet. Written into the audit before anything is opened."),
        choices=RevealReason,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, levels: Sequence[Level], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [(level.value, level.label) for level in levels]
        if Level.NAMES not in levels:
            del self.fields["reason"]

    def clean(self) -> dict[str, object]:
        """With names there is a reason."""
        cleaned = super().clean()
        if cleaned.get("level") == Level.NAMES and not cleaned.get("reason"):
            self.add_error("reason", _("Say why names and contacts are needed."))
        return cleaned
