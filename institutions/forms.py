"""Questions to the country pack, asked in the address of a page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from institutions.models import Body


class _DayField(forms.DateField):
    """A day in an address: 2025-06-30, or as people here write it."""

    def __init__(self, **options: object) -> None:
        widget = forms.DateInput(format="%d.%m.%Y")
        super().__init__(
            label=_("Day"),
            help_text=_("For example 30.06.2025"),
            widget=widget,
            input_formats=["%Y-%m-%d", "%d.%m.%Y"],
            **options,
        )


class DayForm(forms.Form):
    """The day for which the tree of bodies is drawn."""

    on = _DayField()


class IndependenceForm(forms.Form):
    """How far did one body stand from another on a day?"""

    body = forms.ModelChoiceField(Body.objects.order_by("order"), to_field_name="code", label=_("Body"))
    other = forms.ModelChoiceField(Body.objects.order_by("order"), to_field_name="code", label=_("Other body"))
    on = _DayField()
