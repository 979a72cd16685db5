"""Messages in the folder are whole or not there, however many write and read at once."""

import threading
from queue import Empty

import pytest
from kombu import Connection
from kombu.transport import TRANSPORT_ALIASES

from config.broker import broker_options

MESSAGES = 150
WRITERS = 3


@pytest.fixture
def connect(tmp_path):
    options = broker_options("filesystem://localhost", tmp_path, is_production=False)
    return lambda: Connection("filesystem://localhost", transport_options=options)


def test_the_folder_of_the_house_is_meant_by_the_address(connect):
    assert TRANSPORT_ALIASES["filesystem"].startswith("config.folder_transport")
    assert type(connect().transport).__module__ == "config.folder_transport"


def test_no_reader_finds_half_a_message(connect, tmp_path):
    channel = connect().channel()

    def send(number: int) -> None:
        with connect() as connection:
            for one in range(MESSAGES):
                connection.channel()._put("work", {"sender": number, "one": one, "filling": "x" * 20_000})

    writers = [threading.Thread(target=send, args=(number,)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    found = set()
    while len(found) < WRITERS * MESSAGES:
        is_over = not any(writer.is_alive() for writer in writers)
        try:
            message = channel._get("work")
        except Empty:
            if is_over:
                break
            continue
        found.add((message["sender"], message["one"]))
    for writer in writers:
        writer.join()
    assert len(found) == WRITERS * MESSAGES
    assert [path.name for path in (tmp_path / "messages").iterdir()] == []


def test_queues_bound_at_once_are_all_remembered(connect):
    def bind(number: int) -> None:
        with connect() as connection:
            connection.channel()._queue_bind("bell", "", "", f"queue-{number}")

    binders = [threading.Thread(target=bind, args=(number,)) for number in range(8)]
    for binder in binders:
        binder.start()
    for binder in binders:
        binder.join()
    assert {row.queue for row in connect().channel().get_table("bell")} == {f"queue-{number}" for number in range(8)}
