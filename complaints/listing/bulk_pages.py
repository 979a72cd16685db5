"""Doing one thing to many cases: choosing, a preview of what would happen, and only then doing it."""

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from complaints.choices import NoteOfAlert
from complaints.exports.choosing import MOST_CHOSEN
from complaints.listing.asked import asked_by
from complaints.listing.bulk import Wish, chosen_cases, people_for, perform, plan
from complaints.listing.bulk_choices import EXPORT, LABELS, MOST_CASES, NOTE, actions_for
from complaints.listing.chips import data_sets_of
from complaints.listing.forms import ColleagueChoice, NoteChoice
from complaints.listing.kinds import CASES
from complaints.models import Case


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Asks what is missing, shows what would happen, and does it once confirmed."""
    allowed = dict(actions_for(request.user))
    if not allowed:
        raise PermissionDenied
    action = request.POST.get("action", "")
    if action not in LABELS:
        raise BadRequest
    if action not in allowed:
        raise PermissionDenied
    if action == EXPORT and request.POST.get("all") == "1":
        return redirect(f"{reverse('export_cases')}?{urlencode(_filters(request))}")
    references = _references(request)
    cases = chosen_cases(request.user, references) if len(references) <= MOST_CASES else []
    if not cases:
        return _nothing_chosen(request, len(references))
    if action == EXPORT:
        return _to_export(request, cases)
    form = _form(request, action, cases)
    if not form.is_valid():
        return _page(request, action, cases, form=form)
    wish = _wish(action, form)
    if request.POST.get("is_confirmed") != "1":
        return _page(request, action, cases, form=form, preview=plan(request.user, wish, cases))
    found = perform(by=request.user, wish=wish, cases=cases)
    _say(request, len(found.done), len(found.left_out))
    return redirect(CASES.back(request.POST))


def _filters(request: HttpRequest) -> dict[str, str]:
    """The filters of the list that the form came from."""
    return dict(parse_qsl(request.POST.get("query", "")[:4000].replace("\x00", "")))


def _references(request: HttpRequest) -> list[str]:
    """The cases that the form names one by one, or those under its filters; one more than allowed means too many."""
    if request.POST.get("all") == "1":
        sent = _filters(request)
        data_sets = data_sets_of(request.user)
        if not data_sets:
            return []
        found = asked_by(request.user, sent, data_sets[0]).found
        return list(found.order_by("pk").values_list("reference", flat=True)[: MOST_CASES + 1])
    named = [*request.POST.getlist("case"), *request.POST.get("cases", "").split()]
    return sorted(set(named))[: MOST_CASES + 1]


def _to_export(request: HttpRequest, cases: Sequence[Case]) -> HttpResponse:
    """The page that takes the chosen cases out; an address names only so many."""
    if len(cases) > MOST_CHOSEN:
        messages.error(request, _("Choose up to %(most)s cases, or all under the filters.") % {"most": MOST_CHOSEN})
        return redirect(CASES.back(request.POST))
    return redirect(f"{reverse('export_cases')}?{urlencode([('case', case.reference) for case in cases])}")


def _nothing_chosen(request: HttpRequest, number: int) -> HttpResponse:
    if number > MOST_CASES:
        messages.error(request, _("More than 1,000 cases at once is too many. Narrow the filters first."))
    else:
        messages.error(request, _("Choose at least one case of your organisation."))
    return redirect(CASES.back(request.POST))


def _form(request: HttpRequest, action: str, cases: Sequence[Case]) -> Form:
    """The question that the action still has; unanswered at first, without a reproach."""
    asked = "user" if action != NOTE else "note"
    given = request.POST if asked in request.POST else None
    if action == NOTE:
        return NoteChoice(given)
    return ColleagueChoice(given, people=list(people_for(request.user, action, cases)))


def _wish(action: str, form: Form) -> Wish:
    if isinstance(form, ColleagueChoice):
        return Wish(action, colleague=form.colleague)
    return Wish(action, note=form.cleaned_data["note"])


def _page(request: HttpRequest, action: str, cases: Sequence[Case], **more: object) -> HttpResponse:
    form, preview = more["form"], more.get("preview")
    context = {
        "action": action,
        "action_label": LABELS[action],
        "is_assigning": action == "assign",
        "cases": cases,
        "joined": " ".join(case.reference for case in cases),
        "query": request.POST.get("query", "")[:4000],
        "back_url": CASES.back(request.POST),
        "form": form,
        "preview": preview,
        "has_people": not isinstance(form, ColleagueChoice) or bool(form.people),
        "answer": form.cleaned_data if preview else {},
        "decision": NoteOfAlert(form.cleaned_data["note"]).label if preview and action == NOTE else "",
    }
    return render(request, "complaints/listing_bulk.html", context)


def _say(request: HttpRequest, done: int, left_out: int) -> None:
    if done:
        said = ngettext("Done in %(number)s case.", "Done in %(number)s cases.", done) % {"number": done}
        messages.success(request, said)
    if left_out:
        said = ngettext("%(number)s case was left out.", "%(number)s cases were left out.", left_out)
        messages.warning(request, said % {"number": left_out})
