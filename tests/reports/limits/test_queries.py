"""The sums out of the database, and every measure of the dozen visits against the table computed by hand."""

import pytest

from complaints.choices import DataSet
from institutions.models import Facility
from reports.limits.choices import Measure
from reports.limits.measures import figures
from reports.limits.queries import report_of
from reports.limits.scope import Question, cases_for, visits_for
from tests.reports.limits.table import TODAY, build, lines

pytestmark = pytest.mark.django_db


def asked(user, **changed):
    question = Question(**{"data_set": DataSet.OWN, "today": TODAY, **changed})
    places = Facility.objects.filter(code__startswith="LIMITS-")
    visits, cases = (door(user, question.data_set) for door in (visits_for, cases_for))
    return report_of(question, visits, cases, places)


@pytest.fixture
def world(organisation):
    return build(organisation)


def test_every_measure_is_as_computed_by_hand(world, berik):
    found = figures(asked(berik).real.total)
    table = {line["measure"]: line for line in lines("hand_computed_measures.csv")}
    assert list(table) == [measure.value for measure in Measure]
    for name, line in table.items():
        figure = found[Measure(name)]
        assert (str(figure.count if figure.count is not None else ""), str(figure.base)) == (
            line["count"],
            line["base"],
        )
        for wanted, number in ((line["value"], figure.value), (line["low"], figure.low), (line["high"], figure.high)):
            assert (number is None) == (wanted == ""), (name, line, figure)
            assert number is None or number == pytest.approx(float(wanted), abs=5e-5, rel=5e-5), (name, line, figure)
