"""The folder broker, with messages that appear whole: kombu's own lets a reader take a file before it is written.

A worker that finds half a message ends, and with it everything that `make run` has started.
"""

from pathlib import Path
from time import monotonic
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

from config.locks import exclusive


class Channel(filesystem.Channel):
    """Writes beside the place and moves there: whoever looks sees a whole file or none."""

    def _put(self, queue: str, payload: object, **_kwargs: object) -> None:
        name = f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        _write_whole(Path(self.data_folder_out) / name, payload)

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        bound = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with exclusive(self.control_folder / f"{exchange}.lock"):
            table = self.get_table(exchange)
            if bound not in table:
                _write_whole(self.control_folder / f"{exchange}.exchange", [bound, *table])


class Transport(filesystem.Transport):
    """What Celery takes for a broker address that begins with `filesystem`."""

    Channel = Channel


def _write_whole(path: Path, content: object) -> None:
    beside = path.with_name(f"{uuid4()}.writing")  # the name of no queue, so nobody takes it
    beside.write_bytes(str_to_bytes(dumps(content)))
    beside.replace(path)
