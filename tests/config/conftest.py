"""Programs started as a person would start them, with an environment that holds nothing of ours."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.settings import BASE_DIR

_OURS = (
    "ALLOWED_HOSTS",
    "ARYZ_ENV",
    "ARYZ_VAR_DIR",
    "CELERY_BROKER_URL",
    "DATABASE_URL",
    "DEBUG",
    "DEMO_DATA",
    "DJANGO_SETTINGS_MODULE",
    "LOG_LEVEL",
    "PORT",
    "SECRET_KEY",
)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of the machine may pass through, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="aryz-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def clean_environment(open_folder) -> dict[str, str]:
    """The environment of a newcomer, with a data folder of its own."""
    kept = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in _OURS}
    return {**kept, "ARYZ_VAR_DIR": str(open_folder / "var")}


@pytest.fixture
def start(clean_environment) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Runs our Python with arguments and further variables; returns the finished process."""

    def run(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=BASE_DIR,
            env={**clean_environment, **variables},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run
