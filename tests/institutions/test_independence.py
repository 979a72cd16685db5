"""Who is above whom on which day, and how far two bodies stand from each other. On small worlds, then on Kazakhstan."""

from datetime import date

import pytest

from institutions.choices import Independence
from institutions.independence import Edge, Hierarchy
from institutions.queries import world

D = date.fromisoformat
INDEPENDENT, SAME_ROOT, SUBORDINATE, UNKNOWN = (
    Independence.INDEPENDENT,
    Independence.SAME_ROOT,
    Independence.SUBORDINATE,
    Independence.UNKNOWN,
)


@pytest.fixture
def hierarchy() -> Hierarchy:
    """A ruler over two ministries; `guard` moved from `left` to `right` on 1 May 2010."""
    return Hierarchy(
        edges=[
            Edge("left", "ruler"),
            Edge("right", "ruler"),
            Edge("police", "right"),
            Edge("guard", "left", None, D("2010-04-30")),
            Edge("guard", "right", D("2010-05-01")),
            Edge("new", "right", D("2015-01-01")),
        ],
        apex=["ruler"],
        existence={
            **dict.fromkeys(["ruler", "left", "right", "police", "guard"], (None, None)),
            "old": (None, D("2014-12-31")),
            "new": (D("2015-01-01"), None),
        },
    )


@pytest.mark.parametrize(
    ("body", "other", "on", "answer"),
    [
        ("police", "guard", "2010-04-30", INDEPENDENT),
        ("police", "guard", "2010-05-01", SAME_ROOT),
        ("police", "right", "2010-05-01", SUBORDINATE),
        ("right", "police", "2010-05-01", SUBORDINATE),
        ("police", "police", "2010-05-01", SUBORDINATE),
        ("left", "right", "2010-05-01", INDEPENDENT),
        ("ruler", "right", "2010-05-01", INDEPENDENT),
        ("old", "police", "2014-12-31", INDEPENDENT),
        ("old", "police", "2015-01-01", UNKNOWN),
        ("new", "police", "2014-12-31", UNKNOWN),
        ("nobody", "police", "2010-05-01", UNKNOWN),
        (None, "police", "2010-05-01", UNKNOWN),
        ("police", None, "2010-05-01", UNKNOWN),
        ("", "police", "2010-05-01", UNKNOWN),
        ("police", "guard", None, UNKNOWN),
    ],
)
def test_between(hierarchy: Hierarchy, body: str | None, other: str | None, on: str | None, answer: Independence):
    assert hierarchy.between(body, other, on and D(on)) == answer
    assert hierarchy.between(other, body, on and D(on)) == answer


@pytest.mark.parametrize(
    ("body", "other", "earliest", "latest", "answer"),
    [
        ("police", "guard", "2010-04-01", "2010-04-30", INDEPENDENT),
        ("police", "guard", "2010-04-01", "2010-05-01", UNKNOWN),
        ("police", "guard", "2010-05-01", "2030-01-01", SAME_ROOT),
        ("police", "guard", "2010-05-01", None, SAME_ROOT),
        ("police", "guard", None, "2010-04-30", INDEPENDENT),
        ("police", "guard", None, None, UNKNOWN),
        ("left", "right", None, None, INDEPENDENT),
        ("old", "police", "2014-12-31", "2015-01-01", UNKNOWN),
    ],
)
def test_between_during(
    hierarchy: Hierarchy, body: str, other: str, earliest: str | None, latest: str | None, answer: Independence
):
    assert hierarchy.between_during(body, other, earliest and D(earliest), latest and D(latest)) == answer


def test_between_during_refuses_days_in_the_wrong_order(hierarchy: Hierarchy):
    with pytest.raises(ValueError, match="2011-01-02 is after 2011-01-01"):
        hierarchy.between_during("left", "right", D("2011-01-02"), D("2011-01-01"))


def test_the_chain_ends_below_the_apex_and_at_a_circle(hierarchy: Hierarchy):
    assert hierarchy.chain("police", D("2010-01-01")) == ["police", "right"]
    assert hierarchy.direct_parent("right", D("2010-01-01")) == "ruler"
    circle = Hierarchy([Edge("a", "b"), Edge("b", "a")])
    assert circle.chain("a", D("2010-01-01")) == ["a", "b"]


def test_independence_is_lost_by_a_move_and_by_a_merger(hierarchy: Hierarchy):
    assert hierarchy.lost_independence("guard", "police", D("2012-01-01"))
    assert not hierarchy.lost_independence("guard", "police", D("2010-04-30")), "still independent"
    assert not hierarchy.lost_independence("police", "guard", D("2012-01-01")), "the head of the police did not change"
    assert hierarchy.predecessors("new") == {"old"}
    assert hierarchy.lost_independence("new", "police", D("2016-01-01"))
    assert not hierarchy.lost_independence("police", "right", D("2016-01-01")), "never was independent"


KAZAKHSTAN = [
    ("MIA_POL", "DUIS", "2020-01-01", SAME_ROOT),
    ("MIA_POL", "MIA", "2020-01-01", SUBORDINATE),
    ("MIA_OWN", "MIA_POL", "2020-01-01", SAME_ROOT),
    ("GPO", "KNB", "2025-07-01", INDEPENDENT),
    ("GPO_SP", "MIA_POL", "2020-01-01", INDEPENDENT),
    ("MIA", "MOD", "2020-01-01", INDEPENDENT),
    ("ACA_2019", "KNB", "2025-06-29", INDEPENDENT),
    ("ACA_2019", "KNB", "2025-06-30", UNKNOWN),
    ("ACS_KNB", "KNB", "2025-06-29", UNKNOWN),
    ("ACS_KNB", "KNB", "2025-06-30", SUBORDINATE),
    ("ACS_KNB", "MIA_POL", "2025-06-30", INDEPENDENT),
    ("MOD_MP", "MOD", "2020-01-01", SUBORDINATE),
    ("MOH", "MIA", "2023-06-01", INDEPENDENT),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("body", "other", "on", "answer"), KAZAKHSTAN)
def test_kazakhstan(body: str, other: str, on: str, answer: Independence):
    assert world().hierarchy.between(body, other, D(on)) == answer


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "on", "root"),
    [
        ("MIA_POL", "2020-01-01", "MIA"),
        ("DUIS", "2020-01-01", "MIA"),
        ("MOD_MP", "2020-01-01", "MOD"),
        ("ACA_2019", "2025-06-29", "ACA_2019"),
        ("ACS_KNB", "2025-06-30", "KNB"),
        ("GPO_SP", "2020-01-01", "GPO"),
    ],
)
def test_roots_of_kazakhstan_stop_below_president_and_government(body: str, on: str, root: str):
    assert world().hierarchy.root(body, D(on)) == root
