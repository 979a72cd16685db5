"""The walls from inside: what a parser could do if it were taken over."""

import signal
import socket
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from vault.cleaning import sandbox, worker
from vault.cleaning.rendering import LIMITS

ROOT = Path(__file__).resolve().parents[3]
INSIDE = """
import os, pathlib, socket, sys
def fails(what, *arguments):
    try:
        what(*arguments)
    except OSError:
        return True
print(all([
    fails(socket.create_connection, ("127.0.0.1", int(sys.argv[2])), 2),
    fails(pathlib.Path(sys.argv[1]).read_bytes),
    fails(pathlib.Path("/etc/passwd").read_bytes),
    fails(pathlib.Path("/usr/evil").write_bytes, b"x"),
    fails(pathlib.Path(sys.argv[1]).write_bytes, b"x"),
    fails(os.listdir, "/proc/1"),
    "SECRET_KEY" not in os.environ,
]))
"""


def python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-I", "-c", code, *arguments]


def confined(code: str, limits=LIMITS, *arguments: str) -> subprocess.CompletedProcess:
    """Runs code behind the limits of the worker, without walls."""
    folder = str(Path(worker.__file__).parent)
    prelude = f"import sys; sys.path.insert(0, {folder!r}); import worker; worker.confine({asdict(limits)!r})\n"
    return subprocess.run(python(prelude + code, *arguments), capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.sandbox
def test_walls_show_nothing_of_the_machine(monkeypatch, live_port):
    monkeypatch.setenv("SECRET_KEY", "x")
    command = sandbox.walled(python(INSIDE, str(ROOT / "manage.py"), str(live_port)))
    inside = subprocess.run(command, env=sandbox.environment(), capture_output=True, text=True, check=False)
    assert (inside.stdout, inside.stderr) == ("True\n", "")


@pytest.fixture
def live_port():
    """A port of this machine at which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_there_are_no_walls_when_the_program_is_missing(monkeypatch):
    monkeypatch.setattr(sandbox, "PATH", "/nowhere")
    assert sandbox.is_usable.__wrapped__() is False


def test_environment_tells_only_where_programs_are(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "x")
    assert set(sandbox.environment()) == {"PATH", "LANG"}


def test_confined_process_cannot_write_a_byte(tmp_path):
    target = tmp_path / "target"
    outcome = confined("open(sys.argv[1], 'wb', buffering=0).write(b'x')", LIMITS, str(target))
    assert "File too large" in outcome.stderr
    assert target.read_bytes() == b""


def test_confined_process_cannot_take_more_memory():
    outcome = confined("bytearray(600 * 1024 * 1024)")
    assert "MemoryError" in outcome.stderr


def test_confined_process_is_ended_when_it_works_too_long():
    outcome = confined("while True: pass", replace(LIMITS, cpu_seconds=1))
    assert outcome.returncode in {-signal.SIGKILL, -signal.SIGXCPU}
