"""The drawn page of states: what the pack says, and no older than the pack."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from institutions.models import Guard, Stage, Transition
from tests.institutions.worlds import empty_world, lumeria  # noqa: F401 -- fixtures

pytestmark = pytest.mark.django_db


def draw(*arguments: str) -> str:
    out = StringIO()
    call_command("draw_states", *arguments, stdout=out)
    return out.getvalue()


def test_the_page_in_the_documentation_is_fresh():
    assert "says what the country pack says" in draw("--check")


def test_a_stale_or_missing_page_fails(tmp_path):
    page = tmp_path / "states.md"
    with pytest.raises(CommandError):
        draw("--check", f"--to={page}")
    draw(f"--to={page}")
    draw("--check", f"--to={page}")
    Guard.objects.first().delete()
    with pytest.raises(CommandError):
        draw("--check", f"--to={page}")


def test_every_step_guard_and_stage_is_on_the_page(tmp_path):
    page = tmp_path / "states.md"
    draw(f"--to={page}")
    text = page.read_text(encoding="utf-8")
    for step in Transition.objects.select_related("from_stage", "to_stage"):
        assert f"    {step.from_stage.code} --> {step.to_stage.code}" in text
    for code in [*Stage.objects.values_list("code", flat=True), *Guard.objects.values_list("code", flat=True)]:
        assert f"| {code} |" in text


@pytest.mark.usefixtures("lumeria")
def test_another_country_is_drawn_from_its_own_rows(tmp_path):
    page = tmp_path / "states.md"
    draw(f"--to={page}")
    text = page.read_text(encoding="utf-8")
    assert "HEARD --> BOOKED" in text
    assert "TAKEN --> FORMAL: from 2001-01-01" in text
    assert "TRM" not in text
