"""Reading a pack: what is whole is read, what is at fault is named with file, line and reason."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from institutions.choices import Answer, Effect
from institutions.pack_format import PACK_FILES, Broken, PackError
from institutions.packs import pack_folder, read_pack, source_keys
from institutions.sources import pieces
from tests.institutions.worlds import LUMERIA


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of Lumeria that a test may damage."""
    return Path(shutil.copytree(LUMERIA, tmp_path / "lumeria"))


def damage(folder: Path, file: str, old: str, new: str) -> int:
    """Replaces `old` by `new` once and returns the line in which it stood."""
    path = folder / f"{file}.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def broken(folder: Path) -> list[Broken]:
    with pytest.raises(PackError) as caught:
        read_pack(folder)
    return list(caught.value.broken)


def test_reads_values_as_the_fields_mean_them():
    content = read_pack(LUMERIA)
    rows = {row.key: row.values for row in content.rows["grounds"]}
    assert content.code == "lumeria"
    assert rows[("NO_WISH",)] == {
        "code": "NO_WISH",
        "label_en": "The victim wishes no case",
        "label_ru": "Жертва не желает",
        "label_kk": "Жәбірленуші қаламайды",
        "is_kk_reviewed": True,
        "kind": "termination",
        "legal_basis": "Act 4(2)",
        "lawful_for_torture": Answer.NO,
        "is_for_lack_of_complaint": True,
        "is_violation_found": False,
        "valid_from": None,
        "valid_to": None,
        "source": "invented",
        "is_verified": True,
        "order": 4,
    }


def test_empty_cells_mean_the_default_and_lists_and_parameters_are_read():
    rows = read_pack(LUMERIA).rows
    limits = {row.values["code"]: row.values for row in rows["time_limits"]}
    terms = {row.values["code"]: row.values for row in rows["terms"]}
    guards = {row.values["code"]: row.values for row in rows["guards"]}
    assert limits["T_INQUIRY"]["meets"] == ["DISPATCHED", "DROPPED"]
    assert limits["T_PROMPT"]["amount"] is None
    assert terms["STRIKES_ROD"]["attributes"] == {"hur": "030101", "rank": 1}
    assert guards["G_PAUSE"]["parameters"] == {"days": 5}
    assert guards["G_WISH"]["parameters"] == {}
    assert rows["bodies"][5].values["valid_to"] is None
    assert rows["bodies"][6].values["valid_to"] == date(2010, 12, 31)


def test_an_omitted_column_means_its_default(folder: Path):
    path = folder / "stages.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    header = lines[0].split(",")
    at = header.index("consequence")
    path.write_text(
        "\n".join(",".join(p for i, p in enumerate(x.split(",")) if i != at) for x in lines), encoding="utf-8"
    )
    stages = read_pack(folder).rows["stages"]
    assert (stages[0].values["consequence"], stages[9].values["effect"]) == ("", Effect.INTERRUPTS)


def test_marks_of_doubt_stay_recognisable():
    rows = read_pack(LUMERIA).rows
    justice = rows["bodies"][2].values
    counted = rows["terms"][3].values
    assert (justice["label_kk"], justice["is_kk_reviewed"], justice["is_verified"]) == (
        "Құқық министрлігі",
        False,
        True,
    )
    assert (counted["is_kk_reviewed"], counted["is_verified"]) == (True, False)


@pytest.mark.parametrize(
    ("source", "is_verified"),
    [
        ("V:ROLL17", True),
        ("V:ROLLk V:ROLL17", True),
        ("V:KAZOO24; S", True),
        ("K", False),
        ("V:ROLL17; КУИ K", False),
        ("S; names K", False),
        ("K (order located)", False),
        ("D", True),
    ],
)
def test_only_the_tag_k_makes_a_row_unverified(folder: Path, source: str, is_verified: bool):
    damage(folder, "channels", ",no,invented", f",no,{source}")
    assert read_pack(folder).rows["channels"][0].values["is_verified"] is is_verified


DAMAGES = [
    ("bodies", "label_en", "label_xx", "The column “label_xx” is unknown here; known are "),
    ("bodies", "label_en", "label_xx", "The column label_en is missing."),
    ("bodies", "kind,valid_from", "kind,kind", "The column kind is there twice."),
    ("bodies", "WATCH,The Watch", "HOME,The Watch", "The code HOME is already in line 3."),
    ("bodies", "WATCH,The Watch", ",The Watch", "The column code is empty."),
    ("bodies", ",Стража,", ",,", "The column label_ru is empty."),
    ("bodies", ",Күзет,", ",*,", "label_kk: there is a mark, but no label."),
    ("bodies", ",police,", ",polic,", "kind: “polic” is not one of apex, "),
    ("bodies", "2010-12-31", "31.12.2010", "valid_to: “31.12.2010” is not a date; write it as 2025-06-30."),
    ("bodies", "2010-12-31", "2010-02-30", "valid_to: “2010-02-30” is not a date"),
    (
        "bodies",
        "2011-01-01,,,invented",
        "2011-01-01,2010-12-31,,invented",
        "The validity ends on 2010-12-31, before it begins",
    ),
    ("bodies", ",,,,invented\nHOME", ",,,,\nHOME", "The column source is empty."),
    ("bodies", "CROWN,The Crown", "CROWN,too,many,The Crown", "11 cells, but 9 columns."),
    ("bodies", "CROWN,", "C" * 41 + ",", "code: 41 characters are too long; 40 fit."),
    ("subordinations", "HOME,CROWN", "HOME,THRONE", "parent: there is no “THRONE” in bodies.csv."),
    ("subordinations", "1999-12-31", "2000-01-01", "For KEEP this row and line 6 are both valid on 2000-01-01."),
    (
        "subordinations",
        "HOME,CROWN,,",
        "HOME,WATCH,2005-01-01,",
        "On 2005-01-01 HOME stands under itself through WATCH.",
    ),
    ("subordinations", "WATCH,HOME", "WATCH,WATCH", "WATCH stands under itself"),
    ("facility_operators", "2004-12-31", "", "For OLD_TOWER this row and line 2 are both valid on 2005-01-01."),
    ("agency_bodies", "A_KEEP,KEEP", "A_WATCH,KEEP", "already in line 2."),
    ("premise_mandates", "2013-01-01", "2012-06-01", "For ROOM this row and line 2 are both valid on 2012-06-01."),
    ("offences", ",yes,yes,", ",maybe,yes,", "is_public_prosecution: “maybe” is neither yes nor no."),
    (
        "stages",
        "person,complainant,,withdraws",
        "person,complainant,4,withdraws",
        "Only a stage of the track procedure can be",
    ),
    (
        "stages",
        "closes,terminated,investigation",
        "closes,,investigation",
        "A stage that closes a case must name the exit.",
    ),
    ("stages", "procedure,8,", "procedure,9,", "milestone: “9” is not one of 1, 2, 3, 4, 5, 6, 7, 8."),
    ("stages", "procedure,8,", "procedure,x,", "milestone: “x” is not a whole number."),
    (
        "transitions",
        "HEARD,BOOKED",
        "HEARD,TAKEN_BACK",
        "to_stage: the stage TAKEN_BACK is not on the track procedure.",
    ),
    ("transitions", "HEARD,TURNED_AWAY", "HEARD,BOOKED", "from_stage HEARD, to_stage BOOKED is already in line 2."),
    (
        "guards",
        "prosecutor_approval",
        "approval_of_anybody",
        "name: no rule is called “approval_of_anybody”; known are",
    ),
    ("guards", "days=5", "days=five", "parameters: days=five is not a whole number; write days=3."),
    ("guards", "days=5", "days=05", "parameters: days=05 is not a whole number; write days=3."),
    ("guards", "days=5", "days=5|called_up=ten", "parameters: called_up=ten is not a whole number; write called_up=3."),
    ("guards", "days=5", "five days", "parameters: “five days” is not of the form name=value."),
    ("conflict_rules", "same_root_as_operator", "same_hat", "name: no rule is called “same_hat”; known are"),
    ("time_limits", "DISPATCHED|DROPPED", "DISPATCHED|LOST", "meets: there is no “LOST” in stages.csv."),
    ("time_limits", ",2,months", ",,months", "A limit needs an amount of at least 1, or the unit prompt."),
    ("time_limits", ",2,months", ",2,prompt", "A limit of the unit prompt has no amount."),
    ("terms", "STRIKES_ROD,STRIKES", "STRIKES_ROD,BLOWS", "parent: there is no “BLOWS” in terms.csv."),
    ("channels", "BOX,Box", 'BOX,"Box', "This is not CSV"),
    ("channels", ",partly,invented", ",partly,V:ROLL18", "source: there is no “ROLL18” in sources.csv."),
    ("terms", ",invented K", ",V:ROLL17 V:ROLL18", "source: there is no “ROLL18” in sources.csv."),
    ("premise_mandates", ",2012-12-31,invented", ",2012-12-31,hearsay", "source: there is no tag in “hearsay”; write"),
    ("agency_bodies", "A_KEEP,KEEP,,,invented", "A_KEEP,KEEP,,,V", "source: there is no tag in “V”; write V:key"),
    ("sources", "ROLLk,", "ROLL17,", "The key ROLL17 is already in line 7."),
    ("sources", ",excerpt", ",half", "extent: “half” is not one of full, articles, "),
    ("sources", "KAZOO24,", ",", "The column key is empty."),
]


@pytest.mark.parametrize(("file", "old", "new", "reason"), DAMAGES)
def test_a_row_at_fault_is_named_with_file_line_and_reason(folder: Path, file: str, old: str, new: str, reason: str):
    line = damage(folder, file, old, new)
    faults = [(one.file, one.reason) for one in broken(folder) if one.line in (line, line + 1)]
    assert any(name == f"{file}.csv" and reason in said for name, said in faults), broken(folder)


def test_all_rows_at_fault_are_named_at_once_in_the_order_of_the_pack(folder: Path):
    first = damage(folder, "guards", "prosecutor_approval", "approval_of_anybody")
    second = damage(folder, "bodies", ",police,", ",polic,")
    third = damage(folder, "bodies", "2010-12-31", "never")
    assert [(one.file, one.line) for one in broken(folder)] == [
        ("bodies.csv", second),
        ("bodies.csv", third),
        ("guards.csv", first),
    ]


def test_a_letter_that_the_pack_does_not_explain_is_no_source(folder: Path):
    damage(folder, "sources", "D,derived,выведено,шығарылды*,,,,,\n", "")
    line = damage(folder, "channels", ",no,invented", ",no,V:ROLL17; day D")
    assert broken(folder) == [Broken("channels.csv", line, "source: there is no “D” in sources.csv.")]


def test_the_list_of_sources_needs_no_source_itself():
    sources = {row.values["key"]: row.values for row in read_pack(LUMERIA).rows["sources"]}
    assert sources["ROLLk"] == {
        "key": "ROLLk",
        "label_en": "Roll of Acts, other tongue",
        "label_ru": "Свиток законов, другой язык",
        "label_kk": "Заңдар шиыршығы, басқа тіл",
        "is_kk_reviewed": False,
        "note_en": "copied by hand",
        "note_ru": "переписано от руки",
        "note_kk": "қолмен көшірілген",
        "address": "https://roll.example/other",
        "extent": "articles",
        "order": 7,
    }
    assert (sources["invented"]["extent"], sources["ROLL17"]["is_kk_reviewed"]) == ("", True)


def test_the_keys_of_the_sources_can_be_had_alone(folder: Path, tmp_path: Path):
    assert source_keys(folder) == {"invented", "S", "V", "D", "K", "ROLL17", "ROLLk", "KAZOO24"}
    (folder / "sources.csv").unlink()
    assert source_keys(folder) == frozenset()


def test_a_row_at_fault_does_not_make_rows_that_point_to_it_faulty(folder: Path):
    damage(folder, "bodies", ",Стража,", ",,")
    assert [one.file for one in broken(folder)] == ["bodies.csv"]


def test_lines_are_counted_as_in_the_file_also_after_a_cell_of_several_lines(folder: Path):
    damage(folder, "bodies", "The Crown", '"The\nCrown"')
    line = damage(folder, "bodies", ",police,", ",polic,")
    assert [one.line for one in broken(folder)] == [line] == [6]


def test_a_missing_file_a_missing_folder_and_a_foreign_encoding_are_named(folder: Path, tmp_path: Path):
    (folder / "terms.csv").unlink()
    (folder / "channels.csv").write_bytes("code,Ж".encode("cp1251"))
    assert [str(one) for one in broken(folder)] == [
        "channels.csv:1: The file is not written in UTF-8.",
        "terms.csv:0: The file is missing; a list without rows has its header only.",
    ]
    assert [str(one) for one in broken(tmp_path / "atlantis")] == ["atlantis:0: There is no such pack."]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize(
    ("bytes_", "reason"),
    [(b"\0", "There is a zero byte; this is not text."), (b"\xcf\xd3", "The file is not written in UTF-8.")],
)
def test_what_is_no_text_is_named_with_its_line(folder: Path, mark: bytes, bytes_: bytes, reason: str):
    path = folder / "bodies.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    lines[3] = bytes_ + lines[3]
    path.write_bytes(mark + b"".join(lines))
    assert Broken("bodies.csv", 4, reason) in broken(folder)


NEVER_EMPTY = ["bodies", "stages", "transitions", "channels", "funnel_steps"]


@pytest.mark.parametrize("file", NEVER_EMPTY)
def test_a_list_that_cannot_be_empty_is_refused_with_its_header_only(folder: Path, file: str):
    path = folder / f"{file}.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n\n", encoding="utf-8")
    faults = [one for one in broken(folder) if one.file == f"{file}.csv"]
    assert faults == [Broken(f"{file}.csv", 1, "There is a header, but no row; this list cannot be empty.")]


def test_other_lists_may_be_empty(folder: Path):
    for file in ("guards", "terms", "time_limits", "conflict_rules"):
        path = folder / f"{file}.csv"
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
        assert read_pack(folder).rows[file] == ()
    assert {file.name for file in PACK_FILES if not file.may_be_empty} == set(NEVER_EMPTY)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (",,", "An indicator names in measured_by what measures it, or in unmeasured why nothing does."),
        ("A=obs,x:y,not_yet", "An indicator names in measured_by what measures it, or in unmeasured why nothing does."),
        ("A=seen,x:y,", "evidence: A=seen is not one of obs, nat, scn, na."),
    ],
)
def test_an_indicator_is_measured_or_says_why_not(folder: Path, cells: str, reason: str):
    path = folder / "indicators.csv"
    row = f"X1,equity,a,b,c,d,e,f,up,{cells},invented\n"
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")
    assert broken(folder) == [Broken("indicators.csv", 2, reason)]


def test_the_checksum_follows_the_files_and_nothing_else(folder: Path):
    before = read_pack(folder).checksum
    (folder / "notes.txt").write_text("not of the pack", encoding="utf-8")
    assert read_pack(folder).checksum == before
    damage(folder, "bodies", "The Crown", "The Throne")
    assert read_pack(folder).checksum != before


def test_the_pack_of_the_house_is_whole():
    rows = read_pack(pack_folder("kz")).rows
    assert set(rows) == {file.name for file in PACK_FILES}
    assert all(rows[name] for name in ("bodies", "stages", "transitions", "grounds", "guards", "regions"))


def test_every_source_of_the_house_is_named_by_something_and_agrees_with_the_public_record():
    folder = pack_folder("kz")
    known, public = source_keys(folder), keyed(folder / "public_sources.csv")
    used: set[str] = set()
    for path in sorted(folder.glob("*.csv")):
        if not path.name.startswith("public_") and path.name != "sources.csv":
            used |= {piece.key for row in records(path) for piece in pieces(row["source"], known) if piece.key}
    assert known - used == {"V"}
    assert used - known == set()
    addresses = {key: row["address"] for key, row in keyed(folder / "sources.csv").items()}
    assert {key for key in known & public.keys() if addresses[key] != public[key]["publisher"]} == set()


def test_substantiated_means_as_consistent_as_the_scale_of_doctors_says_it():
    folder = pack_folder("kz")
    scale = {row["code"]: row for row in records(folder / "terms.csv") if row["list"] == "consistency"}
    formula = {row["code"]: row for row in records(folder / "indicators.csv")}["EF2"]
    for language in ("en", "ru", "kk"):
        words = set(formula[f"formula_{language}"].lower().replace(",", "").split())
        assert set(scale["DC2"][f"label_{language}"].lower().split()[:2]) <= words, language


def test_no_indicator_that_needs_the_hour_is_said_to_be_recorded():
    rows = read_pack(pack_folder("kz")).rows["indicators"]
    by_hours = [row.values for row in rows if "hours" in row.values["formula_en"]]
    assert by_hours
    assert {row["unmeasured"] for row in by_hours} == {"not_recorded"}
    assert all("hour" in row["source"] for row in by_hours)


def records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def keyed(path: Path) -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in records(path)}
