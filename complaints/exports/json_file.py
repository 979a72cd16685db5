"""Cases with everything that hangs on them, nested, as JSON. The last member says that the file is whole."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator

from complaints.exports.about import About
from complaints.exports.columns import CASES, CHILDREN
from complaints.exports.labels import Words
from complaints.exports.reading import Chunk


def nested(cases: Iterable[Chunk], words: Words, about: About) -> Iterator[str]:
    """`{"about": [...], "cases": [...], "rows": n, "complete": true}`; pieces of text, one a chunk of cases."""
    yield f'{{"about":{_text(about.sentences())},"cases":['
    rows = 0
    for chunk in cases:
        children = _children(chunk, words)
        found = [_text(_named(words.headers[CASES.name], row) | children[case]) for case, row in chunk.rows(CASES)]
        yield ("," if rows else "") + "\n" + ",\n".join(found)
        rows += len(found)
    yield f'\n],"rows":{rows},"complete":true}}\n'


def _children(chunk: Chunk, words: Words) -> dict[int, dict[str, list]]:
    found: dict[int, dict[str, list]] = defaultdict(lambda: {words.titles[table.name]: [] for table in CHILDREN})
    for table in CHILDREN:
        header, title = words.headers[table.name][1:], words.titles[table.name]
        for case, row in chunk.rows(table):
            found[case][title].append(_named(header, row[1:]))
    return found


def _named(header: list[str], row: list[object]) -> dict[str, object]:
    return dict(zip(header, row, strict=True))


def _text(value: object) -> str:
    # Days and amounts are written as they are in CSV.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
