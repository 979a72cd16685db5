"""The page of what limits the visits, and its numbers as a file."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import recently_authenticated
from accounts.audit import record_of_person
from accounts.choices import Act
from accounts.permissions import Permission, has_permission
from complaints.choices import DataSet
from institutions.vocabulary import Vocabulary, vocabulary
from reports import downloads
from reports.filters import Chip, asked, default_data_set, ignored_text, unknown_parameters, without
from reports.limits.forms import LISTS, LimitsForm
from reports.limits.lines import limits_lines
from reports.limits.page import LimitsPage
from reports.limits.queries import report_for
from reports.limits.scope import Question


@require_safe
def limits(request: HttpRequest) -> HttpResponse:
    """What limits the visits, under the filters of the address."""
    form, known = _asked_form(request)
    if not known.lists:
        return render(request, "reports/no_pack.html")
    page, sent = LimitsPage(request.user, form, known), request.GET.dict()
    return render(
        request,
        "reports/limits/page.html",
        page.context()
        | {
            "filters": form,
            "chips": _chips(form, sent),
            "clear_url": f"{reverse('limits')}?data_set={page.question.data_set}",
            "ignored": ignored_text(unknown_parameters(request.GET, form.fields)),
            "csv_url": f"{reverse('limits_csv')}?{asked(form, sent)}",
            "is_demonstration": page.is_demonstration,
        },
    )


@require_safe
def limits_csv(request: HttpRequest) -> HttpResponse:
    """The numbers of the page as a file, under the same filters; own visits after the password."""
    form, known = _asked_form(request)
    if not known.lists:
        return redirect("limits")
    question = form.question()
    if question.data_set == DataSet.OWN:
        return _own_file(request, question, known)
    return _file(request, question, known)


@recently_authenticated
def _own_file(request: HttpRequest, question: Question, known: Vocabulary) -> HttpResponse:
    """Figures of own visits leave the house: only for who has typed the password a moment ago."""
    return _file(request, question, known)


def _file(request: HttpRequest, question: Question, known: Vocabulary) -> HttpResponse:
    report = report_for(request.user, question)
    record_of_person(user=request.user, action=Act.EXPORTED)
    return downloads.file_response(
        f"aryz-limits-{question.data_set}-{question.today:%Y-%m-%d}.csv",
        limits_lines(report, known),
        is_demonstration=question.data_set == DataSet.DEMONSTRATION,
    )


def _asked_form(request: HttpRequest) -> tuple[LimitsForm, Vocabulary]:
    """The filters of the address, checked, and the lists they are taken from; only who may see figures gets here."""
    if not has_permission(request.user, Permission.FUNNEL_VIEW):
        raise PermissionDenied
    known = vocabulary()
    form = LimitsForm(
        request.GET, default_data_set=default_data_set(request.user), today=timezone.localdate(), known=known
    )
    form.is_valid()
    return form, known


def _chips(form: LimitsForm, sent: dict[str, str]) -> list[Chip]:
    """One chip for each filter that narrows what is counted and that the form understood."""
    found = []
    for name in (*(by.value for by in LISTS), "notice", "year_from", "year_to"):
        value = form.cleaned_data.get(name)
        if sent.get(name) and value:
            field = form.fields[name]
            words = dict(field.choices).get(value, value) if hasattr(field, "choices") else value
            found.append(Chip(f"{field.label}: {words}", without(sent, name)))
    return found
