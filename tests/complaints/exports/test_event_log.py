"""The event log: every event that stands once, in order, and valid where a schema says so."""

import json
from datetime import date
from xml.etree import ElementTree

import pytest

from complaints.actions import record_event, supersede_event, void_event
from complaints.choices import ExportKind, Precision
from complaints.models import CaseEvent
from institutions.models import Body, Stage
from tests.complaints.exports.cases import TODAY, full_case, parsed, written

pytestmark = pytest.mark.django_db

NAMESPACE = "{http://www.xes-standard.org/}"
# Order of the children of a log, as the schema of the standard (IEEE 1849-2016) has it.
ORDER = ["extension", "global", "classifier", "attribute", "trace"]
ATTRIBUTES = {"string", "date", "int", "float", "boolean", "id", "list"}


@pytest.fixture
def case(berik, organisation):
    """A case with a corrected, a withdrawn and an undated entry."""
    case = full_case(berik, organisation)
    first = case.events.order_by("sequence").first()
    supersede_event(by=berik, event=first, happened_on=date(2025, 1, 9), body=Body.objects.first(), today=TODAY)
    stage = Stage.objects.get(code="REG")
    undated = {"happened_on": None, "precision": Precision.UNKNOWN}
    record_event(by=berik, case=case, stage=stage, today=TODAY, **undated)
    mistake = record_event(by=berik, case=case, stage=stage, happened_on=TODAY, precision="day", today=TODAY).event
    void_event(by=berik, event=mistake, today=TODAY)
    return case


def standing(case) -> list[int]:
    found = CaseEvent.objects.in_force().filter(case=case, happened_on__isnull=False)
    return sorted(found.values_list("sequence", flat=True))


def log(berik, **how):
    return ElementTree.fromstring(written(berik, kind=ExportKind.XES, **how))  # noqa: S314 -- our own file


def values(element) -> dict[str, str]:
    return {child.get("key"): child.get("value") for child in element if child.get("key")}


def test_csv_tells_every_event_that_stands_once(case, berik):
    rows = parsed(written(berik, kind=ExportKind.EVENTS))
    assert sorted(int(row["entry"]) for row in rows) == standing(case)
    assert {row["case_id"] for row in rows} == {case.reference}
    assert [row["timestamp"] for row in rows] == sorted(row["timestamp"] for row in rows)
    assert (rows[0]["timestamp"], rows[0]["resource"]) == ("2025-01-09T00:00:00.000+05:00", Body.objects.first().code)


def test_what_has_no_day_is_left_out_and_counted(case, berik):
    text = written(berik, kind=ExportKind.EVENTS)
    assert "Left out, because their day is not known at all: 1 events." in text
    assert values(log(berik))["events_without_a_day"] == "1"


def test_xes_tells_the_same_events(case, berik):
    (trace,) = log(berik).findall(f"{NAMESPACE}trace")
    events = trace.findall(f"{NAMESPACE}event")
    assert values(trace)["concept:name"] == case.reference
    assert sorted(int(values(event)["entry"]) for event in events) == standing(case)
    months = [values(event) for event in events if values(event)["date_precision"] == "month"]
    assert [one["time:timestamp"] for one in months] == ["2025-02-01T00:00:00.000+05:00"]


def test_xes_keeps_the_order_and_the_kinds_of_the_schema(case, berik):
    root = log(berik)
    kinds = [child.tag.removeprefix(NAMESPACE) for child in root]
    places = [ORDER.index("attribute" if kind in ATTRIBUTES else kind) for kind in kinds]
    assert places == sorted(places)
    assert float(root.get("xes.version")) == 1849.2016
    prefixes = {child.get("prefix") for child in root if child.get("prefix")}
    for event in root.iter(f"{NAMESPACE}event"):
        assert {child.tag.removeprefix(NAMESPACE) for child in event} <= ATTRIBUTES
        assert {key.partition(":")[0] for key in values(event) if ":" in key} <= prefixes
        assert {"concept:name", "time:timestamp", "lifecycle:transition", "date_precision"} <= set(values(event))
        assert len(values(event)) == len(list(event))


def test_activities_may_be_words_of_a_language(case, berik):
    labels = set(Stage.objects.values_list("label_ru", flat=True))
    names = {
        values(event)["concept:name"] for event in log(berik, is_labels=True, language="ru").iter(f"{NAMESPACE}event")
    }
    assert names <= labels


def test_json_nests_what_hangs_on_a_case_and_says_that_it_is_whole(case, berik):
    read = json.loads(written(berik, kind=ExportKind.JSON))
    (told,) = read["cases"]
    assert (told["case"], told["is_withdrawn"], told["file_number"]) == (case.reference, True, "=1+1")
    assert [row["sequence"] for row in told["events"]] == list(range(1, case.events.count() + 1))
    assert told["compensation"][0]["amount"] == "1200.50"
    assert [row["is_corrected"] for row in told["events"]].count(True) == 2
    assert (read["rows"], read["complete"], list(read)[-1]) == (1, True, "complete")
