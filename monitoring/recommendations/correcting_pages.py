"""Pages that put a mistaken step of a recommendation right: another in its place, or none."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.permissions import Permission
from monitoring.choices import SaidBy
from monitoring.recommendations.correcting import correct_step, take_back_step
from monitoring.recommendations.door import known_recommendation, known_step
from monitoring.recommendations.forms import CorrectionForm
from monitoring.recommendations.history import name_of
from monitoring.recommendations.pages import both, form_page
from monitoring.recommendations.reading import verifying_visits
from monitoring.recommendations.wording import number_of, url_of


@both
def correct(request: HttpRequest, uuid: UUID, step: UUID) -> HttpResponse:
    """What truly was answered, seen or noted takes the place of a step; the reader confirms that it was a mistake."""
    row = known_recommendation(request, uuid, Permission.VISIT_RECORD)
    earlier = known_step(request, row, step)
    visits = verifying_visits(request.user, row) if earlier.said_by == SaidBy.MONITOR else []
    form = CorrectionForm(request.POST or None, earlier=earlier, visits=visits)
    return form_page(
        request,
        row.visit,
        form,
        lambda: correct_step(by=request.user, step=earlier, today=timezone.localdate(), **form.step),
        back_url=url_of(row),
        number=number_of(row),
        title=_("Correct the entry"),
        lead=_("Now stands there: %(step)s.") % {"step": name_of(earlier)},
        button=_("Correct the entry"),
        done=_("The entry is corrected. What stood there before stays readable."),
    )


@both
def take_back(request: HttpRequest, uuid: UUID, step: UUID) -> HttpResponse:
    """A step that never happened decides nothing any more; it stays readable."""
    row = known_recommendation(request, uuid, Permission.VISIT_RECORD)
    earlier = known_step(request, row, step)
    if request.method != "POST":
        context = {"recommendation": row, "step": earlier, "number": number_of(row), "name": name_of(earlier)}
        return render(request, "monitoring/recommendations/take_back.html", context)
    try:
        take_back_step(by=request.user, step=earlier)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The entry is taken back. It stays readable."))
    return redirect(url_of(row))
