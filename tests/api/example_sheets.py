"""Sheets of cases of which the examples speak: one at each step, sent by a program."""

from collections.abc import Mapping

from complaints.imports import actions
from tests.api.clients import Program
from tests.api.test_imports import COLUMNS, HEADERS, counted, judged, written
from tests.complaints.imports.sheets import NOW, as_csv, checked, mapped, uploaded, xlsx

MAPPING, SAVED = "Register of the office", "Ours"
CONTENT = as_csv(HEADERS, ["INV-1", "Akmola Region", "", "2025-04-13"])


def save_mapping(owner, organisation) -> None:
    """Saves on the pages the mapping that the examples name."""
    batch = mapped(uploaded(xlsx(HEADERS, ["INV-9", "Akmola Region", "", ""]), owner, organisation), COLUMNS, SAVED)
    actions.drop(by=owner, batch=checked(batch), now=NOW)


def sheets_at_each_step(client: Program) -> Mapping[str, Mapping[str, object]]:
    """Operation -> the argument of its address: a sheet that can take this step."""

    def content(number: int, region: str = "Akmola Region") -> bytes:
        return as_csv(HEADERS, [f"INV-{number}", region, "", "2025-04-13"], [f"INV-{number}0", "Atlantis", "", ""])

    ready, done = judged(client, content(2)), written(client, content(3))
    waiting, useless = counted(client, content(4)), counted(client, content(5))
    found = {"check_import": waiting, "confirm_import": ready, "undo_import": done, "drop_import": useless}
    found |= {"read_import": done, "list_rejected_rows": done}
    return {name: {"uuid": batch.uuid} for name, batch in found.items()}
