"""Slows a flood down without knowing anybody, and refuses nothing: no address, no browser, only counts in memory.

Each organisation has a bucket of letters. When it is empty, whoever sends waits some seconds and says that a person is
sending; then the letter goes. What knows a moment lives in the memory of the process alone, never in a cache that may
be written to a disk; several processes therefore let a few letters more through, which does no harm.
"""

import hashlib
import secrets
import shutil
import threading
from datetime import date, datetime

from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.utils.translation import gettext_lazy as _

BURST = 20  # letters at once
SECONDS_A_LETTER = 3.0
MIN_WAIT, MAX_WAIT = 2, 20  # seconds
KEPT_SECONDS = 3600
MANY_LINKS = 4
SHORT = 40  # letters; shorter stories are not compared
LEAST_FREE = 0.05  # part of the disk that files of strangers never take
# Of the bytes of a day, this part is left for those who come back with a receipt: no flood takes it from them.
RESERVED = 0.25
A_DAY_WITH_A_RECEIPT = 40 * 1024**2  # bytes: twice the largest file, so that no receipt takes what is left for others

NO_ROOM = _("No more files can be taken today. Your letter itself can be sent; add the file another day with the code.")

memory = LocMemCache("intake", {"OPTIONS": {"MAX_ENTRIES": 20_000}})
_guard = threading.Lock()
_salt = secrets.token_bytes(32)  # dies with the process, and with it what the hashes could tell


def seconds_to_wait(organisation: int, *, visit: str, now: datetime) -> int:
    """0 where a letter to the organisation may go at once; otherwise how long to wait, 2 to 20 seconds.

    `visit` is counted once: whoever presses the button twice hears the same.
    """
    key, own = f"intake-bucket-{organisation}", f"intake-visit-{visit}"
    with _guard:
        known = memory.get(own)
        if known is not None:
            return known
        level, at = memory.get(key, (float(BURST), now.timestamp()))
        level = min(float(BURST), level + max(0.0, now.timestamp() - at) / SECONDS_A_LETTER) - 1
        memory.set(key, (max(level, -MAX_WAIT / SECONDS_A_LETTER), now.timestamp()), KEPT_SECONDS)
        wait = 0 if level >= 0 else int(min(MAX_WAIT, max(MIN_WAIT, round(-level * SECONDS_A_LETTER))))
        memory.set(own, wait, KEPT_SECONDS)
    return wait


def is_room_for(length: int, *, today: date, receipt: str = "") -> bool:
    """Whether a file of so many bytes may still come in today; it is counted if so.

    With `receipt` it may take of what is left for those who come back, but no more than one of them may in a day.
    """
    limit = settings.INTAKE_UPLOAD_BYTES_A_DAY
    if not receipt:
        limit = int(limit * (1 - RESERVED))
    usage = shutil.disk_usage(settings.VAR_DIR if settings.VAR_DIR.exists() else settings.BASE_DIR)
    if usage.free - length < usage.total * LEAST_FREE:
        return False
    key, own = f"intake-bytes-{today.isoformat()}", _key_of_receipt(receipt, today)
    with _guard:
        taken, taken_own = cache.get(key, 0), memory.get(own, 0) if receipt else 0
        if taken + length > limit or taken_own + length > A_DAY_WITH_A_RECEIPT:
            return False
        cache.set(key, taken + length, 2 * 86400)
        if receipt:
            memory.set(own, taken_own + length, 2 * 86400)
    return True


def _key_of_receipt(receipt: str, today: date) -> str:
    """Under which the bytes of one receipt are counted: a hash that dies with the process."""
    text = f"{today.isoformat()} {receipt}"
    return f"intake-receipt-{hashlib.blake2b(text.encode(), key=_salt, digest_size=16).hexdigest()}"


def looks_like_junk(*, narrative: str, is_trap_filled: bool, visit: str) -> bool:
    """Whether a machine may have written it: a mark for the reader, never a reason to refuse."""
    words = narrative.lower()
    is_advertising = words.count("http://") + words.count("https://") >= MANY_LINKS
    return is_trap_filled or is_advertising or _was_seen(narrative, visit)


def _was_seen(narrative: str, visit: str) -> bool:
    """Whether the same text came from another visit within the hour. Short ones repeat by themselves."""
    if len(narrative) < SHORT:
        return False
    digest = hashlib.blake2b(narrative.encode(), key=_salt, digest_size=16).hexdigest()
    key = f"intake-seen-{digest}"
    return not memory.add(key, visit, KEPT_SECONDS) and memory.get(key) != visit
