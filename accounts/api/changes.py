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
        acts, last, is_more = _read(token.organisation_id, after, limit)
        return Response({"cursor": lock(str(last), place), "more": is_more, "results": list(_told(request, acts))})


def _limit(request: Request) -> int:
    sent = request.query_params.get("limit", str(MOST))
    if not (sent.isascii() and sent.isdigit() and 0 < int(sent[:6]) <= MOST):
        raise ValidationError({"limit": [_("A whole number from 1 to 1000.")]})
    return int(sent)


def _end(organisation: int) -> int:
    return AuditChain.objects.filter(organisation=organisation).values_list("seq", flat=True).first() or 0


def _read(organisation: int, after: int, limit: int) -> tuple[Sequence[AuditEvent], int, bool]:
    """Acts that change something, the number up to which was read, and whether there is more."""
    # The end is read first: what is committed meanwhile is told the next time.
    end = _end(organisation)
    known = frozenset().union(*(acts for acts, _resolve in _RESOLVERS.values()))
    acts = AuditEvent.objects.filter(
        organisation=organisation, seq__gt=after, seq__lte=end, outcome=Outcome.DONE, action__in=known
    )
    rows = list(acts.order_by("seq").only("seq", "action", "subject_uuid")[: limit + 1])
    if len(rows) > limit:
        return rows[:limit], rows[limit - 1].seq, True
    return rows, max(end, after), False


def _told(request: Request, acts: Sequence[AuditEvent]) -> Iterator[dict[str, object]]:
    touched: dict[int, list[Touched]] = {}
    for known, resolve in _RESOLVERS.values():
        own = [act for act in acts if act.action in known]
        for seq, found in resolve(request, own).items() if own else ():
            touched.setdefault(seq, []).extend(found)
    for act in acts:
        for one in touched.get(act.seq, ()):
            yield {"kind": one.kind, "reference": one.reference, "change": act.action, "gone": one.is_gone}
