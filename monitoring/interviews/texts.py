"""What the pages say about complaints from interviews, as texts. Reading only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.models import User
from complaints import wording
from complaints.choices import ConsentAnswer
from complaints.models import Case
from institutions.norm_words import norm_words
from monitoring.choices import PassingState
from monitoring.interviews.passing import REFUSALS, Standing, way_of
from monitoring.interviews.reprisals import followed
from monitoring.models import InterviewComplaint, Visit, VisitTrigger

LABELS = {
    Standing.WAITS: gettext_lazy("To be passed on"),
    Standing.ASK: gettext_lazy("Ask the person first"),
    Standing.REFUSED: gettext_lazy("The person does not agree"),
    Standing.PASSED: gettext_lazy("Passed on"),
    Standing.CONFIRMED: gettext_lazy("Receipt confirmed"),
    Standing.NO_DUTY: gettext_lazy("Nobody to pass it on to"),
}
TAGS = {
    Standing.WAITS: "running",
    Standing.ASK: "open",
    Standing.REFUSED: "neutral",
    Standing.PASSED: "closed",
    Standing.CONFIRMED: "met",
    Standing.NO_DUTY: "neutral",
}


@dataclass(frozen=True, slots=True)
class HeardText:
    """A complaint from an interview in a list."""

    name: str
    url: str
    visit: str
    visit_url: str
    case: str
    case_url: str
    mode: str
    standing: str
    tag: str
    since: str
    is_overdue: bool
    note: str


def heard_text(row: InterviewComplaint, today: date) -> HeardText:
    """A row of `passing.seen_by` in words."""
    way, visit, case = way_of(row, today), row.visit, row.complaint.case
    return HeardText(
        name=row.pseudonym or pgettext("interview", "no pseudonym"),
        url=reverse("interview_complaint", args=[visit.reference, row.complaint.uuid]),
        visit=f"{visit.facility.label}, {wording.day(visit.visited_on)}",
        visit_url=reverse("visit_detail", args=[visit.reference]),
        case=case.reference,
        case_url=reverse("case_detail", args=[case.reference]),
        mode=row.mode.label,
        standing=str(LABELS[way.standing]),
        tag="missed" if way.is_overdue else TAGS[way.standing],
        since=_since(row, way.days),
        is_overdue=way.is_overdue,
        note=_note(row),
    )


def _since(row: InterviewComplaint, days: int) -> str:
    span = wording.days(days)
    if row.passed_on:
        return _("%(days)s after the visit") % {"days": span}
    return _("%(days)s since the visit") % {"days": span}


def _note(row: InterviewComplaint) -> str:
    if row.state in (PassingState.PASSED, PassingState.CONFIRMED) and row.agreed in REFUSALS:
        return _("The person took the consent back after it was passed on. Tell the body so.")
    return ""


def why_nothing_waits(visit: Visit) -> str:
    """The sentence about terms that name nobody to pass complaints on to; empty where they name somebody."""
    if visit.regime.passes_complaints_to_id is not None:
        return ""
    return _(
        "Nothing waits to be passed on: the law does not oblige those who visit as “%(regime)s” to pass complaints on "
        "to a body. File them yourselves where the person wants it."
    ) % {"regime": visit.regime.label}


def duty_of(visit: Visit) -> str:
    """The duty to pass complaints on, with its source; empty where there is none."""
    addressee = visit.regime.passes_complaints_to
    if addressee is None:
        return ""
    basis = norm_words(visit.regime.legal_basis)
    sentence = _("Complaints heard on this visit are registered and passed on to: %(body)s.") % {
        "body": addressee.label
    }
    return f"{sentence} {basis}" if basis else sentence


def consent_words(agreed: str) -> str:
    """Today's answer of the person in words."""
    return str(ConsentAnswer(agreed).label)


def reprisal_rows(actor: User, visit: Visit) -> list[dict[str, str]]:
    """The reprisals that followed the visit, as far as `actor` may know of their cases. One query."""
    return [
        {
            "case": one.case.reference,
            "title": one.title,
            "when": wording.when(one.when),
            "after": "" if one.days is None else _("%(days)s after the visit") % {"days": wording.days(one.days)},
        }
        for one in followed(actor, visit)
    ]


def triggers_of(actor: User, visit: Visit) -> Sequence[Case]:
    """The cases that triggered the visit, as far as `actor` may know of them."""
    links = VisitTrigger.objects.filter(visit=visit).values("case")
    return list(Case.objects.visible_to(actor).filter(pk__in=links).order_by("reference"))
