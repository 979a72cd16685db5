"""Pages about keys: one's own, those of the organisation, and the way back after a lost password."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import recently_authenticated, require
from accounts.actions import NotPermitted, NotPossible
from accounts.models import Organisation
from accounts.permissions import Permission, organisations_with
from accounts.queries import colleagues_of, organisations_managed_by
from accounts.views import ChangePassword
from vault import crypto, printed
from vault.actions import NobodyCouldOpen, change_lock, renew_recovery_code, take_letters
from vault.choices import Compartment
from vault.doors import needs_keys
from vault.forms import LettersForm, LostPasswordForm, RecoveryKeyForm
from vault.holders import held_by_nobody_but, is_ready_for_letters, safes_held_by
from vault.models import KeyPair, ProposedRecoveryKey, RecoveryKey
from vault.receipts import spaced
from vault.recovery import NotRecovered, recover_account, start_over
from vault.recovery_keys import confirm_recovery_key, hand_over_to_recovery, propose_recovery_key
from vault.sessions import unlock, unlocked_key
from vault.tries import may_try, tell_of_refusal

LOCKED = _("Your keys are locked. Type your password again, then try once more.")


class ChangePasswordAndLock(ChangePassword):
    """The password opens the keys too: both get the new one, or neither."""

    @transaction.atomic
    def form_valid(self, form) -> HttpResponse:
        """Puts the private key behind the new password before the account takes it."""
        user = self.request.user
        pair = KeyPair.objects.filter(user=user).first()
        if pair is not None:
            private_key = self._private_key(pair, form.cleaned_data["old_password"])
            if private_key is None:
                messages.error(
                    self.request,
                    _(
                        "Your keys are still behind an older password. Use your recovery code, or ask an "
                        "administrator to let you start over."
                    ),
                )
                return redirect("my_keys")
            change_lock(user=user, private_key=private_key, password=form.cleaned_data["new_password1"])
            unlock(self.request, user, private_key)
        return super().form_valid(form)

    def _private_key(self, pair: KeyPair, password: str) -> bytes | None:
        try:
            return crypto.unlock_with_password(bytes(pair.locked_by_password), password)
        except crypto.Tampered:
            return unlocked_key(self.request)


@require_safe
def my_keys(request: HttpRequest) -> HttpResponse:
    """Whether one has keys, whether they are open now, and whether there is a way back without the password."""
    return render(request, "vault/my_keys.html", _own_keys(request))


@require_POST
@recently_authenticated
def make_recovery_code(request: HttpRequest) -> HttpResponse:
    """A new recovery code, shown in this answer only."""
    private_key = unlocked_key(request)
    if private_key is None:
        messages.error(request, LOCKED)
        return redirect("my_keys")
    code = renew_recovery_code(user=request.user, private_key=private_key)
    return render(request, "vault/recovery_code.html", {"code": spaced(code)})


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def lost_password(request: HttpRequest) -> HttpResponse:
    """The way back with the printed recovery code. Wrong names and wrong codes answer alike."""
    form = LostPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        username = form.cleaned_data["username"]
        if not may_try(username):
            form.add_error(None, _("Too many tries. Wait an hour, then try again."))
            return render(request, "vault/lost_password.html", {"form": form})
        try:
            recover_account(
                username=username,
                code=form.cleaned_data["code"],
                password=form.cleaned_data["new_password1"],
            )
        except NotRecovered:
            tell_of_refusal(username)
            form.add_error(None, _("User name and recovery code do not belong together. Compare both with your notes."))
        else:
            messages.success(request, _("Your password is new. Sign in with it; the recovery code stays the same."))
            return redirect("account_login")
    return render(request, "vault/lost_password.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PEOPLE_MANAGE)
@recently_authenticated
def let_start_over(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Asks first; then the keys of somebody who lost everything go, and the invitation can be renewed."""
    colleague = get_object_or_404(colleagues_of(request.user), uuid=uuid)
    if request.method == "POST":
        try:
            start_over(by=request.user, user=colleague)
        except (NotPossible, NotPermitted) as refusal:
            messages.error(request, str(refusal) or _("You may not do this for this person."))
            return redirect("person", uuid=uuid)
        messages.success(request, _("The account waits for its owner. Make a new link on this page and hand it over."))
        return redirect("person", uuid=uuid)
    context = {"colleague": colleague, "lost": held_by_nobody_but(colleague).count()}
    return render(request, "vault/start_over.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ORGANISATION_MANAGE)
@recently_authenticated
def organisation_keys(request: HttpRequest) -> HttpResponse:
    """The recovery key of the organisation, and whether the public form offers it."""
    organisation = organisations_managed_by(request.user).first()
    if organisation is None:
        raise Http404
    asks_for_key = "public_key" in request.POST
    is_posted = request.method == "POST"
    key_form = RecoveryKeyForm(request.POST if is_posted and asks_for_key else None)
    letters_form = LettersForm(request.POST if is_posted and not asks_for_key else None, instance=organisation)
    form = key_form if asks_for_key else letters_form
    if form.is_bound and form.is_valid() and _changed(request, organisation, form):
        return redirect("organisation_keys")
    context = {
        "organisation_shown": organisation,
        "recovery_key": RecoveryKey.objects.filter(organisation=organisation).first(),
        "proposal": ProposedRecoveryKey.objects.filter(organisation=organisation).first(),
        "key_form": key_form,
        "letters_form": letters_form,
        "form": form,
        "is_ready": is_ready_for_letters(organisation),
    }
    return render(request, "vault/organisation_keys.html", context)


def _changed(request: HttpRequest, organisation: Organisation, form: RecoveryKeyForm | LettersForm) -> bool:
    """Does what the form asks; False where it cannot be, and then the form says why."""
    if isinstance(form, RecoveryKeyForm):
        propose_recovery_key(
            by=request.user,
            organisation=organisation,
            public_key=form.cleaned_data["public_key"],
            today=timezone.localdate(),
        )
        messages.success(request, _("Now somebody who holds keys must compare it with the paper and confirm it."))
        return True
    try:
        take_letters(by=request.user, organisation=organisation, **form.cleaned_data)
    except NobodyCouldOpen as refusal:
        form.add_error("takes_letters", str(refusal))
        return False
    messages.success(request, _("Saved."))
    return True


@require_POST
@require(Permission.KEYS_HAND_OVER)
@recently_authenticated
def confirm_recovery(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The recovery key that an administrator typed in is the one on paper; `uuid` is that of the organisation."""
    organisations = organisations_with(request.user, Permission.KEYS_HAND_OVER)
    organisation = get_object_or_404(Organisation, uuid=uuid, pk__in=organisations)
    private_key, now = unlocked_key(request), timezone.now()
    if private_key is None:
        messages.error(request, LOCKED)
        return redirect("my_keys")
    try:
        number = confirm_recovery_key(
            by=request.user,
            private_key=private_key,
            organisation=organisation,
            public_key=printed.read(request.POST.get("key", "")),
            today=timezone.localdate(now),
            now=now,
        )
    except (NotPossible, printed.MistypedKey) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("The recovery key is in force. Keys wrapped for it: %(number)s.") % {"number": number}
        )
    return redirect("my_keys")


@require_POST
@require(Permission.KEYS_HAND_OVER)
@recently_authenticated
def wrap_for_recovery(request: HttpRequest) -> HttpResponse:
    """Wraps every key one holds for the recovery keys of one's organisations."""
    private_key, now = unlocked_key(request), timezone.now()
    if private_key is None:
        messages.error(request, LOCKED)
        return redirect("my_keys")
    organisations = organisations_with(request.user, Permission.KEYS_HAND_OVER)
    number = sum(
        hand_over_to_recovery(
            by=request.user, private_key=private_key, recovery_key=key, today=timezone.localdate(now), now=now
        )
        for key in RecoveryKey.objects.filter(organisation__in=organisations).select_related("organisation")
    )
    messages.success(request, _("Keys wrapped for the recovery key: %(number)s.") % {"number": number})
    return redirect("my_keys")


def _own_keys(request: HttpRequest) -> dict[str, object]:
    user, now = request.user, timezone.now()
    pair = KeyPair.objects.filter(user=user).first()
    held = {compartment: safes_held_by(user, compartment, now).count() if pair else 0 for compartment in Compartment}
    organisations = organisations_with(user, Permission.KEYS_HAND_OVER)
    proposals = ProposedRecoveryKey.objects.filter(organisation__in=organisations).select_related("organisation")
    return {
        "pair": pair,
        "needs_keys": needs_keys(user),
        "fingerprint": printed.fingerprint(bytes(pair.public_key)) if pair else "",
        "is_unlocked": unlocked_key(request) is not None,
        "narratives": held[Compartment.NARRATIVE],
        "identities": held[Compartment.IDENTITY],
        "hands_over": bool(organisations),
        "has_recovery_key": bool(pair) and RecoveryKey.objects.filter(organisation__in=organisations).exists(),
        "proposals": [
            {"organisation": proposal.organisation, "key": printed.printed(bytes(proposal.public_key))}
            for proposal in proposals
        ],
    }
