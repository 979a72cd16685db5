import psycopg2
import pytest
from django.core.exceptions import ImproperlyConfigured

from config import database


@pytest.mark.parametrize(
    ("url", "entry"),
    [
        ("postgresql://u:p%40ss@h:5433/n", {"USER": "u", "PASSWORD": "p@ss", "HOST": "h", "PORT": 5433, "NAME": "n"}),
        ("postgres://u@h/n", {"USER": "u", "PASSWORD": "", "HOST": "h", "PORT": "", "NAME": "n"}),
        ("postgresql:///n?host=/run/pg", {"HOST": "", "NAME": "n", "OPTIONS": {"host": "/run/pg"}}),
        ("postgresql://u@h/n?sslmode=require", {"OPTIONS": {"sslmode": "require"}}),
    ],
)
def test_address_is_understood(url, entry):
    found = database.from_url(url)
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert {name: found[name] for name in entry} == entry


@pytest.mark.parametrize("url", ["mysql://u:hunter2@h/n", "postgresql://u:hunter2@h", "postgresql://u:hunter2@h:x/n"])
def test_refusal_never_repeats_the_address(url):
    with pytest.raises(ImproperlyConfigured) as refusal:
        database.from_url(url)
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(("version", "is_refused"), [(140012, True), (150000, False), (180004, False)])
def test_server_older_than_15_is_refused(monkeypatch, version, is_refused):
    class Server:
        server_version = version

        def close(self):
            pass

    monkeypatch.setattr(psycopg2, "connect", lambda **address: Server())
    entry = database.from_url("postgresql://u@h/n")
    if is_refused:
        with pytest.raises(ImproperlyConfigured, match="is PostgreSQL 14; Aryz needs 15 or newer"):
            database.verify_server(entry)
    else:
        database.verify_server(entry)
