"""The lists of the pack in memory say what the database says, and cost a query once they were read."""

import pytest
from django.utils import translation

from institutions.models import Facility, FacilityAlias, FacilityType, Region, Stage, Term
from institutions.vocabulary import Vocabulary, vocabulary

pytestmark = pytest.mark.django_db


def test_lists_hold_every_code_in_the_order_of_the_pack():
    known = vocabulary()
    assert [entry.code for entry in known.entries("region")] == list(
        Region.objects.order_by("order", "code").values_list("code", flat=True)
    )
    assert len(known.entries("stage")) == Stage.objects.count()
    assert {entry.pk for entry in known.entries("method")} == set(
        Term.objects.filter(list="method").values_list("pk", flat=True)
    )


def test_reading_again_costs_one_query(django_assert_num_queries):
    vocabulary()
    with django_assert_num_queries(1):
        vocabulary()


def test_a_place_that_was_added_is_known():
    vocabulary()
    kind = FacilityType.objects.first()
    place = Facility.objects.create(code="new", facility_type=kind, label_en="New", label_ru="New", label_kk="New")
    FacilityAlias.objects.create(facility=place, name="The old zzbarn")
    assert "new" in {entry.code for entry in vocabulary().entries("facility")}
    assert [entry.code for entry in vocabulary().meant_by("zzbarn")] == ["new"]


def test_labels_are_in_the_language_of_the_reader():
    known = vocabulary()
    region = Region.objects.get(code="KZ-71")
    with translation.override("kk"):
        assert dict(known.choices("region"))["KZ-71"] == region.label_kk
    assert dict(known.choices("region"))["KZ-71"] == region.label_en


def test_a_house_without_a_pack_has_no_lists():
    assert Vocabulary().entries("region") == ()
    assert Vocabulary().pk_of("region", "x") is None
