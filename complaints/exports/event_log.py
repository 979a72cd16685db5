"""What happened in cases, for programs that mine processes: as CSV, and as XES (IEEE 1849-2016).

One trace a case, under its random reference; only entries that stand today. Whose day is not known at all is left out
and counted. A day becomes midnight of the country's clock; how exactly it is known stands beside it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from xml.sax.saxutils import quoteattr

from django.db.models import QuerySet
from django.utils import timezone

from complaints.dates import PartialDate
from complaints.exports.about import About
from complaints.exports.csv_file import closing, opening, writer
from complaints.exports.labels import Words
from complaints.exports.reading import Chunk
from complaints.models import Case, CaseEvent
from institutions.models import Body, Ground, Stage

HEADER = ("case_id", "activity", "timestamp", "date_precision", "resource", "lifecycle", "track", "ground", "entry")
_PATHS = ("case_id", "sequence", "stage_id", "stage__track", "happened_on", "precision", "body_id", "ground_id")
_COMPLETE = "complete"  # the standard life of an activity: our events are moments at which something was done
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EXTENSIONS = (
    ("Concept", "concept"),
    ("Time", "time"),
    ("Organizational", "org"),
    ("Lifecycle", "lifecycle"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the log; texts but for the day."""

    sequence: int
    activity: str
    track: str
    day: date
    precision: str
    resource: str
    ground: str

    @property
    def timestamp(self) -> str:
        """Midnight of the day, with the distance from Greenwich."""
        return _midnight(self.day)


def count_undated(cases: QuerySet[Case]) -> int:
    """How many events a log of the cases leaves out."""
    return CaseEvent.objects.in_force().filter(case__in=cases.order_by().values("pk"), happened_on=None).count()


def entries(chunk: Chunk, words: Words) -> Mapping[int, list[Entry]]:
    """The events of each case of a chunk, in the order of their days, then of entry."""
    stages, bodies, grounds = words.of(Stage), words.of(Body), words.of(Ground)
    found: dict[int, list[Entry]] = defaultdict(list)
    rows = CaseEvent.objects.in_force().filter(case_id__in=list(chunk.references), happened_on__isnull=False)
    for case, sequence, stage, track, day, precision, body, ground in rows.values_list(*_PATHS):
        counted_on = PartialDate(day, precision).counted_on
        resource, because = bodies.get(body, ""), grounds.get(ground, "")
        found[case].append(Entry(sequence, stages[stage], track, counted_on, precision, resource, because))
    for events in found.values():
        events.sort(key=lambda event: (event.day, event.sequence))
    return found


def csv_log(cases: Iterable[Chunk], words: Words, about: About, separator: str) -> Iterator[str]:
    """The log as CSV."""
    out, rows = writer(separator), 0
    yield opening(about, out, HEADER, separator)
    for chunk in cases:
        lines = [_line(reference, one) for reference, events in _by_reference(chunk, words) for one in events]
        rows += len(lines)
        yield "".join([out.writerow(line) for line in lines])
    yield closing(rows)


def _line(reference: str, one: Entry) -> tuple[object, ...]:
    what = (reference, one.activity, one.timestamp, one.precision, one.resource)
    return (*what, _COMPLETE, one.track, one.ground, one.sequence)


def xes_log(cases: Iterable[Chunk], words: Words, about: About) -> Iterator[str]:
    """The log as XES. A file that breaks off is no XML: nothing takes it for whole."""
    yield _head(about)
    for chunk in cases:
        yield "".join(_trace(reference, events) for reference, events in _by_reference(chunk, words))
    yield "</log>\n"


def _by_reference(chunk: Chunk, words: Words) -> Iterator[tuple[str, list[Entry]]]:
    found = entries(chunk, words)
    for case, reference in chunk.references.items():
        if case in found:
            yield reference, found[case]


def _head(about: About) -> str:
    site = "http://www.xes-standard.org"
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f'<log xes.version="1849.2016" xes.features="" xmlns="{site}/">')
    lines += [
        f'<extension name="{name}" prefix="{prefix}" uri="{site}/{prefix}.xesext"/>' for name, prefix in _EXTENSIONS
    ]
    lines.append(f'<global scope="trace">{_string("concept:name", "unknown")}</global>')
    lines.append(
        f'<global scope="event">{_string("concept:name", "unknown")}'
        '<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>'
        f"{_string('lifecycle:transition', _COMPLETE)}{_string('date_precision', 'day')}</global>"
    )
    lines.append('<classifier name="Stage" keys="concept:name"/>')
    lines.append(_string("lifecycle:model", "standard"))
    lines += [_string(f"about_{number}", line) for number, line in enumerate(about.sentences(), start=1)]
    lines.append(f'<int key="events_without_a_day" value="{about.undated}"/>')
    lines.append(f'<boolean key="is_demonstration" value="{str(about.is_demonstration).lower()}"/>')
    return "\n".join(lines) + "\n"


def _trace(reference: str, events: Iterable[Entry]) -> str:
    return f"<trace>{_string('concept:name', reference)}{''.join(map(_event, events))}</trace>\n"


def _event(one: Entry) -> str:
    resource = _string("org:resource", one.resource) if one.resource else ""
    ground = _string("ground", one.ground) if one.ground else ""
    return (
        f"<event>{_string('concept:name', one.activity)}"
        f'<date key="time:timestamp" value="{one.timestamp}"/>{_string("lifecycle:transition", _COMPLETE)}'
        f"{_string('date_precision', one.precision)}{resource}{_string('track', one.track)}{ground}"
        f'<int key="entry" value="{one.sequence}"/></event>'
    )


@lru_cache(maxsize=10_000)
def _midnight(day: date) -> str:
    midnight = datetime.combine(day, time(), timezone.get_default_timezone())
    return midnight.isoformat(timespec="milliseconds")


@lru_cache(maxsize=1_000)
def _string(key: str, value: str) -> str:
    return f'<string key="{key}" value={quoteattr(_NOT_XML.sub(" ", value))}/>'
