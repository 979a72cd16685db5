"""What every test gets: a database of its own, no network beyond this machine, warnings that count as errors."""

import pytest

from tests import settings


def pytest_configure(config: pytest.Config) -> None:
    if settings.TEST_CLUSTER and not hasattr(config, "workerinput"):
        settings.TEST_CLUSTER.ensure_running()


def pytest_unconfigure(config: pytest.Config) -> None:
    if settings.TEST_CLUSTER and not hasattr(config, "workerinput"):
        settings.TEST_CLUSTER.release()
