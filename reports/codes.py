"""Codes of groups and their labels: keys of the database become codes of the pack, and codes become words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from complaints.models import CaseMilestones
from institutions.choices import Independence, OffenceKind
from reports.choices import NOT_RECORDED, Breakdown
from reports.cohorts import COLUMNS

_CHOICES = {Breakdown.OFFENCE_KIND: OffenceKind, Breakdown.INDEPENDENCE: Independence}


class Codes:
    """Translates the raw keys of some breakdowns to codes and ranks them. One query a list of the pack."""

    def __init__(self, breakdowns: Iterable[Breakdown]) -> None:
        self._lists = [_raw_codes(Breakdown(breakdown)) for breakdown in breakdowns]
        self._ranks = [
            None if codes is None else {code: rank for rank, code in enumerate(codes.values())} for codes in self._lists
        ]

    def key(self, raw: tuple) -> tuple[str, ...]:
        """Codes of a raw key; `NOT_RECORDED` where it is empty. Years are their own codes."""
        return tuple(_code(codes, value) for codes, value in zip(self._lists, raw, strict=True))

    def rank(self, key: tuple[str, ...]) -> tuple[int, ...]:
        """What to sort keys by: years in order, codes in the order of the pack, `NOT_RECORDED` last."""
        return tuple(
            int(code) if ranks is None else ranks.get(code, len(ranks))
            for ranks, code in zip(self._ranks, key, strict=True)
        )


def labels_of(breakdown: Breakdown) -> dict[str, str]:
    """Code -> label in the reader's language, in the order of the pack, "Not recorded" last. Empty for years."""
    if breakdown == Breakdown.YEAR:
        return {}
    if breakdown in _CHOICES:
        labels = {choice.value: str(choice.label) for choice in _CHOICES[breakdown]}
    else:
        labels = {row.code: row.label for row in _model(breakdown).objects.order_by("order", "code")}
    return labels | {NOT_RECORDED: _("Not recorded")}


def _raw_codes(breakdown: Breakdown) -> dict | None:
    """Raw value -> code in the order of the pack; None for years."""
    if breakdown == Breakdown.YEAR:
        return None
    if breakdown in _CHOICES:
        return {choice: choice for choice in _CHOICES[breakdown].values}
    return dict(_model(breakdown).objects.order_by("order", "code").values_list("pk", "code"))


def _code(codes: dict | None, value: object) -> str:
    if codes is None:
        return str(value)
    return NOT_RECORDED if value in (None, "") else codes[value]


def _model(breakdown: Breakdown) -> type:
    return CaseMilestones._meta.get_field(COLUMNS[breakdown]).related_model
