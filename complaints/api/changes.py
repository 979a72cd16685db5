"""Which cases an act of the audit changed, as far as a token may know of them."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import Q
from rest_framework.request import Request

from accounts.api.changes import Touched
from accounts.choices import Act
from accounts.models import AuditEvent
from accounts.permissions import Permission, organisations_with
from complaints.models import Case, CaseMilestones, ImportRow

ONE_CASE = (
    *(Act.CASE_OPENED, Act.LETTER_RECEIVED, Act.EVENT_RECORDED, Act.CASE_CHANGED, Act.CONSENT_CHANGED),
    *(Act.RISK_JUDGED, Act.EVIDENCE_RECORDED, Act.COMPLAINT_WITHDRAWN, Act.CASE_TAKEN_BACK),
    *(Act.ALERT_ACKNOWLEDGED, Act.CASE_ASSIGNED, Act.ASSIGNMENT_ENDED),
)
A_BATCH = (Act.CASES_IMPORTED, Act.IMPORT_UNDONE)
CASE_ACTS = (*ONE_CASE, *A_BATCH)


def touched_cases(request: Request, acts: Sequence[AuditEvent]) -> Mapping[int, Sequence[Touched]]:
    """Number of an act -> the cases whose facts it changed; the cases of a spreadsheet one by one."""
    cases = _cases_of(request, acts)
    told = _told(request, {pk for found in cases.values() for pk in found})
    return {seq: [told[pk] for pk in found if pk in told] for seq, found in cases.items()}


def _cases_of(request: Request, acts: Sequence[AuditEvent]) -> Mapping[int, list[int]]:
    organisation = request.auth.organisation_id
    uuids = {act.subject_uuid for act in acts if act.action in ONE_CASE}
    by_uuid = dict(Case.objects.filter(uuid__in=uuids, organisation=organisation).values_list("uuid", "pk"))
    hidden = set(Case.objects.hidden_from(request.user).filter(pk__in=by_uuid.values()).values_list("pk", flat=True))
    # What is done to a case from which somebody stands back is not told of another one either.
    joined = _joined([pk for pk in by_uuid.values() if pk not in hidden])
    batches = _batches(organisation, {act.subject_uuid for act in acts if act.action in A_BATCH})
    found: dict[int, list[int]] = {}
    for act in acts:
        if act.action in A_BATCH:
            found[act.seq] = list(dict.fromkeys(batches.get(act.subject_uuid, ())))
        elif act.subject_uuid in by_uuid:
            own = by_uuid[act.subject_uuid]
            found[act.seq] = [own, *(sorted(joined.get(own, ())) if own not in hidden else ())]
    return found


def _batches(organisation: int, uuids: Collection[UUID]) -> Mapping[UUID, list[int]]:
    found: dict[UUID, list[int]] = {}
    if uuids:
        rows = ImportRow.objects.filter(batch__uuid__in=uuids, batch__organisation=organisation, case__isnull=False)
        for uuid, pk in rows.order_by("number").values_list("batch__uuid", "case"):
            found.setdefault(uuid, []).append(pk)
    return found


def _joined(cases: Collection[int]) -> Mapping[int, set[int]]:
    """Cases that follow the course of another one, both ways: what happens to one changes what is told of the other."""
    pairs = CaseMilestones.objects.filter(absorbed_by__isnull=False).filter(
        Q(case__in=cases) | Q(absorbed_by__in=cases)
    )
    found: dict[int, set[int]] = {}
    for one, other in pairs.values_list("case", "absorbed_by"):
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found


def _told(request: Request, cases: Collection[int]) -> Mapping[int, Touched]:
    visible = Case.objects.visible_to(request.user).filter(pk__in=cases).values_list("pk", "reference")
    seen = organisations_with(request.user, Permission.CASE_VIEW_ALL)
    gone = Case.objects.filter(pk__in=cases, organisation__in=seen, mistaken_on__isnull=False).not_recused(request.user)
    return {pk: Touched("case", reference) for pk, reference in visible} | {
        pk: Touched("case", reference, is_gone=True) for pk, reference in gone.values_list("pk", "reference")
    }
