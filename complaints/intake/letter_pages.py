"""The pages of a letter as they are shown: a step, all answers together, the waiting room, the receipt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from complaints.choices import Precision
from complaints.dates import PartialDate
from complaints.intake import drafts
from complaints.intake.doors import show
from complaints.intake.forms import CHECK, STEPS, AddFileForm, SendForm, StepForm
from complaints.intake.letters import bound_forms, target_of
from complaints.intake.takers import Takers, takers
from vault import receipts
from vault.cleaning.kinds import MAX_FILES


@dataclass(frozen=True, slots=True)
class Answered:
    """A step on the page with all answers."""

    number: int
    title: str
    lines: tuple[tuple[str, str], ...]


def step_page(
    request: HttpRequest,
    draft: drafts.Draft,
    number: int,
    *,
    form: StepForm | None = None,
    file_form: AddFileForm | None = None,
    sentence: object = "",
) -> HttpResponse:
    """One step, with the mistakes of `form` where there are any."""
    name, form_class = STEPS[number - 1]
    answers = draft.content.get("answers", {})
    if form is None:
        form = form_class.from_answers(name, answers)
        has_mistakes = bool(sentence)
    else:
        has_mistakes = not form.is_valid() or bool(sentence)
    context = {
        "form": form,
        "name": name,
        "number": number,
        "of": len(STEPS),
        "check": CHECK,
        "has_mistakes": has_mistakes or bool(file_form and file_form.errors),
        "sentence": sentence,
        "is_checked": draft.content.get("is_checked", False),
    }
    if name == "files":
        files = drafts.files(draft)
        context |= {"files": files, "has_room": len(files) < MAX_FILES, "file_form": file_form or AddFileForm()}
    return show(request, "intake/step.html", context)


def check_page(
    request: HttpRequest,
    draft: drafts.Draft,
    *,
    today: date,
    form: SendForm | None = None,
    found: Takers | None = None,
    sentence: object = "",
) -> HttpResponse:
    """All answers, and who shall get the letter: `found`, where that was asked already."""
    bound = bound_forms(draft.content.get("answers", {}))
    found = found or takers(target_of(bound), today=today)
    context = {
        "answered": [_answered(number, bound, draft) for number in range(1, CHECK)],
        "form": form or SendForm(offered=found.offered),
        "offered": found.offered,
        "is_narrowed": found.is_narrowed,
        "has_mistakes": bool(form and form.errors) or bool(sentence),
        "sentence": sentence,
    }
    return show(request, "intake/check.html", context)


def receipt_page(request: HttpRequest, receipt: str) -> HttpResponse:
    """The code, large. Shown when everything is kept, and never before."""
    return show(request, "intake/receipt.html", {"groups": receipts.spaced(receipt).split()})


def _answered(number: int, bound: Mapping[str, StepForm], draft: drafts.Draft) -> Answered:
    name, _form_class = STEPS[number - 1]
    form = bound[name]
    told = getattr(form, "cleaned_data", {})
    lines = [
        (str(field.label), in_words(field, told.get(key))) for key, field in form.fields.items() if key != "website"
    ]
    if name == "files":
        lines = [(_("File"), file.name) for file in drafts.files(draft)] or [(_("Files"), _("none"))]
    return Answered(number, str(form.title), tuple(lines))


def in_words(field: forms.Field, value: object) -> str:
    """An answer as it is read back."""
    if isinstance(value, PartialDate):
        return date_in_words(value)
    if not value:
        return pgettext("answer", "not answered")
    if isinstance(field, forms.ChoiceField):
        labels = _flat(field.choices)
        chosen = value if isinstance(value, list) else [value]
        return "; ".join(str(labels.get(code, code)) for code in chosen)
    return str(value)


def date_in_words(value: PartialDate) -> str:
    """A date with no more exactness than it has."""
    if value.day is None:
        return pgettext("answer", "not answered")
    pattern = {Precision.DAY: "DATE_FORMAT", Precision.MONTH: "YEAR_MONTH_FORMAT"}.get(Precision(value.precision), "Y")
    return date_format(value.day, pattern)


def _flat(choices: object) -> dict[str, object]:
    flat: dict[str, object] = {}
    for code, label in choices:
        flat |= dict(label) if isinstance(label, list | tuple) else {code: label}
    return flat
