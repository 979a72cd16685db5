"""Forms of one's work: filters of deadlines and alerts, decisions about them, the address for the mail of the day."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from complaints import wording
from complaints.choices import AlertKind, NoteOfAlert, PostponedBecause
from complaints.work import rules
from institutions.models import TimeLimit

OVERDUE, SOON, RUNNING, RIGHTS, WAITING = "overdue", "soon", "running", "rights", "waiting"
DEADLINE_STATES = [
    (OVERDUE, pgettext_lazy("deadlines", "Overdue")),
    (SOON, pgettext_lazy("deadlines", "Due in the next 14 days")),
    (RUNNING, pgettext_lazy("deadlines", "All that run, overdue or not")),
    (RIGHTS, pgettext_lazy("deadlines", "Rights that may still be used")),
    (WAITING, pgettext_lazy("deadlines", "Reminder put off")),
]
OPEN, NOTED, ALL = "open", "noted", "all"
ALERT_STATES = [
    (OPEN, pgettext_lazy("alerts", "Nobody took note")),
    (NOTED, pgettext_lazy("alerts", "Somebody took note")),
    (ALL, pgettext_lazy("alerts", "All")),
]


class DeadlineFilterForm(forms.Form):
    """Which deadlines are listed. What is not understood is named and not used."""

    state = forms.ChoiceField(choices=DEADLINE_STATES, label=gettext_lazy("Which"), required=False)
    limit = forms.ModelChoiceField(
        TimeLimit.objects.none(),
        to_field_name="code",
        label=gettext_lazy("Kind of time limit"),
        required=False,
        empty_label=gettext_lazy("all"),
    )
    desk = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["limit"].queryset = TimeLimit.objects.order_by("order", "code")


class AlertFilterForm(forms.Form):
    """Which alerts are listed. What is not understood is named and not used."""

    state = forms.ChoiceField(choices=ALERT_STATES, label=gettext_lazy("Which"), required=False)
    kind = forms.ChoiceField(
        choices=[("", gettext_lazy("all")), *AlertKind.choices], label=gettext_lazy("Kind"), required=False
    )
    desk = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)


class NoteForm(forms.Form):
    """What was decided about an alert, or about several at once."""

    note = forms.ChoiceField(
        choices=NoteOfAlert.choices, widget=forms.RadioSelect, label=gettext_lazy("What was decided?")
    )


class PostponeForm(forms.Form):
    """Until when a reminder waits, and why. The clock of the law runs on."""

    until = forms.DateField(label=gettext_lazy("Remind again on"), widget=forms.DateInput)
    reason = forms.ChoiceField(choices=PostponedBecause.choices, widget=forms.RadioSelect, label=gettext_lazy("Why?"))

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        last = wording.day(rules.last_day_to_wait(today))
        self.fields["until"].help_text = _("A day from tomorrow on, at the latest %(day)s.") % {"day": last}

    def clean_until(self) -> date:
        """A day to come, near enough that nothing is forgotten."""
        until = self.cleaned_data["until"]
        if not self.today + timedelta(days=1) <= until <= rules.last_day_to_wait(self.today):
            raise ValidationError(_("Choose a day from tomorrow on, and at most 60 days away."))
        return until


class DigestForm(forms.Form):
    """Where the mail of the day goes; empty means nowhere."""

    address = forms.EmailField(
        label=gettext_lazy("Your address"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Leave it empty to get no mail. Take an address that only you read."),
    )
