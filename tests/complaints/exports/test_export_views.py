"""Pages on which cases leave the house: for whom, after which question, and what the audit knows."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.http import urlencode

from accounts.choices import Act
from accounts.models import AuditEvent, Organisation
from complaints.actions import assign_case
from complaints.choices import DataSet, RecusalReason
from complaints.exports import actions
from complaints.models import ExportFile, Recusal
from tests.cast import PASSWORD
from tests.complaints.exports.cases import full_case, parsed
from tests.complaints.sealed_cases import NAME, keeper_too
from tests.vault.keys import unlocked_client, with_keys
from vault.choices import Compartment
from vault.models import KeyWrap

pytestmark = pytest.mark.django_db

CSV = {"kind": "csv", "table": "cases", "values": "codes", "language": "en", "separator": "usual"}


@pytest.fixture
def case(berik, organisation):
    with_keys(berik)
    return full_case(berik, organisation)


def browser(user) -> Client:
    """Somebody who typed the password a moment ago."""
    client = Client()
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def address(name="export_cases", **query) -> str:
    return f"{reverse(name)}?{urlencode(query)}"


def body(answer) -> str:
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()


def words_of(answer) -> str:
    """The text of a page without its markup."""
    return " ".join(strip_tags(body(answer)).split())


def exported() -> list[tuple]:
    found = AuditEvent.objects.filter(action__in=[Act.CASES_EXPORTED, Act.IDENTITIES_EXPORTED]).order_by("pk")
    return list(found.values_list("action", "subject", "reason", "actor__username"))


def test_own_cases_leave_after_the_password_and_the_audit_knows(case, berik, client):
    client.force_login(berik)
    assert client.get(address()).status_code == 302
    answer = browser(berik).post(address(), CSV)
    assert [row["case"] for row in parsed(body(answer))] == [case.reference]
    assert "Content-Length" not in answer.headers
    assert answer["Content-Disposition"].startswith('attachment; filename="aryz-cases-own-20')
    assert exported() == [("cases_exported", "csv_1", "", "berik")]


def test_a_lead_reads_in_the_audit_how_many_cases_left_in_which_format(case, berik):
    client = browser(berik)
    client.post(address(), CSV)
    assert "Berik took coded facts of cases out of the house: 1 cases as CSV" in words_of(client.get(reverse("audit")))


def test_the_export_of_one_case_says_what_was_agreed_to(case, berik):
    assert "agreed to" in words_of(browser(berik).get(address()))


def test_the_page_says_how_many_and_under_which_filters(case, berik):
    page = " ".join(body(browser(berik).get(address(state="open"))).split())
    assert "Stands now: Still open" in page
    assert "no narratives, no names" in page


def test_filters_that_mean_nothing_take_nothing_out(case, berik):
    answer = browser(berik).post(address(state="nowhere"), CSV)
    assert answer["Content-Type"].startswith("text/html")
    assert "Some filters of the address were not understood" in body(answer)
    assert exported() == []


@pytest.mark.parametrize("name", ["vera", "dana", "azat"])
def test_whoever_exports_no_cases_is_refused(case, cast, name):
    assert browser(cast[name]).post(address(case=case.reference), CSV).status_code == 403
    assert exported() == []


@pytest.mark.parametrize("name", ["charlie", "alia"])
def test_cases_one_may_not_know_of_do_not_exist(case, cast, name):
    assert browser(cast[name]).post(address(case=case.reference), CSV).status_code == 404
    answer = body(browser(cast[name]).post(address(), CSV))
    assert case.reference not in answer
    assert exported() == []


def test_a_case_one_stands_back_from_does_not_exist(case, berik):
    Recusal.objects.create(case=case, user=berik, reason=RecusalReason.OTHER, started_on=case.created_at.date())
    assert browser(berik).get(address(case=case.reference)).status_code == 404


@pytest.mark.parametrize("query", [{"data_set": "all"}, {"case": "\x00"}, {"case": "2222-2222"}, {"case": "x" * 500}])
def test_what_does_not_exist_is_not_found(case, berik, query):
    assert browser(berik).get(address(**query)).status_code == 404


def test_many_cases_are_made_in_the_background(case, berik, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 0)
    answer = browser(berik).post(address(), CSV)
    assert answer["Location"] == reverse("export_files")
    page = body(browser(berik).get(reverse("export_files")))
    assert "How far it is" in page
    assert exported() == []
    assert ExportFile.objects.get().owner == berik


def test_an_invented_case_says_so_in_the_name_of_the_file(berik, organisation):
    Organisation.objects.filter(pk=organisation.pk).update(is_demonstration=True)
    organisation.refresh_from_db()
    full_case(berik, organisation, DataSet.DEMONSTRATION)
    client = Client()
    client.force_login(berik)  # invented cases need no password
    answer = client.post(address(), CSV)
    assert "aryz-cases-demonstration-" in answer["Content-Disposition"]


def test_files_are_fetched_and_deleted_by_their_owner(case, berik, alia, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 0)
    client = browser(berik)
    client.post(address(), CSV)
    file = ExportFile.objects.get()
    fetch, delete = (reverse(name, args=[file.uuid]) for name in ("fetch_export", "delete_export"))
    assert client.post(fetch)["Location"] == reverse("export_files")
    actions.make(file.job, lambda done, total: None)
    assert [row["case"] for row in parsed(body(client.post(fetch)))] == [case.reference]
    assert browser(alia).post(fetch).status_code == 404
    assert browser(alia).post(delete).status_code == 404
    client.post(delete)
    assert not ExportFile.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_files_cost_the_same_queries_however_many(berik, django_assert_num_queries, number):
    client = browser(berik)
    for _number in range(number):
        ExportFile.objects.create(
            owner=berik, kind="csv", options={"data_set": "own"}, expires_on=date(2030, 1, 1), rows=1, size=1
        )
    client.get(reverse("export_files"))
    with django_assert_num_queries(5):
        client.get(reverse("export_files"))


# --- names and contacts -----------------------------------------------------------------------------------------------


@pytest.fixture
def named(berik, organisation):
    """A case whose names Berik can open, and one whose names he cannot."""
    with_keys(berik)
    keeper = keeper_too(berik, organisation)
    case, closed = full_case(keeper, organisation), full_case(keeper, organisation, file_number="2")
    KeyWrap.objects.filter(data_key__safe=closed.safe, data_key__compartment=Compartment.IDENTITY).delete()
    return case, closed


def names_browser(user) -> Client:
    client = unlocked_client(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def test_names_leave_with_a_reason_and_what_cannot_be_opened_is_named(named, berik):
    case, closed = named
    where = f"{reverse('export_identities')}?case={case.reference}&case={closed.reference}"
    assert NAME not in body(names_browser(berik).post(where, {}))
    assert exported() == []
    text = body(names_browser(berik).post(where, {"reason": "contact"}))
    assert NAME in text
    assert f"# Left out: {closed.reference}: you hold no key of the names" in text
    assert text.endswith("# complete: 1\r\n")
    assert exported() == [("identities_exported", "case", "contact", "berik")]
    assert NAME not in str(list(ExportFile.objects.values()))


def test_names_are_those_of_named_cases_only(named, berik):
    assert names_browser(berik).get(reverse("export_identities")).status_code == 404


def test_names_of_too_many_cases_at_once_are_not_taken_out(named, berik):
    query = "&".join(f"case=2222-{number:04}" for number in range(51))
    assert names_browser(berik).get(f"{reverse('export_identities')}?{query}").status_code == 404


@pytest.mark.parametrize("name", ["vera", "dana", "azat"])
def test_whoever_opens_no_names_takes_none_out(named, cast, name):
    where = address("export_identities", case=named[0].reference)
    assert names_browser(with_keys(cast[name])).post(where, {"reason": "contact"}).status_code == 403


def test_a_colleague_without_the_key_takes_no_name_out(named, berik, alia):
    case, _closed = named
    with_keys(alia)
    assign_case(by=berik, case=case, user=alia)
    text = body(names_browser(alia).post(address("export_identities", case=case.reference), {"reason": "contact"}))
    assert NAME not in text
    assert exported() == []
