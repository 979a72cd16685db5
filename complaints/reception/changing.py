"""Changes the coded facts of a case afterwards. What was there before stays in the history that triggers write."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.choices import Act
from accounts.models import User
from complaints.dates import PartialDate
from complaints.models import Case, Respondent, Safeguards, Victim
from complaints.projection import lock_cases, project_cases, with_absorbed
from complaints.reception.barring import let_stand_back, tell_of
from complaints.reception.forms import SAFEGUARDS
from complaints.recording import region_today
from complaints.rights import require_case
from complaints.telling import tell
from institutions.models import Term
from institutions.queries import world

_PLACED = ("region", "facility", "incident_on", "incident_precision")  # what the region of today follows from
_OF_VICTIMS = ("sex", "age_band", "custody")
_OF_RESPONDENTS = ("agency_id", "rank_band", "involvement_id")


@dataclass(frozen=True, slots=True)
class Facts:
    """All coded facts as they shall be: `columns` of the case, terms, people in the order of their numbers."""

    columns: Mapping[str, object]
    methods: Sequence[Term]
    purposes: Sequence[Term]
    victims: Sequence[Victim]
    respondents: Sequence[Respondent]
    safeguards: Safeguards | None


def change_facts(*, by: User, case: Case, facts: Facts, today: date) -> bool:
    """Writes what differs and rebuilds what follows from it; False where nothing differs. Nobody is taken away.

    Whoever is close to the place as it is now stands back. Raises PermissionDenied, and NotPossible for a file number
    that another case has and where a tie makes `by` close.
    """
    try:
        with transaction.atomic():
            return _change(by, case, facts, today)
    except IntegrityError as error:
        if "complaints_case_file_number_once" in str(error):
            raise NotPossible(_("Another case of the organisation has this file number.")) from error
        raise


def _change(by: User, case: Case, facts: Facts, today: date) -> bool:
    require_case(by, case)
    touched = with_absorbed([case.pk])
    lock_cases(touched)
    case.refresh_from_db()
    changes = [
        _columns(case, facts.columns),
        _terms(case.methods, facts.methods),
        _terms(case.purposes, facts.purposes),
        _people(case, case.victims.order_by("number"), facts.victims, _OF_VICTIMS),
        _people(case, case.respondents.order_by("number"), facts.respondents, _OF_RESPONDENTS),
        _safeguards(case, facts.safeguards),
    ]
    if not any(changes):
        return False
    barred = let_stand_back(by=by, case=case, today=today)
    project_cases(touched, world=world())
    tell_of(barred, by=by, case=case)
    tell(by, case, Act.CASE_CHANGED)
    return True


def _columns(case: Case, columns: Mapping[str, object]) -> bool:
    wanted = dict(columns)
    if any(name in wanted and wanted[name] != getattr(case, name) for name in _PLACED):
        region, facility, day, precision = (wanted.get(name, getattr(case, name)) for name in _PLACED)
        wanted["region_now_id"] = region_today(region, facility, PartialDate(day, precision))
    return _assign(case, wanted)


def _assign(row: models.Model, wanted: Mapping[str, object]) -> bool:
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, wanted[name])
    if changed:
        row.save(update_fields=changed)
    return bool(changed)


def _terms(stored: models.Manager, wanted: Iterable[Term]) -> bool:
    before, after = set(stored.all()), set(wanted)
    stored.set(after)
    return before != after


def _people(case: Case, stored: models.QuerySet, wanted: Sequence[Victim | Respondent], columns: Sequence[str]) -> bool:
    """Changes those who are there and adds those who are not; names may hang on a number, so none is taken away."""
    known = {person.number: person for person in stored}
    is_changed = False
    for number, person in enumerate(wanted, start=1):
        if number in known:
            is_changed |= _assign(known[number], {name: getattr(person, name) for name in columns})
        else:
            person.case, person.number = case, number
            person.save(force_insert=True)
            is_changed = True
    return is_changed


def _safeguards(case: Case, wanted: Safeguards | None) -> bool:
    stored = Safeguards.objects.filter(case=case).first()
    if stored is not None:
        told = wanted or Safeguards()
        return _assign(stored, {name: getattr(told, name) for name in SAFEGUARDS})
    if wanted is None:
        return False
    wanted.case = case
    wanted.save(force_insert=True)
    return True
