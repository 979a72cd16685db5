"""Numbers of complaints about a place: none of them tells of a case from which the reader stands back."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.choices import Role
from accounts.models import Membership, Organisation, User
from complaints.actions import receive_complaint
from complaints.choices import DataSet, RecusalReason
from complaints.models import Case, Recusal
from tests.monitoring.visits import TODAY, place

pytestmark = pytest.mark.django_db


def complaint(by: User, organisation: Organisation) -> Case:
    return receive_complaint(
        by=by,
        organisation=organisation,
        data_set=DataSet.OWN,
        channel=None,
        today=TODAY,
        received_on=date(2026, 10, 30),
        facility=place(),
    )


def numbers(client, user: User) -> list[str]:
    client.force_login(User.objects.get(pk=user.pk))
    context = client.get(reverse("place_detail", args=[place().code])).context
    return [row["number"] for row in context["years"]]


def test_a_case_from_which_one_stands_back_is_in_no_number(client, berik, organisation):
    complaint(berik, organisation)
    case = complaint(berik, organisation)
    assert numbers(client, berik) == ["2"]
    Recusal.objects.create(case=case, user=berik, reason=RecusalReason.OTHER, declared_by=berik, started_on=TODAY)
    assert numbers(client, berik) == ["1"]


def test_a_sum_is_told_exactly_to_who_sees_every_case_of_each_organisation_in_it(
    client, berik, charlie, organisation, other_organisation
):
    complaint(berik, organisation)
    complaint(charlie, other_organisation)
    assert numbers(client, berik) == ["1"]
    Membership.objects.create(user=berik, organisation=other_organisation, role=Role.ANALYST)
    assert numbers(client, berik) == ["fewer than 5"]
    Membership.objects.create(user=berik, organisation=other_organisation, role=Role.LEAD)
    assert numbers(client, berik) == ["2"]


def test_an_organisation_of_the_demonstration_has_no_part_in_real_numbers(client, berik, organisation):
    complaint(berik, organisation)
    invented = Organisation.objects.create(name="Invented", is_demonstration=True)
    Membership.objects.create(user=berik, organisation=invented, role=Role.ANALYST)
    assert numbers(client, berik) == ["1"]
