"""The SQL of the measures: what each visit has of each, and its sums by group. Only words of the program stand in it.

What a reader chose comes in with `{scope}` and `{cases}`, compiled querysets whose values travel as parameters.
"""

from collections.abc import Iterable

from complaints.choices import Precision
from institutions.choices import Effect
from institutions.visit_choices import HELD, REPLIES, Access, FindingSubject, InterviewSetting, RecommendationState
from monitoring.choices import FindingKind, PremiseOutcome, SaidBy
from reports.limits.choices import LONG_WAIT, OBSTACLES, WINDOW_DAYS, LeftOut, Measure, Spread


def words(meanings: Iterable[str]) -> str:
    """Meanings as a list of SQL."""
    return ", ".join(f"'{meaning}'" for meaning in meanings)


# --- what one visit has of each measure: (count, base), in columns of `told` ------------------------------------------

PLAIN: dict[Measure, tuple[str, str]] = {
    Measure.YIELD_VISITS: ("treatment > 0", "TRUE"),
    Measure.FULL_ACCESS: (f"'{Access.FULL}' = ANY (doors)", "doors IS NOT NULL"),
    **{measure: (f"'{access}' = ANY (doors)", "doors IS NOT NULL") for measure, access in OBSTACLES.items()},
    Measure.WAIT_LONG: (f"wait > {LONG_WAIT}", "wait IS NOT NULL"),
    Measure.ROOMS_VISITS: ("refused > 0", "asked > 0"),
    Measure.PUBLISHED: ("published_on <= a_month_later", "a_month_later <= today"),
}
BUNCHED: dict[Measure, tuple[str, str]] = {
    Measure.PRIVATE: ("private", "held"),
    Measure.PREVENTED: ("prevented", "held + prevented"),
    Measure.ROOMS_REFUSED: ("refused", "asked"),
    Measure.ROOMS_OUTSIDE: ("outside", "asked"),
    Measure.IN_TIME: ("in_time", "letters_due"),
    Measure.ACCEPTED: ("accepted", "answers_due"),
    Measure.SAID_DONE: ("said_done", "sent"),
    Measure.DONE: ("done", "sent"),
    Measure.DONE_OF_VERIFIED: ("done", "verified"),
    Measure.DONE_OF_SAID: ("said_and_done", "said_and_verified"),
    Measure.PASSED_ON: ("passed", "agreed"),
}
EVENTS: dict[Measure, str] = {Measure.YIELD: "treatment", Measure.REPRISALS: "reprisals"}

_COUNTS = (
    *("treatment", "private", "held", "prevented", "asked", "refused", "outside", "letters_due", "in_time"),
    *("answers_due", "accepted", "sent", "said_done", "done", "verified", "said_and_done", "said_and_verified"),
    *("reprisals", "agreed", "passed"),
)
TOTAL, BY_GROUP, BY_NOTICE, BY_YEAR = 7, 3, 5, 6  # what GROUPING(grp, notice, year) gives for each of the four


_COUNTED = ", ".join(f"COALESCE({name}, 0)::bigint AS {name}" for name in _COUNTS)


def _cuts(*more: str) -> str:
    """GROUP BY of the whole, of the groups, of notice and of years; each of them by `more` as well."""
    kept = "".join(f"{name}, " for name in more)
    sets = ("is_scenario", "is_scenario, grp", "is_scenario, notice", "is_scenario, year")
    return f"GROUPING SETS ({', '.join(f'({kept}{columns})' for columns in sets)})"


_SCOPE = """
scope (id, is_scenario, grp, notice, year) AS ({scope}),
meant AS (
    SELECT id, attributes->>'meaning' AS meaning FROM institutions_term WHERE attributes->>'meaning' IS NOT NULL)"""

# The first reply of an authority to each letter, and on which day.
_REPLIES = f"""
replied AS (
    SELECT advice.letter_id, min(step.happened_on) AS on_day
      FROM monitoring_recommendationstep AS step
      JOIN monitoring_recommendation AS advice ON advice.id = step.recommendation_id
      JOIN meant ON meant.id = step.status_id
     WHERE step.said_by = '{SaidBy.AUTHORITY}' AND meant.meaning IN ({words(REPLIES)}) AND advice.letter_id IS NOT NULL
     GROUP BY advice.letter_id)"""  # noqa: S608

_ACCEPTED = (
    *(RecommendationState.ACCEPTED, RecommendationState.PARTLY_ACCEPTED, RecommendationState.IN_PROGRESS),
    RecommendationState.SAID_DONE,
)

# Parameters: of scope, of cases, today.
VISITS = f"""
WITH {_SCOPE},
cases (id) AS ({{cases}}),
moment AS (SELECT %s::date AS today),{_REPLIES},
findings AS (
    SELECT finding.visit_id, count(*) AS treatment
      FROM monitoring_finding AS finding JOIN meant ON meant.id = finding.theme_id
     WHERE finding.kind = '{FindingKind.CONCERN}' AND meant.meaning = '{FindingSubject.TREATMENT}'
     GROUP BY finding.visit_id),
talks AS (
    SELECT talk.visit_id,
           sum(number) FILTER (WHERE meaning = '{InterviewSetting.PRIVATE}') AS private,
           sum(number) FILTER (WHERE meaning IN ({words(HELD)})) AS held,
           sum(number) FILTER (WHERE meaning = '{InterviewSetting.PREVENTED}') AS prevented
      FROM monitoring_interviewcount AS talk JOIN meant ON meant.id = talk.mode_id
     GROUP BY talk.visit_id),
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
letters AS (
    SELECT letter.visit_id, count(*) AS letters_due, count(*) FILTER (WHERE on_day <= answer_due_on) AS in_time
      FROM monitoring_recommendationletter AS letter LEFT JOIN replied ON replied.letter_id = letter.id, moment
     WHERE answer_due_on < today
     GROUP BY letter.visit_id),
advised AS (
    SELECT advice.visit_id,
           count(*) AS sent,
           count(*) FILTER (WHERE answer_due_on < today) AS answers_due,
           count(*) FILTER (WHERE answer_due_on < today AND said.meaning IN ({words(_ACCEPTED)})) AS accepted,
           count(*) FILTER (WHERE said.meaning = '{RecommendationState.SAID_DONE}') AS said_done,
           count(*) FILTER (WHERE seen.meaning = '{RecommendationState.VERIFIED_DONE}') AS done,
           count(*) FILTER (WHERE seen.meaning IS NOT NULL) AS verified,
           count(*) FILTER (WHERE said.meaning = '{RecommendationState.SAID_DONE}'
                              AND seen.meaning = '{RecommendationState.VERIFIED_DONE}') AS said_and_done,
           count(*) FILTER (WHERE said.meaning = '{RecommendationState.SAID_DONE}'
                              AND seen.meaning IS NOT NULL) AS said_and_verified
      FROM monitoring_recommendation AS advice
      JOIN monitoring_recommendationletter AS letter ON letter.id = advice.letter_id
      LEFT JOIN meant AS said ON said.id = advice.said_id
      LEFT JOIN meant AS seen ON seen.id = advice.verified_id, moment
     GROUP BY advice.visit_id),
revenge AS (
    SELECT visit_id, count(*) AS reprisals
      FROM monitoring_reprisalaftervisit AS reprisal JOIN complaints_caseevent AS event ON event.id = reprisal.event_id
     WHERE event.case_id IN (SELECT id FROM cases) AND NOT event.is_void AND event.alternative_to_id IS NULL
       AND NOT EXISTS (SELECT FROM complaints_caseevent AS later WHERE later.supersedes_id = event.id)
     GROUP BY visit_id),
spoken AS (
    SELECT visit_id,
           count(*) FILTER (WHERE may_be_passed = 'yes') AS agreed,
           count(*) FILTER (WHERE may_be_passed = 'yes' AND passed_on IS NOT NULL) AS passed
      FROM monitoring_interviewcomplaint AS spoken JOIN complaints_complaint AS complaint
        ON complaint.id = spoken.complaint_id
     WHERE complaint.case_id IN (SELECT id FROM cases)
     GROUP BY visit_id),
told AS (
    SELECT is_scenario, grp, notice, year, doors, today, published_on,
           {_COUNTED},
           floor(extract(epoch FROM entered_at - arrived_at) / 60)::int AS wait,
           (reported_on + interval '1 month')::date AS a_month_later
      FROM scope
      JOIN monitoring_visit AS visit ON visit.id = scope.id
      LEFT JOIN findings ON findings.visit_id = scope.id
      LEFT JOIN talks ON talks.visit_id = scope.id
      LEFT JOIN outcomes ON outcomes.visit_id = scope.id
      LEFT JOIN rooms ON rooms.visit_id = scope.id
      LEFT JOIN letters ON letters.visit_id = scope.id
      LEFT JOIN advised ON advised.visit_id = scope.id
      LEFT JOIN revenge ON revenge.visit_id = scope.id
      LEFT JOIN spoken ON spoken.visit_id = scope.id
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

    First how many visits there are, and how many of them were let in without both hours.
    """
    has_no_wait = f"wait IS NULL AND (doors IS NULL OR NOT '{Access.DENIED}' = ANY (doors))"
    whole = ["count(*)", f"count(*) FILTER (WHERE {has_no_wait})"]
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
        for count in EVENTS.values()
        for column in ("count(*)", f"sum({count})", "count(*)", f"sum({count} * {count})")
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
    SELECT letter.visit_id, '{Spread.REPLY}', on_day - COALESCE(received_on, sent_on)
      FROM monitoring_recommendationletter AS letter JOIN replied ON replied.letter_id = letter.id, moment
     WHERE answer_due_on < today AND on_day >= COALESCE(received_on, sent_on)),
cells AS (
    SELECT is_scenario, grp, notice, year, spread, value, count(*) AS count
      FROM scope JOIN told ON told.id = scope.id
     GROUP BY is_scenario, grp, notice, year, spread, value)
SELECT GROUPING(grp, notice, year), is_scenario, grp, notice, year, spread, value, sum(count)
  FROM cells
 GROUP BY {_cuts("spread", "value")}
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

# Parameters: of everyone, of scope, of cases, today. A day of visits to one place counts as one visit. Visits of a
# scenario and visits that took place never cut each other's windows: each place stands here twice, as `spot`.
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
           row_number() OVER place AS number, lag(everyone.day) OVER place AS before,
           lead(everyone.day) OVER place AS next
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
     WHERE placed.told > 0 AND placed.day - stays.day BETWEEN 1 AND {WINDOW_DAYS}
     GROUP BY stays.spot, stays.number),
ahead AS (
    SELECT stays.spot, stays.number, sum(told) AS told
      FROM placed JOIN stays ON stays.spot = placed.spot AND stays.number = placed.number + 1
     WHERE placed.told > 0 AND stays.day - placed.day BETWEEN 1 AND {WINDOW_DAYS}
     GROUP BY stays.spot, stays.number),
watched AS (
    SELECT scope.*, held, COALESCE(ahead.told, 0)::bigint AS ahead, COALESCE(after.told, 0)::bigint AS after,
           held::bigint * GREATEST(0, LEAST({WINDOW_DAYS}, stays.day - stays.before - 1, stays.day - start.day))
               AS days_ahead,
           held::bigint * GREATEST(0, LEAST({WINDOW_DAYS}, next - stays.day - 1, today - stays.day)) AS days_after,
           CASE WHEN COALESCE(held, 0) = 0 THEN '{LeftOut.NOT_COUNTED}'
                WHEN stays.day + {WINDOW_DAYS} > today THEN '{LeftOut.RECENT}'
                WHEN stays.day - {WINDOW_DAYS} < start.day THEN '{LeftOut.EARLY}'
                WHEN stays.day - stays.before <= {WINDOW_DAYS} OR next - stays.day <= {WINDOW_DAYS}
                THEN '{LeftOut.NEAR}' ELSE '' END AS left_out
      FROM stays
      JOIN scope ON scope.id = stays.id
      LEFT JOIN ahead ON ahead.spot = stays.spot AND ahead.number = stays.number
      LEFT JOIN after ON after.spot = stays.spot AND after.number = stays.number, moment, start),
cells AS (
    SELECT is_scenario, grp, notice, year, left_out, count(*) AS visits, {_WINDOW_SUMS}
      FROM watched GROUP BY is_scenario, grp, notice, year, left_out)
SELECT GROUPING(grp, notice, year), is_scenario, grp, notice, year, left_out, sum(visits),
       {", ".join(f"sum(w{n})" for n in range(8))}
  FROM cells
 GROUP BY {_cuts("left_out")}
"""  # noqa: S608
