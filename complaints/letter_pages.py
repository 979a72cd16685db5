"""The list of letters from outside, and what becomes of one."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require
from accounts.permissions import Permission
from complaints.casedoor import known_case
from complaints.choices import LetterState
from complaints.letters import letters_visible_to, set_letter_aside, take_up_letter
from complaints.models import Letter
from complaints.pages.letters import letter_rows, state_tabs

PAGE_SIZE = 50


@require_safe
@require(Permission.CASE_RECORD)
def letters(request: HttpRequest) -> HttpResponse:
    """Letters of one state, newest first."""
    asked = request.GET.get("state", "")
    state = LetterState(asked) if asked in LetterState.values else LetterState.NEW
    visible = letters_visible_to(request.user)
    found = visible.filter(state=state)
    older_than = _letter_of(visible, request.GET.get("after", ""))
    if older_than:
        day, pk = older_than.received_on, older_than.pk
        found = found.filter(Q(received_on__lt=day) | Q(received_on=day, pk__lt=pk))
    rows = list(found.select_related("case", "risk").order_by("-received_on", "-pk")[: PAGE_SIZE + 1])
    page = rows[:PAGE_SIZE]
    older = ""
    if len(rows) > PAGE_SIZE:
        older = f"?{urlencode({'state': state.value, 'after': page[-1].case.reference})}"
    context = {
        "tabs": state_tabs(request.user, state),
        "state": state.value,
        "rows": letter_rows(page, timezone.localdate()),
        "older_url": older,
        "first_url": f"{reverse('letters')}?{urlencode({'state': state.value})}" if older_than else "",
    }
    return render(request, "complaints/letters.html", context)


def _letter_of(visible: QuerySet[Letter], reference: str) -> Letter | None:
    """The letter beside which a page begins, named by its case: a primary key would tell how many there are."""
    if not reference or "\x00" in reference:
        return None
    return visible.filter(case__reference=reference).first()


@require_POST
def letter_state(request: HttpRequest, reference: str) -> HttpResponse:
    """Takes a letter up, or sets it aside."""
    case = known_case(request, reference, Permission.CASE_RECORD)
    if not hasattr(case, "letter"):
        raise Http404
    case.letter.case = case
    state = request.POST.get("state", "")
    if state == LetterState.TAKEN_UP:
        take_up_letter(by=request.user, letter=case.letter)
        messages.success(request, _("The letter is taken up."))
    elif state == LetterState.SET_ASIDE:
        set_letter_aside(by=request.user, letter=case.letter)
        messages.success(request, _("The letter is set aside. It stays sealed and can be taken up later."))
    else:
        raise BadRequest
    return redirect("case_detail", reference=case.reference)
