"""Tables as files a spreadsheet opens without harm: UTF-8 with its mark, the reader's separators, no formulas."""

import csv
import io
from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from institutions.cells import safe_text
from institutions.queries import source_book
from reports.official import figures
from reports.report_lines import Line

_BYTE_ORDER_MARK = "\ufeff"


def file_response(name: str, lines: Iterable[Line], *, is_demonstration: bool) -> HttpResponse:
    """`lines` (the header first) as a file. Invented data say so above the header and in a column of every line."""
    is_english = (get_language() or "en")[:2] == "en"
    text = io.StringIO()
    writer = csv.writer(text, delimiter="," if is_english else ";", lineterminator="\r\n")
    if is_demonstration:
        writer.writerow(
            [_("Demonstration data: invented cases, calibrated on official totals. They describe no country.")]
        )
    mark = _("demonstration (invented)") if is_demonstration else ""
    for position, line in enumerate(lines):
        cells = [_cell(value, is_english) for value in line]
        if is_demonstration:
            cells.insert(0, _("kind of data") if position == 0 else mark)
        writer.writerow(cells)
    response = HttpResponse(_BYTE_ORDER_MARK + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _cell(value: str | int | float | None, is_english: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        number = f"{value:.6f}".rstrip("0").rstrip(".")
        return number if is_english else number.replace(".", ",")
    return safe_text(value) if isinstance(value, str) else str(value)


def official_lines() -> Iterable[Line]:
    """Every published figure with its unit, period, value and source, the source in words and with its address."""
    sources = source_book()
    yield [
        _("code"), _("series"), _("unit"), _("what it measures"), _("period as published"), _("first day"),
        _("last day"), _("value as published"), _("at least"), _("at most"), _("source"),
        _("address of the source"), _("verified"),
    ]  # fmt: skip
    for figure in figures():
        yield [
            figure.code,
            figure.get_series_display(),
            figure.get_unit_display(),
            figure.measure,
            figure.period,
            figure.starts_on.isoformat() if figure.starts_on else "",
            figure.ends_on.isoformat() if figure.ends_on else "",
            figure.value_text,
            None if figure.value_low is None else float(figure.value_low),
            None if figure.value_high is None else float(figure.value_high),
            sources.plain(figure.source),
            "; ".join(sources.addresses(figure.source)),
            _("yes") if figure.is_verified else _("no"),
        ]
