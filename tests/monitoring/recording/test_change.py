"""Putting a recorded visit right: what is counted comes back, words left alone stay, what was found stays."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from monitoring.actions import ReportDates, change_visit, note_report
from monitoring.choices import StoodBack, VisitTextKind
from monitoring.facts import MemberFacts
from monitoring.interviews.actions import link_trigger
from monitoring.models import Visit, VisitAfterwards, VisitDraft, VisitMember
from monitoring.opening import open_texts
from monitoring.recording.drafts import drafts_of
from tests.monitoring.interviews.heard import case_of, hear
from tests.monitoring.recording.conftest import post
from tests.monitoring.recording.typical import ADVICE, FINDING
from tests.monitoring.visits import TODAY, facts, own_visit
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
    assert answer.status_code == 404
    assert "This draft is gone" in answer.content.decode()
    lead = unlocked_client(berik)
    assert lead.get(reverse("change_visit", kwargs={"reference": visit.reference})).status_code == 404


def test_a_change_begun_before_a_colleague_changed_the_visit_is_begun_again_with_its_words(browser, visit, vera, berik):
    change = begun(browser, visit)
    sent = sent_by(browser, change) | {"conduct": "Loud.", "findings-0-theme": visit.findings.first().theme.code}
    given = facts(members=[MemberFacts(user=vera), MemberFacts(user=berik)], population={"held": 7})
    change_visit(by=berik, visit=visit, facts=given, today=TODAY)
    note_report(by=berik, visit=visit, dates=ReportDates(date(2026, 10, 27)), today=TODAY)
    texts = visit.texts.count()
    told = post(browser, change, sent, "send").content.decode()
    again = reverse("change_visit", kwargs={"reference": visit.reference})
    assert f'<a href="{again}">The visit was changed since you began.' in told
    assert "Loud." in told
    row = Visit.objects.get(pk=visit.pk)
    assert (row.population.held, row.afterwards.reported_on) == (7, date(2026, 10, 27))
    assert (row.members.count(), row.texts.count()) == (2, texts)
    assert begun(browser, visit).pk == change.pk
    fresh = sent_by(browser, change)
    assert (fresh["people-held"], fresh["reported_on"], fresh["conduct"]) == ("7", "27.10.2026", "Loud.")
    assert fresh["findings-0-theme"] == sent["findings-0-theme"]
    answer = post(browser, change, fresh, "send")
    assert answer.status_code == 302, answer.context["errors"]
    row = Visit.objects.get(pk=visit.pk)
    assert (row.population.held, row.afterwards.reported_on, row.members.count()) == (7, date(2026, 10, 27), 2)
    assert (row.texts.count(), row.findings.count()) == (texts + 1, 4)


def test_words_that_a_colleague_wrote_meanwhile_are_not_covered_by_others(browser, visit, vera, berik):
    change = begun(browser, visit)
    sent = sent_by(browser, change) | {"conduct": "Loud."}
    with_words = facts(members=[MemberFacts(user=vera)], texts={VisitTextKind.CONDUCT: "Silent."})
    change_visit(by=berik, visit=visit, facts=with_words, today=TODAY)
    texts = visit.texts.count()
    post(browser, change, sent, "send")
    assert visit.texts.count() == texts


def test_a_change_goes_with_the_right_to_see_the_visit(browser, visit, vera, berik):
    change = begun(browser, visit)
    sent = sent_by(browser, change)
    VisitMember.objects.filter(visit=visit, user=vera).update(stood_back=StoodBack.RELATED)
    assert browser.get(reverse("visit_draft", kwargs={"uuid": change.uuid})).status_code == 404
    assert visit.reference not in browser.get(reverse("new_visit")).content.decode()
    assert post(browser, change, sent, "send").status_code == 404
    assert drafts_of(vera).count() == 0
    VisitMember.objects.filter(visit=visit, user=vera).update(stood_back=StoodBack.NO)
    members = [MemberFacts(user=berik), MemberFacts(user=vera, stood_back=StoodBack.RELATED)]
    change_visit(by=berik, visit=visit, facts=facts(members=members), today=TODAY)
    assert not VisitDraft.objects.exists()


def test_a_change_leaves_alone_the_cases_that_a_colleague_linked_meanwhile(browser, visit, vera):
    change = begun(browser, visit)
    sent = sent_by(browser, change)
    case = case_of(hear(vera, visit))
    link_trigger(by=vera, visit=visit, case=case)
    assert post(browser, change, sent, "send").status_code == 302
    assert list(visit.triggers.values_list("case", flat=True)) == [case.pk]
