"""`make bench ARGS=limits`: the page of what limits 10^5 visits beside one hand-written statement of its main sums.

A number after it asks for another size: `make bench ARGS="limits 20000"`. In an empty database that is thrown away. The
visits are drawn inside the database: 400 places, eleven years, five cases with a complaint for each hundred visits.
"""

import json
import subprocess
import sys
from datetime import date

import django

from bench.database import ROOT, throw_away
from bench.figures import print_figures

VISITS = 100_000
PLACES = 400
ROUNDS = 5
UNTIL = date(2026, 11, 22)
WORST_RATIO = 6.0  # of all numbers of the page, by group, year and notice, to the bare sums of the whole
WORST_PAGE = 1.5  # of the page as it is sent to its numbers


def main(words: list[str]) -> int:
    """Measures in a process of its own, prints; 1 where a target is missed."""
    visits = int(words[0]) if words else VISITS
    found: dict[str, float] = {}
    with throw_away("bench-limits") as environment:
        for step in ("build", "measure"):
            command = [sys.executable, "-m", "bench.limits", step, str(visits)]
            done = subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE)
            found |= json.loads(done.stdout)
    ratio, page = found["report"] / found["bare"], found["page"] / found["report"]
    rows = [
        ("visits, interviews counted, rooms, findings", f"{found['visits']:,}", "", True),
        (
            "all numbers by region / one statement of the sums",
            f"{found['report'] * 1000:.0f} / {found['bare'] * 1000:.0f} ms = {ratio:.1f}",
            f"<= {WORST_RATIO:.0f}",
            ratio <= WORST_RATIO,
        ),
        ("all numbers by operator on the day, ms", f"{found['by_operator'] * 1000:.0f}", "", True),
        (
            "whole page as it is sent / its numbers",
            f"{found['page'] * 1000:.0f} / {found['report'] * 1000:.0f} ms = {page:.1f}",
            f"<= {WORST_PAGE}",
            page <= WORST_PAGE,
        ),
    ]
    return int(not print_figures("What limits the visits", rows))


def make(visits: int) -> dict[str, float]:
    """Fills the database; the constraints hold, but neither triggers nor history are asked a million times."""
    django.setup()
    from bench.build import prepare
    from bench.visits import draw

    prepare()
    draw(visits=visits, places=PLACES, until=UNTIL)
    return {"visits": visits}


def measure(_visits: int) -> dict[str, float]:
    """Times our numbers and the bare statement in turns. Figure -> seconds. Raises FiguresDiffer unless they agree."""
    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from accounts.choices import Role
    from accounts.demo import demo_user
    from bench.funnel import FiguresDiffer
    from bench.measure import paired, seconds_of
    from complaints.choices import DataSet
    from reports.limits.choices import By, Measure
    from reports.limits.queries import report_for
    from reports.limits.scope import Question

    settings.ALLOWED_HOSTS = ["*"]
    lead = demo_user(Role.LEAD)

    def ours(by: By = By.REGION) -> object:
        return report_for(lead, Question(DataSet.DEMONSTRATION, UNTIL, by))

    def bare() -> tuple:
        with connection.cursor() as cursor:
            cursor.execute(_BARE)
            return cursor.fetchone()

    total = ours().real.total
    treatment, private, full, wait = (
        total.events[Measure.YIELD],
        total.bunched[Measure.PRIVATE],
        total.plain[Measure.FULL_ACCESS],
        total.plain[Measure.WAIT_LONG],
    )
    refused = total.bunched[Measure.ROOMS_REFUSED]
    told = (
        *(total.visits, treatment.count, private.count, private.base, full.count, full.base, wait.count, wait.base),
        *(refused.count, refused.base),
    )
    if told != tuple(int(number) for number in bare()):
        raise FiguresDiffer(f"{told} are ours, {bare()} are those of one statement.")
    found = {}
    found["report"], found["bare"] = paired(ours, bare, ROUNDS)
    found["by_operator"], _report = seconds_of(lambda: ours(By.OPERATOR))
    client = Client()
    client.force_login(lead)
    address = {"data_set": DataSet.DEMONSTRATION.value, "by": "region"}
    found["page"], _nothing = paired(lambda: client.get("/limits/", address, secure=True), lambda: None, 3)
    return found


_BARE = """
    SELECT count(*), sum(found.n), sum(talks.private), sum(talks.held),
           count(*) FILTER (WHERE doors.is_full), count(doors.is_full),
           count(*) FILTER (WHERE entered_at >= arrived_at + interval '31 minutes'), count(entered_at - arrived_at),
           sum(rooms.refused), sum(rooms.asked)
      FROM monitoring_visit AS visit
      LEFT JOIN (SELECT visit_id, count(*) AS n FROM monitoring_finding AS finding
                   JOIN institutions_term AS term ON term.id = finding.theme_id
                  WHERE finding.kind = 'concern' AND term.attributes->>'meaning' = 'treatment' GROUP BY 1) AS found
             ON found.visit_id = visit.id
      LEFT JOIN (SELECT visit_id,
                        sum(number) FILTER (WHERE term.attributes->>'meaning' = 'private') AS private,
                        sum(number) FILTER (WHERE term.attributes->>'meaning' IN ('private', 'overseen', 'group'))
                            AS held
                   FROM monitoring_interviewcount AS talk JOIN institutions_term AS term ON term.id = talk.mode_id
                  GROUP BY 1) AS talks ON talks.visit_id = visit.id
      LEFT JOIN (SELECT visit_id, bool_or(term.attributes->>'meaning' = 'full') AS is_full
                   FROM monitoring_visit_access AS door JOIN institutions_term AS term ON term.id = door.term_id
                  GROUP BY 1) AS doors ON doors.visit_id = visit.id
      LEFT JOIN (SELECT visit_id, count(*) FILTER (WHERE outcome <> 'not_asked') AS asked,
                        count(*) FILTER (WHERE outcome IN ('refused', 'outside')) AS refused
                   FROM monitoring_visitpremise GROUP BY 1) AS rooms ON rooms.visit_id = visit.id
     WHERE visit.data_set = 'demonstration' AND visit.mistaken_on IS NULL
"""


if __name__ == "__main__":
    if sys.argv[1:2] in (["build"], ["measure"]):
        json.dump({"build": make, "measure": measure}[sys.argv[1]](int(sys.argv[2])), sys.stdout)
    else:
        sys.exit(main(sys.argv[1:]))
