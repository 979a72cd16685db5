"""Tells everybody what is new, in one statement: what happened, to whose cases, and who must know.

A notice goes to the people who work on the case; where nobody does who records in it, to the leads of the organisation
as well: a monitor who is assigned only reads, and may lose sight of it any day. Never to whoever stands back from the
case or holds no role there that reads it. The same thing is told once, however often this runs. What is older than a
month is no news: an import of old cases tells nobody of every deadline missed years ago.
"""

from datetime import datetime

from django.db import connection
from django.utils import timezone

from accounts.choices import JobState
from accounts.permissions import ROLE_PERMISSIONS, Permission
from complaints.choices import AlertKind, LetterState, NoticeKind, WritingKind
from complaints.imports.kinds import CHECK, SURVEY
from complaints.work import rules
from institutions.choices import Severity

_READERS = [role.value for role, granted in ROLE_PERMISSIONS.items() if Permission.CASE_VIEW in granted]
_RECORDERS = [role.value for role, granted in ROLE_PERMISSIONS.items() if Permission.CASE_RECORD in granted]
_LEADS = [role.value for role, granted in ROLE_PERMISSIONS.items() if Permission.CASE_VIEW_ALL in granted]

# Each gives: kind, case, what it is about, and the one person it is for; without a person it is for those at work.
_NEWS = """
SELECT %(assigned)s, a.case_id, 'assignment ' || a.id, a.user_id
FROM complaints_caseassignment a
WHERE a.ended_at IS NULL AND a.started_at >= %(since)s AND a.assigned_by_id <> a.user_id

UNION ALL SELECT %(letter)s, l.case_id, 'letter ' || l.case_id, NULL
FROM complaints_letter l
WHERE l.state = %(new)s AND l.received_on >= %(since_day)s

UNION ALL SELECT %(message)s, w.case_id, 'message ' || w.uuid, NULL
FROM complaints_writing w JOIN complaints_letter l ON l.case_id = w.case_id AND l.has_news
WHERE w.kind = %(from_reporter)s AND w.written_on >= %(since_day)s

UNION ALL SELECT DISTINCT %(alert)s, a.case_id, 'event ' || a.event_id, NULL::bigint
FROM complaints_alert a JOIN complaints_caseevent e ON e.id = a.event_id
WHERE a.acknowledged_at IS NULL AND a.kind = ANY(%(kinds)s) AND e.recorded_at >= %(since)s
  AND (a.details ->> 'severity') IS DISTINCT FROM %(context)s

UNION ALL SELECT CASE WHEN d.due_on < %(today)s THEN %(missed)s ELSE %(near)s END, d.case_id,
    t.code || ' ' || d.started_by_id, NULL
FROM complaints_deadline d JOIN institutions_timelimit t ON t.id = d.time_limit_id AND NOT t.is_right
WHERE d.met_on IS NULL AND d.met_by_id IS NULL AND d.due_on BETWEEN %(since_day)s AND %(near_day)s
  AND NOT EXISTS (
    SELECT FROM complaints_postponement p
    WHERE p.time_limit_id = d.time_limit_id AND p.started_by_id = d.started_by_id AND p.until > %(today)s
      AND p.id = (SELECT max(q.id) FROM complaints_postponement q
                  WHERE q.time_limit_id = d.time_limit_id AND q.started_by_id = d.started_by_id))

UNION ALL SELECT %(review)s, r.case_id, 'risk ' || r.id, NULL
FROM complaints_riskassessment r
WHERE r.look_again_on BETWEEN %(since_day)s AND %(today)s
  AND NOT EXISTS (SELECT FROM complaints_riskassessment n WHERE n.case_id = r.case_id AND n.id > r.id)
"""

_STATEMENT = f"""
WITH news(kind, case_id, about, for_id) AS (
    SELECT n.kind, n.case_id, n.about, n.for_id FROM ({_NEWS}) n(kind, case_id, about, for_id)
    WHERE NOT EXISTS (SELECT FROM complaints_case c
                      WHERE c.id = n.case_id AND (c.mistaken_on IS NOT NULL OR c.organisation_id IS NULL))
), followed AS (
    SELECT c.id, c.organisation_id, m.absorbed_by_id AS into_id, last.absorbed_by_id AS into_last_id
    FROM complaints_case c
    LEFT JOIN complaints_casemilestones m ON m.case_id = c.id
    LEFT JOIN complaints_casemilestones last ON last.case_id = m.absorbed_by_id
    WHERE c.id IN (SELECT case_id FROM news)
), reader AS (
    SELECT c.id AS case_id, p.user_id, bool_or(p.role = ANY(%(leads)s)) AS is_lead,
        bool_or(p.role = ANY(%(recorders)s)) AS records,
        EXISTS (SELECT FROM complaints_caseassignment a
                WHERE a.case_id = c.id AND a.user_id = p.user_id AND a.ended_at IS NULL) AS is_assigned
    FROM followed c
    JOIN accounts_membership p ON p.organisation_id = c.organisation_id AND p.is_active AND p.role = ANY(%(readers)s)
    JOIN accounts_user u ON u.id = p.user_id AND u.is_active
    WHERE NOT EXISTS (SELECT FROM complaints_recusal r
                      WHERE r.user_id = p.user_id AND r.ended_on IS NULL
                        AND r.case_id IN (c.id, c.into_id, c.into_last_id))
    GROUP BY c.id, p.user_id
), told AS (
    SELECT reader.user_id, news.kind, news.case_id, news.about
    FROM news JOIN reader ON reader.case_id = news.case_id
    WHERE CASE
        WHEN news.for_id IS NOT NULL THEN reader.user_id = news.for_id
        ELSE reader.is_assigned
            OR reader.is_lead AND NOT EXISTS (
                SELECT FROM reader other WHERE other.case_id = news.case_id AND other.is_assigned AND other.records)
        END
    UNION
    SELECT j.owner_id, %(work_done)s, NULL, j.uuid::text
    FROM accounts_job j JOIN accounts_user u ON u.id = j.owner_id AND u.is_active
    WHERE j.finished_at >= %(since)s AND j.state = ANY(%(ended)s) AND NOT j.kind = ANY(%(steps)s)
      AND EXISTS (SELECT FROM accounts_membership p
                  WHERE p.user_id = j.owner_id AND p.is_active AND p.role = ANY(%(readers)s))
)
INSERT INTO complaints_notice (uuid, recipient_id, kind, case_id, about, created_at)
SELECT gen_random_uuid(), user_id, kind, case_id, about, %(now)s FROM told
ON CONFLICT DO NOTHING
"""  # noqa: S608 -- put together from the text above only


def tell_news(*, now: datetime) -> int:
    """Writes the notices that are due at `now`; gives how many are new. One statement."""
    today, since = timezone.localdate(now), now - rules.TOLD_FOR
    values = {
        "now": now,
        "since": since,
        "today": today,
        "since_day": today - rules.TOLD_FOR,
        "near_day": today + rules.NEAR,
        "readers": _READERS,
        "leads": _LEADS,
        "recorders": _RECORDERS,
        "kinds": [AlertKind.UNLAWFUL.value, AlertKind.PRESSURE.value, AlertKind.CONFLICT.value],
        "context": Severity.CONTEXT.value,
        "new": LetterState.NEW.value,
        "from_reporter": WritingKind.FROM_REPORTER.value,
        "steps": [SURVEY, CHECK],  # steps on the way through an import, whose page waits for them and goes on
        "ended": [JobState.DONE.value, JobState.FAILED.value],
        **_KINDS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, values)
        return cursor.rowcount


_KINDS = {
    "assigned": NoticeKind.ASSIGNED.value,
    "letter": NoticeKind.LETTER.value,
    "message": NoticeKind.MESSAGE.value,
    "alert": NoticeKind.ALERT.value,
    "near": NoticeKind.DEADLINE_NEAR.value,
    "missed": NoticeKind.DEADLINE_MISSED.value,
    "review": NoticeKind.REVIEW_DUE.value,
    "work_done": NoticeKind.WORK_DONE.value,
}
