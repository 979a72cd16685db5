"""The key that signs sessions and forms."""

import contextlib
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config import environment as env

_MINIMUM_LENGTH = 50
_GIVEAWAYS = ("insecure", "change", "secret", "example", "default")
HINT = "make one with: python -c 'import secrets; print(secrets.token_urlsafe(60))'"


def secret_key(*, is_production: bool, folder: Path) -> str:
    """SECRET_KEY from the environment; outside production a key of this machine, kept in folder/secret_key.

    Raises ImproperlyConfigured when a production key is missing, short or copied from an example.
    """
    given = env.text("SECRET_KEY")
    if not is_production:
        return given or _own_key(folder / "secret_key")
    if not given:
        raise ImproperlyConfigured(f"SECRET_KEY is missing (ARYZ_ENV=production); {HINT}")
    if len(given) < _MINIMUM_LENGTH or any(word in given.lower() for word in _GIVEAWAYS):
        raise ImproperlyConfigured(f"SECRET_KEY is too short or is an example; {HINT}")
    return given


def _own_key(path: Path) -> str:
    # O_EXCL: of two processes that start together one writes, the other reads. An empty file is one that is being
    # written, so the key goes to a private file first and gets its name when it is complete.
    if not path.exists():
        path.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(60))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()
