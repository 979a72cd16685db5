"""Members of requests that several rooms use. Mistakes never repeat what was sent: it may hold a name."""

from django.db.models import Model, QuerySet
from django.forms import Form
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

NOT_IN_LIST = _("This code is not in the list.")
_REPEATING = {"invalid_choice", "invalid_pk_value"}  # mistakes whose sentence would hold what was sent
NO_NUL = _("This text holds a character that cannot be kept.")


# Where a serializer's context holds a dictionary under this name, codes are looked up once for all that share it.
KNOWN_CODES = "known_codes"


class CodeField(serializers.SlugRelatedField):
    """A row of a list by its code."""

    default_error_messages = {"does_not_exist": NOT_IN_LIST, "invalid": NOT_IN_LIST}

    def __init__(self, model: type[Model], *, rows: QuerySet | None = None, **kwargs: object) -> None:
        super().__init__(slug_field="code", queryset=model.objects.all() if rows is None else rows, **kwargs)

    def to_internal_value(self, data: object) -> Model:
        """The row. Raises ValidationError for what is no code of the list."""
        if not isinstance(data, str) or "\x00" in data or len(data) > 60:
            self.fail("invalid")
        known = self.context.get(KNOWN_CODES)
        if known is None:
            return super().to_internal_value(data)
        name = (str(self.get_queryset().query), data)
        if name not in known:
            known[name] = super().to_internal_value(data)
        return known[name]


class ChoiceOf(serializers.ChoiceField):
    """One of a few codes."""

    default_error_messages = {"invalid_choice": NOT_IN_LIST}


class Strict(serializers.Serializer):
    """A request in which every member must be known: a mistyped one never passes for an empty one."""

    def to_internal_value(self, data: object) -> dict:
        """Raises ValidationError that names the unknown members."""
        if isinstance(data, dict) and (unknown := [str(name)[:40] for name in data if name not in self.fields]):
            raise serializers.ValidationError({name: [_("This member is not known here.")] for name in unknown})
        return super().to_internal_value(data)


def faults_of(form: Form) -> dict[str, list[str]]:
    """What is wrong with filters, by name. The values are not repeated, as forms would do for people."""
    return {
        name: [told for fault in faults for told in ([NOT_IN_LIST] if fault.code in _REPEATING else fault)]
        for name, faults in form.errors.as_data().items()
    }
