"""Worlds for tests: an empty one, and Lumeria, a small invented country whose codes are nobody else's."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from institutions.actions import load_pack
from institutions.models import Pack
from institutions.pack_format import PACK_FILES
from institutions.queries import world
from institutions.world import World

LUMERIA = Path(__file__).parent / "packs" / "lumeria"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def empty_world(db) -> None:
    """No pack at all, until the end of the test."""
    for file in reversed(PACK_FILES):
        file.model.objects.all().delete()
    Pack.objects.all().delete()


@pytest.fixture
def lumeria(empty_world: None) -> World:
    """The world of Lumeria in place of the country that the house runs on."""
    load_pack(folder=LUMERIA, now=NOON)
    return world()
