"""Children of one command: they start together, and when one ends all end."""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

_GRACE_SECONDS = 6
_LOOK_SECONDS = 0.2
_PR_SET_PDEATHSIG = 1


class Children:
    """Named programs started side by side."""

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, arguments: Sequence[str], environment: dict[str, str]) -> None:
        """Starts a program away from the terminal: Ctrl-C reaches the parent alone, which stops all in order."""
        self._running[name] = subprocess.Popen(
            arguments,
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )

    def fallen(self) -> tuple[str, int] | None:
        """The name and exit code of a child that has ended, if any has."""
        for name, process in self._running.items():
            code = process.poll()
            if code is not None:
                return name, code
        return None

    def watch(self) -> tuple[str, int]:
        """Waits until some child ends; returns its name and exit code."""
        while (fallen := self.fallen()) is None:
            time.sleep(_LOOK_SECONDS)
        return fallen

    def stop(self) -> None:
        """Asks every child to end, and ends those that do not within a few seconds."""
        for process in self._running.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + _GRACE_SECONDS
        for process in self._running.values():
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _die_with_parent() -> None:
    """Runs in the child: even a parent killed with -9 leaves nobody behind."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
