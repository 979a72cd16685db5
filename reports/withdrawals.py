"""What became of cases whose complaint was withdrawn. Torture is to be investigated whatever the complainant says, so a
withdrawal never takes a case out of a denominator; that it closes cases is what this table shows."""

from collections import Counter, defaultdict

from django.db.models import Case, CharField, Count, F, IntegerField, Q, Value, When
from django.db.models.lookups import LessThanOrEqual

from institutions.choices import CLOSING_EXITS, Exit
from reports.choices import WithdrawalBand
from reports.cohorts import Days, Rows, counted_rows, furthest_to_date, state_on
from reports.results import FunnelQuery, Share, WithdrawalRow, Withdrawals

_BANDS = ((30, WithdrawalBand.MONTH), (90, WithdrawalBand.QUARTER), (365, WithdrawalBand.YEAR))


def compute_withdrawals(query: FunnelQuery, rows: Rows, milestones: tuple[int, ...]) -> Withdrawals:
    """Withdrawn cases among the registered ones asked for, to date, by the step reached when it was withdrawn.

    A case that was withdrawn and filed again counts as withdrawn; `refiled` says how many there are. One statement.
    """
    fates: dict[int, Counter[str]] = defaultdict(Counter)
    bands: Counter[str] = Counter()
    cases = withdrawn = refiled = 0
    for row in _counted(query, rows, milestones):
        cases += row["cases"]
        if not row["was_withdrawn"]:
            continue
        withdrawn += row["cases"]
        refiled += row["refiled"]
        bands[row["band"]] += row["cases"]
        fates[row["reached_then"]][_fate(row)] += row["cases"]
    return Withdrawals(
        share=Share(withdrawn, cases),
        rows=tuple(_table_row(milestone, fates[milestone]) for milestone in sorted(fates)),
        bands={band.value: bands[band] for band in WithdrawalBand if bands[band]},
        refiled=refiled,
    )


def _counted(query: FunnelQuery, rows: Rows, milestones: tuple[int, ...]) -> Rows:
    withdrawn = Q(withdrawn_on__lte=query.as_of) | Q(withdrawn_on__isnull=True, is_withdrawn=True)
    return (
        counted_rows(query, rows)
        .annotate(
            was_withdrawn=Case(When(withdrawn, then=True), default=False),
            reached_then=_reached_when_withdrawn(milestones),
            reached_now=furthest_to_date(query, milestones),
            stands=state_on(query.as_of),
            band=_band(),
        )
        .values("was_withdrawn", "reached_then", "reached_now", "stands", "band")
        .annotate(cases=Count("*"), refiled=Count("pk", filter=Q(is_withdrawn=False)))
        .order_by()
    )


def _reached_when_withdrawn(milestones: tuple[int, ...]) -> Case:
    """The step of that day; 0 before registration and on an unknown day."""
    steps = [When(**{f"reached_{k}__lte": F("withdrawn_on")}, then=Value(k)) for k in sorted(milestones, reverse=True)]
    return Case(*steps, default=Value(0), output_field=IntegerField())


def _band() -> Case:
    """Days from registration; before it counts as the first month."""
    steps = [When(withdrawn_on__isnull=True, then=Value(WithdrawalBand.UNDATED.value))]
    days = Days(F("withdrawn_on"), F("reached_1"))
    steps += [When(LessThanOrEqual(days, last), then=Value(band.value)) for last, band in _BANDS]
    return Case(*steps, default=Value(WithdrawalBand.LATER.value), output_field=CharField())


def _fate(row: dict) -> str:
    """Closed as withdrawn comes first; then whether the case went on all the same."""
    if row["stands"] == Exit.WITHDRAWN:
        return "closed"
    if row["reached_then"] and row["reached_now"] > row["reached_then"]:
        return "went_further"
    return "closed_otherwise" if row["stands"] in CLOSING_EXITS else "still_open"


def _table_row(milestone: int, fates: Counter[str]) -> WithdrawalRow:
    return WithdrawalRow(
        milestone=milestone or None,
        cases=fates.total(),
        closed=fates["closed"],
        closed_otherwise=fates["closed_otherwise"],
        went_further=fates["went_further"],
        still_open=fates["still_open"],
    )
