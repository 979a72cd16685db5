"""The counts beside the list: part of its page where scripts run, a page of their own elsewhere."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from complaints.choices import DataSet
from complaints.listing.asked import asked_by
from complaints.listing.chips import address, chips, data_sets_of
from complaints.listing.counting import TakesTooLong
from complaints.listing.facets import count, facets
from complaints.listing.words import counted_words


@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """How many cases each value of the main filters would leave."""
    data_sets = data_sets_of(request.user)
    if not data_sets:
        raise PermissionDenied
    sent = request.GET.dict()
    asked = asked_by(request.user, sent, data_sets[0])
    context: dict[str, object] = {
        "back_url": reverse("case_list") + address(sent),
        "chips": chips(asked.filterset, sent),
        "is_demonstration": asked.data_set == DataSet.DEMONSTRATION,
    }
    try:
        total, numbers = count(asked)
        words = counted_words(asked)
    except TakesTooLong:
        context["obstacle"] = _("There are too many cases to count them now. Narrow the filters first.")
    else:
        context |= {"total": _total(total), "facets": [one for one in facets(asked, numbers) if one.values]}
        context["words"] = words
    template = "complaints/_listing_counts.html" if request.htmx else "complaints/listing_counts.html"
    return render(request, template, context)


def _total(number: int) -> str:
    words = ngettext(
        "%(count)s case under these filters, of those you may see.",
        "%(count)s cases under these filters, of those you may see.",
        number,
    )
    return words % {"count": number_format(number, force_grouping=True)}
