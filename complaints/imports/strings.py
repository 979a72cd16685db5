"""The texts of a workbook, kept packed: a long sheet must not grow the memory with every narrative in it."""

import json
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import IO
from xml.etree import ElementTree

BLOCK, OPEN_BLOCKS = 512, 8
_ITEM = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}si"


class SharedStrings:
    """A sequence that is read as far as it is asked for; all but a few blocks of it are compressed."""

    def __init__(self, source: IO[bytes], text_of: Callable[[ElementTree.Element], str]) -> None:
        self._items = self._read(source, text_of)
        self._blocks: list[bytes] = []
        self._newest: list[str] = []
        self._open: OrderedDict[int, list[str]] = OrderedDict()

    def __getitem__(self, index: int) -> str:
        while index >= self._length:
            text = next(self._items, None)
            if text is None:
                raise IndexError(index)
            self._add(text)
        block, place = divmod(index, BLOCK)
        return self._newest[place] if block == len(self._blocks) else self._opened(block)[place]

    @property
    def _length(self) -> int:
        return len(self._blocks) * BLOCK + len(self._newest)

    def _add(self, text: str) -> None:
        self._newest.append(text)
        if len(self._newest) == BLOCK:
            self._blocks.append(zlib.compress(json.dumps(self._newest).encode(), 1))
            self._newest = []

    def _opened(self, block: int) -> list[str]:
        if block in self._open:
            self._open.move_to_end(block)
        else:
            self._open[block] = json.loads(zlib.decompress(self._blocks[block]))
            if len(self._open) > OPEN_BLOCKS:
                self._open.popitem(last=False)
        return self._open[block]

    @staticmethod
    def _read(source: IO[bytes], text_of: Callable[[ElementTree.Element], str]) -> Iterator[str]:
        with source:
            events = ElementTree.iterparse(source, events=("start", "end"))  # noqa: S314 -- no declarations in it
            _event, root = next(events)
            for event, node in events:
                if event == "end" and node.tag == _ITEM:
                    yield text_of(node)
                    root.clear()
