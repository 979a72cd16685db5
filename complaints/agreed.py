"""What was agreed to about a case, said in one line before anything of it leaves the house."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from complaints.choices import ConsentAnswer
from complaints.models import Case, Consent
from institutions.models import Term


@dataclass(frozen=True, slots=True)
class Agreed:
    """The line itself, and what to think of where no consent fits. Nothing is blocked by it."""

    line: str
    warnings: tuple[str, ...]


def agreed(case: Case) -> Agreed:
    """The newest answer of each scope of consent. One query.

    Publication is the scope nobody is asked for unless they offer it (`default` no); handing on to somebody is a scope
    that is asked for (`default` ask) and is no mere count.
    """
    newest = Consent.objects.filter(case=case).order_by("scope", "-pk").distinct("scope").select_related("scope")
    given = sorted((row.scope for row in newest if row.answer == ConsentAnswer.GIVEN), key=lambda scope: scope.order)
    if given:
        line = _("On record as agreed to: %(scopes)s.") % {"scopes": "; ".join(scope.label for scope in given)}
    else:
        line = _("Nothing is on record as agreed to.")
    warnings = []
    if not any(scope.attributes.get("default") == "no" for scope in given):
        warnings.append(_("For everybody: no consent to publication is on record."))
    if not any(_hands_on(scope) for scope in given):
        warnings.append(_("For a partner: no consent to hand anything on is on record."))
    return Agreed(line, tuple(warnings))


def _hands_on(scope: Term) -> bool:
    return scope.attributes.get("default") == "ask" and "use" not in scope.attributes
