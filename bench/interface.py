"""`make bench ARGS=interface`: what programs ask for over 10^6 cases, beside a bare DRF view set and the bare SQL.

A number after it asks for another size: `make bench ARGS="interface 100000"`. In an empty database that is thrown away.
Requests go through the whole house but for the network; each rival is measured in turns with ours. The bare view set
asks for no token, no rights, no key against repetition, and knows the columns of one table. No list of the interface
counts its rows; what counts is the funnel, so that it stands beside `count(*)` under the same filter.
"""

import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from statistics import median, quantiles
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from bench.figures import print_figures

CASES = 1_000_000
ROUNDS = 40
COUNTED = 5  # rounds of what reads every case
MADE = 200
MANY = 1000
MANY_ROUNDS = 3
UNTIL = date(2026, 11, 22)
SIDES = ("ours", "view set", "sql")
# name -> most of ours / bare view set; one case comes with all its tables, about twenty, where the bare one reads one
MOST = {"first page": 6.0, "last page": 6.0, "filtered page": 6.0, "one case": 30.0}
ONLY_TOLD = {"counts of one region": None, "create": None, "create 1,000 at once": None}
WORST_LAST = 1.5


def show(found: dict[str, float]) -> bool:
    """Prints the figures; whether all targets are met."""
    rows = [("cases, events", f"{found['cases']:,}, {found['events']:,}", "", True)]
    for name, most in (MOST | ONLY_TOLD).items():
        ours, theirs, bare = (found[f"{name}: {side}"] for side in SIDES)
        target, is_met = (f"<= {most:.0f}", ours / theirs <= most) if most else ("", True)
        told = f"{1 / ours:,.1f}, {ours * 1000:,.1f}, {found[f'{name}: p95'] * 1000:,.1f}"
        rows += [
            (f"{name}: requests a second, median and p95 in ms", told, "", True),
            (f"{name}: ours / bare view set", f"{ours / theirs:.1f}", target, is_met),
            (f"{name}: ours / bare SQL", f"{ours / bare:.1f}", "", True),
        ]
    last = found["last page: ours"] / found["first page: ours"]
    each = found["create 1,000 at once: ours"] / MANY / found["create: ours"]
    rows += [
        ("last page / first page", f"{last:.2f}", f"<= {WORST_LAST}", last <= WORST_LAST),
        ("one of 1,000 at once / one by itself", f"{each:.2f}", "<= 1", each <= 1),
    ]
    return print_figures("The interface for programs", rows)


def measure(_cases: int) -> dict[str, float]:
    """Times ours, a bare view set over the same rows, and the statement alone. Figure -> seconds."""
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    client, organisation = _program()
    return _reading(client, organisation) | _counting(client) | _writing(client, organisation)


def _turns(name: str, works: tuple[Callable[[], object], ...], rounds: int) -> dict[str, float]:
    """Median seconds of each side, run in turns so that a busy machine slows all alike, and what 95 % of ours take.

    One unmeasured round warms them.
    """
    times: dict[str, list[float]] = {side: [] for side in SIDES}
    for number in range(rounds + 1):
        for side, work in zip(SIDES, works, strict=True):
            before = time.perf_counter()
            work()
            if number:
                times[side].append(time.perf_counter() - before)
    found = {f"{name}: {side}": median(seconds) for side, seconds in times.items()}
    return found | {f"{name}: p95": quantiles(times["ours"], n=20, method="inclusive")[18]}


def _program():
    """A client that sends a token of the lead, and the organisation."""
    from django.test import Client

    from accounts.choices import Role, Scope
    from accounts.demo import demo_user
    from accounts.tokens import issue

    lead = demo_user(Role.LEAD)
    organisation = lead.memberships.get(role=Role.LEAD).organisation
    today = UNTIL + timedelta(days=1)
    last = today + timedelta(days=90)
    scopes = [Scope.CASES_WRITE, Scope.STATS_READ]
    _token, text = issue(
        by=lead, organisation=organisation, name=f"bench {uuid4()}", scopes=scopes, expires_on=last, today=today
    )
    return Client(headers={"Authorization": f"Bearer {text}"}), organisation


def _bare_view_set():
    """What DRF does with the same rows when nothing is asked of it but pages.

    Without methods and purposes, which it would ask for row by row.
    """
    from rest_framework.pagination import CursorPagination
    from rest_framework.response import Response
    from rest_framework.serializers import ModelSerializer
    from rest_framework.viewsets import ModelViewSet

    from complaints.models import Case

    class Pages(CursorPagination):
        page_size, ordering = 100, "-pk"

    class Rows(ModelSerializer):
        class Meta:
            model = Case
            exclude = ("methods", "purposes")
            validators = ()

    class Bare(ModelViewSet):
        queryset, serializer_class, pagination_class = Case.objects.all(), Rows, Pages
        authentication_classes, permission_classes, throttle_classes, filter_backends = (), (), (), ()

        def get_serializer(self, *args: object, **kwargs: object):
            if isinstance(kwargs.get("data"), list):
                kwargs["many"] = True
            return super().get_serializer(*args, **kwargs)

        def count(self, request: object) -> Response:
            return Response({"count": self.get_queryset().count()})

    return Bare


def _ask(client, path: str, **query: str) -> Callable[[], object]:
    def run() -> object:
        answer = client.get(f"/api/v1/{path}", query, secure=True)
        assert answer.status_code == 200, answer.content
        return answer

    return run


def _view_set(action: str, rows=None, query: dict[str, str] | None = None, **arguments: object) -> Callable[[], object]:
    from rest_framework.test import APIRequestFactory

    made = _bare_view_set().as_view({"get": action}, **({"queryset": rows} if rows is not None else {}))
    factory = APIRequestFactory()

    def run() -> object:
        answer = made(factory.get("/", query or {}), **arguments)
        assert answer.status_code == 200, answer.data
        return answer.render()

    return run


def _sql(statement: str, *params: object) -> Callable[[], object]:
    from django.db import connection

    def run() -> object:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            return cursor.fetchall()

    return run


def _reading(client, organisation) -> dict[str, float]:
    from complaints.models import Case

    owned = Case.objects.filter(organisation=organisation, mistaken_on=None)
    newest, terminated = owned.order_by("-pk").first(), Case.objects.filter(milestones__state="terminated")
    joined = "SELECT * FROM complaints_case c JOIN complaints_casemilestones m ON m.case_id = c.id"
    sides = {
        "first page": (_ask(client, "cases/"), _view_set("list"), _sql(f"{joined} ORDER BY c.id DESC LIMIT 100")),
        "last page": (
            _ask(client, "cases/", cursor=_last_page(owned, is_locked=True)),
            _view_set("list", query={"cursor": _last_page(Case.objects.all(), is_locked=False)}),
            _sql(f"{joined} ORDER BY c.id LIMIT 100"),
        ),
        "filtered page": (
            _ask(client, "cases/", state="terminated"),
            _view_set("list", terminated),
            _sql(f"{joined} WHERE m.state = 'terminated' ORDER BY c.id DESC LIMIT 100"),
        ),
        "one case": (
            _ask(client, f"cases/{newest.reference}/"),
            _view_set("retrieve", pk=newest.pk),
            _sql(f"{joined} WHERE c.id = %s", newest.pk),
        ),
    }
    found: dict[str, float] = {}
    for name, works in sides.items():
        found |= _turns(name, works, ROUNDS)
    return found


def _last_page(rows, *, is_locked: bool) -> str:
    """The cursor of the last hundred rows, the newest first, without walking there."""
    from rest_framework.pagination import Cursor, CursorPagination

    from accounts.api.cursors import CursorPages

    pager = CursorPages() if is_locked else CursorPagination()
    pager.base_url, pager.place = "https://testserver/api/v1/cases/", "/api/v1/cases/"
    before = rows.order_by("pk").values_list("pk", flat=True)[100]
    (cursor,) = parse_qs(urlsplit(pager.encode_cursor(Cursor(0, False, str(before)))).query)["cursor"]
    return cursor


def _counting(client) -> dict[str, float]:
    from complaints.models import Case
    from institutions.models import Region

    region = Region.objects.filter(valid_to=None, pk__in=Case.objects.values("region")).order_by("order").first()
    rows = Case.objects.filter(data_set="demonstration", region=region)
    works = (
        _ask(client, "funnel/", data_set="demonstration", region=region.code),
        _view_set("count", rows),
        _sql("SELECT count(*) FROM complaints_case WHERE data_set = 'demonstration' AND region_id = %s", region.pk),
    )
    return _turns("counts of one region", works, COUNTED)


def _writing(client, organisation) -> dict[str, float]:
    from rest_framework.test import APIRequestFactory

    from complaints.models import Case
    from institutions.choices import TermList
    from institutions.models import Term

    scopes = Term.objects.filter(list=TermList.CONSENT_SCOPE).values_list("code", flat=True)
    body = {
        "submission": {"received_on": UNTIL.isoformat()},
        "consents": [{"scope": code, "answer": "given"} for code in scopes],
    }
    newest = Case.objects.filter(organisation=organisation).order_by("-pk").first()
    row = {"data_set": newest.data_set, "organisation": organisation.pk, "file_number": "", "mistaken_on": None}
    bare, factory = _bare_view_set().as_view({"post": "create"}), APIRequestFactory()

    def send(path: str, sent: dict) -> None:
        key = {"Idempotency-Key": str(uuid4())}
        answer = client.post(f"/api/v1/{path}", sent, content_type="application/json", headers=key, secure=True)
        assert answer.status_code == 201, answer.content

    def post(sent: dict | list) -> None:
        answer = bare(factory.post("/", sent, format="json"))
        assert answer.status_code == 201, answer.data
        answer.render()

    one = (partial(send, "cases/", body), partial(post, row), _insert(newest.pk, 1))
    bodies, rows = {"items": [body] * MANY}, [row] * MANY
    many = (partial(send, "cases/many/", bodies), partial(post, rows), _insert(newest.pk, MANY))
    return _turns("create", one, MADE) | _turns("create 1,000 at once", many, MANY_ROUNDS)


def _insert(pattern: int, number: int) -> Callable[[], object]:
    """The row of a case once more, so many times, in one statement."""
    from complaints.models import Case

    fresh = {"uuid": "gen_random_uuid()", "reference": "left(gen_random_uuid()::text, 9)", "safe_id": "NULL"}
    columns = [field.column for field in Case._meta.local_concrete_fields if field.column not in ("id", "file_number")]
    values = ", ".join(fresh.get(column, f"c.{column}") for column in columns)
    return _sql(
        f"INSERT INTO complaints_case ({', '.join(columns)}) SELECT {values}"
        " FROM complaints_case c, generate_series(1, %s) WHERE c.id = %s RETURNING id",
        number,
        pattern,
    )
