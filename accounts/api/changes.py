"""What changed, in the order in which it was committed: a program that follows keeps a copy without reading all again.

The feed is the audit of the organisation, whose numbers are given one by one while the chain is locked until the
commit: no number appears before a smaller one, and none is given twice. Only acts that change coded facts are told, and
only about what the token may know of; who did it and why is not told. Rooms register what they own.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.cursors import lock, unlock
from accounts.api.scoped import Scopes
from accounts.api.views import ApiView
from accounts.choices import Outcome, Scope
from accounts.models import ApiToken, AuditChain, AuditEvent

MOST = 1000
_BLOCK = 1000  # acts read at once; how many of them are told does not show in how much is read


@dataclass(frozen=True, slots=True)
class Touched:
    """Something that an act changed. `is_gone`: it is shown to nobody any more, and copies of it are to be deleted."""

    kind: str
    reference: str
    is_gone: bool = False


# From acts to what each of them changed, by number of the act; only what the token may know of.
Resolver = Callable[[Request, Sequence[AuditEvent]], Mapping[int, Sequence[Touched]]]
_RESOLVERS: dict[str, tuple[Collection[str], Resolver]] = {}


def register(name: str, acts: Collection[str], resolve: Resolver) -> None:
    """Called from an app's `ready`: these acts change what the room owns."""
    _RESOLVERS[name] = (frozenset(acts), resolve)


class ChangeRow(serializers.Serializer):
    """One change."""

    kind = serializers.CharField(help_text=_("What changed: case, visit or recommendation."))
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

    scopes: ClassVar[Scopes] = {"GET": (Scope.CASES_READ, Scope.CASES_WRITE, Scope.VISITS_READ, Scope.VISITS_WRITE)}
    parameters = ("after", "limit")

    @extend_schema(
        operation_id="list_changes",
        parameters=[
            OpenApiParameter(
                "after", str, description="Cursor of the page before. Without it: where the feed ends now."
            ),
            OpenApiParameter("limit", int, description="Acts a page, 1,000 at most."),
        ],
        responses=ChangePage,
        tags=["changes"],
    )
    def get(self, request: Request) -> Response:
        """What changed after a cursor. Take a cursor first, then read the lists, then follow: nothing is missed."""
        token: ApiToken = request.auth
        place = f"changes|{token.organisation_id}"
        sent = request.query_params.get("after")
        limit = _limit(request)
        if sent is None:
            return Response({"cursor": lock(str(_end(token.organisation_id)), place), "more": False, "results": []})
        try:
            after = int(unlock(sent, place))
        except ValueError as error:
            raise ValidationError({"after": [_("This cursor is none of ours, or of another organisation.")]}) from error
        rows, last, is_more = _read(request, after, limit)
        return Response({"cursor": lock(str(last), place), "more": is_more, "results": rows})


def _limit(request: Request) -> int:
    sent = request.query_params.get("limit", str(MOST))
    if not (sent.isascii() and sent.isdigit() and 0 < int(sent[:6]) <= MOST):
        raise ValidationError({"limit": [_("A whole number from 1 to 1000.")]})
    return int(sent)


def _end(organisation: int) -> int:
    return AuditChain.objects.filter(organisation=organisation).values_list("seq", flat=True).first() or 0


def _read(request: Request, after: int, limit: int) -> tuple[list[dict[str, object]], int, bool]:
    """What the next `limit` acts that tell something changed, the number up to which was read, and whether more do.

    Acts that tell the token nothing fill no page: how many of them there are is not told either.
    """
    # The end is read first: what is committed meanwhile is told the next time.
    organisation = request.auth.organisation_id
    end = _end(organisation)
    told: list[tuple[int, list[dict[str, object]]]] = []
    for acts in _blocks(organisation, after, end):
        told += _told(request, acts)
        if len(told) > limit:
            break
    page = told[:limit]
    rows = [row for _seq, found in page for row in found]
    return (rows, page[-1][0], True) if len(told) > limit else (rows, max(end, after), False)


def _blocks(organisation: int, after: int, end: int) -> Iterator[Sequence[AuditEvent]]:
    """Acts that change something, in their order, some at a time."""
    known = frozenset().union(*(acts for acts, _resolve in _RESOLVERS.values()))
    acts = AuditEvent.objects.filter(organisation=organisation, seq__lte=end, outcome=Outcome.DONE, action__in=known)
    acts = acts.order_by("seq").only("seq", "action", "subject_uuid")
    while rows := list(acts.filter(seq__gt=after)[:_BLOCK]):
        yield rows
        after = rows[-1].seq


def _told(request: Request, acts: Sequence[AuditEvent]) -> Iterator[tuple[int, list[dict[str, object]]]]:
    """The numbers of the acts that tell something, each with what it changed."""
    touched: dict[int, list[Touched]] = {}
    for known, resolve in _RESOLVERS.values():
        own = [act for act in acts if act.action in known]
        for seq, found in resolve(request, own).items() if own else ():
            touched.setdefault(seq, []).extend(found)
    for act in acts:
        if found := touched.get(act.seq):
            yield (
                act.seq,
                [
                    {"kind": one.kind, "reference": one.reference, "change": act.action, "gone": one.is_gone}
                    for one in found
                ],
            )
