"""Puts a country pack into the database: all of it or nothing, and only what changed."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from institutions.models import Pack
from institutions.pack_format import PACK_FILES
from institutions.pack_writing import FileLoad, PackRefused
from institutions.packs import read_pack

__all__ = ["FileReport", "LoadReport", "PackRefused", "load_pack"]


@dataclass(frozen=True, slots=True)
class FileReport:
    """What loading one file did, in rows."""

    created: int
    changed: int
    unchanged: int
    removed: int


@dataclass(slots=True)
class LoadReport:
    """What loading a pack did. `files` is empty where the pack was there already, to the letter."""

    code: str
    checksum: str
    files: dict[str, FileReport] = field(default_factory=dict)

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing had to be written."""
        return not any(file.created or file.changed or file.removed for file in self.files.values())


@transaction.atomic
def load_pack(*, folder: Path, now: datetime) -> LoadReport:
    """Make the database hold exactly the pack in `folder`; places invented for a demonstration stay.

    Raises PackError for rows at fault, PackRefused where another country is loaded, where something still refers to a
    row that vanished, or where an invented place holds the code of a new one. Then nothing is written.
    """
    content = read_pack(folder)
    loaded = Pack.objects.select_for_update().first()
    if loaded and loaded.code != content.code:
        raise PackRefused(
            _("This database runs on the pack “%(loaded)s”; it cannot take “%(other)s”.")
            % {"loaded": loaded.code, "other": content.code}
        )
    report = LoadReport(content.code, content.checksum)
    if loaded and loaded.checksum == content.checksum:
        return report
    loads = [FileLoad(file, content.rows[file.name]) for file in PACK_FILES]
    _write(loads)
    report.files = {load.file.name: _report(load) for load in loads}
    Pack.objects.update_or_create(code=content.code, defaults={"checksum": content.checksum, "loaded_at": now})
    return report


def _write(loads: list[FileLoad]) -> None:
    """Edges go first and come back last, so that no two of them meet on the same day on the way."""
    ids: dict[str, dict[str, int]] = {}
    for load in reversed(loads):
        load.clear_edges()
    for load in loads:
        load.write(ids)
    for load in reversed(loads):
        load.remove_vanished()


def _report(load: FileLoad) -> FileReport:
    unchanged = len(load.wanted) - len(load.new) - len(load.changed)
    return FileReport(len(load.new), len(load.changed), unchanged, len(load.vanished))
