"""The pages of an import: who sees them, in which order they come, and what they never show."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Act
from accounts.models import AuditEvent
from complaints.imports import actions
from complaints.imports.actions import NotPossible
from complaints.imports.undoing import undo
from complaints.models import Case, Consent, ImportBatch
from tests.accounts.factors import PASSWORD, type_password_again
from tests.complaints.imports.sheets import (
    NOW,
    TODAY,
    as_csv,
    checked,
    fresh,
    mapped,
    silent,
    taken_in,
    uploaded,
    worked,
    xlsx,
)

LATER = NOW + timedelta(days=1)

HEADERS = ["File number", "Region", "Name", "Strange"]
ROW = ["1", "Akmola Region", "Invented Canary", "<img src=x onerror=alert(1)>"]


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, name: str, batch: ImportBatch) -> str:
    answer = client.get(reverse(name, args=[batch.uuid]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_file_is_taken_in_and_asked_about(alia, organisation):
    file = SimpleUploadedFile("register.xlsx", xlsx(HEADERS, ROW))
    answer = browser(alia).post(reverse("import_upload"), {"file": file})
    batch = ImportBatch.objects.get()
    assert answer["Location"] == reverse("import_columns", args=[batch.uuid])
    assert "register" not in str(vars(batch))


def test_a_file_that_is_refused_is_told_in_a_sentence(alia, organisation):
    file = SimpleUploadedFile("register.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    answer = browser(alia).post(reverse("import_upload"), {"file": file})
    assert "Save it as XLSX" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_first_rows_are_shown_until_the_columns_are_named_and_never_as_markup(alia, organisation):
    batch = uploaded(xlsx(HEADERS, ROW), alia, organisation)
    before = page(browser(alia), "import_columns", batch)
    assert "Invented Canary" in before
    assert "<img" not in before
    after = page(browser(alia), "import_columns", mapped(batch))
    assert "Invented Canary" not in after


def test_no_page_shows_what_is_sealed(alia, organisation):
    batch = checked(mapped(uploaded(xlsx(HEADERS, ROW), alia, organisation)))
    client = browser(alia)
    for name in ("import_batch", "import_columns", "import_words", "import_rows"):
        assert "Invented Canary" not in page(client, name, batch)
    assert "With something to seal" in page(client, "import_rows", batch)


def test_columns_and_words_are_chosen_by_forms(alia, organisation):
    batch = uploaded(xlsx(HEADERS, ROW), alia, organisation)
    client = browser(alia)
    chosen = {"c0": "file_number", "c1": "region", "c2": "victim_name", "c3": "-", "name": "Ours"}
    twice = client.post(reverse("import_columns", args=[batch.uuid]), chosen | {"c3": "region"})
    assert "Another column means this already." in twice.content.decode()
    nothing = client.post(reverse("import_columns", args=[batch.uuid]), dict.fromkeys(chosen, "-") | {"name": ""})
    assert "Say of at least one column" in nothing.content.decode()
    strange = client.post(reverse("import_columns", args=[batch.uuid]), chosen | {"c3": "password"})
    assert strange.status_code == 200
    client.post(reverse("import_columns", args=[batch.uuid]), chosen)
    assert fresh(batch).columns == {"0": "file_number", "1": "region", "2": "victim_name"}


def test_the_list_costs_the_same_with_more_imports(berik, organisation, django_assert_num_queries):
    client = browser(berik)
    uploaded(as_csv(HEADERS, ROW), berik, organisation)
    client.get(reverse("imports"))
    from_one = _queries(client)
    for _number in range(2):
        uploaded(as_csv(HEADERS, ROW), berik, organisation)
    with django_assert_num_queries(from_one):
        client.get(reverse("imports"))
    assert from_one <= 15


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("imports"))
    return len(queries)


def test_a_lead_sees_that_there_was_an_import_and_not_what_is_in_it(alia, berik, charlie, organisation):
    batch = taken_in(xlsx(HEADERS[:2], ROW[:2]), alia, organisation)
    assert page(browser(berik), "import_batch", batch)
    assert browser(berik).get(reverse("import_rows", args=[batch.uuid])).status_code == 404
    assert browser(charlie).get(reverse("import_batch", args=[batch.uuid])).status_code == 404


def test_strange_parameters_do_no_harm(alia, organisation):
    batch = checked(mapped(uploaded(xlsx(HEADERS, ROW), alia, organisation)))
    client = browser(alia)
    rows = reverse("import_rows", args=[batch.uuid])
    for query in ("?verdict=x&after=" + "9" * 40, "?after=-1", "?after=%00", "?verdict=%00"):
        assert client.get(rows + query).status_code == 200
    assert client.get(reverse("imports") + "?after=x").status_code == 404


def test_nothing_is_taken_in_without_the_word_that_it_may_be_kept(alia, organisation):
    alia.set_password(PASSWORD)
    alia.save()
    batch = checked(mapped(uploaded(xlsx(HEADERS[:2], ROW[:2]), alia, organisation)))
    with pytest.raises(NotPossible):
        actions.confirm(by=alia, batch=batch, may_be_kept=False)
    client, address = browser(alia), reverse("import_confirm", args=[batch.uuid])
    type_password_again(client)
    assert "agreed that the organisation keeps these records" in client.get(address).content.decode()
    refused = client.post(address)
    assert "Without consent to keep them" in refused.content.decode()
    assert fresh(batch).state == "checked"
    client.post(address, {"may_be_kept": "on"})
    assert fresh(batch).state == "writing"


def test_the_audit_tells_the_word_and_no_consent_is_invented(alia, organisation):
    batch = taken_in(xlsx(HEADERS[:2], ROW[:2]), alia, organisation)
    assert AuditEvent.objects.get(action=Act.CASES_IMPORTED).reason == "vouched_for"
    assert not Consent.objects.exists()
    assert "No consent of anybody was recorded by this." in page(browser(alia), "import_batch", batch)


def test_an_import_that_was_taken_back_says_what_its_numbers_mean(alia, organisation):
    batch = taken_in(xlsx(HEADERS[:2], ROW[:2]), alia, organisation)
    reference = Case.objects.get().reference
    actions.ask_undo(by=alia, batch=batch, now=LATER)
    worked(fresh(batch), lambda found: undo(found.pk, silent, by=alia, now=LATER, today=TODAY))
    client = browser(alia)
    assert "1 case that it had brought was taken out." in page(client, "import_batch", batch)
    assert client.get(reverse("case_detail", args=[reference])).status_code == 404
