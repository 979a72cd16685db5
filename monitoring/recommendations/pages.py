"""Pages of one recommendation: reading it, opening its words, recording the next step, adding and changing one."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import NotPossible
from accounts.permissions import Permission, has_permission
from complaints.choices import DataSet
from institutions.vocabulary import vocabulary
from monitoring.models import Recommendation, Visit
from monitoring.recommendations import reading
from monitoring.recommendations.actions import note, note_reply, verify
from monitoring.recommendations.asking import add_recommendation, change_recommendation
from monitoring.recommendations.choices import StepKind
from monitoring.recommendations.door import holders, known_recommendation, with_words
from monitoring.recommendations.forms import RecommendationForm, StepForm
from monitoring.recommendations.history import history
from monitoring.recommendations.wording import Lists, number_of, url_of
from monitoring.visitdoor import known_visit
from vault.actions import NobodyCouldOpen

both = require_http_methods(["GET", "HEAD", "POST"])
_ACTIONS = {StepKind.REPLY: note_reply, StepKind.SEEN: verify, StepKind.NOTE: note}
_TITLES = {
    StepKind.REPLY: gettext_lazy("What the authority answered"),
    StepKind.SEEN: gettext_lazy("What a visit saw"),
    StepKind.NOTE: gettext_lazy("Overtaken, or no answer"),
}
_LEADS = {
    StepKind.REPLY: gettext_lazy("What it says is noted as said. It counts as done only when a visit has seen it."),
    StepKind.SEEN: gettext_lazy("Only what somebody saw on site, on a visit to this place, verifies."),
    StepKind.NOTE: gettext_lazy("What we note ourselves: nobody said it, and nobody saw it."),
}


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Where a recommendation stands, how it came there, and what may be recorded next. Its words stay closed."""
    row = known_recommendation(request, uuid, Permission.VISIT_VIEW)
    context = _context(request, row)
    steps = reading.next_steps(row) if reading.may_follow(request.user, row.visit) else []
    also_open = reading.open_rows(
        actor=request.user,
        facility=row.visit.facility,
        lists=context["lists"],
        organisation=row.visit.organisation_id,
        without=row.pk,
    )
    may_open = has_permission(request.user, Permission.SEALED_OPEN, organisation=row.visit.organisation_id)
    more = {"steps": steps, "also_open": also_open, "may_open": may_open, "holders": holders(row.visit)}
    return render(request, "monitoring/recommendations/detail.html", context | more)


@require_POST
def open_words(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The words of the recommendation and of its steps, in this answer only."""
    row = known_recommendation(request, uuid, Permission.SEALED_OPEN)

    def shown(opened) -> HttpResponse:
        context = _context(request, row) | {
            "words": opened.of(row.words_id),
            "history": history(request.user, row, opened),
        }
        return render(request, "monitoring/recommendations/opened.html", context)

    texts = [row.words_id, *row.steps.values_list("words", flat=True)]
    return with_words(request, row.visit, url_of(row), shown, only=[pk for pk in texts if pk is not None])


def _context(request: HttpRequest, row: Recommendation) -> dict[str, object]:
    lists = Lists(vocabulary(), timezone.localdate())
    return {
        "recommendation": row,
        "visit": row.visit,
        "number": number_of(row),
        "theme": lists.word("finding_theme", row.theme_id),
        "lists": lists,
        "facts": reading.facts(row, lists),
        "standing": reading.standing(row, lists),
        "history": history(request.user, row, may_correct=reading.may_follow(request.user, row.visit)),
        "is_demonstration": row.visit.data_set == DataSet.DEMONSTRATION,
    }


@both
def step(request: HttpRequest, uuid: UUID, kind: str) -> HttpResponse:
    """The next step: what was answered, what a visit saw, or what we note ourselves."""
    if kind not in StepKind.values:
        raise Http404
    row, what = known_recommendation(request, uuid, Permission.VISIT_RECORD), StepKind(kind)
    visits = reading.verifying_visits(request.user, row) if what == StepKind.SEEN else []
    form = StepForm(request.POST or None, kind=what, visits=visits)
    return form_page(
        request,
        row.visit,
        form,
        lambda: _ACTIONS[what](by=request.user, recommendation=row, today=timezone.localdate(), **form.step),
        back_url=url_of(row),
        number=number_of(row),
        title=_TITLES[what],
        lead=_LEADS[what],
        button=_("Record the step"),
        done=_("The step is recorded."),
    )


@both
def change(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Puts a recommendation right before it is sent."""
    row = known_recommendation(request, uuid, Permission.VISIT_RECORD)
    if row.letter_id is not None or row.state:
        raise Http404
    now = {name: getattr(row, name) for name in ("addressee", "theme", "priority", "legal_basis", "finding")}
    form = RecommendationForm(request.POST or None, visit=row.visit, initial=now)
    return form_page(
        request,
        row.visit,
        form,
        lambda: change_recommendation(
            by=request.user, recommendation=row, facts=form.facts, today=timezone.localdate()
        ),
        back_url=url_of(row),
        number=number_of(row),
        title=_("Change the recommendation"),
        lead=_("Words left empty stay as they are sealed. Once it is sent nothing of it changes."),
        button=_("Save"),
        done=_("The recommendation is changed."),
    )


@both
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """One more recommendation of a visit."""
    visit = known_visit(request, reference, Permission.VISIT_RECORD)
    form = RecommendationForm(request.POST or None, visit=visit)
    return form_page(
        request,
        visit,
        form,
        lambda: add_recommendation(by=request.user, visit=visit, facts=form.facts, today=timezone.localdate()),
        back_url="",
        number=visit.reference,
        title=_("Add a recommendation"),
        lead=_("To one addressee and about one thing, so that it can be followed to its end."),
        button=_("Save"),
        done=_("The recommendation is saved."),
    )


def form_page(
    request: HttpRequest,
    visit: Visit,
    form: Form,
    action: Callable[[], object],
    *,
    back_url: str,
    done: str,
    **words: str | Promise,
) -> HttpResponse:
    """A form about a recommendation: shown, refused with why, or taken and led on; `words` are those of the page."""
    if request.method == "POST" and form.is_valid():
        try:
            made = action()
        except (NotPossible, NobodyCouldOpen) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(back_url or url_of(made))
    context = {"visit": visit, "form": form, "back_url": back_url, **words}
    return render(request, "monitoring/recommendations/write.html", context)
