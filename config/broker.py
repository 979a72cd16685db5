"""How the bell of background work is rung: through Redis or Valkey, or through a folder on a single machine."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_HINT = "write CELERY_BROKER_URL=redis://host:6379/0"


def broker_options(url: str, folder: Path, *, is_production: bool) -> dict[str, object]:
    """Celery's transport options for the broker address; makes the folders of the folder broker.

    Raises ImproperlyConfigured for an unknown broker, and for the folder broker in production.
    """
    scheme = url.partition("://")[0]
    if scheme in {"redis", "rediss"}:
        # A task whose worker vanished is given to another after five minutes.
        return {"visibility_timeout": 300}
    if is_production:
        raise ImproperlyConfigured(f"The folder broker serves one machine only; {_HINT} when ARYZ_ENV=production.")
    if scheme == "memory":
        return {}
    if scheme != "filesystem":
        raise ImproperlyConfigured(f"CELERY_BROKER_URL is unknown; {_HINT}, or unset it to use a local folder.")
    for part in (folder / "messages", folder / "control"):
        part.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.1,
    }
