"""What lists and single answers about visits have in common: who may read them, their filters and their members."""

from typing import ClassVar

from django_filters import FilterSet
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.cursors import CursorPages
from accounts.api.fields import faults_of
from accounts.api.scoped import Scopes
from accounts.api.views import ListView, answer, only
from accounts.choices import Scope
from accounts.permissions import Permission
from complaints.listing.chips import kept_data_sets

READ: Scopes = {"GET": (Scope.VISITS_READ, Scope.VISITS_WRITE)}


class Listed(ListView):
    """A list under filters of the pages. `filtersets`: each of them knows some of the names in the query."""

    scopes: ClassVar[Scopes] = READ
    filtersets: ClassVar[tuple[type[FilterSet], ...]] = ()

    def known_parameters(self):
        """The names of the filters too."""
        return {*super().known_parameters(), *(name for one in self.filtersets for name in one.base_filters)}

    def filtered(self, request: Request, rows, filterset: type[FilterSet], **more: object):
        """The rows under those filters of the query that `filterset` knows. Raises ValidationError."""
        wanted = {name: text for name, text in request.query_params.items() if name in filterset.base_filters}
        if "data_set" in filterset.base_filters:
            data_sets = kept_data_sets(request.user, Permission.VISIT_VIEW)
            wanted.setdefault("data_set", data_sets[0] if data_sets else "")
        filters = filterset(wanted, rows, **more)
        if not filters.form.is_valid():
            raise ValidationError(faults_of(filters.form))
        return filters.qs


def told(request: Request, rows: serializers.ListSerializer, pager: CursorPages) -> Response:
    """A page of rows with the members that were asked for."""
    return answer(only(request.query_params.get("fields"), rows.data, list(rows.child.fields)), pager)


def told_whole(request: Request, one: serializers.Serializer) -> Response:
    """One thing with the members that were asked for."""
    (row,) = only(request.query_params.get("fields"), [one.data], list(one.fields))
    return Response(row)
