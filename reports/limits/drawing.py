"""Charts of the measures: which dots, bars and words a chart gets. Coordinates are made in `reports.charts`."""

from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext as _

from complaints.choices import DataSet
from reports import wording
from reports.charts import DotFigure, Frame, YearFigure, dots_chart, year_bars
from reports.drawing import STYLES, Drawings
from reports.limits.choices import BUNCHED, PLAIN, Measure
from reports.limits.measures import Figure
from reports.limits.words import interval_text, number_text, out_of_text, value_text

# Minutes at the gate: up to and including each of these, the rest beyond the last.
BANDS = (0, 10, 30, 60, 120)


def frame(name: str, data_set: str, *, title: str, desc: str, unit: str, n_text: str) -> Frame:
    """What a chart of this page carries."""
    return Frame(id=f"limits-{name}", title=title, desc=desc, unit=unit, n_text=n_text, style=STYLES[DataSet(data_set)])


def dots(shown: Frame, rows: Sequence[tuple[str, Figure, str]], *, reference: Figure | None = None) -> Drawings | None:
    """(label, figure, address) as dots with their intervals; None where no row has a value.

    `reference`: the figure of the whole, drawn as a line.
    """
    if all(figure.value is None for _label, figure, _url in rows):
        return None
    measure = rows[0][1].measure
    drawn = [
        DotFigure(
            label=label,
            value=figure.value,
            value_text=value_text(figure),
            note_text=_note(figure),
            low=figure.low,
            high=figure.high,
            is_small=figure.is_small,
            url=url,
        )
        for label, figure, url in rows
    ]
    line = None
    if reference and reference.value is not None:
        line = (reference.value, _("all: %(value)s") % {"value": value_text(reference)})
    limit = 1.0 if is_share(measure) else None
    wide, narrow = (
        dots_chart(
            shown,
            drawn,
            tick_text=_axis_text(measure),
            limit=limit,
            reference=line,
            is_narrow=is_narrow,
        )
        for is_narrow in (False, True)
    )
    return Drawings(wide, narrow)


def _note(figure: Figure) -> str:
    if figure.value is None:
        return ""
    return f"{interval_text(figure)} · {out_of_text(figure)}"


def is_share(measure: Measure) -> bool:
    """Whether it is a share, drawn in per cent."""
    return measure in PLAIN or measure in BUNCHED


def _axis_text(measure: Measure) -> Callable[[float], str]:
    if is_share(measure):
        return lambda value: wording.percent(value, 0)
    return number_text(measure)


def wait_bars(shown: Frame, minutes: Mapping[int, int]) -> Drawings | None:
    """How many visits waited how long at the gate; None where no wait is recorded."""
    if not minutes:
        return None
    bars = [
        YearFigure(label=label, value=float(count), value_text=wording.whole(count))
        for label, count in wait_bands(minutes)
    ]
    wide, narrow = (year_bars(shown, bars, tick_text=wording.whole, is_narrow=narrow) for narrow in (False, True))
    return Drawings(wide, narrow)


def wait_bands(minutes: Mapping[int, int]) -> list[tuple[str, int]]:
    """(minutes, visits): bands from none to more than two hours."""
    found = []
    for low, high in zip((-1, *BANDS), (*BANDS, None), strict=True):
        count = sum(n for value, n in minutes.items() if value > low and (high is None or value <= high))
        found.append((_band_label(low, high), count))
    return found


def _band_label(low: int, high: int | None) -> str:
    """Minutes after `low` up to `high`."""
    if high is None:
        return f"> {low}"
    return str(high) if low + 1 == high else f"{low + 1}–{high}"
