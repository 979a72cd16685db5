"""The paper form of a visit, for places where no device may enter: the layout of the record with boxes and lines.

It is empty, or it says of a place what anybody in the house may know: who runs it, when it was visited, how much is
open. Never a plan, and never a word that is sealed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.access import require
from accounts.models import Organisation, User
from accounts.permissions import Permission, organisations_with
from complaints.sheets import pdf
from institutions.models import Body, Facility, MonitoringRegime
from institutions.norm_words import norm_words
from institutions.queries import world
from monitoring.models import Visit
from monitoring.recording.layout import COLUMNS, PAPER_ROWS, SECTIONS, Question, Section, Shape
from monitoring.recording.lists import Lists, Option
from monitoring.recording.seen import open_before

LAST_VISITS = 3
_BODIES_AND_LAWS = ("addressee", "legal_basis")
# Lists too long for boxes: their numbers stand at the end of the form, or the place is written by hand.
_WRITTEN = ("facility", "user", *_BODIES_AND_LAWS)


class PaperForm(forms.Form):
    """For which terms, which place and in which language the form is printed."""

    use_required_attribute = False

    regime = forms.ChoiceField(label=_("Under which terms"))
    place = forms.ChoiceField(
        label=_("Place"),
        help_text=_(
            "Prints who runs it and when it was visited last. Carry such a form only if it may be found on you."
        ),
        required=False,
    )
    language = forms.ChoiceField(label=_("Language of the form"))

    def __init__(self, *args: object, lists: Lists, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        valid = [one for one in lists.options("regime") if lists.regimes[one.value].is_valid_on(lists.day)]
        self.fields["regime"].choices = [(one.value, one.label) for one in valid]
        self.fields["place"].choices = [("", pgettext_lazy("paper form", "An empty form")), *lists.places_by_region()]
        self.fields["language"].choices = settings.LANGUAGES


@dataclass(frozen=True, slots=True)
class Printed:
    """A question on paper: boxes to tick, lines that are asked one by one, columns of rows and their lists."""

    question: Question
    options: Sequence[Option] = ()
    lines: Sequence[Option] = ()
    columns: Sequence["Printed"] = ()
    rows: Sequence[int] = ()

    @property
    def handwriting(self) -> range:
        """The lines to write on."""
        return range(self.question.lines)

    @property
    def is_written(self) -> bool:
        """Whether the answer is written by hand although it is one of a list."""
        return self.question.name in _WRITTEN


@dataclass(frozen=True, slots=True)
class Known:
    """What is printed of a place."""

    place: Facility
    operator: str
    visits: Sequence[Visit]
    open_number: int


@sensitive_post_parameters("place")
@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.VISIT_RECORD)
def paper(request: HttpRequest) -> HttpResponse:
    """Asks for which terms the form is; then shows it, to print or as PDF. A place comes by POST only."""
    organisation = Organisation.objects.filter(
        pk__in=organisations_with(request.user, Permission.VISIT_RECORD)
    ).earliest("pk")
    lists = Lists(organisation, timezone.localdate())
    sent = request.POST if request.method == "POST" else _without_place(request.GET)
    given = sent if "regime" in sent else None
    form = PaperForm(given, lists=lists, initial=_usual(sent))
    wants_pdf = sent.get("as") == "pdf"
    if given is None or not form.is_valid() or (wants_pdf and not pdf.is_possible()):
        context = {"form": form, "can_pdf": pdf.is_possible(), "is_demonstration": organisation.is_demonstration}
        return render(request, "monitoring/recording/paper_choose.html", context)
    told = form.cleaned_data
    with translation.override(told["language"]):
        place = lists.places.get(told["place"])
        context = paper_context(lists, lists.regimes[told["regime"]])
        context["known"] = known_of(request.user, organisation, place, lists.day) if place else None
        if not wants_pdf:
            return render(request, "monitoring/recording/paper.html", context)
        document = pdf.make(render_to_string("monitoring/recording/paper.html", context | {"is_pdf": True}))
    name = f"visit-form-{told['language']}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(document, content_type="application/pdf", headers=headers)


def _without_place(sent: QueryDict) -> QueryDict:
    found = sent.copy()
    found.pop("place", None)
    return found


def _usual(sent: QueryDict) -> dict[str, str]:
    return {"language": (get_language() or "en")[:2], "place": sent.get("place", "")}


def paper_context(lists: Lists, regime: MonitoringRegime) -> dict[str, object]:
    """The form as it is printed for visits under a regime."""
    return {
        "organisation": lists.organisation,
        "regime": regime,
        "law": norm_words(regime.legal_basis),
        "rules": [norm_words(text) for text in (regime.notice_text, regime.interview_text, regime.limited_by) if text],
        "sections": [_printed_section(section, lists, regime) for section in SECTIONS],
        "lists": [
            (COLUMNS["recommendations"][place].label, lists.options(name))
            for place, name in ((0, "addressee"), (4, "legal_basis"))
        ],
    }


def _printed_section(section: Section, lists: Lists, regime: MonitoringRegime) -> Mapping[str, object]:
    return {"section": section, "printed": [_printed(one, lists, regime) for one in section.questions]}


def _printed(question: Question, lists: Lists, regime: MonitoringRegime) -> Printed:
    name, shape = question.name, question.shape
    if shape == Shape.ROWS:
        columns = [_printed(column, lists, regime) for column in COLUMNS[name]]
        return Printed(question, columns=columns, rows=range(1, PAPER_ROWS[name] + 1))
    if shape == Shape.LATER:
        return Printed(question, rows=range(1, PAPER_ROWS[name] + 1))
    lines = lists.lines(name) if shape in (Shape.FIGURES, Shape.OUTCOMES) else ()
    has_boxes = shape in (Shape.PICK, Shape.TICKS, Shape.OUTCOMES) and name not in _WRITTEN
    options = lists.options(name) if has_boxes else ()
    if name == "regime":
        options = [one for one in options if one.value == regime.code]
    if name == "visit_type" and regime.visit_types:
        options = [one for one in options if one.value in regime.visit_types]
    return Printed(question, options=options, lines=lines)


def known_of(by: User, organisation: Organisation, place: Facility, today: date) -> Known:
    """What is printed of a place: its operator, the last visits that `by` may know of, how many demands are open."""
    code = world().operator(place.code, place.facility_type.code, today)
    operator = Body.objects.filter(code=code).first()
    visits = Visit.objects.visible_to(by).filter(facility=place, organisation=organisation)
    return Known(
        place,
        operator.label if operator else "",
        list(visits.select_related("visit_type").order_by("-visited_on", "-pk")[:LAST_VISITS]),
        len(open_before(by, organisation, place.code, today)),
    )
