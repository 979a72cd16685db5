"""Sheets that programs bring: sent by a saved mapping, checked, confirmed, taken back; no cell is ever told."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import encode_multipart
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choices import Act, JobState, Role, Scope
from accounts.jobs import WorkRefused
from accounts.models import ApiToken, AuditEvent, Job, Membership, RepeatedRequest
from accounts.tokens import revoke
from complaints.choices import BatchState
from complaints.imports import actions, programs, reading
from complaints.imports.allowed import NO_RIGHT
from complaints.imports.checking import check, survey
from complaints.imports.undoing import undo
from complaints.imports.writing import write
from complaints.models import Case, ImportBatch, ImportMapping, ImportPart
from tests.api.clients import program
from tests.cast import person
from tests.complaints.imports.sheets import NOW, TODAY, as_csv, checked, mapped, silent, uploaded, worked, xlsx
from tests.complaints.sealed_cases import with_recovery_key

pytestmark = pytest.mark.django_db
IMPORTS = "/api/v1/imports/"
NAME, WORD = "Invented Canary", "Canarian Region"
HEADERS = ["File number", "Region", "Name", "Received on"]
COLUMNS = {0: "file_number", 1: "region", 2: "victim_name", 3: "received_on"}
ROW = ["1", "Akmola Region", NAME, "2025-04-13"]
NOWHERE = ["2", WORD, NAME, "2025-04-14"]


@pytest.fixture
def mapping(alia, organisation) -> ImportMapping:
    """Saved by a person, who calls Akmola the north."""
    batch = mapped(uploaded(xlsx(HEADERS, ["9", "the north", "", ""]), alia, organisation), COLUMNS, name="Ours")
    actions.drop(by=alia, batch=checked(batch, {"region": {"the north": "KZ-11"}}), now=NOW)
    return ImportMapping.objects.get()


@pytest.fixture
def client(mapping, alia, organisation):
    with_recovery_key(organisation)
    return program(alia, organisation, Scope.CASES_WRITE)


def sent(client, content: bytes, name: str = "Ours", *, file_name: str = "register.csv", headers=None, boundary="b0"):
    body = encode_multipart(boundary, {"mapping": name, "file": SimpleUploadedFile(file_name, content)})
    kind = f"multipart/form-data; boundary={boundary}"
    return client.generic("POST", IMPORTS, body, kind, headers=headers)


def step(client, batch: ImportBatch, name: str, **body):
    return client.post(f"{IMPORTS}{batch.uuid}/{name}/", body, content_type="application/json")


def newest() -> ImportBatch:
    return ImportBatch.objects.select_related("organisation", "uploaded_by", "job").latest("pk")


def counted(client, content: bytes) -> ImportBatch:
    """A sheet that was sent, and its words counted."""
    answer = sent(client, content)
    assert answer.status_code == 202, answer.content
    return worked(newest(), lambda batch: survey(batch, silent))


def judged(client, content: bytes) -> ImportBatch:
    """The same with its rows checked."""
    batch = counted(client, content)
    answer = step(client, batch, "check")
    assert answer.status_code == 202, answer.content
    return worked(newest(), lambda batch: check(batch, silent, today=TODAY))


def written(client, content: bytes) -> ImportBatch:
    """The same, taken in."""
    batch = judged(client, content)
    assert step(client, batch, "confirm", may_be_kept=True).status_code == 202
    return worked(newest(), lambda batch: write(batch.pk, silent, now=timezone.now(), today=TODAY))


def read(client, batch: ImportBatch) -> dict:
    return client.read(f"{IMPORTS}{batch.uuid}/")


def wrong_of(answer) -> list[str]:
    assert answer.status_code == 400, answer.content
    return [error["field"] for error in answer.json()["errors"]]


def refused(answer) -> str:
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json"), answer.content
    return answer.json()["detail"]


def let_go(alia) -> None:
    revoke(by=alia, token=ApiToken.objects.get(uuid=newest().options["token"]))


def test_what_a_program_asked_for_is_not_done_once_its_token_is_revoked(client, alia):
    batch = judged(client, as_csv(HEADERS, ROW))
    assert step(client, batch, "confirm", may_be_kept=True).status_code == 202
    let_go(alia)
    with pytest.raises(WorkRefused, match=NO_RIGHT):
        write(batch.pk, silent, now=timezone.now(), today=TODAY)
    assert not Case.objects.exists()


def test_what_a_program_asked_to_take_back_stays_once_its_token_is_revoked(client, alia):
    batch = written(client, as_csv(HEADERS, ROW))
    assert step(client, batch, "undo").status_code == 202
    let_go(alia)
    with pytest.raises(WorkRefused, match=NO_RIGHT):
        undo(batch.pk, silent, by=alia, now=timezone.now(), today=TODAY)
    assert Case.objects.filter(mistaken_on=None).count() == 1


# --- the whole life ---------------------------------------------------------------------------------------------------


def test_a_sheet_is_sent_counted_checked_written_and_taken_back(client, alia):
    answer = sent(client, as_csv(HEADERS, ROW, NOWHERE, ["3", "The  NORTH", "", ""]))
    row = answer.json()
    assert (answer.status_code, row["state"], row["kind"], row["rows"]) == (202, "mapped", "csv", None)
    assert answer["Location"] == f"http://testserver{IMPORTS}{row['uuid']}/"
    assert client.read(f"/api/v1/jobs/{row['job']}/")["state"] == "queued"
    assert "not counted yet" in refused(step(client, newest(), "check"))
    worked(newest(), lambda batch: survey(batch, silent))
    looked = step(client, newest(), "check").json()
    assert (looked["state"], looked["unknown_words"]) == ("checking", [{"column": "region", "words": 1}])
    worked(newest(), lambda batch: check(batch, silent, today=TODAY))
    row = read(client, newest())
    assert [row[name] for name in ("state", "rows", "new", "changed", "same", "rejected")] == ["checked", 3, 2, 0, 0, 1]
    assert not Case.objects.exists()
    (rejected,) = client.read(f"{IMPORTS}{row['uuid']}/rejected/")["results"]
    assert rejected == {
        "row": 3,
        "columns": ["region"],
        "reasons": ["unknown_word"],
        "sentences": ["No code was chosen for this word."],
    }
    assert step(client, newest(), "confirm", may_be_kept=True).json()["state"] == "writing"
    worked(newest(), lambda batch: write(batch.pk, silent, now=timezone.now(), today=TODAY))
    row = read(client, newest())
    assert (row["state"], row["waits_until"]) == ("done", None)
    assert row["undo_until"]
    assert sorted(Case.objects.values_list("file_number", "region__code")) == [("1", "KZ-11"), ("3", "KZ-11")]
    assert step(client, newest(), "undo").json()["state"] == "undoing"
    worked(newest(), lambda batch: undo(batch.pk, silent, by=alia, now=timezone.now(), today=TODAY))
    assert read(client, newest())["state"] == "undone"
    assert not Case.objects.filter(mistaken_on=None).exists()
    uploads = AuditEvent.objects.filter(action=Act.SHEET_UPLOADED, subject_uuid=row["uuid"])
    assert [event.actor for event in uploads] == [alia]


def test_a_workbook_is_read_as_well(client):
    row = read(client, judged(client, xlsx(HEADERS, ROW)))
    assert (row["kind"], row["new"], row["rejected"]) == ("xlsx", 1, 0)


def test_what_waits_is_dropped_with_everything_that_was_read(client):
    batch = counted(client, as_csv(HEADERS, ROW))
    where = f"{IMPORTS}{batch.uuid}/"
    assert client.delete(where).status_code == 204
    assert read(client, batch)["state"] == "dropped"
    assert not ImportPart.objects.filter(batch=batch).exists()
    for name, body in (("check", {}), ("confirm", {"may_be_kept": True}), ("undo", {})):
        assert refused(step(client, batch, name, **body))
    assert refused(client.delete(where))


def test_nobody_has_more_than_some_sheets_waiting(client, monkeypatch):
    monkeypatch.setattr(actions, "MOST_WAITING", 1)
    assert sent(client, as_csv(HEADERS, ROW)).status_code == 202
    assert "Many of your imports wait" in refused(sent(client, as_csv(HEADERS, ROW)))
    assert client.delete(f"{IMPORTS}{newest().uuid}/").status_code == 204
    assert sent(client, as_csv(HEADERS, ROW)).status_code == 202


def test_the_mapping_of_the_person_stays_as_the_person_saved_it(client, mapping):
    judged(client, as_csv(HEADERS, ROW))
    stands = ImportMapping.objects.get()
    assert (stands.saved_at, stands.words, stands.columns) == (mapping.saved_at, mapping.words, mapping.columns)


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Theirs", "x" * 5000, "\x00", "", "ours"])
def test_a_mapping_that_is_not_saved_is_refused(name, client):
    assert wrong_of(sent(client, as_csv(HEADERS, ROW), name)) == ["mapping"]
    assert ImportBatch.objects.exclude(state=BatchState.DROPPED).count() == 0


@pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"%PDF-1.7", b"PK\x03\x04nothing", b"x"])
def test_what_is_no_sheet_is_refused_with_a_sentence(content, client):
    assert wrong_of(sent(client, content)) == ["file"]
    assert not ImportPart.objects.exists()


def test_a_sheet_that_is_too_large_is_refused(client, monkeypatch):
    monkeypatch.setattr(reading, "MAX_FILE_BYTES", 10)
    assert wrong_of(sent(client, as_csv(HEADERS, ROW))) == ["file"]


@pytest.mark.parametrize(
    "headers", [HEADERS[::-1], HEADERS[:3], [*HEADERS, "More"], ["File number", "Oblast", "Name", "On"]]
)
def test_other_headers_than_those_of_the_mapping_are_refused_and_nothing_is_kept(headers, client):
    assert "headers" in refused(sent(client, as_csv(headers, [NAME] * len(headers))))
    assert not ImportPart.objects.exists()


def test_headers_are_alike_whatever_their_case(client):
    assert sent(client, as_csv([f" {header.upper()} " for header in HEADERS], ROW)).status_code == 202


def test_a_mapping_whose_meanings_are_gone_is_refused(client, mapping):
    mapping.columns["1"] = "event.NEVER.on"
    mapping.save()
    assert "no longer known" in refused(sent(client, as_csv(HEADERS, ROW)))


@pytest.mark.parametrize("gone", [True, False])
def test_a_code_that_left_the_list_and_a_mapping_that_left_are_not_guessed(gone, client, mapping):
    batch = counted(client, as_csv(HEADERS, ["1", "the north", "", ""]))
    if gone:
        mapping.delete()
        assert "no longer there" in refused(step(client, batch, "check"))
    else:
        mapping.words["region"]["thenorth"] = "KZ-00"
        mapping.save()
        assert step(client, batch, "check").json()["unknown_words"] == [{"column": "region", "words": 1}]


def test_words_that_are_only_alike_are_left_to_people(client):
    batch = counted(client, as_csv(HEADERS, ["1", "Akmola Regiom", "", ""]))
    assert step(client, batch, "check").json()["unknown_words"] == [{"column": "region", "words": 1}]


def test_dates_that_can_mean_two_days_are_asked_about(client):
    batch = counted(client, as_csv(HEADERS, ["1", "", "", "03/04/2021"]))
    assert "day or month" in refused(step(client, batch, "check"))
    assert wrong_of(step(client, batch, "check", dates="year_first")) == ["dates"]
    assert step(client, batch, "check", dates="month_first").status_code == 202
    assert newest().options["order"] == "month_first"


def test_nothing_is_written_without_the_word_that_it_may_be_kept(client):
    batch = judged(client, as_csv(HEADERS, ROW))
    assert wrong_of(step(client, batch, "confirm")) == ["may_be_kept"]
    assert "consent" in refused(step(client, batch, "confirm", may_be_kept=False))
    assert wrong_of(step(client, batch, "confirm", may_be_kept=True, all=True)) == ["all"]
    assert read(client, batch)["state"] == "checked"


def test_a_step_out_of_order_is_refused(client):
    batch = counted(client, as_csv(HEADERS, ROW))
    assert refused(step(client, batch, "confirm", may_be_kept=True))
    assert refused(step(client, batch, "undo"))
    assert wrong_of(step(client, batch, "undo", all=True)) == ["all"]
    assert client.read(f"{IMPORTS}{batch.uuid}/rejected/")["results"] == []


def test_an_import_that_a_person_began_is_seen_and_not_touched(client, alia, organisation):
    batch = checked(mapped(uploaded(xlsx(HEADERS, ROW), alia, organisation), COLUMNS))
    assert read(client, batch)["state"] == "checked"
    for name, body in (("check", {}), ("confirm", {"may_be_kept": True}), ("undo", {})):
        assert "A person began" in refused(step(client, batch, name, **body))
    assert "A person began" in refused(client.delete(f"{IMPORTS}{batch.uuid}/"))


def test_what_is_not_sent_in_parts_is_refused(client):
    assert client.post(IMPORTS, {"mapping": "Ours"}, content_type="application/json").status_code == 415
    assert client.generic("POST", IMPORTS, b"--x", "multipart/form-data").status_code == 400
    more = encode_multipart("b", {"mapping": "Ours", "colour": "red", "file": SimpleUploadedFile("a.csv", b"a;b\n1;2")})
    assert wrong_of(client.generic("POST", IMPORTS, more, "multipart/form-data; boundary=b")) == ["colour"]
    many = encode_multipart("b", {f"x{place}": "x" for place in range(1001)})
    answer = client.generic("POST", IMPORTS, many, "multipart/form-data; boundary=b")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    less = encode_multipart("b", {"mapping": "Ours", "file": "a;b"})
    assert wrong_of(client.generic("POST", IMPORTS, less, "multipart/form-data; boundary=b")) == ["file"]


# --- once -------------------------------------------------------------------------------------------------------------


def test_the_same_sheet_sent_again_with_its_key_is_one_import(client):
    key, content = {"Idempotency-Key": str(uuid4())}, as_csv(HEADERS, ROW)
    before = ImportBatch.objects.count()
    first, again = (sent(client, content, headers=key, boundary=boundary) for boundary in ("one", "another"))
    assert (again.status_code, again.json(), again["Idempotent-Replay"]) == (202, first.json(), "true")
    assert ImportBatch.objects.count() == before + 1
    assert sent(client, as_csv(HEADERS, NOWHERE), headers=key).status_code == 422
    assert sent(client, content, "Theirs", headers=key).status_code == 422
    assert ImportBatch.objects.count() == before + 1


def test_the_same_step_again_with_its_key_starts_one_job(client):
    batch = counted(client, as_csv(HEADERS, ROW))
    key = {"Idempotency-Key": str(uuid4())}
    where = f"{IMPORTS}{batch.uuid}/check/"
    first, again = (client.post(where, {}, content_type="application/json", headers=key) for _try in range(2))
    assert (first.status_code, again.json(), again["Idempotent-Replay"]) == (202, first.json(), "true")
    assert Job.objects.filter(state=JobState.QUEUED).count() == 1


# --- whose imports ----------------------------------------------------------------------------------------------------


def test_nobody_but_the_uploader_learns_from_a_check_what_the_survey_holds(client, berik):
    batch = counted(client, as_csv(["File number", "Region", "Name", "Received on"], ["1", WORD, "", "03/04/2021"]))
    with pytest.raises(PermissionDenied):
        programs.check(by=berik, batch=batch, order="", now=timezone.now())


def test_a_colleague_a_lead_and_another_house(client, berik, charlie, organisation, other_organisation):
    batch = judged(client, as_csv(HEADERS, ROW, NOWHERE))
    where = f"{IMPORTS}{batch.uuid}/"
    colleague = program(person("colleague", organisation, Role.CASE_WORKER), organisation, Scope.CASES_WRITE)
    elsewhere = program(charlie, other_organisation, Scope.CASES_WRITE)
    for other in (colleague, elsewhere):
        assert other.read(IMPORTS)["results"] == []
        assert other.get(where).status_code == other.get(f"{where}rejected/").status_code == 404
        assert other.delete(where).status_code == step(other, batch, "check").status_code == 404
    assert elsewhere.read(f"{IMPORTS}mappings/")["results"] == []
    assert wrong_of(sent(elsewhere, as_csv(HEADERS, ROW))) == ["mapping"]
    lead = program(berik, organisation, Scope.CASES_WRITE)
    row = read(lead, batch)
    assert (row["state"], row["rows"], row["rejected"]) == ("checked", None, None)
    assert "alia" not in str(row)
    assert lead.get(f"{where}rejected/").status_code == 404
    assert step(lead, batch, "confirm", may_be_kept=True).status_code == lead.delete(where).status_code == 403


def test_a_token_knows_the_imports_of_its_own_organisation_only(client, alia, other_organisation):
    batch = counted(client, as_csv(HEADERS, ROW))
    Membership.objects.create(user=alia, organisation=other_organisation, role=Role.CASE_WORKER)
    other = program(alia, other_organisation, Scope.CASES_WRITE)
    assert other.read(IMPORTS)["results"] == []
    assert other.get(f"{IMPORTS}{batch.uuid}/").status_code == 404


@pytest.mark.parametrize("scope", [Scope.CASES_READ, Scope.SUBMIT, Scope.STATS_READ])
def test_only_the_scope_that_writes_brings_sheets(scope, mapping, alia, organisation):
    client = program(alia, organisation, scope)
    for path in (IMPORTS, f"{IMPORTS}mappings/", f"{IMPORTS}{uuid4()}/", f"{IMPORTS}{uuid4()}/rejected/"):
        assert client.get(path).status_code == 403
    assert sent(client, as_csv(HEADERS, ROW)).status_code == 403


def test_a_role_that_lost_the_right_brings_nothing(client, alia):
    batch = counted(client, as_csv(HEADERS, ROW))
    Membership.objects.filter(user=alia).update(role=Role.MONITOR)
    answer = sent(client, as_csv(HEADERS, ROW))
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert step(client, batch, "check").status_code == 403
    assert client.get(IMPORTS).status_code == 403


# --- what is told -----------------------------------------------------------------------------------------------------


def test_mappings_are_told_by_name_and_meaning_without_words_and_headers(client):
    assert client.read(f"{IMPORTS}mappings/")["results"] == [{"name": "Ours", "columns": list(COLUMNS.values())}]


def test_no_cell_is_told_anywhere(client, caplog):
    batch = written(client, as_csv(HEADERS, ROW, NOWHERE))
    answers = [
        client.get(path)
        for path in (IMPORTS, f"{IMPORTS}mappings/", f"{IMPORTS}{batch.uuid}/", f"{IMPORTS}{batch.uuid}/rejected/")
    ]
    answers += [client.get(f"{IMPORTS}{batch.uuid}/rejected/", headers={"Accept": "text/csv"})]
    answers += [step(client, batch, name) for name in ("check", "confirm", "undo")]
    answers += [
        sent(client, as_csv([NAME, WORD], [NAME, WORD]), file_name=f"{NAME}.csv"),
        sent(client, as_csv(HEADERS, ROW), NAME),
    ]
    told = "".join(answer.content.decode() + str(dict(answer.headers)) for answer in answers) + caplog.text
    told += "".join(str(row) for row in RepeatedRequest.objects.values_list("answer", flat=True))
    told += "".join(str(row) for row in Job.objects.values_list("parameters", "key", "message"))
    assert [word for word in (NAME, WORD, "Akmola", "the north") if word in told] == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_lists_cost_the_same_however_many(client, number):
    batch = judged(client, as_csv(HEADERS, *([str(place), WORD, "", ""] for place in range(number))))
    for _number in range(number - 1):
        sent(client, as_csv(HEADERS, ROW))
    for path, queries, rows in ((IMPORTS, 3, number + 1), (f"{IMPORTS}{batch.uuid}/rejected/", 4, number)):
        client.read(path)
        with CaptureQueriesContext(connection) as captured:
            assert len(client.read(path)["results"]) == rows
        assert len(captured) == queries
