"""The chain of custody of a piece of evidence: link by link, and where a fingerprint is not what it was at first."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from complaints import wording
from complaints.models import CustodyStep, EvidenceItem

# For prefetch_related of items whose chain is read.
LINKS = Prefetch("custody", CustodyStep.objects.select_related("body", "recorded_by", "corrects").order_by("number"))


@dataclass(frozen=True, slots=True)
class Link:
    """One link. `corrected_by` is the number of the link that says this one was mistaken."""

    number: int
    act: str
    day: str
    from_whom: str
    to_whom: str
    body: str
    sha256: str
    is_first_fingerprint: bool
    is_differing: bool
    corrects: int | None
    corrected_by: int | None
    recorded_by: str
    recorded_at: object


def chain_of(item: EvidenceItem) -> list[Link]:
    """The links in order. What a mistaken link found is not held against the evidence. `item` carries `LINKS`."""
    steps = list(item.custody.all())
    corrected = {step.corrects_id: step.number for step in steps if step.corrects_id is not None}
    standing = [step for step in steps if step.pk not in corrected]
    first, first_at = _first_fingerprint(item, standing)
    return [
        Link(
            number=step.number,
            act=str(step.get_act_display()),
            day=wording.day(step.happened_on),
            from_whom=str(step.get_from_whom_display()),
            to_whom=str(step.get_to_whom_display()),
            body=step.body.label if step.body else "",
            sha256=step.sha256,
            is_first_fingerprint=step is first_at,
            is_differing=bool(step.sha256) and step.pk not in corrected and step.sha256 != first,
            corrects=step.corrects.number if step.corrects else None,
            corrected_by=corrected.get(step.pk),
            recorded_by=str(step.recorded_by or ""),
            recorded_at=step.recorded_at,
        )
        for step in steps
    ]


def _first_fingerprint(item: EvidenceItem, standing: Sequence[CustodyStep]) -> tuple[str, CustodyStep | None]:
    """The fingerprint the others are held against, and the link that found it where the item itself names none."""
    if item.sha256:
        return item.sha256, None
    found = next((step for step in standing if step.sha256), None)
    return (found.sha256, found) if found else ("", None)
