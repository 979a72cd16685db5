"""Whoever is tied to the place or body of a case stands back from it, also where a colleague logged the case."""

from collections.abc import Collection
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import User
from complaints.choices import RecusalReason
from complaints.closeness import targets_of
from complaints.intake.takers import barred_in, close_to
from complaints.models import Case, CaseAssignment, Recusal
from complaints.telling import tell
from vault import actions as keys
from vault.holders import held_by_nobody_but


def let_stand_back(*, by: User, case: Case, today: date, besides: Collection[User] = ()) -> list[User]:
    """Those tied to what the case is about stand back from it; gives who they are, to be told by `tell_of`.

    `besides` are others of whom it is known that they must not learn of it.
    Before a safe is made, so that it is made without them; from a safe that is there they are barred, but for whoever
    alone could open it. Needs a transaction. Raises NotPossible where a tie makes `by` close.
    """
    target = targets_of(Case.objects.filter(pk=case.pk))[case.pk]
    close = [*barred_in(case.organisation, close_to(target, today=today)), *besides]
    if any(user.pk == by.pk for user in close):
        raise NotPossible(
            _("A tie you declared makes you close to this place or body, or could. A colleague must log this.")
        )
    known = set(Recusal.objects.filter(case=case, ended_on=None).values_list("user", flat=True))
    found = {user.pk: user for user in close if user.pk not in known and not _would_be_lost(case, user)}
    people = list(found.values())
    Recusal.objects.bulk_create(
        Recusal(case=case, user=user, reason=RecusalReason.WORKED_THERE, declared_by=by, started_on=today)
        for user in people
    )
    CaseAssignment.objects.filter(case=case, user__in=people, ended_at=None).update(ended_at=timezone.now())
    for user in people if case.safe_id is not None else ():
        keys.bar(user=user, safe=case.safe)
    return people


def tell_of(people: list[User], *, by: User, case: Case) -> None:
    """Tells the audit who stands back; last, when everything else is locked."""
    for _person in people:
        tell(by, case, Act.RECUSED, reason=RecusalReason.WORKED_THERE)


def _would_be_lost(case: Case, user: User) -> bool:
    return case.safe_id is not None and held_by_nobody_but(user).filter(safe=case.safe_id).exists()
