"""Pages around a letter that is written: where it begins, what is promised, and the quick way out."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from complaints.intake import drafts
from complaints.intake.doors import SeeOther, drop_secret, intake_page, is_own_wish, secret_in, show
from complaints.intake.takers import ready
from complaints.models import VisitKind


@intake_page
def start(request: HttpRequest) -> HttpResponse:
    """What this is, in short, and the button to begin; without anybody who could read, who else takes complaints."""
    organisations = ready()
    context = {
        "organisations": organisations,
        "is_demonstration": any(organisation.is_demonstration for organisation in organisations),
        "has_begun": _has_begun(request),
    }
    return show(request, "intake/start.html", context)


@intake_page
def guidance(request: HttpRequest) -> HttpResponse:
    """How to write safely."""
    return show(request, "intake/help.html")


@intake_page
def promises(request: HttpRequest) -> HttpResponse:
    """What is promised, and what is not."""
    return show(request, "intake/promises.html")


@intake_page
def leave(request: HttpRequest) -> HttpResponse:
    """Forgets the visit, here and in the browser, and leads away to a page that says nothing about it."""
    response = SeeOther(settings.INTAKE_EXIT_URL)
    # Another site could have a picture lead here: it must not sign anybody out.
    if is_own_wish(request) and request.method != "HEAD":
        for kind in VisitKind:
            drafts.forget(secret_in(request, kind))
            drop_secret(response, kind)
        response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def _has_begun(request: HttpRequest) -> bool:
    draft = drafts.load(
        secret_in(request, VisitKind.LETTER), kind=VisitKind.LETTER, today=timezone.localdate(), now=timezone.now()
    )
    return draft is not None
