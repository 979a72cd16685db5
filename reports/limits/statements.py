"""The SQL of the measures: what each visit has of each, and its sums by group. Only words of the program stand in it.

What a reader chose comes in with `{scope}` and `{cases}`, compiled querysets whose values travel as parameters.
"""

from collections.abc import Iterable

from complaints.choices import ConsentAnswer, Precision
from institutions.choices import Effect
from institutions.visit_choices import HELD, REPLIES, Access, FindingSubject, InterviewSetting, RecommendationState
from monitoring.choices import FindingKind, PremiseOutcome, SaidBy
from monitoring.interviews.passing import LONGEST_WAIT
from reports.limits.choices import LONG_WAIT, OBSTACLES, WINDOW_DAYS, LeftOut, Measure, Spread


def words(meanings: Iterable[str]) -> str:
    """Meanings as a list of SQL."""
    return ", ".join(f"'{meaning}'" for meaning in meanings)


# --- what one visit has of each measure: (count, base), in columns of `told` ------------------------------------------

PLAIN: dict[Measure, tuple[str, str]] = {
    Measure.YIELD_VISITS: ("treatment > 0", "let_in"),
    Measure.FULL_ACCESS: (f"'{Access.FULL}' = ANY (doors)", "doors IS NOT NULL"),
    **{measure: (f"'{access}' = ANY (doors)", "doors IS NOT NULL") for measure, access in OBSTACLES.items()},
    Measure.WAIT_LONG: (f"wait > {LONG_WAIT}", "wait IS NOT NULL"),
    Measure.ROOMS_VISITS: ("refused > 0", "asked > 0"),
    Measure.PUBLISHED: ("published_on <= a_month_later", "a_month_later <= today"),
}
ADVICE: dict[Measure, tuple[str, str]] = {
    Measure.IN_TIME: ("in_time", "due"),
    Measure.ACCEPTED: ("accepted", "due"),
    Measure.SAID_DONE: ("said_done", "due"),
    Measure.DONE: ("done", "due"),
    Measure.DONE_OF_VERIFIED: ("verified_done", "verified"),
    Measure.DONE_OF_SAID: ("said_and_done", "said_and_verified"),
}
TALKS: dict[Measure, tuple[str, str]] = {Measure.PRIVATE: ("private", "held")}
BUNCHED: dict[Measure, tuple[str, str]] = {
    **TALKS,
    Measure.PREVENTED: ("prevented", "held + prevented"),
    Measure.ROOMS_REFUSED: ("refused", "asked"),
    Measure.ROOMS_OUTSIDE: ("outside", "asked"),
    **ADVICE,
    Measure.PASSED_ON: ("passed", "agreed"),
}
# Events of a visit, and which visits can have them: nobody finds anything where nobody was let in.
EVENTS: dict[Measure, tuple[str, str]] = {
    Measure.YIELD: ("treatment", "let_in"),
    Measure.REPRISALS: ("reprisals", "TRUE"),
}

_ADVICE_COUNTS = tuple(dict.fromkeys(name for pair in ADVICE.values() for name in pair))
_COUNTS = (
    *("treatment", "private", "held", "prevented", "asked", "refused", "outside", *_ADVICE_COUNTS),
    *("reprisals", "agreed", "passed", "young"),
)
TOTAL, BY_GROUP, BY_NOTICE, BY_YEAR = 7, 3, 5, 6  # what GROUPING(grp, notice, year) gives for each of the four


_COUNTED = ", ".join(f"COALESCE({name}, 0)::bigint AS {name}" for name in _COUNTS)


def _values(measures: dict[Measure, tuple[str, str]]) -> str:
    """The (measure, count, base) of a row for each of `measures`."""
    told = ((name, f"COALESCE({count}, 0)", f"COALESCE({base}, 0)") for name, (count, base) in measures.items())
    return ", ".join(f"('{name}', {count}, {base})" for name, count, base in told)


def _cuts(*more: str) -> str:
    """GROUP BY of the whole, of the groups, of notice and of years; each of them by `more` as well."""
    kept = "".join(f"{name}, " for name in more)
    sets = ("is_scenario", "is_scenario, grp", "is_scenario, notice", "is_scenario, year")
    return f"GROUPING SETS ({', '.join(f'({kept}{columns})' for columns in sets)})"


_SCOPE = """
scope (id, is_scenario, grp, notice, year) AS ({scope}),
meant AS (
    SELECT id, attributes->>'meaning' AS meaning FROM institutions_term WHERE attributes->>'meaning' IS NOT NULL)"""

# The first reply of an authority to each recommendation, and on which day; none that was replaced or taken back.
_REPLIES = f"""
replied AS (
    SELECT step.recommendation_id AS id, min(step.happened_on) AS on_day
      FROM monitoring_recommendationstep AS step JOIN meant ON meant.id = step.status_id
     WHERE step.said_by = '{SaidBy.AUTHORITY}' AND meant.meaning IN ({words(REPLIES)}) AND NOT step.is_void
       AND NOT EXISTS (SELECT FROM monitoring_recommendationstep AS later WHERE later.supersedes_id = step.id)
     GROUP BY step.recommendation_id)"""  # noqa: S608

_ACCEPTED = (
    *(RecommendationState.ACCEPTED, RecommendationState.PARTLY_ACCEPTED, RecommendationState.IN_PROGRESS),
    RecommendationState.SAID_DONE,
)

# What was sent, by visit and addressee. Whether something is done is asked of those whose day of reply has passed:
# of letters sent yesterday nothing can be done yet.
_ADVICE = f"""
advice AS (
    SELECT advice.visit_id, advice.addressee_id,
           count(*) FILTER (WHERE answer_due_on < today) AS due,
           count(*) FILTER (WHERE answer_due_on < today AND on_day <= answer_due_on) AS in_time,
           count(*) FILTER (WHERE answer_due_on < today AND said.meaning IN ({words(_ACCEPTED)})) AS accepted,
           count(*) FILTER (WHERE answer_due_on < today
                              AND said.meaning = '{RecommendationState.SAID_DONE}') AS said_done,
           count(*) FILTER (WHERE answer_due_on < today
                              AND seen.meaning = '{RecommendationState.VERIFIED_DONE}') AS done,
           count(*) FILTER (WHERE seen.meaning IS NOT NULL) AS verified,
           count(*) FILTER (WHERE seen.meaning = '{RecommendationState.VERIFIED_DONE}') AS verified_done,
           count(*) FILTER (WHERE said.meaning = '{RecommendationState.SAID_DONE}'
                              AND seen.meaning = '{RecommendationState.VERIFIED_DONE}') AS said_and_done,
           count(*) FILTER (WHERE said.meaning = '{RecommendationState.SAID_DONE}'
                              AND seen.meaning IS NOT NULL) AS said_and_verified
      FROM monitoring_recommendation AS advice
      JOIN monitoring_recommendationletter AS letter ON letter.id = advice.letter_id
      LEFT JOIN replied ON replied.id = advice.id
      LEFT JOIN meant AS said ON said.id = advice.said_id
      LEFT JOIN meant AS seen ON seen.id = advice.verified_id, moment
     GROUP BY advice.visit_id, advice.addressee_id)"""  # noqa: S608

_TALKS = f"""
talks AS (
    SELECT talk.visit_id,
           sum(number) FILTER (WHERE meaning = '{InterviewSetting.PRIVATE}') AS private,
           sum(number) FILTER (WHERE meaning IN ({words(HELD)})) AS held,
           sum(number) FILTER (WHERE meaning = '{InterviewSetting.PREVENTED}') AS prevented
      FROM monitoring_interviewcount AS talk JOIN meant ON meant.id = talk.mode_id
     GROUP BY talk.visit_id)"""  # noqa: S608

# Parameters: of scope, of cases, of spoken, today. A reprisal is counted as it stands after every correction.
VISITS = f"""
WITH RECURSIVE {_SCOPE},
cases (id) AS ({{cases}}),
spoken (visit_id, case_id, agreed, passed_on, visited_on) AS ({{spoken}}),
moment AS (SELECT %s::date AS today),{_REPLIES},{_ADVICE},{_TALKS},
findings AS (
    SELECT finding.visit_id, count(*) AS treatment
      FROM monitoring_finding AS finding JOIN meant ON meant.id = finding.theme_id
     WHERE finding.kind = '{FindingKind.CONCERN}' AND meant.meaning = '{FindingSubject.TREATMENT}'
     GROUP BY finding.visit_id),
outcomes AS (
    SELECT door.visit_id, array_agg(meaning) AS doors
      FROM monitoring_visit_access AS door JOIN meant ON meant.id = door.term_id
     GROUP BY door.visit_id),
rooms AS (
    SELECT visit_id,
           count(*) FILTER (WHERE outcome <> '{PremiseOutcome.NOT_ASKED}') AS asked,
           count(*) FILTER (WHERE outcome IN ('{PremiseOutcome.REFUSED}', '{PremiseOutcome.OUTSIDE}')) AS refused,
           count(*) FILTER (WHERE outcome = '{PremiseOutcome.OUTSIDE}') AS outside
      FROM monitoring_visitpremise GROUP BY visit_id),
advised AS (
    SELECT visit_id, {", ".join(f"sum({name}) AS {name}" for name in _ADVICE_COUNTS)}
      FROM advice GROUP BY visit_id),
chain (visit_id, id) AS (
    SELECT visit_id, event_id FROM monitoring_reprisalaftervisit WHERE visit_id IN (SELECT id FROM scope)
     UNION
    SELECT chain.visit_id, later.id
      FROM chain JOIN complaints_caseevent AS later ON later.supersedes_id = chain.id),
revenge AS (
    SELECT visit_id, count(*) AS reprisals
      FROM chain JOIN complaints_caseevent AS event ON event.id = chain.id
     WHERE event.case_id IN (SELECT id FROM cases) AND NOT event.is_void AND event.alternative_to_id IS NULL
       AND NOT EXISTS (SELECT FROM complaints_caseevent AS later WHERE later.supersedes_id = event.id)
     GROUP BY visit_id),
passing AS (
    SELECT visit_id,
           count(*) FILTER (WHERE today - visited_on > {LONGEST_WAIT.days}) AS agreed,
           count(passed_on) FILTER (WHERE today - visited_on > {LONGEST_WAIT.days}) AS passed,
           count(*) FILTER (WHERE today - visited_on <= {LONGEST_WAIT.days}) AS young
      FROM spoken, moment
     WHERE case_id IN (SELECT id FROM cases) AND (agreed = '{ConsentAnswer.GIVEN}' OR passed_on IS NOT NULL)
     GROUP BY visit_id),
told AS (
    SELECT is_scenario, grp, notice, year, doors, today, published_on,
           {_COUNTED},
           COALESCE(NOT '{Access.DENIED}' = ANY (doors), TRUE) AS let_in,
           floor(extract(epoch FROM entered_at - arrived_at) / 60)::int AS wait,
           (reported_on + interval '1 month')::date AS a_month_later
      FROM scope
      JOIN monitoring_visit AS visit ON visit.id = scope.id
      LEFT JOIN findings ON findings.visit_id = scope.id
      LEFT JOIN talks ON talks.visit_id = scope.id
      LEFT JOIN outcomes ON outcomes.visit_id = scope.id
      LEFT JOIN rooms ON rooms.visit_id = scope.id
      LEFT JOIN advised ON advised.visit_id = scope.id
      LEFT JOIN revenge ON revenge.visit_id = scope.id
      LEFT JOIN passing ON passing.visit_id = scope.id
      LEFT JOIN monitoring_visitafterwards AS afterwards ON afterwards.visit_id = scope.id, moment),
cells AS (
    SELECT is_scenario, grp, notice, year, {{columns}}
      FROM told GROUP BY is_scenario, grp, notice, year)
SELECT GROUPING(grp, notice, year), is_scenario, grp, notice, year, {{sums}}
  FROM cells
 GROUP BY {_cuts()}
"""  # noqa: S608


def visit_columns() -> list[str]:
    """The sums of every measure of `VISITS`, in the order in which `queries` reads them.

    First how many visits there are, how many of them were let in without both hours, and how many complaints to be
    passed on are too young to be counted.
    """
    whole = ["count(*)", "count(*) FILTER (WHERE wait IS NULL AND let_in)", "sum(young)"]
    plain = [
        column
        for count, base in PLAIN.values()
        for column in (f"count(*) FILTER (WHERE ({base}) AND ({count}))", f"count(*) FILTER (WHERE {base})")
    ]
    bunched = [
        column
        for count, base in BUNCHED.values()
        for column in (
            *(f"count(*) FILTER (WHERE {base} > 0)", f"sum({count})", f"sum({base})", f"sum(({count}) * ({count}))"),
            *(f"sum(({base}) * ({base}))", f"sum(({count}) * ({base}))"),
        )
    ]
    events = [
        column
        for count, base in EVENTS.values()
        for column in (
            *(f"count(*) FILTER (WHERE {base})", f"COALESCE(sum({count}) FILTER (WHERE {base}), 0)"),
            *(f"count(*) FILTER (WHERE {base})", f"COALESCE(sum({count} * {count}) FILTER (WHERE {base}), 0)"),
        )
    ]
    return [*whole, *plain, *bunched, *events]


# Parameters: of scope, today.
SPREADS = f"""
WITH {_SCOPE},
moment AS (SELECT %s::date AS today),{_REPLIES},
told (id, spread, value) AS (
    SELECT visit.id, '{Spread.WAIT}', floor(extract(epoch FROM entered_at - arrived_at) / 60)::int
      FROM monitoring_visit AS visit WHERE entered_at >= arrived_at
     UNION ALL
    SELECT visit_id, '{Spread.PUBLICATION}', published_on - reported_on
      FROM monitoring_visitafterwards WHERE published_on >= reported_on
     UNION ALL
    SELECT visit_id, '{Spread.REPLY}', on_day - reached_on
      FROM (SELECT letter.visit_id, COALESCE(received_on, sent_on) AS reached_on, min(on_day) AS on_day
              FROM monitoring_recommendationletter AS letter
              JOIN monitoring_recommendation AS advice ON advice.letter_id = letter.id
              JOIN replied ON replied.id = advice.id, moment
             WHERE answer_due_on < today GROUP BY letter.id) AS first
     WHERE on_day >= reached_on),
cells AS (
    SELECT is_scenario, grp, notice, year, spread, value, count(*) AS count
      FROM scope JOIN told ON told.id = scope.id
     GROUP BY is_scenario, grp, notice, year, spread, value)
SELECT GROUPING(grp, notice, year), is_scenario, grp, notice, year, spread, value, sum(count)
  FROM cells
 GROUP BY {_cuts("spread", "value")}
"""  # noqa: S608

# Parameters: of scope, today. The same shares by what resembles itself across visits: places where interviews are
# held, authorities that answer. A visit of many addressees counts with each of them.
CLUSTERS = f"""
WITH {_SCOPE},
moment AS (SELECT %s::date AS today),{_REPLIES},{_ADVICE},{_TALKS},
told AS (
    SELECT is_scenario, grp, notice, year, measure, facility_id AS cluster, sum(y) AS y, sum(m) AS m
      FROM scope JOIN monitoring_visit AS visit ON visit.id = scope.id JOIN talks ON talks.visit_id = scope.id
     CROSS JOIN LATERAL (VALUES {_values(TALKS)}) AS one (measure, y, m)
     WHERE m > 0 GROUP BY is_scenario, grp, notice, year, measure, facility_id
     UNION ALL
    SELECT is_scenario, grp, notice, year, measure, addressee_id, sum(y), sum(m)
      FROM scope JOIN advice ON advice.visit_id = scope.id
     CROSS JOIN LATERAL (VALUES {_values(ADVICE)}) AS one (measure, y, m)
     WHERE m > 0 GROUP BY is_scenario, grp, notice, year, measure, addressee_id),
clusters AS (
    SELECT GROUPING(grp, notice, year) AS cut, is_scenario, grp, notice, year, measure, sum(y) AS y, sum(m) AS m
      FROM told GROUP BY {_cuts("measure", "cluster")})
SELECT cut, is_scenario, grp, notice, year, measure, count(*), sum(y), sum(m), sum(y * y), sum(m * m), sum(y * m)
  FROM clusters GROUP BY cut, is_scenario, grp, notice, year, measure
"""  # noqa: S608

_WINDOW_SUMS = ", ".join(
    f"{column} AS w{n}"
    for n, column in enumerate(
        column
        for count, days in (("ahead", "days_ahead"), ("after", "days_after"))
        for column in (
            *(f"count(*) FILTER (WHERE {days} > 0)", f"COALESCE(sum({count}) FILTER (WHERE {days} > 0), 0)"),
            *(f"COALESCE(sum({days}), 0)", f"COALESCE(sum({count}::float * {count} / NULLIF({days}, 0)), 0)"),
        )
    )
)

# Of each place: complaints after, days after, complaints before, days before (p0 to p3); their sums over places, and
# those of the product of each two, by which places are compared with themselves.
_PAIR_SUMS = ", ".join(
    (*(f"sum(p{n})" for n in range(4)), *(f"sum(p{n} * p{m})" for n in range(4) for m in range(n, 4)))
)

# Parameters: of everyone, of scope, of cases, today. A day of visits to one place counts as one visit. Visits of a
# scenario and visits that took place never cut each other's windows: each place stands here twice, as `spot`.
# The days between two visits are split in their middle, so that no complaint is after one and before the other.
# `told` and `stays` meet by the number of the last stay before a complaint: nothing is compared with everything.
WINDOWS = f"""
WITH everyone (id, spot, day) AS ({{everyone}}), {_SCOPE},
cases (id, facility) AS ({{cases}}),
moment AS (SELECT %s::date AS today),
told AS (
    SELECT 2 * cases.facility + half AS spot, event.happened_on AS day, count(*) AS told
      FROM complaints_caseevent AS event
      JOIN cases ON cases.id = event.case_id
      JOIN institutions_stage AS stage ON stage.id = event.stage_id
      CROSS JOIN (VALUES (0), (1)) AS halves (half)
     WHERE cases.facility IS NOT NULL AND stage.effect = '{Effect.SUBMITS}' AND event.precision = '{Precision.DAY}'
       AND NOT event.is_void AND event.alternative_to_id IS NULL
       AND NOT EXISTS (SELECT FROM complaints_caseevent AS later WHERE later.supersedes_id = event.id)
     GROUP BY 2 * cases.facility + half, event.happened_on),
start AS (SELECT min(day) AS day FROM told),
stays AS (
    SELECT everyone.spot, everyone.day, min(scope.id) AS id, max(held) AS held,
           row_number() OVER place AS number,
           LEAST({WINDOW_DAYS}, (everyone.day - lag(everyone.day) OVER place - 1) / 2) AS reach_before,
           LEAST({WINDOW_DAYS}, (lead(everyone.day) OVER place - everyone.day - 1) / 2) AS reach_after
      FROM everyone
      LEFT JOIN scope ON scope.id = everyone.id
      LEFT JOIN monitoring_visitpopulation AS population ON population.visit_id = everyone.id
     GROUP BY everyone.spot, everyone.day
    WINDOW place AS (PARTITION BY everyone.spot ORDER BY everyone.day)),
placed AS (
    SELECT spot, day, told, sum(stay) OVER (PARTITION BY spot ORDER BY day) AS number
      FROM (SELECT spot, day, told, 0 AS stay FROM told
             UNION ALL
            SELECT spot, day, 0, 1 FROM stays) AS days),
after AS (
    SELECT stays.spot, stays.number, sum(told) AS told
      FROM placed JOIN stays ON stays.spot = placed.spot AND stays.number = placed.number
     WHERE placed.told > 0 AND placed.day - stays.day BETWEEN 1 AND reach_after
     GROUP BY stays.spot, stays.number),
ahead AS (
    SELECT stays.spot, stays.number, sum(told) AS told
      FROM placed JOIN stays ON stays.spot = placed.spot AND stays.number = placed.number + 1
     WHERE placed.told > 0 AND stays.day - placed.day BETWEEN 1 AND reach_before
     GROUP BY stays.spot, stays.number),
watched AS (
    SELECT scope.*, stays.spot, held,
           COALESCE(ahead.told, 0)::bigint AS ahead, COALESCE(after.told, 0)::bigint AS after,
           held::bigint * GREATEST(0, LEAST(reach_before, stays.day - start.day)) AS days_ahead,
           held::bigint * GREATEST(0, LEAST(reach_after, today - stays.day)) AS days_after,
           CASE WHEN COALESCE(held, 0) = 0 THEN '{LeftOut.NOT_COUNTED}'
                WHEN stays.day + {WINDOW_DAYS} > today THEN '{LeftOut.RECENT}'
                WHEN stays.day - {WINDOW_DAYS} < start.day THEN '{LeftOut.EARLY}'
                WHEN LEAST(reach_before, reach_after) < {WINDOW_DAYS} THEN '{LeftOut.NEAR}' ELSE '' END AS left_out
      FROM stays
      JOIN scope ON scope.id = stays.id
      LEFT JOIN ahead ON ahead.spot = stays.spot AND ahead.number = stays.number
      LEFT JOIN after ON after.spot = stays.spot AND after.number = stays.number, moment, start),
cells AS (
    SELECT is_scenario, grp, notice, year, left_out, count(*) AS visits, {_WINDOW_SUMS}
      FROM watched GROUP BY is_scenario, grp, notice, year, left_out),
kept AS (
    SELECT is_scenario, spot, is_whole, sum(COALESCE(after, 0) * (days_after > 0)::int)::float AS p0,
           COALESCE(sum(days_after), 0)::float AS p1, sum(COALESCE(ahead, 0) * (days_ahead > 0)::int)::float AS p2,
           COALESCE(sum(days_ahead), 0)::float AS p3
      FROM watched JOIN (VALUES (TRUE), (FALSE)) AS halves (is_whole) ON left_out = '' OR NOT is_whole
     WHERE days_after > 0 OR days_ahead > 0
     GROUP BY is_scenario, spot, is_whole)
SELECT GROUPING(grp, notice, year), is_scenario, grp, notice, year, left_out, sum(visits),
       ARRAY[{", ".join(f"sum(w{n})::float" for n in range(8))}], NULL::boolean
  FROM cells
 GROUP BY {_cuts("left_out")}
 UNION ALL
SELECT {TOTAL}, is_scenario, NULL, NULL, NULL, NULL, count(*), ARRAY[{_PAIR_SUMS}], is_whole
  FROM kept GROUP BY is_scenario, is_whole
"""  # noqa: S608
