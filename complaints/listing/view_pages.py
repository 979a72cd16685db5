"""Pages of saved views: keeping one, renaming it, forgetting it. Which list they are of comes with the route."""

from urllib.parse import parse_qsl
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import NotPossible
from complaints.listing.forms import ViewForm
from complaints.listing.kinds import KeptList
from complaints.listing.saved import change_view, delete_view, kept_query, may_delete, save_view, views_of
from complaints.models import SavedView

_LONGEST_QUERY = SavedView._meta.get_field("query").max_length


def view_routes(listed: KeptList) -> list[URLPattern]:
    """The routes of the views of one list, to stand under its address."""
    given = {"listed": listed}
    return [
        path("views/", saved_views, given, name=listed.views_route),
        path("views/save/", save, given, name=listed.save_route),
        path("views/<uuid:uuid>/", change, given, name=listed.change_route),
        path("views/<uuid:uuid>/delete/", delete, given, name=listed.delete_route),
    ]


@require_safe
def saved_views(request: HttpRequest, listed: KeptList) -> HttpResponse:
    """The views one may open, and what one may do with each."""
    _require_list(request, listed)
    rows = [
        {
            "view": view,
            "url": listed.url_of(view),
            "is_own": view.owner_id == request.user.pk,
            "change_url": reverse(listed.change_route, kwargs={"uuid": view.uuid}),
            "delete_url": reverse(listed.delete_route, kwargs={"uuid": view.uuid}),
            "may_delete": may_delete(request.user, listed, view),
        }
        for view in views_of(request.user, listed).select_related("owner")
    ]
    return render(request, "complaints/listing_views.html", {"listed": listed, "rows": rows})


@require_POST
def save(request: HttpRequest, listed: KeptList) -> HttpResponse:
    """Keeps the filters and the order of the list under a name."""
    _require_list(request, listed)
    form = ViewForm(request.POST, actor=request.user, listed=listed, prefix="view")
    sent = dict(parse_qsl(request.POST.get("query", "")[:4000].replace("\x00", "")))
    query = kept_query(sent, listed.known)
    if not form.is_valid():
        messages.error(request, _("Give the view a name of up to 60 letters."))
        return redirect(listed.back(request.POST))
    if len(query) > _LONGEST_QUERY:
        messages.error(request, _("These are too many filters for a view."))
        return redirect(listed.back(request.POST))
    try:
        view = save_view(by=request.user, listed=listed, query=query, **_answers(form))
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect(listed.back(request.POST))
    messages.success(request, _("The view is saved."))
    if sent.get("q"):
        messages.warning(request, _("The words of the search are not part of it: people type names there."))
    return redirect(listed.url_of(view))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, listed: KeptList, uuid: UUID) -> HttpResponse:
    """Another name or other readers for one's own view."""
    _require_list(request, listed)
    view = get_object_or_404(views_of(request.user, listed), uuid=uuid, owner=request.user)
    now = {"name": view.name, "is_shared": view.is_shared, "is_first": view.is_first}
    form = ViewForm(request.POST or None, actor=request.user, listed=listed, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            change_view(by=request.user, listed=listed, view=view, **_answers(form))
        except NotPossible as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("The view is changed."))
            return redirect(listed.views_route)
    return render(request, "complaints/listing_view.html", {"listed": listed, "view": view, "form": form})


@require_POST
def delete(request: HttpRequest, listed: KeptList, uuid: UUID) -> HttpResponse:
    """Forgets a view of one's own; leads also one that is shared."""
    _require_list(request, listed)
    view = get_object_or_404(views_of(request.user, listed), uuid=uuid)
    delete_view(by=request.user, listed=listed, view=view)
    messages.success(request, _("The view is deleted."))
    return redirect(listed.views_route)


def _answers(form: ViewForm) -> dict[str, object]:
    return {"is_shared": False} | form.cleaned_data


def _require_list(request: HttpRequest, listed: KeptList) -> None:
    if not listed.is_for(request.user):
        raise PermissionDenied
