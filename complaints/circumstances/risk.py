"""Judges how great the danger is for those in a case."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import User
from complaints.models import Case, RiskAssessment
from complaints.rights import require_case
from complaints.telling import tell
from institutions.choices import TermList
from institutions.models import Term


@transaction.atomic
def judge_risk(
    *,
    by: User,
    case: Case,
    level: Term,
    assessed_on: date,
    today: date,
    feared: Collection[Term] = (),
    look_again_on: date | None = None,
) -> RiskAssessment:
    """Adds a judgement of the danger; earlier ones stay. Raises PermissionDenied, NotPossible."""
    require_case(by, case)
    if level.list != TermList.RISK_LEVEL or any(term.list != TermList.REPRISAL_TYPE for term in feared):
        raise NotPossible(_("This is no level of risk, or nothing that can be feared."))
    if assessed_on > today:
        raise NotPossible(_("This date lies in the future."))
    if look_again_on is not None and look_again_on < assessed_on:
        raise NotPossible(_("Looking again comes after judging."))
    risk = RiskAssessment.objects.create(
        case=case,
        level=level,
        feared=[term.code for term in feared],
        assessed_on=assessed_on,
        look_again_on=look_again_on,
        assessed_by=by,
    )
    tell(by, case, Act.RISK_JUDGED)
    return risk
