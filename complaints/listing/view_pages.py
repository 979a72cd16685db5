"""Pages of saved views: keeping one, renaming it, forgetting it."""

from urllib.parse import parse_qsl
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import NotPossible
from complaints.filters import CaseFilterSet
from complaints.listing.chips import SHOWN, data_sets_of
from complaints.listing.forms import ViewForm
from complaints.listing.saved import change_view, delete_view, kept_query, may_delete, save_view, views_of
from complaints.listing.views import back_to_list, may_share
from complaints.models import SavedView

_KNOWN = (*CaseFilterSet.base_filters, *SHOWN)
_LONGEST_QUERY = SavedView._meta.get_field("query").max_length


@require_safe
def saved_views(request: HttpRequest) -> HttpResponse:
    """The views one may open, and what one may do with each."""
    _require_list(request)
    views = views_of(request.user).select_related("owner")
    rows = [
        {
            "view": view,
            "url": f"{reverse('case_list')}?{view.query}&{urlencode({'view': view.uuid})}",
            "is_own": view.owner_id == request.user.pk,
            "may_delete": may_delete(request.user, view),
        }
        for view in views
    ]
    return render(request, "complaints/listing_views.html", {"rows": rows})


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keeps the filters and the order of the list under a name."""
    _require_list(request)
    form = ViewForm(request.POST, may_share=may_share(request.user), prefix="view")
    sent = dict(parse_qsl(request.POST.get("query", "")[:4000].replace("\x00", "")))
    query = kept_query(sent, _KNOWN)
    if not form.is_valid():
        messages.error(request, _("Give the view a name of up to 60 letters."))
        return redirect(back_to_list(request.POST))
    if len(query) > _LONGEST_QUERY:
        messages.error(request, _("These are too many filters for a view."))
        return redirect(back_to_list(request.POST))
    try:
        view = save_view(by=request.user, query=query, **_answers(form))
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect(back_to_list(request.POST))
    messages.success(request, _("The view is saved."))
    if sent.get("q"):
        messages.warning(request, _("The words of the search are not part of it: people type names there."))
    return redirect(f"{reverse('case_list')}?{view.query}&{urlencode({'view': view.uuid})}")


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Another name or other readers for one's own view."""
    _require_list(request)
    view = get_object_or_404(views_of(request.user), uuid=uuid, owner=request.user)
    now = {"name": view.name, "is_shared": view.is_shared, "is_first": view.is_first}
    form = ViewForm(request.POST or None, may_share=may_share(request.user), initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            change_view(by=request.user, view=view, **_answers(form))
        except NotPossible as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("The view is changed."))
            return redirect("saved_views")
    return render(request, "complaints/listing_view.html", {"view": view, "form": form})


@require_POST
def delete(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Forgets a view of one's own; leads also one that is shared."""
    _require_list(request)
    view = get_object_or_404(views_of(request.user), uuid=uuid)
    delete_view(by=request.user, view=view)
    messages.success(request, _("The view is deleted."))
    return redirect("saved_views")


def _answers(form: ViewForm) -> dict[str, object]:
    return {"is_shared": False} | form.cleaned_data


def _require_list(request: HttpRequest) -> None:
    if not data_sets_of(request.user):
        raise PermissionDenied
