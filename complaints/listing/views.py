"""The list of cases. `visible_to` is the only door; what a person may not see does not exist for them."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.permissions import Permission, has_permission
from complaints import keyset
from complaints.choices import DataSet
from complaints.listing.asked import Asked, asked_by
from complaints.listing.bulk_choices import actions_for
from complaints.listing.chips import SHOWN, address, chips, data_sets_of, ignored, kept, tabs
from complaints.listing.columns import case_rows, chosen_columns, heads
from complaints.listing.forms import ColumnsForm, ViewForm
from complaints.listing.panel import first_fields, groups
from complaints.listing.saved import first_view, place_of_views, views_of
from complaints.listing.words import SearchWords, search_words
from complaints.models import Habits


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """Cases the person may see, one data set at a time, in the order they ask for."""
    data_sets = data_sets_of(request.user)
    if not data_sets:
        raise PermissionDenied(_("Your role does not include cases. Ask whoever manages people in your organisation."))
    sent = request.GET.dict()
    if not sent and (view := first_view(request.user)):
        return redirect(f"{reverse('case_list')}?{view.query}&{urlencode({'view': view.uuid})}")
    if "" in sent.values():  # a form sends every field; the address keeps what was filled in
        return redirect(f"{reverse('case_list')}?{urlencode({name: text for name, text in sent.items() if text})}")
    asked = asked_by(request.user, sent, data_sets[0])
    page = asked.page()
    return render(request, "complaints/list.html", _context(asked, page, data_sets))


def _context(asked: Asked, page: keyset.Page, data_sets: list[str]) -> dict[str, object]:
    names = columns_of(asked.actor)
    form, sent = asked.filterset.form, asked.sent
    is_public = asked.data_set == DataSet.PUBLIC_RECORD
    return {
        "tabs": tabs(data_sets, asked.data_set),
        "data_set": asked.data_set,
        "may_log": not is_public and has_permission(asked.actor, Permission.CASE_RECORD),
        "may_export": has_permission(asked.actor, Permission.CASE_EXPORT),
        "is_demonstration": asked.data_set == DataSet.DEMONSTRATION,
        "filters": form,
        "first_fields": first_fields(form, is_public=is_public),
        "groups": list(groups(form, is_public=is_public)),
        "shown_as": [(name, sent[name]) for name in SHOWN if name != "view" and sent.get(name)],
        "chips": chips(asked.filterset, sent),
        "clear_url": f"{reverse('case_list')}?{urlencode({'data_set': asked.data_set})}",
        "ignored": ignored(sent, form.fields),
        "words": _words(asked),
        "heads": heads(names, sent, asked.sort, is_descending=asked.order.is_descending),
        "rows": case_rows(page.rows, names, asked.filterset.known, timezone.localdate()),
        **_pages(asked, page),
        "query": urlencode(kept(sent) | {"data_set": asked.data_set}),
        "views": views_of(asked.actor),
        "view_sent": sent.get("view", ""),
        "view_form": ViewForm(may_share=may_share(asked.actor), prefix="view"),
        "columns_form": ColumnsForm(initial={"columns": names}),
        "bulk_actions": [] if is_public else actions_for(asked.actor),
    }


def _words(asked: Asked) -> SearchWords | None:
    text = asked.filterset.form.cleaned_data.get("q")
    return search_words(text, asked.filterset.known, asked.sent) if text else None


def _pages(asked: Asked, page: keyset.Page) -> dict[str, object]:
    """Addresses of the neighbouring pages and of both ends, empty where there are none."""
    sent, base = asked.sent, kept(asked.sent)
    return {
        "first_url": address(base) if page.previous else "",
        "previous_url": address(base, before=page.previous) if page.previous else "",
        "next_url": address(base, after=page.following) if page.following else "",
        "last_url": address(base, page="last") if page.following else "",
        "sizes": [
            {"label": str(rows), "url": address(sent, size=str(rows)), "is_current": rows == asked.size}
            for rows in keyset.SIZES
        ],
    }


def columns_of(actor: User) -> tuple[str, ...]:
    """The columns that somebody chose once."""
    habits = Habits.objects.filter(user=actor.pk).first()
    return chosen_columns(habits.columns if habits else ())


def may_share(actor: User) -> bool:
    """Whether views of `actor` can be for colleagues too."""
    place = place_of_views(actor)
    return place is not None and has_permission(actor, Permission.CASE_VIEW, organisation=place)


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
    return redirect(back_to_list(request.POST))


def back_to_list(posted: Mapping[str, str]) -> str:
    """The list with the query that a form carried along; whatever stands there, it leads nowhere else."""
    query = posted.get("query", "")[:4000].replace("\x00", "").replace("\r", "").replace("\n", "")
    return f"{reverse('case_list')}?{query}" if query else reverse("case_list")
