"""Who works on a case, and the keys that come and go with it; who has seen an alert."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Act
from accounts.models import Organisation, User
from accounts.permissions import Permission, has_permission
from complaints.choices import NoteOfAlert
from complaints.models import Alert, Case, CaseAssignment, Recusal
from complaints.rights import require_case, require_lead
from complaints.telling import tell
from vault import actions as keys
from vault.choices import Compartment, GrantReason
from vault.holders import holders_by_office
from vault.keyrings import NoKey
from vault.models import Safe


@transaction.atomic
def assign_case(*, by: User, case: Case, user: User, private_key: bytes | None = None) -> CaseAssignment:
    """Gives `user` the case to work on; twice is once. Raises PermissionDenied unless `by` leads and `user` may see.

    With the `private_key` of `by` the key of the narrative goes along, where `by` holds it and `user` may open it and,
    being a monitor, may know of the case by the person's consent; otherwise a colleague hands it over later.
    """
    require_lead(by, case)
    if not has_permission(user, Permission.CASE_VIEW, organisation=case.organisation_id):
        raise PermissionDenied(_("This person does not work on cases of this organisation."))
    Case.objects.select_for_update().get(pk=case.pk)
    if Recusal.objects.filter(case=case, user=user, ended_on=None).exists():
        raise PermissionDenied(_("This person stands back from the case."))
    assignment, is_new = CaseAssignment.objects.get_or_create(
        case=case, user=user, ended_at=None, defaults={"assigned_by": by}
    )
    is_known = Case.objects.visible_to(user).filter(pk=case.pk).exists()
    number = _give_narrative_key(by, case, user, private_key) if private_key and is_known else 0
    if is_new:
        tell(by, case, Act.CASE_ASSIGNED)
    if number:
        tell(by, case, Act.KEY_GRANTED)
    return assignment


def _give_narrative_key(by: User, case: Case, user: User, private_key: bytes) -> int:
    if case.safe_id is None or not has_permission(user, Permission.SEALED_OPEN, organisation=case.organisation_id):
        return 0
    now = timezone.now()
    try:
        return keys.grant(
            by=by,
            private_key=private_key,
            to=user,
            safe=case.safe,
            compartment=Compartment.NARRATIVE,
            reason=GrantReason.ASSIGNED,
            today=timezone.localdate(now),
            now=now,
        )
    except NoKey:  # the work can begin without the key; the page of the case says that it is missing
        return 0


@transaction.atomic
def end_assignment(*, by: User, assignment: CaseAssignment) -> None:
    """Takes the case and its keys away from the person; the row stays. Raises PermissionDenied.

    Keys that the person holds by office (a lead, a keeper of identities) stay.
    """
    require_lead(by, assignment.case)
    Case.objects.select_for_update(of=("self",)).get(pk=assignment.case_id)  # nobody lends a key meanwhile
    ended = CaseAssignment.objects.filter(pk=assignment.pk, ended_at=None).update(ended_at=timezone.now())
    if not ended:
        return
    number = _take_keys(assignment.user, assignment.case.organisation, Safe.objects.filter(case=assignment.case_id))
    tell(by, assignment.case, Act.ASSIGNMENT_ENDED)
    if number:
        tell(by, assignment.case, Act.KEY_REVOKED)


def _take_keys(user: User, organisation: Organisation, safes: Iterable[Safe]) -> int:
    """Takes from `user` the keys of the safes but for those of an office; gives their number. Needs a transaction."""
    compartments = [
        compartment
        for compartment in Compartment
        if not holders_by_office(organisation, compartment).filter(user=user).exists()
    ]
    return keys.revoke(user=user, safes=safes, compartments=compartments)


@transaction.atomic
def acknowledge_alert(*, by: User, alert: Alert, note: NoteOfAlert) -> Alert:
    """Notes that `by` has seen the alert and what was decided; whoever came first stays noted.

    Raises PermissionDenied.
    """
    require_case(by, alert.case)
    alert = Alert.objects.select_for_update().get(pk=alert.pk)
    if alert.acknowledged_at is None:
        alert.acknowledged_at, alert.acknowledged_by, alert.note = timezone.now(), by, note
        alert.save(update_fields=["acknowledged_at", "acknowledged_by", "note"])
        tell(by, alert.case, Act.ALERT_ACKNOWLEDGED)
    return alert
