"""Pages of the reports. What they show is put together in `reports.pages`; what they count, in `reports.queries`."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import recently_authenticated
from accounts.audit import record_of_person
from accounts.choices import Act
from accounts.models import Organisation
from accounts.permissions import Permission, has_permission, organisations_with
from complaints.choices import DataSet
from institutions.queries import source_book
from reports import downloads
from reports.actions import request_refresh
from reports.filters import asked, chips, count_text, default_data_set, ignored_text, unknown_parameters
from reports.forms import FunnelForm
from reports.pages.definition import definition_context
from reports.pages.front import front_context
from reports.pages.funnel import answer, funnel_context, grounds_beside, milestone_labels
from reports.pages.official import figure_tables, official_series
from reports.queries import CodeLists, drawn_steps, is_always_live
from reports.report_lines import funnel_lines
from reports.results import FunnelQuery


@login_not_required
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What Aryz is and what it finds, for anybody."""
    return render(request, "reports/front.html", front_context(timezone.localdate()))


@require_safe
def funnel(request: HttpRequest) -> HttpResponse:
    """The funnel with its filters."""
    form, lists = _asked_form(request)
    if not lists.steps():
        return render(request, "reports/no_pack.html")
    query = form.query()
    page = funnel_context(request.user, query, lists)
    return render(
        request,
        "reports/funnel.html",
        page
        | {
            "filters": form,
            "chips": chips(form, request.GET.dict()),
            "clear_url": f"{reverse('funnel')}?data_set={query.data_set}",
            "count_text": count_text(page["cases"]),
            "ignored": ignored_text(unknown_parameters(request.GET, form.fields)),
            "csv_url": f"{reverse('funnel_csv')}?{asked(form, request.GET.dict())}",
            "data_set": query.data_set,
            "may_refresh": has_permission(request.user, Permission.FUNNEL_REFRESH),
            "refresh_choices": _refresh_choices(request, query.data_set),
        },
    )


@require_safe
def funnel_csv(request: HttpRequest) -> HttpResponse:
    """The numbers of the funnel page as a file, under the same filters; own cases after the password."""
    form, lists = _asked_form(request)
    if not lists.steps():
        return redirect("funnel")
    query = form.query()
    if query.data_set == DataSet.OWN:
        return _own_funnel_csv(request, query, lists)
    return _funnel_file(request, query, lists)


@recently_authenticated
def _own_funnel_csv(request: HttpRequest, query: FunnelQuery, lists: CodeLists) -> HttpResponse:
    """Figures of own cases leave the house: only for who has typed the password a moment ago."""
    return _funnel_file(request, query, lists)


def _funnel_file(request: HttpRequest, query: FunnelQuery, lists: CodeLists) -> HttpResponse:
    found = answer(request.user, query, lists)
    record_of_person(user=request.user, action=Act.EXPORTED)
    return downloads.file_response(
        f"aryz-funnel-{query.data_set}-{query.as_of:%Y-%m-%d}.csv",
        funnel_lines(
            found.report,
            milestone_labels(lists.steps()),
            lists,
            grounds_beside(request.user, found),
        ),
        is_demonstration=query.data_set == DataSet.DEMONSTRATION,
    )


@require_POST
def refresh_funnel(request: HttpRequest) -> HttpResponse:
    """Has the stored figures of a data set computed again; the reader follows the job."""
    data_set = request.POST.get("data_set", "")
    allowed = organisations_with(request.user, Permission.FUNNEL_REFRESH)
    if not allowed or data_set not in DataSet.values:
        raise PermissionDenied
    organisation = None
    if data_set == DataSet.OWN:
        named = request.POST.get("organisation", "")
        if not named and len(allowed) > 1:
            messages.error(
                request,
                _("You work in several organisations. Choose the one whose figures are to be computed."),
            )
            return redirect(f"{reverse('funnel')}?data_set={data_set}")
        organisation = _organisation_among(allowed, named or str(allowed[0]))
        if is_always_live(request.user, organisation.pk):
            # Whether there is anything new to compute would tell of cases they must not know of.
            messages.info(request, _("Your figures are computed each time you open this page."))
            return redirect(f"{reverse('funnel')}?data_set={data_set}")
    job = request_refresh(by=request.user, data_set=data_set, organisation=organisation)
    return redirect("job", job.uuid)


def _organisation_among(allowed: list[int], named: str) -> Organisation:
    """The organisation with the number `named`; Http404 where it is none of those allowed."""
    if named not in {str(key) for key in allowed}:
        raise Http404
    return Organisation.objects.get(pk=int(named))


def _refresh_choices(request: HttpRequest, data_set: str) -> list[Organisation]:
    """The organisations a reader of own figures must choose from; empty where there is nothing to choose."""
    allowed = organisations_with(request.user, Permission.FUNNEL_REFRESH)
    if data_set != DataSet.OWN or len(allowed) < 2:
        return []
    return list(Organisation.objects.filter(pk__in=allowed).order_by("name"))


@login_not_required
@require_safe
def official_figures(request: HttpRequest) -> HttpResponse:
    """Every published number with its unit, period and source."""
    return render(
        request,
        "reports/official.html",
        {
            "series": official_series(),
            "units": figure_tables(),
            "sources": source_book(),
            "is_demonstration": False,
        },
    )


@login_not_required
@require_safe
def official_csv(request: HttpRequest) -> HttpResponse:
    """The published numbers as a file."""
    return downloads.file_response("aryz-official-figures.csv", downloads.official_lines(), is_demonstration=False)


@login_not_required
@require_safe
def definition(request: HttpRequest) -> HttpResponse:
    """What is counted, and how."""
    steps = drawn_steps(timezone.localdate())
    return render(request, "reports/definition.html", definition_context(steps) | {"is_demonstration": False})


def _asked_form(request: HttpRequest) -> tuple[FunnelForm, CodeLists]:
    """The filters of the address, checked, and the lists they are taken from; only who may see the funnel gets here."""
    if not has_permission(request.user, Permission.FUNNEL_VIEW):
        raise PermissionDenied
    today = timezone.localdate()
    lists = CodeLists(today)
    form = FunnelForm(request.GET, default_data_set=default_data_set(request.user), today=today, lists=lists)
    form.is_valid()
    return form, lists
