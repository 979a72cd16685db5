"""Pages on which cases leave the house as files, and the list of files that wait to be fetched."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import recently_authenticated, require
from accounts.actions import NotPossible
from accounts.choices import JobState
from accounts.permissions import Permission, has_permission
from complaints.agreed import agreed
from complaints.casedoor import key_of_session, to_password
from complaints.choices import DataSet
from complaints.exports import actions
from complaints.exports.choosing import CHOSEN, MOST_NAMED, Asked, Chosen, asked_in, choose, exportable_by
from complaints.exports.csv_file import usual_separator
from complaints.exports.forms import ExportForm, IdentitiesForm
from complaints.exports.identities import export_identities, text_of
from complaints.models import ExportFile

JOB_TAGS = {
    JobState.QUEUED: "open",
    JobState.RUNNING: "running",
    JobState.DONE: "met",
    JobState.FAILED: "missed",
    JobState.CANCELLED: "neutral",
}


# --- coded facts ------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.CASE_EXPORT)
def export_cases(request: HttpRequest) -> HttpResponse:
    """Asks for the format; then sends the file, or has it made. Own cases leave the house after the password."""
    asked = asked_in(request.user, request.GET)
    if asked is None:
        raise Http404
    view = _own_export if asked.data_set == DataSet.OWN else _export
    return view(request, asked)


@recently_authenticated
def _own_export(request: HttpRequest, asked: Asked) -> HttpResponse:
    return _export(request, asked)


def _export(request: HttpRequest, asked: Asked) -> HttpResponse:
    chosen = choose(request.user, asked)
    number = chosen.cases.count()
    form = ExportForm(request.POST or None, initial={"language": _language()})
    if request.method == "POST" and form.is_valid() and number and not chosen.faults:
        return _file(request, asked, form, number)
    return render(request, "complaints/exports/export.html", _export_context(chosen, number, form))


def _file(request: HttpRequest, asked: Asked, form: ExportForm, number: int) -> HttpResponse:
    wanted, now = form.wanted(), timezone.now()
    if actions.is_for_background(wanted, number):
        try:
            actions.request_file(by=request.user, asked=asked, wanted=wanted, now=now)
            messages.info(request, _("The file is being made. It stands here until you fetch or delete it."))
        except NotPossible as refusal:
            messages.error(request, str(refusal))
        return redirect("export_files")
    name, text = actions.export_now(by=request.user, asked=asked, wanted=wanted, now=now)
    return StreamingHttpResponse((piece.encode() for piece in text), headers=_download(name))


def _export_context(chosen: Chosen, number: int, form: ExportForm) -> dict[str, object]:
    asked = chosen.asked
    named = urlencode({CHOSEN: list(asked.references)}, doseq=True)
    back = reverse("case_list")
    return {
        "form": form,
        "number": number,
        "agreed": agreed(chosen.cases.get()) if number == 1 and asked.data_set != DataSet.PUBLIC_RECORD else None,
        "at_once": actions.AT_ONCE,
        "words": chosen.words,
        "faults": chosen.faults,
        "data_set_label": DataSet(asked.data_set).label,
        "is_demonstration": asked.data_set == DataSet.DEMONSTRATION,
        "back_url": f"{back}?{urlencode({**asked.filters, 'data_set': asked.data_set})}",
        "identities_url": f"{reverse('export_identities')}?{named}"
        if 0 < len(asked.references) <= MOST_NAMED and asked.data_set != DataSet.PUBLIC_RECORD
        else "",
    }


def _language() -> str:
    return (get_language() or "en")[:2]


def _download(name: str) -> dict[str, str]:
    """Headers of a file that is saved and never shown; every name here is ours, without quotes or spaces."""
    return {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }


# --- names and contacts -----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.IDENTITY_OPEN)
def export_names(request: HttpRequest) -> HttpResponse:
    """Names and contacts of up to fifty cases that are named in the address, with a reason, after the password."""
    if not has_permission(request.user, Permission.CASE_EXPORT):
        raise PermissionDenied
    asked = asked_in(request.user, request.GET)
    if asked is None or not 0 < len(asked.references) <= MOST_NAMED or asked.data_set == DataSet.PUBLIC_RECORD:
        raise Http404
    return _names(request, asked)


@recently_authenticated
def _names(request: HttpRequest, asked: Asked) -> HttpResponse:
    form = IdentitiesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _names_file(request, asked, form)
    context = {
        "form": form,
        "references": asked.references,
        "most": MOST_NAMED,
        "is_demonstration": asked.data_set == DataSet.DEMONSTRATION,
    }
    return render(request, "complaints/exports/identities.html", context)


def _names_file(request: HttpRequest, asked: Asked, form: IdentitiesForm) -> HttpResponse:
    private_key, now = key_of_session(request), timezone.now()
    if private_key is None:
        return to_password(request, request.get_full_path())
    cases = exportable_by(request.user).filter(reference__in=asked.references).select_related("organisation", "safe")
    opened = export_identities(
        by=request.user,
        private_key=private_key,
        cases=list(cases.order_by("pk")),
        reason=form.cleaned_data["reason"],
        now=now,
    )
    name = f"aryz-{asked.data_set}-{timezone.localdate(now):%Y-%m-%d}.csv"
    return HttpResponse(text_of(opened, usual_separator(_language())), headers=_download(name))


# --- files to fetch ---------------------------------------------------------------------------------------------------


@require_safe
@require(Permission.CASE_EXPORT)
def export_files(request: HttpRequest) -> HttpResponse:
    """The reader's own files, newest first."""
    files = ExportFile.objects.filter(owner=request.user).select_related("job").order_by("-pk")[:100]
    return render(request, "complaints/exports/files.html", {"rows": [_file_row(file) for file in files]})


def _file_row(file: ExportFile) -> dict[str, object]:
    state = JobState(file.job.state) if file.job else JobState.QUEUED
    return {
        "file": file,
        "data_set": str(DataSet(file.options["data_set"]).label),
        "state": str(state.label),
        "tag": JOB_TAGS[state],
        "job_url": reverse("job", args=[file.job.uuid]) if file.job else "",
        "is_ready": file.size is not None,
    }


@require_POST
@require(Permission.CASE_EXPORT)
def fetch_export(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A finished file. Own cases leave the house after the password."""
    file = get_object_or_404(ExportFile, uuid=uuid, owner=request.user)
    return (_own_fetch if file.options["data_set"] == DataSet.OWN else _fetch)(request, file)


@recently_authenticated
def _own_fetch(request: HttpRequest, file: ExportFile) -> HttpResponse:
    return _fetch(request, file)


def _fetch(request: HttpRequest, file: ExportFile) -> HttpResponse:
    try:
        name, parts = actions.fetch(by=request.user, file=file, now=timezone.now())
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("export_files")
    return StreamingHttpResponse(parts, headers={**_download(name), "Content-Length": str(file.size)})


@require_POST
@require(Permission.CASE_EXPORT)
def delete_export(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Deletes a file before its days are over."""
    file = get_object_or_404(ExportFile.objects.select_related("job"), uuid=uuid, owner=request.user)
    actions.delete_file(by=request.user, file=file, now=timezone.now())
    messages.info(request, _("The file is deleted."))
    return redirect("export_files")
