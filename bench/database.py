"""An embedded database for one measurement, thrown away afterwards."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def throw_away(name: str) -> Iterator[dict[str, str]]:
    """The environment of a process that works on an empty database in var/`name`-…; its folder is gone in the end."""
    folder = ROOT / "var" / f"{name}-{os.getpid()}"
    environment = {**os.environ, "ARYZ_VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment.pop("DATABASE_URL", None)
    postgres = [sys.executable, "-m", "config.postgres"]
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([*postgres, "start"], env=environment, cwd=ROOT, check=True, stdout=sys.stderr)
    try:
        yield environment
    finally:
        subprocess.run([*postgres, "stop"], env=environment, cwd=ROOT, check=True, stdout=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
