"""Columns of the list of visits, and the cells of a page as texts."""

from collections.abc import Callable, Collection, Mapping, Sequence

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


def access_cell(meanings: Collection[str], labels: Sequence[str], visit: Visit) -> Cell:
    """What was let be done in a word, and under it each obstacle by its label and the time at the gate."""
    waited = delay_minutes(visit.arrived_at, visit.entered_at)
    told = [] if Access.FULL in meanings or Access.DENIED in meanings else list(labels)
    if waited is not None:
        words = ngettext("%(minutes)s minute at the gate", "%(minutes)s minutes at the gate", waited)
        told.append(words % {"minutes": waited})
    note = "; ".join(told)
    if not meanings:
        return Cell(_("not recorded"), note=note)
    if Access.DENIED in meanings:
        return Cell(str(Access.DENIED.label), "missed", note, is_unbroken=True)
    if Access.FULL in meanings:
        return Cell(str(Access.FULL.label), "met", note, is_unbroken=True)
    return Cell(_("Hindered"), "attention", note, is_unbroken=True)


def _access(visit: Visit, known: Vocabulary) -> Cell:
    terms = list(visit.access.all())
    labels = [word(known, TermList.ACCESS_OUTCOME, term.pk) for term in terms]
    return access_cell({meaning(term) for term in terms}, labels, visit)


def came_of_it(visit: Visit) -> Cell:
    """Grave findings, and under them what is still open; reads the figures of `with_figures`."""
    grave, still = visit.grave or 0, visit.open_recommendations or 0
    return Cell(
        ngettext("%(number)s grave finding", "%(number)s grave findings", grave) % {"number": grave},
        note=ngettext("%(number)s recommendation open", "%(number)s recommendations open", still) % {"number": still},
    )


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
    "access": (gettext_lazy("Access"), _access, "wait"),
    "private": (gettext_lazy("In private"), lambda visit, _known: private_cell(visit), ""),
    "outcome": (gettext_lazy("Found and still open"), lambda visit, _known: came_of_it(visit), ""),
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
