"""The map of the regions, laid out for its template: levels of colour, figures as texts, addresses. No database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from institutions.region_map import Outline, RegionMap

LEVELS = 4  # besides nought and nothing to say
_BETWEEN_CITIES = 25


@dataclass(frozen=True, slots=True)
class Drawn:
    """One region. `level` is "none", "0" or "1" to "4"; `name` says the region with its figure."""

    path: str
    level: str
    text: str
    name: str
    label: str
    url: str
    x: float
    y: float
    is_city: bool
    corner_y: float


@dataclass(frozen=True, slots=True)
class Step:
    """One class of colour, in words."""

    level: str
    label: str


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """The whole drawing."""

    title: str
    desc: str
    width: int
    height: int
    corner_x: int
    regions: tuple[Drawn, ...]
    cities: tuple[Drawn, ...]
    steps: tuple[Step, ...]
    source: str


def drawn_map(
    shapes: RegionMap,
    values: Mapping[str, float | None],
    *,
    title: str,
    desc: str,
    names: Mapping[str, str],
    urls: Mapping[str, str],
    text: Callable[[float | None], str],
    nothing: str,
    is_share: bool,
) -> DrawnMap:
    """The map of one figure; `text` writes a value, `nothing` names the class without one."""
    bounds = bounds_of([value for value in values.values() if value], is_share=is_share)
    down = iter(range(shapes.corner[1], shapes.height + _BETWEEN_CITIES * len(shapes.outlines), _BETWEEN_CITIES))

    def one(outline: Outline) -> Drawn:
        value = values.get(outline.code)
        label, said = names.get(outline.code, outline.code), text(value)
        return Drawn(
            path=outline.path,
            level=level_of(value, bounds),
            text=said if value is not None else "",
            name=f"{label}: {said}",
            label=label,
            url=urls.get(outline.code, ""),
            x=outline.x,
            y=outline.y,
            is_city=outline.is_city,
            corner_y=next(down) if outline.is_city else 0,
        )

    regions = tuple(one(outline) for outline in shapes.outlines)
    return DrawnMap(
        title=title,
        desc=desc,
        width=shapes.width,
        height=shapes.height,
        corner_x=shapes.corner[0],
        regions=regions,
        cities=tuple(region for region in regions if region.is_city),
        steps=_steps(bounds, text, nothing, is_share=is_share),
        source=shapes.source,
    )


def bounds_of(values: Sequence[float], *, is_share: bool) -> tuple[float, ...]:
    """The upper bounds of the classes above nought, equally wide, the last one the largest value or above."""
    if is_share:
        return tuple((number + 1) / LEVELS for number in range(LEVELS))
    largest = max(values, default=0)
    width = max(1, ceil(largest / LEVELS))
    return tuple(float(width * (number + 1)) for number in range(ceil(largest / width)))


def level_of(value: float | None, bounds: Sequence[float]) -> str:
    """The class of a value: "none" without one, "0" for nought."""
    if value is None:
        return "none"
    if value == 0:
        return "0"
    return str(next((number for number, bound in enumerate(bounds, 1) if value <= bound), len(bounds)))


def _steps(
    bounds: Sequence[float], text: Callable[[float | None], str], nothing: str, *, is_share: bool
) -> tuple[Step, ...]:
    steps = [Step("none", nothing), Step("0", text(0))]
    below = 0.0
    for number, bound in enumerate(bounds, 1):
        lowest = below if is_share else below + 1
        label = text(bound) if lowest == bound else f"{text(lowest)}\u2013{text(bound)}"
        steps.append(Step(str(number), label))
        below = bound
    return tuple(steps)
