"""The page of one recommendation as texts: where it stands, who said so, what may be recorded next."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.permissions import Permission, has_permission
from complaints import wording
from complaints.listing.table import Cell
from institutions.choices import TimeUnit
from institutions.models import Facility, MonitoringRegime
from institutions.norm_words import norm_words
from institutions.visit_choices import Access, RecommendationState
from monitoring.models import Recommendation, Visit
from monitoring.recommendations.choices import ENDED, Column, Gap, StepKind
from monitoring.recommendations.queries import open_recommendations
from monitoring.recommendations.wording import (
    TAG_OF_GAP,
    Lists,
    column_cell,
    due_cell,
    number_of,
    priority_of,
    said_cell,
    url_of,
    verified_cell,
)

Pair = dict[str, object]


@dataclass(frozen=True, slots=True)
class OpenRow:
    """An open recommendation where the next visit starts from it."""

    title: str
    number: str
    url: str
    notes: tuple[str, ...]
    stands: Cell
    due: Cell


def reply_term(regime: MonitoringRegime) -> str:
    """The time for an answer in words: "3 months"; empty where the terms set none."""
    amount, unit = regime.reply_amount, regime.reply_unit
    if amount is None:
        return ""
    if unit == TimeUnit.MONTHS:
        return ngettext("%(number)s month", "%(number)s months", amount) % {"number": amount}
    if unit == TimeUnit.WORKING_DAYS:
        return ngettext("%(number)s working day", "%(number)s working days", amount) % {"number": amount}
    if unit == TimeUnit.DAYS:
        return wording.days(amount)
    return f"{amount} {TimeUnit(unit).label}"


def norm_of(regime: MonitoringRegime) -> str:
    """The norm on answers: the time it gives, and where it stands; empty where there is none."""
    term = reply_term(regime)
    if not term:
        return ""
    sentence = _("%(term)s from receipt of the letter, else from the day it was sent") % {"term": term}
    if not regime.legal_basis:
        return sentence
    doubt = "" if regime.is_verified else "; " + _("not verified")
    return f"{sentence} ({norm_words(regime.legal_basis)}{doubt})"


def facts(row: Recommendation, lists: Lists) -> list[Pair]:
    """Coded facts of a placed recommendation, as names and values."""
    visit, letter = row.visit, row.letter
    found = [
        {"key": _("Addressee"), "value": row.addressee.label},
        {"key": _("Place"), "value": lists.word("facility", visit.facility_id)},
        {"key": _("Visit"), "value": wording.day(visit.visited_on), "note": visit.regime.label},
        {"key": _("Priority"), "value": priority_of(row)},
        {"key": _("Rests on"), "value": row.legal_basis.label if row.legal_basis else _("nothing named")},
    ]
    if letter is None:
        found.append({"key": _("Letter"), "value": _("not sent yet")})
    else:
        received = _("received on %(day)s") % {"day": wording.day(letter.received_on)} if letter.received_on else ""
        name = _("of %(day)s") % {"day": wording.day(letter.sent_on)}
        url = reverse("recommendation_letter", args=[letter.uuid])
        value = f"{letter.number} {name}".strip()
        found.append({"key": _("Letter"), "value": value, "note": received or _("receipt not known"), "url": url})
    due = due_cell(row, lists.today)
    note = f"{due.note}. {norm_of(visit.regime)}" if due.note and norm_of(visit.regime) else due.note
    found.append({"key": _("Answer due"), "value": due.text, "note": note or norm_of(visit.regime)})
    return found


def standing(row: Recommendation, lists: Lists) -> dict[str, object]:
    """Said and verified side by side, and how far they agree."""
    gap = Gap(row.gap) if row.gap else None
    return {
        "stands": column_cell(row),
        "said": said_cell(row, lists),
        "verified": verified_cell(row, lists),
        "gap": {"tag": TAG_OF_GAP[gap], "label": gap.label} if gap else None,
    }


def verifying_visits(actor: User, row: Recommendation) -> list[Visit]:
    """The visits that can have seen what became of it, newest first; none of a scenario where it was made in law."""
    visits = Visit.objects.visible_to(actor).filter(
        organisation=row.visit.organisation_id,
        facility=row.visit.facility_id,
        visited_on__gt=row.visit.visited_on,
    )
    if not row.visit.regime.is_scenario:
        visits = visits.filter(regime__is_scenario=False)
    barred = visits.filter(access__attributes__meaning=Access.DENIED).values("pk")
    return list(visits.exclude(pk__in=barred).order_by("-visited_on", "-pk"))


def next_steps(row: Recommendation) -> list[dict[str, str]]:
    """What may be recorded of a placed recommendation, the most sensible first; label and address."""
    if row.letter_id is None:
        letters = reverse("write_letter", args=[row.visit.reference, row.addressee.code])
        found = [{"label": _("Put it into a letter"), "url": letters}]
        if not row.state:
            found.append({"label": _("Change it"), "url": reverse("change_recommendation", args=[row.uuid])})
        kinds = [StepKind.SEEN, StepKind.NOTE]
    else:
        found = []
        kinds = _in_sensible_order(row)
    return [*found, *(_offer(row, kind) for kind in kinds)]


def _in_sensible_order(row: Recommendation) -> list[StepKind]:
    if row.column in (Column.WAITING, Column.NO_REPLY):
        return [StepKind.REPLY, StepKind.SEEN, StepKind.NOTE]
    if row.column in ENDED:
        return [StepKind.SEEN, StepKind.REPLY]
    return [StepKind.SEEN, StepKind.REPLY, StepKind.NOTE]


def _offer(row: Recommendation, kind: StepKind) -> dict[str, str]:
    labels = {
        StepKind.REPLY: _("Note an answer of the authority"),
        StepKind.SEEN: _("Record what a visit saw"),
        StepKind.NOTE: _("Note that it is overtaken, or that no answer came"),
    }
    return {"label": labels[kind], "url": reverse("record_step", args=[row.uuid, kind.value])}


def open_rows(
    *, actor: User, facility: Facility, lists: Lists, organisation: int | None = None, without: int | None = None
) -> list[OpenRow]:
    """What the next visit to a place starts from, for the template `_open.html`; `without` one by its primary key."""
    found = open_recommendations(actor=actor, facility=facility, today=lists.today, organisation=organisation)
    return [open_row(one, lists.today) for one in found if one.pk != without]


def open_row(one: Recommendation, today: date) -> OpenRow:
    """One row of `queries.open_recommendations` in words."""
    said = ""
    if one.said_state == RecommendationState.SAID_DONE:
        said = _("Said to be done on %(day)s; look whether it is so.") % {"day": wording.day(one.said_on)}
    return OpenRow(
        title=one.theme.label,
        number=number_of(one),
        url=url_of(one),
        notes=tuple(filter(None, (one.addressee.label, priority_of(one), said))),
        stands=column_cell(one),
        due=due_cell(one, today),
    )


def may_follow(actor: User, visit: Visit) -> bool:
    """Whether `actor` may record steps there."""
    return has_permission(actor, Permission.VISIT_RECORD, organisation=visit.organisation_id)
