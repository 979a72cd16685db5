"""What was typed, as the facts of a visit. Asks nothing: the form was found right before."""

from collections.abc import Mapping
from datetime import tzinfo
from uuid import UUID

from monitoring.actions import ReportDates
from monitoring.choices import DocumentOutcome, FindingKind, PremiseOutcome, VisitTextKind
from monitoring.facts import DissentFacts, FindingFacts, MemberFacts, RecommendationFacts, VisitFacts
from monitoring.recording.clock import moments
from monitoring.recording.forms import HOURS, RowForm, VisitForm
from monitoring.recording.lists import Lists

TEXTS: Mapping[str, VisitTextKind] = {
    "objectives": VisitTextKind.OBJECTIVES,
    "previous": VisitTextKind.PREVIOUS,
    "conduct": VisitTextKind.CONDUCT,
    "safety": VisitTextKind.FOLLOW_UP,
    "note": VisitTextKind.NOTE,
}


def facts_of(form: VisitForm, zone: tzinfo, **more: object) -> VisitFacts:
    """The facts of a visit from a form that is right; hours are those of `zone`."""
    told, lists = form.cleaned_data, form.lists
    arrived, entered, left = moments(told["visited_on"], [told[name] for name in HOURS], zone)
    risk = told["reprisal_risk"]
    return VisitFacts(
        facility=lists.row("facility", told["facility"]),
        regime=lists.row("regime", told["regime"]),
        visit_type=lists.row("visit_type", told["visit_type"]),
        notice=lists.row("notice", told["notice"]),
        visited_on=told["visited_on"],
        trigger=told["trigger"],
        notice_demanded=told["notice_demanded"],
        arrived_at=arrived,
        entered_at=entered,
        left_at=left,
        access=[lists.row("access", code) for code in told["access"]],
        cooperation=told["cooperation"],
        persons_offered=told["persons_offered"],
        members=[_member(row, lists) for row in form.told("members")],
        premises={
            lists.row("rooms", code): outcome
            for code, outcome in form.of_lines("rooms").items()
            if outcome != PremiseOutcome.NOT_ASKED
        },
        documents={
            kind: outcome
            for kind, outcome in form.of_lines("documents").items()
            if outcome != DocumentOutcome.NOT_ASKED
        },
        interviews={
            lists.row("modes", code): number for code, number in form.of_lines("modes").items() if number is not None
        },
        population=form.of_lines("people"),
        findings=[_finding(row, lists) for row in _findings(form)],
        recommendations=[_recommendation(row, form) for row in form.told("recommendations")],
        dissents=[_dissent(row, form) for row in form.told("dissents")],
        texts={kind: told[name] for name, kind in TEXTS.items() if told.get(name)},
        reprisal_risk=lists.row("reprisal_risk", risk) if risk else None,
        follow_up=told["follow_up"],
        look_again_on=told["look_again_on"],
        **more,
    )


def report_of(form: VisitForm) -> ReportDates:
    """The way of the report as far as it was typed."""
    names = ("reported_on", "sent_on", "published_on", "is_anonymised")
    return ReportDates(**{name: form.cleaned_data[name] for name in names})


def seen_of(form: VisitForm) -> dict[UUID, str]:
    """What was seen of earlier recommendations."""
    return {one.uuid: form.cleaned_data[f"seen-{one.uuid}"] for one in form.before}


def _findings(form: VisitForm) -> list[RowForm]:
    return [*form.told("findings"), *form.told("good")]


def _member(row: RowForm, lists: Lists) -> MemberFacts:
    told = row.cleaned_data
    return MemberFacts(
        user=lists.colleague(told["user"]),
        profession=told["profession"],
        part=told["part"],
        stood_back=told["stood_back"],
    )


def _finding(row: RowForm, lists: Lists) -> FindingFacts:
    told, is_good = row.cleaned_data, row.kind == "good"
    return FindingFacts(
        theme=lists.row("theme", told["theme"]),
        kind=FindingKind.GOOD_PRACTICE if is_good else FindingKind.CONCERN,
        **({} if is_good else {"severity": told["severity"]}),
        sources=told["sources"],
        words=told.get("words", ""),
    )


def _recommendation(row: RowForm, form: VisitForm) -> RecommendationFacts:
    told, lists = row.cleaned_data, form.lists
    law = told["legal_basis"]
    return RecommendationFacts(
        addressee=lists.row("addressee", told["addressee"]),
        theme=lists.row("theme", told["theme"]),
        priority=told["priority"],
        legal_basis=lists.row("legal_basis", law) if law else None,
        finding=_place(_findings(form), told["finding"]),
        words=told.get("words", ""),
    )


def _dissent(row: RowForm, form: VisitForm) -> DissentFacts:
    told = row.cleaned_data
    return DissentFacts(words=told["words"], member=_place(form.told("members"), told["member"]))


def _place(rows: list[RowForm], number: int | None) -> int:
    """The place, from one, of the row that has this number on the page; 0 where there is none."""
    places = {row.number: place for place, row in enumerate(rows, start=1) if row.kind != "good"}
    return places.get(number or 0, 0)
