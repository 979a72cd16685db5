"""The list of cases. `visible_to` is the only door; what a person may not see does not exist for them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.permissions import Permission, has_permission
from complaints import keyset
from complaints.choices import DataSet
from complaints.listing.asked import Asked, asked_by
from complaints.listing.bulk_choices import actions_for
from complaints.listing.chips import data_sets_of
from complaints.listing.columns import case_rows, chosen_columns, heads
from complaints.listing.forms import ColumnsForm
from complaints.listing.frame import frame
from complaints.listing.kinds import CASES
from complaints.listing.panel import first_fields, groups
from complaints.listing.saved import better_address
from complaints.listing.words import SearchWords, search_words
from complaints.models import Habits


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """Cases the person may see, one data set at a time, in the order they ask for."""
    data_sets = data_sets_of(request.user)
    if not data_sets:
        raise PermissionDenied(_("Your role does not include cases. Ask whoever manages people in your organisation."))
    sent = request.GET.dict()
    if better := better_address(request.user, CASES, sent):
        return redirect(better)
    asked = asked_by(request.user, sent, data_sets[0])
    page = asked.page()
    return render(request, "complaints/list.html", _context(asked, page, data_sets))


def _context(asked: Asked, page: keyset.Page, data_sets: list[str]) -> dict[str, object]:
    names = columns_of(asked.actor)
    form, sent = asked.filterset.form, asked.sent
    is_public = asked.data_set == DataSet.PUBLIC_RECORD
    return {
        **frame(asked, page, CASES, [(value, str(DataSet(value).label)) for value in data_sets]),
        "may_log": not is_public and has_permission(asked.actor, Permission.CASE_RECORD),
        "may_export": has_permission(asked.actor, Permission.CASE_EXPORT),
        "is_demonstration": asked.data_set == DataSet.DEMONSTRATION,
        "first_fields": first_fields(form, is_public=is_public),
        "groups": list(groups(form, is_public=is_public)),
        "words": _words(asked),
        "heads": heads(names, sent, asked.sort, is_descending=asked.order.is_descending),
        "rows": case_rows(page.rows, names, asked.filterset.known, timezone.localdate()),
        "columns_form": ColumnsForm(initial={"columns": names}),
        "bulk_actions": [] if is_public else actions_for(asked.actor),
    }


def _words(asked: Asked) -> SearchWords | None:
    text = asked.filterset.form.cleaned_data.get("q")
    return search_words(text, asked.filterset.known, asked.sent) if text else None


def columns_of(actor: User) -> tuple[str, ...]:
    """The columns that somebody chose once."""
    habits = Habits.objects.filter(user=actor.pk).first()
    return chosen_columns(habits.columns if habits else ())


@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """Remembers which columns somebody wants to see."""
    if not data_sets_of(request.user):
        raise PermissionDenied
    form = ColumnsForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["columns"]
        Habits.objects.update_or_create(user=request.user, defaults={"columns": chosen})
    else:
        messages.error(request, " ".join(form.errors.get("columns", [])))
    return redirect(CASES.back(request.POST))
