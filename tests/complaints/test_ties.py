"""A tie that is declared closes the cases that are there, and nothing opens them again while it is in force."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import AuditEvent
from complaints.choices import RecusalReason
from complaints.models import Case, CaseAssignment, Recusal, Respondent, Tie
from complaints.recusals import end_recusal
from complaints.ties import declare_tie, end_tie
from institutions.models import Agency, Body, Facility
from tests.complaints.sealed_cases import TODAY, fill_safe, own_case, with_recovery_key
from tests.vault.keys import unlocked_client, with_keys
from vault.models import Bar, KeyWrap

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Facility:
    places = Facility.objects.filter(is_demonstration=False).exclude(facility_type__operator=None).exclude(region=None)
    return places.order_by("order").first()


@pytest.fixture
def elsewhere(place) -> Facility:
    """Another place of another kind."""
    return Facility.objects.exclude(facility_type=place.facility_type).order_by("order").first()


def case_about(user, place: Facility | None, *, is_sealed: bool = True) -> Case:
    case = own_case(user, user.memberships.get().organisation)
    kind, region = (place.facility_type, place.region) if place else (None, None)
    Case.objects.filter(pk=case.pk).update(facility=place, facility_type=kind, region=region)
    case.refresh_from_db()
    return fill_safe(case, by=user) if is_sealed else case


def declare(user, by=None, **what) -> Tie:
    organisation = user.memberships.get().organisation
    return declare_tie(by=by or user, organisation=organisation, user=user, today=TODAY, **what)


def test_whoever_declares_a_tie_stands_back_from_the_cases_about_it(alia, berik, place, elsewhere):
    with_keys(alia, berik)
    close, other = case_about(alia, place), case_about(alia, elsewhere)
    unsealed = case_about(alia, place, is_sealed=False)
    assert KeyWrap.objects.filter(key_pair__user=alia, data_key__safe=close.safe).exists()
    declare(alia, facility=place)
    assert set(Case.objects.visible_to(alia)) == {other}
    assert set(Recusal.objects.values_list("user", "case", "reason", "declared_by", "started_on")) == {
        (alia.pk, case.pk, RecusalReason.WORKED_THERE, alia.pk, TODAY) for case in (close, unsealed)
    }
    assert Bar.objects.get().safe == close.safe
    assert not KeyWrap.objects.filter(key_pair__user=alia, data_key__safe=close.safe).exists()
    assert KeyWrap.objects.filter(key_pair__user=alia, data_key__safe=other.safe).exists()
    assert not CaseAssignment.objects.filter(user=alia, case__in=[close, unsealed], ended_at=None).exists()
    assert AuditEvent.objects.filter(action=Act.RECUSED).count() == 2
    assert set(Case.objects.visible_to(berik)) == {close, other, unsealed}


def test_the_body_behind_the_place_and_behind_the_accused_counts(alia, place):
    with_recovery_key(alia.memberships.get().organisation)
    agency = Agency.objects.filter(bodies__valid_to=None).order_by("order").first()
    by_place, by_accused, neither = case_about(alia, place), case_about(alia, None), case_about(alia, None)
    Respondent.objects.create(case=by_accused, agency=agency)
    declare(alia, body=place.facility_type.operator)
    assert by_place not in Case.objects.visible_to(alia) and neither in Case.objects.visible_to(alia)
    declare(alia, body=Body.objects.get(pk=agency.bodies.filter(valid_to=None).get().body_id))
    assert set(Case.objects.visible_to(alia)) == {neither}


def test_a_case_that_names_no_place_may_be_about_it(alia, place):
    unknown = case_about(alia, None, is_sealed=False)
    declare(alia, facility=place)
    assert unknown not in Case.objects.visible_to(alia)


def test_declared_for_a_colleague_it_leaves_other_organisations_alone(azat, berik, charlie, place):
    own, foreign = case_about(berik, place), case_about(charlie, place)
    declare(berik, by=azat, facility=place)
    assert Recusal.objects.get().case == own
    assert foreign in Case.objects.visible_to(charlie)


def test_twice_is_once_also_for_standing_back(alia, place):
    case_about(alia, place)
    assert declare(alia, facility=place) == declare(alia, facility=place)
    assert Recusal.objects.count() == 1 == Tie.objects.count()


def test_a_case_that_nobody_else_could_open_is_not_lost_and_this_is_said(berik, organisation, place):
    with_keys(berik)
    case = case_about(berik, place)
    KeyWrap.objects.exclude(recovery_key=None).delete()
    client = unlocked_client(berik)
    given = {"who": f"me.{organisation.pk}.{berik.pk}", "facility": place.pk}
    page = client.post(reverse("ties"), given, follow=True).content.decode()
    assert "Nobody else could open some of the cases" in page
    assert Tie.objects.get().user == berik and not Recusal.objects.exists()
    with_recovery_key(organisation)
    for wrap in KeyWrap.objects.filter(key_pair__user=berik):
        recovery = organisation.recovery_key
        KeyWrap.objects.create(
            data_key=wrap.data_key, recovery_key=recovery, wrapped=b"x", reason=wrap.reason, granted_on=TODAY
        )
    page = client.post(reverse("ties"), given, follow=True).content.decode()
    assert "Nobody else could open some of the cases" not in page
    assert Recusal.objects.get().case == case


# --- ending -----------------------------------------------------------------------------------------------------------


def test_standing_back_is_not_ended_while_a_tie_is_in_force(alia, azat, berik, place):
    with_keys(alia, berik)
    case = case_about(alia, place)
    tie = declare(alia, facility=place)
    recusal = Recusal.objects.get()
    with pytest.raises(NotPossible):
        end_recusal(by=berik, recusal=recusal, today=TODAY)
    address = reverse("end_standing_back", args=[case.reference, alia.uuid])
    page = unlocked_client(berik).post(address, follow=True).content.decode()
    assert "A tie in force makes this person close to the case" in page
    assert Recusal.objects.filter(ended_on=None).exists() and Bar.objects.exists()
    end_tie(by=azat, tie=tie, today=TODAY)
    assert case not in Case.objects.visible_to(alia)  # nothing comes back by itself
    end_recusal(by=berik, recusal=recusal, today=TODAY)
    assert not Recusal.objects.filter(ended_on=None).exists()


def test_a_tie_to_something_else_holds_nothing_back(alia, berik, place, elsewhere):
    with_keys(alia, berik)
    case_about(alia, place)
    declare(alia, facility=place)
    Tie.objects.update(facility=elsewhere)
    end_recusal(by=berik, recusal=Recusal.objects.get(), today=TODAY)


def test_nobody_ends_their_own_tie_whatever_the_role(alia, azat, berik, place):
    for user in (alia, azat, berik):
        tie = declare(user, facility=place)
        with pytest.raises(PermissionDenied):
            end_tie(by=user, tie=tie, today=TODAY)
    with pytest.raises(PermissionDenied):
        end_tie(by=berik, tie=Tie.objects.get(user=alia), today=TODAY)
    assert Tie.objects.filter(ended_on=None).count() == 3
