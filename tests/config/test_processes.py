import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config import processes
from config.processes import Children
from config.settings import BASE_DIR

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
)
PARENT = """
import os, sys, time
from config.processes import Children
children = Children()
children.start("sleeper", ["sleep", "60"], dict(os.environ))
print(children._running["sleeper"].pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def children():
    children = Children()
    yield children
    children.stop()


def test_first_child_that_ends_is_named(children):
    children.start("long", ["sleep", "60"], {"PATH": "/usr/bin:/bin"})
    children.start("short", ["sh", "-c", "exit 3"], {"PATH": "/usr/bin:/bin"})
    assert children.watch() == ("short", 3)


def test_stopping_ends_all(children):
    children.start("one", ["sleep", "60"], {"PATH": "/usr/bin:/bin"})
    children.start("two", ["sleep", "60"], {"PATH": "/usr/bin:/bin"})
    assert children.fallen() is None
    children.stop()
    assert {process.poll() for process in children._running.values()} == {-signal.SIGTERM}


def test_child_that_does_not_listen_is_ended(children, monkeypatch):
    monkeypatch.setattr(processes, "_GRACE_SECONDS", 0.2)
    children.start("deaf", [sys.executable, "-c", STUBBORN], {})
    time.sleep(0.5)
    children.stop()
    assert children._running["deaf"].returncode == -signal.SIGKILL


def test_killed_parent_leaves_no_child():
    parent = subprocess.Popen([sys.executable, "-c", PARENT], cwd=BASE_DIR, stdout=subprocess.PIPE, text=True)
    number = parent.stdout.readline().strip()
    assert is_alive(number)
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 10
    while is_alive(number):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_alive(number):
    try:
        return b"sleep" in Path("/proc", number, "cmdline").read_bytes()
    except FileNotFoundError:
        return False
