"""Putting a recorded visit right: what is counted comes back, words left alone stay, what was found stays."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from monitoring.choices import VisitTextKind
from monitoring.models import Visit, VisitAfterwards, VisitDraft
from monitoring.opening import open_texts
from tests.monitoring.recording.conftest import post
from tests.monitoring.recording.typical import ADVICE, FINDING
from tests.monitoring.visits import own_visit
from tests.vault.keys import private_key_of, unlocked_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(browser, draft, page) -> Visit:
    """A recorded visit with words and days of its report."""
    post(browser, draft, page, "send", conduct="Calm.", reported_on="25.10.2026")
    VisitAfterwards.objects.update(is_anonymised=True)
    return Visit.objects.get()


def begun(browser, visit: Visit) -> VisitDraft:
    browser.post(reverse("change_visit", kwargs={"reference": visit.reference}))
    return VisitDraft.objects.get(corrects=visit)


def sent_by(browser, draft: VisitDraft) -> dict[str, object]:
    """What the page sends when nobody types anything."""
    shown = browser.get(reverse("visit_draft", kwargs={"uuid": draft.uuid}))
    sent: dict[str, object] = {"shown": "1"}
    for sheet in shown.context["sheets"]:
        for asked in sheet.asked:
            sent |= {f"rows-{asked.question.name}": str(len(asked.rows))} if asked.rows else {}
            fields = [*asked.fields, *(field for row in asked.rows for field in row)]
            sent |= {field.html_name: field.value() for field in fields if field.value() not in (None, [], False)}
    return sent


def state_of(visit: Visit) -> list[object]:
    row = Visit.objects.get(pk=visit.pk)
    plain = [
        row.facility_id,
        row.regime_id,
        row.notice_id,
        row.arrived_at,
        row.entered_at,
        row.left_at,
        row.persons_offered,
    ]
    after = row.afterwards
    return [
        *plain,
        *(sorted(row.access.values_list("code", flat=True)), row.population.held, row.population.under_18),
        list(row.members.order_by("number").values_list("user", "profession", "part", "stood_back")),
        sorted(row.premises.values_list("premise_type", "outcome", "mandate")),
        sorted(row.documents.values_list("kind", "outcome")),
        sorted(row.interviews.values_list("mode", "number")),
        (after.reprisal_risk_id, after.follow_up, after.look_again_on, after.reported_on, after.is_anonymised),
        row.findings.count(),
        row.recommendations.count(),
        row.texts.count(),
    ]


def test_a_change_that_changes_nothing_leaves_everything_as_it_was(browser, visit):
    before = state_of(visit)
    change = begun(browser, visit)
    answer = post(browser, change, sent_by(browser, change), "send")
    assert answer["Location"] == reverse("visit_recorded", kwargs={"reference": visit.reference})
    assert state_of(visit) == before
    assert not VisitDraft.objects.exists()


def test_a_change_replaces_what_is_counted_and_adds_what_was_found(browser, visit, vera):
    change = begun(browser, visit)
    sent = sent_by(browser, change)
    theme = Visit.objects.get().findings.first().theme.code
    added = {"findings-0-theme": theme, "findings-0-words": "One more.", "recommendations-0-finding": "4"}
    addressee = visit.recommendations.first().addressee.code
    added |= {"recommendations-0-addressee": addressee, "recommendations-0-theme": theme}
    post(browser, change, sent | added, "send", **{"people-held": "175", "conduct": "Loud."})
    visit.refresh_from_db()
    assert visit.population.held == 175
    assert visit.findings.count() == 4
    assert visit.recommendations.get(number=4).finding.number == 4
    opened = open_texts(by=vera, private_key=private_key_of(vera), visit=visit, now=datetime.now(UTC))
    assert opened.told(VisitTextKind.CONDUCT) == "Loud."
    assert opened.of(visit.findings.get(number=1).words_id) == FINDING
    assert opened.of(visit.recommendations.get(number=1).words_id) == ADVICE


def test_what_stands_is_shown_and_not_asked_again(browser, visit):
    change = begun(browser, visit)
    told = browser.get(reverse("visit_draft", kwargs={"uuid": change.uuid})).content.decode()
    assert "There already; they stay as they are:" in told
    assert FINDING not in told
    assert f"Change visit {visit.reference}" in told


def test_a_change_is_begun_once(browser, visit):
    first = begun(browser, visit)
    assert begun(browser, visit).pk == first.pk
    told = browser.get(reverse("change_visit", kwargs={"reference": visit.reference})).content.decode()
    assert "Go on with the change you began" in told


@pytest.mark.parametrize(("name", "status"), [("alia", 403), ("dana", 403), ("azat", 403), ("charlie", 404)])
def test_who_may_not_record_changes_nothing(client, cast, vera, organisation, name, status):
    visit = own_visit(vera, organisation)
    client.force_login(cast[name])
    assert client.get(reverse("change_visit", kwargs={"reference": visit.reference})).status_code == status
    assert client.post(reverse("change_visit", kwargs={"reference": visit.reference})).status_code == status
    assert not VisitDraft.objects.exists()


def test_a_visit_taken_back_is_not_changed_any_more(browser, visit, berik):
    change = begun(browser, visit)
    sent = sent_by(browser, change)
    Visit.objects.filter(pk=visit.pk).update(mistaken_on=visit.visited_on)
    answer = post(browser, change, sent, "send")
    assert answer.status_code == 200
    assert VisitDraft.objects.filter(pk=change.pk).exists()
    lead = unlocked_client(berik)
    assert lead.get(reverse("change_visit", kwargs={"reference": visit.reference})).status_code == 404
