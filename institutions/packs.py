"""Reads a folder of CSV files into a `PackContent`, or says of every row at fault why. Writes nothing."""

import csv
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

from institutions.glossary import FILE as GLOSSARY
from institutions.glossary import glossary_faults
from institutions.norm_words import FILE as WORDS
from institutions.norm_words import word_faults
from institutions.pack_format import PACK_FILES, SOURCES, Broken, PackContent, PackError, PackFile, PackRow, decoded
from institutions.pack_rules import find_broken

__all__ = ["PackContent", "PackError", "pack_folder", "read_pack", "source_keys"]

_PACKS = Path(__file__).parent / "packs"


def pack_folder(code: str) -> Path:
    """Folder of the pack `code` that comes with Aryz."""
    return _PACKS / code


def read_pack(folder: Path) -> PackContent:
    """The pack in `folder`; its code is the name of the folder. Raises PackError with all rows at fault."""
    if not folder.is_dir():
        raise PackError([Broken(folder.name, 0, "There is no such pack.")])
    broken: list[Broken] = []
    rows = {file.name: tuple(_read_file(folder, file, broken)) for file in PACK_FILES}
    unreadable = {(one.file, one.line) for one in broken}
    broken += word_faults(folder) + glossary_faults(folder)
    broken += [one for one in find_broken(rows) if (one.file, one.line) not in unreadable]
    if broken:
        raise PackError(sorted(set(broken), key=_place_in_pack))
    return PackContent(folder.name, _checksum(folder), rows)


def source_keys(folder: Path) -> frozenset[str]:
    """What the other files in `folder` may name as a source; rows at fault are told by `read_pack`."""
    return frozenset(str(row.values["key"]) for row in _read_file(folder, SOURCES, []) if "key" in row.values)


def _place_in_pack(broken: Broken) -> tuple[int, int, str]:
    order = [*(file.file_name for file in PACK_FILES), WORDS, GLOSSARY]
    return order.index(broken.file), broken.line, broken.reason


def _checksum(folder: Path) -> str:
    """SHA-256 over names and contents of the files that `load_pack` reads."""
    digest = hashlib.sha256()
    for file in PACK_FILES:
        content = (folder / file.file_name).read_bytes()
        digest.update(f"{file.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _read_file(folder: Path, file: PackFile, broken: list[Broken]) -> Iterator[PackRow]:
    """Rows of `file`, also those at fault as far as they could be read; faults are added to `broken`."""
    order = 0
    for order, (line, cells) in enumerate(_records(folder / file.file_name, file, broken), start=1):
        values, reasons = file.read(cells)
        broken.extend(Broken(file.file_name, line, reason) for reason in reasons)
        if "order" in file.fields:
            values["order"] = order
        yield PackRow(file, line, values)
    if not order and not file.may_be_empty and file.file_name not in {one.file for one in broken}:
        broken.append(Broken(file.file_name, 1, "There is a header, but no row; this list cannot be empty."))


def _records(path: Path, file: PackFile, broken: list[Broken]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells by column of each record. A record may span lines; its first line counts."""
    text = _text(path, file, broken)
    if text is None:
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        header = [name.strip() for name in next(reader, [])]
        reasons = list(_header_faults(file, header))
        broken.extend(Broken(file.file_name, 1, reason) for reason in reasons)
        if reasons:
            return
        line = reader.line_num + 1
        for cells in reader:
            if cells and len(cells) != len(header):
                broken.append(Broken(file.file_name, line, f"{len(cells)} cells, but {len(header)} columns."))
            elif cells:
                yield line, dict(zip(header, cells, strict=True))
            line = reader.line_num + 1
    except csv.Error as error:
        broken.append(Broken(file.file_name, line, f"This is not CSV: {error}."))


def _text(path: Path, file: PackFile, broken: list[Broken]) -> str | None:
    """What is written in the file; `None`, and a fault, where that cannot be read as text."""
    try:
        return decoded(path.read_bytes(), file.file_name)
    except FileNotFoundError:
        broken.append(Broken(file.file_name, 0, "The file is missing; a list without rows has its header only."))
    except PackError as error:
        broken.extend(error.broken)
    return None


def _header_faults(file: PackFile, header: list[str]) -> Iterator[str]:
    for name in sorted(set(header) - set(file.columns)):
        yield f"The column “{name}” is unknown here; known are {', '.join(file.columns)}."
    for name in sorted(file.required - set(header)):
        yield f"The column {name} is missing."
    for name in sorted({name for name in header if header.count(name) > 1}):
        yield f"The column {name} is there twice."
