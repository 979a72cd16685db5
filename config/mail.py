"""Which mail server the one mail of Aryz goes through: the mail of the day, which says nothing but a number."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

_SERVERS = ("smtp://", "smtps://", "smtp+tls://", "smtp+ssl://")


def mail_settings(url: str, folder: Path, *, is_production: bool) -> dict[str, object]:
    """Django's EMAIL_* for an address: `smtp+tls://user:password@host:587`, or `console://`.

    Without one a machine of developers keeps mails as files in `folder`, and production sends none. Raises
    ImproperlyConfigured for any other address.
    """
    if not url:
        if is_production:
            return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": folder}
    if url.startswith("console://"):
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if not url.startswith(_SERVERS):
        raise ImproperlyConfigured("EMAIL_URL is unknown; write EMAIL_URL=smtp+tls://user:password@host:587.")
    found = environ.Env.email_url_config(url)
    named = {name: value for name, value in found.items() if name.startswith("EMAIL_") and name != "EMAIL_FILE_PATH"}
    return named | {"EMAIL_TIMEOUT": 20}
