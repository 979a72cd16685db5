"""What the letter says with which a complaint from an interview is passed on: coded facts and a pseudonym only."""

from datetime import date

from django.utils.translation import gettext as _

from complaints import wording
from complaints.choices import DataSet
from complaints.dates import PartialDate
from complaints.models import Case, Respondent, RiskAssessment, Victim
from institutions.norm_words import norm_words
from monitoring.models import InterviewComplaint, Visit

_NO_NEWS = {"unknown", "not_asked", "", None}


def letter_context(row: InterviewComplaint, visit: Visit, today: date) -> dict[str, object]:
    """The letter about a row whose person agrees, to the body that the terms of the visit name."""
    related = ("facility", "facility_type", "region", "premise_type")
    case = Case.objects.select_related(*related).get(pk=row.complaint.case_id)
    return {
        "visit": visit,
        "row": row,
        "case": case,
        "addressee": visit.regime.passes_complaints_to.label,
        "basis": norm_words(visit.regime.legal_basis),
        "written_on": wording.day(today),
        "facts": [{"key": key, "value": value} for key, value in _facts(row, visit, case) if value],
        "people": [{"key": key, "value": value} for key, value in _people(case) if value],
        "is_demonstration": case.data_set == DataSet.DEMONSTRATION,
    }


def _facts(row: InterviewComplaint, visit: Visit, case: Case) -> list[tuple[str, str]]:
    place = case.facility or case.facility_type
    risk = RiskAssessment.objects.filter(case=case).select_related("level").order_by("-pk").first()
    return [
        (_("Pseudonym of the person"), row.pseudonym),
        (_("Our number"), case.reference),
        (_("Heard on the visit to"), f"{visit.facility.label}, {wording.day(visit.visited_on)}"),
        (_("How the interview was held"), row.mode.label),
        (_("When it happened"), wording.when(PartialDate(case.incident_on, case.incident_precision))),
        (_("Where it happened"), place.label if place else ""),
        (_("Where in it"), case.premise_type.label if case.premise_type else ""),
        (_("Region"), case.region.label if case.region else ""),
        (_("What was done"), "; ".join(term.label for term in case.methods.order_by("order"))),
        (_("What for, as the person says"), "; ".join(term.label for term in case.purposes.order_by("order"))),
        (_("Danger now"), risk.level.label if risk else ""),
    ]


def _people(case: Case) -> list[tuple[str, str]]:
    victims = [
        (_("Alleged victim %(number)s") % {"number": one.number}, _victim(one))
        for one in case.victims.order_by("number")
    ]
    respondents = case.respondents.select_related("agency", "involvement").order_by("number")
    officials = [
        (_("Official complained about %(number)s") % {"number": one.number}, _official(one)) for one in respondents
    ]
    return victims + officials


def _victim(victim: Victim) -> str:
    told = [
        (getattr(victim, name), getattr(victim, f"get_{name}_display")()) for name in ("sex", "age_band", "custody")
    ]
    return ", ".join(str(words) for code, words in told if code not in _NO_NEWS) or _("nothing recorded")


def _official(official: Respondent) -> str:
    told = [
        official.agency.label if official.agency else "",
        str(official.get_rank_band_display()) if official.rank_band not in _NO_NEWS else "",
        official.involvement.label if official.involvement else "",
    ]
    return ", ".join(filter(None, told)) or _("nothing recorded")
