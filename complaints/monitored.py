"""What the answer about monitors does to a case: whose answer counts beside another's, and keys that go with a no."""

from collections.abc import Iterable, Sequence

from accounts.models import Membership, User
from accounts.permissions import ROLE_PERMISSIONS, Permission
from complaints.choices import CLOSING_ANSWERS, TO_MONITORS, ConsentAnswer
from complaints.models import Case, Consent
from institutions.models import Term
from vault import actions as keys
from vault.choices import Compartment
from vault.models import Safe

Answers = Sequence[tuple[Term, str]]
_ASKS_FOR_CONSENT = [
    role
    for role, granted in ROLE_PERMISSIONS.items()
    if Permission.SEALED_OPEN in granted and Permission.CASE_VIEW_UNASKED not in granted
]
_NEEDS_NONE = [role for role, granted in ROLE_PERMISSIONS.items() if Permission.CASE_VIEW_UNASKED in granted]


def answers_to_add(case: Case, answers: Answers) -> Answers:
    """What is kept of the answers of one person more in a case that others are in.

    Nobody was asked is no answer, and takes nobody's yes back. A yes to monitors does not undo the no of somebody else:
    who asks everybody again notes that of its own.
    """
    newest = Consent.objects.filter(case=case, scope__attributes__to=TO_MONITORS).order_by("-pk").first()
    is_closed = newest is not None and newest.answer in CLOSING_ANSWERS
    return [
        (scope, answer)
        for scope, answer in answers
        if answer != ConsentAnswer.NOT_ASKED
        and not (is_closed and _is_to_monitors(scope) and answer == ConsentAnswer.GIVEN)
    ]


def take_keys_from_monitors(case: Case, answers: Iterable[tuple[Term, str]]) -> int:
    """After `answers`, the newest of the case: takes its narrative from monitors who know of it by consent alone.

    Gives the number of keys that went; none while the answer is yes. Whoever recorded the case keeps theirs. Needs a
    transaction.
    """
    is_closed = any(_is_to_monitors(scope) and answer != ConsentAnswer.GIVEN for scope, answer in answers)
    if not is_closed or case.safe_id is None:
        return 0
    there = Membership.objects.active().filter(organisation=case.organisation_id)
    monitors = there.filter(role__in=_ASKS_FOR_CONSENT).exclude(user=case.created_by_id)
    monitors = monitors.exclude(user__in=there.filter(role__in=_NEEDS_NONE).values("user"))
    safes = Safe.objects.filter(pk=case.safe_id)
    holders = User.objects.filter(pk__in=monitors.values("user"), key_pair__wraps__data_key__safe__in=safes).distinct()
    return sum(keys.revoke(user=user, safes=safes, compartments=[Compartment.NARRATIVE]) for user in holders)


def _is_to_monitors(scope: Term) -> bool:
    return scope.attributes.get("to") == TO_MONITORS
