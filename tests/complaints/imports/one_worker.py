"""Steps of an import in a process of its own, as a worker does them: `python -m ...one_worker work=3 look`.

DATABASE_URL says where. What each step found is printed as JSON. Tests of a killed worker start it; it tests nothing.
"""

import json
import sys
from datetime import timedelta

import django


def prepare(rows: str) -> dict[str, object]:
    """A sheet of so many rows, checked and confirmed, whose writing waits to be done."""
    from accounts.choices import Role
    from accounts.models import Membership, Organisation, User
    from tests.complaints.imports.sheets import as_csv, checked, confirmed, mapped, uploaded
    from tests.complaints.sealed_cases import with_recovery_key

    organisation = Organisation.objects.create(name="Tirek")
    lead = User.objects.create_user(username="berik", password=None)
    Membership.objects.create(user=lead, organisation=organisation, role=Role.LEAD)
    with_recovery_key(organisation)
    told = [[f"{number}/21", "2021-03-05", "Akmola Region", "Invented story"] for number in range(int(rows))]
    sheet = as_csv(["File number", "Received on", "Region", "Narrative"], *told)
    batch = confirmed(checked(mapped(uploaded(sheet, lead, organisation))))
    return {"job": batch.job_id}


def work(job: str) -> dict[str, object]:
    """What a worker does when the bell rings for the job."""
    from complaints.imports.tasks import write_sheet

    write_sheet(int(job))
    return {}


def sweep() -> dict[str, object]:
    """What the clock does some time after a worker fell silent."""
    from django.utils import timezone

    from accounts import jobs

    swept = jobs.sweep(now=timezone.now() + jobs.GIVEN_UP_AFTER + timedelta(minutes=1))
    return {"requeued": swept.requeued}


def look() -> dict[str, object]:
    """What everybody else sees in the database."""
    from accounts.models import AuditEvent, Job
    from complaints.models import Case, CaseEvent, CaseMilestones, Complaint, ImportBatch, ImportRow, Writing
    from complaints.projection import compare
    from institutions.queries import world
    from vault.models import DataKey, Envelope, KeyWrap, Safe

    written = (Case, Complaint, CaseEvent, CaseMilestones, Writing, Safe, DataKey, KeyWrap, Envelope)
    batch, job = ImportBatch.objects.get(), Job.objects.order_by("pk").last()
    return {
        "written": {model.__name__: model.objects.count() for model in written},
        "file_numbers": len(set(Case.objects.values_list("file_number", flat=True))),
        "wrong": len(compare(Case.objects.values_list("pk", flat=True), world=world())),
        "waiting": ImportRow.objects.filter(case=None).exclude(locked=b"").count(),
        "has_key": bool(batch.key),
        "batch": batch.state,
        "job": [job.state, job.attempts],
        "told": AuditEvent.objects.filter(action="cases_imported").count(),
    }


STEPS = {"prepare": prepare, "work": work, "sweep": sweep, "look": look}

if __name__ == "__main__":
    django.setup()
    found = []
    for step in sys.argv[1:]:
        name, *words = step.split("=")
        found.append(STEPS[name](*words))
    json.dump(found, sys.stdout)
