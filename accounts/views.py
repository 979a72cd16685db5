"""The door, one's own account, and the language of pages. People and jobs have pages of their own beside this file."""

import inspect
from urllib.parse import urlsplit

from allauth.account.views import LoginView, LogoutView, ReauthenticateView
from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordChangeView, PasswordResetConfirmView
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import Resolver404, resolve, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import choose_language
from accounts.audit import record_of_person
from accounts.choices import Act
from accounts.demo import DEMO_PASSWORD, offered_demo_accounts
from accounts.forms import FirstPasswordForm, LanguageForm, NewPasswordForm, PasswordAgainForm, SignInForm
from accounts.permissions import memberships_of

# What forms need; the classes they come from would take PUT for POST.
FORM_METHODS = ["get", "head", "post", "options"]


class SignIn(LoginView):
    """User name and password; a demonstration names its accounts beside them."""

    http_method_names = FORM_METHODS
    template_name = "accounts/login.html"
    form_class = SignInForm

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Adds the demonstration accounts, where there are any."""
        accounts = offered_demo_accounts()
        extra = {"demo_accounts": accounts, "demo_password": DEMO_PASSWORD, "is_demonstration": bool(accounts)}
        return super().get_context_data(**kwargs) | extra


class SignOut(LogoutView):
    """Ends the session, or a sign-in that stopped half-way, and asks the browser to forget what it kept of us."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Signs out and leads to the front page."""
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class PasswordAgain(ReauthenticateView):
    """Asks for the password before something that a borrowed session must not do; leads back to where one was."""

    http_method_names = FORM_METHODS
    template_name = "accounts/password_again.html"
    form_class = PasswordAgainForm


@method_decorator(rate_limit(action="change_password"), name="dispatch")
class ChangePassword(PasswordChangeView):
    """One's own password, with the old one asked for. Its address is in `vault.urls`: the keys get the new one too."""

    http_method_names = FORM_METHODS
    template_name = "accounts/change_password.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("profile")

    def form_valid(self, form) -> HttpResponse:
        """Keeps this session, ends all others."""
        messages.success(self.request, _("Your password has been changed. Other devices have been signed out."))
        with transaction.atomic():
            response = super().form_valid(form)
            record_of_person(user=self.request.user, action=Act.PASSWORD_CHANGED)
        return response


@method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")
class Invitation(PasswordResetConfirmView):
    """Somebody invited opens the account by choosing a password; the link works once and for a few days."""

    template_name = "accounts/invitation.html"
    form_class = FirstPasswordForm
    success_url = reverse_lazy("account_login")

    def form_valid(self, form) -> HttpResponse:
        """Opens the account."""
        messages.success(self.request, _("Your account is open. Sign in with your user name and password."))
        with transaction.atomic():
            response = super().form_valid(form)
            record_of_person(user=self.user, action=Act.INVITATION_OPENED)
        return response


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """One's own name, organisations and roles."""
    return render(request, "accounts/profile.html", {"memberships": memberships_of(request.user)})


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponseRedirect:
    """Keeps the language in a cookie, and with the account of a signed-in person; goes back to the same page.

    Raises BadRequest (400) for a language that Aryz does not speak.
    """
    form = LanguageForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    language = form.cleaned_data["language"]
    if request.user.is_authenticated:
        choose_language(by=request.user, language=language)
    response = redirect(_own_address(request, request.POST.get("next", "")))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
    return response


def _own_address(request: HttpRequest, address: str) -> str:
    """`address` if it lies in this house, else the front page."""
    is_own = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return _page_at(address) if is_own else resolve_url("front")


def _page_at(address: str) -> str:
    """`address`, or the nearest page above it if what stands there only takes posts: a switch comes back by GET."""
    path = urlsplit(address).path
    if not path.startswith("/") or _answers_get(path):
        return address
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        if _answers_get(path, unknown=False):
            return path
    return resolve_url("front")


def _answers_get(path: str, *, unknown: bool = True) -> bool:
    """Whether the view at `path` lets GET in; `unknown` where no view stands."""
    try:
        view = resolve(path).func
    except Resolver404:
        return unknown
    while inspect.isfunction(view):
        # Django's require_http_methods keeps what it lets in only in the function it makes.
        allowed = inspect.getclosurevars(view).nonlocals.get("request_method_list")
        if allowed is not None:
            return "GET" in allowed
        view = getattr(view, "__wrapped__", None)
    return True
