"""What may be written to a log: event names, ids, counts and durations. Everything else is dropped.

A message keeps its words and loses its values, since nobody can tell a name from a number inside a sentence. Values
come through only in `extra`, under the names of ALLOWED. Of an exception the kind and the lines of code are kept, not
its text: a database quotes whole rows in it.
"""

import json
import logging
import traceback
from datetime import UTC, datetime

ALLOWED = frozenset(
    {
        "attempt",
        "count",
        "done",
        "duration_ms",
        "error_id",
        "event",
        "job",
        "kind",
        "seconds",
        "status_code",
        "task",
        "total",
    }
)
_FRAMES = 12
# Programs that speak of themselves only: their processes, addresses and schedules.
# Django's messages about refused requests are not templates: they quote what was sent.
_QUOTE_WHAT_WAS_SENT = ("django.security.",)
_SPEAK_OF_THEMSELVES = ("celery.beat", "celery.worker.consumer", "celery.apps", "gunicorn.error", "config.")


class AllowListFormatter(logging.Formatter):
    """One JSON object a line, of the allowed values only."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _words(record),
        }
        line |= {name: value for name, value in vars(record).items() if name in ALLOWED and _is_plain(value)}
        error_id = getattr(getattr(record, "request", None), "error_id", None)
        if error_id:
            line["error_id"] = error_id
        if record.exc_info and record.exc_info[1]:
            line["exception"] = describe(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def describe(error: BaseException) -> list[str]:
    """The kinds of an exception and of its causes, the first cause first with its innermost lines of code; no texts."""
    chain = [error]
    while (before := _before(chain[0])) is not None:
        chain.insert(0, before)
    lines = [type(chain[0]).__qualname__, *_places(chain[0])[-_FRAMES:]]
    for later in chain[1:]:
        lines += [type(later).__qualname__, *_places(later)[-1:]]
    return lines


def _before(error: BaseException) -> BaseException | None:
    return error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames if "importlib" not in frame.filename]


def _words(record: logging.LogRecord) -> str:
    if record.name.startswith(_QUOTE_WHAT_WAS_SENT):
        return "refused"
    if record.name.startswith(_SPEAK_OF_THEMSELVES) and record.levelno < logging.ERROR:
        return record.getMessage()
    return str(record.msg)


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float | bool)


def logging_settings(level: str) -> dict[str, object]:
    """A dictConfig with one stream and one formatter; requests are not logged one by one."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"allow_list": {"()": "config.logs.AllowListFormatter"}},
        "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "allow_list"}},
        "root": {"handlers": ["stream"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "celery": {"level": "DEBUG" if level == "DEBUG" else "WARNING"},
            "kombu": {"level": "ERROR"},
            "weasyprint": {"level": "ERROR"},  # tells of every style it does not know
            "fontTools": {"level": "ERROR"},
            "gunicorn.error": {"handlers": [], "level": "WARNING", "propagate": True},
            "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
        },
    }
