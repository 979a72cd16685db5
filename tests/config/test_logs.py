"""Nothing about a person reaches a log, however the code that logs was written."""

import json
import logging

import pytest
from django.db import IntegrityError

from config.logs import AllowListFormatter, describe

CANARY = "Canary Birdson"


def line(record):
    return json.loads(AllowListFormatter().format(record))


def make_record(name="complaints.actions", level=logging.WARNING, message="saved %s", args=(CANARY,), **extra):
    record = logging.LogRecord(name, level, __file__, 1, message, args, None)
    vars(record).update(extra)
    return record


def test_words_stay_and_values_go():
    found = line(make_record())
    assert (found["level"], found["logger"], found["message"]) == ("WARNING", "complaints.actions", "saved %s")
    assert CANARY not in json.dumps(found)


def test_allowed_extra_stays_and_unknown_extra_goes():
    found = line(make_record(count=3, duration_ms=1.5, name_of_victim=CANARY, kind={"deep": CANARY}))
    assert (found["count"], found["duration_ms"]) == (3, 1.5)
    assert CANARY not in json.dumps(found)


def test_exception_keeps_kind_and_place_without_text():
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as cause:
            raise IntegrityError(f"Key (name)=({CANARY}) already exists") from cause
    except IntegrityError as error:
        found = line(make_record(exc_info=(type(error), error, error.__traceback__)))
    assert found["exception"][0] == "KeyError"
    assert "IntegrityError" in found["exception"]
    assert any("test_logs.py" in place for place in found["exception"])
    assert CANARY not in json.dumps(found)


def test_chain_of_causes_is_told_from_the_first():
    try:
        try:
            raise ValueError
        except ValueError:
            raise TypeError from None
    except TypeError as error:
        assert describe(error)[0] == "TypeError"
        assert "ValueError" not in describe(error)


@pytest.mark.parametrize(
    ("name", "level", "message"),
    [
        ("celery.beat", logging.INFO, "sending Canary Birdson"),
        ("celery.worker.strategy", logging.INFO, "sending %s"),
        ("gunicorn.error", logging.WARNING, "sending Canary Birdson"),
        ("gunicorn.error", logging.ERROR, "sending %s"),
        ("django.request", logging.WARNING, "sending %s"),
    ],
)
def test_only_the_machinery_speaks_in_full_of_itself(name, level, message):
    assert line(make_record(name, level, "sending %s"))["message"] == message


def test_refusal_of_a_foreign_name_does_not_repeat_it(client, caplog):
    assert client.get("/", headers={"host": "canary.example"}).status_code == 400
    lines = [line(record) for record in caplog.records]
    assert "django.security.DisallowedHost" in [found["logger"] for found in lines]
    assert "canary" not in json.dumps(lines)


@pytest.mark.django_db
def test_warning_of_a_missing_page_names_no_path(client, caplog):
    client.get("/cases/canary-path/?q=canary-query")
    text = "".join(AllowListFormatter().format(record) for record in caplog.records)
    assert "canary" not in text
