"""`make bench ARGS=interface`: what programs ask for over 10^6 cases, beside a bare DRF view set and the bare SQL.

A number after it asks for another size: `make bench ARGS="interface 100000"`. In an empty database that is thrown away.
Requests go through the whole house but for the network; each rival is measured in turns with ours.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from statistics import quantiles
from uuid import uuid4

import django

from bench.database import ROOT, throw_away
from bench.figures import print_figures

CASES = 1_000_000
ROUNDS = 40
MADE = 200
UNTIL = date(2026, 11, 22)
# name -> (most of ours / bare view set, most of ours / bare SQL); empty where there is no such rival
TARGETS = {"first page": 6.0, "last page": 6.0, "one case": 12.0, "filtered page": 6.0}
WORST_LAST = 1.5


def main(words: list[str]) -> int:
    """Measures in a process of its own, prints; 1 where a target is missed."""
    cases = int(words[0]) if words else CASES
    found: dict[str, float] = {}
    with throw_away("bench-interface") as environment:
        for step in ("build", "measure"):
            command = [sys.executable, "-m", "bench.interface", step, str(cases)]
            done = subprocess.run(
                command, env={**environment, "API_RATE": "1000000/min"}, cwd=ROOT, check=True, stdout=subprocess.PIPE
            )
            found |= json.loads(done.stdout)
    rows = [("cases, events", f"{found['cases']:,}, {found['events']:,}", "", True)]
    for name, most in TARGETS.items():
        ours, theirs, bare = (found[f"{name}: {side}"] for side in ("ours", "view set", "sql"))
        rows.append((f"{name}: ours / bare view set", f"{ours / theirs:.1f}", f"<= {most:.0f}", ours / theirs <= most))
        rows.append((f"{name}: ours / bare SQL", f"{ours / bare:.1f}", "", True))
        told = f"{1 / ours:.0f} a second, p95 {found[f'{name}: p95'] * 1000:.0f} ms"
        rows.append((f"{name}: requests", told, "", True))
    last = found["last page: ours"] / found["first page: ours"]
    rows.append(("last page / first page", f"{last:.2f}", f"<= {WORST_LAST}", last <= WORST_LAST))
    one, many = found["create"], found["create many, each"]
    rows.append(("create: requests", f"{1 / one:.0f} a second, p95 {found['create: p95'] * 1000:.0f} ms", "", True))
    rows.append(("create: ours / bare insert of the rows", f"{one / found['insert']:.1f}", "", True))
    rows.append(("create in bulk of 1,000 / one by one, each case", f"{many / one:.2f}", "<= 1", many <= one))
    return int(not print_figures("The interface for programs", rows))


def make(cases: int) -> dict[str, float]:
    """Fills the database."""
    django.setup()
    from bench.build import build, prepare

    prepare()
    return dict(build(cases=cases, until=UNTIL))


def turns(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each work, run in turns so that a busy machine slows all alike; one unmeasured round warms them."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for round_number in range(rounds + 1):
        for name, work in works.items():
            before = time.perf_counter()
            work()
            if round_number:
                times[name].append(time.perf_counter() - before)
    return times


def measure(_cases: int) -> dict[str, float]:
    """Times ours, a bare view set over the same rows, and the statement alone. Figure -> seconds."""
    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    client, organisation = _program()
    return _reading(client, organisation) | _writing(client, organisation)


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
    scopes = [Scope.CASES_WRITE]
    _token, text = issue(by=lead, organisation=organisation, name="bench", scopes=scopes, expires_on=last, today=today)
    return Client(headers={"Authorization": f"Bearer {text}"}), organisation


def _bare_view_set():
    """What DRF does with the same rows when nothing is asked of it but pages."""
    from rest_framework.pagination import CursorPagination
    from rest_framework.serializers import ModelSerializer
    from rest_framework.viewsets import ModelViewSet

    from complaints.models import Case

    class Pages(CursorPagination):
        page_size, ordering = 100, "-pk"

    class Rows(ModelSerializer):
        class Meta:
            model = Case
            fields = "__all__"

    class Bare(ModelViewSet):
        queryset, serializer_class, pagination_class = Case.objects.all(), Rows, Pages
        authentication_classes, permission_classes, throttle_classes, filter_backends = (), (), (), ()

    return Bare


def _sql(statement: str, *params: object) -> Callable[[], object]:
    from django.db import connection

    def run() -> object:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            return cursor.fetchall()

    return run


def _reading(client, organisation) -> dict[str, float]:
    from rest_framework.test import APIRequestFactory

    from complaints.models import Case

    bare, factory = _bare_view_set(), APIRequestFactory()
    newest = Case.objects.filter(organisation=organisation).order_by("-pk").first()

    def ask(path: str, **query: str) -> Callable[[], object]:
        def run() -> object:
            answer = client.get(f"/api/v1/{path}", query, secure=True)
            assert answer.status_code == 200, answer.content
            return answer

        return run

    def view_set(action: str, rows=None, **arguments: object) -> Callable[[], object]:
        made = bare.as_view({"get": action}, **({"queryset": rows} if rows is not None else {}))
        return lambda: made(factory.get("/"), **arguments).render()

    joined = "SELECT * FROM complaints_case c JOIN complaints_casemilestones m ON m.case_id = c.id"
    terminated = Case.objects.filter(milestones__state="terminated")
    sides = {
        "first page": (ask("cases/"), view_set("list"), _sql(f"{joined} ORDER BY c.id DESC LIMIT 100")),
        "last page": (
            ask("cases/", ordering="recorded"),
            view_set("list"),
            _sql(f"{joined} ORDER BY c.id LIMIT 100"),
        ),
        "one case": (
            ask(f"cases/{newest.reference}/"),
            view_set("retrieve", pk=newest.pk),
            _sql(f"{joined} WHERE c.id = %s", newest.pk),
        ),
        "filtered page": (
            ask("cases/", state="terminated"),
            view_set("list", terminated),
            _sql(f"{joined} WHERE m.state = 'terminated' ORDER BY c.id DESC LIMIT 100"),
        ),
    }
    found: dict[str, float] = {}
    for name, works in sides.items():
        times = turns(dict(zip(("ours", "view set", "sql"), works, strict=True)), ROUNDS)
        found |= {f"{name}: {side}": sorted(seconds)[len(seconds) // 2] for side, seconds in times.items()}
        found[f"{name}: p95"] = quantiles(times["ours"], n=20)[18]
    return found


def _writing(client, organisation) -> dict[str, float]:
    from complaints.models import Case
    from institutions.choices import TermList
    from institutions.models import Term

    scopes = Term.objects.filter(list=TermList.CONSENT_SCOPE).values_list("code", flat=True)
    body = {
        "submission": {"received_on": UNTIL.isoformat()},
        "consents": [{"scope": code, "answer": "given"} for code in scopes],
    }

    def send(path: str, sent: dict) -> None:
        key = {"Idempotency-Key": str(uuid4())}
        answer = client.post(f"/api/v1/{path}", sent, content_type="application/json", headers=key, secure=True)
        assert answer.status_code == 201, answer.content

    data_set = Case.objects.filter(organisation=organisation).values_list("data_set", flat=True).first()
    works = {
        "create": lambda: send("cases/", body),
        "insert": lambda: Case.objects.create(data_set=data_set, organisation=organisation),
    }
    times = turns(works, MADE)
    found = {name: sorted(seconds)[MADE // 2] for name, seconds in times.items()}
    found["create: p95"] = quantiles(times["create"], n=20)[18]
    before = time.perf_counter()
    send("cases/many/", {"items": [body] * 1000})
    return found | {"create many, each": (time.perf_counter() - before) / 1000}


if __name__ == "__main__":
    if sys.argv[1:2] in (["build"], ["measure"]):
        json.dump({"build": make, "measure": measure}[sys.argv[1]](int(sys.argv[2])), sys.stdout)
    else:
        sys.exit(main(sys.argv[1:]))
