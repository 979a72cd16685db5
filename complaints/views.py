"""Pages of cases, read only. `visible_to` is the only door; what a person may not see does not exist for them."""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from complaints import keyset
from complaints.choices import DataSet
from complaints.filters import CaseFilterSet
from complaints.models import Case, ErasureRequest
from complaints.pages.listing import case_rows, chips, data_sets_of, ignored, kept, tabs
from complaints.pages.sealed import sealed_context
from complaints.pages.sheet import case_context


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """Cases the person may see, one data set at a time, newest registration first."""
    data_sets = data_sets_of(request.user)
    if not data_sets:
        raise PermissionDenied
    sent = request.GET.dict()
    asked = {**sent, "data_set": sent.get("data_set") or data_sets[0]}
    visible = Case.objects.visible_to(request.user).select_related("region", "milestones__body_now")
    filterset = CaseFilterSet(asked, visible, request=request)
    is_understood = "data_set" not in filterset.form.errors
    found = filterset.qs if is_understood else filterset.qs.of(data_sets[0])
    size = _size(sent.get("size", ""))
    page = keyset.page(
        found,
        newer_than=keyset.read_key(visible, sent.get("before", "")),
        older_than=keyset.read_key(visible, sent.get("after", "")),
        size=size,
    )
    current = asked["data_set"] if is_understood else data_sets[0]
    base = kept(sent)
    return render(
        request,
        "complaints/list.html",
        {
            "tabs": tabs(data_sets, current),
            "data_set": current,
            "is_demonstration": current == DataSet.DEMONSTRATION,
            "filters": filterset.form,
            "chips": chips(filterset, sent),
            "clear_url": f"{reverse('case_list')}?{urlencode({'data_set': current})}",
            "ignored": ignored(sent, filterset.form.fields),
            "rows": case_rows(page.rows),
            "newer_url": _paged(base, "before", page.newer, size),
            "older_url": _paged(base, "after", page.older, size),
            "sizes": [
                {"label": str(rows), "url": f"?{urlencode(base | {'size': rows})}", "is_current": rows == size}
                for rows in keyset.SIZES
            ],
        },
    )


@require_safe
def case_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One case with its timeline, deadlines and how it is counted; 404 for whoever may not know of it."""
    if "\x00" in reference:  # the database takes no such text, not even to look for it
        raise Http404
    case = (
        Case.objects.visible_to(request.user)
        .select_related("region", "region_now", "facility", "facility_type", "premise_type", "offence", "milestones")
        .select_related("organisation", "safe", "letter__risk")
        .annotate(erasure_asked=Exists(ErasureRequest.objects.filter(case=OuterRef("pk"))))
        .filter(reference=reference)
        .first()
    )
    if case is None:
        raise Http404
    now = timezone.now()
    context = case_context(request.user, case, timezone.localdate())
    if not context["is_public"]:
        context |= sealed_context(request.user, case, now)
    return render(request, "complaints/detail.html", context)


def _size(text: str) -> int:
    return next((size for size in keyset.SIZES if text == str(size)), keyset.SIZES[0])


def _paged(base: dict[str, str], name: str, key: str, size: int) -> str:
    """The address of a neighbouring page, empty where there is none."""
    if not key:
        return ""
    more = {name: key} | ({"size": str(size)} if size != keyset.SIZES[0] else {})
    return f"?{urlencode(base | more)}"
