"""The report that anybody may read: built from what may be shown, so that nothing is shown because it was forgotten."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from complaints import wording
from complaints.choices import Precision
from complaints.dates import PartialDate
from complaints.sheets.redaction import coarse
from institutions.models import Facility
from monitoring.choices import DocumentKind, DocumentOutcome, FindingKind, FindingSeverity
from monitoring.models import Finding, Recommendation, Visit, VisitPopulation
from monitoring.opening import OpenedVisit
from monitoring.pages.wording import Cell, Facts, counted, facts
from monitoring.rules import delay_minutes
from monitoring.sheets.full import fewer, seen_table
from monitoring.sheets.numbers import FEW, Few, may_be_named, may_name_region, public_counts, public_size
from monitoring.sheets.previous import SeenAgain
from monitoring.sheets.sections import Item, Pair, Section, shown, tables

_QUARTER, _HOUR = 15, 60
_PEOPLE = (
    *("capacity", "held", "women", "under_18", "over_60", "remand", "sentenced", "foreigners", "disabled"),
    "in_isolation",
)


def public_sections(visit: Visit, opened: OpenedVisit | None, previous: Sequence[SeenAgain]) -> list[Section]:
    """The sections of the report. `opened` is None where no cleared words exist or the reader cannot open them."""
    return shown(
        [
            Section(_("The visit"), pairs=_identity(visit)),
            Section(
                _("How it went, and what was refused"),
                pairs=_conduct(visit),
                tables=tables(_rooms(visit), _documents(visit)),
            ),
            Section(_("People held on that day"), pairs=_held(visit), empty=_("Nobody counted them.")),
            _interviews(visit),
            *_findings(visit, opened),
            Section(
                _("Recommendations"),
                items=[_recommendation(one, opened) for one in visit.recommendations.all() if one.may_be_public],
                empty=_("No recommendation has been cleared for this version."),
            ),
            Section(
                _("What became of earlier recommendations"),
                tables=tables(seen_table([one for one in previous if one.may_be_public], has_days=False)),
            ),
        ]
    )


def left_out(visit: Visit) -> str:
    """The sentence at the top: what this version leaves out, whatever the visit was."""
    said = _(
        "This version is for everybody. Left out are the names of the team, days and hours, why the visit was made,"
        " complaints, dissenting opinions, and findings and recommendations that nobody has read again for it. Numbers"
        " of people below %(few)s are not given, nor totals that would tell them; sizes are to the nearest ten,"
        " interviews to the nearest five."
    ) % {"few": FEW}
    if _is_named(visit):
        return said
    unnamed = _("The place is not named: too few people are held there.")
    return f"{said} {unnamed}"


def title_of_place(visit: Visit) -> str:
    """The place by name where enough people are held there, otherwise its kind."""
    return visit.facility.label if _is_named(visit) else visit.facility.facility_type.label


def _is_named(visit: Visit) -> bool:
    population: VisitPopulation | None = getattr(visit, "population", None)
    return may_be_named(population.held if population else None)


def _hides_in_region(visit: Visit) -> bool:
    """Whether the place, which is not named, could be one of several of its kind in its region on that day."""
    place = visit.facility
    alike = Facility.objects.valid_on(visit.visited_on).filter(
        facility_type=place.facility_type_id, region=place.region_id, is_demonstration=place.is_demonstration
    )
    return place.region_id is not None and may_name_region(alike.count())


def _month(day: date) -> str:
    return wording.when(coarse(PartialDate(day, Precision.DAY)))


def _pairs(rows: Sequence[tuple[str, str]]) -> list[Pair]:
    return [{"key": str(key), "value": value, "note": ""} for key, value in rows if value]


# --- the visit --------------------------------------------------------------------------------------------------------


def _identity(visit: Visit) -> list[Pair]:
    region = visit.facility.region.label if visit.facility.region else ""
    # Kind, region and terms together tell a place that is the only one of its kind there.
    is_told = _is_named(visit) or _hides_in_region(visit)
    return _pairs(
        [
            (_("Place"), title_of_place(visit)),
            (_("Kind of place"), visit.facility.facility_type.label if _is_named(visit) else ""),
            (_("Region"), region if is_told else ""),
            (_("Month"), _month(visit.visited_on)),
            (_("Under which terms"), visit.regime.label if is_told else ""),
        ]
    )


def _conduct(visit: Visit) -> list[Pair]:
    return _pairs(
        [
            (_("Notice given"), visit.notice.label),
            (_("Notice required by"), str(visit.get_notice_demanded_display())),
            (_("Access"), "; ".join(term.label for term in sorted(visit.access.all(), key=lambda term: term.order))),
            (_("Waited at the gate"), _waited(visit)),
            (_("Behaviour of the administration"), str(visit.get_cooperation_display())),
        ]
    )


def _waited(visit: Visit) -> str:
    """A span of time, never the minutes: those who were there could tell the day by them."""
    waited = delay_minutes(visit.arrived_at, visit.entered_at)
    if waited is None:
        return _("not recorded")
    if waited < _QUARTER:
        return _("less than a quarter of an hour")
    return _("less than an hour") if waited < _HOUR else _("an hour or longer")


def _rooms(visit: Visit) -> Facts | None:
    rows = [
        (Cell(one.premise_type.label), Cell(str(one.get_outcome_display())), Cell(str(one.get_mandate_display())))
        for one in visit.premises.all()
    ]
    return facts(_("Rooms"), (_("Room"), _("Outcome"), _("Preventive mandate on that day")), rows)


def _documents(visit: Visit) -> Facts | None:
    found = {row["kind"]: row["outcome"] for row in visit.document_rows}
    rows = [
        (Cell(str(kind.label)), Cell(str(DocumentOutcome(found[kind]).label))) for kind in DocumentKind if kind in found
    ]
    return facts(_("Registers and files"), (_("Document"), _("Outcome")), rows)


# --- numbers of people ------------------------------------------------------------------------------------------------


def _said(number: int | Few) -> str:
    if isinstance(number, Few):
        return fewer()
    return _("about %(number)s") % {"number": counted(number)}


def _held(visit: Visit) -> list[Pair]:
    found: VisitPopulation | None = getattr(visit, "population", None)
    if found is None:
        return []
    rows = [(VisitPopulation._meta.get_field(name).verbose_name, getattr(found, name)) for name in _PEOPLE]
    return _pairs([(label, _said(public_size(number))) for label, number in rows if number is not None])


def _interviews(visit: Visit) -> Section:
    numbers, total = public_counts({one.mode.label: one.number for one in visit.interviews.all()})
    rows = [(Cell(mode), Cell(_said(number))) for mode, number in numbers.items()]
    if total is not None:
        rows.append((Cell(_("Altogether")), Cell(_said(total))))
    table = facts(_("Interviews by mode"), (_("Mode"), _("People")), rows)
    return Section(_("Interviews"), tables=tables(table), empty=_("No interview is recorded."))


# --- what was cleared -------------------------------------------------------------------------------------------------


def _findings(visit: Visit, opened: OpenedVisit | None) -> list[Section]:
    cleared = [one for one in visit.findings.all() if one.may_be_public]
    cleared.sort(key=lambda one: (one.theme.order, one.number))
    concerns = [_finding(one, opened) for one in cleared if one.kind == FindingKind.CONCERN]
    good = [_finding(one, opened) for one in cleared if one.kind == FindingKind.GOOD_PRACTICE]
    return [
        Section(_("Findings by theme"), items=concerns, empty=_("No finding has been cleared for this version.")),
        Section(_("Good practice"), items=good),
    ]


def _finding(one: Finding, opened: OpenedVisit | None) -> Item:
    notes = [] if one.kind == FindingKind.GOOD_PRACTICE else [str(FindingSeverity(one.severity).label)]
    return Item(one.theme.label, notes, _words(one.words_id, opened))


def _recommendation(one: Recommendation, opened: OpenedVisit | None) -> Item:
    said = (
        f"{one.said.label}, {_month(one.said_on)}"
        if one.said and one.said_on
        else pgettext("said by the authority", "nothing")
    )
    seen = f"{one.verified.label}, {_month(one.verified_on)}" if one.verified and one.verified_on else ""
    notes = [
        _("To: %(addressee)s") % {"addressee": one.addressee.label},
        _("Said by the authority: %(said)s") % {"said": said},
        _("Verified on site: %(seen)s") % {"seen": seen or _("nobody has looked")},
    ]
    return Item(one.theme.label, notes, _words(one.words_id, opened))


def _words(words_id: int | None, opened: OpenedVisit | None) -> str:
    return opened.of(words_id) if opened and words_id else ""
