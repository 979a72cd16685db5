"""Pages about ties: what keeps letters away from whoever is close to those they complain about."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require
from accounts.permissions import Permission, has_permission
from complaints.tie_forms import TieForm
from complaints.ties import declare_tie, end_tie, kept_cases, may_end, ties_visible_to, warnings_about


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.REFERENCE_VIEW)
def ties(request: HttpRequest) -> HttpResponse:
    """The ties in force that one may know, and declaring another."""
    form = TieForm(request.POST or None, actor=request.user)
    if request.method == "POST" and form.is_valid():
        return _declare(request, form)
    in_force = ties_visible_to(request.user).filter(ended_on=None)
    found = in_force.select_related("user", "organisation", "body", "facility").order_by("-pk")
    context = {
        "ties": [(tie, may_end(request.user, tie)) for tie in found],
        "form": form,
        "manages": has_permission(request.user, Permission.ORGANISATION_MANAGE),
    }
    return render(request, "complaints/ties.html", context)


def _declare(request: HttpRequest, form: TieForm) -> HttpResponse:
    today = timezone.localdate()
    tie = declare_tie(by=request.user, today=today, **form.cleaned_data)
    messages.success(request, _("The tie is declared. Letters and cases about it are closed to whoever is tied."))
    if kept_cases(tie, today).exists():
        messages.warning(
            request,
            _(
                "Nobody else could open some of the cases that it concerns, so they stay open for now. Have another"
                " lead or keeper of identities take their keys over, then declare the tie again."
            ),
        )
    for sentence in warnings_about(tie, today):
        messages.warning(request, sentence)
    return redirect("ties")


@require_POST
@require(Permission.REFERENCE_VIEW)
def end(request: HttpRequest) -> HttpResponse:
    """A tie is over."""
    number = request.POST.get("tie", "")
    if not number.isdecimal() or len(number) > 18:
        raise BadRequest
    tie = get_object_or_404(ties_visible_to(request.user).select_related("user", "organisation"), pk=number)
    end_tie(by=request.user, tie=tie, today=timezone.localdate())
    messages.success(request, _("The tie has ended. Letters that came before stay closed to whoever was tied."))
    return redirect("ties")
