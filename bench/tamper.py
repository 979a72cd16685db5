"""`python -m bench.tamper --n 1000 --events 100000`: falsifies the audit by chance and counts what is not found.

Fills a throw-away database with chains of acts, anchors them, times the verification of them all, falsifies one chain
after the other and verifies again; then many writers append to one chain at once. Exits with 1 when a falsification is
missed, an untouched chain is accused, the chain forks, or the verification takes longer than it may.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Barrier
from uuid import UUID

from bench.database import ROOT, throw_away
from bench.measure import seconds_of

CHAINS = 100  # falsified at once, one way each
VERIFIED_WITHIN = 5.0  # seconds for 100,000 events
START = datetime(2026, 1, 1, tzinfo=UTC)
TABLES = ("accounts_auditevent", "accounts_auditchain")


def fill(events: int) -> list:
    """Organisations whose chains together hold about so many acts, written as `record` writes them, only faster."""
    from accounts.audit import genesis, seal, sealed_values
    from accounts.choices import Act
    from accounts.models import AuditChain, AuditEvent, Organisation, User

    chance = Random(1)
    people = [User.objects.create_user(username=f"somebody-{number}") for number in range(20)]
    acts = [act.value for act in Act]
    organisations = [Organisation.objects.create(name=f"Organisation {number}") for number in range(CHAINS)]
    for organisation in organisations:
        rows, prev = [], genesis(organisation.uuid)
        for seq in range(1, events // CHAINS + 1):
            row = AuditEvent(
                organisation=organisation,
                seq=seq,
                happened_at=START + timedelta(seconds=37 * seq, microseconds=chance.randrange(10**6)),
                is_coarse=False,
                actor=chance.choice(people),
                action=chance.choice(acts),
                subject="case",
                subject_uuid=UUID(int=chance.getrandbits(128), version=4),
                outcome="done",
                reason="work_on_case",
                prev=prev,
            )
            row.hash = prev = seal(prev, *sealed_values(row))
            rows.append(row)
        AuditEvent.objects.bulk_create(rows, batch_size=2_000)
        AuditChain.objects.create(organisation=organisation, seq=len(rows), hash=prev)
    return organisations


def falsify(organisations: list, n: int, anchors: Path) -> dict:
    """About `n` falsifications, each in one chain and taken back afterwards; what was missed, and who was accused."""
    from django.db import connection, transaction

    from accounts.audit_anchors import read_anchors
    from accounts.audit_verification import verify
    from bench.tamperings import TAMPERINGS

    chance = Random(2)
    found = {"falsified": 0, "missed": [], "accused": 0, "kinds": len(TAMPERINGS)}
    for number in range(-(-n // CHAINS)):
        with transaction.atomic(), connection.cursor() as cursor:
            touched = {}
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for place, organisation in enumerate(organisations[: min(CHAINS, n - number * CHAINS)]):
                kind = TAMPERINGS[(place + number) % len(TAMPERINGS)]
                kind(cursor, chance, organisation.pk)
                touched[str(organisation.uuid)] = kind.__name__
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            blamed = {breach.chain for breach in verify(read_anchors(anchors)).breaches} - {"triggers"}
            found["falsified"] += len(touched)
            found["missed"] += [kind for chain, kind in touched.items() if chain not in blamed]
            found["accused"] += len(blamed - set(touched))
            transaction.set_rollback(True)
    return found


def race(writers: int, each: int) -> dict:
    """Many writers append to one chain at once; the numbers it then holds, and whether it holds."""
    from django.db import connection

    from accounts.audit import record
    from accounts.audit_verification import verify
    from accounts.choices import Act
    from accounts.models import AuditEvent, Organisation

    organisation = Organisation.objects.create(name="Many hands")
    barrier = Barrier(writers)

    def write() -> None:
        try:
            barrier.wait(timeout=60)
            for _act in range(each):
                record(actor=None, organisation=organisation, action=Act.EVENT_RECORDED, subject="case")
        finally:
            connection.close()

    def all_at_once() -> None:
        with ThreadPoolExecutor(writers) as threads:
            for future in [threads.submit(write) for _writer in range(writers)]:
                future.result(timeout=600)

    seconds, _nothing = seconds_of(all_at_once)
    numbers = list(AuditEvent.objects.filter(organisation=organisation).order_by("seq").values_list("seq", flat=True))
    return {
        "race_seconds": seconds,
        "race_events": len(numbers),
        "race_has_gap": numbers != list(range(1, writers * each + 1)),
        "race_breaches": [str(breach) for breach in verify().breaches],
    }


def inside(n: int, events: int) -> dict:
    """All figures, in the process that has the database."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from accounts.audit_anchors import read_anchors, write_anchors
    from accounts.audit_verification import verify

    call_command("migrate", verbosity=0)
    organisations = fill(events)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    with tempfile.TemporaryDirectory() as folder:
        anchors = Path(folder) / "audit.jsonl"
        write_anchors(now=START, file=anchors)
        seconds, verdict = seconds_of(lambda: verify(read_anchors(anchors)))
        found = {"events": verdict.events, "verify_seconds": seconds, "before": [str(b) for b in verdict.breaches]}
        found |= falsify(organisations, n, anchors)
    return found | race(50, 100)


def report(found: dict) -> bool:
    """Prints the figures; whether all of them are as they should be."""
    limit = VERIFIED_WITHIN * max(found["events"], 100_000) / 100_000
    rows = [
        ("events verified", f"{found['events']:,}", "", not found["before"]),
        ("seconds", f"{found['verify_seconds']:.2f}", f"<= {limit:g}", found["verify_seconds"] <= limit),
        ("falsifications", f"{found['falsified']:,} of {found['kinds']} kinds", "", True),
        ("missed", str(len(found["missed"])), "0", not found["missed"]),
        ("untouched chains accused", str(found["accused"]), "0", not found["accused"]),
        ("50 writers at once: events", f"{found['race_events']:,}", "5,000, no gap", not found["race_has_gap"]),
        ("50 writers at once: events a second", f"{found['race_events'] / found['race_seconds']:,.0f}", "", True),
        ("breaches after the race", str(len(found["race_breaches"])), "0", not found["race_breaches"]),
    ]
    for figure, measured, target, is_met in rows:
        print(f"  {figure:<40}{measured:>24}   {target}{'' if is_met else '   MISSED'}")
    for line in [*sorted(set(found["missed"])), *found["before"], *found["race_breaches"]]:
        print(f"  {line}", file=sys.stderr)
    return all(is_met for *_words, is_met in rows)


def main() -> int:
    """Runs everything in a database of its own; the exit code."""
    parser = argparse.ArgumentParser(description="Falsifies the audit by chance and counts what is not found.")
    parser.add_argument("--n", type=int, default=1_000, help="falsifications")
    parser.add_argument("--events", type=int, default=100_000, help="acts in the audit")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        json.dump(inside(options.n, options.events), sys.stdout)
        return 0
    with throw_away("bench-tamper") as environment:
        words = [
            sys.executable,
            "-m",
            "bench.tamper",
            "--inside",
            "--n",
            str(options.n),
            "--events",
            str(options.events),
        ]
        output = subprocess.run(words, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    return 0 if report(json.loads(output)) else 1


if __name__ == "__main__":
    sys.exit(main())
