"""Marks that are planted, and the search for them in every byte: of files, of compressed streams, of the database.

All marks of one kind begin with the same tag, so that looking for the tag finds every one of them in whatever coding.
A tag has Latin and Cyrillic letters: codings differ for both.
"""

import base64
import bz2
import contextlib
import gzip
import json
import os
import re
import secrets
import subprocess
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, quote_plus

import psycopg2

from bench.server import House

TAG_LETTERS = 12
MOST_UNPACKED = 64 << 20
_BITE = 16 << 10
CONTROL_TABLE = "bench_control"
_LATIN = "bcdfghjkmnpqrstvwxz"
_CYRILLIC = [chr(number) for number in range(0x430, 0x450)]
_ZLIB_HEADS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_GZIP_HEAD = b"\x1f\x8b\x08"


@dataclass
class Marks:
    """Marks with one tag. `planted` tells where each was put."""

    latin: str = field(default_factory=lambda: "".join(secrets.choice(_LATIN) for _letter in range(TAG_LETTERS)))
    cyrillic: str = field(default_factory=lambda: "".join(secrets.choice(_CYRILLIC) for _letter in range(TAG_LETTERS)))
    planted: list[str] = field(default_factory=list)

    def new(self, place: str) -> str:
        """A mark of its own for a place that takes any letters."""
        return f"{self.latin}{self._number(place)} {self.cyrillic}"

    def new_latin(self, place: str) -> str:
        """A mark for a place that takes Latin letters and digits alone."""
        return f"{self.latin}{self._number(place)}"

    def _number(self, place: str) -> str:
        self.planted.append(place)
        return f"{len(self.planted):04}"

    def needles(self) -> dict[bytes, str]:
        """Every coding of both halves of the tag."""
        return codings(self.latin) | codings(self.cyrillic)


def codings(text: str) -> dict[bytes, str]:
    """The bytes by which `text` would be found, with the name of the coding."""
    plain = text.encode()
    found = {plain: "utf-8", plain.hex().encode(): "hex", plain.hex().upper().encode(): "hex"}
    for name in ("utf-16-le", "utf-16-be", "utf-32-le"):
        found[text.encode(name)] = name
    for capital in {text.upper(), text.capitalize()} - {text}:
        found[capital.encode()] = "utf-8, capitals"
    for shift in range(3):
        for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
            coded = alphabet(b"\0" * shift + plain)
            # The first and the last letters depend on what stands beside.
            found[coded[-(-shift * 8 // 6) : len(plain + b"." * shift) * 8 // 6]] = "base64"
    for coded in (quote(text), quote_plus(text), quote(text).lower()):
        found[coded.encode()] = "percent"
    escaped = json.dumps(text)[1:-1]
    for coded in (escaped, escaped.replace("\\", "\\\\"), escaped.upper().replace("\\U", "\\u")):
        found[coded.encode()] = "JSON"
    found["".join(f"&#{ord(letter)};" for letter in text).encode()] = "HTML"
    found["".join(f"\\x{byte:02x}" for byte in plain).encode()] = "escaped bytes"
    found["".join(f"\\{byte:03o}" for byte in plain).encode()] = "octal"
    with contextlib.suppress(UnicodeEncodeError):
        found[text.encode("cp1251")] = "windows-1251"
    return found


# --- searching --------------------------------------------------------------------------------------------------------


# Needles too many to be looked for one by one: a pattern that finds all that look like them, and those that are meant.
Many = tuple[re.Pattern[bytes], dict[bytes, str]] | None


@dataclass
class Found:
    """What a search saw. `hits` are (where, coding, needle) with their number."""

    bytes: int = 0
    files: int = 0
    streams: int = 0
    hits: Counter = field(default_factory=Counter)

    def look(self, where: str, content: bytes, needles: dict[bytes, str], many: Many = None) -> None:
        """Counts every needle in `content`, and what of `many` the pattern finds."""
        for needle, coding in needles.items():
            if number := content.count(needle):
                self.hits[where, coding, needle] += number
        if many is not None:
            pattern, wanted = many
            for match in pattern.findall(content):
                needle = match.replace(b"\0", b"")
                if needle in wanted:
                    self.hits[where, wanted[needle], needle] += 1

    def of(self, needles: dict[bytes, str]) -> list[tuple[str, str, int]]:
        """Where some of the needles were found."""
        return [(where, coding, number) for (where, coding, needle), number in self.hits.items() if needle in needles]


def search(folders: list[Path], needles: dict[bytes, str], many: Many = None) -> Found:
    """Every byte and name of the files under `folders`, and what streams in them unpack to; programs are left out."""
    found = Found()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            where = str(path.relative_to(folder))
            if where.startswith("programs/"):
                continue
            found.look(f"name of {where}", os.fsencode(path.name), needles)
            if path.is_symlink():
                found.look(f"link {where}", os.fsencode(path.readlink()), needles)
            elif path.is_file():
                content = path.read_bytes()
                found.files, found.bytes = found.files + 1, found.bytes + len(content)
                found.look(where, content, needles, many)
                for unpacked in streams_in(content):
                    found.streams += 1
                    found.look(f"{where}, unpacked", unpacked, needles, many)
    return found


def streams_in(content: bytes) -> Iterator[bytes]:
    """What gzip, zlib and bzip2 streams in `content` unpack to, wherever they begin; broken ones as far as they go."""
    heads: list[tuple[bytes, Callable[[], object]]] = [(_GZIP_HEAD, lambda: zlib.decompressobj(31))]
    heads += [(head, lambda: zlib.decompressobj(15)) for head in _ZLIB_HEADS]
    heads.append((b"BZh", bz2.BZ2Decompressor))
    view = memoryview(content)
    for head, unpacker in heads:
        start = content.find(head)
        while start >= 0:
            unpacked = _unpacked(unpacker(), view[start:])
            if len(unpacked) >= TAG_LETTERS:
                yield unpacked
            start = content.find(head, start + 1)


def _unpacked(unpacker: object, packed: memoryview) -> bytes:
    found = bytearray()
    with contextlib.suppress(zlib.error, OSError, EOFError, ValueError):
        for start in range(0, len(packed), _BITE):
            found += unpacker.decompress(packed[start : start + _BITE])
            if unpacker.eof or len(found) > MOST_UNPACKED:
                break
    return bytes(found)


# --- the database -----------------------------------------------------------------------------------------------------


def search_database(built: House, needles: dict[bytes, str], many: Many = None) -> Found:
    """The running database as plain SQL, and every column of bytes as it is."""
    found = Found()
    address = built.database
    program = Path(built.told["programs"]) / "pg_dump"
    dump = subprocess.run(
        [program, "--inserts", "-h", address["host"], "-p", address["port"], "-U", address["user"], address["dbname"]],
        check=True,
        stdout=subprocess.PIPE,
        stderr=sys.stderr,
    ).stdout
    found.bytes, found.files = len(dump), 1
    found.look("dump", dump, needles, many)
    for line in dump.split(b"\n"):
        for word in line.split(b"'")[1::2]:
            if word.startswith(b"\\x"):
                raw = bytes.fromhex(word[2:].decode())
                found.streams += 1
                found.look("bytes in the dump", raw, needles, many)
    return found


def plant_control(built: House, control: Marks) -> None:
    """Puts a mark where it must be found: in a plain file, a packed one, and a plain row of the database."""
    text, folder = control.new("control"), built.folder
    (folder / "control.txt").write_text(text)
    (folder / "control.gz").write_bytes(b"before" + gzip.compress(text.encode() * 3) + b"after")
    connection = psycopg2.connect(**built.database)
    with connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {CONTROL_TABLE} (plain text, bytes bytea)")
        cursor.execute(f"INSERT INTO {CONTROL_TABLE} VALUES (%s, %s)", [text, text.encode("utf-16-le")])
    connection.close()


def missed_controls(files: Found, database: Found, control: Marks) -> list[str]:
    """Places where the mark was planted on purpose and was not found: then the search is worth nothing."""
    needles = control.needles()
    in_files = {where for where, _coding, _number in files.of(needles)}
    in_dump = {(where, coding) for where, coding, _number in database.of(needles)}
    checks = {
        "a plain file": "control.txt" in in_files,
        "a packed file": "control.gz, unpacked" in in_files,
        "a table on the disk": any(
            "postgres/data/base/" in where or where.startswith("data/base/") for where in in_files
        ),
        "the journal": any("pg_wal/" in where for where in in_files),
        "a row in the dump": ("dump", "utf-8") in in_dump,
        "bytes in the dump": ("bytes in the dump", "utf-16-le") in in_dump,
    }
    return [place for place, is_found in checks.items() if not is_found]
