"""A migrated database with the country pack in it, built once and copied for every run (a copy takes a moment)."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg2
from django.conf import settings
from psycopg2 import sql

from config import locks

_MIGRATIONS = ["*/migrations/*.py"]
_SOURCES = [*_MIGRATIONS, "institutions/**/*.py", "institutions/packs/**/*.csv"]


def ensure_template() -> str:
    """The name of the template database for the code as it is now; builds it when it does not exist."""
    with _cursor() as cursor:
        # In two steps: a change of the pack must not cost the migrations, which take the longest.
        migrated = _ensure(cursor, "aryz_migrated_", _MIGRATIONS, ["migrate"], "template1")
        return _ensure(cursor, "aryz_template_", _SOURCES, ["load_pack", "kz"], migrated)


def _ensure(cursor: psycopg2.extensions.cursor, prefix: str, sources: list[str], command: list[str], base: str) -> str:
    """The name of the copy of `base` in which `command` was run; made anew when the sources have changed."""
    name = prefix + _fingerprint(sources)
    existing = _databases(cursor, prefix)
    if name in existing:
        return name
    for old in existing:
        _drop(cursor, old)
    draft = f"draft_of_{name}"
    _drop(cursor, draft)
    _copy(cursor, base, draft)
    _manage(command, draft)
    cursor.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name)))
    return name


def _copy(cursor: psycopg2.extensions.cursor, base: str, name: str) -> None:
    cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(base)))


def copy_for(name: str) -> str:
    """A copy of the template for somebody who needs one of their own, as an address for DATABASE_URL."""
    template = ensure_template()
    with _cursor() as cursor:
        _drop(cursor, name)
        _copy(cursor, template, name)
    return _url(name)


def drop(name: str) -> None:
    """Drops such a copy."""
    with _cursor() as cursor:
        _drop(cursor, name)


def drop_abandoned() -> None:
    """Drops the databases of runs that were killed."""
    with _cursor() as cursor:
        for name in _databases(cursor, "test_aryz_"):
            if not _is_alive(int(name.split("_")[2])):
                _drop(cursor, name)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def lock_file() -> Path:
    """One run at a time builds and copies on a server: PostgreSQL copies no database that somebody is connected to."""
    settings.VAR_DIR.mkdir(mode=0o711, exist_ok=True)
    entry = settings.DATABASES["default"]
    server = hashlib.sha256(f"{entry['HOST']}:{entry['PORT']}".encode()).hexdigest()[:8]
    return settings.VAR_DIR / f"test-template-{server}.lock"


def _fingerprint(sources: list[str]) -> str:
    digest = hashlib.sha256()
    for path in sorted({path for pattern in sources for path in settings.BASE_DIR.glob(pattern)}):
        digest.update(str(path.relative_to(settings.BASE_DIR)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _manage(arguments: list[str], database: str) -> None:
    outcome = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": _url(database), "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    if outcome.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{outcome.stdout}{outcome.stderr}")


def _url(database: str) -> str:
    entry = settings.DATABASES["default"]
    login = ":".join(quote(str(part), safe="") for part in (entry["USER"], entry["PASSWORD"]) if part)
    if str(entry["HOST"]).startswith("/"):
        return f"postgresql://{login}@/{database}?{urlencode({'host': entry['HOST'], 'port': entry['PORT']})}"
    return f"postgresql://{login}@{entry['HOST']}:{entry['PORT'] or 5432}/{database}"


@contextmanager
def _cursor() -> Iterator[psycopg2.extensions.cursor]:
    connection = psycopg2.connect(_url("postgres"))
    connection.autocommit = True
    with closing(connection), connection.cursor() as cursor:
        yield cursor


def _databases(cursor: psycopg2.extensions.cursor, prefix: str) -> list[str]:
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
    return [name for (name,) in cursor.fetchall()]


def _drop(cursor: psycopg2.extensions.cursor, name: str) -> None:
    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


if __name__ == "__main__":  # beforehand, for a run that is still to come
    with locks.exclusive(lock_file()):
        ensure_template()
