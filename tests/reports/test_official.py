from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from institutions.models import Pack
from institutions.packs import PackError, pack_folder
from reports.models import FigureUnit, OfficialFigure, Series
from reports.official import (
    UnlikeUnits,
    breaks_between,
    divide,
    figures,
    is_alike,
    series_breaks,
    yearly,
    yearly_series,
)
from reports.official_file import Loaded, load_figures, read_breaks

HEADER = (
    "code,series,unit,measure_en,measure_ru,measure_kk,starts_on,ends_on,period_en,period_ru,period_kk,"
    "value_low,value_high,value_text,is_yearly_series,source\n"
)
SOURCES = "key,label_en,label_ru,label_kk,address,extent\n" + "".join(f"{key},a,b,c,,\n" for key in "XSDK")
Y2023 = "T2,registered,cases,Cases,Дела,Істер*,2023-01-01,2023-12-31,2023,2023,2023,462,462,462,yes,V:X\n"
Y2022 = "T1,registered,cases,Cases,Дела,Істер*,2022-01-01,2022-12-31,2022,2022,2022,920,920,920,yes,D K\n"
OFFICIALS = "T3,convicted,officials,Sentenced,Осуждены,Сотталды,,,last five years,пять лет,бес жыл*,140,140,140,no,S\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sources.csv").write_text(SOURCES, encoding="utf-8")

    def write(*rows):
        (tmp_path / "official_figures.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def no_figures(db):
    OfficialFigure.objects.all().delete()


def figure(**values):
    """Ten years of registrations; what is said differs."""
    return OfficialFigure(
        **(
            {
                "series": Series.REGISTERED,
                "unit": FigureUnit.CASES,
                "starts_on": date(2010, 1, 1),
                "ends_on": date(2019, 12, 31),
                "value_low": Decimal(7000),
                "value_high": Decimal(7000),
            }
            | values
        )
    )


def test_figures_load_once_and_only_changes_are_written(no_figures, folder):
    assert load_figures(folder(Y2023, OFFICIALS)) == Loaded(created=2, changed=0, unchanged=0, removed=0)
    assert load_figures(folder(Y2023, OFFICIALS)) == Loaded(created=0, changed=0, unchanged=2, removed=0)
    assert load_figures(folder(Y2023.replace("462,462,462", "463,463,463"), Y2022)) == Loaded(1, 1, 0, 1)
    assert list(figures().values_list("code", "value_low", "is_verified", "measure_kk")) == [
        ("T1", Decimal(920), False, "Істер"),
        ("T2", Decimal(463), True, "Істер"),
    ]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (Y2023.replace("registered", "registred"), "official_figures.csv:3: series: “registred” is not one of"),
        (
            Y2023.replace("462,462", "462,many"),
            "official_figures.csv:3: value_high: “many” value must be a decimal number.",
        ),
        (Y2023.replace("462,462", "462,400"), "official_figures.csv:3: The lower value is above the upper one."),
        (Y2023.replace("2023-12-31", "2022-12-31"), "official_figures.csv:3: The period ends before it begins."),
        (Y2023.replace("2023-12-31", "31.12.2023"), "official_figures.csv:3: ends_on: “31.12.2023” is not a date"),
        (Y2022, "official_figures.csv:3: The code T1 is already in line 2."),
        (Y2023.replace("V:X", ""), "official_figures.csv:3: The column source is empty."),
        (Y2023.replace("V:X", "V:Y; D"), "official_figures.csv:3: source: there is no “Y” in sources.csv."),
        (Y2023.replace("V:X", "the papers"), "official_figures.csv:3: source: there is no tag in “the papers”; write"),
        ("T9,registered\n", "official_figures.csv:3: 2 cells, but 16 columns."),
    ],
)
def test_a_broken_row_is_named_and_nothing_changes(no_figures, folder, row, sentence):
    load_figures(folder(OFFICIALS))
    with pytest.raises(PackError) as caught:
        load_figures(folder(Y2022, row))
    assert str(caught.value).startswith(sentence)
    assert list(figures().values_list("code", flat=True)) == ["T3"]


def test_a_missing_file_or_column_is_named(no_figures, tmp_path):
    with pytest.raises(PackError, match=r"official_figures.csv:0: The file is missing"):
        load_figures(tmp_path)
    (tmp_path / "official_figures.csv").write_text("code,colour\nT1,red\n")
    with pytest.raises(PackError, match=r"official_figures.csv:1: The column “colour” is unknown") as caught:
        load_figures(tmp_path)
    assert "The column source is missing." in str(caught.value)


def test_the_command_says_what_it_did_or_why_not(no_figures, folder, capsys):
    call_command("load_official_figures", folder=folder(Y2022, Y2023))
    assert capsys.readouterr().out == "Official figures: 2 new, 0 changed, 0 as before, 0 removed.\n"
    with pytest.raises(CommandError, match="nothing has changed"):
        call_command("load_official_figures", folder=folder(Y2022, Y2022))


def test_a_yearly_series_holds_one_unit(no_figures, folder):
    other = Y2023.replace("T2", "T4").replace(",cases,", ",registrations,")
    load_figures(folder(Y2023, Y2022, other, OFFICIALS))
    assert [(value.year, value.low, value.code, value.is_verified) for value in yearly("registered", "cases")] == [
        (2022, Decimal(920), "T1", False),
        (2023, Decimal(462), "T2", True),
    ]
    assert set(yearly_series()) == {("registered", "cases"), ("registered", "registrations")}
    assert yearly("convicted", "officials") == ()


def test_the_two_140_are_never_the_same_number():
    """2 % of 7 000 registrations in ten years are 140 cases; 140 officials were sentenced in five years."""
    cases = figure(series=Series.REACHED_TRIAL, value_low=Decimal(140), value_high=Decimal(140))
    officials = figure(
        series=Series.CONVICTED,
        unit=FigureUnit.OFFICIALS,
        value_low=Decimal(140),
        value_high=Decimal(140),
        starts_on=date(2015, 1, 1),
    )
    assert cases.value_low == officials.value_low
    assert not is_alike(cases, officials)
    for pair in [(officials, cases), (cases, officials), (officials, figure())]:
        with pytest.raises(UnlikeUnits, match="officials"):
            divide(*pair)


def test_like_figures_of_one_period_divide():
    assert divide(figure(value_low=Decimal(140), value_high=Decimal(140)), figure()) == Fraction(1, 50)
    assert is_alike(figure(), figure())


@pytest.mark.parametrize(
    ("one", "other", "sentence"),
    [
        ({"starts_on": date(2015, 1, 1)}, {}, "different periods"),
        ({"starts_on": None}, {"starts_on": None}, "different periods"),
        ({"value_high": Decimal(8000)}, {}, "range"),
        ({"value_low": None, "value_high": None}, {}, "range"),
        ({}, {"value_low": Decimal(0), "value_high": Decimal(0)}, "part of zero"),
        ({"unit": FigureUnit.SHARE_OF_REGISTRATIONS}, {}, "already divided"),
        ({"unit": FigureUnit.REGISTRATIONS}, {}, "registrations and criminal cases"),
    ],
)
def test_what_is_unlike_is_not_divided(one, other, sentence):
    with pytest.raises(UnlikeUnits, match=sentence):
        divide(figure(**one), figure(**other))


def test_two_figures_without_a_period_are_not_alike():
    assert not is_alike(figure(starts_on=None), figure(starts_on=None))


@pytest.fixture
def kazakh_pack(db):
    return Pack.objects.first() or Pack.objects.create(code="kz", checksum="0" * 64, loaded_at=timezone.now())


def test_the_series_break_where_the_law_changed(kazakh_pack):
    found = [(one.on, one.kind) for one in series_breaks()]
    assert found == [(date(2022, 1, 1), "spike"), (date(2023, 1, 1), "law"), (date(2023, 5, 19), "law")]
    assert [one.on.year for one in breaks_between(2019, 2022)] == [2022]
    assert breaks_between(2024, 2030) == ()


@pytest.mark.parametrize(
    ("language", "word"), [("en", "divided"), ("ru", "разделена"), ("kk", "бөлінді"), ("de", "divided")]
)
def test_breaks_speak_the_readers_language(kazakh_pack, language, word):
    with translation.override(language):
        label = series_breaks()[-1].label
    assert word in label
    assert not label.endswith("*")


def test_without_a_pack_there_are_no_breaks(db):
    Pack.objects.all().delete()
    assert series_breaks() == ()


def test_broken_breaks_are_named(tmp_path):
    assert read_breaks(tmp_path) == []
    header = "on,kind,label_en,label_ru,label_kk,source\n"
    (tmp_path / "series_breaks.csv").write_text(header + "2023,law,a,b,c,S\n2023-01-01,war,a,b,c,S\n")
    with pytest.raises(PackError) as caught:
        read_breaks(tmp_path)
    assert [one.line for one in caught.value.broken] == [2, 3]


def test_a_break_with_an_unknown_source_is_named_when_figures_are_loaded(no_figures, folder):
    header = "on,kind,label_en,label_ru,label_kk,source\n"
    (folder() / "series_breaks.csv").write_text(header + "2023-01-01,law,a,b,c,V:X\n2024-01-01,law,a,b,c,V:Y\n")
    with pytest.raises(PackError) as caught:
        load_figures(folder(Y2023))
    assert str(caught.value) == "series_breaks.csv:3: source: there is no “Y” in sources.csv."
    assert not figures().exists()


def test_the_breaks_of_kazakhstan_are_those_of_the_law():
    assert [cells["source"] for _on, cells in read_breaks(pack_folder("kz"))] == [
        "V:HRW22a V:HRW22b",
        "V:UPK24",
        "V:LAW212",
    ]


def test_the_published_figures_of_kazakhstan_load_and_keep_their_units(no_figures):
    folder = pack_folder("kz")
    loaded = load_figures(folder)
    assert loaded.created == figures().count() > 30
    assert load_figures(folder) == Loaded(created=0, changed=0, unchanged=loaded.created, removed=0)
    assert [(value.year, value.text) for value in yearly(Series.REGISTERED, FigureUnit.CASES)] == [
        (2019, "850"),
        (2020, "766"),
        (2021, "685"),
        (2022, "920"),
        (2023, "462"),
        (2024, "193"),
    ]
    sentenced = OfficialFigure.objects.get(value_text="140")
    assert sentenced.unit == FigureUnit.OFFICIALS
    for other in figures().exclude(pk=sentenced.pk):
        with pytest.raises(UnlikeUnits):
            divide(sentenced, other)
