"""Which visits an act of the audit changed, as far as a token may know of them. A visit brings its recommendations."""

from collections.abc import Mapping, Sequence

from rest_framework.request import Request

from accounts.api.changes import Touched
from accounts.choices import Act
from accounts.models import AuditEvent
from accounts.permissions import Permission, organisations_with
from monitoring.models import Visit

VISIT_ACTS = (
    *(Act.VISIT_RECORDED, Act.VISIT_CHANGED, Act.VISIT_TAKEN_BACK),
    *(Act.RECOMMENDATION_FOLLOWED, Act.VISIT_LETTER_SENT),
)


def touched_visits(request: Request, acts: Sequence[AuditEvent]) -> Mapping[int, Sequence[Touched]]:
    """Number of an act -> the visit it changed."""
    uuids = {act.subject_uuid for act in acts}
    visible = Visit.objects.visible_to(request.user).filter(uuid__in=uuids).values_list("uuid", "reference")
    told = {uuid: Touched("visit", reference) for uuid, reference in visible}
    offices = organisations_with(request.user, Permission.VISIT_VIEW)
    gone = Visit.objects.filter(uuid__in=uuids, organisation__in=offices, mistaken_on__isnull=False)
    gone = gone.exclude(pk__in=Visit.objects.stood_back_by(request.user).values("pk"))
    told |= {
        uuid: Touched("visit", reference, is_gone=True) for uuid, reference in gone.values_list("uuid", "reference")
    }
    return {act.seq: [told[act.subject_uuid]] for act in acts if act.subject_uuid in told}
