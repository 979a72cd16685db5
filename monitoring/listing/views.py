"""The list of visits, its counts, and the same as a file. `visible_to` is the only door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.access import recently_authenticated
from accounts.audit import record_of_person
from accounts.choices import Act
from accounts.permissions import Permission, has_permission
from complaints import keyset
from complaints.choices import DataSet
from complaints.listing.asked import Asked
from complaints.listing.chips import address, chips
from complaints.listing.counting import TakesTooLong
from complaints.listing.frame import frame
from complaints.listing.saved import better_address
from complaints.listing.words import Searched, search_words
from institutions.choices import TermList
from monitoring.closeness import with_told_trigger
from monitoring.listing.asked import asked_by
from monitoring.listing.columns import heads, visit_rows
from monitoring.listing.csv_file import download, header, sheet, visit_lines
from monitoring.listing.facets import count, facets
from monitoring.listing.kinds import VISITS, data_sets_for, named
from monitoring.listing.panel import first_fields, groups
from monitoring.listing.search import OF_VISITS

_SEARCHED = Searched(
    VISITS,
    tuple(OF_VISITS),
    {
        "facility": "facility",
        "region": "region",
        "facility_type": "facility_type",
        "monitoring_regime": "regime",
        TermList.VISIT_TYPE.value: "visit_type",
    },
)


@require_safe
def visit_list(request: HttpRequest) -> HttpResponse:
    """Visits the person may know of, one data set at a time, in the order they ask for."""
    data_sets = data_sets_for(request.user)
    sent = request.GET.dict()
    if better := better_address(request.user, VISITS, sent):
        return redirect(better)
    asked = asked_by(request.user, sent, data_sets[0], timezone.localdate())
    page = asked.page()
    return render(request, "monitoring/listing/visits.html", _context(asked, page, data_sets))


def _context(asked: Asked, page: keyset.Page, data_sets: list[str]) -> dict[str, object]:
    form, known = asked.filterset.form, asked.filterset.known
    text = form.cleaned_data.get("q")
    return {
        **frame(asked, page, VISITS, named(data_sets)),
        "is_demonstration": asked.data_set == DataSet.DEMONSTRATION,
        "may_record": has_permission(asked.actor, Permission.VISIT_RECORD),
        "first_fields": first_fields(form),
        "groups": list(groups(form)),
        "words": search_words(text, known, asked.sent, _SEARCHED) if text else None,
        "heads": heads(asked.sent, asked.sort, is_descending=asked.order.is_descending),
        "rows": visit_rows(page.rows, known),
    }


@require_safe
def visit_counts(request: HttpRequest) -> HttpResponse:
    """How many visits each value of the main filters would leave."""
    data_sets = data_sets_for(request.user)
    sent = request.GET.dict()
    asked = asked_by(request.user, sent, data_sets[0], timezone.localdate())
    context: dict[str, object] = {
        "back_url": VISITS.url() + address(sent),
        "chips": chips(asked.filterset, sent),
        "is_demonstration": asked.data_set == DataSet.DEMONSTRATION,
    }
    try:
        total, numbers = count(asked)
    except TakesTooLong:
        context["obstacle"] = _("There are too many visits to count them now. Narrow the filters first.")
    else:
        context |= {"total": _total(total), "facets": [one for one in facets(asked, numbers) if one.values]}
    template = "complaints/_listing_counts.html" if request.htmx else "monitoring/listing/counts.html"
    return render(request, template, context)


def _total(number: int) -> str:
    words = ngettext(
        "%(count)s visit under these filters, of those you may see.",
        "%(count)s visits under these filters, of those you may see.",
        number,
    )
    return words % {"count": number_format(number, force_grouping=True)}


@require_safe
def visit_file(request: HttpRequest) -> HttpResponse:
    """The coded facts of the visits under the filters; own ones leave the house after the password."""
    data_sets = data_sets_for(request.user)
    asked = asked_by(request.user, request.GET.dict(), data_sets[0], timezone.localdate())
    return _own_file(request, asked) if asked.data_set == DataSet.OWN else _file(request, asked)


@recently_authenticated
def _own_file(request: HttpRequest, asked: Asked) -> HttpResponse:
    return _file(request, asked)


def _file(request: HttpRequest, asked: Asked) -> HttpResponse:
    record_of_person(user=request.user, action=Act.EXPORTED)
    found = with_told_trigger(asked.found, asked.actor, timezone.localdate())
    lines = visit_lines(found, asked.filterset.known)
    pieces = sheet(header(), lines, is_demonstration=asked.data_set == DataSet.DEMONSTRATION)
    return download(pieces, f"aryz-visits-{timezone.localdate():%Y-%m-%d}.csv")
