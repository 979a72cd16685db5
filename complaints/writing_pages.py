"""Pages on which colleagues put something into the safe of a case. Nobody needs a key to write."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from accounts.actions import NotPossible
from accounts.permissions import Permission
from complaints.casedoor import known_case
from complaints.choices import READ_BY_REPORTER
from complaints.forms import AnswerForm, ConsentForm, FileForm, IdentityForm, WritingForm
from complaints.intake.uploads import InMemoryHandler
from complaints.models import Case
from complaints.parties import people_to_name
from complaints.sealed_actions import (
    WRITTEN_BY_COLLEAGUES,
    attach_file,
    record_consent,
    record_identity,
    send_answer,
    write_text,
)
from vault.actions import NobodyCouldOpen

both = require_http_methods(["GET", "HEAD", "POST"])


@both
def write(request: HttpRequest, reference: str) -> HttpResponse:
    """A note, a statement or, for a case that did not come as a letter, a narrative."""
    case = known_case(request, reference, Permission.CASE_RECORD)
    has_receipt = hasattr(case, "letter")
    kinds = [kind for kind in WRITTEN_BY_COLLEAGUES if not (has_receipt and kind in READ_BY_REPORTER)]
    form = WritingForm(request.POST or None, kinds=kinds)
    return _page(
        request,
        case,
        form,
        lambda: write_text(by=request.user, case=case, today=timezone.localdate(), **form.cleaned_data),
        title=_("Write into the safe"),
        lead=_("Sealed at once. Colleagues who hold the key of this case can read it; nobody can change it."),
        button=_("Seal the text"),
        done=_("The text is sealed."),
    )


@both
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """An answer to the person who wrote, read with the receipt; 404 where no letter came."""
    case = known_case(request, reference, Permission.CASE_RECORD)
    if not hasattr(case, "letter"):
        raise Http404
    form = AnswerForm(request.POST or None)
    return _page(
        request,
        case,
        form,
        lambda: send_answer(by=request.user, case=case, today=timezone.localdate(), **form.cleaned_data),
        title=_("Answer the person who wrote"),
        lead=_(
            "Whoever holds the receipt reads this answer, perhaps in a cell and over somebody's shoulder. Name nobody, "
            "and ask nothing whose answer could harm."
        ),
        button=_("Seal the answer"),
        done=_("The answer is sealed. It is read the next time somebody comes back with the receipt."),
    )


@both
def add_identity(request: HttpRequest, reference: str) -> HttpResponse:
    """Names and contacts of one person."""
    case = known_case(request, reference, Permission.CASE_RECORD)
    form = IdentityForm(request.POST or None, people=people_to_name(case))
    return _page(
        request,
        case,
        form,
        lambda: record_identity(
            by=request.user,
            case=case,
            party=form.cleaned_data["person"][0],
            number=form.cleaned_data["person"][1],
            facts=form.facts,
            today=timezone.localdate(),
        ),
        title=_("Write down who somebody is"),
        lead=_(
            "Sealed apart from the narrative: you can write it down, and only a keeper of identities can read it. "
            "What was written about the same person before is replaced, so write down everything that still holds."
        ),
        button=_("Seal the identity"),
        done=_("The identity is sealed."),
    )


@both
def consent(request: HttpRequest, reference: str) -> HttpResponse:
    """What somebody answered about one use of what was told."""
    case = known_case(request, reference, Permission.CASE_RECORD)
    form = ConsentForm(request.POST or None)
    return _page(
        request,
        case,
        form,
        lambda: record_consent(by=request.user, case=case, today=timezone.localdate(), **form.cleaned_data),
        title=_("Note an answer about consent"),
        lead=_("The newest answer counts. Earlier ones stay on record. Taking consent back takes no complaint back."),
        button=_("Note the answer"),
        done=_("The answer is noted."),
    )


@csrf_exempt  # the inner view checks: the file must meet its handler before anybody reads the form
@both
def add_file(request: HttpRequest, reference: str) -> HttpResponse:
    """A file, which is sealed as it came. It is never laid open on a disk."""
    request.upload_handlers = [InMemoryHandler(request)]
    return _add_file(request, reference)


@csrf_protect
def _add_file(request: HttpRequest, reference: str) -> HttpResponse:
    case = known_case(request, reference, Permission.CASE_RECORD)
    is_posted = request.method == "POST"
    form = FileForm(request.POST if is_posted else None, request.FILES if is_posted else None)
    return _page(
        request,
        case,
        form,
        lambda: attach_file(by=request.user, case=case, today=timezone.localdate(), **form.cleaned_data),
        title=_("Add a file"),
        lead=_(
            "Sealed as it is, with whatever is hidden in it, because it may be evidence. Colleagues see a clean copy "
            "first."
        ),
        button=_("Seal the file"),
        done=_("The file is sealed."),
    )


def _page(
    request: HttpRequest,
    case: Case,
    form: Form,
    action: Callable[[], object],
    *,
    done: Promise,
    **words: Promise,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            action()
        except (NotPossible, NobodyCouldOpen) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(done))
            return redirect("case_detail", reference=case.reference)
    return render(request, "complaints/write.html", {"case": case, "form": form, **words})
