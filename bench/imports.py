"""`make bench ARGS=imports`: 10^5 rows of a sheet taken in, beside `COPY` of the same rows, and the memory it takes.

A number after it asks for another size: `make bench ARGS="imports 20000"`. Each size has an empty database and a
process of its own. Two counts of COPY: the sheet itself into a table of texts, and what became of it into bare tables.
"""

import io
import json
import subprocess
import sys
from datetime import date, timedelta

import django

from bench.database import ROOT, throw_away
from bench.figures import print_figures

ROWS = 100_000
SMALL = 10_000
TODAY = date(2026, 11, 22)
WORST_GROWTH_MB = 64.0
HEADERS = ("File number", "Received on", "Incident date", "Region", "Sex", "Age", "Registration date", "Narrative")
STORY = "An invented story of what happened that night. " * 10


def main(words: list[str]) -> int:
    """Measures a tenth and the whole, each in a process of its own, prints; 1 where a target is missed."""
    rows = int(words[0]) if words else ROWS
    sizes = [min(SMALL, rows // 10), rows]
    small, large = (_run(size) for size in sizes)
    whole = sum(large[f"{step}_seconds"] for step in ("survey", "check", "write"))
    grown = large["peak_mb"] - small["peak_mb"]
    told = [
        ("rows, bytes of the sheet", f"{rows:,}, {large['bytes']:,.0f}", "", True),
        ("seconds: words, check, write", ", ".join(f"{large[f'{s}_seconds']:.1f}" for s in _STEPS), "", True),
        ("rows a second, from the file to the cases", f"{rows / whole:,.0f}", "", True),
        ("seconds: COPY of the sheet, of what became of it", _pair(large), "", True),
        ("import / COPY of what became of it", f"{whole / large['copy_seconds']:.0f}", "", True),
        (
            "writing alone / COPY of what became of it",
            f"{large['write_seconds'] / large['copy_seconds']:.0f}",
            "",
            True,
        ),
        ("import / COPY of the sheet as text", f"{whole / large['plain_copy_seconds']:.0f}", "", True),
        (f"peak memory after {sizes[0]:,} rows, MB", f"{small['peak_mb']:.0f}", "", True),
        ("more of it after all of them, MB", f"{grown:.1f}", f"<= {WORST_GROWTH_MB:.0f}", grown <= WORST_GROWTH_MB),
        ("cases, events, sealed texts", f"{large['cases']:,}, {large['events']:,}, {large['texts']:,}", "", True),
    ]
    return int(not print_figures("Import of a sheet", told))


_STEPS = ("survey", "check", "write")


def _pair(found: dict) -> str:
    return f"{found['plain_copy_seconds']:.2f}, {found['copy_seconds']:.2f}"


def _run(rows: int) -> dict:
    with throw_away("bench-imports") as environment:
        for step in ("build", "measure"):
            command = [sys.executable, "-m", "bench.imports", step, str(rows)]
            done = subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def make(_rows: int) -> dict:
    """An empty house."""
    django.setup()
    from bench.build import prepare

    prepare()
    return {}


def sheet(rows: int) -> bytes:
    """An invented register: every tenth row with a story, four of five registered."""
    regions = ("Akmola Region", "Aktobe Region", "Almaty Region")
    with io.StringIO() as file:
        file.write(";".join(HEADERS) + "\n")
        for number in range(rows):
            day = date(2015, 1, 1) + timedelta(days=number % 3000)
            registered = (day + timedelta(days=5)).isoformat() if number % 5 else ""
            said = (
                f"{number}/N",
                day.isoformat(),
                f"{day:%m.%Y}",
                regions[number % 3],
                "mf"[number % 2],
                20 + number % 50,
            )
            story = STORY if number % 10 == 0 else ""
            file.write(";".join([*map(str, said), registered, story]) + "\n")
        return file.getvalue().encode()


def measure(rows: int) -> dict:
    """Takes a sheet of `rows` rows in. Figure -> value."""
    django.setup()
    from django.db import connection
    from django.utils import timezone

    from accounts.choices import Role
    from accounts.models import Membership, Organisation, User
    from bench.measure import peak_megabytes, seconds_of
    from complaints.imports import actions, locking
    from complaints.imports.checking import check, meanings_of, survey
    from complaints.imports.columns import meanings, suggested
    from complaints.imports.words import fold, word_list
    from complaints.imports.writing import write
    from complaints.models import Case, CaseEvent, Complaint, ImportBatch, Victim, Writing
    from vault import crypto
    from vault.models import RecoveryKey

    organisation = Organisation.objects.create(name="Measured")
    user = User.objects.create_user(username="measured", password=None)
    Membership.objects.create(user=user, organisation=organisation, role=Role.LEAD)
    public_key = crypto.public_half(crypto.new_private_key())
    RecoveryKey.objects.create(organisation=organisation, public_key=public_key, created_on=TODAY)
    content, now = sheet(rows), timezone.now()
    batch = actions.upload(by=user, organisation=organisation, content=content, now=now)
    chosen, _saved = suggested(list(HEADERS), organisation, meanings())
    batch.headers, batch.columns = list(HEADERS), {str(number): key for number, key in enumerate(chosen)}
    batch.save()
    found: dict[str, float] = {"bytes": len(content)}
    found["survey_seconds"], _done = seconds_of(lambda: survey(batch, _silent))
    words = locking.told(batch, locking.SURVEY)["words"]
    for column, meaning in meanings_of(batch).items():
        codes = word_list(meaning.list) if meaning.list else None
        for word, _number in words.get(str(column), ()):
            batch.words.setdefault(meaning.key, {})[locking.digest(batch, fold(word))] = codes.suggestion(word)
    batch.state = "checking"
    batch.save()
    found["check_seconds"], _done = seconds_of(lambda: check(batch, _silent, today=TODAY))
    ImportBatch.objects.filter(pk=batch.pk).update(state="writing")
    found["write_seconds"], _done = seconds_of(lambda: write(batch.pk, _silent, now=now, today=TODAY))
    found["peak_mb"] = peak_megabytes()
    found |= {"cases": Case.objects.count(), "events": CaseEvent.objects.count(), "texts": Writing.objects.count()}
    columns = ", ".join(f'"{name}" text' for name in HEADERS)
    found["plain_copy_seconds"] = _copy(connection, "texts", columns, content, "FORMAT csv, HEADER, DELIMITER ';'")
    found["copy_seconds"] = sum(
        _copy_table(connection, model._meta.db_table) for model in (Case, Complaint, Victim, CaseEvent)
    )
    return found


def _silent(_done: int, _total: int) -> None:
    """Nobody listens."""


def _copy(connection, name: str, columns: str, content: bytes, how: str) -> float:
    """Seconds of COPY into a fresh table."""
    from bench.measure import seconds_of

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_{name} ({columns})")
        statement = f"COPY bench_{name} FROM STDIN WITH ({how})"
        seconds, _done = seconds_of(lambda: cursor.copy_expert(statement, io.BytesIO(content)))
    return seconds


def _copy_table(connection, table: str) -> float:
    """Seconds of COPY of the rows of a table into a bare one."""
    with connection.cursor() as cursor, io.BytesIO() as file:
        cursor.copy_expert(f"COPY {table} TO STDOUT", file)
        content = file.getvalue()
    return _copy(connection, table, f"LIKE {table}", content, "FORMAT text")


if __name__ == "__main__":
    if sys.argv[1:2] in (["build"], ["measure"]):
        json.dump({"build": make, "measure": measure}[sys.argv[1]](int(sys.argv[2])), sys.stdout)
    else:
        sys.exit(main(sys.argv[1:]))
