"""One organisation that takes letters."""

import pytest

from accounts.models import Organisation
from complaints.intake import throttle
from tests.complaints.intake.letters import open_for_letters


@pytest.fixture
def taker(organisation: Organisation) -> Organisation:
    """Takes letters, and somebody can open them."""
    open_for_letters(organisation)
    return organisation


@pytest.fixture(autouse=True)
def no_memory_of_letters():
    """No test meets the letters that another one counted."""
    throttle.memory.clear()
