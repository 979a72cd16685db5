"""Walls around a parser: bubblewrap, where it is installed and the machine lets it work."""

import shutil
import subprocess
import sys
from functools import cache

# The only folders in which programs are looked for, inside the walls and outside.
PATH = "/usr/local/bin:/usr/bin:/bin"
READABLE = ("/usr", "/bin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache", "/etc/fonts", "/etc/alternatives")
PROBE_SECONDS = 20


def environment() -> dict[str, str]:
    """All that a parser learns about the process that starts it: where programs are. No secret is among it."""
    return {"PATH": PATH, "LANG": "C.UTF-8"}


def readable_paths(*more: str) -> list[str]:
    """What a parser may read: the system's programs, libraries and fonts, this Python, and `more`."""
    return list(dict.fromkeys((*READABLE, sys.base_prefix, sys.prefix, *more)))


def walled(command: list[str], *, readable: list[str]) -> list[str]:
    """The command inside bubblewrap: no network, no other processes, no rights, only these paths to read."""
    return [
        *("bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
        # First what is empty, so that a Python which lives below it is still found.
        *("--dev", "/dev", "--tmpfs", "/tmp"),  # noqa: S108 - inside the walls
        *(word for path in readable for word in ("--ro-bind-try", path, path)),
        *("--remount-ro", "/", "--chdir", "/"),
        *command,
    ]


@cache
def is_usable() -> bool:
    """Whether bubblewrap is here and may do its work; in many containers it may not. Asked once per process."""
    if not shutil.which("bwrap", path=PATH):
        return False
    probe = walled([sys.executable, "-I", "-c", "from PIL import Image"], readable=readable_paths())
    try:
        outcome = subprocess.run(probe, env=environment(), capture_output=True, timeout=PROBE_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return outcome.returncode == 0
