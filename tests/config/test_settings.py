"""The house refuses a dangerous or unreadable configuration with one sentence and no traceback."""

import re
from pathlib import Path

import pytest
from django.conf import settings

PRODUCTION = {
    "ARYZ_ENV": "production",
    "SECRET_KEY": "8kq2Zr0VtYb5mXw1Lc7JdPs3Hf6Gn9QaEuTiOoRyWvBxCzMk4Dj",
    "ALLOWED_HOSTS": "aryz.example.org",
    "CELERY_BROKER_URL": "redis://127.0.0.1:6379/0",
}


def test_production_settings_pass_the_deployment_check(start):
    outcome = start("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert (outcome.returncode, outcome.stdout) == (0, "System check identified no issues (0 silenced).\n")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short or is an example"),
        ({"SECRET_KEY": "django-insecure-" + "x" * 50}, "SECRET_KEY is too short or is an example"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is empty"),
        ({"DEBUG": "true"}, "DEBUG=true would show visitors"),
        ({"DEMO_DATA": "yes"}, "DEMO_DATA=true would mix invented cases with real ones"),
        ({"SECOND_FACTOR_REQUIRED": "no"}, "SECOND_FACTOR_REQUIRED=false would let a stolen password"),
        ({"CELERY_BROKER_URL": ""}, "The folder broker serves one machine only"),
        ({"CELERY_BROKER_URL": "filesystem://localhost"}, "The folder broker serves one machine only"),
        ({"CELERY_BROKER_URL": "memory://"}, "The folder broker serves one machine only"),
    ],
)
def test_production_refuses(start, wrong, sentence):
    outcome = start("manage.py", "check", **{**PRODUCTION, **wrong})
    _expect_one_sentence(outcome, sentence)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"DEBUG": "maybe"}, "DEBUG=maybe is neither yes nor no"),
        ({"ARYZ_ENV": "prod"}, "ARYZ_ENV=prod is unknown; write one of: development, production."),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL=LOUD is unknown"),
        ({"CELERY_BROKER_URL": "amqp://localhost"}, "CELERY_BROKER_URL is unknown"),
        ({"CACHE_URL": "memcached://localhost"}, "CACHE_URL is unknown"),
        ({"DATABASE_URL": "sqlite:///db.sqlite3"}, "DATABASE_URL is not the address of a PostgreSQL server"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL is not the address of a PostgreSQL server"),
        ({"DATABASE_URL": "postgresql://user@host"}, "DATABASE_URL names no database"),
        ({"DATABASE_URL": "postgresql://user@host:port/name"}, "DATABASE_URL cannot be read"),
    ],
)
def test_unreadable_value_stops_with_a_sentence(start, wrong, sentence):
    _expect_one_sentence(start("manage.py", "check", **wrong), sentence)


def test_unreachable_server_stops_with_a_sentence_that_keeps_the_password(start):
    outcome = start("manage.py", "migrate", DATABASE_URL="postgresql://user:hunter2@127.0.0.1:9/name")
    _expect_one_sentence(outcome, "The database of DATABASE_URL does not answer")
    assert "hunter2" not in outcome.stdout + outcome.stderr


def test_own_key_is_made_once_and_private(start, open_folder):
    show = ("-c", "from config.settings import SECRET_KEY; print(SECRET_KEY)")
    first, second = start(*show).stdout, start(*show).stdout
    key = open_folder / "var" / "secret_key"
    assert first == second == key.read_text() + "\n"
    assert len(first) > 50
    assert key.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in key.parent.glob("secret_key*")] == ["secret_key"]


def test_every_variable_is_documented():
    sources = "\n".join(path.read_text() for path in Path(settings.BASE_DIR, "config").glob("*.py"))
    read = set(re.findall(r'env\.(?:text|flag|number|names|one_of)\(\s*"([A-Z_]+)"', sources))
    table = (settings.BASE_DIR / "docs" / "settings.md").read_text()
    written = {name for row in re.findall(r"^\| (`.+?`) \|", table, re.M) for name in re.findall("[A-Z_]+", row)}
    read |= set(re.findall(r"\$\{([A-Z_]+):-", (settings.BASE_DIR / "config" / "container.sh").read_text()))
    assert {"DATABASE_URL", "SECRET_KEY", "PORT"} < read
    assert written == read


def test_admin_site_is_absent():
    assert "django.contrib.admin" not in settings.INSTALLED_APPS


def _expect_one_sentence(outcome, sentence):
    assert outcome.returncode == 1
    assert outcome.stderr.startswith(sentence)
    assert outcome.stderr.count("\n") == 1
    assert "Traceback" not in outcome.stderr + outcome.stdout


@pytest.mark.parametrize(
    ("environment", "required"),
    [(PRODUCTION, True), ({"DEMO_DATA": "no"}, True), ({}, False), ({"SECOND_FACTOR_REQUIRED": "yes"}, True)],
)
def test_a_second_factor_is_required_wherever_complaints_may_be_real(start, environment, required):
    show = ("-c", "from config.settings import SECOND_FACTOR_REQUIRED; print(SECOND_FACTOR_REQUIRED)")
    assert start(*show, **environment).stdout == f"{required}\n"
