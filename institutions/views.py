"""Pages about the country pack: lists, bodies, stages, independence. Any signed-in person may read them.

The list of sources is open to anybody, as the official figures are that point to it.
"""

from collections.abc import Callable
from functools import wraps
from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from institutions.answers import answer
from institutions.choices import Track
from institutions.forms import DayForm, IndependenceForm
from institutions.glossary import terms
from institutions.models import Body, Source, Stage, Transition
from institutions.queries import NoPack, current_pack, source_book, world
from institutions.reference import LISTS, count_lists, tree_of_bodies

View = Callable[..., HttpResponse]


def _needs_pack(view: View) -> View:
    """Says plainly that no country pack is loaded, where that is so."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **options: object) -> HttpResponse:
        try:
            current_pack()
        except NoPack:
            return render(request, "institutions/no_pack.html", status=503)
        return view(request, *args, **options)

    return guarded


@require_safe
@_needs_pack
def reference(request: HttpRequest) -> HttpResponse:
    """What the pack consists of, and how much of it is in doubt."""
    return render(request, "institutions/reference.html", {"pack": current_pack(), "counts": count_lists()})


@require_safe
@_needs_pack
def reference_list(request: HttpRequest, slug: str) -> HttpResponse:
    """One list of the pack, row by row with its source."""
    if slug not in LISTS:
        raise Http404
    shown = LISTS[slug]
    found = shown.read()
    return render(
        request,
        "institutions/list.html",
        {
            "list": shown,
            "found": found,
            "is_dated": any(one.is_dated for one in found),
            "sources": source_book(),
        },
    )


@require_safe
@_needs_pack
def bodies(request: HttpRequest) -> HttpResponse:
    """Who stood above whom on a day; today where no day is asked for or it cannot be read."""
    today = timezone.localdate()
    form = DayForm(request.GET if "on" in request.GET else None, initial={"on": today})
    on = form.cleaned_data["on"] if form.is_valid() else today
    every = Body.objects.order_by("order")
    tree = tree_of_bodies(every, world().hierarchy, on)
    return render(request, "institutions/bodies.html", {"form": form, "on": on, "tree": tree, "sources": source_book()})


@require_safe
@_needs_pack
def stages(request: HttpRequest) -> HttpResponse:
    """What can happen to a case, track by track, and what may lawfully follow."""
    steps = Transition.objects.select_related("from_stage", "to_stage").order_by("from_stage", "to_stage__order")
    following = {origin: list(group) for origin, group in groupby(steps, key=lambda step: step.from_stage)}
    ordered = list(Stage.objects.order_by("order"))
    tracks = [
        (track.label, [(stage, following.get(stage, [])) for stage in ordered if stage.track == track])
        for track in Track
    ]
    return render(request, "institutions/stages.html", {"tracks": tracks, "sources": source_book()})


@require_safe
@_needs_pack
def independence(request: HttpRequest) -> HttpResponse:
    """How far one body stood from another on a day, with both lines of subordination."""
    form = IndependenceForm(request.GET or None, initial={"on": timezone.localdate()})
    found = answer(world().hierarchy, **form.cleaned_data) if form.is_valid() else None
    return render(request, "institutions/independence.html", {"form": form, "found": found})


@login_not_required
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Where the rows of the pack were read. Holds nothing but publications, so anybody may read it."""
    return render(request, "institutions/sources.html", {"sources": Source.objects.order_by("order")})


@login_not_required
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """The words of the field in plain language. Holds nothing but law and language, so anybody may read it."""
    return render(request, "institutions/glossary.html", {"terms": terms(), "sources": source_book()})
