"""Recommendations under the filters as a file: coded facts only, line by line, no text of it a formula."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from complaints.exports.csv_file import BYTE_ORDER_MARK, closing, remark, usual_separator, writer
from institutions.cells import safe_text
from institutions.vocabulary import Vocabulary
from monitoring.choices import Priority
from monitoring.models import Recommendation
from monitoring.recommendations.choices import Column, Gap
from monitoring.recommendations.wording import is_late, status_day, verified_day

_AT_ONCE = 500


def lines(found: QuerySet[Recommendation], known: Vocabulary, today: date, *, is_demonstration: bool) -> Iterator[str]:
    """The file in pieces of text, in the reader's language; the last line says that it is whole."""
    separator = usual_separator((get_language() or "en")[:2])
    out = writer(separator)
    opening = BYTE_ORDER_MARK
    if is_demonstration:
        opening += remark(_("Demonstration data: invented visits. They describe no country."), separator)
    yield opening + out.writerow(_header())
    rows = 0
    for one in found.order_by("visit__visited_on", "pk").select_related("visit__facility", "letter").iterator(_AT_ONCE):
        rows += 1
        yield out.writerow([_cell(value) for value in _values(one, known, today)])
    yield closing(rows)


def _header() -> list[str]:
    return [
        _("visit"), _("number"), _("day of the visit"), _("code of the place"), _("place"), _("region"),
        _("kind of place"), _("terms of the visit"), _("code of the theme"), _("theme"), _("code of the addressee"),
        _("addressee"), _("priority"), _("sent on"), _("received on"), _("answer due on"), _("answer overdue"),
        _("stands now"), _("since"), _("said by the authority"), _("said on"), _("verified on site"),
        _("verified on"), _("said and verified"),
    ]  # fmt: skip


def _values(one: Recommendation, known: Vocabulary, today: date) -> list[object]:
    visit, place, letter = one.visit, one.visit.facility, one.letter

    def named(name: str, key: int | None) -> tuple[str, str]:
        entry = known.by_pk(name).get(key) if key else None
        return (entry.code, entry.label) if entry else ("", "")

    return [
        visit.reference, one.number, visit.visited_on, *named("facility", visit.facility_id),
        named("region", place.region_id)[1], named("facility_type", place.facility_type_id)[1],
        named("monitoring_regime", visit.regime_id)[1], *named("finding_theme", one.theme_id),
        *named("body", one.addressee_id), Priority(one.priority).label, letter and letter.sent_on,
        letter and letter.received_on, one.due_on, _("yes") if is_late(one, today) else _("no"),
        Column(one.column).label, status_day(one), named("recommendation_status", one.said_id)[1], one.said_on,
        named("recommendation_status", one.verified_id)[1], verified_day(one), Gap(one.gap).label if one.gap else "",
    ]  # fmt: skip


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else safe_text(str(value))
