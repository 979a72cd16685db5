"""Draws visits by chance inside the database, with what is counted of them. Nothing is sealed, nobody is named."""

from datetime import date

from django.db import connection, models
from django.utils import timezone

from accounts.demo import ensure_demo_accounts
from accounts.models import Organisation
from complaints.choices import DataSet
from complaints.models import Case, CaseEvent
from institutions.choices import Effect, Mandate, TermList
from institutions.models import Facility, FacilityType, MonitoringRegime, PremiseType, Region, Stage, Term
from monitoring.models import (
    Finding,
    InterviewCount,
    Visit,
    VisitAfterwards,
    VisitPopulation,
    VisitPremise,
)

DAYS = 4000  # over which the visits are spread, back from the last day
CASES_PER_HUNDRED = 5
DRAWN = (Visit, InterviewCount, VisitPremise, Finding, VisitPopulation, VisitAfterwards, Case, CaseEvent)
_FRESH = {"uuid": "gen_random_uuid()", "recorded_at": "now()", "created_at": "now()"}


def draw(*, visits: int, places: int, until: date) -> None:
    """About so many visits to so many invented places of the demonstration, up to a day."""
    organisation = ensure_demo_accounts(now=timezone.now())
    kinds = list(FacilityType.objects.filter(mandate=Mandate.IN).values_list("pk", flat=True))
    regions = list(Region.objects.filter(valid_to=None).values_list("pk", flat=True))
    made = Facility.objects.bulk_create(
        Facility(
            code=f"DRAWN-{number}",
            label_en=f"Place {number}",
            label_ru=f"{number}",
            label_kk=f"{number}",
            facility_type_id=kinds[number % len(kinds)],
            region_id=regions[number % len(regions)],
            is_demonstration=True,
        )
        for number in range(places)
    )
    for model in DRAWN:
        _run(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")  # no history of a million rows
    _run("SELECT setseed(0.5)")
    _visits(organisation, [place.pk for place in made], visits, until)
    _counted()
    _complaints(organisation, [place.pk for place in made], visits, until)
    for model in DRAWN:
        _run(f"ALTER TABLE {model._meta.db_table} ENABLE TRIGGER USER")
    _run("ANALYZE")


def _visits(organisation: Organisation, places: list[int], visits: int, until: date) -> None:
    regimes = MonitoringRegime.objects.filter(is_scenario=False).values_list("pk", flat=True)
    _insert(
        Visit,
        f"generate_series(1, {visits}) AS n,"
        f" LATERAL (SELECT DATE '{until}' - floor(random() * {DAYS} + n * 0)::int AS day) AS on_day",
        reference="lpad(to_hex(n), 9, '0')",
        data_set=f"'{DataSet.DEMONSTRATION}'",
        organisation_id=str(organisation.pk),
        facility_id=_any(places),
        regime_id=_any(regimes),
        visit_type_id=_any(_terms(TermList.VISIT_TYPE)),
        notice_id=_any(_terms(TermList.NOTICE_MODE)),
        visited_on="day",
        arrived_at="day + interval '9 hours'",
        entered_at="CASE WHEN random() < 0.9 THEN day + interval '9 hours'"
        " + floor(-ln(1 - random()) * 20) * interval '1 minute' END",
    )


def _counted() -> None:
    """Access, talks, rooms, findings, people held and reports of every visit."""
    visits = "monitoring_visit AS visit"
    _run(
        "INSERT INTO monitoring_visit_access (visit_id, term_id)"
        f" SELECT id, {_any(_terms(TermList.ACCESS_OUTCOME))} FROM {visits}"
    )
    modes = ", ".join(f"({pk})" for pk in _terms(TermList.INTERVIEW_MODE))
    _insert(
        InterviewCount,
        f"{visits}, (VALUES {modes}) AS mode (pk) WHERE random() < 0.4",
        visit_id="visit.id",
        mode_id="mode.pk",
        number="1 + floor(random() * 12)",
    )
    rooms = ", ".join(f"({pk})" for pk in PremiseType.objects.values_list("pk", flat=True)[:8])
    _insert(
        VisitPremise,
        f"{visits}, (VALUES {rooms}) AS room (pk) WHERE random() < 0.5",
        visit_id="visit.id",
        premise_type_id="room.pk",
        outcome="(ARRAY['visited', 'visited', 'visited', 'refused', 'outside', 'not_asked'])[1 + floor(random() * 6)]",
    )
    _insert(
        Finding,
        f"{visits}, generate_series(1, 4) AS n WHERE random() < 0.5",
        visit_id="visit.id",
        number="n",
        theme_id=_any(_terms(TermList.FINDING_THEME)),
        sources="'{}'",
    )
    _insert(VisitPopulation, visits, visit_id="visit.id", held="20 + floor(random() * 900)")
    _insert(
        VisitAfterwards,
        visits,
        visit_id="visit.id",
        reported_on="visited_on + 20",
        published_on="visited_on + 30 + floor(random() * 60)::int",
        is_anonymised="TRUE",
    )


def _complaints(organisation: Organisation, places: list[int], visits: int, until: date) -> None:
    submits = Stage.objects.filter(effect=Effect.SUBMITS).order_by("order").first()
    cases = visits * CASES_PER_HUNDRED // 100
    _insert(
        Case,
        f"generate_series(1, {cases}) AS n",
        reference="lpad(to_hex(n), 9, '0')",
        data_set=f"'{DataSet.DEMONSTRATION}'",
        organisation_id=str(organisation.pk),
        facility_id=_any(places),
    )
    _insert(
        CaseEvent,
        "complaints_case AS one",
        case_id="one.id",
        sequence="1",
        stage_id=str(submits.pk),
        happened_on=f"DATE '{until}' - floor(random() * {DAYS} + one.id * 0)::int",
    )


def _terms(name: TermList) -> list[int]:
    return list(Term.objects.filter(list=name).order_by("order").values_list("pk", flat=True))


def _any(keys: object) -> str:
    """SQL that picks one of some keys by chance, anew for each row."""
    listed = ", ".join(str(key) for key in keys)
    return f"(ARRAY[{listed}])[1 + floor(random() * cardinality(ARRAY[{listed}]))::int]"


def _insert(model: type[models.Model], source: str, **given: str) -> None:
    """INSERT ... SELECT with `given` expressions; every other column gets what a new row of the model would have."""
    columns, values = [], []
    for field in model._meta.local_concrete_fields:
        if field.primary_key:
            continue
        columns.append(field.column)
        values.append(given.get(field.column) or _FRESH.get(field.column) or _literal(field.get_default()))
    _run(f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {source}")


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    return str(value) if isinstance(value, int) else "'{}'".format(str(value).replace("'", "''"))


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
