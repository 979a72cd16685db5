"""Prints what was measured beside what was wanted."""

Row = tuple[str, object, str, bool]  # figure, measured, target, whether it is met


def print_figures(title: str, rows: list[Row]) -> bool:
    """One line for each figure; whether all targets are met."""
    print(title)
    for figure, measured, target, is_met in rows:
        print(f"  {figure:<52}{measured!s:>24}   {target}{'' if is_met else '   MISSED'}", flush=True)
    return all(is_met for *_words, is_met in rows)


def percentile(values: list[float], share: float) -> float:
    """The value below which a share of `values` lies; 0 without any."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
