"""The board of recommendations: as a table, as columns, as a file. `visible_to` is the only door."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import recently_authenticated
from accounts.audit import record_of_person
from accounts.choices import Act
from complaints import keyset
from complaints.choices import DataSet
from complaints.listing.asked import Asked
from complaints.listing.chips import SHOWN, kept
from complaints.listing.frame import frame
from complaints.listing.saved import better_address
from monitoring.recommendations import board, csv_file
from monitoring.recommendations.asked import RECOMMENDATIONS, asked_by, data_sets_of, names_of
from monitoring.recommendations.wording import Lists

# What most people ask for stands open; the rest folds.
_FIRST = ("followed", "state", "gap", "addressee")
_FOLDED = ("theme", "priority", "region", "facility_type", "facility", "regime", "year")


@require_safe
def recommendations(request: HttpRequest) -> HttpResponse:
    """All recommendations the person may know of, as a table in the order they ask for."""
    data_sets = _data_sets(request)
    sent = request.GET.dict()
    if better := better_address(request.user, RECOMMENDATIONS, sent):
        return redirect(better)
    asked = asked_by(request.user, sent, data_sets[0], timezone.localdate())
    page = asked.page()
    lists = _lists(asked)
    context = _context(asked, page, data_sets, lists)
    shown = {"heads": board.heads(asked), "rows": board.rows(page.rows, lists)}
    return render(request, "monitoring/recommendations/board.html", context | shown)


@require_safe
def recommendation_columns(request: HttpRequest) -> HttpResponse:
    """The same by where they stand: what is said to be done stands apart from what was seen done."""
    data_sets = _data_sets(request)
    sent = request.GET.dict()
    if "" in sent.values():
        return redirect(f"{request.path}?{urlencode({name: text for name, text in sent.items() if text})}")
    asked = asked_by(request.user, sent, data_sets[0], timezone.localdate())
    lists = _lists(asked)
    context = _context(asked, keyset.Page([], "", ""), data_sets, lists)
    shown = {"lanes": board.lanes(asked, context["numbers"], lists), "cards": board.CARDS}
    return render(request, "monitoring/recommendations/columns.html", context | shown)


@require_safe
def recommendations_file(request: HttpRequest) -> HttpResponse:
    """The coded facts of the recommendations under the filters; own ones leave the house after the password."""
    data_sets = _data_sets(request)
    asked = asked_by(request.user, request.GET.dict(), data_sets[0], timezone.localdate())
    return _own_file(request, asked) if asked.data_set == DataSet.OWN else _file(request, asked)


@recently_authenticated
def _own_file(request: HttpRequest, asked: Asked) -> HttpResponse:
    return _file(request, asked)


def _file(request: HttpRequest, asked: Asked) -> HttpResponse:
    record_of_person(user=request.user, action=Act.EXPORTED)
    today = timezone.localdate()
    is_demonstration = asked.data_set == DataSet.DEMONSTRATION
    pieces = csv_file.lines(asked.found, asked.filterset.known, today, is_demonstration=is_demonstration)
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="aryz-recommendations-{today:%Y-%m-%d}.csv"',
        "Cache-Control": "no-store",
    }
    return StreamingHttpResponse((piece.encode() for piece in pieces), headers=headers)


def _data_sets(request: HttpRequest) -> list[str]:
    """What the reader may see. Raises PermissionDenied where that is nothing."""
    found = data_sets_of(request.user)
    if not found:
        raise PermissionDenied(_("Your role does not include visits."))
    return found


def _lists(asked: Asked) -> Lists:
    return Lists(asked.filterset.known, timezone.localdate())


def _context(asked: Asked, page: keyset.Page, data_sets: list[str], lists: Lists) -> dict[str, object]:
    form = asked.filterset.form
    numbers, tallies = board.counted(asked, lists)
    used = [name for name in _FOLDED if form.cleaned_data.get(name) not in (None, "") or name in form.errors]
    return {
        **frame(asked, page, RECOMMENDATIONS, names_of(data_sets)),
        "is_demonstration": asked.data_set == DataSet.DEMONSTRATION,
        "first_fields": [form[name] for name in _FIRST],
        "folded_fields": [form[name] for name in _FOLDED],
        "used": len(used),
        "numbers": numbers,
        "tallies": tallies,
        # Order and size of pages are of the table.
        "columns_query": urlencode(
            {name: one for name, one in kept(asked.sent).items() if name not in SHOWN} | {"data_set": asked.data_set}
        ),
    }
