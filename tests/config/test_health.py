from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from config import health


def test_healthz_answers_without_login(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_names_the_parts_without_login(client):
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"database ok\ndisk ok\njobs ok\n")


@pytest.mark.django_db
def test_readyz_is_503_when_the_database_refuses_writes(client, monkeypatch):
    def refuse(*args, **kwargs):
        raise DatabaseError("a row with a name in it")

    monkeypatch.setattr(health.connection, "cursor", refuse)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"database down\ndisk ok\njobs unknown\n")


@pytest.mark.django_db
def test_readyz_is_503_when_the_disk_is_nearly_full(client, monkeypatch):
    monkeypatch.setattr(health, "LEAST_FREE_DISK", 1.0)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"database ok\ndisk full\njobs ok\n")


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "state"), [(14, "ok"), (16, "late")])
def test_job_that_waits_too_long_is_late(waiting_job, minutes, state):
    now = timezone.now()
    waiting_job(created_at=now - timedelta(minutes=minutes))
    assert health.jobs_state(now) == state


@pytest.fixture
def waiting_job():
    from accounts.models import Job

    def make(*, created_at):
        job = Job.objects.create(kind="funnel", key="one")
        Job.objects.filter(pk=job.pk).update(created_at=created_at)

    return make


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_take_no_posts(client, path):
    assert client.post(path).status_code == 405
