"""How a visit went, in words: terms, hours, team, rooms, papers, people held, interviews."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from institutions.choices import Mandate
from institutions.norm_words import norm_words
from institutions.visit_choices import HELD, Access, InterviewSetting
from monitoring.choices import DocumentKind, DocumentOutcome, PremiseOutcome, StoodBack
from monitoring.judging import conduct_of_visit, meaning, terms_of
from monitoring.models import Visit, VisitMember, VisitPopulation, VisitPremise
from monitoring.pages.wording import (
    TAG_OF_ACCESS,
    TAG_OF_DOCUMENT,
    TAG_OF_MANDATE,
    TAG_OF_ROOM,
    Cell,
    Facts,
    counted,
    facts,
    hour,
    minutes,
    notice_tag,
)
from monitoring.rules import delay_minutes, departures

_PARTS = ("women", "under_18", "over_60", "remand", "sentenced", "foreigners", "disabled", "in_isolation")


def conduct_context(visit: Visit) -> dict[str, object]:
    """Everything of the visit that can be counted or named; reads what `reading.read_visit` read."""
    return {
        "tags": _tags(visit),
        "terms": _terms(visit),
        "otherwise": departures(conduct_of_visit(visit), terms_of(visit.regime)),
        "norm": norm_words(visit.regime.legal_basis),
        "conduct": _conduct(visit),
        "team": _team(visit),
        "rooms": _rooms(visit),
        "documents": _documents(visit),
        "held": _held(visit),
        "interviews": _interviews(visit),
        "in_private": _in_private(visit),
    }


def _tags(visit: Visit) -> list[dict[str, str]]:
    notice = {"kind": notice_tag(meaning(visit.notice)), "label": visit.notice.label}
    access = [
        {"kind": TAG_OF_ACCESS.get(Access(code), "attention"), "label": term.label}
        if (code := meaning(term)) in Access
        else {"kind": "neutral", "label": term.label}
        for term in visit.access.all()
    ]
    return [notice, *access]


def _terms(visit: Visit) -> list[dict[str, str]]:
    regime = visit.regime
    said = [
        (_("Notice"), str(regime.get_notice_display()), regime.notice_text),
        (_("Interviews"), str(regime.get_interviews_display()), regime.interview_text),
        (_("Who sets the visit"), norm_words(regime.decided_by), ""),
        (_("May be limited by"), norm_words(regime.limited_by), ""),
        (_("What comes of it"), norm_words(regime.product), ""),
        (_("Legal basis"), norm_words(regime.legal_basis), ""),
    ]
    return [{"key": key, "value": value, "note": norm_words(note)} for key, value, note in said if value]


def _conduct(visit: Visit) -> list[dict[str, str]]:
    waited = delay_minutes(visit.arrived_at, visit.entered_at)
    delay = _("kept waiting for %(time)s") % {"time": minutes(waited)} if waited else ""
    offered = _("not recorded") if visit.persons_offered is None else counted(visit.persons_offered)
    rows = [
        (_("Why the visit was made"), str(visit.get_trigger_display()), ""),
        (_("Notice given"), visit.notice.label, ""),
        (_("Notice required by"), str(visit.get_notice_demanded_display()), ""),
        (_("At the gate"), hour(visit.arrived_at, visit), ""),
        (_("Let in"), hour(visit.entered_at, visit), delay),
        (pgettext("hour of a visit", "Left"), hour(visit.left_at, visit), ""),
        (_("Behaviour of the administration"), str(visit.get_cooperation_display()), ""),
        (_("People offered an interview"), offered, ""),
    ]
    # The reason may be that somebody complained.
    said = rows[1:] if visit.is_tied else rows
    return [{"key": key, "value": value, "note": note} for key, value, note in said]


# --- team -------------------------------------------------------------------------------------------------------------


def _team(visit: Visit) -> Facts | None:
    heads = (_("Profession"), _("Colleague"), _("Part"), _("Stood back"))
    rows = [_member(one) for one in visit.members.all()]
    return facts(_("Team"), heads, rows)


def _member(one: VisitMember) -> tuple[Cell, ...]:
    name = str(one.user) if one.user else _("not named here")
    back = Cell(str(one.get_stood_back_display()), "attention" if one.stood_back != StoodBack.NO else "")
    return (Cell(str(one.get_profession_display())), Cell(name), Cell(str(one.get_part_display())), back)


# --- rooms and papers -------------------------------------------------------------------------------------------------


def _rooms(visit: Visit) -> Facts | None:
    heads = (_("Room"), _("Outcome"), _("Preventive mandate on that day"))
    rows = [
        (
            Cell(one.premise_type.label),
            Cell(str(one.get_outcome_display()), TAG_OF_ROOM[PremiseOutcome(one.outcome)]),
            _mandate(one),
        )
        for one in visit.premises.all()
    ]
    return facts(_("Rooms"), heads, rows)


def _mandate(one: VisitPremise) -> Cell:
    tag = TAG_OF_MANDATE.get(Mandate(one.mandate), "neutral")
    return Cell(str(one.get_mandate_display()), tag, norm_words(one.basis or ""))


def _documents(visit: Visit) -> Facts | None:
    found = {DocumentKind(row["kind"]): DocumentOutcome(row["outcome"]) for row in visit.document_rows}
    rows = [
        (Cell(str(kind.label)), Cell(str(found[kind].label), TAG_OF_DOCUMENT[found[kind]]))
        for kind in DocumentKind
        if kind in found
    ]
    return facts(_("Registers and files"), (_("Document"), _("Outcome")), rows)


# --- people held and interviews ---------------------------------------------------------------------------------------


def _held(visit: Visit) -> list[dict[str, str]]:
    """People held, parts of them, and how full the place is; what nobody counted is left out, never shown as none."""
    found: VisitPopulation | None = getattr(visit, "population", None)
    if found is None:
        return []
    names = ("capacity", "held", *_PARTS)
    rows = [(VisitPopulation._meta.get_field(name).verbose_name, getattr(found, name)) for name in names]
    shown = [{"key": capfirst(str(label)), "value": counted(number)} for label, number in rows if number is not None]
    if found.capacity and found.held is not None:
        full = _("%(share)s %% of its places") % {"share": counted(round(100 * found.held / found.capacity))}
        shown.insert(2, {"key": _("How full"), "value": full})
    return shown


def _interviews(visit: Visit) -> Facts | None:
    rows = [(Cell(one.mode.label), Cell(counted(one.number))) for one in visit.interviews.all()]
    return facts(_("Interviews by mode"), (_("Mode"), _("People")), rows)


def _in_private(visit: Visit) -> str:
    """How many of those spoken with were alone with who visited; empty where nobody was spoken with."""
    numbers: dict[str, int] = {}
    for one in visit.interviews.all():
        numbers[meaning(one.mode)] = numbers.get(meaning(one.mode), 0) + one.number
    total = sum(numbers.get(setting, 0) for setting in HELD)
    if not total:
        return ""
    said = _("%(part)s of %(total)s people who were spoken with were spoken with in private.")
    return said % {"part": counted(numbers.get(InterviewSetting.PRIVATE, 0)), "total": counted(total)}
