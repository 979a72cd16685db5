"""Second factors at rest: their secrets are sealed with a key of the server; the database alone opens nothing."""

import base64
import hashlib

import qrcode
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from accounts.models import User

_VERSION = "1:"
# What counts as a second factor; recovery codes only stand in for one.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class MFAAdapter(DefaultMFAAdapter):
    """Seals what allauth would keep in the clear, and says what went wrong in our own words."""

    @property
    def error_messages(self) -> dict[str, object]:
        """The sentences of the door, so that a wrong code is told alike everywhere."""
        return super().error_messages | get_account_adapter().error_messages

    def encrypt(self, text: str) -> str:
        """Seals a secret for the database."""
        return _VERSION + base64.b64encode(_box(settings.SECRET_KEY).encrypt(text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Opens what `encrypt` sealed under this SECRET_KEY or one of SECRET_KEY_FALLBACKS.

        Raises CryptoError for anything else, also for a secret that somebody wrote in the clear.
        """
        if not is_sealed(encrypted_text):
            raise CryptoError("The secret of a second factor is not sealed.")
        sealed = base64.b64decode(encrypted_text.removeprefix(_VERSION))
        for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
            try:
                return _box(key).decrypt(sealed).decode()
            except CryptoError:
                continue
        raise CryptoError("The secret of a second factor was sealed under another SECRET_KEY.")


def is_sealed(text: str) -> bool:
    """Whether `text` comes from `MFAAdapter.encrypt`."""
    return text.startswith(_VERSION)


def has_second_factor(user: User) -> bool:
    """Whether `user` has an app or a passkey."""
    return Authenticator.objects.filter(user=user.pk, type__in=FACTORS).exists()


def qr_squares(text: str) -> dict[str, object]:
    """A QR code as one path of an SVG: `size` of its square in modules, quiet zone included, and `path`."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return {"size": len(rows), "path": path}


def _box(secret_key: str) -> SecretBox:
    # The person parameter sets this key apart from every other use of SECRET_KEY.
    return SecretBox(hashlib.blake2b(secret_key.encode(), digest_size=32, person=b"aryz.factors").digest())
