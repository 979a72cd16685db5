"""Files that are made in the background: with today's rights, for their owner alone, for some days."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from openpyxl import load_workbook

from accounts import jobs
from accounts.actions import NotPossible, end_membership
from accounts.choices import Act, JobState, Role
from accounts.models import AuditEvent, Job, Membership, User
from complaints.choices import DataSet, ExportKind, RecusalReason
from complaints.exports import actions
from complaints.exports.choosing import Asked
from complaints.exports.columns import TABLES
from complaints.exports.making import Wanted
from complaints.exports.tasks import drop_expired, make_file
from complaints.models import ExportFile, ExportPart, Recusal
from tests.complaints.exports.cases import CANARIES, full_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(berik, organisation):
    return full_case(berik, organisation)


def asked_for(user, kind=ExportKind.XLSX, **wanted) -> ExportFile:
    asked = Asked(DataSet.OWN)
    return actions.request_file(by=user, asked=asked, wanted=Wanted(kind=kind, **wanted), now=timezone.now())


def made(user, **wanted) -> ExportFile:
    file = asked_for(user, **wanted)
    make_file(file.job_id)
    return ExportFile.objects.select_related("job").get(pk=file.pk)


def content(user, file) -> bytes:
    return b"".join(actions.fetch(by=user, file=file, now=timezone.now())[1])


def test_a_workbook_has_a_sheet_for_every_table_and_one_about_itself(case, berik):
    book = load_workbook(io.BytesIO(content(berik, made(berik))))
    assert book.sheetnames == ["About", *(table.name for table in TABLES)]
    header, row = list(book["cases"].values)
    assert dict(zip(header, row, strict=True))["case"] == case.reference
    assert [line[0] for line in book["About"].values][-1] == "complete: 1"
    sheets = [str(cell) for sheet in book for line in sheet.values for cell in line]
    assert [canary for canary in CANARIES if any(canary in cell for cell in sheets)] == []


def test_no_cell_of_a_workbook_is_a_formula(case, berik):
    book = load_workbook(io.BytesIO(content(berik, made(berik, is_labels=True))))
    kinds = {cell.data_type for sheet in book for line in sheet.iter_rows() for cell in line}
    assert "f" not in kinds
    assert "'=1+1" in [cell.value for line in book["Cases"].iter_rows() for cell in line]


def test_a_file_is_cut_into_parts_and_comes_back_whole(case, berik, monkeypatch):
    monkeypatch.setattr(actions, "PART", 100)
    file = made(berik, kind=ExportKind.JSON)
    assert ExportPart.objects.filter(file=file).count() == -(-file.size // 100)
    assert len(content(berik, file)) == file.size
    assert content(berik, file).endswith(b'"complete":true}\n')


def test_the_job_carries_no_filter_and_the_file_no_right(case, berik):
    file = actions.request_file(
        by=berik,
        asked=Asked(DataSet.OWN, {"state": "open", "q": "somebody"}),
        wanted=Wanted(),
        now=timezone.now(),
    )
    assert file.job.parameters == {"file": str(file.uuid)}
    assert "somebody" not in file.job.key


def test_rights_are_those_of_the_day_on_which_it_is_made(case, berik, azat):
    file = asked_for(berik)
    end_membership(by=azat, membership=Membership.objects.get(user=berik))
    make_file(file.job_id)
    job = Job.objects.get(pk=file.job_id)
    assert (job.state, job.message) == (JobState.FAILED, actions.MESSAGE_NO_RIGHT)
    assert not ExportPart.objects.exists()


def test_cases_one_stands_back_from_meanwhile_are_not_in_it(case, berik):
    file = asked_for(berik, kind=ExportKind.CSV)
    Recusal.objects.create(case=case, user=berik, reason=RecusalReason.OTHER, started_on=timezone.localdate())
    make_file(file.job_id)
    file.refresh_from_db()
    assert file.rows == 0
    with pytest.raises(NotPossible):
        content(berik, file)


def test_making_it_twice_makes_it_once(case, berik):
    file = asked_for(berik, kind=ExportKind.CSV)
    ExportPart.objects.create(file=file, number=0, body=b"of a worker that died")
    make_file(file.job_id)
    make_file(file.job_id)
    file.refresh_from_db()
    assert content(berik, file).startswith(b"\xef\xbb\xbf#")


def test_what_breaks_off_leaves_nothing_behind(case, berik, monkeypatch):
    file = asked_for(berik, kind=ExportKind.JSON)
    monkeypatch.setattr(actions, "PART", 10)
    monkeypatch.setattr("complaints.exports.reading.Chunk.rows", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_file(file.job_id)
    file.refresh_from_db()
    assert (file.size, ExportPart.objects.count()) == (None, 0)
    with pytest.raises(NotPossible):
        content(berik, file)


def test_a_cancelled_job_leaves_no_part(case, berik):
    file = asked_for(berik, kind=ExportKind.CSV)
    Job.objects.filter(pk=file.job_id).update(is_cancel_requested=True)
    make_file(file.job_id)
    assert Job.objects.get(pk=file.job_id).state == JobState.CANCELLED
    assert not ExportPart.objects.exists()


def test_nobody_has_more_than_some_files_at_a_time(case, berik, alia, monkeypatch):
    monkeypatch.setattr(actions, "MOST_FILES", 2)
    old, _new = asked_for(berik), asked_for(berik)
    with pytest.raises(NotPossible):
        asked_for(berik)
    asked_for(alia)
    ExportFile.objects.filter(pk=old.pk).update(expires_on=timezone.localdate() - timedelta(days=1))
    asked_for(berik)
    assert ExportFile.objects.filter(owner=berik).count() == 3


def test_nobody_else_fetches_or_deletes_it(case, berik, alia):
    file = made(berik)
    with pytest.raises(PermissionDenied):
        content(alia, file)
    with pytest.raises(PermissionDenied):
        actions.delete_file(by=alia, file=file, now=timezone.now())


def test_fetching_is_told_with_format_and_number(case, berik):
    file = made(berik)
    before = AuditEvent.objects.filter(action=Act.CASES_EXPORTED).count()
    content(berik, file)
    event = AuditEvent.objects.filter(action=Act.CASES_EXPORTED).get()
    assert (before, event.subject, event.organisation, event.actor) == (0, "xlsx_1", case.organisation, berik)


def test_a_file_is_dropped_when_its_days_are_over(case, berik):
    kept, gone = made(berik), made(berik)
    ExportFile.objects.filter(pk=gone.pk).update(expires_on=timezone.localdate() - timedelta(days=1))
    gone.refresh_from_db()
    with pytest.raises(NotPossible):
        content(berik, gone)
    drop_expired()
    assert list(ExportFile.objects.all()) == [kept]
    assert set(ExportPart.objects.values_list("file", flat=True)) == {kept.pk}


@pytest.mark.parametrize("role", [Role.CASE_WORKER, Role.MONITOR])
def test_who_lost_the_role_it_rested_on_does_not_fetch_it(role, case, berik, other_organisation):
    file = made(berik)
    Membership.objects.filter(user=berik).update(role=role)
    Membership.objects.create(user=berik, organisation=other_organisation, role=Role.LEAD)
    reader = User.objects.get(pk=berik.pk)
    with pytest.raises(NotPossible):
        content(reader, file)
    assert not AuditEvent.objects.filter(action=Act.CASES_EXPORTED).exists()


def test_a_file_is_not_fetched_while_it_is_made_again(case, berik, monkeypatch):
    file = made(berik, kind=ExportKind.JSON)
    Job.objects.filter(pk=file.job_id).update(state=JobState.QUEUED, finished_at=None)

    def seen_on_the_way(*_args) -> None:
        with pytest.raises(NotPossible):
            content(berik, ExportFile.objects.get(pk=file.pk))

    monkeypatch.setattr(actions, "_write", seen_on_the_way)
    make_file(file.job_id)
    assert Job.objects.get(pk=file.job_id).state == JobState.DONE
    assert not ExportPart.objects.exists()


def test_one_job_that_just_ended_keeps_no_other_file(case, berik, monkeypatch):
    for _number in range(2):
        ended = asked_for(berik)
        ExportFile.objects.filter(pk=ended.pk).update(expires_on=timezone.localdate() - timedelta(days=1))

    def too_late(**_named) -> None:
        raise jobs.NotPossible

    monkeypatch.setattr(jobs, "request_cancel", too_late)
    drop_expired()
    assert not ExportFile.objects.exists()


def test_deleting_a_file_stops_its_job(case, berik):
    file = asked_for(berik)
    actions.delete_file(by=berik, file=file, now=timezone.now())
    assert Job.objects.get(pk=file.job_id).state == JobState.CANCELLED
    assert jobs.claim(file.job_id, now=timezone.now()) is None
