"""Rows of a list as CSV, where `Accept` asks for `text/csv`: the same page, its members as columns, no cell a formula.

What a member holds beside plain values and lists of codes has no place in a cell: the view names it (`nested`).
"""

import csv
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from io import StringIO

from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from institutions.cells import safe_text

BYTE_ORDER_MARK = "\ufeff"
JOINED_BY = "|"
_TOLD = {"type": "string", "description": "A row of names, then a row of cells for each row. A page is a file."}


class Rows(list):
    """Rows with the names of their members, so that a list without rows has its header all the same."""

    def __init__(self, names: Iterable[str], rows: Iterable[Mapping[str, object]]) -> None:
        super().__init__(rows)
        self.names = list(names)


class CsvRenderer(BaseRenderer):
    """CSV (RFC 4180) in UTF-8 with a byte order mark, by which spreadsheet programs know it."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(
        self, data: Rows | Mapping[str, Rows] | None, accepted_media_type: str | None = None, renderer_context=None
    ) -> str:
        """The rows, or the page of rows; nothing for an answer without a body."""
        if data is None:
            return ""
        return csv_text(data["results"] if isinstance(data, Mapping) else data, renderer_context["view"].nested)


def csv_text(rows: Rows, without: Collection[str] = ()) -> str:
    """A line of names and a line a row."""
    names = [name for name in rows.names if name not in without]
    text = StringIO()
    text.write(BYTE_ORDER_MARK)
    out = csv.writer(text, lineterminator="\r\n")
    out.writerow([safe_text(name) for name in names])
    out.writerows([_cell(row.get(name)) for name in names] for row in rows)
    return text.getvalue()


def is_csv(request: Request) -> bool:
    """Whether the answer will be CSV."""
    return isinstance(request.accepted_renderer, CsvRenderer)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return safe_text(JOINED_BY.join(str(one) for one in value))
    return safe_text(value) if isinstance(value, str) else str(value)


def tell_csv(result: dict, generator, request, public) -> dict:
    """Says in the schema what rows are as CSV: text. `Accept` alone asks for it, so there is no parameter `format`."""
    for path in result["paths"].values():
        for operation in path.values():
            forms = operation["responses"].get("200", {}).get("content", {})
            if CsvRenderer.media_type in forms:
                forms[CsvRenderer.media_type] = {"schema": dict(_TOLD)}
                operation["parameters"] = [one for one in operation.get("parameters", ()) if one["name"] != "format"]
    return result
