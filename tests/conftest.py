"""What every test gets: a database of its own with the country pack in it, and no network beyond this machine."""

import gc
import os
import shutil

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import client
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation

from complaints.sheets.pdf import is_possible as is_pdf_possible
from config import locks
from tests import network, settings, template_database
from vault import crypto
from vault.cleaning import sandbox
from vault.cleaning.rendering import has_poppler

pytest_plugins = ["tests.cast", "tests.institutions.worlds"]

# What depends on the server itself - triggers, locks, COPY, order of words, plans - is run on another one too.
ENGINE = (
    *("accounts/test_audit", "accounts/test_history", "accounts/test_jobs", "accounts/test_models"),
    *("institutions/test_load_pack", "institutions/test_queries", "institutions/test_vocabulary"),
    *("vault/test_actions", "vault/test_sessions"),
    *("complaints/demo/", "complaints/exports/", "complaints/imports/", "complaints/listing/", "complaints/work/"),
    *("complaints/circumstances/test_append_only", "complaints/intake/test_senders_at_once"),
    *("complaints/reception/test_log_complaint", "complaints/test_actions", "complaints/test_append_only"),
    *("complaints/test_constraints", "complaints/test_history", "complaints/test_keyset", "complaints/test_projection"),
    *("complaints/test_public_record", "complaints/test_recusal", "complaints/test_writers_at_once"),
    *("reports/test_actions", "reports/test_funnel", "reports/test_queries", "reports/test_refresh"),
    "reports/test_survival",
)
FIELDS = ("django/forms/field.html", "django/forms/widgets/", "django/forms/errors/")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def pytest_configure(config: pytest.Config) -> None:
    if settings.TEST_CLUSTER and not hasattr(config, "workerinput"):
        settings.TEST_CLUSTER.ensure_running()
        with locks.exclusive(template_database.lock_file()):
            template_database.drop_abandoned()


def pytest_unconfigure(config: pytest.Config) -> None:
    if settings.TEST_CLUSTER and not hasattr(config, "workerinput"):
        settings.TEST_CLUSTER.release()


def browser_path() -> str | None:
    """The Chromium of this machine, if there is one."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what this machine cannot run; where a variable demands it, its absence is an error instead."""
    for item in items:
        if item.nodeid.removeprefix("tests/").startswith(ENGINE):
            item.add_marker("engine")
    for marker, demand, is_possible, remedy in [
        ("browser", "ARYZ_REQUIRE_BROWSER", bool(browser_path()), "install chromium"),
        ("root", "ARYZ_REQUIRE_ROOT", os.geteuid() == 0, "run as root"),
        ("gettext", "ARYZ_REQUIRE_GETTEXT", bool(shutil.which("xgettext")), "install gettext"),
        ("pango", "ARYZ_REQUIRE_PANGO", is_pdf_possible(), "install libpangoft2-1.0-0 and libharfbuzz-subset0"),
        ("poppler", "ARYZ_REQUIRE_POPPLER", has_poppler(), "install poppler-utils"),
        ("sandbox", "ARYZ_REQUIRE_SANDBOX", sandbox.is_usable(), "install bubblewrap where it may make namespaces"),
        ("servers", "ARYZ_REQUIRE_SERVERS", "ARYZ_TEST_REDIS_URL" in os.environ, "set ARYZ_TEST_REDIS_URL"),
    ]:
        concerned = [item for item in items if item.get_closest_marker(marker)]
        if not concerned or is_possible:
            continue
        if os.environ.get(demand):
            raise pytest.UsageError(f"{demand} is set, but tests marked `{marker}` cannot run here: {remedy}.")
        items[:] = [item for item in items if item not in concerned]
        config.hook.pytest_deselected(items=concerned)


def pytest_collection_finish() -> None:
    """What has been loaded by now stays until the end; looking through it for rubbish took a tenth of the tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


@pytest.fixture(scope="session", autouse=True)
def no_network():
    with pytest.MonkeyPatch.context() as monkeypatch:
        network.forbid(monkeypatch)
        yield


@pytest.fixture(autouse=True)
def no_memory():
    """No test meets the attempts that another one made."""
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords():
    """Locks behind passwords at the least cost that Argon2 knows; tests/vault/test_crypto.py checks the real one."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(crypto, "ARGON2_PASSES", 1)
        monkeypatch.setattr(crypto, "ARGON2_KIB", 8)
        yield


@pytest.fixture(scope="session", autouse=True)
def fields_are_not_kept():
    """Answers keep a copy of what each template was given; hundreds are of fields, and no test asks for those."""
    keep = client.store_rendered_templates

    def keep_pages(store, signal, sender, template, context, **kwargs):
        if not (template.name or "").startswith(FIELDS):
            keep(store, signal, sender, template, context, **kwargs)

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(client, "store_rendered_templates", keep_pages)
        yield


@pytest.fixture(autouse=True)
def english():
    """No test hears the language that another one left behind."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings_parallel_suffix):
    """A copy of the template database, dropped at the end."""
    with django_db_blocker.unblock():
        with locks.exclusive(template_database.lock_file()):
            connection.settings_dict["TEST"]["TEMPLATE"] = template_database.ensure_template()
            databases = setup_databases(verbosity=0, interactive=False, aliases={"default"}, serialized_aliases=[])
        yield
        teardown_databases(databases, verbosity=0)
