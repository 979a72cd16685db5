"""Several alleged victims and officials in one row."""

import pytest

from complaints.imports import people
from complaints.imports.actions import ask_undo
from complaints.imports.sealing import _identities
from complaints.imports.touching import worked_on
from complaints.imports.undoing import undo
from complaints.models import Case, Identity, ImportRow, Respondent, Victim
from complaints.projection import compare
from institutions.models import Agency
from institutions.queries import world
from tests.complaints.imports.sheets import (
    NOW,
    TODAY,
    as_csv,
    checked,
    fresh,
    mapped,
    silent,
    taken_in,
    uploaded,
    worked,
    xlsx,
)
from tests.complaints.sealed_cases import with_recovery_key

SEXES = ["File number", "Received on", "Sexes", "Ages", "Names of the victims", "Contacts"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("m", ["m"]),
        ("m; f", ["m", "f"]),
        ("m|f", ["m", "f"]),
        ("m\nf\n", ["m", "f"]),
        ("; f ;", ["", "f"]),
        ("Police, of the city; KUIS", ["Police, of the city", "KUIS"]),
        (" ; ", []),
    ],
)
def test_a_cell_is_divided_among_people(text, said):
    assert people.parts(text) == said


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Invented One; Invented Two", ["Invented One", "Invented Two"]),
        ("Invented One;", ["Invented One"]),
        ("Invented One; ; Invented Three", ["Invented One", "", "Invented Three"]),
        ("Invented One, tailor\nof Semey", ["Invented One, tailor\nof Semey"]),
        ("One\n\nFather's name: Two; Three", ["One\n\nFather's name: Two; Three"]),
    ],
)
def test_names_are_divided_by_a_semicolon_alone(text, names):
    assert people.names_in(text) == names


@pytest.mark.parametrize(
    ("name", "person"),
    [("victim_sex", ("victim_sex", 1)), ("victim_sex.12", ("victim_sex", 12)), ("event.X.on", ("event.X.on", 1))],
)
def test_a_fact_names_its_person(name, person):
    assert people.person_of(name) == person


def test_contacts_that_nobody_can_divide_stay_together():
    told = {"victim_name": "One; Two", "victim_contact": "1; 2; 3"}
    assert _identities(told) == [(1, {"name": "One", "contact": "1; 2; 3"}), (2, {"name": "Two"})]
    assert _identities({**told, "victim_contact": "1; 2"})[1] == (2, {"name": "Two", "contact": "2"})
    assert _identities({"victim_contact": "1; 2"}) == [(1, {"contact": "1; 2"})]
    assert _identities({"narrative": "Invented"}) == []


def test_whoever_has_no_name_leaves_their_place_to_nobody():
    told = {"victim_name": "A; ; C"}
    assert _identities(told) == [(1, {"name": "A"}), (3, {"name": "C"})]
    assert _identities({"victim_name": "; B"}) == [(2, {"name": "B"})]
    three = [(1, {"name": "A", "contact": "1"}), (2, {"contact": "2"}), (3, {"name": "C", "contact": "3"})]
    assert _identities({**told, "victim_contact": "1; 2; 3"}) == three
    assert _identities({**told, "victim_contact": "; ; 3"}) == [(1, {"name": "A"}), (3, {"name": "C", "contact": "3"})]
    # As many contacts as names, but not as many places: nobody knows whose the second one is.
    undivided = [(1, {"name": "A", "contact": "1; 3"}), (3, {"name": "C"})]
    assert _identities({**told, "victim_contact": "1; 3"}) == undivided


def told() -> list[tuple]:
    return list(Victim.objects.order_by("case__file_number", "number").values_list("number", "sex", "age_band"))


@pytest.mark.django_db
def test_a_row_brings_as_many_victims_as_its_cells_tell(alia, organisation):
    with_recovery_key(organisation)
    batch = taken_in(
        as_csv(
            SEXES,
            ["1", "2021", "m; f", "34; 17", "Invented One; Invented Two; Invented Three", "1; 2; 3"],
            ["2", "2021", "; f", "", "Invented Four", ""],
            ["3", "2021", "", "", "", ""],
        ),
        alia,
        organisation,
    )

    assert (batch.counts["new"], batch.counts["rejected"]) == (3, 0)
    assert told() == [
        (1, "male", "30_59"),
        (2, "female", "minor"),
        (3, "unknown", "unknown"),
        (1, "unknown", "unknown"),
        (2, "female", "unknown"),
    ]
    named = Identity.objects.order_by("case__file_number", "number").values_list("case__file_number", "number")
    assert list(named) == [("1", 1), ("1", 2), ("1", 3), ("2", 1)]
    assert "Invented" not in "".join(str(row.facts) + str(row.before) for row in ImportRow.objects.all())
    assert worked_on(batch) == []
    Victim.objects.filter(number=3).delete()
    assert worked_on(batch) == [Case.objects.get(file_number="1").reference]


@pytest.mark.django_db
def test_a_name_stands_with_the_facts_of_its_own_place(alia, organisation):
    with_recovery_key(organisation)
    rows = [["1", "2021", "m; f; m", "", "A; ; C", ""], ["2", "2021", "", "", "; ; C", ""]]
    taken_in(as_csv(SEXES, *rows), alia, organisation)
    assert [(number, sex) for number, sex, _age in told()] == [
        (1, "male"),
        (2, "female"),
        (3, "male"),
        (1, "unknown"),
        (2, "unknown"),
        (3, "unknown"),
    ]
    named = Identity.objects.order_by("case__file_number", "number").values_list("case__file_number", "number")
    assert list(named) == [("1", 1), ("1", 3), ("2", 3)]


@pytest.mark.django_db
def test_officials_of_several_agencies_are_all_known_to_the_rules(alia, organisation):
    first, second = Agency.objects.order_by("order")[:2]
    sheet = xlsx(
        ["File number", "Received on", "Agencies"],
        ["1", "2021", f"{first.label_en};{second.label_en};{first.label_en}"],
    )
    taken_in(sheet, alia, organisation)
    officials = Respondent.objects.order_by("number").values_list("number", "agency", "rank_band")
    assert list(officials) == [(1, first.pk, "unknown"), (2, second.pk, "unknown"), (3, first.pk, "unknown")]
    assert compare([Case.objects.get().pk], world=world()) == []
    codes = {"respondent_agency": "A", "respondent_agency.2": "B", "respondent_agency.3": "A"}
    assert people.agencies_of(codes) == ("A", "B")


@pytest.mark.django_db
def test_the_same_sheet_changes_nothing_and_another_adds_who_was_missing(alia, organisation):
    columns = SEXES[:4]
    taken_in(xlsx(columns, ["1", "2021", "m", 34]), alia, organisation)
    more = xlsx(columns, ["1", "2021", "m; ; f", "34"])
    batch = taken_in(more, alia, organisation)
    assert batch.counts["changed"] == 1
    added = [(1, "male", "30_59"), (2, "unknown", "unknown"), (3, "female", "unknown")]
    assert told() == added
    again = checked(mapped(uploaded(more, alia, organisation)))
    assert (again.counts["same"], again.counts["changed"]) == (1, 0)


@pytest.mark.django_db
def test_what_a_row_added_about_a_second_person_is_set_back(berik, organisation):
    columns = SEXES[:4]
    taken_in(xlsx(columns, ["1", "2021", "m; f", "34; 40"]), berik, organisation)
    batch = taken_in(xlsx(columns, ["1", "2021", "m; m", "34; 41"]), berik, organisation)
    assert told() == [(1, "male", "30_59"), (2, "male", "30_59")]
    ask_undo(by=berik, batch=batch, now=NOW)
    worked(fresh(batch), lambda found: undo(found.pk, silent, by=berik, now=NOW, today=TODAY))
    assert told() == [(1, "male", "30_59"), (2, "female", "30_59")]


@pytest.mark.django_db
def test_a_crowd_in_one_cell_is_rejected(alia, organisation):
    rows = [
        ["1", "2021", ";".join("m" * 21), "", "", ""],
        ["2", "2021", "", "", ";".join("abc" * 7), ""],
        ["3", "2021", ";" * 40 + "m", "", "", ""],
        ["4", "2021", "", "", ";" * 20 + "A", ""],
        ["5", "2021", ";" * 19 + "m" + ";" * 40, "", "", ""],
    ]
    batch = checked(mapped(uploaded(as_csv(SEXES, *rows), alia, organisation)))
    assert (batch.counts["rejected"], batch.counts["new"]) == (4, 1)
    assert {reason[1] for row in ImportRow.objects.all() for reason in row.reasons} == {"too_many"}
