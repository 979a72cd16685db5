"""What somebody told about an event before it is written: unsaved rows, and words that are still to be sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db.models import Model

from complaints.models import Writing
from institutions.models import Term


def rank_of(degree: Term) -> int | None:
    """Rank of a degree of consistency, 0 for the one that speaks against what was told; None where none was given."""
    return degree.attributes.get("rank")


@dataclass(frozen=True, slots=True)
class ToldFinding:
    """One finding of an examination. `words` are sealed when it is recorded; without them `earlier_words` are kept."""

    kind: str
    site: str
    consistency: Term
    words: str = ""
    earlier_words: Writing | None = None


class Told(Protocol):
    """The circumstances of an event, as a form or an import tells them."""

    def unsaved(self) -> Model:
        """A row of the model that the stage asks for."""

    def findings(self) -> Sequence[ToldFinding]:
        """Findings of an examination; of anything else there are none."""
