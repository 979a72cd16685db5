"""Pages of notices: what is new for one, and whether a mail says that there is something."""

from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require
from accounts.permissions import Permission
from complaints.choices import NoticeKind
from complaints.models import Habits
from complaints.work.actions import see, see_all, set_digest_address
from complaints.work.forms import DigestForm
from complaints.work.lists import notice_lines
from complaints.work.queries import notices_visible_to

SHOWN = 100  # older ones stand on the pages of their cases


@require_safe
@require(Permission.CASE_VIEW)
def notices(request: HttpRequest) -> HttpResponse:
    """One's notices, unseen ones first, then the newest."""
    visible = notices_visible_to(request.user).select_related("case")
    found = visible.order_by(F("seen_at").desc(nulls_first=True), "-pk")[:SHOWN]
    lines = notice_lines(sorted(found, key=lambda notice: (notice.seen_at is not None, -notice.pk)))
    context = {
        "unseen": [line for line in lines if not line.is_seen],
        "seen": [line for line in lines if line.is_seen],
    }
    return render(request, "complaints/work/notices.html", context)


@require_POST
@require(Permission.CASE_VIEW)
def see_all_notices(request: HttpRequest) -> HttpResponse:
    """All of one's notices are seen."""
    see_all(by=request.user, now=timezone.now())
    messages.success(request, _("All notices are marked as seen."))
    return redirect("notices")


@require_POST
@require(Permission.CASE_VIEW)
def open_notice(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Marks a notice as seen and leads to what it is about."""
    notice = see(by=request.user, uuid=uuid, now=timezone.now())
    if notice is None:
        raise Http404
    if notice.kind == NoticeKind.WORK_DONE:
        return redirect("job", uuid=notice.about)
    return redirect("case_detail", reference=notice.case.reference)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.CASE_VIEW)
def digest(request: HttpRequest) -> HttpResponse:
    """Where the mail of the day goes, if anywhere."""
    habits = Habits.objects.filter(user=request.user).first()
    form = DigestForm(request.POST or None, initial={"address": habits.digest_to if habits else ""})
    if request.method == "POST" and form.is_valid():
        set_digest_address(by=request.user, address=form.cleaned_data["address"])
        messages.success(request, _("It is kept. The next mail follows it."))
        return redirect("profile")
    return render(request, "complaints/work/digest.html", {"form": form})
