"""The command `load_pack`."""

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from institutions.models import Body
from tests.institutions.worlds import LUMERIA

pytestmark = pytest.mark.django_db


def test_loads_a_folder_and_says_what_it_did(empty_world, capsys):
    call_command("load_pack", str(LUMERIA))
    assert "bodies: 10 created, 0 changed, 0 removed, 0 kept\n" in capsys.readouterr().out
    call_command("load_pack", str(LUMERIA))
    assert capsys.readouterr().out == "Pack lumeria is in place, nothing to change.\n"


def test_loads_a_pack_of_the_house_by_its_code(capsys):
    call_command("load_pack", "kz")
    assert capsys.readouterr().out == "Pack kz is in place, nothing to change.\n"


def test_names_all_rows_at_fault_and_writes_nothing(empty_world, tmp_path: Path):
    folder = Path(shutil.copytree(LUMERIA, tmp_path / "lumeria"))
    for file, old, new in [("bodies", ",police,", ",polic,"), ("subordinations", "HOME,CROWN", "HOME,THRONE")]:
        path = folder / f"{file}.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        call_command("load_pack", str(folder))
    lines = str(caught.value).splitlines()
    assert [line.split(": ")[0] for line in lines] == ["bodies.csv:5", "subordinations.csv:2"]
    assert caught.value.returncode == 1
    assert not Body.objects.exists()


def test_a_pack_that_is_not_there_is_named():
    with pytest.raises(CommandError, match=r"atlantis:0: There is no such pack."):
        call_command("load_pack", "atlantis")
