"""Loading a pack: all or nothing, twice is once, and never another country."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from institutions.actions import FileReport, PackRefused, load_pack
from institutions.models import Body, Facility, FacilityOperator, FacilityType, Ground, Pack, Stage, Subordination, Term
from institutions.pack_format import PACK_FILES, PackError
from tests.institutions.worlds import LUMERIA, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of Lumeria that a test may change."""
    return Path(shutil.copytree(LUMERIA, tmp_path / "lumeria"))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / f"{file}.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, text.count(old)
    path.write_text(text.replace(old, new), encoding="utf-8")


def counts() -> dict[str, int]:
    return {file.name: file.model.objects.count() for file in PACK_FILES}


def invented_place(code: str = "X_PLACE") -> Facility:
    place = Facility.objects.create(
        code=code,
        label_en="Invented",
        label_ru="Вымысел",
        label_kk="Ойдан",
        facility_type=FacilityType.objects.get(code="KEEPS"),
        is_demonstration=True,
    )
    FacilityOperator.objects.create(facility=place, body=Body.objects.get(code="KEEP"))
    return place


def test_loads_everything_once(empty_world):
    report = load_pack(folder=LUMERIA, now=NOON)
    assert report.files["bodies"] == FileReport(created=10, changed=0, unchanged=0, removed=0)
    assert {name: file.created for name, file in report.files.items()} == counts()
    assert Pack.objects.values_list("code", "checksum", "loaded_at").get() == ("lumeria", report.checksum, NOON)
    assert Term.objects.get(code="STRIKES_ROD").parent.code == "STRIKES"
    assert Subordination.objects.get(body__code="WATCH").parent.code == "HOME"


def test_the_same_pack_again_writes_nothing_and_asks_little(lumeria):
    ids = dict(Stage.objects.values_list("code", "pk"))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        report = load_pack(folder=LUMERIA, now=NOON + timedelta(days=1))
    assert (report.is_unchanged, report.files) == (True, {})
    assert len(queries) == 3, "savepoint, pack, release"
    assert Pack.objects.get().loaded_at == NOON
    assert dict(Stage.objects.values_list("code", "pk")) == ids


def test_only_what_changed_is_written_and_rows_keep_their_ids(lumeria, folder):
    ids = dict(Ground.objects.values_list("code", "pk"))
    edit(folder, "grounds", "The victim wishes no case", "The victim wants no case")
    report = load_pack(folder=folder, now=NOON + timedelta(days=1))
    assert report.files["grounds"] == FileReport(created=0, changed=1, unchanged=7, removed=0)
    assert {name for name, file in report.files.items() if file.changed or file.created or file.removed} == {"grounds"}
    assert Ground.objects.get(code="NO_WISH").label_en == "The victim wants no case"
    assert dict(Ground.objects.values_list("code", "pk")) == ids
    assert Pack.objects.get().loaded_at == NOON + timedelta(days=1)


def test_neighbouring_edges_may_move_in_either_direction(lumeria, folder):
    for day, eve in [("2003-01-01", "2002-12-31"), ("1997-01-01", "1996-12-31"), ("2000-01-01", "1999-12-31")]:
        shutil.copy(LUMERIA / "subordinations.csv", folder)
        path = folder / "subordinations.csv"
        text = path.read_text(encoding="utf-8").replace("1999-12-31", eve).replace("2000-01-01", day)
        path.write_text(text, encoding="utf-8")
        load_pack(folder=folder, now=NOON)
        edges = Subordination.objects.filter(body__code="KEEP").order_by("pk")
        assert {(str(edge.valid_from), str(edge.valid_to)) for edge in edges} == {("None", eve), (day, "None")}


def test_rows_that_vanished_are_removed_with_what_hung_on_them(lumeria, folder):
    edit(folder, "terms", "method,STRIKES,,hur=0301,Strikes,Удары,Соққылар,invented\n", "")
    edit(folder, "terms", "method,STRIKES_ROD,STRIKES,hur=030101|rank=1,With a rod,Палкой,Таяқпен*,invented\n", "")
    edit(folder, "bodies", "HEALERS,House of Healers,Дом лекарей,Емшілер үйі,medical,,,,invented\n", "")
    edit(folder, "agency_bodies", "A_HEAL,HEALERS,2005-01-01,,invented\n", "")
    edit(folder, "facility_types", ",HEALERS,disputed", ",,disputed")
    report = load_pack(folder=folder, now=NOON)
    assert (report.files["terms"].removed, report.files["bodies"].removed) == (2, 1)
    assert report.files["agency_bodies"] == FileReport(created=0, changed=0, unchanged=2, removed=1)
    assert not Body.objects.filter(code="HEALERS").exists()
    assert FacilityType.objects.get(code="WARD").operator is None


def test_a_vanished_row_that_something_refers_to_refuses_the_load(lumeria, folder):
    invented_place()
    before = counts()
    edit(folder, "facility_types", "KEEPS,Keep,Замок,Қамал,KEEP,in,invented\n", "")
    edit(folder, "facilities", "GREY_KEEP,Grey Keep,Серый замок,Сұр қамал,KEEPS,SOUTH,1990-01-01,,invented\n", "")
    edit(folder, "facility_aliases", "GREY_KEEP,Keep No. 3,,1999-12-31,invented\n", "")
    edit(folder, "channels", "By hand", "In person")
    with pytest.raises(PackRefused, match=r"facility_types.csv: “KEEPS” is gone from the pack, but 1 × facility still"):
        load_pack(folder=folder, now=NOON)
    assert counts() == before


def test_invented_places_stay_and_their_codes_are_respected(lumeria, folder):
    place = invented_place()
    edit(folder, "channels", "By hand", "In person")
    report = load_pack(folder=folder, now=NOON)
    assert report.files["facilities"] == FileReport(created=0, changed=0, unchanged=2, removed=0)
    assert FacilityOperator.objects.filter(facility=place).exists()
    edit(folder, "facilities", "OLD_TOWER,", "X_PLACE,")
    edit(folder, "facility_operators", "OLD_TOWER,KEEP", "X_PLACE,KEEP")
    edit(folder, "facility_operators", "OLD_TOWER,WATCH", "X_PLACE,WATCH")
    with pytest.raises(PackRefused, match=r"facilities.csv: the code “X_PLACE” is held by an invented row"):
        load_pack(folder=folder, now=NOON)
    assert Facility.objects.get(code="X_PLACE") == place


def test_a_broken_pack_writes_nothing(empty_world, folder):
    edit(folder, "guards", "prosecutor_approval", "nobody_asked")
    with pytest.raises(PackError):
        load_pack(folder=folder, now=NOON)
    assert set(counts().values()) == {0}
    assert not Pack.objects.exists()


def test_another_country_is_refused(folder):
    assert Pack.objects.get().code == "kz"
    before = counts()
    with pytest.raises(PackRefused, match="runs on the pack “kz”; it cannot take “lumeria”"):
        load_pack(folder=folder, now=NOON)
    assert counts() == before


def test_the_database_itself_holds_one_pack_and_one_parent_a_day(lumeria):
    with pytest.raises(IntegrityError, match="institutions_pack_only_one"), transaction.atomic():
        Pack.objects.create(code="other", checksum="", loaded_at=NOON)
    watch, keep = Body.objects.get(code="WATCH"), Body.objects.get(code="KEEP")
    with pytest.raises(IntegrityError, match="one_parent_a_day"), transaction.atomic():
        Subordination.objects.create(body=watch, parent=keep, valid_from=NOON.date())
