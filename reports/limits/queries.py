"""The numbers of the page of limits, computed now: four statements over visits, one over incidents, two of places."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case as Choose
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from accounts.models import User
from institutions.choices import Mandate
from institutions.models import PremiseMandate
from monitoring.interviews.passing import with_answers
from monitoring.models import InterviewComplaint
from monitoring.places.queries import interval_in_force
from monitoring.planning.rules import met_since
from reports.limits import statements
from reports.limits.choices import By, LeftOut, Measure, Spread
from reports.limits.rows import NO_VISITS, Bunched, Events, Pairs, Plain, Tally, summed
from reports.limits.scope import (
    Cases,
    Places,
    Question,
    Visits,
    asked_cases,
    asked_places,
    asked_visits,
    case_keys,
    cases_for,
    places_keys,
    places_of,
    visit_keys,
    visits_for,
)

# A place as one sees it in a scenario, and as it is.
_SPOT = 2 * F("facility") + Choose(When(regime__is_scenario=True, then=Value(1)), default=Value(0))
Key = tuple[bool, int, object]  # is it a scenario, which cut, which group of it
TOTALS = (statements.TOTAL, None)


@dataclass(frozen=True, slots=True)
class Half:
    """Sums of the visits under terms that are in force, or of those of a scenario; never of both together.

    `groups`: key of a group -> sums; `notices`: NoticeGroup -> sums; `years`: year -> sums.
    """

    total: Tally = NO_VISITS
    groups: Mapping[object, Tally] = field(default_factory=dict)
    notices: Mapping[str, Tally] = field(default_factory=dict)
    years: Mapping[int, Tally] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """The answer to one question."""

    question: Question
    real: Half
    scenario: Half


def report_for(actor: User, question: Question) -> Report:
    """All sums for what `actor` may see counted. Seven statements, however many visits and groups there are."""
    return report_of(
        question,
        visits_for(actor, question.data_set),
        cases_for(actor, question.data_set),
        places_of(question.data_set, question.today),
    )


def report_of(question: Question, visits: Visits, cases: Cases, places: Places) -> Report:
    """The same over rows that the caller chose."""
    found: dict[Key, list[Tally]] = defaultdict(list)
    asked = asked_visits(question, visits)
    for part in (
        _of_visits(question, asked, cases),
        _of_spreads(question, asked),
        _of_clusters(question, asked),
        _of_windows(question, asked, visits, cases),
        _of_incidents(question, asked_cases(question, cases)),
        _of_places(question, asked_places(question, places), visits),
    ):
        for key, tally in part:
            found[key].append(tally)
    tallies = {key: summed(parts) for key, parts in found.items()}
    return Report(question, *(_half(tallies, is_scenario) for is_scenario in (False, True)))


def _half(tallies: Mapping[Key, Tally], is_scenario: bool) -> Half:
    def cut(wanted: int) -> dict:
        return {
            group: one for (scenario, cut, group), one in tallies.items() if (scenario, cut) == (is_scenario, wanted)
        }

    return Half(
        total=tallies.get((is_scenario, *TOTALS), NO_VISITS),
        groups=cut(statements.BY_GROUP),
        notices=cut(statements.BY_NOTICE),
        years=cut(statements.BY_YEAR),
    )


def _compiled(rows: QuerySet) -> tuple[str, tuple]:
    return rows.order_by().query.sql_with_params()


def _scope(question: Question, asked: Visits) -> QuerySet:
    keys = visit_keys()
    named = {
        "scope_scenario": F("regime__is_scenario"),
        "scope_group": keys[question.by],
        "scope_notice": keys[By.NOTICE],
        "scope_year": keys[By.YEAR],
    }
    return asked.annotate(**named).values_list("pk", *named)


def _rows(statement: str, today: date, **parts: QuerySet) -> list[tuple]:
    """Rows of a statement whose parts are compiled querysets, in the order in which they stand in it."""
    try:
        compiled = {name: _compiled(rows) for name, rows in parts.items()}
    except EmptyResultSet:  # nothing may be seen
        return []
    parameters = [value for _sql, values in compiled.values() for value in values]
    sums = statements.visit_columns()
    written = statement.format(
        columns=", ".join(f"{column} AS c{number}" for number, column in enumerate(sums)),
        sums=", ".join(f"sum(c{number})" for number in range(len(sums))),
        **{name: sql for name, (sql, _values) in compiled.items()},
    )
    with connection.cursor() as cursor:
        cursor.execute(written, [*parameters, today])
        return cursor.fetchall()


def _key(cut: int, is_scenario: bool, group: object, notice: str, year: int) -> Key:
    shown = {statements.BY_GROUP: group, statements.BY_NOTICE: notice, statements.BY_YEAR: year}
    return is_scenario, cut, shown.get(cut)


def _of_visits(question: Question, asked: Visits, cases: Cases) -> Iterator[tuple[Key, Tally]]:
    rows = _rows(
        statements.VISITS,
        question.today,
        scope=_scope(question, asked),
        cases=cases.values_list("pk"),
        spoken=_to_be_passed(),
    )
    for cut, is_scenario, group, notice, year, *sums in rows:
        visits, wait_unknown, young, *rest = (int(number) for number in sums)
        numbers = iter(rest)
        yield (
            _key(cut, is_scenario, group, notice, year),
            Tally(
                visits=visits,
                plain={name: Plain(*_next(numbers, 2)) for name in statements.PLAIN},
                bunched={name: Bunched(*_next(numbers, 6)) for name in statements.BUNCHED},
                events={name: Events(*_next(numbers, 4)) for name in statements.EVENTS},
                wait_unknown=wait_unknown,
                young=young,
            ),
        )


def _to_be_passed() -> QuerySet:
    """Complaints from visits whose terms name somebody to pass them to, with the answer that holds today."""
    rows = InterviewComplaint.objects.filter(visit__regime__passes_complaints_to__isnull=False)
    return with_answers(rows).values_list("visit_id", "complaint__case_id", "agreed", "passed_on", "visit__visited_on")


def _next(numbers: Iterator[int], count: int) -> list[int]:
    return [next(numbers) for _position in range(count)]


def _of_spreads(question: Question, asked: Visits) -> Iterator[tuple[Key, Tally]]:
    values: dict[Key, dict[Spread, dict[int, int]]] = defaultdict(lambda: {name: {} for name in Spread})
    for *cut, spread, value, count in _rows(statements.SPREADS, question.today, scope=_scope(question, asked)):
        values[_key(*cut)][Spread(spread)][value] = int(count)
    for key, spreads in values.items():
        yield key, Tally(spreads=spreads)


def _of_clusters(question: Question, asked: Visits) -> Iterator[tuple[Key, Tally]]:
    for *cut, measure, clusters, count, base, a, b, c in _rows(
        statements.CLUSTERS, question.today, scope=_scope(question, asked)
    ):
        sums = Bunched(*(int(number) for number in (clusters, count, base, a, b, c)))
        yield _key(*cut), Tally(clusters={Measure(measure): sums})


def _of_windows(question: Question, asked: Visits, visits: Visits, cases: Cases) -> Iterator[tuple[Key, Tally]]:
    rows = _rows(
        statements.WINDOWS,
        question.today,
        everyone=visits.annotate(spot=_SPOT).values_list("pk", "spot", "visited_on"),
        scope=_scope(question, asked),
        cases=cases.values_list("pk", "facility"),
    )
    for *cut, left_out, visits_left, sums, is_whole in rows:
        if is_whole is not None:
            measure = Measure.AFTER if is_whole else Measure.AFTER_CUT
            yield _key(*cut), Tally(pairs={measure: Pairs(int(visits_left), tuple(sums[:4]), tuple(sums[4:]))})
            continue
        before, after = (Events(*(int(number) for number in part[:3]), part[3]) for part in (sums[:4], sums[4:]))
        events = {Measure.BEFORE_CUT: before, Measure.AFTER_CUT: after}
        if not left_out:
            events |= {Measure.BEFORE: before, Measure.AFTER: after}
        yield _key(*cut), Tally(events=events, left_out={LeftOut(left_out): int(visits_left)} if left_out else {})


def _of_incidents(question: Question, asked: Cases) -> Iterator[tuple[Key, Tally]]:
    """Incidents in rooms whose mandate on the day is known, by that mandate."""
    mandate = PremiseMandate.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=OuterRef("incident_on")),
        Q(valid_to__isnull=True) | Q(valid_to__gte=OuterRef("incident_on")),
        premise_type=OuterRef("premise_type"),
        mandate__in=[Mandate.IN, Mandate.OUT, Mandate.DISPUTED],
    )
    known = asked.filter(premise_type__isnull=False, incident_on__isnull=False).annotate(
        found_mandate=Subquery(mandate.values("mandate")[:1])
    )

    def tally(mandates: Mapping[str, int]) -> Tally:
        base = sum(mandates.values())
        return Tally(
            plain={
                Measure.INCIDENTS_OUTSIDE: Plain(mandates.get(Mandate.OUT, 0), base),
                Measure.INCIDENTS_DISPUTED: Plain(mandates.get(Mandate.DISPUTED, 0), base),
            }
        )

    yield from _cut(known.exclude(found_mandate=None), case_keys(), question, "found_mandate", tally)


def _of_places(question: Question, asked: Places, visits: Visits) -> Iterator[tuple[Key, Tally]]:
    """Places within the preventive mandate, and those with a regular visit within the interval that the law sets."""
    terms = interval_in_force(question.today)
    if terms is None or question.filters.get(By.REGIME, terms.pk) != terms.pk:
        return
    within = (met_since(terms.interval_months, question.today), question.today)
    seen = visits.regular().filter(facility=OuterRef("pk"), visited_on__range=within)
    within = asked.filter(facility_type__mandate=Mandate.IN).annotate(
        is_seen=Choose(When(Exists(seen), then=Value(1)), default=Value(0))
    )

    def tally(counts: Mapping[int, int]) -> Tally:
        return Tally(plain={Measure.COVERAGE: Plain(counts.get(1, 0), sum(counts.values()))})

    yield from _cut(within, places_keys(question), question, "is_seen", tally)


def _cut(
    rows: QuerySet, keys: Mapping[By, object], question: Question, told: str, tally: Callable[[Mapping], Tally]
) -> Iterable[tuple[Key, Tally]]:
    """Counts of `rows` by `told`: for the whole, for the groups asked for and for years, where such rows have them."""
    named = {"cut_group": keys.get(question.by, Value("")), "cut_year": keys.get(By.YEAR, Value(0))}
    whole: dict[Key, dict] = defaultdict(lambda: defaultdict(int))
    counted = rows.annotate(**named).values_list(*named, told).annotate(count=Count("*")).order_by()
    for group, year, value, count in counted:
        whole[False, *TOTALS][value] += count
        if question.by in keys:
            whole[False, statements.BY_GROUP, group][value] += count
        if By.YEAR in keys:
            whole[False, statements.BY_YEAR, year][value] += count
    return [(key, tally(counts)) for key, counts in whole.items()]
