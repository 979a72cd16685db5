"""Lines of the lists of deadlines, alerts and notices; texts only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.job_kinds import label_of
from accounts.models import Job
from complaints import wording
from complaints.choices import NoticeKind
from complaints.models import Alert, Deadline, Notice, Postponement
from complaints.pages.alerts import alert_text, words_for
from complaints.pages.clocks import deadline_text
from complaints.pages.labels import CaseLabels
from complaints.pages.timeline import name_of
from complaints.work.pages import Tag
from complaints.work.paging import mark_of_alert


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """A deadline in the list; `postpone_url` where a reminder can be put off."""

    reference: str
    url: str
    label: str
    tag: Tag
    words: str
    legal_basis: str
    started: str
    body: str
    put_off: str
    postpone_url: str


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert in the list; `noted` says who took note, when and what was decided."""

    mark: str
    reference: str
    url: str
    event: str
    tag: Tag
    text: str
    norm: str
    noted: str


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice; opening it leads to its case or job and marks it as seen."""

    label: str
    reference: str
    since: str
    open_url: str
    is_seen: bool


def deadline_lines(deadlines: Sequence[Deadline], today: date) -> list[DeadlineLine]:
    """Lines of deadlines read with `queries.with_facts`."""
    return [_deadline_line(deadline, today) for deadline in deadlines]


def _deadline_line(deadline: Deadline, today: date) -> DeadlineLine:
    text, reference = deadline_text(deadline, today), deadline.case.reference
    body = deadline.case.milestones.body_now
    return DeadlineLine(
        reference=reference,
        url=reverse("case_detail", args=[reference]),
        label=text.label,
        tag=(text.tag, text.status),
        words=text.words,
        legal_basis=text.legal_basis,
        started=name_of(deadline.started_by),
        body=body.label if body else _("not known"),
        put_off=text.put_off,
        postpone_url=text.postpone_url,
    )


def postponement_lines(deadline: Deadline) -> list[str]:
    """What was decided about the reminder so far, the newest first. One query."""
    found = Postponement.objects.filter(time_limit=deadline.time_limit, started_by=deadline.started_by)
    return [
        _("%(who)s on %(day)s: until %(until)s. %(reason)s.")
        % {
            "who": made.decided_by,
            "day": wording.day(timezone.localdate(made.decided_at)),
            "until": wording.day(made.until),
            "reason": made.get_reason_display(),
        }
        for made in found.select_related("decided_by").order_by("-pk")
    ]


def alert_lines(alerts: Sequence[Alert]) -> list[AlertLine]:
    """Lines of alerts read with `queries.with_events`. One query for their words."""
    words = words_for(CaseLabels(alerts), {}) if alerts else None
    return [_alert_line(alert, words) for alert in alerts]


def _alert_line(alert: Alert, words: object) -> AlertLine:
    text, reference = alert_text(alert, words), alert.case.reference
    return AlertLine(
        mark=mark_of_alert(alert),
        reference=reference,
        url=f"{reverse('case_detail', args=[reference])}#event-{alert.event.sequence}",
        event=name_of(alert.event),
        tag=(text.tag, text.kind),
        text=text.text,
        norm=text.norm,
        noted=text.noted,
    )


def notice_lines(notices: Sequence[Notice]) -> list[NoticeLine]:
    """Lines of notices read with their cases. One query more where work in the background is among them."""
    kinds = _kinds_of_work(notices)
    return [
        NoticeLine(
            label=_notice_label(notice, kinds),
            reference=notice.case.reference if notice.case else "",
            since=str(date_format(timezone.localtime(notice.created_at), "DATETIME_FORMAT")),
            open_url=reverse("open_notice", args=[notice.uuid]),
            is_seen=notice.seen_at is not None,
        )
        for notice in notices
    ]


def _kinds_of_work(notices: Sequence[Notice]) -> dict[str, str]:
    """Job by its name -> its kind, for the notices that tell of one."""
    names = [notice.about for notice in notices if notice.kind == NoticeKind.WORK_DONE]
    found = Job.objects.filter(uuid__in=names).values_list("uuid", "kind") if names else ()
    return {str(uuid): kind for uuid, kind in found}


def _notice_label(notice: Notice, kinds: Mapping[str, str]) -> str:
    label = str(NoticeKind(notice.kind).label)
    kind = kinds.get(notice.about) if notice.kind == NoticeKind.WORK_DONE else None
    return _("%(notice)s: %(work)s") % {"notice": label, "work": label_of(kind)} if kind else label
