"""What allauth asks of Aryz at the door: who may come in, how a session begins, nothing about the visitor's machine."""

import hashlib
import ipaddress
import secrets
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record, record_of_person
from accounts.choices import Act, Outcome, Reason
from accounts.models import User
from accounts.permissions import Permission, has_permission
from accounts.sessions import begin

# Lives in the memory of this process only: after a restart nobody can tell which network a counter belonged to.
_NETWORK_KEY = secrets.token_bytes(32)

_SAID = {
    "mfa/messages/totp_activated.txt": _("From now on the app on your phone is asked for when you sign in."),
    "mfa/messages/totp_deactivated.txt": _("The app is no longer asked for."),
    "mfa/messages/webauthn_added.txt": _("The passkey has been added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey has been removed."),
    "mfa/messages/recovery_codes_generated.txt": _("There are new recovery codes. Older ones no longer work."),
}


class AccountAdapter(DefaultAccountAdapter):
    """The door. No sign-up, no mail, no address and no browser of anybody."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The user name or the password is wrong. Capital letters count in both."),
        "incorrect_password": _("This is not your password. Capital letters count."),
        "incorrect_code": _("This code is wrong, too old or used already. Wait for the next one and type that."),
        "incorrect_passkey": _("This is no answer of a passkey. Try again."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again."),
        "rate_limited": _("Too many attempts. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts come from invitations."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: object) -> User | None:
        """The person to whom the user name and password belong, if they may come in at all."""
        user = super().authenticate(request, **credentials)
        if user is not None and may_come_in(user):
            return user
        # Wrong passwords and names that nobody has cost the same time.
        _tell_of_refusal(str(credentials.get("username", "")), Reason.NO_PERMISSION if user else Reason.WRONG_PASSWORD)
        return None

    def login(self, request: HttpRequest, user: User) -> None:
        """Begins the one session of `user`; those begun before end at their next request."""
        user.session_epoch = uuid4()
        user.save(update_fields=["session_epoch"])
        super().login(request, user)
        begin(request.session, timezone.now())
        record_of_person(user=user, action=Act.SIGNED_IN)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Whoever works on cases begins with their work, everybody else with the front page."""
        works_on_cases = has_permission(request.user, Permission.CASE_RECORD)
        return resolve_url("my_work" if works_on_cases else settings.LOGIN_REDIRECT_URL)

    def logout(self, request: HttpRequest) -> None:
        """Ends the session, whether its owner asked or its time is over."""
        if request.user.is_authenticated:
            record_of_person(user=request.user, action=Act.SIGNED_OUT)
        super().logout(request)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Who was closed out between password and second factor begins again, and is told no more than others."""
        messages.error(request, self.error_messages["username_password_mismatch"])
        return redirect("account_login")

    def get_client_ip(self, request: HttpRequest) -> str:
        """A stand-in for the visitor's network, good for counting attempts within a day and for nothing else."""
        return network_mark(request.META.get("REMOTE_ADDR", ""), day=timezone.now().toordinal())

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """Nothing: which browser somebody uses concerns nobody."""
        return ""

    def is_ajax(self, request: HttpRequest) -> bool:
        """Never: our pages are pages."""
        return False

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, object] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Says in our own words what is worth saying; the rest of what allauth would say shows by itself."""
        text = message or _SAID.get(message_template or "")
        if text:
            messages.add_message(request, level, text, extra_tags=extra_tags)


def _tell_of_refusal(username: str, reason: Reason) -> None:
    refused = {"action": Act.SIGN_IN_REFUSED, "reason": reason, "outcome": Outcome.REFUSED}
    user = User.objects.filter(username__iexact=username).first()
    if user is not None:
        record_of_person(user=user, **refused)
    else:
        record(actor=None, organisation=None, is_coarse=True, **refused)


def may_come_in(user: User) -> bool:
    """Whether the account is open. Invented people are turned away where real complaints may live."""
    return user.is_active and (settings.DEMO_DATA_ALLOWED or not user.is_demonstration)


def network_mark(address: str, *, day: int) -> str:
    """A keyed digest of the network (/24, or /64 of IPv6) of `address`; another one every day and in every process."""
    try:
        known = ipaddress.ip_address(address)
        network = str(ipaddress.ip_network((known, 24 if known.version == 4 else 64), strict=False))
    except ValueError:
        network = ""  # a socket of this machine has no address
    return hashlib.blake2b(f"{day} {network}".encode(), key=_NETWORK_KEY, digest_size=16).hexdigest()
