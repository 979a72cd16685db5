"""Starts Aryz with `make run` in a fresh clone as a newcomer would, looks at the first page, and stops it.

    python3 tests/smoke/run_smoke.py [--user NAME] [--port 8123]

With --user (needs root) the clone belongs to that ordinary user, who runs everything. Exit code 0 means all went well.
Not a pytest module: it needs minutes and a machine of its own.
"""

import argparse
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
START_SECONDS = 480
SECOND_START_SECONDS = 60
STOP_SECONDS = 15


class Newcomer:
    """A clone in a folder of its own and the user who runs it (None: whoever runs this)."""

    def __init__(self, folder: Path, user: str | None, port: int) -> None:
        self.clone = folder / "aryz"
        self.port = port
        self.account = pwd.getpwnam(user) if user else None

    def run(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Starts a program as the newcomer, in a process group of its own, as a terminal does."""
        environment = {**os.environ, "PORT": str(self.port)}
        for name in ("DATABASE_URL", "CELERY_BROKER_URL", "ARYZ_ENV", "ARYZ_VAR_DIR"):
            environment.pop(name, None)
        who: dict[str, object] = {}
        if self.account:
            environment |= {"HOME": str(self.clone.parent), "USER": self.account.pw_name}
            who = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return subprocess.Popen(arguments, cwd=self.clone, env=environment, start_new_session=True, **who)

    def make_clone(self) -> None:
        """Clones what is committed (uncommitted changes stay outside) and hands it to the newcomer."""
        subprocess.run(["git", "clone", "--quiet", f"file://{REPOSITORY}", str(self.clone)], check=True)
        if self.account:
            for path in [self.clone, *self.clone.rglob("*")]:
                os.chown(path, self.account.pw_uid, self.account.pw_gid, follow_symlinks=False)

    def visit(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return answer.status, answer.read().decode()

    def start(self, seconds: int) -> "subprocess.Popen[bytes]":
        """`make run`, until the page answers."""
        began = time.monotonic()
        process = self.run("make", "--no-print-directory", "run")
        while time.monotonic() - began < seconds:
            if process.poll() is not None:
                raise SystemExit(f"`make run` ended with code {process.returncode} before the page answered")
            try:
                self.visit("/healthz")
            except OSError:
                time.sleep(0.2)
                continue
            print(f"smoke: answered after {time.monotonic() - began:.0f} s", flush=True)
            return process
        os.killpg(process.pid, signal.SIGKILL)
        raise SystemExit(f"no page within {seconds} s")

    def stop(self, process: "subprocess.Popen[bytes]") -> None:
        """Ctrl-C: the signal goes to the whole process group, as a terminal sends it."""
        began = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired as error:
            os.killpg(process.pid, signal.SIGKILL)
            raise SystemExit(f"Ctrl-C did not stop it within {STOP_SECONDS} s") from error
        print(f"smoke: stopped after {time.monotonic() - began:.0f} s", flush=True)
        left = self.left_behind()
        if left:
            raise SystemExit(f"still running after Ctrl-C: {left}")

    def left_behind(self) -> list[str]:
        """Command lines of processes that still belong to the clone."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue  # it ended while we looked
            if str(self.clone) in words:
                found.append(words)
        return found


def check(newcomer: Newcomer) -> None:
    """The story: clone, first start, look, stop; second start, look, port in use, stop."""
    newcomer.make_clone()
    process = newcomer.start(START_SECONDS)
    _expect(newcomer.visit("/readyz"), (200, "database ok\ndisk ok\njobs ok\n"))
    for language, words in {"en": '<html lang="en"', "ru": '<html lang="ru"', "kk": '<html lang="kk"'}.items():
        _expect(words in _page(newcomer, language), True)
    newcomer.stop(process)

    process = newcomer.start(SECOND_START_SECONDS)
    second = newcomer.run("make", "--no-print-directory", "run")
    _expect(second.wait(60) != 0, True)
    _expect(newcomer.visit("/readyz")[0], 200)
    newcomer.stop(process)


def _page(newcomer: Newcomer, language: str) -> str:
    request = urllib.request.Request(f"http://127.0.0.1:{newcomer.port}/", headers={"Accept-Language": language})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read().decode()


def _expect(found: object, wanted: object) -> None:
    if found != wanted:
        raise SystemExit(f"expected {wanted!r}, found {found!r}")


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """Reads the command line and tells the story."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--user")
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="aryz-smoke-"))
    newcomer = Newcomer(folder, options.user, options.port or free_port())
    try:
        folder.chmod(0o755)
        if newcomer.account:
            os.chown(folder, newcomer.account.pw_uid, newcomer.account.pw_gid)
        check(newcomer)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("smoke: all well")


if __name__ == "__main__":
    sys.exit(main())
