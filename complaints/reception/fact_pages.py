"""The page on which the coded facts of a case are changed: the same questions as when it was logged."""

import json
from collections.abc import Mapping
from hashlib import sha256

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.permissions import Permission
from complaints.casedoor import known_case
from complaints.choices import Party, Precision
from complaints.models import Case, Safeguards
from complaints.reception.changing import Facts, change_facts
from complaints.reception.codes import CodeBook
from complaints.reception.forms import SAFEGUARDS, FileNumberForm, Situation, TopicForm
from complaints.reception.pages import mistakes, sheet
from complaints.reception.people_forms import MOST_PEOPLE, person_field
from complaints.reception.told import incident_told, respondent_told, safeguards_told, victim_told
from complaints.reception.topics import COUNTED, TOPICS, count_of
from complaints.reception.views import both

_ASKED: dict[str, type[TopicForm]] = {
    "file": FileNumberForm,
    **{name: TOPICS[name] for name in ("incident", "concerned", "safeguards")},
}


@both
def facts(request: HttpRequest, reference: str) -> HttpResponse:
    """Shows the coded facts as they are, and takes them as they shall be."""
    case = known_case(request, reference, Permission.CASE_RECORD)
    is_sent = request.method == "POST" and set(request.POST.getlist("topic")) == set(_ASKED)
    act = request.POST.get("act", "") if is_sent else ""
    current = _answers_of(case)
    answers = request.POST.copy() if is_sent else current.copy()
    stored = {name: getattr(case, name).count() for name in COUNTED} if is_sent else {}
    situation = _situation(case, answers, stored, act)
    answers["victims"], answers["respondents"] = str(situation.victims), str(situation.respondents)
    forms = {name: form(answers, situation=situation) for name, form in _ASKED.items()}
    seen = request.POST.get("seen", "") if is_sent else _digest(current)
    if not is_sent or act.startswith("more_"):
        return _page(request, case, forms, seen)
    wrong = mistakes(forms.values())
    if seen != _digest(current):
        sentence = _("Somebody changed these facts meanwhile. Open the page again and compare.")
        wrong.append({"text": sentence, "href": ""})
    return _page(request, case, forms, seen, wrong) if wrong else _changed(request, case, forms, situation)


def _changed(request: HttpRequest, case: Case, forms: dict[str, TopicForm], situation: Situation) -> HttpResponse:
    try:
        is_changed = change_facts(by=request.user, case=case, facts=_told(forms, situation), today=timezone.localdate())
    except NotPossible as refusal:
        return _page(request, case, forms, request.POST["seen"], [{"text": str(refusal), "href": ""}])
    messages.success(request, _("The facts are changed.") if is_changed else _("Nothing was different."))
    return redirect("case_detail", reference=case.reference)


def _page(
    request: HttpRequest, case: Case, forms: dict[str, TopicForm], seen: str, errors: list | None = None
) -> HttpResponse:
    context = {
        "case": case,
        "sheets": [sheet(name, form, may_take_away=False) for name, form in forms.items()],
        "errors": errors or [],
        "seen": seen,
        "is_demonstration": case.organisation.is_demonstration,
    }
    return render(request, "complaints/reception/facts.html", context)


def _situation(case: Case, answers: MultiValueDict, stored: Mapping[str, int], act: str) -> Situation:
    """As many people as there are, or as the page asks for; never fewer than are stored."""
    numbers = []
    for name in COUNTED:
        wanted = count_of(answers.getlist(name)) + (act == f"more_{name}")
        numbers.append(min(max(wanted, stored.get(name, 0)), MOST_PEOPLE))
    return Situation(CodeBook(is_demonstration=case.organisation.is_demonstration), *numbers)


def _told(forms: dict[str, TopicForm], situation: Situation) -> Facts:
    columns = incident_told(forms["incident"].cleaned_data)
    methods, purposes = columns.pop("methods"), columns.pop("purposes")
    concerned = forms["concerned"]
    return Facts(
        columns=columns | {"file_number": forms["file"].cleaned_data["file_number"].strip()},
        methods=methods,
        purposes=purposes,
        victims=[victim_told(concerned, number) for number in range(1, situation.victims + 1)],
        respondents=[respondent_told(concerned, number) for number in range(1, situation.respondents + 1)],
        safeguards=safeguards_told(forms["safeguards"].cleaned_data),
    )


# --- a case as if its facts had been typed ----------------------------------------------------------------------------


def _answers_of(known: Case) -> MultiValueDict:
    case = Case.objects.select_related(*_COLUMNS).get(pk=known.pk)
    victims, respondents = list(case.victims.order_by("number")), _respondents(case)
    answers = {
        "file_number": [case.file_number],
        "victims": [str(len(victims))],
        "respondents": [str(len(respondents))],
        **{name: [_code(getattr(case, name))] for name in _COLUMNS},
        "methods": [term.code for term in case.methods.all()],
        "purposes": [term.code for term in case.purposes.all()],
        **_date_parts(case),
    }
    for person in victims:
        for name in ("sex", "age_band", "custody"):
            answers[person_field(Party.VICTIM, person.number, name)] = [getattr(person, name)]
    for person in respondents:
        codes = (("agency", _code(person.agency)), ("involvement", _code(person.involvement)))
        for name, code in (*codes, ("rank_band", person.rank_band)):
            answers[person_field(Party.RESPONDENT, person.number, name)] = [code]
    stored = Safeguards.objects.filter(case=case).first() or Safeguards()
    return MultiValueDict(answers | {name: [getattr(stored, name)] for name in SAFEGUARDS})


_COLUMNS = ("region", "facility", "facility_type", "premise_type", "offence")


def _respondents(case: Case) -> list:
    return list(case.respondents.select_related("agency", "involvement").order_by("number"))


def _digest(answers: MultiValueDict) -> str:
    """Stands for the facts as they were when the page was shown."""
    return sha256(json.dumps(sorted(answers.lists())).encode()).hexdigest()


def _code(row: object) -> str:
    return row.code if row else ""


def _date_parts(case: Case) -> dict[str, list[str]]:
    day, precision = case.incident_on, case.incident_precision
    if day is None:
        return {"incident_on_3": [Precision.UNKNOWN.value]}
    parts = {"incident_on_2": [str(day.year)]}
    if precision != Precision.YEAR:
        parts["incident_on_1"] = [str(day.month)]
    if precision not in (Precision.YEAR, Precision.MONTH):
        parts["incident_on_0"] = [str(day.day)]
    is_bound = precision in (Precision.NOT_BEFORE, Precision.NOT_AFTER)
    return parts | {"incident_on_3": [precision if is_bound else ""]}
