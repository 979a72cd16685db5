"""The base of every address of the interface: tokens only, scopes named, parameters known by name."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import ClassVar

from django.http import Http404
from django.http.request import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import TokenAuthentication
from accounts.api.cursors import CursorPages
from accounts.api.endings import Ending
from accounts.api.errors import problem_handler
from accounts.api.rows_as_csv import CsvRenderer, Rows, is_csv
from accounts.api.scoped import HasScope, Scopes
from accounts.api.throttles import TokenThrottle
from accounts.choices import Scope

PAGING = ("cursor", "limit")
_FIELDS_TOLD = (
    "Members to give, separated by commas; all without it. Rows then lack the others, also those that their shape "
    "calls required."
)
FIELDS = OpenApiParameter("fields", str, description=_FIELDS_TOLD)
RECORDED = OpenApiParameter("ordering", str, enum=["-recorded", "recorded"])


class ApiView(APIView):
    """An address of the interface. `scopes`: method -> scopes of which a token needs one.

    `parameters` are the names that a query may hold; any other one is refused, so that a mistyped filter never looks
    like an answer. `problems` are statuses of mistakes that reading can meet here, beside those of every address.
    `deprecated` tells of an address that shall end, in its schema and in every answer of it.
    """

    authentication_classes = (TokenAuthentication,)
    permission_classes = (HasScope,)
    throttle_classes = (TokenThrottle,)
    scopes: ClassVar[Scopes] = {}
    parameters: ClassVar[Collection[str]] = ()
    deprecated: ClassVar[Ending | None] = None
    problems: ClassVar[Collection[str]] = ()

    def get_exception_handler(self):
        """Mistakes become problems."""
        return problem_handler

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Rights first, then the names of the query."""
        super().initial(request, *args, **kwargs)
        refuse_unknown(request.query_params, self.known_parameters())

    def finalize_response(self, request: Request, response: Response, *args: object, **kwargs: object) -> Response:
        """Tells of the end of what shall end, with mistakes too."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if self.deprecated is not None:
            for name, value in self.deprecated.headers().items():
                response[name] = value
            response["Link"] = ", ".join(filter(None, (response.headers.get("Link"), self.deprecated.link())))
        return response

    def known_parameters(self) -> Collection[str]:
        """Names that the query may hold."""
        return self.parameters


class RowsView(ApiView):
    """An address whose GET answers rows: as JSON, or as CSV where `Accept` asks for `text/csv`.

    `nested`: members that have no place in a cell; CSV goes without them.
    """

    renderer_classes = (JSONRenderer, CsvRenderer)
    parameters: ClassVar[Collection[str]] = ("fields",)
    nested: ClassVar[Collection[str]] = ()

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Refuses to put into a cell what has no place there."""
        super().initial(request, *args, **kwargs)
        wanted = request.query_params.get("fields", "").split(",")
        if is_csv(request) and (inside := sorted(set(wanted) & set(self.nested))):
            told = _("These have no place in a cell of CSV: %(names)s.") % {"names": ", ".join(inside)}
            raise ValidationError({"fields": [told]})

    def get_renderers(self) -> Sequence[BaseRenderer]:
        """Only rows become CSV: whatever else the address does is answered in JSON."""
        known = super().get_renderers()
        return known if self.request.method in ("GET", "HEAD") else known[:1]

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """As the library does it; CSV is told by its bare name, whatever encoding was wished for."""
        renderer, wished = super().perform_content_negotiation(request, force)
        return renderer, renderer.media_type if isinstance(renderer, CsvRenderer) else wished


class ListView(RowsView):
    """A list in pages. `orders`: name -> column that no two rows share; the first is the usual one."""

    orders: ClassVar[Mapping[str, str]] = {"recorded": "pk"}
    pagination_class = CursorPages

    def known_parameters(self) -> Collection[str]:
        """Paging, order and columns beside the filters."""
        return {*PAGING, "ordering", "fields", *self.parameters}

    def order_of(self, request: Request) -> Sequence[str]:
        """The columns to order by. Raises ValidationError for a name that is no order of the list."""
        usual = next(iter(self.orders))
        wanted = request.query_params.get("ordering", f"-{usual}")
        name = wanted.removeprefix("-")
        if name not in self.orders:
            raise ValidationError({"ordering": [_("Known are: %(names)s.") % {"names": ", ".join(self.orders)}]})
        return (f"-{self.orders[name]}" if wanted.startswith("-") else self.orders[name],)

    def page(self, request: Request, rows) -> tuple[CursorPages, list]:
        """The rows of the page that the query names, with the pager that makes the answer."""
        pager = self.pagination_class()
        return pager, pager.paginate_queryset(rows, request, view=self)


@extend_schema(exclude=True)
class Nothing(ApiView):
    """Every address under the interface that leads nowhere: told as a problem, like everything else there."""

    scopes: ClassVar[Scopes] = dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), tuple(Scope))

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Raises Http404 for whoever holds a token, and as any other address for whoever does not."""
        super(ApiView, self).initial(request, *args, **kwargs)
        raise Http404


def refuse_unknown(sent: QueryDict, known: Iterable[str]) -> None:
    """Raises ValidationError that names every parameter which the address does not know, got twice or got empty."""
    names = set(known)
    wrong = {name: [_("This parameter is not known here.")] for name in sent if name not in names}
    wrong |= {name: [_("Send it once.")] for name in sent if name in names and len(sent.getlist(name)) > 1}
    wrong |= {name: [_("Give it a value, or leave it out.")] for name in sent if name in names and not sent[name]}
    if wrong:
        raise ValidationError(wrong)


def only(fields: str | None, rows: Sequence[Mapping[str, object]], known: Collection[str]) -> Rows:
    """The rows with the members that `fields` names, separated by commas; with all that are known without it.

    Raises ValidationError for unknown names. A member that a row does not have is not made up.
    """
    wanted = list(known) if fields is None else list(dict.fromkeys(name for name in fields.split(",") if name))
    unknown = sorted(set(wanted) - set(known))
    if unknown or not wanted:
        told = _("Not known: %(names)s.") % {"names": ", ".join(unknown)} if unknown else _("Name at least one.")
        raise ValidationError({"fields": [told]})
    return Rows(wanted, [{name: row[name] for name in wanted if name in row} for row in rows])


def answer(rows: Rows, pager: CursorPages) -> Response:
    """A page of rows."""
    return pager.get_paginated_response(rows)
