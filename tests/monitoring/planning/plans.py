"""Plans for tests: what one says, and everything of a database as text, to look for what must not be there."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import connection

from accounts.models import Organisation, User
from institutions.choices import TermList
from monitoring.models import VisitPlan
from monitoring.planning.plans import PlanContent, plan_visit
from tests.monitoring.visits import TODAY, place, regime, term

FOCUS = "kanfocus-7312 the cells on the second floor"
NOTES = "kannotes-2290 two cars"
FIRST = TODAY + timedelta(days=17)


def content(**changed: object) -> PlanContent:
    """A plan that can be."""
    given = {
        "facility": place().code,
        "first_day": FIRST,
        "last_day": FIRST + timedelta(days=1),
        "regime": regime().code,
        "visit_type": term(TermList.VISIT_TYPE, "periodic").code,
        "focus": FOCUS,
        "notes": NOTES,
    }
    return PlanContent(**{**given, **changed})


def planned(by: User, organisation: Organisation, *readers: User, today: date = TODAY, **changed: object) -> VisitPlan:
    """A plan of `by` that `readers` can read; all of them need keys."""
    return plan_visit(by=by, organisation=organisation, readers=readers, content=content(**changed), today=today)


def everything_stored() -> Iterator[tuple[str, str]]:
    """(table, row as text) of every row of the database; bytes stand in hexadecimal."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT t::text FROM {connection.ops.quote_name(table)} AS t")
            yield from ((table, row) for (row,) in cursor.fetchall())
