"""`python -m bench.flood --junk 10000 --rate 50 --every 10`: a flood of junk, and people who write meanwhile.

Junk comes by the shortest way, without reading a page, and waits where it is told to, as a diligent attacker would.
People walk through the whole form, page by page. Every one of them must get a code, within 30 seconds of machine time:
all pages, the sending and the wait together. Exits with 1 otherwise.
"""

import argparse
import asyncio
import random
import re
import sys
import threading
import time
from dataclasses import dataclass, field
from statistics import median
from urllib.parse import urlencode

from bench.figures import Row, print_figures
from bench.letter_writer import LETTER, Browser, Interrupted, Lost, scopes_of, short_letter, write_letter
from bench.server import House, house

LONGEST = 30.0  # seconds for somebody genuine
_COOKIE = re.compile(rb"set-cookie: (aryz_letter=[^;]+)", re.IGNORECASE)
_WAIT = re.compile(rb"[Pp]lease wait (\d+) second")
_CODE = b'class="intake-code"'


@dataclass
class Genuine:
    """One person: how long it took in all, how long from the first "send" to the code, how long the page made wait."""

    seconds: float
    sending: float
    waited: float
    trouble: str = ""


@dataclass
class Flood:
    """What came of the junk."""

    accepted: int = 0
    slowed: int = 0
    failed: int = 0
    requests: int = 0
    last_begun: float = 0.0
    troubles: set[str] = field(default_factory=set)


async def post(port: int, told: list[tuple[str, str]], cookie: bytes) -> bytes:
    """Posts and gives the whole answer, unread."""
    body = urlencode(told).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        head = (
            f"POST {LETTER} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAccept-Language: en\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        ).encode()
        writer.write(head + (b"Cookie: " + cookie + b"\r\n" if cookie else b"") + b"\r\n" + body)
        await writer.drain()
        return await reader.read()
    finally:
        writer.close()


async def one_junk(built: House, flood: Flood, seats: asyncio.Semaphore, scopes: list[str], number: int) -> None:
    """One letter of junk, however long it is made to wait."""
    cookie, is_slowed = b"", False
    story = " ".join(random.choices(["buy", "cheap", "http://x.invalid", "now", "best"], k=30)) + f" {number}"
    *steps, sending = short_letter(story, scopes)
    sending = [(name, built.told["organisation"] if name == "organisation" else value) for name, value in sending]
    try:
        for told in [*steps, *[sending] * 12]:
            async with seats:
                answer = await post(built.port, told, cookie)
            flood.requests += 1
            cookie = found.group(1) if (found := _COOKIE.search(answer)) else cookie
            if _CODE in answer:
                flood.accepted, flood.slowed = flood.accepted + 1, flood.slowed + is_slowed
                return
            if told is sending:
                is_slowed = True
                wait = _WAIT.search(answer)
                await asyncio.sleep(float(wait.group(1)) if wait else 1.0)
    except OSError as error:
        flood.troubles.add(type(error).__name__)
    flood.failed += 1


async def pour(built: House, flood: Flood, junk: int, rate: float, at_once: int) -> None:
    """Begins so many letters of junk a second, as far as `at_once` connections allow."""
    seats, scopes, begun = asyncio.Semaphore(at_once), scopes_of(built.port), time.monotonic()
    running = set()
    for number in range(junk):
        await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
        while seats.locked():  # begins no letter while the connections are taken: the rate falls
            await asyncio.sleep(0.005)
        running.add(task := asyncio.create_task(one_junk(built, flood, seats, scopes, number)))
        task.add_done_callback(running.discard)
    flood.last_begun = time.monotonic() - begun
    await asyncio.gather(*running)


def write_now_and_then(built: House, every: float, is_over: threading.Event, genuine: list[Genuine]) -> None:
    """Somebody genuine begins every so many seconds, each in a thread of their own, until the flood is over."""
    people = []
    while not is_over.is_set():
        people.append(threading.Thread(target=write_one, args=(built, len(people), genuine)))
        people[-1].start()
        is_over.wait(every)
    for person in people:
        person.join()


def write_one(built: House, number: int, genuine: list[Genuine]) -> None:
    """One whole letter, with a small file."""
    begun = time.monotonic()
    file = ("what-i-saw.txt", "text/plain", f"what I saw, {number}".encode())
    answers = {"role": "witness", "story": f"A genuine letter, number {number}.", "name": f"Somebody {number}"}
    try:
        walk = write_letter(Browser(built.port, patience=0.0), answers, [file], organisation=built.told["organisation"])
    except (Lost, Interrupted) as error:
        genuine.append(Genuine(time.monotonic() - begun, 0.0, 0.0, str(error)))
    else:
        genuine.append(Genuine(time.monotonic() - begun, walk.sending_seconds, walk.waited))


def measure(junk: int, rate: float, every: float, at_once: int) -> bool:
    """Runs it all and prints the figures; whether everybody genuine was heard in time."""
    with house("bench-flood") as built:
        quiet: list[Genuine] = []
        write_one(built, 0, quiet)
        genuine: list[Genuine] = []
        flood, is_over = Flood(), threading.Event()
        people = threading.Thread(target=write_now_and_then, args=(built, every, is_over, genuine))
        people.start()
        begun = time.monotonic()
        try:
            asyncio.run(pour(built, flood, junk, rate, at_once))
        finally:
            is_over.set()
            people.join()
        for trouble in [*flood.troubles, *(each.trouble for each in genuine if each.trouble)]:
            print(f"  {trouble}", file=sys.stderr)
        title = f"{junk:,} letters of junk, {rate:g} a second wished, at most {at_once} connections at once"
        return print_figures(title, rows_of(junk, flood, genuine, quiet[0], time.monotonic() - begun))


def rows_of(junk: int, flood: Flood, genuine: list[Genuine], quiet: Genuine, seconds: float) -> list[Row]:
    """The figures with their targets."""
    heard = [each for each in genuine if not each.trouble]
    whole, sending = [each.seconds for each in heard] or [0.0], [each.sending for each in heard] or [0.0]
    share = 100 * len(heard) / len(genuine) if genuine else 0.0
    return [
        ("junk begun a second, until the last began", f"{junk / flood.last_begun:.1f}", "", True),
        ("requests of junk a second", f"{flood.requests / seconds:.0f}", "", True),
        ("junk accepted; of these slowed", f"{flood.accepted:,}; {flood.slowed:,}", "", True),
        ("junk that failed", f"{flood.failed:,}", "", True),
        ("genuine letters", len(genuine), "", True),
        ("genuine letters accepted, %", f"{share:.0f}", "100", bool(genuine) and len(heard) == len(genuine)),
        ("whole walk, worst, s", f"{max(whole):.1f}", f"<= {LONGEST:g}", max(whole) <= LONGEST),
        ("whole walk, median, s", f"{median(whole):.1f}", "", True),
        ('of it from "send" to the code, worst, s', f"{max(sending):.1f}", "", True),
        ('of it from "send" to the code, median, s', f"{median(sending):.1f}", "", True),
        ("of it told to wait, worst, s", f"{max([each.waited for each in heard] or [0.0]):.0f}", "<= 20", True),
        ("whole walk without a flood, s", f"{quiet.seconds:.1f}", "", True),
        ("seconds in all", f"{seconds:.0f}", "", True),
    ]


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--junk", type=int, default=10_000, help="letters of junk")
    parser.add_argument("--rate", type=float, default=50.0, help="of them a second")
    parser.add_argument("--every", type=float, default=10.0, help="seconds between people")
    parser.add_argument("--at-once", type=int, default=16, help="connections that the flood holds at once")
    options = parser.parse_args()
    return 0 if measure(options.junk, options.rate, options.every, options.at_once) else 1


if __name__ == "__main__":
    sys.exit(main())
