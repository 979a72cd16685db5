"""What changed, in the order in which it was committed: a program that follows keeps a copy without reading all again.

The feed is the audit of the organisation, whose numbers are given one by one while the chain is locked until the
commit: no number appears before a smaller one, and none is given twice. Only acts that change coded facts are told, and
only about what the token may know of; who did it and why is not told.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.cursors import lock, unlock
from accounts.api.scoped import Scopes
from accounts.api.views import ApiView
from accounts.choices import Act, Outcome, Scope
from accounts.models import ApiToken, AuditChain, AuditEvent
from accounts.permissions import Permission, organisations_with
from complaints.models import Case, CaseMilestones, ImportRow

MOST = 1000
_PLACE = "changes"
CASE_ACTS = (
    *(Act.CASE_OPENED, Act.LETTER_RECEIVED, Act.EVENT_RECORDED, Act.CASE_CHANGED, Act.CONSENT_CHANGED),
    *(Act.RISK_JUDGED, Act.EVIDENCE_RECORDED, Act.COMPLAINT_WITHDRAWN, Act.CASE_TAKEN_BACK),
    *(Act.ALERT_ACKNOWLEDGED, Act.CASE_ASSIGNED, Act.ASSIGNMENT_ENDED),
)
BATCH_ACTS = (Act.CASES_IMPORTED, Act.IMPORT_UNDONE)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed. `is_gone`: it is shown to nobody any more, and copies of it are to be deleted."""

    seq: int
    kind: str
    reference: str
    act: str
    is_gone: bool = False


class ChangeRow(serializers.Serializer):
    """One change."""

    kind = serializers.ChoiceField(choices=[("case", _("case"))])
    reference = serializers.CharField()
    change = serializers.CharField(help_text=_("What was done, as a code; new codes may come."))
    gone = serializers.BooleanField()


class ChangePage(serializers.Serializer):
    """Changes in the order of their commits. `cursor` is where to go on, also when there is nothing new."""

    cursor = serializers.CharField()
    more = serializers.BooleanField()
    results = ChangeRow(many=True)


class Changes(ApiView):
    """The feed of changes."""

    scopes: ClassVar[Scopes] = {"GET": (Scope.CASES_READ, Scope.CASES_WRITE)}
    parameters = ("after", "limit")

    @extend_schema(
        operation_id="list_changes",
        parameters=[
            OpenApiParameter(
                "after", str, description="The cursor of the page before. Without it: the place now, and no changes."
            ),
            OpenApiParameter("limit", int, description="Changes a page, 1,000 at most."),
        ],
        responses=ChangePage,
        tags=["changes"],
    )
    def get(self, request: Request) -> Response:
        """What changed after a cursor. Take a cursor first, then read the lists, then follow: nothing is missed."""
        token: ApiToken = request.auth
        sent = request.query_params.get("after")
        place = f"{_PLACE}|{token.organisation_id}"
        if sent is None:
            return Response({"cursor": lock(str(_end(token.organisation_id)), place), "more": False, "results": []})
        try:
            after = int(unlock(sent, place))
        except ValueError as error:
            raise ValidationError({"after": [_("This cursor is none of ours, or of another organisation.")]}) from error
        read, last, is_more = _read(token.organisation_id, after, _limit(request))
        rows = [
            {"kind": one.kind, "reference": one.reference, "change": one.act, "gone": one.is_gone}
            for one in _known(request, read)
        ]
        return Response({"cursor": lock(str(last), place), "more": is_more, "results": rows})


def _limit(request: Request) -> int:
    sent = request.query_params.get("limit", str(MOST))
    if not (sent.isascii() and sent.isdigit() and 0 < int(sent[:6]) <= MOST):
        raise ValidationError({"limit": [_("A whole number from 1 to 1000.")]})
    return int(sent)


def _end(organisation: int) -> int:
    return AuditChain.objects.filter(organisation=organisation).values_list("seq", flat=True).first() or 0


def _read(organisation: int, after: int, limit: int) -> tuple[Sequence[AuditEvent], int, bool]:
    """Acts that change something, the number up to which was read, and whether there is more."""
    end = _end(organisation)
    acts = AuditEvent.objects.filter(
        organisation=organisation,
        seq__gt=after,
        seq__lte=end,
        outcome=Outcome.DONE,
        action__in=[*CASE_ACTS, *BATCH_ACTS],
    )
    rows = list(acts.order_by("seq").only("seq", "action", "subject_uuid")[: limit + 1])
    if len(rows) > limit:
        return rows[:limit], rows[limit - 1].seq, True
    return rows, end, False


def _known(request: Request, acts: Sequence[AuditEvent]) -> Iterator[Change]:
    """What the token may hear of, in the order of the acts; the cases of a spreadsheet one by one."""
    cases = _cases_of(request, acts)
    told = _told(request, {pk for found in cases.values() for pk in found})
    for act in acts:
        for pk in cases.get(act.seq, ()):
            if pk in told:
                reference, is_gone = told[pk]
                yield Change(act.seq, "case", reference, act.action, is_gone)


def _cases_of(request: Request, acts: Sequence[AuditEvent]) -> Mapping[int, list[int]]:
    """Number of an act -> the cases whose facts it changed, those joined with them among them."""
    organisation = request.auth.organisation_id
    uuids = {act.subject_uuid for act in acts if act.action in CASE_ACTS}
    by_uuid = dict(Case.objects.filter(uuid__in=uuids, organisation=organisation).values_list("uuid", "pk"))
    joined = _joined(by_uuid.values())
    batches: dict[UUID, list[int]] = {}
    of_batches = {act.subject_uuid for act in acts if act.action in BATCH_ACTS}
    rows = ImportRow.objects.filter(batch__uuid__in=of_batches, batch__organisation=organisation, case__isnull=False)
    if of_batches:
        for uuid, pk in rows.order_by("number").values_list("batch__uuid", "case"):
            batches.setdefault(uuid, []).append(pk)
    found = {}
    for act in acts:
        if act.action in BATCH_ACTS:
            found[act.seq] = list(dict.fromkeys(batches.get(act.subject_uuid, ())))
        elif act.subject_uuid in by_uuid:
            own = by_uuid[act.subject_uuid]
            found[act.seq] = [own, *sorted(joined.get(own, set()))]
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


def _told(request: Request, cases: Collection[int]) -> Mapping[int, tuple[str, bool]]:
    """Reference of each case that the token may know of, and whether it is gone."""
    visible = Case.objects.visible_to(request.user).filter(pk__in=cases).values_list("pk", "reference")
    seen = organisations_with(request.user, Permission.CASE_VIEW_ALL)
    gone = Case.objects.filter(pk__in=cases, organisation__in=seen, mistaken_on__isnull=False).not_recused(request.user)
    return {pk: (reference, False) for pk, reference in visible} | {
        pk: (reference, True) for pk, reference in gone.values_list("pk", "reference")
    }
