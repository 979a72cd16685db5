"""The map of a country's regions, as its pack draws it: `region_map.toml`. A pack without one has no map."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from institutions.packs import pack_folder

FILE_NAME = "region_map.toml"


@dataclass(frozen=True, slots=True)
class Outline:
    """A region: its outline as SVG path data in tenths of a unit, and where its figure stands, in units."""

    code: str
    path: str
    x: int
    y: int
    is_city: bool


@dataclass(frozen=True, slots=True)
class RegionMap:
    """Outlines of one drawing; cities, too small for it, are named once more from `corner` downwards."""

    source: str
    width: int
    height: int
    corner: tuple[int, int]
    outlines: tuple[Outline, ...]


@cache
def region_map(pack: str) -> RegionMap | None:
    """The map of the pack of that code, read once. Raises KeyError or tomllib.TOMLDecodeError where it is broken."""
    file = pack_folder(pack) / FILE_NAME
    if not file.is_file():
        return None
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    across, down = raw["corner"]
    return RegionMap(
        source=raw["source"],
        width=raw["width"],
        height=raw["height"],
        corner=(across, down),
        outlines=tuple(_outline(code, given) for code, given in raw["regions"].items()),
    )


def _outline(code: str, given: Mapping[str, object]) -> Outline:
    x, y = given["at"]
    return Outline(code, str(given["outline"]), x, y, bool(given.get("is_city", False)))
