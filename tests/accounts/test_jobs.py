"""A job is never lost and never done by two at once: bells that nobody heard, workers that died, people who cancel."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from kombu.exceptions import OperationalError

from accounts import jobs
from accounts.choices import JobState
from accounts.models import Job

KIND = "tests.tasks.count_stars"
NOW = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def bell(monkeypatch) -> list[tuple[str, int]]:
    """What the broker was told."""
    heard: list[tuple[str, int]] = []
    monkeypatch.setattr(
        jobs.current_app, "send_task", lambda kind, args, **_options: heard.append((kind, args[0])), raising=False
    )
    return heard


@pytest.fixture
def broken_bell(monkeypatch) -> None:
    def refuse(*_arguments, **_options):
        raise OperationalError("no broker")

    monkeypatch.setattr(jobs.current_app, "send_task", refuse, raising=False)


@pytest.fixture
def waiting(db) -> Job:
    job = Job.objects.create(kind=KIND, key="stars")
    Job.objects.filter(pk=job.pk).update(created_at=NOW)
    job.refresh_from_db()
    return job


@pytest.fixture
def running(waiting) -> Job:
    return jobs.claim(waiting.pk, now=NOW)


def state_of(job: Job) -> JobState:
    return JobState(Job.objects.values_list("state", flat=True).get(pk=job.pk))


# --- asking -------------------------------------------------------------------------------------------------------


def test_enqueue_writes_the_row_and_rings_after_the_commit(
    berik, organisation, bell, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        job = jobs.enqueue(kind=KIND, key="a", parameters={"year": 2024}, owner=berik, organisation=organisation)
    assert bell == []
    for callback in callbacks:
        callback()
    assert bell == [(KIND, job.pk)]
    assert (job.state, job.parameters, job.owner, job.organisation) == ("queued", {"year": 2024}, berik, organisation)


def test_enqueue_twice_finds_the_same_row_and_rings_once(db, bell, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = jobs.enqueue(kind=KIND, key="a")
        second = jobs.enqueue(kind=KIND, key="a")
    assert (first.pk, Job.objects.count(), bell) == (second.pk, 1, [(KIND, first.pk)])


def test_enqueue_does_not_ring_for_business_that_was_rolled_back(db, bell, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError), transaction.atomic():
        jobs.enqueue(kind=KIND, key="a")
        raise RuntimeError
    assert (Job.objects.count(), bell) == (0, [])


def test_enqueue_leaves_a_done_job_done(running, bell, django_capture_on_commit_callbacks):
    jobs.finish(running, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        again = jobs.enqueue(kind=KIND, key="stars")
    assert (again.pk, state_of(again), bell) == (running.pk, JobState.DONE, [])


@pytest.mark.parametrize("end", ["fail", "stop"])
def test_enqueue_starts_a_job_afresh_that_had_ended_without_result(
    running, bell, end, django_capture_on_commit_callbacks
):
    jobs.progress(running, done=3, total=9, now=NOW)
    jobs.fail(running, message="No.", now=NOW) if end == "fail" else jobs.stop(running, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        again = jobs.enqueue(kind=KIND, key="stars", parameters={"year": 2025})
    again.refresh_from_db()
    assert (again.pk, again.state, again.attempts, again.done, again.total) == (running.pk, "queued", 0, 0, 0)
    assert (again.message, again.finished_at, again.parameters) == ("", None, {"year": 2025})
    assert bell == [(KIND, running.pk)]


def test_enqueue_refuses_the_key_of_another_organisation(organisation, other_organisation, bell):
    jobs.enqueue(kind=KIND, key="a", organisation=organisation)
    with pytest.raises(ValueError, match="other work"):
        jobs.enqueue(kind=KIND, key="a", organisation=other_organisation)


def test_enqueue_refuses_the_key_of_another_kind(db, bell):
    jobs.enqueue(kind=KIND, key="a")
    with pytest.raises(ValueError, match="other work"):
        jobs.enqueue(kind="tests.tasks.count_moons", key="a")


def test_a_silent_broker_does_not_undo_the_business(db, broken_bell, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue(kind=KIND, key="a")
    assert state_of(job) == JobState.QUEUED


# --- claiming -----------------------------------------------------------------------------------------------------


def test_claim_takes_a_waiting_job(waiting):
    job = jobs.claim(waiting.pk, now=NOW)
    assert (job.state, job.attempts, job.heartbeat_at) == (JobState.RUNNING, 1, NOW)
    assert state_of(waiting) == JobState.RUNNING


def test_a_second_bell_claims_nothing(running):
    assert jobs.claim(running.pk, now=NOW) is None


def test_a_bell_for_a_job_that_is_gone_claims_nothing(db):
    assert jobs.claim(987_654, now=NOW) is None


def test_progress_is_seen_by_others(running):
    jobs.progress(running, done=3, total=9, now=NOW + MINUTE)
    running.refresh_from_db()
    assert (running.done, running.total, running.heartbeat_at) == (3, 9, NOW + MINUTE)


def test_progress_stops_a_job_that_was_asked_to_stop(running):
    jobs.request_cancel(job=running, now=NOW)
    with pytest.raises(jobs.Cancelled):
        jobs.progress(running, done=1, total=9, now=NOW)


def test_finish_keeps_the_sentence(running):
    jobs.finish(running, message="Nine stars.", now=NOW + MINUTE)
    running.refresh_from_db()
    assert (running.state, running.message, running.finished_at) == ("done", "Nine stars.", NOW + MINUTE)


# --- cancelling ---------------------------------------------------------------------------------------------------


def test_a_waiting_job_is_cancelled_at_once_and_never_starts(waiting):
    jobs.request_cancel(job=waiting, now=NOW)
    assert state_of(waiting) == JobState.CANCELLED
    assert jobs.claim(waiting.pk, now=NOW) is None


def test_a_running_job_is_only_asked(running):
    jobs.request_cancel(job=running, now=NOW)
    assert state_of(running) == JobState.RUNNING


def test_an_ended_job_cannot_be_cancelled(running):
    jobs.finish(running, now=NOW)
    with pytest.raises(jobs.NotPossible, match="already ended"):
        jobs.request_cancel(job=running, now=NOW)
    assert state_of(running) == JobState.DONE


# --- doing --------------------------------------------------------------------------------------------------------


def test_perform_does_the_work_once(waiting):
    seen = []

    def work(job, report):
        report(1, 2)
        seen.append(job.pk)
        return "Two stars."

    assert jobs.perform(waiting.pk, work, clock=lambda: NOW) == JobState.DONE
    assert jobs.perform(waiting.pk, work, clock=lambda: NOW) is None
    waiting.refresh_from_db()
    assert (seen, waiting.message, waiting.attempts, waiting.done, waiting.total) == (
        [waiting.pk], "Two stars.", 1, 1, 2,
    )  # fmt: skip


def test_perform_writes_down_a_refusal(waiting):
    def work(job, report):
        raise jobs.WorkRefused("No country pack is loaded.")

    assert jobs.perform(waiting.pk, work, clock=lambda: NOW) == JobState.FAILED
    waiting.refresh_from_db()
    assert waiting.message == "No country pack is loaded."


def test_perform_keeps_the_words_of_an_unexpected_error_from_the_page(waiting):
    def work(job, report):
        raise RuntimeError("name of a person")

    with pytest.raises(RuntimeError):
        jobs.perform(waiting.pk, work, clock=lambda: NOW)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.message) == ("failed", jobs.MESSAGE_BROKEN)


def test_perform_ends_cancelled_work_as_cancelled(waiting):
    def work(job, report):
        jobs.request_cancel(job=job, now=NOW)
        report(1, 2)
        raise AssertionError

    assert jobs.perform(waiting.pk, work, clock=lambda: NOW) == JobState.CANCELLED
    assert state_of(waiting) == JobState.CANCELLED


def test_a_worker_that_was_given_up_cannot_write_over_its_successor(waiting, bell):
    def work(job, report):
        jobs.sweep(now=NOW + jobs.GIVEN_UP_AFTER + MINUTE)
        jobs.claim(job.pk, now=NOW + jobs.GIVEN_UP_AFTER + 2 * MINUTE)
        return "Too late."

    assert jobs.perform(waiting.pk, work, clock=lambda: NOW) is None
    waiting.refresh_from_db()
    assert (waiting.state, waiting.message, waiting.attempts) == ("running", "", 2)


# --- what was lost ------------------------------------------------------------------------------------------------


def test_sweep_rings_again_for_a_lost_message(waiting, bell):
    assert jobs.sweep(now=NOW + jobs.RING_AGAIN_AFTER + MINUTE) == jobs.Swept(rung=1)
    assert bell == [(KIND, waiting.pk)]


def test_sweep_leaves_a_young_job_to_its_first_bell(waiting, bell):
    assert jobs.sweep(now=NOW + MINUTE) == jobs.Swept()
    assert bell == []


def test_sweep_does_not_flood_the_queue_while_a_job_waits_its_turn(waiting, bell):
    later = NOW + 2 * jobs.RING_AGAIN_AFTER
    jobs.sweep(now=later)
    assert jobs.sweep(now=later + MINUTE) == jobs.Swept()
    assert jobs.sweep(now=later + jobs.RING_AGAIN_AFTER + MINUTE) == jobs.Swept(rung=1)


def test_sweep_puts_a_job_back_whose_worker_was_killed(running, bell):
    assert jobs.sweep(now=NOW + jobs.GIVEN_UP_AFTER + MINUTE) == jobs.Swept(requeued=1)
    assert (state_of(running), bell) == (JobState.QUEUED, [(KIND, running.pk)])
    assert jobs.claim(running.pk, now=NOW + 20 * MINUTE).attempts == 2


def test_sweep_leaves_a_living_worker_alone(running, bell):
    jobs.progress(running, done=1, total=2, now=NOW + 9 * MINUTE)
    assert jobs.sweep(now=NOW + 12 * MINUTE) == jobs.Swept()
    assert state_of(running) == JobState.RUNNING


def test_sweep_gives_up_after_three_deaths(waiting, bell):
    now = NOW
    for _attempt in range(jobs.MAX_ATTEMPTS - 1):
        assert jobs.claim(waiting.pk, now=now) is not None
        now += jobs.GIVEN_UP_AFTER + MINUTE
        assert jobs.sweep(now=now) == jobs.Swept(requeued=1)
    jobs.claim(waiting.pk, now=now)
    now += jobs.GIVEN_UP_AFTER + MINUTE
    assert jobs.sweep(now=now) == jobs.Swept(failed=1)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.message, waiting.finished_at) == ("failed", jobs.MESSAGE_LOST, now)


def test_sweep_lets_a_dead_job_rest_that_was_asked_to_stop(running, bell):
    jobs.request_cancel(job=running, now=NOW)
    assert jobs.sweep(now=NOW + jobs.GIVEN_UP_AFTER + MINUTE) == jobs.Swept()
    assert (state_of(running), bell) == (JobState.CANCELLED, [])


def test_sweep_survives_a_silent_broker(waiting, broken_bell):
    assert jobs.sweep(now=NOW + 3 * MINUTE) == jobs.Swept(rung=1)
    assert state_of(waiting) == JobState.QUEUED


# --- what the database holds --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {"total": 2, "done": 3},
        {"state": JobState.DONE, "finished_at": None},
        {"state": JobState.RUNNING, "finished_at": NOW},
    ],
)
def test_the_database_refuses_a_job_that_contradicts_itself(waiting, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=waiting.pk).update(**values)
