"""Timing in paired rounds, so that a busy machine slows both sides of a ratio alike."""

import resource
import time
from collections.abc import Callable
from statistics import median


def paired(first: Callable[[], object], second: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median seconds of `first` and of `second`, run in turns; one unmeasured round warms both."""
    first()
    second()
    times: tuple[list[float], list[float]] = ([], [])
    for _round in range(rounds):
        for work, seconds in zip((first, second), times, strict=True):
            times_before = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - times_before)
    return median(times[0]), median(times[1])


def seconds_of(work: Callable[[], object]) -> tuple[float, object]:
    """Seconds that one run of `work` takes, and its result."""
    before = time.perf_counter()
    result = work()
    return time.perf_counter() - before, result


def peak_megabytes() -> float:
    """The most memory this process has held so far, in MB (Linux counts in kB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
