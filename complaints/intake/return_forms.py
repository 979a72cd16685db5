"""Forms of somebody who came back with the receipt."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.choices import ConsentAnswer, Voluntary
from complaints.intake.forms import STORY_LENGTH, consent_field
from complaints.models import Withdrawal
from institutions.choices import Answer
from institutions.models import Term
from vault.receipts import MistypedReceipt, normalise

_YES_NO = [
    (Answer.YES, pgettext_lazy("answer", "Yes")),
    (Answer.NO, pgettext_lazy("answer", "No")),
    (Answer.UNKNOWN, pgettext_lazy("answer", "I do not know, or I prefer not to say")),
]


class CodeForm(forms.Form):
    """The receipt, typed in any way a person writes it."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("Your code"),
        max_length=100,
        help_text=_("25 letters and digits. Blanks and small letters do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Type the code that you wrote down.")},
    )

    def clean_code(self) -> str:
        """The code as it was given. Raises ValidationError for what was never a code."""
        try:
            return normalise(self.cleaned_data["code"])
        except MistypedReceipt as error:
            raise forms.ValidationError(str(error)) from error


class MessageForm(forms.Form):
    """A message to whoever reads."""

    use_required_attribute = False
    text = forms.CharField(
        label=_("Your message"),
        max_length=STORY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"}),
        error_messages={"required": _("Write something first.")},
    )


class ConsentsForm(forms.Form):
    """Consent in levels, as it stands now."""

    use_required_attribute = False

    def __init__(self, *args: object, known: Mapping[Term, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.scopes = list(known)
        for scope, answer in known.items():
            initial = "yes" if answer == ConsentAnswer.GIVEN else "no"
            self.fields[f"scope-{scope.code}"] = field = consent_field(scope, initial=initial)
            field.help_text = ""

    @property
    def answers(self) -> tuple[tuple[Term, bool], ...]:
        """Scope and whether it is agreed to; the form is valid."""
        return tuple((scope, self.cleaned_data[f"scope-{scope.code}"] == "yes") for scope in self.scopes)


def _question(label: object) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=_YES_NO, widget=forms.RadioSelect, required=False, initial=Answer.UNKNOWN
    )


class WithdrawForm(forms.Form):
    """How it came that somebody withdraws. Nothing is compulsory but to say that it is meant."""

    use_required_attribute = False
    own_will = _question(_("Is it your own wish to withdraw?"))
    pressed = _question(
        _("Did anybody from the place or of those you complain about ask, promise or threaten something?")
    )
    in_custody = _question(_("Are you, or is the person, held at this time?"))
    staff = _question(_("Is anybody of the staff with you now?"))
    lawyer = _question(_("Did you speak with a lawyer about it?"))
    is_meant = forms.BooleanField(
        label=_("I withdraw the complaint"), error_messages={"required": _("Tick this if you mean it.")}
    )

    @property
    def circumstances(self) -> Withdrawal:
        """What is recorded with the withdrawal; the form is valid."""
        told = {name: value or Answer.UNKNOWN for name, value in self.cleaned_data.items() if name != "is_meant"}
        voluntary = {Answer.YES: Voluntary.YES, Answer.NO: Voluntary.NO}
        return Withdrawal(
            voluntary=voluntary.get(told["own_will"], Voluntary.UNKNOWN),
            contacted_by_accused=told["pressed"],
            in_custody=told["in_custody"],
            staff_present=told["staff"],
            lawyer_present=told["lawyer"],
        )


class EraseForm(forms.Form):
    """Asks once more."""

    use_required_attribute = False
    is_meant = forms.BooleanField(
        label=_("I want everything to be erased"), error_messages={"required": _("Tick this if you mean it.")}
    )
