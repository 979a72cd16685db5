"""`make bench ARGS=listing`: pages, counts and search of the list of 10^6 cases beside the bare SQL, and whole pages.

A number after it asks for another size: `make bench ARGS="listing 100000"`. In an empty database that is thrown away.
"""

from collections.abc import Callable
from functools import partial

from bench.figures import print_figures

CASES = 1_000_000
ROUNDS = 7
WORST_RATIO = 5.0  # of our statements to bare ones
WORST_LAST = 1.5  # of the last page to the first
# What somebody asks for -> the address; the search is for a region in Kazakh, written as Russians write it.
ASKED = {
    "first page": {},
    "last page": {"page": "last"},
    "filtered page": {"state": "terminated", "year_from": "2015"},
    "by deadline, first page": {"sort": "due"},
}


def show(found: dict[str, float]) -> bool:
    """Prints the figures; whether all targets are met."""
    rows = [("cases, events", f"{found['cases']:,}, {found['events']:,}", "", True)]
    for name in (*ASKED, "counts by filter", "search"):
        ours, bare = found[f"{name}: ours"], found[f"{name}: bare"]
        said = f"{ours * 1000:.1f} / {bare * 1000:.1f} ms = {ours / bare:.1f}"
        rows.append((f"{name}: our statements / bare SQL", said, f"<= {WORST_RATIO:.0f}", ours / bare <= WORST_RATIO))
    last = found["last page: whole"] / found["first page: whole"]
    rows += [
        (f"{name}: whole page as it is sent, ms", f"{found[f'{name}: whole'] * 1000:.0f}", "", True) for name in ASKED
    ]
    rows.append(("last page / first page, whole", f"{last:.2f}", f"<= {WORST_LAST}", last <= WORST_LAST))
    return print_figures("The list of cases", rows)


def measure(_cases: int) -> dict[str, float]:
    """Times our lists and the bare statements in turns. Figure -> seconds."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from accounts.choices import Role
    from accounts.demo import demo_user
    from bench.measure import paired
    from complaints.choices import DataSet
    from complaints.listing import facets
    from complaints.listing.asked import Asked, asked_by
    from institutions.models import Region

    settings.ALLOWED_HOSTS = ["*"]
    lead, found = demo_user(Role.LEAD), {}
    organisation = lead.memberships.get(role=Role.LEAD).organisation_id
    client = Client()
    client.force_login(lead)

    def asked(**sent: str) -> Asked:
        return asked_by(lead, {"data_set": DataSet.DEMONSTRATION.value, **sent}, DataSet.DEMONSTRATION.value)

    def bare(statement: str, *params: object) -> Callable[[], list]:
        def run() -> list:
            with connection.cursor() as cursor:
                cursor.execute(statement, [organisation, *params])
                return cursor.fetchall()

        return run

    page = _BARE_PAGE.format
    rivals = {
        "first page": bare(page(where="", key=_REGISTERED, way="DESC")),
        "last page": bare(page(where="", key=_REGISTERED, way="ASC")),
        "filtered page": bare(
            page(where="AND m.state = 'terminated' AND m.reached_1 >= DATE '2015-01-01'", key=_REGISTERED, way="DESC")
        ),
        "by deadline, first page": bare(page(where="", key=_DUE, way="ASC")),
    }
    for name, sent in ASKED.items():
        found[f"{name}: ours"], found[f"{name}: bare"] = paired(asked(**sent).page, rivals[name], ROUNDS)
        address = {"data_set": DataSet.DEMONSTRATION.value, **sent}
        found[f"{name}: whole"], _nothing = paired(
            lambda address=address: client.get("/cases/", address, secure=True), lambda: None, ROUNDS
        )
    found["counts by filter: ours"], found["counts by filter: bare"] = paired(
        partial(facets.count, asked()), bare(_BARE_COUNTS), 3
    )
    region = Region.objects.order_by("order").last()
    word = region.label_kk.split()[0]
    where = bare(page(where="AND c.region_id = %s", key=_REGISTERED, way="DESC"), region.pk)
    found["search: ours"], found["search: bare"] = paired(asked(q=word).page, where, ROUNDS)
    return found


_REGISTERED = "COALESCE(m.reached_1, DATE '0001-01-01')"
_DUE = "COALESCE(m.next_due_on, DATE '9999-12-31')"
_BARE_PAGE = """
    SELECT c.*, m.* FROM complaints_casemilestones m JOIN complaints_case c ON c.id = m.case_id
     WHERE m.data_set = 'demonstration' AND m.organisation_id = %s {where}
     ORDER BY {key} {way}, m.case_id {way} LIMIT 26
"""
_BARE_COUNTS = """
    SELECT state, furthest, region_id, facility_type_id, first_body_id, channel_id, independence, count(*)
      FROM complaints_casemilestones WHERE data_set = 'demonstration' AND organisation_id = %s
     GROUP BY GROUPING SETS
           ((), (state), (furthest), (region_id), (facility_type_id), (first_body_id), (channel_id), (independence))
"""
