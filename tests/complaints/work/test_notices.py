"""Notices: who is told what, once; and who is never told."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.choices import JobState, Role
from accounts.models import Job, Membership
from complaints.actions import assign_case, end_assignment
from complaints.choices import LetterState, NoticeKind, RecusalReason, WritingKind
from complaints.imports.kinds import CHECK, SURVEY, WRITE
from complaints.models import Alert, Case, CaseMilestones, Deadline, Notice, Postponement, Recusal, RiskAssessment
from complaints.safekeeping import put_writing
from complaints.work.notices import tell_news
from institutions.choices import TermList
from institutions.models import Term
from tests.cast import person
from tests.complaints.sealed_cases import as_letter, fill_safe
from tests.complaints.work.days import days_ago, happened, received

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(berik, organisation) -> Case:
    """A registered case of which no clock has an end."""
    case = received(berik, organisation, days=20)
    happened(berik, case, "REG", 19)
    Deadline.objects.filter(case=case).update(met_on=days_ago(18))
    Alert.objects.filter(case=case).delete()
    return case


def told(user) -> list[str]:
    return sorted(Notice.objects.filter(recipient=user).values_list("kind", flat=True))


def tell() -> int:
    return tell_news(now=timezone.now())


def due(case, days: int) -> Deadline:
    """A duty of the case that is due in so many days."""
    clock = Deadline.objects.filter(case=case, time_limit__is_right=False).first()
    Deadline.objects.filter(pk=clock.pk).update(met_on=None, met_by=None, due_on=days_ago(-days))
    return Deadline.objects.get(pk=clock.pk)


def test_nothing_new_tells_nobody(case, cast):
    assert tell() == 0


def test_the_same_is_told_once_however_often_it_runs(case, berik):
    due(case, 3)
    assert [tell(), tell(), tell()] == [1, 0, 0]
    Notice.objects.update(seen_at=timezone.now())
    assert tell() == 0


@pytest.mark.parametrize(
    ("days", "kinds"),
    [
        (8, []),
        (7, [NoticeKind.DEADLINE_NEAR]),
        (0, [NoticeKind.DEADLINE_NEAR]),
        (-1, [NoticeKind.DEADLINE_MISSED]),
        (-30, [NoticeKind.DEADLINE_MISSED]),
        (-31, []),
    ],
)
def test_a_deadline_is_told_when_it_is_near_and_when_it_was_missed(case, berik, days, kinds):
    due(case, days)
    tell()
    assert told(berik) == kinds


def test_a_clock_that_was_near_is_told_again_when_it_was_missed(case, berik):
    clock = due(case, 1)
    tell()
    Deadline.objects.filter(pk=clock.pk).update(due_on=days_ago(1))
    tell()
    assert told(berik) == [NoticeKind.DEADLINE_MISSED, NoticeKind.DEADLINE_NEAR]


def test_a_right_is_no_reminder(case, berik):
    clock = due(case, 3)
    type(clock.time_limit).objects.filter(pk=clock.time_limit_id).update(is_right=True)
    assert tell() == 0


@pytest.mark.parametrize(("days", "number"), [(1, 0), (0, 1)])
def test_a_reminder_that_was_put_off_waits_until_its_day(case, berik, days, number):
    clock = due(case, 3)
    for until in (days_ago(-30), days_ago(-days)):  # the newest decision counts
        Postponement.objects.create(
            case=case,
            time_limit=clock.time_limit,
            started_by=clock.started_by,
            until=until,
            reason="wish",
            decided_by=berik,
        )
    assert tell() == number


def test_those_at_work_are_told_and_leads_only_where_nobody_is(case, alia, berik, organisation):
    other = person("leila", organisation, Role.LEAD)
    due(case, 3)
    assign_case(by=berik, case=case, user=alia)
    tell()
    assert (told(berik), told(other)) == ([], [])
    assert NoticeKind.DEADLINE_NEAR in told(alia)
    end_assignment(by=berik, assignment=case.assignments.get())
    due(case, -1)
    tell()
    assert told(berik) == told(other) == [NoticeKind.DEADLINE_MISSED]


def test_who_is_given_a_case_by_somebody_else_is_told(case, alia, berik):
    assign_case(by=berik, case=case, user=alia)
    assign_case(by=berik, case=case, user=berik)
    tell()
    assert (told(alia), told(berik)) == ([NoticeKind.ASSIGNED], [])


@pytest.mark.parametrize("name", ["vera", "dana", "azat", "charlie", "alia"])
def test_nobody_else_is_told(case, cast, name):
    due(case, 3)
    as_letter(case, received_on=days_ago(0))
    tell()
    assert told(cast[name]) == []


def test_whoever_stands_back_is_not_told_nor_of_a_case_joined_to_it(case, alia, berik, organisation):
    joined = received(berik, organisation, days=10)
    Deadline.objects.filter(case=joined).update(met_on=days_ago(9))
    happened(berik, joined, "REG", 9)
    due(joined, 2)
    due(case, 3)
    CaseMilestones.objects.filter(case=joined).update(absorbed_by=case)
    for one in (case, joined):
        assign_case(by=berik, case=one, user=alia)
    Recusal.objects.create(case=case, user=alia, reason=RecusalReason.OTHER, started_on=days_ago(0))
    tell()
    assert told(alia) == []
    assert told(berik).count(NoticeKind.DEADLINE_NEAR) == 2  # nobody else is at work on them


def test_who_lost_the_role_or_the_account_is_not_told(case, alia, berik, organisation):
    assign_case(by=berik, case=case, user=alia)
    Membership.objects.filter(user=alia).update(is_active=False)
    due(case, 3)
    tell()
    assert (told(alia), told(berik)) == ([], [NoticeKind.DEADLINE_NEAR])
    type(berik).objects.filter(pk=berik.pk).update(is_active=False)
    due(case, -2)
    assert tell() == 0


def test_a_case_taken_back_as_a_mistake_tells_nobody(case, berik):
    due(case, 3)
    Case.objects.filter(pk=case.pk).update(mistaken_on=days_ago(0))
    assert tell() == 0


@pytest.mark.parametrize(("kind", "number"), [("unlawful", 1), ("pressure", 1), ("conflict", 1), ("irregular", 0)])
def test_an_alert_of_weight_is_told_until_somebody_took_note(case, berik, kind, number):
    alert = Alert.objects.create(case=case, event=case.events.first(), kind=kind, rule="x")
    Alert.objects.filter(pk=alert.pk).update(acknowledged_at=timezone.now(), acknowledged_by=berik, note="acted")
    assert tell() == 0
    Alert.objects.filter(pk=alert.pk).update(acknowledged_at=None, acknowledged_by=None, note="")
    assert tell() == number


def test_several_alerts_of_one_event_are_one_notice(case, berik):
    for rule in ("x", "y"):
        Alert.objects.create(case=case, event=case.events.first(), kind="unlawful", rule=rule)
    assert [tell(), tell()] == [1, 0]


def test_a_conflict_that_is_only_context_is_not_told(case, berik):
    event = case.events.first()
    Alert.objects.create(case=case, event=event, kind="conflict", rule="x", details={"severity": "context"})
    assert tell() == 0


def test_letters_and_messages_are_told_apart(case, berik):
    fill_safe(case, by=berik)
    as_letter(case, received_on=days_ago(1), has_news=False)
    tell()
    assert told(berik) == [NoticeKind.LETTER]
    case.letter.state, case.letter.has_news = LetterState.TAKEN_UP, True
    case.letter.save()
    for _message in range(2):
        put_writing(case=case, kind=WritingKind.FROM_REPORTER, text="?", author=None, today=days_ago(0))
    tell()
    assert told(berik) == [NoticeKind.LETTER, NoticeKind.MESSAGE, NoticeKind.MESSAGE]


def test_a_risk_is_looked_at_again_as_the_newest_judgement_says(case, berik):
    level = Term.objects.filter(list=TermList.RISK_LEVEL).first()
    RiskAssessment.objects.create(case=case, level=level, assessed_on=days_ago(9), look_again_on=days_ago(0))
    tell()
    assert told(berik) == [NoticeKind.REVIEW_DUE]
    Notice.objects.all().delete()
    RiskAssessment.objects.create(case=case, level=level, assessed_on=days_ago(0), look_again_on=days_ago(-9))
    assert tell() == 0


@pytest.mark.parametrize(("state", "number"), [(JobState.DONE, 1), (JobState.FAILED, 1), (JobState.CANCELLED, 0)])
def test_the_own_work_in_the_background_is_told_when_it_ended(case, berik, dana, organisation, state, number):
    for owner in (berik, dana):  # an analyst has no page for it
        Job.objects.create(kind="tests.x", key=owner.username, owner=owner, state=state, finished_at=timezone.now())
    assert tell() == number
    assert told(dana) == []


def test_old_news_is_no_news(case, alia, berik):
    assign_case(by=berik, case=case, user=alia)
    assert tell_news(now=timezone.now() + timedelta(days=31)) == 0


# --- the page and the bell --------------------------------------------------------------------------------------------


def notice(user, case, about="x", **fields) -> Notice:
    return Notice.objects.create(recipient=user, kind=NoticeKind.ALERT, case=case, about=about, **fields)


def bell_of(client, user) -> int:
    client.force_login(user)
    return client.get(reverse("profile")).context["bell"].unseen


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("number", [0, 1, 2, 5, 101])
def test_the_bell_rings_in_every_language(client, case, berik, language, number):
    for about in range(number):
        notice(berik, case, str(about))
    client.force_login(berik)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    html = client.get(reverse("profile")).content.decode()
    shown = "99+" if number > 99 else str(number)
    assert (f'topbar__bell-number" aria-hidden="true">{shown}<' in html) == (number > 0)


@pytest.mark.parametrize("name", ["dana", "azat"])
def test_whoever_works_on_no_case_has_no_bell(client, cast, name):
    client.force_login(cast[name])
    assert client.get(reverse("profile")).context["bell"] is None


def test_unseen_notices_stand_first_and_are_counted_by_the_bell(client, case, berik):
    old, new = notice(berik, case, "a", seen_at=timezone.now()), notice(berik, case, "b")
    assert bell_of(client, berik) == 1
    context = client.get(reverse("notices")).context
    assert [line.open_url for line in context["unseen"]] == [reverse("open_notice", args=[new.uuid])]
    assert [line.open_url for line in context["seen"]] == [reverse("open_notice", args=[old.uuid])]


def test_opening_a_notice_leads_to_the_case_and_marks_it_as_seen(client, case, berik):
    one, other = notice(berik, case, "a"), notice(berik, case, "b")
    client.force_login(berik)
    response = client.post(reverse("open_notice", args=[one.uuid]))
    assert response["Location"] == reverse("case_detail", args=[case.reference])
    assert bell_of(client, berik) == 1
    client.post(reverse("see_notices"))
    assert bell_of(client, berik) == 0
    other.refresh_from_db()
    assert other.seen_at is not None


def test_a_notice_of_work_leads_to_the_job(client, berik, organisation):
    job = Job.objects.create(kind="tests.x", key="x", owner=berik, organisation=organisation)
    told_of = Notice.objects.create(recipient=berik, kind=NoticeKind.WORK_DONE, about=str(job.uuid))
    client.force_login(berik)
    assert client.post(reverse("open_notice", args=[told_of.uuid]))["Location"] == reverse("job", args=[job.uuid])


def test_a_notice_of_work_says_which_work(client, berik, organisation):
    job = Job.objects.create(kind=WRITE, key="x", owner=berik, organisation=organisation)
    Notice.objects.create(recipient=berik, kind=NoticeKind.WORK_DONE, about=str(job.uuid))
    client.force_login(berik)
    label = client.get(reverse("notices")).context["unseen"][0].label
    assert label.endswith(": The cases of a spreadsheet are taken in")


def test_steps_on_the_way_through_an_import_are_no_news(berik, organisation):
    for kind in (SURVEY, CHECK, WRITE):
        Job.objects.create(
            kind=kind,
            key=kind,
            owner=berik,
            organisation=organisation,
            state=JobState.DONE,
            finished_at=timezone.now(),
        )
    tell_news(now=timezone.now())
    told_of = Notice.objects.get(recipient=berik, kind=NoticeKind.WORK_DONE)
    assert Job.objects.get(uuid=told_of.about).kind == WRITE


def test_a_notice_of_somebody_else_does_not_exist(client, case, berik, charlie):
    told_of = notice(berik, case)
    client.force_login(charlie)
    assert client.post(reverse("open_notice", args=[told_of.uuid])).status_code == 404
    client.post(reverse("see_notices"))
    told_of.refresh_from_db()
    assert told_of.seen_at is None


def test_what_one_may_no_longer_know_is_neither_shown_nor_counted(client, case, berik):
    told_of = notice(berik, case)
    Recusal.objects.create(case=case, user=berik, reason=RecusalReason.OTHER, started_on=days_ago(0))
    assert bell_of(client, berik) == 0
    page = client.get(reverse("notices"))
    assert case.reference not in page.content.decode()
    assert client.post(reverse("open_notice", args=[told_of.uuid])).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_however_many_there_are(client, case, berik, django_assert_num_queries, number):
    for about in range(number):
        notice(berik, case, str(about))
    client.force_login(berik)
    client.get(reverse("notices"))
    with django_assert_num_queries(5):
        client.get(reverse("notices"))
