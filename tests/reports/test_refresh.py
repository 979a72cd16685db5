"""Having figures computed again: by whom, for which data set, and for whose cases."""

import pytest
from django.urls import reverse

from accounts.choices import Role
from accounts.models import Job, Membership
from complaints.choices import DataSet
from tests.reports.rows import add_cases
from tests.reports.test_pages import page, paths, text_of

pytestmark = pytest.mark.django_db


def test_refresh_makes_a_job_and_shows_it(client, dana):
    client.force_login(dana)
    response = client.post(reverse("refresh_funnel"), {"data_set": "public_record"})
    job = Job.objects.get()
    assert response.url == reverse("job", args=[job.uuid])
    assert job.owner == dana


@pytest.mark.parametrize("data_set", ["", "official", "own; drop"])
def test_refresh_of_an_unknown_data_set_is_refused(client, dana, data_set):
    client.force_login(dana)
    assert client.post(reverse("refresh_funnel"), {"data_set": data_set}).status_code == 403
    assert not Job.objects.exists()


def analyst_of_two(dana, other_organisation):
    Membership.objects.create(user=dana, organisation=other_organisation, role=Role.ANALYST)
    return dana


def test_own_figures_of_the_only_organisation_need_no_question(client, dana, organisation):
    client.force_login(dana)
    client.post(reverse("refresh_funnel"), {"data_set": "own"})
    assert Job.objects.get().organisation == organisation


def test_own_figures_of_two_organisations_ask_which(client, dana, organisation, other_organisation):
    analyst = analyst_of_two(dana, other_organisation)
    add_cases(paths(3, 1), data_set=DataSet.OWN, organisation=organisation)
    response = page(client, analyst, data_set="own")
    assert [each.name for each in response.context["refresh_choices"]] == ["Senim", "Tirek"]
    assert f'<option value="{other_organisation.pk}">Senim</option>' in text_of(response)
    assert list(page(client, analyst, data_set="public_record").context["refresh_choices"]) == []
    client.post(reverse("refresh_funnel"), {"data_set": "own", "organisation": other_organisation.pk})
    assert Job.objects.get().organisation == other_organisation


def test_own_figures_of_two_organisations_are_not_guessed(client, dana, other_organisation):
    client.force_login(analyst_of_two(dana, other_organisation))
    response = client.post(reverse("refresh_funnel"), {"data_set": "own"}, follow=True)
    assert "Choose the one whose figures are to be computed" in text_of(response)
    assert not Job.objects.exists()


@pytest.mark.parametrize("named", ["x", "-1", "9" * 40, "0"])
def test_own_figures_of_an_unknown_organisation_are_not_there(client, dana, named):
    client.force_login(dana)
    posted = {"data_set": "own", "organisation": named}
    assert client.post(reverse("refresh_funnel"), posted).status_code == 404
    assert not Job.objects.exists()


def test_own_figures_of_a_foreign_organisation_are_not_there(client, dana, other_organisation):
    client.force_login(dana)
    posted = {"data_set": "own", "organisation": other_organisation.pk}
    assert client.post(reverse("refresh_funnel"), posted).status_code == 404
    assert not Job.objects.exists()


def test_monitor_sees_no_button_and_may_not_press_it(client, vera):
    add_cases(paths(3, 1))
    assert "Compute again" not in text_of(page(client, vera, data_set="demonstration"))
    assert client.post(reverse("refresh_funnel"), {"data_set": "demonstration"}).status_code == 403
