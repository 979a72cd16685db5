"""Forms about danger and about evidence. They check what was typed; actions decide."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints import wording
from complaints.choices import CustodyAct, Holder
from complaints.circumstances.choosing import OfferedChoice, one_body, one_day
from complaints.date_fields import PartialDateField
from complaints.forms import LONGEST_TEXT
from complaints.models import Attachment, Case, CustodyStep, EvidenceItem
from institutions.choices import TermList
from institutions.models import Term


class RiskForm(forms.Form):
    """How great the danger is judged now, and when to look again."""

    level = forms.ModelChoiceField(
        Term.objects.none(),
        label=_("How great is the danger?"),
        empty_label=None,
        to_field_name="code",
        widget=forms.RadioSelect,
    )
    feared = forms.ModelMultipleChoiceField(
        Term.objects.none(),
        label=_("What is feared?"),
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )
    assessed_on = one_day(_("Judged on"), _("As 03.04.2026."))
    look_again_on = one_day(_("Look again on"), _("As 03.04.2026. The page of your work reminds you."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].queryset = Term.objects.filter(list=TermList.RISK_LEVEL).order_by("-order")
        self.fields["feared"].queryset = Term.objects.filter(list=TermList.REPRISAL_TYPE).order_by("order")
        self.fields["assessed_on"].required = True
        self.fields["assessed_on"].initial = timezone.localdate


class FingerprintField(forms.RegexField):
    """A SHA-256 fingerprint, in whichever letters it was copied."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(
            r"^[0-9a-f]{64}$",
            required=False,
            max_length=200,
            error_messages={"invalid": _("Give all 64 digits of the SHA-256 fingerprint.")},
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            **kwargs,
        )

    def to_python(self, value: str | None) -> str:
        """Small letters without spaces."""
        return "".join(super().to_python(value).lower().split())


class FileChoice(forms.ModelChoiceField):
    """One of the sealed files of the case, by its place and day: their names are sealed."""

    def label_from_instance(self, attachment: Attachment) -> str:
        """Such as "File 2, 3 April 2026"."""
        day = wording.day(attachment.added_on)
        return gettext("File %(number)s, %(day)s") % {"number": self.numbers[attachment.pk], "day": day}


class EvidenceForm(forms.Form):
    """One piece of evidence."""

    kind = forms.ModelChoiceField(
        Term.objects.none(), label=_("What kind of evidence is it?"), empty_label=None, to_field_name="code"
    )
    obtained = PartialDateField(label=_("When was it obtained?"), required=False)
    obtained_from = OfferedChoice(
        label=_("From whom?"), help_text=_("Never a name."), choices=Holder, initial=Holder.UNKNOWN
    )
    description = forms.CharField(
        label=_("What it is and what it shows"),
        help_text=_("Sealed at once. Only who holds the key of the narrative can read it."),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    sha256 = FingerprintField(
        label=_("SHA-256 fingerprint of the original"),
        help_text=_("Leave empty for a sealed file whose key you hold: its fingerprint is taken over."),
    )

    def __init__(self, *args: object, case: Case, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = Term.objects.filter(list=TermList.EVIDENCE_TYPE).order_by("order")
        self.fields["body"] = one_body(_("Which body, if it came from one?"))
        files = Attachment.objects.filter(case=case).order_by("pk")
        self.fields["attachment"] = FileChoice(
            files,
            label=_("Which sealed file of the case is it?"),
            required=False,
            empty_label=_("None of them, or an object"),
            to_field_name="uuid",
        )
        self.fields["attachment"].numbers = {
            pk: number for number, pk in enumerate(files.values_list("pk", flat=True), 1)
        }
        self.order_fields(["kind", "obtained", "obtained_from", "body", "attachment", "sha256"])


class LinkChoice(forms.ModelChoiceField):
    """One link of a chain, by its number."""

    def label_from_instance(self, step: CustodyStep) -> str:
        """Such as "3: Examined, 3 April 2026"."""
        return f"{step.number}: {step.get_act_display()}, {wording.day(step.happened_on)}"


class CustodyForm(forms.Form):
    """One more link of a chain of custody."""

    act = forms.ChoiceField(label=_("What was done?"), choices=CustodyAct)
    happened_on = one_day(_("When?"), _("As 03.04.2026."))
    from_whom = OfferedChoice(
        label=_("From whom?"), help_text=_("Never a name."), choices=Holder, initial=Holder.UNKNOWN
    )
    to_whom = OfferedChoice(label=_("To whom, or where?"), choices=Holder, initial=Holder.UNKNOWN)

    def __init__(self, *args: object, item: EvidenceItem, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_on"].required = True
        self.fields["body"] = one_body(_("Which body, if one was involved?"))
        self.fields["sha256"] = FingerprintField(
            label=_("SHA-256 fingerprint found at this step"),
            help_text=_("If it was computed again. A fingerprint that differs from the first one is marked."),
        )
        self.fields["corrects"] = LinkChoice(
            item.custody.filter(corrected_by=None).order_by("number"),
            label=_("Does it correct a mistaken link?"),
            help_text=_("The mistaken one stays readable."),
            required=False,
            empty_label=_("No"),
            to_field_name="number",
        )
