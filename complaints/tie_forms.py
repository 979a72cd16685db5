"""The form of a tie: who is close to which body or place."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, User
from accounts.permissions import Permission, organisations_with
from institutions.models import Body, Facility

_MYSELF, _ORGANISATION = "me", "organisation"


class TieForm(forms.Form):
    """`who` is oneself; who manages an organisation may also name it as a whole, or a colleague."""

    who = forms.ChoiceField(label=_("Who is close to it?"), widget=forms.Select)
    body = forms.ModelChoiceField(
        Body.objects.none(), label=_("A body"), required=False, empty_label=_("None of these")
    )
    facility = forms.ModelChoiceField(
        Facility.objects.none(), label=_("Or a place"), required=False, empty_label=_("None of these")
    )

    def __init__(self, *args: object, actor: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["who"].choices = _who(actor)
        self.fields["body"].queryset = Body.objects.order_by("order", "code")
        self.fields["facility"].queryset = Facility.objects.order_by("label_en", "code")

    def clean(self) -> dict[str, object]:
        """Exactly one of body and place; `user` and `organisation` follow from `who`."""
        cleaned = super().clean()
        if bool(cleaned.get("body")) == bool(cleaned.get("facility")):
            raise forms.ValidationError(_("Choose one body or one place."))
        if "who" in cleaned:
            kind, _dot, rest = cleaned.pop("who").partition(".")
            organisation, _dot, user = rest.partition(".")
            cleaned["organisation"] = Organisation.objects.get(pk=organisation)
            cleaned["user"] = None if kind == _ORGANISATION else User.objects.get(pk=user)
        return cleaned


def _who(actor: User) -> list[tuple[str, str]]:
    own = Membership.objects.active().filter(user=actor).select_related("organisation").order_by("pk")
    organisations = {row.organisation_id: row.organisation for row in own}
    found = [(f"{_MYSELF}.{pk}.{actor.pk}", _myself(row, organisations)) for pk, row in organisations.items()]
    managed = organisations_with(actor, Permission.ORGANISATION_MANAGE)
    found += [(f"{_ORGANISATION}.{pk}", str(row)) for pk, row in organisations.items() if pk in managed]
    colleagues = Membership.objects.active().filter(organisation__in=managed).exclude(user=actor)
    for row in colleagues.select_related("user").order_by("user__username"):
        choice = (f"{_MYSELF}.{row.organisation_id}.{row.user_id}", str(row.user))
        if choice not in found:
            found.append(choice)
    return found


def _myself(organisation: Organisation, organisations: dict[int, Organisation]) -> str:
    myself = _("I myself")
    return str(myself) if len(organisations) == 1 else f"{myself} ({organisation})"
