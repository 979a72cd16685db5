"""Round axis values, linear scales from zero, and a rough measure of text."""

from math import ceil, floor, log10

AVERAGE_LETTER = 0.58  # width of a letter of Golos Text in parts of its size; Cyrillic included


def nice_step(largest: float, wanted: int) -> float:
    """The round step (1, 2, 2.5 or 5 times a power of ten) that gives at most `wanted` steps up to `largest`."""
    if largest <= 0:
        return 1.0
    rough = largest / wanted
    power = 10.0 ** floor(log10(rough))
    return next(factor * power for factor in (1.0, 2.0, 2.5, 5.0, 10.0) if factor * power >= rough - 1e-12)


def axis_values(largest: float, wanted: int = 4, is_whole: bool = False) -> list[float]:
    """Values of the ticks from zero to the first round value not below `largest`."""
    step = nice_step(largest, wanted)
    if is_whole:
        step = max(1.0, float(ceil(step)))
    steps = max(1, ceil(largest / step - 1e-9))
    return [round(step * position, 6) for position in range(steps + 1)]


def scaled(value: float, largest: float, length: float) -> float:
    """Length of `value` on a scale from zero where `largest` is `length` long; one decimal."""
    if largest <= 0:
        return 0.0
    return round(max(0.0, min(value, largest)) / largest * length, 1)


def text_width(text: str, size: float) -> float:
    """About how wide `text` is when set at `size`."""
    return len(text) * size * AVERAGE_LETTER


def wrapped(text: str, size: float, width: float) -> list[str]:
    """`text` broken at spaces so that no line is wider than `width`; a long word stands alone."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines or [""]
