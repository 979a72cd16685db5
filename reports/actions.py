"""What changes something here: asking for figures, and freezing them."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import jobs
from accounts.actions import NotPermitted, NotPossible
from accounts.audit import record, record_of_person
from accounts.choices import Act
from accounts.models import Job, Organisation, User
from accounts.permissions import Permission, has_permission
from complaints.choices import DataSet
from complaints.models import CaseMilestones
from reports.models import FunnelSnapshot
from reports.queries import compute_report, is_always_live
from reports.results import FunnelQuery
from reports.snapshots import code_version, last_event, standard_questions, store_snapshot

REFRESH = "reports.tasks.refresh_funnel"
VERIFY = "reports.tasks.verify_milestones"


def owners(data_set: str) -> list[Organisation | None]:
    """Whose figures of a data set are stored apart: each organisation's own cases; open data as a whole (None)."""
    if data_set != DataSet.OWN:
        return [None]
    return list(Organisation.objects.filter(cases__data_set=DataSet.OWN).distinct().order_by("pk"))


@transaction.atomic
def request_refresh(
    *, by: User | None, data_set: str, organisation: Organisation | None = None, as_of: date | None = None
) -> Job:
    """The job that computes the standard questions anew; the same job while neither day, events nor program changed.

    Whether the person may ask (`Permission.FUNNEL_REFRESH`) is the caller's question. Raises ValueError where
    `organisation` does not fit the data set. `as_of` is today if not given.
    """
    _check_owner(data_set, organisation)
    as_of = as_of or timezone.localdate()
    seen_to = last_event(FunnelQuery(data_set=data_set, as_of=as_of), organisation)
    owner = organisation.uuid if organisation else "all"
    job = jobs.enqueue(
        kind=REFRESH,
        key=f"{REFRESH}:{data_set}:{owner}:{as_of}:{seen_to}:{code_version()[:16]}",
        parameters={"data_set": data_set, "as_of": as_of.isoformat()},
        owner=by,
        organisation=organisation,
    )
    if by is not None:
        record_of_person(user=by, action=Act.JOB_STARTED)
    return job


@transaction.atomic
def request_verification(*, as_of: date) -> Job:
    """The job that folds every case again and compares; one a day."""
    return jobs.enqueue(kind=VERIFY, key=f"{VERIFY}:{as_of}")


@transaction.atomic
def freeze(*, query: FunnelQuery, organisation: Organisation | None, computed_at: datetime) -> FunnelSnapshot:
    """Computes the answer to one question and stores it. Own cases need the organisation they belong to."""
    _check_owner(query.data_set, organisation)
    seen_to = last_event(query, organisation)
    rows = CaseMilestones.objects.of(query.data_set)
    if organisation:
        rows = rows.filter(organisation=organisation)
    report = compute_report(query, rows)
    return store_snapshot(query, report, organisation=organisation, seen_to=seen_to, computed_at=computed_at)


@transaction.atomic
def publish(*, by: User, query: FunnelQuery, organisation: Organisation, computed_at: datetime) -> FunnelSnapshot:
    """Freezes the answer to a question so that it can be cited; the same once more gives what was frozen.

    `organisation` is the one in whose name `by` asks. Own cases stay among those who may see its figures; a stored
    figure counts every case of it, so somebody who must not know of one freezes none. Raises NotPermitted and
    NotPossible.
    """
    if not has_permission(by, Permission.FUNNEL_VIEW, organisation=organisation):
        raise NotPermitted
    is_own = query.data_set == DataSet.OWN
    if is_own and is_always_live(by, organisation.pk):
        raise NotPossible(_("Figures of own cases are computed for you each time you ask; you can freeze none."))
    snapshot = freeze(query=query, organisation=organisation if is_own else None, computed_at=computed_at)
    if not _agrees(snapshot):
        raise NotPossible(_("Cases changed while their figures were computed. Try again."))
    record(actor=by, organisation=organisation, action=Act.EXPORTED, subject="publication", subject_uuid=snapshot.uuid)
    return snapshot


def refresh(
    *, data_set: str, organisation: Organisation | None, as_of: date, report: jobs.Report = lambda done, total: None
) -> int:
    """Freezes the standard questions and returns how many. `report(done, total)` is told before each and may stop it
    by raising; what is frozen by then stays. Each question is a transaction of its own."""
    questions = standard_questions(data_set, as_of)
    for done, query in enumerate(questions):
        report(done, len(questions))
        freeze(query=query, organisation=organisation, computed_at=timezone.now())
    report(len(questions), len(questions))
    return len(questions)


def _agrees(snapshot: FunnelSnapshot) -> bool:
    """Whether funnel and curve, which are read one after the other, counted the same number of cases."""
    funnel, curve = snapshot.result["funnel"], snapshot.result["curve"]
    return curve is None or curve["cases"] == funnel["total"]["cases"] + funnel["left_out"]["immature"]


def _check_owner(data_set: str, organisation: Organisation | None) -> None:
    if (data_set == DataSet.OWN) != (organisation is not None):
        raise ValueError("Own cases, and only they, are counted organisation by organisation.")
