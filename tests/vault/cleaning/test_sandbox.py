"""The walls from inside: what a parser could do if it were taken over."""

import signal
import socket
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from vault.cleaning import sandbox, worker
from vault.cleaning.rendering import LIMITS, Limits

FAILS = """
import os, pathlib, socket, sys
def fails(what, *arguments):
    try:
        what(*arguments)
    except OSError:
        return True
known, port = pathlib.Path(sys.argv[1]), int(sys.argv[2])
files = [
    fails(known.read_bytes),
    fails(known.write_bytes, b"x"),
    fails(known.with_name("new").write_bytes, b"x"),
    fails(pathlib.Path("/etc/passwd").read_bytes),
    fails(pathlib.Path("/usr/new").write_bytes, b"x"),
    fails(os.listdir, "/proc/1"),
]
network = [fails(socket.create_connection, ("127.0.0.1", port), 2)]
"""


def python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-I", "-c", code, *arguments]


def alone(code: str, *arguments: str) -> subprocess.CompletedProcess:
    """Runs code that may import the worker, without walls."""
    path = f"import sys; sys.path.insert(0, {str(Path(worker.__file__).parent)!r})\n"
    return subprocess.run(python(path + code, *arguments), capture_output=True, text=True, timeout=60, check=False)


def confined(code: str, *arguments: str, limits: Limits = LIMITS) -> subprocess.CompletedProcess:
    """The same behind the limits of the worker."""
    return alone(f"import worker; worker.confine({asdict(limits)!r})\n{code}", *arguments)


@pytest.fixture
def live_port():
    """A port of this machine at which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def known_file(tmp_path):
    """A file that this test may read and change, and no parser."""
    path = tmp_path / "known"
    path.write_bytes(b"as it was")
    yield path
    assert path.read_bytes() == b"as it was"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.sandbox
def test_walls_show_nothing_of_the_machine(known_file, live_port):
    code = FAILS + "print(all(files + network))"
    command = sandbox.walled(python(code, str(known_file), str(live_port)), readable=sandbox.readable_paths())
    inside = subprocess.run(command, env=sandbox.environment(), capture_output=True, text=True, check=False)
    assert (inside.stdout, inside.stderr) == ("True\n", "")


@pytest.mark.sandbox
def test_fence_of_the_kernel_holds_without_walls(known_file, live_port):
    fence = f"import worker; version = worker.fence({sandbox.readable_paths()!r})\n"
    code = fence + FAILS + "print((version < 1 or all(files)) and (version < 4 or all(network)))"
    outcome = alone(code, str(known_file), str(live_port))
    assert (outcome.stdout, outcome.stderr) == ("True\n", "")


def test_there_are_no_walls_when_the_program_is_missing(monkeypatch):
    monkeypatch.setattr(sandbox, "PATH", "/nowhere")
    assert sandbox.is_usable.__wrapped__() is False


def test_environment_tells_only_where_programs_are(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "x")
    assert set(sandbox.environment()) == {"PATH", "LANG"}


def test_confined_process_cannot_write_a_byte(tmp_path):
    target = tmp_path / "target"
    outcome = confined("open(sys.argv[1], 'wb', buffering=0).write(b'x')", str(target))
    assert "File too large" in outcome.stderr
    assert target.read_bytes() == b""


def test_confined_process_cannot_take_more_memory():
    outcome = confined("bytearray(600 * 1024 * 1024)")
    assert "MemoryError" in outcome.stderr


def test_confined_process_is_ended_when_it_works_too_long():
    outcome = confined("while True: pass", limits=replace(LIMITS, cpu_seconds=1))
    assert outcome.returncode in {-signal.SIGKILL, -signal.SIGXCPU}
