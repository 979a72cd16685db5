"""What came of a visit, in words: findings, recommendations, opinions, cases, safety, the report."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints import wording
from monitoring.choices import RETURNS, FindingKind, FindingSeverity, FollowUp, SourceOfFinding, VisitTextKind
from monitoring.judging import meaning
from monitoring.models import Finding, InterviewComplaint, Recommendation, Visit, VisitAfterwards
from monitoring.opening import OpenedVisit, OpenedVisitText
from monitoring.pages.reading import neighbour
from monitoring.pages.wording import TAG_OF_SEVERITY, seen_tag


def outcome_context(visit: Visit, opened: OpenedVisit | None) -> dict[str, object]:
    """Findings and what followed; with `opened` the words stand beside what they belong to."""
    told = {one.pk: one for one in opened.texts} if opened else {}
    return {
        "is_open": opened is not None,
        "findings": [_finding(one, told) for one in visit.findings.all()],
        "recommendations": [_recommendation(one, told) for one in visit.recommendations.all()],
        "dissents": [_dissent(row, visit, told) for row in visit.dissent_rows],
        "told": _told_once(opened) if opened else [],
        **_cases(visit),
        "safety": _safety(visit),
        "report": _report(visit),
        "earlier": neighbour(visit.earlier),
        "later": neighbour(visit.later),
    }


def _words(words_id: int | None, told: dict[int, OpenedVisitText]) -> str:
    """The words of a row; a sentence where they are sealed under a key that the reader lacks."""
    one = told.get(words_id) if words_id else None
    if one is None:
        return ""
    return one.text if one.text is not None else _("Sealed under a key that you do not hold.")


def _told_once(opened: OpenedVisit) -> list[dict[str, str]]:
    """Every text that belongs to no row of its own, oldest first."""
    own = (VisitTextKind.FINDING, VisitTextKind.RECOMMENDATION, VisitTextKind.DISSENT, VisitTextKind.REPLY)
    return [
        {
            "kind": str(one.kind.label),
            "day": wording.day(one.written_on),
            "author": str(one.author or _("by the house")),
            "text": _words(one.pk, {one.pk: one}),
        }
        for one in opened.texts
        if one.kind not in own
    ]


# --- findings and recommendations -------------------------------------------------------------------------------------


def _finding(one: Finding, told: dict[int, OpenedVisitText]) -> dict[str, object]:
    is_good = one.kind == FindingKind.GOOD_PRACTICE
    severity = FindingSeverity(one.severity)
    sources = [str(SourceOfFinding(source).label) for source in one.sources]
    return {
        "number": one.number,
        "title": one.theme.label,
        "tag": "met" if is_good else TAG_OF_SEVERITY.get(severity, "neutral"),
        "tag_label": str(one.get_kind_display()) if is_good else str(severity.label),
        "sources": ", ".join(sources),
        "rests": _rests(one),
        "has_words": one.words_id is not None,
        "text": _words(one.words_id, told),
    }


def _rests(one: Finding) -> str:
    if one.is_triangulated:
        return _("Sources of different kinds agree.")
    return _("Rests on one source.") if one.sources else _("No source is recorded.")


def _recommendation(one: Recommendation, told: dict[int, OpenedVisitText]) -> dict[str, object]:
    return {
        "number": one.number,
        "url": reverse("recommendation_detail", args=[one.uuid]),
        "addressee": one.addressee.label,
        "theme": one.theme.label,
        "priority": str(one.get_priority_display()),
        "status": one.status.label if one.status else _("not sent yet"),
        "said": one.said.label if one.said else "",
        "said_on": wording.day(one.said_on) if one.said_on else "",
        "verified": one.verified.label if one.verified else "",
        "verified_tag": seen_tag(meaning(one.verified)) if one.verified else "",
        "verified_on": wording.day(one.verified_on) if one.verified_on and not one.is_day_hidden else "",
        "has_words": one.words_id is not None,
        "text": _words(one.words_id, told),
    }


def _dissent(row: dict[str, int | None], visit: Visit, told: dict[int, OpenedVisitText]) -> dict[str, str]:
    member = next((one for one in visit.members.all() if one.number == row["member"]), None)
    named = str(member.user or member.get_profession_display()) if member else _("a member who is not named")
    return {"who": named, "text": _words(row["words"], told)}


# --- cases ------------------------------------------------------------------------------------------------------------


def _cases(visit: Visit) -> dict[str, object]:
    """Cases that the reader may know of, by reference; of the others nothing but how many they are.

    Whoever is tied to the place hears of none, not even of their number.
    """
    heard, moved = ([], []) if visit.is_tied else (list(visit.complaints.all()), list(visit.triggers.all()))
    return {
        "heard": [_heard(one) for one in heard if one.is_seen],
        "heard_besides": _besides(sum(not one.is_seen for one in heard)),
        "triggered_by": [one.case.reference for one in moved if one.is_seen],
        "triggered_besides": _besides(sum(not one.is_seen for one in moved)),
        "has_cases": bool(heard or moved),
    }


def _heard(one: InterviewComplaint) -> dict[str, str]:
    return {
        "reference": one.complaint.case.reference,
        "uuid": str(one.complaint.uuid),
        "pseudonym": one.pseudonym,
        "mode": one.mode.label,
        "state": str(one.get_state_display()),
    }


def _besides(number: int) -> str:
    if not number:
        return ""
    said = ngettext(
        "%(number)s case that you may not know more of.", "%(number)s cases that you may not know more of.", number
    )
    return said % {"number": number}


# --- safety and report ------------------------------------------------------------------------------------------------


def _safety(visit: Visit) -> list[dict[str, str]]:
    after: VisitAfterwards | None = getattr(visit, "afterwards", None)
    risk = after.reprisal_risk.label if after and after.reprisal_risk else _("not judged")
    follow_up = FollowUp(after.follow_up) if after else FollowUp.UNKNOWN
    rows = [(_("Risk of reprisals"), risk, ""), (_("What follows"), str(follow_up.label), "")]
    later = neighbour(visit.later)
    if after and after.look_again_on:
        rows.append((_("Return until"), wording.day(after.look_again_on), _returned(follow_up, visit)))
    elif follow_up in RETURNS:
        rows.append((_("Return until"), _("no day is set"), _returned(follow_up, visit)))
    elif later:
        rows.append((_("Seen again"), wording.day(later.visited_on), ""))
    if visit.reprisal_number:
        rows.append((_("Reprisals that followed"), str(visit.reprisal_number), ""))
    return [{"key": key, "value": value, "note": note} for key, value, note in rows]


def _returned(follow_up: FollowUp, visit: Visit) -> str:
    later = neighbour(visit.later)
    if later is not None:
        return wording.one_stop(_("A later visit was made on %(day)s.") % {"day": wording.day(later.visited_on)})
    return _("No later visit is recorded.") if follow_up in RETURNS else ""


def _report(visit: Visit) -> list[dict[str, str]]:
    after: VisitAfterwards | None = getattr(visit, "afterwards", None)
    days = [
        (_("Written"), after.reported_on if after else None, ""),
        (_("Sent"), after.sent_on if after else None, ""),
        (_("Published"), after.published_on if after else None, _("without anybody recognisable")),
    ]
    return [
        {"key": key, "value": wording.day(day) if day else _("not yet"), "note": note if day else ""}
        for key, day, note in days
    ]
