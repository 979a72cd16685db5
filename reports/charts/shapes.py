"""What the chart templates draw: numbers in the units of the drawing, texts already formatted and translated."""

from dataclasses import asdict, dataclass

WIDE, NARROW = 880, 360


@dataclass(frozen=True, slots=True)
class Frame:
    """What every chart carries; `style` is official, documented or demonstration, `unit` and `n_text` are printed."""

    id: str
    title: str
    desc: str
    unit: str
    n_text: str
    style: str

    def fields(self, is_narrow: bool) -> dict[str, str]:
        """The fields of a drawing; the two drawings of one figure stand on one page and need ids of their own."""
        return asdict(self) | {"id": f"{self.id}-{'narrow' if is_narrow else 'wide'}"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text with its baseline at `y`."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the horizontal axis."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class YTick:
    """A mark on the vertical axis; `label_y` is the baseline of its label."""

    y: float
    label: str
    label_y: float


@dataclass(frozen=True, slots=True)
class Break:
    """A line between two years where the way of counting changed."""

    y: float
    label: str
    label_x: float


@dataclass(frozen=True, slots=True)
class LossPart:
    """A part of the strip between two bars: cases that went no further, by the way they left."""

    label: str
    count_text: str
    x: float
    width: float
    kind: str
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class FunnelBar:
    """A step: its bar, the interval of its share, the cases that may still arrive, what was lost on the way to it."""

    label_lines: list[Line]
    count_text: str
    share_text: str
    text_x: float
    text_y: float
    text_anchor: str
    interval_text: str
    interval_x: float
    interval_y: float
    x: float
    y: float
    width: float
    height: float
    band_x: float
    band_y: float
    band_width: float
    open_x: float
    open_width: float
    url: str
    loss_y: float
    loss_height: float
    losses: list[LossPart]


@dataclass(frozen=True, slots=True)
class FunnelChart:
    """A whole funnel."""

    id: str
    title: str
    desc: str
    unit: str
    n_text: str
    style: str
    width: float
    height: float
    is_linked: bool
    rows: list[FunnelBar]
    ticks: list[Tick]
    plot_top: float
    plot_bottom: float
    axis_y: float


@dataclass(frozen=True, slots=True)
class YearBar:
    """One year: a bar, its value, and whether it is too young to be compared."""

    label: str
    label_x: float
    text_y: float
    value_text: str
    text_x: float
    note_text: str
    x: float
    y: float
    width: float
    height: float
    band_x: float
    band_y: float
    band_width: float
    is_immature: bool
    url: str


@dataclass(frozen=True, slots=True)
class YearBars:
    """Bars by year."""

    id: str
    title: str
    desc: str
    unit: str
    n_text: str
    style: str
    width: float
    height: float
    is_linked: bool
    rows: list[YearBar]
    ticks: list[Tick]
    plot_top: float
    plot_bottom: float
    axis_y: float
    breaks: list[Break]


@dataclass(frozen=True, slots=True)
class Curve:
    """A step line and the closed outline of its band, as SVG path data."""

    label: str
    label_x: float
    label_y: float
    label_anchor: str
    line_d: str
    band_d: str
    style: str


@dataclass(frozen=True, slots=True)
class CurveChart:
    """Cumulative share over time, with the number of cases still followed under the axis."""

    id: str
    title: str
    desc: str
    unit: str
    n_text: str
    width: float
    height: float
    curves: list[Curve]
    left: float
    right: float
    top: float
    bottom: float
    x_ticks: list[Tick]
    x_tick_y: float
    y_ticks: list[YTick]
    x_label: str
    x_label_x: float
    x_label_y: float
    at_risk_label: str
    at_risk_label_x: float
    at_risk_label_y: float
    at_risk: list[Tick]
    at_risk_y: float


@dataclass(frozen=True, slots=True)
class Dot:
    """One value with its interval: a dot on a line. `is_small`: rests on too little to be compared, drawn hollow.

    `line_x` and `line_end` bound the interval on the plot; without one both are the place of the dot. `has_dot`: there
    is a value; without it only the words stand in the row.
    """

    label_lines: list[Line]
    value_text: str
    note_text: str
    text_x: float
    text_y: float
    note_x: float
    note_y: float
    x: float
    y: float
    line_x: float
    line_end: float
    has_dot: bool
    is_small: bool
    url: str


@dataclass(frozen=True, slots=True)
class DotsChart:
    """Values with their intervals, one below the other, on an axis from zero; `reference_x`: the whole, or None."""

    id: str
    title: str
    desc: str
    unit: str
    n_text: str
    style: str
    width: float
    height: float
    is_linked: bool
    rows: list[Dot]
    ticks: list[Tick]
    plot_left: float
    plot_top: float
    plot_bottom: float
    axis_y: float
    reference_x: float | None
    reference_label: str
