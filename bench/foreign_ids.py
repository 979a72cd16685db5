"""`python -m bench.foreign_ids --n 500`: a case of another organisation answers as slowly as one that never was.

A lead asks for foreign and for invented references in turns, over every kind of address that takes one. Answers must
be the same bytes, and their times must not tell them apart. Nothing goes over a network: what is left of a difference
here is drowned there.
"""

import argparse
import json
import subprocess
import sys
from itertools import cycle
from uuid import uuid4

from bench.database import ROOT, throw_away
from bench.figures import print_figures
from bench.measure import paired

WITHIN = 5.0  # ms between the medians
CASES = 200
# Method and name of the route; what the address takes besides the reference is invented.
ROUTES = (
    ("get", "case_detail"),
    ("post", "open_narrative"),
    ("get", "case_identities"),
    ("get", "file_original"),
    ("get", "write_text"),
    ("get", "assign_case"),
)
WITH_UUID = {"file_original"}


def prepare() -> tuple[object, list[str]]:
    """A browser of a lead, and references of cases of another organisation."""
    from django.test import Client

    from accounts.choices import Role
    from accounts.models import Membership, Organisation, User
    from complaints.choices import DataSet
    from complaints.models import Case, CaseMilestones

    own, foreign = (Organisation.objects.create(name=name) for name in ("Own", "Foreign"))
    lead = User.objects.create_user(username="lead")
    Membership.objects.create(user=lead, organisation=own, role=Role.LEAD)
    cases = Case.objects.bulk_create(
        Case(data_set=DataSet.OWN, organisation=owner) for owner in (own, foreign) for _case in range(CASES)
    )
    CaseMilestones.objects.bulk_create(
        CaseMilestones(case=case, data_set=case.data_set, organisation=case.organisation, recorded_on=[None] * 8)
        for case in cases
    )
    client = Client(raise_request_exception=False, headers={"host": "localhost"})
    client.force_login(lead)
    return client, [case.reference for case in cases if case.organisation == foreign]


def inside(n: int) -> list[dict]:
    """The figures of each route, in the process that has the database."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.urls import reverse

    from complaints.models.cases import random_reference

    call_command("migrate", verbosity=0)
    client, foreign = prepare()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    references = cycle(foreign)
    found = []
    for method, name in ROUTES:
        answers = set()

        def ask(reference: str, method: str = method, name: str = name, answers: set = answers) -> None:
            more = [uuid4()] if name in WITH_UUID else []
            answer = getattr(client, method)(reverse(name, args=[reference, *more]))
            answers.add((answer.status_code, answer.content))

        one, other = paired(lambda: ask(next(references)), lambda: ask(random_reference()), n)
        found.append(
            {
                "name": name,
                "foreign": one * 1e3,
                "unknown": other * 1e3,
                "answers": len(answers),
                "statuses": sorted({status for status, _body in answers}),
            }
        )
    return found


def report(n: int, found: list[dict]) -> bool:
    """Prints the figures; whether all of them are as they should be."""
    rows = []
    for each in found:
        difference = each["foreign"] - each["unknown"]
        rows += [
            (
                f"{each['name']}: foreign, unknown, median ms",
                f"{each['foreign']:.2f}, {each['unknown']:.2f}",
                "",
                True,
            ),
            (f"{each['name']}: difference, ms", f"{difference:+.2f}", f"< {WITHIN:g}", abs(difference) < WITHIN),
            (
                f"{each['name']}: different answers, status",
                f"{each['answers']}, {each['statuses']}",
                "1, [404]",
                each["answers"] == 1 and each["statuses"] == [404],
            ),
        ]
    return print_figures(f"{n:,} foreign and {n:,} unknown references on each route, in turns", rows)


def main() -> int:
    """Runs everything in a database of its own; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--n", type=int, default=500, help="questions of each kind on each route")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        json.dump(inside(options.n), sys.stdout)
        return 0
    with throw_away("bench-foreign-ids") as environment:
        words = [sys.executable, "-m", "bench.foreign_ids", "--inside", "--n", str(options.n)]
        answered = subprocess.run(
            words, cwd=ROOT, env=environment | {"LOG_LEVEL": "ERROR"}, check=True, stdout=subprocess.PIPE
        )
    return 0 if report(options.n, json.loads(answered.stdout)) else 1


if __name__ == "__main__":
    sys.exit(main())
