"""What the pages of the programme say. Rows in, words out; nothing is read or written here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from institutions.models import MonitoringRegime
from institutions.norm_words import norm_words
from monitoring.planning import forms
from monitoring.planning.choosing import asks_for_return, ordered
from monitoring.planning.queries import Place
from monitoring.planning.rules import (
    FEW,
    Coverage,
    Signals,
    Standing,
    coverage,
    lapses_on,
    whole_months,
)

TAGS = {
    Standing.MET: "met",
    Standing.SOON: "attention",
    Standing.OVERDUE: "missed",
    Standing.NEVER: "missed",
    Standing.NOT_YET: "neutral",
    Standing.NO_INTERVAL: "neutral",
}
MONTHS_FROM = 3  # shorter spans are said in days


def span_words(earlier: date, later: date) -> str:
    """How long it is from one day to another, in days or in whole months."""
    months = whole_months(earlier, later)
    if months >= MONTHS_FROM:
        return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
    days = max((later - earlier).days, 0)
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def share_words(share: float | None) -> str:
    """A share as whole percent, or a dash where there is nothing to share."""
    return "–" if share is None else _("%(percent)s %%") % {"percent": round(share * 100)}


# --- coverage ---------------------------------------------------------------------------------------------------------


def list_url(kept: Mapping[str, str], **asked: str) -> str:
    """The list of places under some filters."""
    wanted = {name: value for name, value in (kept | asked).items() if value}
    address = reverse("programme_places")
    return f"{address}?{urlencode(wanted)}" if wanted else address


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A group of places, its counts, and the list behind each count."""

    label: str
    counts: Coverage
    share: str
    all_url: str
    covered_url: str
    overdue_url: str
    never_url: str


def coverage_rows(
    places: Iterable[Place], name: str, kept: Mapping[str, str], told: Callable[[Place], tuple[str, str]]
) -> list[CoverageRow]:
    """Coverage by a filter called `name`; `told` gives code and label of the group of a place."""
    groups: dict[tuple[str, str], list[Standing]] = {}
    for place in places:
        groups.setdefault(told(place), []).append(place.standing)
    rows = []
    for (code, label), standings in sorted(groups.items(), key=lambda group: group[0][1]):
        counts, group = coverage(standings), {name: code or forms.NONE}
        rows.append(
            CoverageRow(
                label=label,
                counts=counts,
                share=share_words(counts.share),
                all_url=list_url(kept, **group),
                covered_url=list_url(kept, **group, standing=forms.SEEN),
                overdue_url=list_url(kept, **group, standing=forms.UNSEEN),
                never_url=list_url(kept, **group, standing=Standing.NEVER),
            )
        )
    return rows


def by_region(place: Place) -> tuple[str, str]:
    """Code and label of the region of a place."""
    return place.region, str(place.facility.region or _("Region not recorded"))


def by_kind(place: Place) -> tuple[str, str]:
    """Code and label of the kind of a place."""
    return place.facility.facility_type.code, str(place.facility.facility_type)


def key_figures(counts: Coverage, kept: Mapping[str, str]) -> list[dict[str, object]]:
    """The four numbers of the programme, each the way to its list."""
    told = (
        (counts.overdue, _("overdue for a regular visit"), forms.UNSEEN),
        (counts.never, _("of them without a regular visit in this record"), Standing.NEVER),
        (counts.soon, _("due within six months"), Standing.SOON),
        (counts.places, _("places within the mandate"), ""),
    )
    return [{"value": n, "label": label, "url": list_url(kept, standing=standing)} for n, label, standing in told]


# --- a place ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A line of the list of places."""

    code: str
    name: str
    note: str
    tag: tuple[str, str]
    due: str
    regular: str
    last: str
    reference: str
    signals: Sequence[tuple[str, str]]
    is_planned: bool


def place_rows(
    places: Iterable[Place],
    *,
    operators: Mapping[str, object],
    refusals: Mapping[int, str],
    planned: Iterable[str],
    today: date,
) -> list[PlaceRow]:
    """The lines of some places. `refusals`: number of a term of access to its label; `planned`: codes of places."""
    planned = set(planned)
    return [
        PlaceRow(
            code=place.facility.code,
            name=place.facility.label,
            note=" · ".join(
                str(part)
                for part in (place.facility.facility_type, place.facility.region, operators.get(place.operator))
                if part
            ),
            tag=(TAGS[place.standing], str(place.standing.label)),
            due=_due_words(place, today),
            regular=_day(place.last_regular_on) if place.last_regular_on else _("none recorded"),
            last=_last_words(place, today),
            reference=place.last.reference if place.last else "",
            signals=signal_words(place, refusals, today),
            is_planned=place.facility.code in planned,
        )
        for place in places
    ]


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _due_words(place: Place, today: date) -> str:
    if place.due_on is None:
        return ""
    if place.due_on < today:
        told = {"day": _day(place.due_on), "span": span_words(place.due_on, today)}
        return _("was due by %(day)s, %(span)s ago") % told
    return _("next due by %(day)s") % {"day": _day(place.due_on)}


def _last_words(place: Place, today: date) -> str:
    if place.last_on is None:
        return _("no visit recorded")
    return _("%(day)s, %(span)s ago") % {"day": _day(place.last_on), "span": span_words(place.last_on, today)}


def signal_words(place: Place, refusals: Mapping[int, str], today: date) -> list[tuple[str, str]]:
    """What speaks for going there: kind of tag and sentence, each with its figure. Empty where nothing does."""
    signals, ever = place.signals, place.last is None
    lines = list(_words_from_cases(place))
    if signals.is_return_promised and signals.return_due_on is None:
        lines.append(("attention", _("A return was promised; no later visit is recorded.")))
    elif signals.is_return_promised:
        day = _day(signals.return_due_on)
        if signals.is_return_overdue(today):
            lines.append(("missed", _("A return was promised by %(day)s; no later visit is recorded.") % {"day": day}))
        else:
            lines.append(("running", _("A return is promised by %(day)s.") % {"day": day}))
    if signals.refused:
        told = ", ".join(refusals.get(number, "") for number in signals.refused)
        lines.append(("attention", _("At the last visit: %(what)s.") % {"what": told}))
    if signals.private_share is not None and not ever:
        told = {"private": signals.private or 0, "held": signals.held}
        words = _("%(private)s of %(held)s interviews of the last visit were held in private.") % told
        lines.append(("attention" if signals.private_share < 1 else "neutral", words))
    if signals.urgent:
        words = ngettext(
            "%(count)s urgent recommendation is not settled.",
            "%(count)s urgent recommendations are not settled.",
            signals.urgent,
        )
        lines.append(("attention", words % {"count": signals.urgent}))
    return lines


def _words_from_cases(place: Place) -> Iterable[tuple[str, str]]:
    signals, ever = place.signals, place.last is None
    if place.is_tied:
        yield "neutral", _("What cases tell of this place is not shown to you: you declared a tie.")
        return
    if signals.reprisals:
        words = (
            ngettext("%(count)s reprisal recorded.", "%(count)s reprisals recorded.", signals.reprisals)
            if ever
            else ngettext(
                "%(count)s reprisal recorded since the last visit.",
                "%(count)s reprisals recorded since the last visit.",
                signals.reprisals,
            )
        )
        yield "missed", words % {"count": signals.reprisals}
    if signals.are_few:
        words = (
            _("Fewer than %(number)s complaints recorded.")
            if ever
            else _("Fewer than %(number)s complaints since the last visit.")
        )
        yield "attention", words % {"number": FEW}
    elif signals.complaints:
        words = (
            ngettext("%(count)s complaint recorded.", "%(count)s complaints recorded.", signals.complaints)
            if ever
            else ngettext(
                "%(count)s complaint since the last visit.",
                "%(count)s complaints since the last visit.",
                signals.complaints,
            )
        )
        yield "attention", words % {"count": signals.complaints}


# --- returns that are due ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A place to which somebody should go back, and why."""

    code: str
    name: str
    last: str
    reference: str
    reasons: Sequence[str]
    is_planned: bool


def return_rows(places: Iterable[Place], planned: Iterable[str], today: date) -> list[ReturnRow]:
    """Places where a return was promised and is due, or where reprisals were recorded after the last visit."""
    planned, rows = set(planned), []
    wanted = [place for place in places if asks_for_return(place, today)]
    for place in ordered(wanted, forms.ATTENTION, today):
        rows.append(
            ReturnRow(
                code=place.facility.code,
                name=place.facility.label,
                last=_last_words(place, today),
                reference=place.last.reference,
                reasons=_return_reasons(place.signals, today),
                is_planned=place.facility.code in planned,
            )
        )
    return rows


def _return_reasons(signals: Signals, today: date) -> list[str]:
    reasons = []
    if signals.reprisals:
        words = ngettext(
            "%(count)s reprisal recorded since the visit: an intermediate visit can protect those who spoke.",
            "%(count)s reprisals recorded since the visit: an intermediate visit can protect those who spoke.",
            signals.reprisals,
        )
        reasons.append(words % {"count": signals.reprisals})
    if signals.is_return_overdue(today):
        told = {"day": _day(signals.return_due_on), "span": span_words(signals.return_due_on, today)}
        reasons.append(_("A return was promised by %(day)s, %(span)s ago.") % told)
    elif signals.is_return_due(today) and signals.return_due_on is None:
        reasons.append(_("A return was promised; no later visit is recorded."))
    elif signals.is_return_due(today):
        reasons.append(_("A return is promised by %(day)s.") % {"day": _day(signals.return_due_on)})
    return reasons


def lapse_lines(in_force: Iterable[MonitoringRegime], today: date) -> list[dict[str, str]]:
    """What is told of those terms, with the day of the last visit under them, under which a body that rests ends."""
    lines = []
    for terms in in_force:
        if terms.lapses_after_months is None:
            continue
        last_on, end = terms.last_on, lapses_on(terms.last_on, terms.lapses_after_months)
        if last_on is None or end is None:
            tag, state = "neutral", _("not known")
            words = _("No visit under these terms is recorded here, so nothing can be said.")
        else:
            told = {"last": _day(last_on), "span": span_words(last_on, today), "end": _day(end)}
            if end < today:
                words = _(
                    "As far as recorded here, the last visit was on %(last)s, %(span)s ago. If there was no other, by"
                    " the norm it lapsed on %(end)s."
                )
                words, tag, state = words % told, "missed", _("lapsed, as far as recorded here")
            else:
                words = _(
                    "As far as recorded here, the last visit was on %(last)s, %(span)s ago. Without another it lapses"
                    " on %(end)s."
                )
                words, tag, state = words % told, "running", _("in force")
        norm = norm_words(terms.legal_basis)
        lines.append({"name": terms.label, "tag": tag, "state": state, "words": words, "norm": norm})
    return lines
