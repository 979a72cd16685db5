"""Pages of plans: only for readers with an open session; of a plan of others nothing is told, not even that it is."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Act, Role
from accounts.models import AuditEvent
from institutions.choices import TermList
from institutions.models import MonitoringRegime, Term
from monitoring.choices import PlanState
from monitoring.models import PlanCopy, VisitDraft, VisitPlan
from monitoring.recording import drafts
from tests.cast import person
from tests.monitoring.planning.plans import FOCUS, NOTES, everything_stored, planned
from tests.monitoring.planning.test_views import words
from tests.monitoring.visits import place, regime, term
from tests.security.canaries import spellings
from tests.vault.keys import private_key_of, unlocked_client, with_keys

pytestmark = pytest.mark.django_db

PLANS, NEW = "/visits/plans/", "/visits/plans/new/"


def soon(number: int = 0):
    return timezone.localdate() + timedelta(days=number)


def plan(by, organisation, *readers, **changed):
    """A plan that may begin today, unless other days are given."""
    return planned(by, organisation, *readers, today=soon(), **{"first_day": soon(), "last_day": soon(2), **changed})


def posted(**changed):
    return {
        "facility": place().code,
        "first_day": soon(5).isoformat(),
        "last_day": soon(6).isoformat(),
        "regime": regime().code,
        "visit_type": term(TermList.VISIT_TYPE, "periodic").code,
        "focus": FOCUS,
        "notes": NOTES,
    } | changed


@pytest.fixture
def keyed(vera, berik, charlie):
    with_keys(vera, berik, charlie)


def test_plans_stand_by_month_with_all_that_was_planned(keyed, vera, berik, organisation):
    plan(vera, organisation, berik)
    told = words(unlocked_client(berik).get(PLANS))
    for expected in (place().label, FOCUS, NOTES, "Vera", "Nobody needs to be told"):
        assert expected in told


def test_a_locked_session_shows_the_way_to_the_password_and_nothing_else(keyed, client, vera, organisation):
    plan(vera, organisation)
    client.force_login(vera)
    page = client.get(PLANS)
    assert "Your plans are sealed" in words(page)
    assert f"next={PLANS}" in page.content.decode()
    assert place().label not in words(page)
    assert not AuditEvent.objects.filter(action=Act.VISIT_PLAN_OPENED).exists()


def test_opening_is_told_once_a_session_for_each_copy(keyed, vera, organisation):
    plan(vera, organisation), plan(vera, organisation)
    client = unlocked_client(vera)
    for _time in range(3):
        client.get(PLANS)
    opened = AuditEvent.objects.filter(action=Act.VISIT_PLAN_OPENED)
    assert opened.count() == 2
    unlocked_client(vera).get(PLANS)
    assert opened.count() == 4


def test_a_plan_that_changed_is_told_again(keyed, vera, berik, organisation):
    one = plan(vera, organisation, berik)
    client = unlocked_client(berik)
    client.get(PLANS)
    unlocked_client(vera).post(f"/visits/plans/{one.uuid}/change/", posted(readers=[str(berik.uuid)]))
    client.get(PLANS)
    assert AuditEvent.objects.filter(action=Act.VISIT_PLAN_OPENED, actor=berik).count() == 2


def test_without_plans_the_page_teaches(keyed, vera):
    assert "You have planned no visit" in words(unlocked_client(vera).get(PLANS))


def test_who_reads_no_plan_sees_neither_plan_nor_number(keyed, vera, berik, charlie, organisation):
    for stranger in (berik, charlie):
        client = unlocked_client(stranger)
        before = {address: words(client.get(address)) for address in (PLANS, "/visits/programme/")}
        one = plan(vera, organisation)
        assert {address: words(client.get(address)) for address in before} == before
        for name, method in (("change", client.get), ("change", client.post), ("drop", client.post)):
            answers = [method(f"/visits/plans/{uuid}/{name}/") for uuid in (one.uuid, uuid4())]
            assert [answer.status_code for answer in answers] == [404, 404]
        assert client.post(f"/visits/plans/{one.uuid}/begin/").status_code == 404
    assert VisitPlan.objects.filter(state=PlanState.PLANNED).count() == 2


@pytest.mark.parametrize("name", ["alia", "dana", "azat"])
def test_whoever_records_no_visits_has_no_plans(client, cast, name):
    client.force_login(cast[name])
    assert [client.get(address).status_code for address in (PLANS, NEW)] == [403, 403]


# --- planning ---------------------------------------------------------------------------------------------------------


def test_a_visit_is_planned_with_a_locked_session(keyed, client, vera, berik, organisation):
    client.force_login(vera)
    answer = client.post(NEW, posted(readers=[str(berik.uuid)]))
    assert answer.status_code == 302
    assert answer["Location"] == PLANS
    assert FOCUS in words(unlocked_client(berik).get(PLANS))


def test_a_place_chosen_in_the_programme_begins_the_form(keyed, client, vera):
    client.force_login(vera)
    page = client.post(NEW, {"place": place().code})
    assert page.status_code == 200
    assert page.context["form"].initial["facility"] == place().code
    assert not page.context["form"].errors
    assert client.post(NEW, {"place": "\x00"}).status_code == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("facility", "no-such"),
        ("facility", ""),
        ("facility", "\x00"),
        ("first_day", "31.02.2027"),
        ("first_day", "2020-01-01"),
        ("last_day", "2020-01-01"),
        ("last_day", "9999-12-31"),
        ("regime", "no-such"),
        ("visit_type", ""),
        ("focus", "x" * 4001),
        ("focus", "a\x00b"),
        ("readers", "no-such"),
        ("readers", "0d3b7f0e-8f5a-4a55-9a5e-2d1c6b7e9f10"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_planned(keyed, client, vera, name, value):
    client.force_login(vera)
    page = client.post(NEW, posted(**{name: value}))
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not VisitPlan.objects.exists()


def test_days_are_typed_and_shown_day_first(keyed, client, vera):
    client.force_login(vera)
    told = [f"{soon(number):%d.%m.%Y}" for number in (5, 6)]
    page = client.post(NEW, posted(first_day=told[0], last_day=told[1], facility=""))
    assert page.context["form"].errors.keys() == {"facility"}
    assert [f'value="{day}"' in page.text for day in told] == [True, True]
    assert 'type="date"' not in page.text
    client.post(NEW, posted(first_day=told[0], last_day=told[1]))
    assert VisitPlan.objects.count() == 1


def test_days_that_cannot_be_are_told_beside_them(keyed, client, vera):
    client.force_login(vera)
    page = client.post(NEW, posted(first_day=soon(-1).isoformat(), last_day=soon(-2).isoformat()))
    assert page.context["form"].errors.keys() == {"first_day", "last_day"}


def test_only_colleagues_who_record_visits_and_have_keys_are_offered(keyed, client, vera, berik, organisation):
    person("newcomer", organisation, Role.MONITOR)
    client.force_login(vera)
    offered = dict(client.get(NEW).context["form"].fields["readers"].choices)
    assert offered == {str(berik.uuid): "Berik"}


def test_terms_with_notice_say_by_when(keyed, vera, organisation):
    terms = MonitoringRegime.objects.filter(notice_hours=24).get()
    kind = Term.objects.get(list=TermList.VISIT_TYPE, code=terms.visit_types[0])
    plan(vera, organisation, regime=terms.code, visit_type=kind.code)
    told = words(unlocked_client(vera).get(PLANS))
    assert "at least 24 hours before" in told
    assert "too late" in told


# --- changing, dropping, beginning ------------------------------------------------------------------------------------


def test_changing_opens_the_plan_and_seals_it_anew(keyed, vera, berik, organisation):
    one = plan(vera, organisation, berik)
    client = unlocked_client(berik)
    page = client.get(f"/visits/plans/{one.uuid}/change/")
    assert page.context["form"].initial["focus"] == FOCUS
    assert "readers" not in page.context["form"].fields
    assert client.post(f"/visits/plans/{one.uuid}/change/", posted(focus="Another focus")).status_code == 302
    assert "Another focus" in words(unlocked_client(vera).get(PLANS))


def test_a_locked_session_is_led_to_the_password(keyed, client, vera, organisation):
    one = plan(vera, organisation)
    client.force_login(vera)
    for answer in (
        client.get(f"/visits/plans/{one.uuid}/change/"),
        client.post(f"/visits/plans/{one.uuid}/begin/"),
    ):
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_reauthenticate"))


def test_dropping_deletes_every_copy(keyed, client, vera, berik, organisation):
    one = plan(vera, organisation, berik)
    client.force_login(vera)
    assert client.post(f"/visits/plans/{one.uuid}/drop/").status_code == 302
    assert not PlanCopy.objects.exists()


def test_a_record_begins_with_what_the_plan_says_and_only_once(keyed, vera, organisation):
    one = plan(vera, organisation)
    client = unlocked_client(vera)
    first, second = (client.post(f"/visits/plans/{one.uuid}/begin/") for _time in range(2))
    draft = VisitDraft.objects.get()
    assert first["Location"] == second["Location"]
    assert str(draft.uuid) in first["Location"]
    assert (draft.plan, draft.author) == (one, vera)
    told = drafts.opened(draft, private_key_of(vera))
    assert told.one("facility") == place().code
    assert told.one("visited_on") == f"{soon():%d.%m.%Y}"
    assert told.one("objectives") == FOCUS
    assert client.get(first["Location"]).status_code == 200


def test_no_record_begins_before_the_first_day(keyed, vera, organisation):
    one = plan(vera, organisation, first_day=soon(1))
    client = unlocked_client(vera)
    answer = client.post(f"/visits/plans/{one.uuid}/begin/", follow=True)
    assert "The day of this plan has not come" in words(answer)
    assert not VisitDraft.objects.exists()


# --- what is left behind ----------------------------------------------------------------------------------------------


def test_nothing_that_was_typed_stands_in_tables_sessions_or_answers(keyed, caplog, vera, berik, organisation):
    client = unlocked_client(vera)
    secret = place("KANPLACE-9")
    stored = set(everything_stored())
    told = posted(facility=secret.code, first_day=soon(77).isoformat(), last_day=soon(78).isoformat())
    answers = [client.post(NEW, {"place": secret.code}), client.post(NEW, told | {"readers": [str(berik.uuid)]})]
    answers += [client.get(PLANS), client.get("/visits/programme/"), client.get("/visits/programme/places/")]
    one = VisitPlan.objects.get()
    answers += [client.get(f"/visits/plans/{one.uuid}/change/"), client.post(f"/visits/plans/{one.uuid}/begin/")]
    answers.append(client.post(f"/visits/plans/{one.uuid}/change/", told | {"focus": f"{FOCUS} again"}))
    secrets = (FOCUS, NOTES, secret.code, soon(77).isoformat(), soon(78).isoformat())
    for table, row in everything_stored():
        if (table, row) not in stored:
            found = [word for word in secrets if any(form in row.encode() for form in spellings(word))]
            assert found == [], table
    decoded = " ".join(str(session.get_decoded()) for session in Session.objects.all())
    for answer in answers:
        sent = f"{answer.headers} {answer.cookies} {getattr(answer, 'url', '')} {decoded} {caplog.text}"
        assert [word for word in secrets if word in sent] == []
        title = answer.content.decode().partition("<title>")[2].partition("</title>")[0]
        assert [word for word in (*secrets, secret.label) if word in title] == []
        assert answer.headers["Cache-Control"].count("no-store") == 1


@pytest.mark.parametrize("number", [1, 3])
def test_more_plans_cost_no_more_queries(keyed, vera, berik, organisation, django_assert_max_num_queries, number):
    for _plan in range(number):
        plan(vera, organisation, berik)
    client = unlocked_client(vera)
    client.get(PLANS)
    with django_assert_max_num_queries(14):
        client.get(PLANS)
