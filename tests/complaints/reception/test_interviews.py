"""Taking a complaint in without the right to record: only what was heard, only with consent, only once."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actions import NotPossible
from complaints.choices import ConsentAnswer, RecusalReason
from complaints.models import Case, CaseAssignment, Complaint, Recusal
from complaints.reception.interviews import take_in
from complaints.reception.told import Told
from complaints.ties import declare_tie
from institutions.choices import TermList
from institutions.models import Facility, Term
from tests.complaints.sealed_cases import TODAY, own_case

pytestmark = pytest.mark.django_db


def told(storing: ConsentAnswer = ConsentAnswer.GIVEN, **facts: object) -> Told:
    scope = Term.objects.get(list=TermList.CONSENT_SCOPE, attributes__default="must")
    return Told(
        submission={"channel": None, "received_on": TODAY},
        facts=facts,
        safeguards=None,
        risk=None,
        consents=((scope, storing),),
        narrative="",
        identities=(),
    )


def test_a_monitor_takes_in_and_is_assigned(vera, organisation):
    once = uuid4()
    complaint = take_in(by=vera, organisation=organisation, told=told(), once=once, today=TODAY)
    assert Complaint.objects.get().uuid == once
    assert CaseAssignment.objects.get(case=complaint.case).user == vera


def test_a_lead_sees_every_case_and_is_not_assigned(berik, organisation):
    take_in(by=berik, organisation=organisation, told=told(), once=uuid4(), today=TODAY)
    assert not CaseAssignment.objects.exists()


@pytest.mark.parametrize("who", ["alia", "dana", "azat", "charlie"])
def test_who_may_not_receive_takes_nothing_in(cast, organisation, who):
    with pytest.raises(PermissionDenied):
        take_in(by=cast[who], organisation=organisation, told=told(), once=uuid4(), today=TODAY)
    assert not Case.objects.exists()


def test_into_a_case_only_who_knows_of_it(vera, berik, organisation):
    case = own_case(berik, organisation)
    with pytest.raises(PermissionDenied):
        take_in(by=vera, organisation=organisation, told=told(), once=uuid4(), today=TODAY, into=case)
    take_in(by=berik, organisation=organisation, told=told(), once=uuid4(), today=TODAY, into=case)
    assert case.complaints.count() == 2


def test_the_same_identifier_is_not_kept_twice(vera, organisation):
    once = uuid4()
    take_in(by=vera, organisation=organisation, told=told(), once=once, today=TODAY)
    with pytest.raises(NotPossible):
        take_in(by=vera, organisation=organisation, told=told(), once=once, today=TODAY)
    assert Case.objects.count() == 1


def test_whoever_is_tied_to_the_place_stands_back_and_takes_nothing_in(vera, berik, organisation):
    place = Facility.objects.create(code="TIED", label_en="x", label_ru="x", label_kk="x", facility_type=_kind())
    declare_tie(by=berik, organisation=organisation, user=berik, facility=place, today=TODAY)
    with pytest.raises(NotPossible):
        take_in(by=berik, organisation=organisation, told=told(facility=place), once=uuid4(), today=TODAY)
    complaint = take_in(by=vera, organisation=organisation, told=told(facility=place), once=uuid4(), today=TODAY)
    assert Recusal.objects.get(case=complaint.case).user == berik


def test_those_apart_stand_back_though_nothing_ties_them(vera, berik, organisation):
    complaint = take_in(by=vera, organisation=organisation, told=told(), once=uuid4(), today=TODAY, apart=[berik])
    recusal = Recusal.objects.get(case=complaint.case)
    assert (recusal.user, recusal.reason) == (berik, RecusalReason.WORKED_THERE)


def test_without_consent_to_keep_it_nothing_is_kept(vera, organisation):
    with pytest.raises(NotPossible):
        take_in(by=vera, organisation=organisation, told=told(ConsentAnswer.REFUSED), once=uuid4(), today=TODAY)
    assert not Case.objects.exists()


def _kind():
    return Facility._meta.get_field("facility_type").related_model.objects.order_by("order").first()
