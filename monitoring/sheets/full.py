"""The report for the authority and for ourselves: with all findings; why we came and who told only in our own."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from complaints import wording
from monitoring.choices import FindingKind
from monitoring.models import Finding, Visit
from monitoring.opening import OpenedVisit
from monitoring.pages.conduct import conduct_context
from monitoring.pages.outcome import outcome_context
from monitoring.pages.wording import Cell, Facts, counted, facts
from monitoring.sheets.levels import TEXTS, Level
from monitoring.sheets.numbers import FEW, Few, few_or, has_small
from monitoring.sheets.previous import SeenAgain
from monitoring.sheets.sections import Item, Pair, Section, shown, tables


def full_sections(
    visit: Visit, level: Level, opened: OpenedVisit | None, previous: Sequence[SeenAgain]
) -> list[Section]:
    """The sections of the report. `opened` is None where nothing was written."""
    conduct, outcome = conduct_context(visit), outcome_context(visit, _allowed(opened, level))
    holds_back = level != Level.OURSELVES and has_small(one.number for one in visit.interviews.all())
    sections = [
        Section(_("The visit"), pairs=_identity(visit)),
        *_told(outcome),
        Section(_("Terms of the visit"), pairs=conduct["terms"]),
        Section(
            _("How it went, and what was refused"),
            sentences=[*(tag["label"] for tag in conduct["tags"]), *conduct["otherwise"]],
            pairs=_conduct(visit, conduct["conduct"], level),
            tables=tables(conduct["rooms"], conduct["documents"]),
        ),
        Section(_("People held on that day"), pairs=conduct["held"], empty=_("Nobody counted them.")),
        Section(
            _("Interviews"),
            sentences=[conduct["in_private"]] if conduct["in_private"] and not holds_back else [],
            tables=tables(_interviews(visit) if holds_back else conduct["interviews"]),
            empty=_("No interview is recorded."),
        ),
        *_findings(visit, outcome["findings"], level),
        Section(
            _("Recommendations"),
            items=[_recommendation(one) for one in outcome["recommendations"]],
            empty=_("Nothing is recommended yet."),
        ),
        Section(
            _("What became of earlier recommendations"),
            tables=tables(seen_table(previous)),
            empty=_("This visit looked at no earlier recommendation."),
        ),
        Section(_("Dissenting opinions"), items=[Item(one["who"], text=one["text"]) for one in outcome["dissents"]]),
    ]
    if level == Level.OURSELVES:
        sections += _only_for_ourselves(outcome)
    return shown(sections)


def _allowed(opened: OpenedVisit | None, level: Level) -> OpenedVisit | None:
    """Without the texts that the level does not show, wherever they would stand."""
    return OpenedVisit(tuple(one for one in opened.texts if one.kind in TEXTS[level])) if opened else None


def _identity(visit: Visit) -> list[Pair]:
    region = visit.facility.region.label if visit.facility.region else ""
    kind = visit.facility.facility_type.label
    rows = [
        (_("Place"), visit.facility.label, f"{kind}, {region}" if region else kind),
        (_("Day"), wording.day(visit.visited_on), ""),
        (_("Kind of visit"), visit.visit_type.label, ""),
        (_("Under which terms"), visit.regime.label, ""),
    ]
    return [{"key": str(key), "value": value, "note": note} for key, value, note in rows]


def _conduct(visit: Visit, pairs: list[Pair], level: Level) -> list[Pair]:
    """Why we came is for ourselves: it may tell the authority that somebody complained.

    So is how many were offered an interview where they were few.
    """
    if level == Level.OURSELVES:
        return pairs
    left_out = {_("Why the visit was made")}
    if visit.persons_offered is not None and has_small([visit.persons_offered]):
        left_out.add(_("People offered an interview"))
    return [one for one in pairs if one["key"] not in left_out]


def _interviews(visit: Visit) -> Facts | None:
    """By mode, with small numbers held back: staff know whom they brought, and would know who spoke alone."""
    numbers = [(one.mode.label, few_or(one.number)) for one in visit.interviews.all()]
    rows = [(Cell(mode), Cell(fewer() if isinstance(one, Few) else counted(one))) for mode, one in numbers]
    return facts(_("Interviews by mode"), (_("Mode"), _("People")), rows)


def fewer() -> str:
    """What stands instead of a small number of people."""
    return _("fewer than %(few)s") % {"few": FEW}


def _told(outcome: dict) -> list[Section]:
    return [Section(one["kind"], items=[Item("", text=one["text"])]) for one in outcome["told"]]


def _findings(visit: Visit, texts: Sequence[dict], level: Level) -> list[Section]:
    """By theme; what is worth copying stands apart."""
    rows = sorted(zip(visit.findings.all(), texts, strict=True), key=lambda one: (one[0].theme.order, one[0].number))
    concerns = [_finding(*one, level) for one in rows if one[0].kind == FindingKind.CONCERN]
    good = [_finding(*one, level) for one in rows if one[0].kind == FindingKind.GOOD_PRACTICE]
    return [
        Section(_("Findings by theme"), items=concerns, empty=_("No finding is recorded.")),
        Section(_("Good practice"), items=good),
    ]


def _finding(row: Finding, text: dict, level: Level) -> Item:
    """What it rests on is for ourselves: "interviews" beside a small number of them says who told."""
    rests = f"{text['sources']}. {text['rests']}" if text["sources"] else text["rests"]
    notes = [] if row.kind == FindingKind.GOOD_PRACTICE else [text["tag_label"]]
    if level == Level.OURSELVES:
        notes.append(rests)
    return Item(_("%(number)s. %(title)s") % {"number": row.number, "title": text["title"]}, notes, text["text"])


def _recommendation(one: dict) -> Item:
    said = f"{one['said']}, {one['said_on']}" if one["said"] else pgettext("said by the authority", "nothing")
    seen = ", ".join(filter(None, (one["verified"], one["verified_on"]))) or _("nobody has looked")
    notes = [
        _("To: %(addressee)s") % {"addressee": one["addressee"]},
        f"{one['priority']}; {one['status']}",
        _("Said by the authority: %(said)s") % {"said": said},
        _("Verified on site: %(seen)s") % {"seen": seen},
    ]
    return Item(_("%(number)s. %(title)s") % {"number": one["number"], "title": one["theme"]}, notes, one["text"])


def seen_table(previous: Sequence[SeenAgain], *, has_days: bool = True) -> Facts | None:
    """Earlier recommendations: what was said and what was found are columns of their own."""
    heads = (_("Recommendation"), _("Addressee"), _("Said by the authority"), _("Found on this visit"))
    rows = [
        (
            Cell(one.theme, note=wording.day(one.visited_on) if has_days else ""),
            Cell(one.addressee),
            Cell(one.said or pgettext("said by the authority", "nothing")),
            Cell(one.found),
        )
        for one in previous
    ]
    return facts(_("Earlier recommendations"), heads, rows)


def _only_for_ourselves(outcome: dict) -> list[Section]:
    heard = [
        Item(
            one["pseudonym"] or _("without a pseudonym"),
            [one["mode"], one["state"], _("Case %(reference)s") % {"reference": one["reference"]}],
        )
        for one in outcome["heard"]
    ]
    moved = [_("Case %(reference)s") % {"reference": reference} for reference in outcome["triggered_by"]]
    return [
        Section(
            _("Complaints made in interviews"),
            items=heard,
            sentences=[outcome["heard_besides"]] if outcome["heard_besides"] else [],
        ),
        Section(
            _("Cases that moved us to come"),
            sentences=[*moved, *([outcome["triggered_besides"]] if outcome["triggered_besides"] else [])],
        ),
        Section(_("Safety of those who spoke"), pairs=outcome["safety"]),
    ]
