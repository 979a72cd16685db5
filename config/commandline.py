"""Django's command line with the embedded database behind it, and sentences in place of tracebacks."""

import atexit
import os
import sys

from django.core.exceptions import ImproperlyConfigured

from config import environment
from config.database import verify_server
from config.placement import EmbeddedServerError
from config.postgres import Cluster

# Commands that never open the database.
WITHOUT_DATABASE = {
    *("check", "collectstatic", "compilemessages", "diffsettings", "help", "makemessages", "version"),
    "recovery_key",  # runs on a computer that is never online
}


def main(arguments: list[str]) -> None:
    """Runs one management command. Configuration errors end it with one sentence and exit code 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        if needs_database(arguments):
            provide_database()
        from django.core.management import execute_from_command_line

        execute_from_command_line(arguments)
    except (ImproperlyConfigured, EmbeddedServerError) as error:
        sys.exit(str(error))


def needs_database(arguments: list[str]) -> bool:
    """Whether the command line names a command that opens the database."""
    command = arguments[1] if len(arguments) > 1 else "help"
    wants_help = bool({"-h", "--help", "--version"} & set(arguments))
    return not wants_help and (command not in WITHOUT_DATABASE or "--database" in arguments)


def provide_database() -> None:
    """Checks the server of DATABASE_URL, or starts the embedded one until this process ends."""
    cluster = hold_database()
    if cluster is None:
        return
    owner = os.getpid()
    # Forked children inherit this function, but not the right to stop the server.
    atexit.register(lambda: cluster.release() if os.getpid() == owner else None)


def hold_database() -> Cluster | None:
    """Checks the server of DATABASE_URL and returns None, or starts the embedded one, which the caller releases."""
    from config.settings import DATABASES, VAR_DIR

    if environment.is_set("DATABASE_URL"):
        verify_server(DATABASES["default"])
        return None
    cluster = Cluster(VAR_DIR / "postgres")
    cluster.ensure_running()
    return cluster
