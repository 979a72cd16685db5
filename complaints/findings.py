"""What the engine says about an event: a `Finding` where a human must look, `Impossible` where it cannot have been."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from complaints.choices import AlertKind


@dataclass(frozen=True, slots=True)
class Finding:
    """Something lawless, irregular or conflicted. `details` holds codes and identifiers only, fit for JSON."""

    kind: AlertKind
    rule: str
    norm: str = ""
    details: Mapping[str, object] = field(default_factory=dict)


class Impossible(Exception):
    """The event cannot have happened as told; the sentence says why and is fit to be shown.

    `about` names the argument of `recording.record` that cannot be, empty where it is no single one.
    """

    def __init__(self, sentence: object, about: str = "") -> None:
        super().__init__(sentence)
        self.about = about
