"""Columns of the list of visits, and the cells of a page as texts."""

from collections.abc import Callable, Mapping, Sequence

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from complaints import wording
from complaints.listing.table import Cell, Head, Row, heads_of, labelled
from institutions.choices import TermList
from institutions.visit_choices import Access
from institutions.vocabulary import Vocabulary
from monitoring.judging import meaning
from monitoring.models import Visit
from monitoring.rules import delay_minutes

_HINDERED = (Access.PREMISES, Access.DOCUMENTS, Access.PERSONS, Access.EQUIPMENT)


def word(known: Vocabulary, name: str, key: int | None) -> str:
    """The label of a code by its primary key."""
    entry = known.by_pk(name).get(key) if key else None
    return entry.label if entry else _("not known")


def _day(visit: Visit, _known: Vocabulary) -> Cell:
    return Cell(wording.day(visit.visited_on), is_unbroken=True)


def _region(visit: Visit, known: Vocabulary) -> Cell:
    kind = word(known, "facility_type", visit.facility.facility_type_id)
    return Cell(word(known, "region", visit.facility.region_id), note=kind)


def _kind(visit: Visit, known: Vocabulary) -> Cell:
    terms = word(known, "monitoring_regime", visit.regime_id)
    return Cell(word(known, TermList.VISIT_TYPE, visit.visit_type_id), note=terms)


def _notice(visit: Visit, known: Vocabulary) -> Cell:
    return Cell(word(known, TermList.NOTICE_MODE, visit.notice_id))


def access_cell(visit: Visit, known: Vocabulary) -> Cell:
    """What was let be done, with the time at the gate; reads the access of the visit, prefetched or not."""
    terms = list(visit.access.all())
    meanings = {meaning(term) for term in terms}
    waited = delay_minutes(visit.arrived_at, visit.entered_at)
    note = ngettext("%(minutes)s minute at the gate", "%(minutes)s minutes at the gate", waited or 0)
    text = ", ".join(word(known, TermList.ACCESS_OUTCOME, term.pk) for term in terms) or _("not recorded")
    tag = ""
    if Access.DENIED in meanings:
        tag = "missed"
    elif meanings & set(_HINDERED):
        tag = "attention"
    elif Access.FULL in meanings:
        tag = "met"
    return Cell(text, tag=tag, note=note % {"minutes": waited} if waited is not None else "")


def private_cell(visit: Visit) -> Cell:
    """Interviews in private among those held; reads `private` and `held` of `with_figures`."""
    if not visit.held:
        return Cell(_("none held"))
    return Cell(_("%(private)s of %(held)s") % {"private": visit.private or 0, "held": visit.held}, is_unbroken=True)


COLUMNS: Mapping[str, tuple[Promise, Callable[[Visit, Vocabulary], Cell], str]] = {
    "day": (gettext_lazy("Day"), _day, "day"),
    "region": (gettext_lazy("Region and kind of place"), _region, ""),
    "kind": (gettext_lazy("Kind of visit and terms"), _kind, ""),
    "notice": (gettext_lazy("Notice"), _notice, ""),
    "access": (gettext_lazy("Access"), access_cell, "wait"),
    "private": (gettext_lazy("In private"), lambda visit, _known: private_cell(visit), ""),
    "grave": (gettext_lazy("Grave findings"), lambda visit, _known: Cell(str(visit.grave or 0)), ""),
    "open": (
        gettext_lazy("Open recommendations"),
        lambda visit, _known: Cell(str(visit.open_recommendations or 0)),
        "",
    ),
}


def heads(sent: Mapping[str, str], sort: str, *, is_descending: bool) -> list[Head]:
    """The head of the place and of each column."""
    named = [(_("Place"), "place"), *((str(label), own) for label, _cell, own in COLUMNS.values())]
    return heads_of(named, sent, sort, is_descending=is_descending)


def visit_rows(visits: Sequence[Visit], known: Vocabulary) -> list[Row]:
    """Rows of a page."""
    labels = [str(label) for label, _cell, _sort in COLUMNS.values()]
    return [
        Row(
            title=visit.facility.label,
            reference=visit.reference,
            url=reverse("visit_detail", args=[visit.reference]),
            cells=labelled((cell(visit, known) for _label, cell, _sort in COLUMNS.values()), labels),
        )
        for visit in visits
    ]
