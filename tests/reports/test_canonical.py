from datetime import date

import pytest

from complaints.choices import DataSet
from reports.canonical import canonical_text, from_json, hash_of, to_json
from reports.choices import Breakdown
from reports.results import FunnelQuery, Loss, Share


def test_a_question_goes_there_and_back():
    query = FunnelQuery(
        data_set=DataSet.OWN,
        as_of=date(2026, 6, 30),
        organisations=(3, 7),
        horizon=3,
        breakdowns=(Breakdown.REGION, Breakdown.BODY),
        filters=((Breakdown.CHANNEL, ("C1", "none")),),
    )
    assert from_json(FunnelQuery, to_json(query)) == query


def test_absent_values_stay_absent():
    share = Share(0, 0)
    assert from_json(Share, to_json(share)) == share


def test_a_mapping_keeps_its_kinds():
    assert from_json(Loss, to_json(Loss(5, {"withdrawn": 5}))) == Loss(5, {"withdrawn": 5})
    assert from_json(dict[int, int], {"6": 14}) == {6: 14}


def test_equal_values_have_one_text_whatever_their_order():
    assert canonical_text({"b": 1, "a": [1.5, None]}) == '{"a":[1.5,null],"b":1}'
    assert hash_of({"b": 1, "a": 2}) == hash_of({"a": 2, "b": 1})


def test_what_has_no_form_is_refused():
    with pytest.raises(TypeError, match="no canonical form"):
        to_json(object())
    with pytest.raises(ValueError, match="Out of range"):
        canonical_text(float("nan"))
