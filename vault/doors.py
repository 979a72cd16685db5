"""What the password opens besides the account: the key pair, made at the first sign-in and unlocked at every other."""

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, has_permission
from vault import crypto
from vault.actions import create_key_pair
from vault.models import KeyPair
from vault.sessions import unlock

# Whoever may open or hand over anything sealed needs a key pair; analysts and administrators never get one.
NEEDS_KEYS = (Permission.SEALED_OPEN, Permission.IDENTITY_OPEN, Permission.KEYS_HAND_OVER)


def needs_keys(user: User) -> bool:
    """Whether a role of `user` opens sealed content."""
    return any(has_permission(user, permission) for permission in NEEDS_KEYS)


def open_with_password(request: HttpRequest, user: User, password: str) -> bool:
    """Unlocks the session with the password that has just been found right; whether there was something to unlock.

    False also where the key pair is behind an older password: then only the recovery code helps.
    """
    pair = KeyPair.objects.filter(user=user).first() or _first_pair(user, password)
    if pair is None:
        return False
    try:
        private_key = crypto.unlock_with_password(bytes(pair.locked_by_password), password)
    except crypto.Tampered:
        return False
    if crypto.public_half(private_key) != bytes(pair.public_key):  # somebody put another public key there
        return False
    unlock(request, user, private_key)
    return True


def _first_pair(user: User, password: str) -> KeyPair | None:
    if not needs_keys(user):
        return None
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # two sign-ins at once make one pair
        pair = KeyPair.objects.filter(user=user).first()
        if pair is None:
            pair = create_key_pair(user=user, password=password, today=timezone.localdate())
    return pair
