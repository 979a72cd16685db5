"""The audit in plain sentences: a lead reads the organisation's, everybody their own, nobody more than that."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from accounts import audit_pages
from accounts.audit import record
from accounts.audit_anchors import write_anchors
from accounts.choices import Act, Outcome, Reason
from accounts.models import AuditEvent
from complaints.actions import receive_complaint
from complaints.choices import DataSet, RecusalReason
from complaints.models import Recusal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def anchors(settings, tmp_path):
    """Anchors of this test are written beside nothing else."""
    settings.VAR_DIR = tmp_path


@pytest.fixture
def case(berik, organisation):
    """A case of the organisation that only the lead may see."""
    return receive_complaint(
        by=berik, organisation=organisation, data_set=DataSet.OWN, channel=None, today=date(2026, 3, 4)
    )


def opened(who, case) -> AuditEvent:
    return record(
        actor=who,
        organisation=case.organisation,
        action=Act.NARRATIVE_OPENED,
        subject="case",
        subject_uuid=case.uuid,
        reason=Reason.WORK_ON_CASE,
    )


def page_of(client, reader, name="audit", **query) -> str:
    client.force_login(reader)
    return client.get(reverse(name), query).content.decode()


def test_a_lead_reads_what_was_done_and_opens_the_case(client, berik, alia, case):
    opened(alia, case)
    page = page_of(client, berik)
    address = reverse("case_detail", args=[case.reference])
    assert f'Alia opened the narrative of <a href="{address}">case {case.reference}</a>.' in page
    assert str(Reason.WORK_ON_CASE.label) in page


def test_an_administrator_reads_that_it_was_done_but_not_in_which_case(client, azat, alia, case):
    opened(alia, case)
    page = page_of(client, azat)
    assert f"Alia opened the narrative of case {case.uuid.hex[:4]}…." in page
    assert case.reference not in page and str(case.uuid) not in page


def test_a_lead_of_another_organisation_reads_nothing_of_it(client, charlie, alia, case):
    opened(alia, case)
    page = page_of(client, charlie)
    assert "Nothing has happened yet" in page
    assert "Alia" not in page and case.uuid.hex[:4] not in page


def test_acts_of_the_house_are_no_organisation_s(client, berik, charlie):
    record(actor=charlie, organisation=None, action=Act.SIGN_IN_REFUSED)
    assert "Charlie" not in page_of(client, berik)


def test_who_stands_back_from_a_case_does_not_even_learn_that_it_was_opened(client, berik, alia, case):
    for _act in range(3):
        opened(alia, case)
    record(actor=alia, organisation=case.organisation, action=Act.SIGNED_IN)
    Recusal.objects.create(case=case, user=berik, reason=RecusalReason.values[0], started_on=date(2026, 3, 5))
    for name in ("audit", "own_acts"):
        page = page_of(client, berik, name)
        assert case.reference not in page and case.uuid.hex[:4] not in page and "narrative of" not in lines_of(page)
    assert "Alia signed in." in page_of(client, berik)


def lines_of(page: str) -> str:
    """The list alone: the filters name every act there is."""
    return page.partition("<tbody")[2].partition("</tbody>")[0]


def links_of(page: str) -> str:
    """The links to the neighbouring pages."""
    return page.partition('<nav class="keyset"')[2].partition("</nav>")[0]


def test_a_page_beside_a_hidden_act_does_not_exist(client, berik, alia, case):
    event = opened(alia, case)
    Recusal.objects.create(case=case, user=berik, reason=RecusalReason.values[0], started_on=date(2026, 3, 5))
    client.force_login(berik)
    assert client.get(reverse("audit"), {"older_than": event.prev}).status_code == 404


def test_a_page_beside_an_act_of_others_does_not_exist(client, charlie, alia, case):
    event = opened(alia, case)
    client.force_login(charlie)
    assert client.get(reverse("audit"), {"newer_than": event.prev}).status_code == 404


def test_everybody_reads_their_own_acts_and_no_others(client, alia, berik, organisation):
    record(actor=alia, organisation=organisation, action=Act.SIGNED_IN)
    record(actor=berik, organisation=organisation, action=Act.PASSWORD_CHANGED)
    lines = lines_of(page_of(client, alia, "own_acts"))
    assert "Alia signed in." in lines
    assert "Berik" not in lines


def test_without_acts_the_page_says_so(client, alia):
    assert "Nothing has happened yet" in page_of(client, alia, "own_acts")


def test_of_an_anonymous_act_the_day_alone_is_shown(client, berik, case):
    record(
        actor=None,
        organisation=case.organisation,
        action=Act.CONSENT_CHANGED,
        subject="case",
        subject_uuid=case.uuid,
        is_coarse=True,
    )
    first = lines_of(page_of(client, berik)).partition("</tr>")[0]
    assert "Somebody from outside changed what was agreed to" in first
    assert ":" not in first.partition("data-label=")[2].partition("</td>")[0]


def test_a_refused_act_is_marked(client, berik, organisation):
    record(actor=berik, organisation=organisation, action=Act.SIGN_IN_REFUSED, outcome=Outcome.REFUSED)
    assert "Refused" in lines_of(page_of(client, berik))


def test_a_person_is_named_to_colleagues_alone(client, azat, vera, charlie, organisation):
    for person in (vera, charlie):
        record(actor=azat, organisation=organisation, action=Act.ROLE_GIVEN, subject="person", subject_uuid=person.uuid)
    lines = lines_of(page_of(client, azat))
    assert "Azat gave a role to Vera." in lines
    assert f"Azat gave a role to account {charlie.uuid.hex[:4]}…." in lines and "Charlie" not in lines


def test_filters_stand_in_the_address(client, berik, alia, organisation):
    record(actor=alia, organisation=organisation, action=Act.SIGNED_IN)
    record(actor=berik, organisation=organisation, action=Act.SIGNED_IN)
    record(actor=berik, organisation=organisation, action=Act.SIGNED_OUT)
    assert lines_of(page_of(client, berik, who=berik.uuid)).count("</tr>") == 2
    assert lines_of(page_of(client, berik, who=berik.uuid, act="signed_out")).count("</tr>") == 1
    assert "Nothing under these filters" in page_of(client, berik, day_to="2020-01-01")
    assert lines_of(page_of(client, berik, day_from="2020-01-01")).count("</tr>") == 3


def test_a_filter_that_is_none_is_told(client, berik, charlie, organisation):
    record(actor=berik, organisation=organisation, action=Act.SIGNED_IN)
    for query in ({"day_from": "yesterday"}, {"act": "gossiped"}, {"who": charlie.uuid}):
        page = page_of(client, berik, **query)
        assert "error" in page and "<tbody" not in page


def test_pages_follow_each_other_without_losing_an_act(client, berik, organisation, monkeypatch):
    monkeypatch.setattr(audit_pages, "PAGE_SIZE", 2)
    events = [record(actor=berik, organisation=organisation, action=Act.SIGNED_IN) for _act in range(5)]
    newest = links_of(page_of(client, berik, act="signed_in"))
    assert escape(f"?act=signed_in&older_than={events[3].prev}") in newest and "newer_than" not in newest
    middle = links_of(page_of(client, berik, older_than=events[3].prev))
    assert f"older_than={events[1].prev}" in middle and f"newer_than={events[2].prev}" in middle
    last = page_of(client, berik, older_than=events[1].prev)
    assert lines_of(last).count("</tr>") == 1 and "older_than" not in links_of(last)
    assert lines_of(page_of(client, berik, newer_than=events[2].prev)).count("</tr>") == 2


def test_the_page_shows_where_the_chain_was_anchored(client, berik, organisation, now):
    event = record(actor=berik, organisation=organisation, action=Act.SIGNED_IN)
    assert "Not yet." in page_of(client, berik)
    write_anchors(now=now)
    page = page_of(client, berik)
    assert page.count(event.hash) == 2 and "at line 1" in page


def test_a_page_costs_the_same_for_one_act_and_for_many(client, berik, case):
    client.force_login(berik)
    client.get(reverse("audit"))
    counts = []
    for number in (1, 6):
        for _act in range(number):
            opened(berik, case)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("audit"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_every_act_has_a_sentence_with_a_known_gap():
    for act in Act:
        assert str(act.label) % {"who": "W", "subject": "S"}


def test_nothing_is_hidden_by_an_ended_recusal(client, berik, alia, case):
    opened(alia, case)
    Recusal.objects.create(
        case=case,
        user=berik,
        reason=RecusalReason.values[0],
        started_on=date(2026, 3, 5),
        ended_on=date(2026, 3, 6),
    )
    assert case.reference in page_of(client, berik)


def test_an_unknown_number_leads_nowhere(client, berik, organisation):
    uuid = uuid4()
    record(actor=berik, organisation=organisation, action=Act.FILE_OPENED, subject="case", subject_uuid=uuid)
    lines = lines_of(page_of(client, berik))
    assert f"case {uuid.hex[:4]}…" in lines and "<a " not in lines
