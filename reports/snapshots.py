"""Funnels frozen as they were computed: they can be read again and seen unchanged, not computed again."""

import hashlib
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.db.models import Max

from accounts.models import Organisation
from complaints.models import CaseEvent
from reports.canonical import from_json, hash_of, to_json
from reports.choices import DEFINITION_VERSION, HORIZONS, MEDIAN_HORIZON, Breakdown
from reports.models import FunnelSnapshot
from reports.results import FunnelQuery, Report

_ROOT = Path(__file__).resolve().parent.parent
_SOURCES = (
    *(
        f"reports/{name}.py"
        for name in ("canonical", "choices", "codes", "cohorts", "curves", "flow", "fold", "funnel")
    ),
    *(
        f"reports/{name}.py"
        for name in ("intervals", "medians", "queries", "results", "snapshots", "survival", "withdrawals")
    ),
    *(f"complaints/{name}.py" for name in ("casefiles", "custody", "dates", "happenings", "milestones", "ordering")),
    *(f"complaints/{name}.py" for name in ("projection", "projection_rows", "standing")),
    *(f"institutions/{name}.py" for name in ("independence", "queries", "world")),
)


@cache
def code_version() -> str:
    """SHA-256 over the sources that decide a number. The running program has no history to ask for a version."""
    digest = hashlib.sha256()
    for name in _SOURCES:
        content = (_ROOT / name).read_bytes()
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def standard_questions(data_set: str, as_of: date) -> tuple[FunnelQuery, ...]:
    """What is computed beforehand: every horizon, and every single breakdown at the usual one. The rest is live."""
    whole = FunnelQuery(data_set=data_set, as_of=as_of)
    by_horizon = [replace(whole, horizon=horizon) for horizon in (None, *HORIZONS)]
    usual = replace(whole, horizon=MEDIAN_HORIZON)
    return (*by_horizon, *(replace(usual, breakdowns=(by,)) for by in Breakdown if by != Breakdown.YEAR))


def is_standard(query: FunnelQuery) -> bool:
    """Whether the question is asked anew each night, so that its stored answer may stand in for a computed one.

    Any other answer was frozen to be cited: it stays as it is, and would grow old on a page.
    """
    return replace(query, organisations=None) in standard_questions(query.data_set, query.as_of)


def parameters_of(query: FunnelQuery) -> dict:
    """The question without the day it speaks of: what two snapshots of the same figure share.

    The organisation is a column of its own, so it is left out too.
    """
    return _without_day(to_json(query))


def last_event(query: FunnelQuery, organisation: Organisation | int | None) -> int:
    """Key of the newest event that the question can see, 0 without any; to be read before its numbers are."""
    events = CaseEvent.objects.filter(case__data_set=query.data_set)
    if organisation:
        events = events.filter(case__organisation=organisation)
    return events.aggregate(newest=Max("pk"))["newest"] or 0


def store_snapshot(
    query: FunnelQuery, report: Report, *, organisation: Organisation | None, seen_to: int, computed_at: datetime
) -> FunnelSnapshot:
    """Freezes `report`, into which every event up to `seen_to` has gone. The same once more stores nothing new."""
    parameters, result = parameters_of(query), to_json(report)
    frozen = {
        "data_set": query.data_set,
        "organisation": organisation,
        "definition_version": DEFINITION_VERSION,
        "code_version": code_version(),
        "as_of": query.as_of,
        "last_event": seen_to,
        "parameters_hash": hash_of(parameters),
        "result_hash": hash_of(result),
    }
    # Two who freeze the same at the same moment may store it twice; whoever comes later is given the first.
    found = FunnelSnapshot.objects.filter(**frozen).order_by("pk").first()
    return found or FunnelSnapshot.objects.create(
        **frozen, parameters=parameters, result=result, computed_at=computed_at
    )


def is_intact(snapshot: FunnelSnapshot) -> bool:
    """Whether question and answer are still those that were frozen, and the answer is one to this very question."""
    hashes = (hash_of(snapshot.parameters), hash_of(snapshot.result))
    if hashes != (snapshot.parameters_hash, snapshot.result_hash):
        return False
    try:
        funnel = snapshot.result["funnel"]
        asked, version = funnel["query"], funnel["definition_version"]
        told = (_without_day(asked), asked["data_set"], asked["as_of"], version)
    except (AttributeError, KeyError, TypeError):
        return False
    as_of = snapshot.as_of.isoformat()
    return told == (snapshot.parameters, snapshot.data_set, as_of, snapshot.definition_version)


def is_of_this_program(snapshot: FunnelSnapshot) -> bool:
    """Whether the same definitions and the same sources would count today."""
    return (snapshot.definition_version, snapshot.code_version) == (DEFINITION_VERSION, code_version())


def newest(query: FunnelQuery, organisation: int | None) -> FunnelSnapshot | None:
    """The newest snapshot of this question; `organisation` is its id, None for open data.

    Only of this very program: after a change of the sources, figures are computed again before they are shown.
    """
    return (
        FunnelSnapshot.objects.filter(
            parameters_hash=hash_of(parameters_of(query)),
            organisation=organisation,
            definition_version=DEFINITION_VERSION,
            code_version=code_version(),
        )
        .order_by("-computed_at", "-pk")
        .first()
    )


def has_snapshot(data_set: str, organisation: Organisation | None) -> bool:
    """Whether this very program has frozen any figure of the data set yet."""
    return FunnelSnapshot.objects.filter(
        data_set=data_set,
        organisation=organisation,
        definition_version=DEFINITION_VERSION,
        code_version=code_version(),
    ).exists()


def _without_day(asked: dict) -> dict:
    return {key: value for key, value in asked.items() if key not in ("as_of", "organisations")}


def report_of(snapshot: FunnelSnapshot) -> Report:
    """The numbers that were frozen. Raises KeyError or TypeError if they were written in another shape."""
    return from_json(Report, snapshot.result)
