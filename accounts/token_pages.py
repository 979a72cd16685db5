"""Tokens of programs: one's own, those of the organisation for who manages it, a new one, and the end of one."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import recently_authenticated, require
from accounts.actions import NotPossible
from accounts.models import Organisation
from accounts.permissions import Permission, has_permission, organisations_with
from accounts.token_forms import TokenForm
from accounts.tokens import issue, revoke, tokens_visible_to


@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens that the reader made, and those of the organisations that the reader manages."""
    found = list(tokens_visible_to(request.user)[:200])
    context = {
        "own": [token for token in found if token.owner_id == request.user.pk],
        "others": [token for token in found if token.owner_id != request.user.pk],
        "may_make": has_permission(request.user, Permission.API_TOKEN),
        "today": timezone.localdate(),
    }
    return render(request, "accounts/tokens.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.API_TOKEN)
@recently_authenticated
@never_cache
def new_token(request: HttpRequest) -> HttpResponse:
    """Makes a token; its text is shown on the page that answers, and never again."""
    today = timezone.localdate()
    allowed = organisations_with(request.user, Permission.API_TOKEN)
    organisations = list(Organisation.objects.filter(pk__in=allowed).order_by("name"))
    form = TokenForm(request.POST or None, owner=request.user, organisations=organisations, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            token, text = issue(by=request.user, today=today, **form.cleaned_data)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "accounts/token_made.html", {"token": token, "text": text})
    return render(request, "accounts/token_new.html", {"form": form})


@require_POST
def revoke_token(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The program is refused from its next request on."""
    token = tokens_visible_to(request.user).filter(uuid=uuid).first()
    if token is None:
        raise Http404
    revoke(by=request.user, token=token)
    messages.success(request, _("The token is revoked. The program that used it is refused from now on."))
    return redirect("tokens")
