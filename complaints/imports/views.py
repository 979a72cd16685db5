"""Pages of imports, step by step: file, columns, words, what would happen, yes, and the way back."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import recently_authenticated, require
from accounts.choices import LIVE_JOB_STATES
from accounts.permissions import Permission, has_permission, organisations_with
from complaints.choices import BatchState, RowVerdict
from complaints.imports import actions, locking
from complaints.imports.actions import NotPossible, batches_visible_to, state_of
from complaints.imports.checking import meanings_of, words_of
from complaints.imports.columns import meanings, suggested
from complaints.imports.files import SheetHandler, rejected_rows, template_file
from complaints.imports.forms import ColumnsForm, ConfirmForm, UploadForm, WordsForm
from complaints.imports.pages import LISTED_IN, TAGS, VERDICT_TAGS, Words, batch_rows, figures, shown_rows
from complaints.imports.reading import Refused
from complaints.imports.touching import worked_on
from complaints.imports.words import word_list
from complaints.models import Case, ImportBatch, ImportMapping

PAGE_SIZE = 50
both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@require(Permission.CASE_IMPORT)
def imports(request: HttpRequest) -> HttpResponse:
    """Own imports, for a lead those of the organisation, newest first."""
    visible = batches_visible_to(request.user)
    found = visible.order_by("-pk")
    beside = _beside(visible, request.GET.get("after", ""))
    if beside is not None:
        found = found.filter(pk__lt=beside.pk)
    rows = list(found[: PAGE_SIZE + 1])
    older = f"?{urlencode({'after': rows[PAGE_SIZE - 1].uuid})}" if len(rows) > PAGE_SIZE else ""
    context = {
        "rows": batch_rows(rows[:PAGE_SIZE]),
        "older_url": older,
        "first_url": reverse("imports") if beside is not None else "",
    }
    return render(request, "complaints/imports/list.html", context)


def _beside(visible, name: str) -> ImportBatch | None:
    try:
        return visible.filter(uuid=UUID(name)).first() if name else None
    except ValueError as error:
        raise Http404 from error


@require_safe
@require(Permission.CASE_IMPORT)
def template(request: HttpRequest) -> HttpResponse:
    """An empty sheet with every column that is understood, and the words of each list."""
    response = HttpResponse(
        template_file(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="template.xlsx"'
    return response


@csrf_exempt  # the inner view checks: the file must meet its handler before anybody reads the form
@both
@require(Permission.CASE_IMPORT)
def upload(request: HttpRequest) -> HttpResponse:
    """Takes a file in. It is never laid open on a disk."""
    request.upload_handlers = [SheetHandler(request)]
    return _upload(request)


@csrf_protect
def _upload(request: HttpRequest) -> HttpResponse:
    is_posted = request.method == "POST"
    organisations = organisations_with(request.user, Permission.CASE_IMPORT)
    form = UploadForm(
        request.POST if is_posted else None, request.FILES if is_posted else None, organisations=organisations
    )
    if is_posted and form.is_valid():
        try:
            batch = actions.upload(
                by=request.user,
                organisation=form.cleaned_data["organisation"],
                content=form.content,
                now=timezone.now(),
            )
        except (Refused, actions.NotPossible) as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("import_columns", uuid=batch.uuid)
    return render(request, "complaints/imports/upload.html", {"form": form})


# --- one import -------------------------------------------------------------------------------------------------------


@require_safe
def batch(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Where an import stands, and the one next step."""
    found = _visible(request, uuid)
    state, job = state_of(found), found.job
    is_own = found.uploaded_by_id == request.user.pk
    context = {
        "batch": found,
        "state": state.value,
        "state_label": state.label,
        "tag": TAGS[state],
        "figures": figures(found) if is_own or state == BatchState.DONE else [],
        "job": job,
        "is_working": job is not None and job.state in LIVE_JOB_STATES,
        "has_failed": job is not None and job.state in ("failed", "cancelled") and state != BatchState.DROPPED,
        "job_message": gettext(job.message) if job is not None and job.message else "",
        "is_own": is_own,
        "is_waiting": state in actions.WAITING,
        "is_surveyed": state == BatchState.MAPPED and actions.is_surveyed(found),
        "can_undo": actions.can_be_undone(found, timezone.now()),
    }
    return render(request, "complaints/imports/batch.html", context)


@both
def columns(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What each column means. What stands in the first rows is shown to the uploader alone."""
    found = _own(request, uuid, actions.WAITING)
    head, known = locking.told(found, locking.HEAD), meanings()
    headers = head["headers"]
    chosen, saved = suggested(headers, found.organisation, known)
    if found.columns:
        chosen = [found.columns.get(str(number), "") for number in range(len(headers))]
    samples = [] if found.columns else [cells for _number, cells in head["rows"]]
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        headers=headers,
        samples=samples,
        known=known,
        chosen=chosen,
        name=str(found.options.get("mapping", "")) or (saved.name if saved else ""),
    )
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        return _after(
            request,
            found,
            lambda: actions.map_columns(by=request.user, batch=found, columns=form.columns, name=name),
        )
    return render(request, "complaints/imports/columns.html", {"batch": found, "form": form, "saved": saved})


@both
def words(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Which code each word of the coded columns stands for."""
    found = _own(request, uuid, (BatchState.MAPPED, BatchState.CHECKING, BatchState.CHECKED))
    survey = locking.told(found, locking.SURVEY)
    if survey is None:
        return redirect("import_batch", uuid=uuid)
    chosen = meanings_of(found)
    with_invented = found.organisation.is_demonstration
    names = {meaning.list for meaning in chosen.values() if meaning.list}
    names |= {"facility_type"} if "facility" in names else set()
    form = WordsForm(
        request.POST if request.method == "POST" else None,
        meanings=chosen,
        lists={name: word_list(name, with_invented=with_invented) for name in names},
        words=survey["words"],
        remembered=words_of(found) or _remembered(found),
        asks_order=survey["is_ambiguous"],
    )
    too_many = [found.headers[column] for column in survey["too_many"]]
    if request.method == "POST" and not too_many and form.is_valid():
        return _after(
            request,
            found,
            lambda: actions.choose_words(
                by=request.user, batch=found, words=form.words, order=form.chosen_order, now=timezone.now()
            ),
        )
    context = {
        "batch": found,
        "form": form,
        "groups": [(label, [form[name] for name in fields]) for label, fields in form.groups],
        "order_field": form["order"] if "order" in form.fields else None,
        "too_many": too_many,
    }
    return render(request, "complaints/imports/words.html", context)


def _remembered(found: ImportBatch) -> dict[str, dict[str, str]]:
    name = str(found.options.get("mapping", ""))
    saved = ImportMapping.objects.filter(organisation=found.organisation, name=name).first() if name else None
    return saved.words if saved is not None else {}


@require_safe
def rows(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Rows of one verdict, in the order of the sheet."""
    found = _own(request, uuid, LISTED_IN)
    asked = request.GET.get("verdict", "")
    verdict = RowVerdict(asked) if asked in RowVerdict.values else RowVerdict.NEW
    after = request.GET.get("after", "")
    last = int(after) if after.isascii() and after.isdecimal() and len(after) <= 7 else 0
    mine = found.rows.filter(verdict=verdict, number__gt=last).select_related("case").order_by("number")
    listed = list(mine[: PAGE_SIZE + 1])
    page = listed[:PAGE_SIZE]
    case_ids = [row.case_id for row in page if row.case_id]
    visible = set(Case.objects.visible_to(request.user).filter(pk__in=case_ids).values_list("pk", flat=True))
    known = meanings()
    used = {known[key].list for row in page for key in row.facts if key in known and known[key].list}
    labels = Words(known, {name: word_list(name, with_invented=True) for name in used}, visible)
    address = f"{reverse('import_rows', args=[uuid])}?verdict={verdict.value}"
    context = {
        "batch": found,
        "verdict": verdict.value,
        "verdict_label": verdict.label,
        "tag": VERDICT_TAGS[verdict],
        "tabs": figures(found),
        "rows": shown_rows(page, found, labels),
        "first_url": address if last else "",
        "older_url": f"{address}&after={page[-1].number}" if len(listed) > PAGE_SIZE else "",
        "has_file": bool(found.key),
    }
    return render(request, "complaints/imports/rows.html", context)


@require_safe
def rejected(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The rejected rows with their reasons as a file: numbers, reasons and coded columns, nothing that is sealed."""
    found = _own(request, uuid, LISTED_IN)
    response = HttpResponse(rejected_rows(found), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="rejected.csv"'
    return response


@both
def confirm(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The last question before anything is written."""
    return _confirm(request, _own(request, uuid, (BatchState.CHECKED,)))


@recently_authenticated
def _confirm(request: HttpRequest, found: ImportBatch) -> HttpResponse:
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        may_be_kept = form.cleaned_data["may_be_kept"]
        return _after(request, found, lambda: actions.confirm(by=request.user, batch=found, may_be_kept=may_be_kept))
    context = {"batch": found, "figures": figures(found), "form": form}
    return render(request, "complaints/imports/confirm.html", context)


@require_POST
def drop(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Deletes the file and everything read from it."""
    found = _own(request, uuid, actions.WAITING)
    return _after(
        request,
        found,
        lambda: actions.drop(by=request.user, batch=found, now=timezone.now()),
        done=_("The file is deleted, and nothing of it was recorded."),
    )


@both
def undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Takes a whole import back, by who uploaded it or a lead."""
    found = _visible(request, uuid)
    if not has_permission(request.user, Permission.CASE_IMPORT, organisation=found.organisation_id):
        raise PermissionDenied
    if state_of(found) != BatchState.DONE:
        raise Http404
    return _undo(request, found)


@recently_authenticated
def _undo(request: HttpRequest, found: ImportBatch) -> HttpResponse:
    now = timezone.now()
    if request.method == "POST":
        return _after(request, found, lambda: actions.ask_undo(by=request.user, batch=found, now=now))
    touched = worked_on(found)
    seen = Case.objects.visible_to(request.user).filter(reference__in=touched).values_list("reference", flat=True)
    context = {
        "batch": found,
        "figures": figures(found),
        "can_undo": actions.can_be_undone(found, now) and not touched,
        "is_over": not actions.can_be_undone(found, now),
        "touched": sorted(seen),
        "touched_number": len(touched),
    }
    return render(request, "complaints/imports/undo.html", context)


def _after(request: HttpRequest, found: ImportBatch, step, done: str = "") -> HttpResponse:
    """Does a step and goes to the page of the import, whether it was possible or not."""
    try:
        step()
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        if done:
            messages.success(request, done)
    return redirect("import_batch", uuid=found.uuid)


def _visible(request: HttpRequest, uuid: UUID) -> ImportBatch:
    if not has_permission(request.user, Permission.CASE_IMPORT):
        raise PermissionDenied
    return get_object_or_404(batches_visible_to(request.user), uuid=uuid)


def _own(request: HttpRequest, uuid: UUID, states: tuple[BatchState, ...]) -> ImportBatch:
    """The import of the reader; 404 for anybody else's, and for one that is past these steps."""
    found = _visible(request, uuid)
    if found.uploaded_by_id != request.user.pk or state_of(found) not in states:
        raise Http404
    return found
