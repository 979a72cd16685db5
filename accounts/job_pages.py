"""Pages of jobs: how far they are, and the button that stops one."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require
from accounts.audit import record_of_person
from accounts.choices import LIVE_JOB_STATES, Act, JobState
from accounts.job_kinds import label_of
from accounts.jobs import NotPossible, request_cancel
from accounts.models import Job, User
from accounts.permissions import Permission
from accounts.queries import can_cancel, job_page, jobs_visible_to

PAGE_SIZE = 25
_TAGS = {
    JobState.QUEUED: "open",
    JobState.RUNNING: "running",
    JobState.DONE: "met",
    JobState.FAILED: "missed",
    JobState.CANCELLED: "neutral",
}


@require_safe
@require(Permission.JOB_VIEW)
def job_list(request: HttpRequest) -> HttpResponse:
    """Jobs of oneself and of the organisation, newest first."""
    visible = jobs_visible_to(request.user).select_related("owner")
    page = job_page(
        visible,
        size=PAGE_SIZE,
        older_than=_named(request, "older_than"),
        newer_than=_named(request, "newer_than"),
    )
    address = reverse("job_list")
    context = {
        "rows": [_shown(job, request.user) for job in page.jobs],
        "newer_url": f"{address}?newer_than={page.newer_than}" if page.newer_than else "",
        "older_url": f"{address}?older_than={page.older_than}" if page.older_than else "",
    }
    return render(request, "accounts/job_list.html", context)


@require_safe
def job(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One job. A script asks for the bar alone while the job runs, and for the whole page when it has ended."""
    found = get_object_or_404(jobs_visible_to(request.user).select_related("owner"), uuid=uuid)
    if request.htmx:
        response = render(request, "accounts/_progress.html", _shown(found, request.user))
        if found.state not in LIVE_JOB_STATES:
            response.headers["HX-Refresh"] = "true"
        return response
    can_stop = found.state in LIVE_JOB_STATES and can_cancel(request.user, found)
    breadcrumbs = [{"label": _("Jobs"), "url": reverse("job_list")}]
    return render(
        request, "accounts/job.html", _shown(found, request.user) | {"can_stop": can_stop, "breadcrumbs": breadcrumbs}
    )


@require_POST
def cancel_job(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Asks a job to stop. A colleague's job needs the permission; a job one may not see does not exist."""
    found = get_object_or_404(jobs_visible_to(request.user), uuid=uuid)
    if not can_cancel(request.user, found):
        messages.error(request, _("Only the person who started this job, a lead or an administrator can stop it."))
        return redirect("job", uuid=uuid)
    try:
        with transaction.atomic():
            request_cancel(job=found, now=timezone.now())
            record_of_person(user=request.user, action=Act.JOB_STOPPED)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect("job", uuid=uuid)


def _named(request: HttpRequest, parameter: str) -> Job | None:
    """The visible job a page of the list begins beside; 404 for any other."""
    value = request.GET.get(parameter)
    if not value:
        return None
    try:
        uuid = UUID(value)
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(jobs_visible_to(request.user), uuid=uuid)


def _shown(job: Job, reader: User) -> dict[str, object]:
    """A job in the words of the reader. Who asked for work on open data is told to nobody else."""
    names_owner = job.organisation_id is not None or job.owner_id == reader.pk
    return {
        "job": {
            "state": job.state,
            "done": job.done,
            "total": job.total,
            "message": gettext(job.message) if job.message else "",
        },
        "label": label_of(job.kind),
        "state_label": job.get_state_display(),
        "tag_kind": _TAGS[JobState(job.state)],
        "url": reverse("job", kwargs={"uuid": job.uuid}),
        "cancel_url": reverse("cancel_job", kwargs={"uuid": job.uuid}),
        "owner": job.owner if names_owner else None,
        "created_at": job.created_at,
        "finished_at": job.finished_at,
        "is_live": job.state in LIVE_JOB_STATES,
        "is_stopping": job.is_cancel_requested and job.state == JobState.RUNNING,
    }
