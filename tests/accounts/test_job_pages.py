"""Pages of jobs: one's own and the organisation's, page by page, and the button that stops one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts import job_pages
from accounts.choices import JobState
from accounts.models import Job

NOW = datetime(2026, 3, 4, tzinfo=UTC)


def job_of(owner, organisation, key="one", **values) -> Job:
    return Job.objects.create(kind="tests.tasks.count_stars", key=key, owner=owner, organisation=organisation, **values)


@pytest.fixture
def running(berik, organisation) -> Job:
    return job_of(berik, organisation, state=JobState.RUNNING, done=1200, total=5000, attempts=1, heartbeat_at=NOW)


def page_of(client, job, **headers) -> str:
    return client.get(reverse("job", args=[job.uuid]), headers=headers).content.decode()


def test_a_job_shows_how_far_it_is_without_any_script(client, berik, running):
    client.force_login(berik)
    page = page_of(client, running)
    assert 'value="1200" max="5000"' in page
    assert f'<a href="{reverse("job", args=[running.uuid])}">Refresh</a>' in page
    assert "Cancel the job" in page


def test_a_script_gets_the_bar_alone_while_the_job_runs(client, berik, running):
    client.force_login(berik)
    response = client.get(reverse("job", args=[running.uuid]), headers={"HX-Request": "true"})
    assert 'hx-trigger="every 2s"' in response.content.decode()
    assert ("<html" in response.content.decode(), "HX-Refresh" in response.headers) == (False, False)


def test_a_script_gets_the_whole_page_when_the_job_has_ended(client, berik, running):
    Job.objects.update(state=JobState.DONE, finished_at=NOW)
    client.force_login(berik)
    response = client.get(reverse("job", args=[running.uuid]), headers={"HX-Request": "true"})
    assert response.headers["HX-Refresh"] == "true"
    assert "hx-get" not in response.content.decode()


def test_a_job_of_others_does_not_exist(client, charlie, running):
    client.force_login(charlie)
    assert client.get(reverse("job", args=[running.uuid])).status_code == 404
    assert client.post(reverse("cancel_job", args=[running.uuid])).status_code == 404
    running.refresh_from_db()
    assert not running.is_cancel_requested


ABOUT_CASES = ("complaints.imports.tasks.write", "complaints.exports.tasks.make_file")


@pytest.mark.parametrize("kind", ABOUT_CASES)
@pytest.mark.parametrize(
    ("name", "status"),
    [("alia", 200), ("berik", 200), ("vera", 404), ("dana", 404), ("azat", 404), ("charlie", 404)],
)
def test_a_job_about_cases_is_seen_by_who_could_have_asked_for_it(client, cast, organisation, kind, name, status):
    job = Job.objects.create(kind=kind, key="one", owner=None, organisation=organisation)
    client.force_login(cast[name])
    assert client.get(reverse("job", args=[job.uuid])).status_code == status
    assert bool(listed(client, reverse("job_list"))) is (status == 200)


@pytest.mark.parametrize("name", ["alia", "vera", "dana"])
def test_a_job_of_the_organisation_that_nobody_named_stays_with_who_runs_jobs(client, cast, running, name):
    client.force_login(cast[name])
    assert client.get(reverse("job", args=[running.uuid])).status_code == 404


@pytest.mark.parametrize("kind", ABOUT_CASES)
def test_who_asked_for_a_job_follows_it_whatever_became_of_the_role(client, dana, organisation, kind):
    job = Job.objects.create(kind=kind, key="one", owner=dana, organisation=organisation)
    client.force_login(dana)
    assert client.get(reverse("job", args=[job.uuid])).status_code == 200


def test_the_owner_stops_a_job(client, dana, organisation):
    job = job_of(dana, organisation)
    client.force_login(dana)
    response = client.post(reverse("cancel_job", args=[job.uuid]))
    job.refresh_from_db()
    assert (response["Location"], job.state) == (reverse("job", args=[job.uuid]), JobState.CANCELLED)


@pytest.mark.parametrize(("name", "is_stopped"), [("alia", False), ("vera", False), ("berik", True), ("azat", True)])
def test_only_some_colleagues_stop_the_job_of_another(client, cast, organisation, name, is_stopped):
    job = job_of(cast["dana"], organisation, state=JobState.RUNNING, heartbeat_at=NOW)
    client.force_login(cast[name])
    assert ("Cancel the job" in page_of(client, job)) is is_stopped
    client.post(reverse("cancel_job", args=[job.uuid]))
    job.refresh_from_db()
    assert job.is_cancel_requested is is_stopped


def test_the_page_of_a_job_that_was_asked_to_stop_offers_no_second_button(client, berik, running):
    Job.objects.update(is_cancel_requested=True)
    client.force_login(berik)
    page = page_of(client, running)
    assert ("has been asked to stop" in page, "Cancel the job" in page) == (True, False)


def test_stopping_an_ended_job_says_why_not(client, berik, running):
    Job.objects.update(state=JobState.DONE, finished_at=NOW)
    client.force_login(berik)
    response = client.post(reverse("cancel_job", args=[running.uuid]), follow=True)
    assert "This job has already ended." in response.content.decode()


def listed(client, address) -> list[str]:
    return [row["url"] for row in client.get(address).context["rows"]]


@pytest.fixture
def seven(berik, organisation, monkeypatch) -> list[str]:
    """Addresses of seven jobs, newest first; three fit on a page, and two share a moment."""
    monkeypatch.setattr(job_pages, "PAGE_SIZE", 3)
    moments = [0, 1, 2, 3, 3, 4, 5]
    for number, minutes in enumerate(moments):
        job = job_of(berik, organisation, key=str(number))
        Job.objects.filter(pk=job.pk).update(created_at=NOW + timedelta(minutes=minutes))
    newest_first = Job.objects.order_by("-created_at", "-pk")
    return [reverse("job", args=[job.uuid]) for job in newest_first]


def test_the_list_is_walked_there_and_back(client, berik, seven):
    client.force_login(berik)
    first = client.get(reverse("job_list")).context
    assert [row["url"] for row in first["rows"]] == seven[:3]
    assert first["newer_url"] == ""
    second = client.get(first["older_url"]).context
    assert [row["url"] for row in second["rows"]] == seven[3:6]
    third = client.get(second["older_url"]).context
    assert [row["url"] for row in third["rows"]] == seven[6:]
    assert third["older_url"] == ""
    assert listed(client, third["newer_url"]) == seven[3:6]
    back = client.get(client.get(third["newer_url"]).context["newer_url"]).context
    assert [row["url"] for row in back["rows"]] == seven[:3]
    assert back["newer_url"] == ""


def test_the_list_holds_nothing_of_others(client, charlie, seven):
    client.force_login(charlie)
    assert listed(client, reverse("job_list")) == []


def test_a_job_of_others_is_no_place_in_the_list(client, charlie, running):
    client.force_login(charlie)
    assert client.get(reverse("job_list"), {"older_than": running.uuid}).status_code == 404
    assert client.get(reverse("job_list"), {"newer_than": "nonsense"}).status_code == 404


@pytest.mark.parametrize("name", ["alia", "berik", "charlie", "azat"])
def test_work_on_open_data_is_seen_by_all_without_the_name_of_who_asked(client, cast, name):
    job = job_of(cast["dana"], None)
    client.force_login(cast[name])
    assert listed(client, reverse("job_list")) == [reverse("job", args=[job.uuid])]
    assert "Dana" not in page_of(client, job)
    client.post(reverse("cancel_job", args=[job.uuid]))
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_work_on_open_data_names_the_reader_who_asked(client, dana):
    job = job_of(dana, None)
    client.force_login(dana)
    assert page_of(client, job).count("Dana") == 2  # the top bar and the job


def test_somebody_without_a_role_sees_only_a_closed_door(client, dana):
    dana.memberships.update(is_active=False)
    client.force_login(dana)
    assert client.get(reverse("job_list")).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_long(client, berik, organisation, number, django_assert_num_queries):
    for key in range(number):
        job_of(berik, organisation, key=str(key))
    client.force_login(berik)
    client.get(reverse("profile"))
    with django_assert_num_queries(5):  # the bell among them
        client.get(reverse("job_list"))
