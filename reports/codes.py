"""Codes of groups and their labels: keys of the database become codes of the pack, and codes become words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Value
from django.db.models.functions import Cast
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from complaints.models import CaseMilestones
from institutions.choices import Independence, OffenceKind
from institutions.models import FunnelStep
from reports.choices import NOT_RECORDED, Breakdown
from reports.cohorts import COLUMNS

_CHOICES = {Breakdown.OFFENCE_KIND: OffenceKind, Breakdown.INDEPENDENCE: Independence}


_STEPS = "steps"
_LABELS = ("label_en", "label_ru", "label_kk")


@dataclass(frozen=True, slots=True)
class _Coded:
    """A row of a list: its key, its code, and its labels in English, Russian and Kazakh."""

    pk: int
    code: str
    labels: tuple[str, str, str]

    @property
    def label(self) -> str:
        """The label in the reader's language."""
        return self.labels[{"ru": 1, "kk": 2}.get((get_language() or "en")[:2], 0)]


class CodeLists:
    """Every list of the pack that a report names its groups by, and the bars drawn on a day. One query for all."""

    def __init__(self, on: date) -> None:
        lists = {_model(by)._meta.model_name: _model(by).objects.all() for by in Breakdown if _is_listed(by)}
        steps = FunnelStep.objects.valid_on(on).annotate(code=Cast("milestone", CharField()))
        first, *others = [
            rows.annotate(list=Value(name)).values_list("list", "order", "code", "pk", *_LABELS)
            for name, rows in {**lists, _STEPS: steps}.items()
        ]
        self._rows: dict[str, list[_Coded]] = {}
        for name, _order, code, pk, *labels in sorted(first.union(*others, all=True), key=lambda row: row[:3]):
            self._rows.setdefault(name, []).append(_Coded(pk, code, tuple(labels)))

    def steps(self) -> dict[int, str]:
        """Milestone -> what the country calls its bar, in order; only bars that are drawn."""
        return dict(sorted((int(row.code), row.label) for row in self._rows.get(_STEPS, ())))

    def raw_codes(self, breakdown: Breakdown) -> dict[int, str]:
        """Key -> code in the order of the pack."""
        return {row.pk: row.code for row in self._of(breakdown)}

    def labels_of(self, breakdown: Breakdown) -> dict[str, str]:
        """Code -> label in the reader's language, in the order of the pack, "Not recorded" last. Empty for years."""
        if not _is_listed(breakdown):
            return labels_of(breakdown)
        return {row.code: row.label for row in self._of(breakdown)} | {NOT_RECORDED: _("Not recorded")}

    def _of(self, breakdown: Breakdown) -> list[_Coded]:
        return self._rows.get(_model(breakdown)._meta.model_name, [])


class Codes:
    """Translates the raw keys of some breakdowns to codes and ranks them. Without `lists`, one query a list."""

    def __init__(self, breakdowns: Iterable[Breakdown], lists: CodeLists | None = None) -> None:
        self._lists = [_raw_codes(Breakdown(breakdown), lists) for breakdown in breakdowns]
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


def _raw_codes(breakdown: Breakdown, lists: CodeLists | None) -> dict | None:
    """Raw value -> code in the order of the pack; None for years."""
    if breakdown == Breakdown.YEAR:
        return None
    if breakdown in _CHOICES:
        return {choice: choice for choice in _CHOICES[breakdown].values}
    if lists:
        return lists.raw_codes(breakdown)
    return dict(_model(breakdown).objects.order_by("order", "code").values_list("pk", "code"))


def _code(codes: dict | None, value: object) -> str:
    if codes is None:
        return str(value)
    return NOT_RECORDED if value in (None, "") else codes[value]


def _is_listed(breakdown: Breakdown) -> bool:
    """Whether its codes are rows of the pack, and no choices of the program."""
    return breakdown != Breakdown.YEAR and breakdown not in _CHOICES


def _model(breakdown: Breakdown) -> type:
    return CaseMilestones._meta.get_field(COLUMNS[breakdown]).related_model
