"""The sheet of a case: how much each level shows, through which doors, and what the audit knows of it."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from complaints.actions import assign_case
from complaints.choices import DataSet, RecusalReason
from complaints.models import Case, Consent, Recusal
from complaints.sheets import pdf
from complaints.sheets.redaction import Level
from institutions.choices import TermList
from institutions.models import Term
from tests.cast import PASSWORD
from tests.complaints.exports.cases import CANARIES, full_case
from tests.complaints.sealed_cases import NAME, STORY, keeper_too, with_recovery_key
from tests.vault.keys import unlocked_client, with_keys

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 4)


@pytest.fixture
def case(berik, organisation) -> Case:
    """A case that Berik can open, names too."""
    with_keys(berik)
    keeper_too(berik, organisation)
    with_recovery_key(organisation)
    return full_case(berik, organisation)


def browser(user):
    """Somebody who signed in and typed the password a moment ago."""
    client = unlocked_client(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def sheet(user, case, level, *, client=None, **posted):
    client = client or browser(user)
    return client.post(reverse("case_sheet", args=[case.reference]), {"level": level, **posted})


def acts() -> list[tuple[str, str, str]]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", "subject", "reason"))


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_level_is_asked_before_anything_is_made(case, berik):
    answer = browser(berik).get(reverse("case_sheet", args=[case.reference]))
    assert answer.status_code == 200
    assert [str(level.label) in text_of(answer) for level in Level] == [True] * 4
    assert "sheet_made" not in dict.fromkeys(action for action, _subject, _reason in acts())


def test_everybody_s_sheet_names_no_day_no_place_no_file_and_no_body_below_its_head(case, berik):
    page = text_of(sheet(berik, case, 1))
    assert case.reference in page
    assert "March 2025" in page
    assert [word for word in ("1 March 2025", "10 January 2025", "=1+1", "661/2015", *CANARIES) if word in page] == []
    assert acts()[-1] == ("sheet_made", "sheet_1", "")


def test_a_partner_s_sheet_has_days_and_numbers_but_no_words_of_people(case, berik):
    page = text_of(sheet(berik, case, 2))
    assert [word for word in ("1 March 2025", "=1+1", "661/2015", "Not voluntary") if word not in page] == []
    assert [word for word in CANARIES if word in page] == []


def test_a_sheet_is_no_table_and_says_nothing_that_is_no_news(case, berik):
    page = text_of(sheet(berik, case, 2))
    assert [word for word in ("In force", "Some date is known", "nothing recorded") if word in page] == []
    assert "alleged victim" in page


def test_the_choice_says_what_was_agreed_to_and_where_nothing_fits(case, berik):
    address = reverse("case_sheet", args=[case.reference])
    client = browser(berik)
    case.consents.all().delete()
    page = text_of(client.get(address))
    assert "Nothing is on record as agreed to." in page
    assert ("no consent to publication" in page, "no consent to hand anything on" in page) == (True, True)
    for default in ("no", "ask"):
        scope = Term.objects.filter(list=TermList.CONSENT_SCOPE, attributes__default=default).last()
        Consent.objects.create(case=case, scope=scope, answer="given", recorded_by=berik, recorded_on=TODAY)
    page = text_of(client.get(address))
    assert "On record as agreed to:" in page
    assert ("no consent to publication" in page, "no consent to hand anything on" in page) == (False, False)
    Consent.objects.create(case=case, scope=scope, answer="withdrawn", recorded_by=berik, recorded_on=TODAY)
    assert "no consent to hand anything on" in text_of(client.get(address))


def test_the_reason_for_names_is_not_called_optional(case, berik):
    page = text_of(browser(berik).get(reverse("case_sheet", args=[case.reference])))
    assert "Why are names and contacts needed on paper?</legend>" in page


def test_the_team_s_sheet_opens_the_narrative_and_the_audit_knows_it(case, berik):
    page = text_of(sheet(berik, case, 3))
    assert STORY in page
    assert NAME not in page
    assert [act[:2] for act in acts()[-2:]] == [("narrative_opened", "case"), ("sheet_made", "sheet_3")]


def test_names_stand_on_the_sheet_only_with_a_reason(case, berik):
    assert NAME not in text_of(sheet(berik, case, 4))
    assert "identity_opened" not in [act for act, _subject, _reason in acts()]
    assert NAME in text_of(sheet(berik, case, 4, reason="filing"))
    assert acts()[-2:] == [("identity_opened", "victim_1", "filing"), ("sheet_made", "sheet_4", "filing")]


def test_a_reader_without_the_key_gets_no_sheet_and_is_told_who_holds_it(case, berik, alia):
    with_keys(alia)
    assign_case(by=berik, case=case, user=alia)
    answer = sheet(alia, case, 3)
    assert answer.status_code == 403
    assert STORY not in text_of(answer)
    assert "sheet_made" not in [act for act, _subject, _reason in acts()]


def test_locked_keys_lead_to_the_password(case, berik, client):
    client.force_login(berik)
    assert sheet(berik, case, 3, client=client).status_code == 302


@pytest.mark.parametrize("level", ["0", "5", "", "x", "\x00", "9" * 500])
def test_a_level_that_is_none_makes_no_sheet(case, berik, level):
    assert "sheet_made" not in [act for act, _subject, _reason in acts()]
    assert sheet(berik, case, level).status_code == 200
    assert "sheet_made" not in [act for act, _subject, _reason in acts()]


@pytest.mark.parametrize("name", ["alia", "vera", "dana", "azat", "charlie"])
def test_whoever_may_not_know_of_the_case_gets_nothing(case, cast, name, client):
    client.force_login(cast[name])
    assert client.get(reverse("case_sheet", args=[case.reference])).status_code == 404


def test_whoever_stands_back_gets_nothing(case, berik, client):
    Recusal.objects.create(case=case, user=berik, reason=RecusalReason.OTHER, started_on=case.created_at.date())
    client.force_login(berik)
    assert client.get(reverse("case_sheet", args=[case.reference])).status_code == 404


def test_name_and_time_stand_on_the_sheet(case, berik):
    assert text_of(sheet(berik, case, 2)).count("Berik,") == 2


def test_invented_cases_say_so_on_paper(berik, organisation):
    with_keys(berik)
    organisation.is_demonstration = True
    organisation.save()
    page = text_of(sheet(berik, full_case(berik, organisation, DataSet.DEMONSTRATION), 2))
    assert "Demonstration data." in page


def test_without_the_library_the_page_says_so_and_offers_the_print_view(case, berik, monkeypatch):
    monkeypatch.setattr(pdf, "_library", lambda: (_ for _ in ()).throw(pdf.NoPdf()))
    page = text_of(browser(berik).get(reverse("case_sheet", args=[case.reference])))
    assert "This machine cannot make PDF files" in page
    assert "Show to print" in page
    assert 'value="pdf"' not in page
    assert sheet(berik, case, 2, **{"as": "pdf"})["Content-Type"].startswith("text/html")
    assert "sheet_made" not in [act for act, _subject, _reason in acts()]
