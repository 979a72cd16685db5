"""Visits under the filters as a file: coded facts only, line by line, no text of it a formula."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from complaints.exports.csv_file import BYTE_ORDER_MARK, closing, remark, usual_separator, writer
from institutions.cells import safe_text
from institutions.choices import TermList
from institutions.vocabulary import Vocabulary
from monitoring.choices import NoticeDemand, Trigger
from monitoring.models import Visit
from monitoring.rules import delay_minutes

_AT_ONCE = 500
Line = Sequence[object]


def sheet(header: Sequence[str], lines: Iterable[Line], *, is_demonstration: bool) -> Iterator[str]:
    """A file in pieces of text, in the reader's language; the last line says that it is whole."""
    separator = usual_separator((get_language() or "en")[:2])
    out = writer(separator)
    opening = BYTE_ORDER_MARK
    if is_demonstration:
        opening += remark(_("Demonstration data: invented visits. They describe no country."), separator)
    yield opening + out.writerow(header)
    rows = 0
    for line in lines:
        rows += 1
        yield out.writerow([_cell(value) for value in line])
    yield closing(rows)


def download(pieces: Iterable[str], name: str) -> StreamingHttpResponse:
    """A file that is saved and never shown; `name` is ours, without quotes or spaces."""
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return StreamingHttpResponse((piece.encode() for piece in pieces), headers=headers)


def visit_lines(found: QuerySet[Visit], known: Vocabulary) -> Iterator[Line]:
    """The coded facts of visits with their figures and `told_trigger`, oldest first."""
    rows = found.select_related("facility", "population", "afterwards").order_by("visited_on", "pk")
    for visit in rows.iterator(_AT_ONCE):
        yield _line(visit, known)


def header() -> list[str]:
    """The names of the columns of `visit_lines`."""
    return [
        _("visit"), _("day of the visit"), _("code of the place"), _("place"), _("code of the region"), _("region"),
        _("kind of place"), _("code of the terms"), _("terms of the visit"), _("code of the kind of visit"),
        _("kind of visit"), _("why"), _("code of the notice"), _("notice"), _("notice required by"),
        _("minutes at the gate"), _("codes of the access"), _("access"), _("interviews held"),
        _("of them in private"), _("people offered an interview"), _("places for people"), _("people held"),
        _("grave findings"), _("open recommendations"), _("report written on"), _("report sent on"),
        _("report published on"),
    ]  # fmt: skip


def _line(visit: Visit, known: Vocabulary) -> Line:
    def named(name: str, key: int | None) -> tuple[str, str]:
        entry = known.by_pk(name).get(key) if key else None
        return (entry.code, entry.label) if entry else ("", "")

    access = [named(TermList.ACCESS_OUTCOME, term.pk) for term in visit.access.all()]
    held, after = getattr(visit, "population", None), getattr(visit, "afterwards", None)
    return [
        visit.reference, visit.visited_on, *named("facility", visit.facility_id),
        *named("region", visit.facility.region_id), named("facility_type", visit.facility.facility_type_id)[1],
        *named("monitoring_regime", visit.regime_id), *named(TermList.VISIT_TYPE, visit.visit_type_id),
        Trigger(visit.told_trigger).label, *named(TermList.NOTICE_MODE, visit.notice_id),
        NoticeDemand(visit.notice_demanded).label, delay_minutes(visit.arrived_at, visit.entered_at),
        "|".join(code for code, _label in access), "|".join(label for _code, label in access),
        visit.held, visit.private, visit.persons_offered, held and held.capacity, held and held.held,
        visit.grave or 0, visit.open_recommendations or 0, after and after.reported_on, after and after.sent_on,
        after and after.published_on,
    ]  # fmt: skip


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else safe_text(str(value))
