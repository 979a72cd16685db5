"""The page of the map as texts: the drawing of one figure, and the table of all of them under it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from complaints.listing.asked import Asked
from complaints.listing.chips import SHOWN, kept
from institutions.models import Pack
from institutions.region_map import region_map
from monitoring.places.asked import PLACES
from monitoring.places.map import drawn_map
from monitoring.places.regions import NOWHERE, Figure, RegionFigures, by_region


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One region in the table; texts only."""

    name: str
    url: str
    places: str
    visits: str
    unannounced: str
    unseen: str
    open: str


def map_context(asked: Asked, figure: Figure) -> dict[str, object]:
    """`region_map` (None where the pack draws none), `rows` and `total` of the table."""
    terms, today = asked.filterset.terms, asked.filterset.today
    figures = by_region(asked.found, terms, today)
    names = {entry.code: entry.label for entry in asked.filterset.known.entries("region")}
    pack = Pack.objects.values_list("code", flat=True).first()
    shapes = region_map(pack) if pack else None
    shown = [*(one.code for one in shapes.outlines)] if shapes else []
    codes = sorted({*shown, *figures} - {NOWHERE}, key=lambda code: names.get(code, code))
    urls = {code: _url(asked, code) for code in codes}
    is_share = figure == Figure.UNANNOUNCED
    drawn = shapes and drawn_map(
        shapes,
        {code: found.value(figure) for code, found in figures.items()},
        title=str(figure.label),
        desc=_("A map of the regions; the same numbers stand in the table on this page."),
        names=names,
        urls=urls,
        text=_share if is_share else _whole,
        nothing=_("no visit") if is_share else _("no place under these filters"),
        is_share=is_share,
    )
    rows = [_row(figures.get(code, RegionFigures()), names.get(code, code), urls[code]) for code in codes]
    if NOWHERE in figures:
        rows.append(_row(figures[NOWHERE], _("region not recorded"), _url(asked, "none")))
    return {"region_map": drawn, "rows": rows, "total": _row(_sum(figures), _("Together"), "")}


def _url(asked: Asked, region: str) -> str:
    sent = {name: text for name, text in kept(asked.sent, without="region").items() if name not in SHOWN}
    return PLACES.url(urlencode(sent | {"data_set": asked.data_set, "region": region}))


def _sum(figures: Mapping[str, RegionFigures]) -> RegionFigures:
    names = ("places", "visits", "unannounced", "open", "in_programme", "unseen")
    return RegionFigures(**{name: sum(getattr(one, name) for one in figures.values()) for name in names})


def _row(found: RegionFigures, name: str, url: str) -> RegionRow:
    told = {"part": _whole(found.unannounced), "whole": _whole(found.visits)}
    unseen = {"part": _whole(found.unseen), "whole": _whole(found.in_programme)}
    share = found.value(Figure.UNANNOUNCED)
    words = _("%(part)s of %(whole)s") % told
    return RegionRow(
        name=name,
        url=url if found.places else "",
        places=_whole(found.places),
        visits=_whole(found.visits),
        unannounced=_("no visit") if share is None else f"{words} ({_share(share)})",
        unseen=_("%(part)s of %(whole)s") % unseen if found.in_programme else _("no interval"),
        open=_whole(found.open),
    )


def _whole(value: float | None) -> str:
    return _("none") if value is None else number_format(int(value), force_grouping=True)


def _share(value: float | None) -> str:
    if value is None:
        return _("no visit")
    return _("%(number)s%%") % {"number": number_format(round(value * 100))}
