"""Pages of the audit: what was done in the organisation, and what one did oneself."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.audit import reason_label
from accounts.audit_anchors import last_anchor
from accounts.audit_forms import AuditFilterForm, OwnAuditFilterForm
from accounts.audit_queries import (
    AuditPage,
    actors_in,
    audit_page,
    audit_visible_to,
    heads_of,
    narrowed,
    organisations_audited_by,
    own_acts_of,
)
from accounts.audit_subjects import Subject, hidden_from, subjects_for, words_for
from accounts.choices import Act, Outcome
from accounts.models import AuditEvent, User
from accounts.permissions import Permission, has_permission

PAGE_SIZE = 50
_SUBJECT = "%(subject)s"
# Where it is told of a person: what it was about would be hidden from that very person.
_OF_PEOPLE = {
    Act.RECUSED: pgettext_lazy("act", "%(who)s noted that %(subject)s stands back from a visit."),
    Act.RECUSAL_ENDED: pgettext_lazy("act", "%(who)s ended the standing back of %(subject)s from a visit."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An act as a sentence, in three parts, so that the middle one can be a link."""

    happened_at: datetime
    is_coarse: bool
    before: str
    subject: str
    url: str
    after: str
    reason: str
    is_refused: bool
    outcome: str


@require_safe
@require(Permission.AUDIT_VIEW)
def audit(request: HttpRequest) -> HttpResponse:
    """Everything that was done in the organisation, newest first."""
    organisations = organisations_audited_by(request.user)
    form = AuditFilterForm(request.GET, organisations=organisations, people=actors_in(organisations))
    reads_all = not any(query.exists() for query in hidden_from(request.user))
    chains = [
        {"head": head, "anchor": last_anchor(head.organisation), "reads_all": reads_all}
        for head in heads_of(organisations)
    ]
    return _page(request, audit_visible_to(request.user), form, {"chains": chains, "is_own": False})


@require_safe
def own_acts(request: HttpRequest) -> HttpResponse:
    """What one did oneself: the same lines a lead sees of it."""
    context = {"is_own": True, "can_see_all": has_permission(request.user, Permission.AUDIT_VIEW)}
    return _page(request, own_acts_of(request.user), OwnAuditFilterForm(request.GET), context)


def _page(
    request: HttpRequest, visible: QuerySet[AuditEvent], form: forms.Form, context: dict[str, object]
) -> HttpResponse:
    is_valid = form.is_valid()
    events = narrowed(visible, form.cleaned_data).select_related("actor") if is_valid else visible.none()
    page = audit_page(
        events,
        size=PAGE_SIZE,
        older_than=_named(request, visible, "older_than"),
        newer_than=_named(request, visible, "newer_than"),
    )
    filters = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    links = _links(request, page, filters)
    shown = {"form": form, "lines": _lines(page.events, request.user), "is_filtered": bool(filters)}
    return render(request, "accounts/audit.html", shown | links | context)


def _named(request: HttpRequest, visible: QuerySet[AuditEvent], parameter: str) -> AuditEvent | None:
    """The visible act a page begins beside; 404 for any other."""
    value = request.GET.get(parameter)
    return get_object_or_404(visible, prev=value) if value else None


def _links(request: HttpRequest, page: AuditPage, filters: dict[str, str]) -> dict[str, str]:
    address = reverse(request.resolver_match.view_name)

    def link(name: str, value: str) -> str:
        return f"{address}?{urlencode(filters | {name: value})}" if value else ""

    return {
        "newer_url": link("newer_than", page.newer_than),
        "older_url": link("older_than", page.older_than),
        "clear_url": address,
    }


def _lines(events: list[AuditEvent], reader: User) -> list[Line]:
    known = subjects_for(reader, {event.subject_uuid for event in events if event.subject_uuid})
    return [_line(event, words_for(event.subject, event.subject_uuid, known)) for event in events]


def _words_of(event: AuditEvent) -> Promise | str:
    if event.action not in Act.values:
        return _("%(who)s: an act without words.")
    act = Act(event.action)
    return _OF_PEOPLE.get(act, act.label) if event.subject == "person" else act.label


def _line(event: AuditEvent, subject: Subject) -> Line:
    template = str(_words_of(event))
    before, _placeholder, after = template.partition(_SUBJECT)
    has_subject = _SUBJECT in template
    who = _who(event)
    return Line(
        happened_at=event.happened_at.astimezone(UTC if event.is_coarse else timezone.get_current_timezone()),
        is_coarse=event.is_coarse,
        before=before.replace("%(who)s", who),
        subject=subject.label if has_subject else "",
        url=subject.url if has_subject else "",
        after=after.replace("%(who)s", who),
        reason=str(reason_label(event.reason)) if event.reason else "",
        is_refused=event.outcome != Outcome.DONE,
        outcome=event.get_outcome_display(),
    )


def _who(event: AuditEvent) -> str:
    if event.actor is not None:
        return str(event.actor)
    return _("Somebody from outside") if event.is_coarse else _("Aryz")
