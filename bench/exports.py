"""`make bench ARGS=exports`: 10^5 cases as CSV beside `COPY TO` of the same columns, and the memory it takes.

A number after it asks for another size: `make bench ARGS="exports 1000000"`. In an empty database that is thrown away.
"""

import io

from bench.figures import print_figures

CASES = 100_000
SMALL = 10_000  # a tenth of it is exported first
ROUNDS = 3
WORST_RATIO = 12.0  # COPY reads one table and writes bytes; we look up words and read methods and purposes too
WORST_GROWTH_MB = 32.0


class _Sink(io.RawIOBase):
    """Counts what is written and keeps nothing."""

    size = 0

    def writable(self) -> bool:
        return True

    def write(self, chunk) -> int:
        self.size += len(chunk)
        return len(chunk)


def show(found: dict[str, float]) -> bool:
    """Prints the figures; whether all targets are met."""
    ratio = found["export_seconds"] / found["copy_seconds"]
    grown = found["peak_mb"] - found["small_peak_mb"]
    rows = [
        ("cases, bytes of the file", f"{found['cases']:,}, {found['bytes']:,}", "", True),
        ("seconds: COPY TO, export as codes", f"{found['copy_seconds']:.2f}, {found['export_seconds']:.2f}", "", True),
        ("export / COPY TO of the same columns", f"{ratio:.1f}", f"<= {WORST_RATIO:.0f}", ratio <= WORST_RATIO),
        ("export in words / as codes", f"{found['labels_seconds'] / found['export_seconds']:.2f}", "", True),
        ("events as XES: seconds", f"{found['xes_seconds']:.2f}", "", True),
        (f"peak memory after {found['small']:,} cases, MB", f"{found['small_peak_mb']:.0f}", "", True),
        ("more of it after all of them, MB", f"{grown:.1f}", f"<= {WORST_GROWTH_MB:.0f}", grown <= WORST_GROWTH_MB),
    ]
    return print_figures("Export of cases", rows)


def measure(cases: int) -> dict[str, float]:
    """Times COPY and export in turns. Figure -> value."""
    from django.db import connection
    from django.utils import timezone

    from accounts.choices import Role
    from accounts.demo import demo_user
    from bench.measure import paired, peak_megabytes, seconds_of
    from complaints.choices import DataSet, ExportKind
    from complaints.exports.choosing import Asked, choose
    from complaints.exports.columns import CASES as TABLE
    from complaints.exports.making import Wanted, about, write_file

    found: dict[str, float] = {}
    user = demo_user(Role.LEAD)
    chosen = choose(user, Asked(DataSet.DEMONSTRATION))

    def export(rows=chosen.cases, **wanted: object) -> int:
        how, sink = Wanted(**wanted), _Sink()
        said = about(how, chosen, by=user, cases=cases, now=timezone.now())
        write_file(sink, how, said, rows, user, lambda _done: None)
        return sink.size

    def copy() -> None:
        rows = chosen.cases.order_by("pk").values_list("pk", "reference", *TABLE.paths)
        with connection.cursor() as cursor:
            statement = cursor.mogrify(*rows.query.sql_with_params()).decode()
            cursor.copy_expert(f"COPY ({statement}) TO STDOUT WITH CSV", _Sink())

    found["small"] = min(SMALL, cases) // 10
    last = chosen.cases.order_by("pk").values_list("pk", flat=True)[found["small"] - 1]
    export(rows=chosen.cases.filter(pk__lte=last))
    found["small_peak_mb"] = peak_megabytes()
    found["bytes"] = export()
    found["peak_mb"] = peak_megabytes()
    found["copy_seconds"], found["export_seconds"] = paired(copy, export, ROUNDS)
    found["labels_seconds"], _size = seconds_of(lambda: export(is_labels=True, language="ru", separator=";"))
    found["xes_seconds"], _size = seconds_of(lambda: export(kind=ExportKind.XES))
    return found
