"""Nobody who is close to a place or to the accused ever gets a letter about them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.choices import RecusalReason
from complaints.intake import letter_views
from complaints.intake.routing import Closeness, Target, close_organisations, close_people, is_close
from complaints.intake.takers import takers
from complaints.models import Case, Recusal, Tie
from institutions.choices import Independence
from institutions.independence import Edge, Hierarchy
from institutions.models import Agency, Body, Facility
from institutions.world import ALWAYS, World
from tests.complaints.intake.letters import Returner, Writer, open_for_letters
from tests.vault.keys import with_keys
from vault.models import Bar, KeyWrap

TODAY = date(2026, 11, 2)
BODIES = ("head", "ministry", "prisons", "police", "medics", "court", "ended")
FACILITIES = {"colony": ("prisons", "camp", "north"), "cells": ("police", "station", "south")}
AGENCIES = {"guards": "prisons", "officers": "police", "doctors": "medics"}


def small_world() -> World:
    """Prisons and police under one ministry; medics and court apart; one body that is no more."""
    hierarchy = Hierarchy(
        edges=[
            Edge("prisons", "ministry"),
            Edge("police", "ministry"),
            Edge("ministry", "head"),
            Edge("medics", "head"),
            Edge("court", "head"),
        ],
        apex=["head"],
        existence={body: (None, date(2020, 1, 1) if body == "ended" else None) for body in BODIES},
    )
    return World(
        hierarchy=hierarchy,
        stages={},
        steps={},
        grounds={},
        offences={},
        guards={},
        conflict_rules=(),
        clocks=(),
        jurisdiction=(),
        agency_bodies={agency: ((body, ALWAYS),) for agency, body in AGENCIES.items()},
        facility_operators={facility: ((told[0], ALWAYS),) for facility, told in FACILITIES.items()},
        type_operators={"camp": "prisons", "station": "police"},
        body_kinds={},
        body_ids={},
    )


WORLD = small_world()


def tie_to_facility(name: str, **who: int) -> Closeness:
    return Closeness(**who, facility=name, facility_type=FACILITIES[name][1], region=FACILITIES[name][2])


@pytest.mark.parametrize(
    ("tie", "target", "expected"),
    [
        (Closeness(1, body="prisons"), Target(facility="colony"), True),
        (Closeness(1, body="ministry"), Target(facility="colony"), True),
        (Closeness(1, body="police"), Target(facility="colony"), True),  # the same head
        (Closeness(1, body="court"), Target(facility="colony"), False),
        (Closeness(1, body="medics"), Target(facility="colony", agencies=("doctors",)), True),
        (Closeness(1, body="ended"), Target(facility="colony"), True),  # not known is not independent
        (Closeness(1, body="prisons"), Target(), False),
        (Closeness(1, body="prisons"), Target(facility_type="camp"), True),
        (tie_to_facility("colony", organisation=1), Target(facility="colony"), True),
        (tie_to_facility("colony", organisation=1), Target(facility="cells"), False),
        (tie_to_facility("colony", organisation=1), Target(facility_type="camp", region="north"), True),
        (tie_to_facility("colony", organisation=1), Target(facility_type="camp"), True),
        (tie_to_facility("colony", organisation=1), Target(facility_type="camp", region="south"), False),
        # The place in words, or by its region alone: it may be the very one.
        (tie_to_facility("colony", organisation=1), Target(), True),
        (tie_to_facility("colony", organisation=1), Target(region="north"), True),
        (tie_to_facility("colony", organisation=1), Target(region="south"), False),
        (tie_to_facility("colony", organisation=1), Target(facility_type="station"), False),
        (Closeness(1, facility="colony", facility_type="camp"), Target(facility_type="camp", region="south"), True),
    ],
)
def test_who_is_close(tie, target, expected):
    assert is_close(tie, target, WORLD, TODAY) is expected


TARGETS = st.builds(
    Target,
    facility=st.sampled_from([None, *FACILITIES]),
    facility_type=st.sampled_from([None, "camp", "station"]),
    region=st.sampled_from([None, "north", "south"]),
    agencies=st.lists(st.sampled_from(list(AGENCIES)), unique=True).map(tuple),
)
WHO = {"organisation": st.integers(1, 3), "user": st.sampled_from([None, 11, 12, 13])}
TIES = st.lists(
    st.one_of(
        st.builds(Closeness, **WHO, body=st.sampled_from(BODIES)),
        st.builds(tie_to_facility, st.sampled_from(list(FACILITIES)), **WHO),
    ),
    max_size=6,
)


@settings(max_examples=300, deadline=None)
@given(ties=TIES, target=TARGETS)
def test_nobody_with_a_conflict_is_left(ties, target):
    left_organisations = {1, 2, 3} - close_organisations(ties, target, WORLD, TODAY)
    left_people = {11, 12, 13} - close_people(ties, target, WORLD, TODAY)
    operator = FACILITIES[target.facility][0] if target.facility else WORLD.type_operators.get(target.facility_type)
    concerned = {AGENCIES[agency] for agency in target.agencies} | ({operator} - {None})
    for tie in ties:
        holds_it = tie.organisation in left_organisations if tie.user is None else tie.user in left_people
        if not holds_it:
            continue
        if tie.facility is not None:
            assert tie.facility != target.facility
            # Something that is known speaks against it: another place of the list, another kind, another region.
            assert (
                target.facility is not None
                or target.facility_type not in (None, tie.facility_type)
                or target.region not in (None, tie.region)
            )
        if tie.body is not None:
            distances = {WORLD.hierarchy.between(tie.body, body, TODAY) for body in concerned}
            assert distances <= {Independence.INDEPENDENT}


# --- with real rows ---------------------------------------------------------------------------------------------------


def a_place() -> Facility:
    return (
        Facility.objects.filter(is_demonstration=False).exclude(facility_type__operator=None).order_by("order").first()
    )


def about(place: Facility) -> Target:
    return Target(facility=place.code, facility_type=place.facility_type.code)


@pytest.mark.django_db
def test_an_organisation_tied_to_the_operator_is_not_offered(taker, other_organisation):
    open_for_letters(other_organisation)
    place = a_place()
    Tie.objects.create(organisation=taker, body=place.facility_type.operator, declared_on=TODAY)
    found = takers(about(place), today=TODAY)
    assert list(found.offered) == [other_organisation] and found.is_narrowed
    assert found.choose(str(taker.uuid)) is None and found.choose("any") == other_organisation
    assert len(takers(Target(), today=TODAY).offered) == 2


@pytest.mark.django_db
def test_a_tie_that_ended_counts_no_more(taker):
    place = a_place()
    Tie.objects.create(organisation=taker, facility=place, declared_on=TODAY, ended_on=TODAY)
    assert list(takers(about(place), today=TODAY).offered) == [taker]


@pytest.mark.django_db
def test_a_tied_body_of_the_accused_counts(taker):
    agency = Agency.objects.filter(bodies__valid_to=None).order_by("order").first()
    body = Body.objects.get(pk=agency.bodies.filter(valid_to=None).get().body_id)
    Tie.objects.create(organisation=taker, body=body, declared_on=TODAY)
    assert takers(Target(agencies=(agency.code,)), today=TODAY).offered == ()


@pytest.mark.django_db
def test_an_organisation_whose_only_lead_is_close_is_not_offered(taker):
    place = a_place()
    lead = taker.memberships.get(role="lead").user
    Tie.objects.create(organisation=taker, user=lead, facility=place, declared_on=TODAY)
    assert takers(about(place), today=TODAY).offered == ()


@pytest.mark.django_db
def test_a_person_who_is_close_gets_no_key_and_stands_back(taker, berik):
    with_keys(berik)
    place = a_place()
    Tie.objects.create(organisation=taker, user=berik, facility=place, declared_on=TODAY)
    Writer().letter(taker, {2: {"facility": place.code}, 4: {}})
    case = Case.objects.get(letter__isnull=False)
    recusal = Recusal.objects.get(case=case)
    assert (recusal.user, recusal.reason, recusal.declared_by) == (berik, RecusalReason.WORKED_THERE, None)
    assert Bar.objects.get(safe=case.safe).user == berik
    assert not KeyWrap.objects.filter(data_key__safe=case.safe, key_pair__user=berik).exists()
    assert case not in Case.objects.visible_to(berik)


def bars_of_a_letter_about(place: Facility, taker) -> tuple[Case, set]:
    Writer().letter(taker, {2: {"facility": place.code}, 4: {}})
    case = Case.objects.get(letter__isnull=False)
    barred = set(Bar.objects.filter(safe=case.safe).values_list("user", flat=True))
    assert barred == set(Recusal.objects.filter(case=case, ended_on=None).values_list("user", flat=True))
    return case, barred


@pytest.mark.django_db
def test_who_left_the_organisation_or_never_had_a_role_is_barred_too(taker, alia, berik, charlie):
    place = a_place()
    berik.memberships.update(is_active=False)
    for user in (berik, charlie):
        Tie.objects.create(organisation=taker, user=user, facility=place, declared_on=TODAY)
    assert bars_of_a_letter_about(place, taker)[1] == {berik.pk, charlie.pk}


@pytest.mark.django_db
def test_a_member_who_is_tied_in_the_eyes_of_another_organisation_is_barred(taker, berik, other_organisation):
    place = a_place()
    Tie.objects.create(organisation=other_organisation, user=berik, facility=place, declared_on=TODAY)
    assert bars_of_a_letter_about(place, taker)[1] == {berik.pk}


@pytest.mark.django_db
def test_a_stranger_who_is_tied_elsewhere_is_not_written_down(taker, charlie, other_organisation):
    place = a_place()
    Tie.objects.create(organisation=other_organisation, user=charlie, facility=place, declared_on=TODAY)
    assert bars_of_a_letter_about(place, taker)[1] == set()


@pytest.mark.django_db
def test_a_tie_declared_while_the_letter_is_on_its_way_counts(taker, berik, monkeypatch):
    with_keys(berik)
    place = a_place()
    writer, real = Writer(), letter_views.send

    def send_later(**given):
        Tie.objects.create(organisation=taker, user=berik, facility=place, declared_on=TODAY)
        return real(**given)

    monkeypatch.setattr(letter_views, "send", send_later)
    writer.letter(taker, {2: {"facility": place.code}, 4: {}})
    assert Recusal.objects.get().user == berik


@pytest.mark.django_db
def test_a_place_named_in_words_alone_passes_by_whoever_is_tied_to_one_there(taker, berik):
    place = Facility.objects.filter(is_demonstration=False).exclude(region=None).order_by("order").first()
    Tie.objects.create(organisation=taker, user=berik, facility=place, declared_on=TODAY)
    Writer().letter(taker, {2: {"region": place.region.code, "words": "the yellow house"}, 4: {}})
    assert Recusal.objects.get().user == berik


@pytest.mark.django_db
def test_a_letter_is_not_sent_to_somebody_close_whatever_is_posted(taker, other_organisation):
    open_for_letters(other_organisation)
    place = a_place()
    Tie.objects.create(organisation=taker, facility=place, declared_on=TODAY)
    writer = Writer()
    writer.fill({2: {"facility": place.code}})
    page = writer.client.get(writer.address).content.decode()
    assert str(other_organisation.uuid) in page and str(taker.uuid) not in page
    assert "is not offered" in page
    refused = writer.send(taker)
    assert refused.status_code == 200 and not Case.objects.filter(letter__isnull=False).exists()
    writer.send(other_organisation)
    assert Case.objects.get(letter__isnull=False).organisation == other_organisation


@pytest.mark.django_db
def test_it_is_said_honestly_when_nobody_is_left(taker):
    place = a_place()
    Tie.objects.create(organisation=taker, facility=place, declared_on=TODAY)
    writer = Writer()
    writer.fill({2: {"facility": place.code}})
    page = writer.client.get(writer.address).content.decode()
    assert "There is nobody left here who could take this letter" in page and 'value="send"' not in page
    writer.send("any")
    assert not Case.objects.filter(letter__isnull=False).exists()
    assert Returner().look().status_code == 200
