"""The page of one's work: sections with their counts, their first rows, and the lists behind them; texts only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints import wording
from complaints.models import Alert, Case, ComplaintDraft, Deadline, Letter
from complaints.pages.alerts import alert_text, words_for
from complaints.pages.clocks import deadline_text
from complaints.pages.labels import CaseLabels
from complaints.work import conditions, queries
from complaints.work.queries import Desk, Number
from institutions.models import Term

OWN_DESK, OFFICE = "mine", "office"

Tag = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that waits: in which case, what, when, and the norm behind it."""

    reference: str
    url: str
    what: str
    when: str
    norm: str = ""
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """A number with the list that it opens; without an address it is only said."""

    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page. `good_news` is said where nothing waits."""

    key: str
    title: str
    counts: tuple[Count, ...]
    rows: Sequence[Row]
    good_news: str
    tag: str = "attention"


def sections(desk: Desk, today: date) -> list[Section]:
    """Everything that waits on the desk, the most urgent first."""
    found, high = queries.numbers(desk, today), conditions.high_levels()
    links = Links(desk)
    return [
        _danger(desk, found, links, today, high),
        *_deadlines(desk, found, links, today),
        _alerts(desk, found, links),
        *_letters(desk, found, links, today),
        _silent(desk, found, links, today),
        _assigned(desk, found, links),
        _drafts(desk, found),
    ]


class Links:
    """Addresses of the lists behind the counts, on the same desk as the page."""

    def __init__(self, desk: Desk) -> None:
        self._cases = {"data_set": desk.data_set} | ({} if desk.is_office else {"assigned": "me"})
        self._desk = OFFICE if desk.is_office else OWN_DESK

    def cases(self, **filters: str) -> str:
        """The list of cases under filters."""
        return f"{reverse('case_list')}?{urlencode(self._cases | filters)}"

    def page(self, name: str, **filters: str) -> str:
        """A page of one's work under filters."""
        return f"{reverse(name)}?{urlencode({'desk': self._desk} | filters)}"


def _of(found: Mapping[str, Number], what: str) -> Number:
    return found.get(what, Number())


def said(number: int) -> str:
    """A number as it is read, with its thousands apart."""
    return str(number_format(number, force_grouping=True))


def _in_cases(number: Number, url: str) -> Count:
    words = ngettext("in %(count)s case", "in %(count)s cases", number.cases)
    return Count(words % {"count": said(number.cases)}, url)


def _cases(number: int, url: str) -> Count:
    return Count(ngettext("%(count)s case", "%(count)s cases", number) % {"count": said(number)}, url)


# --- deadlines --------------------------------------------------------------------------------------------------------


def _deadlines(desk: Desk, found: Mapping[str, Number], links: Links, today: date) -> list[Section]:
    late, near = _of(found, "overdue"), _of(found, "soon")
    overdue, soon = queries.first_deadlines(desk, today) if late.rows or near.rows else ([], [])
    return [
        Section(
            "overdue",
            _("Overdue"),
            _counted_deadlines(late, links, "overdue"),
            deadline_rows(overdue, today),
            _("No duty of the law is overdue, as far as the record tells."),
            "missed",
        ),
        Section(
            "soon",
            _("Due in the next 14 days"),
            _counted_deadlines(near, links, "soon"),
            deadline_rows(soon, today),
            _("Nothing falls due in the next 14 days."),
            "running",
        ),
    ]


def _counted_deadlines(number: Number, links: Links, state: str) -> tuple[Count, ...]:
    if not number.rows:
        return ()
    words = ngettext("%(count)s deadline", "%(count)s deadlines", number.rows) % {"count": said(number.rows)}
    return (Count(words, links.page("deadlines", state=state)), _in_cases(number, links.cases(due=state)))


def deadline_rows(deadlines: Iterable[Deadline], today: date) -> list[Row]:
    """Deadlines as rows; read with `queries.with_facts`."""
    return [_deadline_row(deadline, today) for deadline in deadlines]


def _deadline_row(deadline: Deadline, today: date) -> Row:
    text = deadline_text(deadline, today)
    return Row(
        reference=deadline.case.reference,
        url=reverse("case_detail", args=[deadline.case.reference]),
        what=text.label,
        when=text.words,
        norm=text.legal_basis,
        tags=((text.tag, text.status), *([("neutral", text.put_off)] if text.put_off else [])),
    )


# --- alerts -----------------------------------------------------------------------------------------------------------


def _alerts(desk: Desk, found: Mapping[str, Number], links: Links) -> Section:
    number = _of(found, "alerts")
    counts: tuple[Count, ...] = ()
    if number.rows:
        words = ngettext("%(count)s alert", "%(count)s alerts", number.rows) % {"count": said(number.rows)}
        counts = (Count(words, links.page("alerts")), _in_cases(number, links.cases(alerts="open")))
    return Section(
        "alerts",
        _("Alerts of which nobody took note"),
        counts,
        alert_rows(queries.first_alerts(desk)) if number.rows else [],
        _("Every alert has been looked at."),
        "unlawful",
    )


def alert_rows(alerts: Sequence[Alert]) -> list[Row]:
    """Alerts as rows; read with `queries.with_events`. One query for their words."""
    words = words_for(CaseLabels(alerts), {}) if alerts else None
    return [_alert_row(alert, words) for alert in alerts]


def _alert_row(alert: Alert, words: object) -> Row:
    text = alert_text(alert, words)
    return Row(
        reference=alert.case.reference,
        url=f"{reverse('case_detail', args=[alert.case.reference])}#event-{alert.event.sequence}",
        what=text.text,
        when=_("at: %(event)s") % {"event": alert.event.stage.label},
        norm=text.norm,
        tags=((text.tag, text.kind),),
    )


# --- danger -----------------------------------------------------------------------------------------------------------


def _danger(desk: Desk, found: Mapping[str, Number], links: Links, today: date, high: Sequence[Term]) -> Section:
    counts = [
        Count(
            _("%(level)s: %(count)s") % {"level": level.label, "count": said(_of(found, level.code).cases)},
            links.cases(risk=level.code),
        )
        for level in high
        if _of(found, level.code).cases
    ]
    for what, words, filters in (
        ("reprisals", _("a reprisal goes on: %(count)s"), {"reprisal": "going_on"}),
        ("look_again", _("to be looked at again: %(count)s"), {"look_again": "1"}),
    ):
        if number := _of(found, what).cases:
            counts.append(Count(words % {"count": said(number)}, links.cases(**filters)))
    levels = {level.code: level.label for level in high}
    cases = queries.first_in_danger(desk, today, list(levels)) if counts else []
    return Section(
        "danger",
        _("In danger"),
        tuple(counts),
        [_danger_row(case, levels, today) for case in cases],
        _("No high risk is judged, no reprisal is known to go on, and no risk waits to be looked at again."),
        "unlawful",
    )


def _danger_row(case: Case, levels: Mapping[str, str], today: date) -> Row:
    tags: list[Tag] = []
    if case.has_reprisal:
        tags.append(("unlawful", _("a reprisal goes on")))
    if case.risk_code in levels:
        tags.append(("attention", levels[case.risk_code]))
    is_due = case.look_again_on is not None and case.look_again_on <= today
    return Row(
        reference=case.reference,
        url=reverse("case_detail", args=[case.reference]),
        what=_("Look at the risk again") if is_due else _("Keep an eye on it"),
        when=_("since %(day)s") % {"day": wording.day(case.look_again_on)} if is_due else "",
        tags=tuple(tags),
    )


# --- letters, silence, own work ---------------------------------------------------------------------------------------


def _letters(desk: Desk, found: Mapping[str, Number], links: Links, today: date) -> list[Section]:
    news, new = _of(found, "news").cases, _of(found, "letters").cases
    answered, fresh = queries.first_letters(desk) if news or new else ([], [])
    return [
        Section(
            "news",
            _("They wrote again"),
            (_cases(news, links.cases(news="1")),) if news else (),
            [_letter_row(letter, today, _("A message that nobody has opened")) for letter in answered],
            _("No message waits to be read."),
        ),
        Section(
            "letters",
            _("New letters"),
            (Count(_letters_words(new), f"{reverse('letters')}?state=new"),) if new else (),
            [_letter_row(letter, today, _("A letter that nobody has taken up")) for letter in fresh],
            _("Every letter has been taken up or set aside."),
        ),
    ]


def _letters_words(number: int) -> str:
    return ngettext("%(count)s letter", "%(count)s letters", number) % {"count": said(number)}


def _letter_row(letter: Letter, today: date, what: str) -> Row:
    days = (today - letter.received_on).days
    return Row(
        reference=letter.case.reference,
        url=reverse("case_detail", args=[letter.case.reference]),
        what=what,
        when=_("came %(day)s, %(days)s ago") % {"day": wording.day(letter.received_on), "days": wording.days(days)},
        tags=(("attention", letter.risk.label),) if letter.risk else (),
    )


def _silent(desk: Desk, found: Mapping[str, Number], links: Links, today: date) -> Section:
    number = _of(found, "silent").cases
    return Section(
        "silent",
        _("Silent for 60 days or more"),
        (_cases(number, links.cases(silent="60")),) if number else (),
        [_silent_row(case, today) for case in queries.first_silent(desk, today)] if number else [],
        _("Something happened in every open case within the last 60 days."),
    )


def _silent_row(case: Case, today: date) -> Row:
    since = case.milestones.last_event_on
    days = wording.days((today - since).days)
    body = case.milestones.body_now
    return Row(
        reference=case.reference,
        url=reverse("case_detail", args=[case.reference]),
        what=_("No event for %(days)s") % {"days": days},
        when=_("since %(day)s") % {"day": wording.day(since)},
        norm=_("with: %(body)s") % {"body": body.label} if body else "",
    )


def _assigned(desk: Desk, found: Mapping[str, Number], links: Links) -> Section:
    number = _of(found, "assigned").cases
    return Section(
        "assigned",
        _("Given to me"),
        (_cases(number, links.cases(assigned="me")),) if number else (),
        [_assigned_row(case) for case in queries.first_assigned(desk)] if number else [],
        _("No case is given to you. A lead gives cases out on the page of a case."),
        "open",
    )


def _assigned_row(case: Case) -> Row:
    return Row(
        reference=case.reference,
        url=reverse("case_detail", args=[case.reference]),
        what=str(case.milestones.get_state_display()),
        when=_("yours since %(day)s") % {"day": wording.day(timezone.localdate(case.since))},
    )


def _drafts(desk: Desk, found: Mapping[str, Number]) -> Section:
    number = _of(found, "drafts").cases
    words = ngettext("%(count)s draft", "%(count)s drafts", number) % {"count": said(number)}
    return Section(
        "drafts",
        _("Complaints you are still writing"),
        (Count(words, reverse("new_complaint")),) if number else (),
        [_draft_row(draft) for draft in queries.first_drafts(desk.actor)] if number else [],
        _("Nothing lies half written."),
        "neutral",
    )


def _draft_row(draft: ComplaintDraft) -> Row:
    begun, saved = timezone.localdate(draft.created_at), timezone.localdate(draft.saved_at)
    return Row(
        reference=_("begun %(day)s") % {"day": wording.day(begun)},
        url=reverse("complaint_draft", args=[draft.uuid]),
        what=_("A complaint being written; only you can read it"),
        when=_("saved %(day)s") % {"day": wording.day(saved)},
    )
