"""The bell of background work rings through a folder and through Redis, with real workers."""

import os
import signal
import subprocess
import sys
import time

import pytest
import redis
from django.core.exceptions import ImproperlyConfigured

from config.broker import broker_options
from config.celery import app
from config.settings import BASE_DIR

SEND = "from config.celery import app; app.send_task('celery.backend_cleanup')"


def test_tasks_are_given_back_by_killed_workers():
    assert app.conf.task_acks_late is True
    assert app.conf.task_reject_on_worker_lost is True
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_ignore_result is True
    assert app.conf.accept_content == ["json"]


def test_schedule_names_tasks_that_exist():
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert scheduled == {
        "accounts.tasks.anchor_audit",
        "accounts.tasks.forget_ended_sessions",
        "accounts.tasks.forget_repeated_requests",
        "accounts.tasks.sweep_jobs",
        "complaints.exports.tasks.drop_expired",
        "complaints.imports.tasks.forget_old",
        "complaints.tasks.purge_drafts",
        "complaints.tasks.purge_intake",
        "complaints.work.tasks.mail_digests",
        "complaints.work.tasks.make_notices",
        "monitoring.tasks.purge_drafts",
        "reports.tasks.refresh_funnel_nightly",
        "vault.tasks.end_loans",
    }
    assert scheduled <= set(app.tasks)
    assert app.conf.beat_schedule["sweep-jobs"]["schedule"] == 30.0


@pytest.mark.parametrize("url", ["redis://h:6379/0", "rediss://h:6379/0"])
def test_redis_gives_a_vanished_task_to_another_after_five_minutes(tmp_path, url):
    assert broker_options(url, tmp_path / "broker", is_production=True) == {"visibility_timeout": 300}
    assert not (tmp_path / "broker").exists()


def test_folder_broker_makes_private_folders(tmp_path):
    options = broker_options("filesystem://localhost", tmp_path / "broker", is_production=False)
    assert options["polling_interval"] == 0.1
    assert options["data_folder_in"] == options["data_folder_out"] == str(tmp_path / "broker" / "messages")
    assert (tmp_path / "broker" / "messages").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("url", ["amqp://h", "sqs://", "nonsense"])
def test_unknown_broker_is_refused(tmp_path, url):
    with pytest.raises(ImproperlyConfigured, match="CELERY_BROKER_URL is unknown"):
        broker_options(url, tmp_path, is_production=False)


def test_folder_keeps_a_message_until_a_worker_comes(start, clean_environment, open_folder):
    messages = open_folder / "var" / "broker" / "messages"
    outcome = start("-c", SEND)
    assert (outcome.returncode, len(list(messages.iterdir()))) == (0, 1)
    with_worker(clean_environment, until=lambda: not list(messages.iterdir()))


@pytest.mark.servers
def test_redis_keeps_a_message_until_a_worker_comes(start, clean_environment):
    url = os.environ["ARYZ_TEST_REDIS_URL"]
    with redis.Redis.from_url(url) as server:
        server.flushdb()
        assert start("-c", SEND, CELERY_BROKER_URL=url).returncode == 0
        assert server.llen("celery") == 1
        with_worker(
            {**clean_environment, "CELERY_BROKER_URL": url},
            until=lambda: server.llen("celery") == 0 and server.hlen("unacked") == 0,
        )


def with_worker(environment, *, until):
    """Runs a worker until the condition holds, and sees it end in order."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "config.celery", "--quiet", "worker", "--pool", "solo", "-l", "WARNING"],
        cwd=BASE_DIR,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not until():
        assert worker.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
