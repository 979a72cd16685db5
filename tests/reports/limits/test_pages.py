"""The page of limits: what it says, to whom, and what it must never show."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Membership
from monitoring.choices import StoodBack
from monitoring.models import Visit, VisitMember
from reports.limits.choices import Measure
from tests.reports.limits.table import build, lines, scenario
from tests.reports.rows import demonstration_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(organisation):
    return build(organisation)


def page(client, user, **filters):
    client.force_login(user)
    return client.get(reverse("limits"), filters)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_page_says_what_was_found(world, client, dana):
    text = text_of(page(client, dana))
    assert "Unannounced visits found 2.00 concerns about treatment per visit (1.03 to 3.49; 6 visits)" in text
    assert "announced ones 0.40 (0.05 to 1.44; 5 visits). Ratio: 5.00 (1.11 to 46.00)." in text
    assert "46 of 79 interviews were held in private" in text
    assert "Visits let in whose two hours are not both recorded: 1." in text
