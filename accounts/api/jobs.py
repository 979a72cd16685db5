"""Long work: what state it is in."""

from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.scoped import Scopes
from accounts.api.views import FIELDS, RECORDED, ApiView, ListView, answer, only
from accounts.choices import Scope
from accounts.job_kinds import kinds_by_permission
from accounts.models import Job
from accounts.permissions import Permission, has_permission

_ON_CASES = (Permission.CASE_EXPORT, Permission.CASE_IMPORT)
_READ: Scopes = {"GET": tuple(scope for scope in Scope if scope != Scope.SUBMIT)}


class JobRow(serializers.ModelSerializer):
    """One piece of work. Only those that the owner of the token asked for are told."""

    class Meta:
        model = Job
        fields = ("uuid", "kind", "state", "done", "total", "created_at", "finished_at")
        read_only_fields = fields


class Jobs(ListView):
    """Work that the owner of the token asked for."""

    scopes: ClassVar[Scopes] = _READ

    @extend_schema(operation_id="list_jobs", parameters=[FIELDS, RECORDED], responses=JobRow(many=True), tags=["jobs"])
    def get(self, request: Request) -> Response:
        """The newest first."""
        pager, page = self.page(request, _own(request))
        return answer(only(request.query_params.get("fields"), JobRow(page, many=True).data, JobRow.Meta.fields), pager)


class OneJob(ApiView):
    """One piece of work."""

    scopes: ClassVar[Scopes] = _READ

    @extend_schema(operation_id="read_job", responses=JobRow, tags=["jobs"])
    def get(self, request: Request, uuid: UUID) -> Response:
        """Its state, and how much of it is done."""
        job = _own(request).filter(uuid=uuid).first()
        if job is None:
            raise Http404
        return Response(JobRow(job).data)


def _own(request: Request) -> QuerySet[Job]:
    """Work on cases tells how many there are: it is for programs that may read cases."""
    jobs = Job.objects.filter(owner=request.user.pk, organisation=request.auth.organisation_id)
    if has_permission(request.user, Permission.CASE_VIEW, organisation=request.auth.organisation_id):
        return jobs
    kinds = kinds_by_permission()
    return jobs.exclude(kind__in=[kind for right in _ON_CASES for kind in kinds.get(right, ())])
