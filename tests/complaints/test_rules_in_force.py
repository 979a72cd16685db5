"""After an upgrade of pack or program everything that follows from events is built again, and only then."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from complaints import rules_in_force
from complaints.choices import DataSet
from complaints.models import Case, CaseMilestones
from complaints.public_record import load_public_cases
from config import prepare
from institutions.models import Pack
from institutions.packs import pack_folder

pytestmark = pytest.mark.django_db

STEP = next(arguments for _title, command, arguments in prepare.STEPS if command == "rebuild_milestones")


@pytest.fixture
def public_case() -> Case:
    """A public case whose stored row is not what its events say, as after an upgrade."""
    load_public_cases(folder=pack_folder("kz"), now=timezone.now())
    call_command("rebuild_milestones", stdout=StringIO())
    case = Case.objects.of(DataSet.PUBLIC_RECORD).filter(milestones__furthest__gt=1).first()
    spoil(case)
    return case


def spoil(case: Case) -> None:
    CaseMilestones.objects.filter(case=case).update(furthest=1)


def prepared() -> str:
    out = StringIO()
    call_command("rebuild_milestones", *STEP, stdout=out)
    return out.getvalue()


def furthest(case: Case) -> int:
    return CaseMilestones.objects.get(case=case).furthest


def test_nothing_is_built_where_nothing_changed(public_case):
    assert prepared() == "Built with this pack and this program already, nothing to do.\n"
    assert furthest(public_case) == 1


def test_another_pack_makes_everything_be_built_again_so_that_the_verification_holds(public_case):
    Pack.objects.update(checksum="of-another-release")
    assert prepared() == f"Rebuilt {Case.objects.count()} cases from their events.\n"
    assert furthest(public_case) > 1
    call_command("rebuild_milestones", "--check", stdout=StringIO())
    assert prepared().startswith("Built with this pack")


def test_another_program_makes_everything_be_built_again(public_case, monkeypatch):
    monkeypatch.setattr(rules_in_force, "_program", lambda: "another release")
    assert prepared().startswith("Rebuilt ")
    assert furthest(public_case) > 1


def test_a_pack_that_is_loaded_again_unchanged_is_no_reason(public_case):
    call_command("load_pack", "kz", stdout=StringIO())
    assert prepared().startswith("Built with this pack")


def test_a_database_that_never_noted_it_is_built(public_case):
    Pack.objects.update(rebuilt_with="")
    assert prepared().startswith("Rebuilt ")


def test_the_fingerprint_follows_pack_and_program(monkeypatch):
    one, other = Pack(checksum="a"), Pack(checksum="b")
    prints = {rules_in_force.fingerprint(one), rules_in_force.fingerprint(other)}
    monkeypatch.setattr(rules_in_force, "_program", lambda: "another release")
    assert len(prints | {rules_in_force.fingerprint(one)}) == 3


def test_the_check_notes_nothing(public_case):
    call_command("rebuild_milestones", stdout=StringIO())
    Pack.objects.update(rebuilt_with="")
    call_command("rebuild_milestones", "--check", stdout=StringIO())
    assert Pack.objects.get().rebuilt_with == ""


def test_figures_come_after_the_rebuild_and_the_rebuild_after_pack_and_public_cases():
    commands = [command for _title, command, _arguments in prepare.STEPS]
    assert commands.index("rebuild_milestones") > max(map(commands.index, ("load_pack", "load_public_cases")))
