"""Pages of the programme: how much of it is done, where somebody should return, and the list of places behind it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.models import Organisation, User
from accounts.permissions import Permission, has_permission, memberships_of, organisations_with
from institutions.choices import TermList
from institutions.models import MonitoringRegime
from institutions.norm_words import norm_words
from institutions.queries import source_book
from institutions.vocabulary import vocabulary
from monitoring.planning import pages
from monitoring.planning.choosing import chosen, ordered
from monitoring.planning.forms import ATTENTION, DUE, FILTERS, RETURN, SORTS, ProgrammeFilterForm
from monitoring.planning.plan_session import places_planned
from monitoring.planning.queries import interval_terms, programme, terms_in_force
from monitoring.planning.rules import Coverage, coverage, page_after

PAGE_SIZE = 50
FIRST_RETURNS = 10


def asked_organisation(request: HttpRequest, permission: Permission) -> tuple[Organisation, dict[str, str]]:
    """The organisation whose page is asked for by `of`, else the first; and what an address must keep to stay there.

    Raises Http404 for one where the reader lacks `permission`.
    """
    own = _organisations(request.user, permission)
    asked = request.GET.get("of", "")
    if not asked:
        return own[0], {}
    found = next((one for one in own if _is_uuid(asked, one.uuid)), None)
    if found is None:
        raise Http404
    return found, {"of": str(found.uuid)}


def _is_uuid(text: str, uuid: UUID) -> bool:
    return text in (str(uuid), uuid.hex)


def _organisations(user: User, permission: Permission) -> list[Organisation]:
    allowed = organisations_with(user, permission)
    found = {row.organisation_id: row.organisation for row in memberships_of(user) if row.organisation_id in allowed}
    return list(found.values())


def organisation_tabs(request: HttpRequest, shown: Organisation, permission: Permission) -> list[dict[str, object]]:
    """The organisations between which one may change; none for whoever has one."""
    own = _organisations(request.user, permission)
    if len(own) < 2:
        return []
    return [
        {"label": str(one), "url": f"{request.path}?{urlencode({'of': one.uuid})}", "is_current": one.pk == shown.pk}
        for one in own
    ]


@require_safe
@require(Permission.VISIT_VIEW)
def programme_page(request: HttpRequest) -> HttpResponse:
    """Returns that are due, coverage by region and kind, and terms that lapse."""
    organisation, kept = asked_organisation(request, Permission.VISIT_VIEW)
    today = timezone.localdate()
    in_force = terms_in_force(organisation, today)
    terms = interval_terms(in_force)
    places = programme(organisation=organisation, actor=request.user, terms=terms, today=today)
    counts = coverage(place.standing for place in places)
    may_plan = has_permission(request.user, Permission.VISIT_RECORD, organisation=organisation)
    planned = places_planned(request, today) if may_plan else ()
    returns = pages.return_rows(places, planned, today)
    context = {
        "tabs": organisation_tabs(request, organisation, Permission.VISIT_VIEW),
        "terms": terms,
        "norm": norm_words(terms.legal_basis) if terms else "",
        "sources": source_book(),
        "sentence": _sentence(counts, terms),
        "figures": pages.key_figures(counts, kept),
        "has_places": bool(places),
        "tables": [
            (_("By region"), _("Region"), pages.coverage_rows(places, "region", kept, pages.by_region)),
            (_("By kind of place"), _("Kind of place"), pages.coverage_rows(places, "kind", kept, pages.by_kind)),
        ],
        "returns": returns[:FIRST_RETURNS],
        "more_returns": _more_returns(len(returns)),
        "returns_url": pages.list_url(kept, signal=RETURN, sort=ATTENTION),
        "lapses": pages.lapse_lines(in_force, today),
        "list_url": pages.list_url(kept),
        "may_plan": may_plan,
        "organisation_uuid": organisation.uuid,
        "is_demonstration": organisation.is_demonstration,
    }
    return render(request, "monitoring/planning/programme.html", context)


def _more_returns(number: int) -> str:
    if number <= FIRST_RETURNS:
        return ""
    return ngettext("All %(count)s return", "All %(count)s returns", number) % {"count": number}


def _sentence(counts: Coverage, terms: MonitoringRegime | None) -> str:
    if terms is None or not counts.places:
        return ""
    words = ngettext(
        "Of %(places)s place within the mandate, %(covered)s had a regular visit within the last %(months)s months:"
        " %(share)s.",
        "Of %(places)s places within the mandate, %(covered)s had a regular visit within the last %(months)s months:"
        " %(share)s.",
        counts.counted,
    )
    told = {"places": counts.counted, "covered": counts.covered, "months": terms.interval_months}
    said = words % (told | {"share": pages.share_words(counts.share)})
    if not counts.not_yet:
        return said
    rest = ngettext(
        "%(count)s more is not yet due for its first regular visit and is not counted.",
        "%(count)s more are not yet due for their first regular visit and are not counted.",
        counts.not_yet,
    )
    return f"{said} {rest % {'count': counts.not_yet}}"


@require_safe
@require(Permission.VISIT_VIEW)
def programme_places(request: HttpRequest) -> HttpResponse:
    """The places of the programme, filtered and in order, with what speaks for going to each."""
    organisation, kept = asked_organisation(request, Permission.VISIT_VIEW)
    today = timezone.localdate()
    terms = interval_terms(terms_in_force(organisation, today))
    places = programme(organisation=organisation, actor=request.user, terms=terms, today=today)
    known = vocabulary()
    operators = dict(known.choices("body"))
    form = ProgrammeFilterForm(request.GET, places=places, operators=operators)
    form.is_valid()
    wanted = {name: value for name, value in form.cleaned_data.items() if value}
    sort = wanted.get("sort", DUE)
    found = ordered(chosen(places, wanted, today), sort, today)
    shown, previous, following = page_after(
        [place.facility.code for place in found], request.GET.get("after", ""), PAGE_SIZE
    )
    may_plan = has_permission(request.user, Permission.VISIT_RECORD, organisation=organisation)
    kept |= {name: wanted[name] for name in (*FILTERS, "sort") if name in wanted}
    context = {
        "tabs": organisation_tabs(request, organisation, Permission.VISIT_VIEW),
        "form": form,
        "count_text": ngettext("%(count)s place", "%(count)s places", len(found)) % {"count": len(found)},
        "chips": _chips(form, kept),
        "sorted_by": SORTS[sort],
        "is_by_attention": sort == ATTENTION,
        "rows": pages.place_rows(
            found[shown],
            operators=operators,
            refusals={pk: entry.label for pk, entry in known.by_pk(TermList.ACCESS_OUTCOME).items()},
            planned=places_planned(request, today) if may_plan else (),
            today=today,
        ),
        "previous_url": None if previous is None else pages.list_url(kept, after=previous),
        "next_url": pages.list_url(kept, after=following) if following else "",
        "clear_url": pages.list_url({name: value for name, value in kept.items() if name == "of"}),
        "may_plan": may_plan,
        "organisation_uuid": organisation.uuid,
        "has_places": bool(places),
        "is_demonstration": organisation.is_demonstration,
    }
    return render(request, "monitoring/planning/places.html", context)


def _chips(form: ProgrammeFilterForm, kept: dict[str, str]) -> list[dict[str, str]]:
    chips = []
    for name in FILTERS:
        if name in kept:
            label = dict(form.fields[name].choices)[kept[name]]
            rest = {other: value for other, value in kept.items() if other != name}
            chips.append({"label": f"{form.fields[name].label}: {label}", "remove_url": pages.list_url(rest)})
    return chips
