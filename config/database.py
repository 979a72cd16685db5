"""Which PostgreSQL is used: the server named by DATABASE_URL, or the embedded one."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
import psycopg2
from django.core.exceptions import ImproperlyConfigured

from config import environment as env
from config.postgres import Cluster

OLDEST_SERVER = 15
_SCHEMES = {"postgres", "postgresql"}
_EXAMPLE = "postgresql://user:password@host:5432/name"


def database_settings(var_dir: Path) -> dict[str, object]:
    """Django's entry for the default database. Raises ImproperlyConfigured when DATABASE_URL cannot be read."""
    url = env.text("DATABASE_URL")
    chosen = from_url(url) if url else Cluster(var_dir / "postgres").django_settings()
    return {**chosen, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


def from_url(url: str) -> dict[str, object]:
    """Django's entry for a postgresql:// address. The messages never repeat the address: it carries a password."""
    try:
        parts = urlsplit(url)
        scheme, _port = parts.scheme, parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read; write {_EXAMPLE}.") from error
    if scheme not in _SCHEMES:
        raise ImproperlyConfigured(f"DATABASE_URL is not the address of a PostgreSQL server; write {_EXAMPLE}.")
    if not parts.path.strip("/"):
        raise ImproperlyConfigured(f"DATABASE_URL names no database; write {_EXAMPLE}.")
    return dict(environ.Env.db_url_config(url))


def verify_server(database: dict[str, object]) -> None:
    """Raises ImproperlyConfigured when the server does not answer, or is older than PostgreSQL 15."""
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    address = {word: database[entry] for word, entry in names.items() if database.get(entry)}
    try:
        connection = psycopg2.connect(**{"connect_timeout": 10, **address, **database.get("OPTIONS", {})})
    except (psycopg2.Error, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise ImproperlyConfigured(f"The database of DATABASE_URL does not answer: {reason}") from error
    version = connection.server_version // 10_000
    connection.close()
    if version < OLDEST_SERVER:
        raise ImproperlyConfigured(
            f"The server of DATABASE_URL is PostgreSQL {version}; Aryz needs {OLDEST_SERVER} or newer."
        )
