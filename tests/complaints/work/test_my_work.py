"""The page of one's work: what waits, counted and linked; never anything of a case the reader may not know of."""

import pytest
from django.urls import reverse
from django.utils import timezone

from complaints.actions import assign_case
from complaints.choices import LetterState, RecusalReason
from complaints.models import Alert, Case, ComplaintDraft, Deadline, Recusal, Reprisal, RiskAssessment
from institutions.choices import Answer, TermList
from institutions.models import Term
from tests.complaints.sealed_cases import as_letter
from tests.complaints.work.days import days_ago, happened, received, terminated, under_way

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(berik, organisation) -> Case:
    """Registered and terminated after a withdrawal."""
    return terminated(berik, organisation)


def page(client, user, **query):
    client.force_login(user)
    return client.get(reverse("my_work"), query)


def section(client, user, key: str, **query):
    response = page(client, user, **query)
    assert response.status_code == 200
    return next(found for found in response.context["sections"] if found.key == key)


def references(found) -> list[str]:
    return [row.reference for row in found.rows]


def test_nothing_waits_in_an_empty_house(client, alia):
    found = page(client, alia)
    assert all(not section.rows and not section.counts and section.good_news for section in found.context["sections"])


def test_a_lead_sees_the_whole_office_unless_asked_for_the_own_desk(client, case, berik):
    assert case.reference in references(section(client, berik, "alerts"))
    assert references(section(client, berik, "alerts", desk="mine")) == []
    assign_case(by=berik, case=case, user=berik)
    assert set(references(section(client, berik, "alerts", desk="mine"))) == {case.reference}


def test_a_case_worker_sees_the_cases_given_to_them(client, case, alia, berik):
    assert case.reference not in page(client, alia, desk="office").content.decode()
    assign_case(by=berik, case=case, user=alia)
    assert references(section(client, alia, "assigned")) == [case.reference]
    assert case.reference in references(section(client, alia, "alerts"))
    assert page(client, alia).context["desks"] == []


@pytest.mark.parametrize("name", ["dana", "azat"])
def test_whoever_reads_no_case_has_no_such_page(client, cast, name):
    assert page(client, cast[name]).status_code == 403


def test_a_lead_elsewhere_sees_nothing_of_it(client, case, charlie):
    assert case.reference not in page(client, charlie).content.decode()


def test_whoever_stands_back_sees_nothing_of_it(client, case, berik, alia):
    assign_case(by=berik, case=case, user=alia)
    Recusal.objects.create(case=case, user=alia, reason=RecusalReason.OTHER, started_on=days_ago(0))
    response = page(client, alia)
    assert case.reference not in response.content.decode()
    assert all(not found.counts for found in response.context["sections"])


def test_a_case_taken_back_as_a_mistake_waits_for_nobody(client, case, berik):
    Case.objects.filter(pk=case.pk).update(mistaken_on=days_ago(0))
    assert all(not found.counts for found in page(client, berik).context["sections"])


def test_overdue_and_soon_are_counted_by_deadlines_and_by_cases(client, berik, organisation):
    case = under_way(berik, organisation)
    duties = Deadline.objects.filter(case=case, time_limit__is_right=False)
    first, second = list(duties)[:2]
    duties.update(met_on=days_ago(70))
    Deadline.objects.filter(pk=first.pk).update(met_on=None, met_by=None, due_on=days_ago(1))
    Deadline.objects.filter(pk=second.pk).update(met_on=None, met_by=None, due_on=days_ago(-14))
    overdue, soon = section(client, berik, "overdue"), section(client, berik, "soon")
    assert [count.words for count in overdue.counts] == ["1 deadline", "in 1 case"]
    assert [count.words for count in soon.counts] == ["1 deadline", "in 1 case"]
    assert overdue.rows[0].norm == first.time_limit.legal_basis or overdue.rows[0].norm
    Deadline.objects.filter(pk=second.pk).update(due_on=days_ago(-15))
    assert section(client, berik, "soon").counts == ()


def test_a_right_is_never_overdue(client, case, berik):
    Deadline.objects.filter(case=case).exclude(time_limit__is_right=True).update(met_on=days_ago(70))
    right = Deadline.objects.filter(case=case, time_limit__is_right=True).first()
    assert right is not None
    Deadline.objects.filter(pk=right.pk).update(met_on=None, met_by=None, due_on=days_ago(1))
    assert section(client, berik, "overdue").counts == ()


def test_an_alert_that_was_noted_does_not_wait(client, case, berik):
    Alert.objects.filter(case=case).update(acknowledged_at=timezone.now(), acknowledged_by=berik, note="acted")
    assert section(client, berik, "alerts").counts == ()


@pytest.mark.parametrize(("days", "is_silent"), [(59, False), (60, True), (400, True)])
def test_a_case_is_silent_from_the_sixtieth_day(client, berik, organisation, days, is_silent):
    case = received(berik, organisation, days=days)
    assert references(section(client, berik, "silent")) == ([case.reference] if is_silent else [])


def test_a_closed_case_is_not_silent(client, case, berik):
    assert references(section(client, berik, "silent")) == []


def test_news_and_new_letters_are_told_apart(client, berik, organisation):
    new, answered = received(berik, organisation), received(berik, organisation)
    as_letter(new, has_news=True)
    as_letter(answered, state=LetterState.TAKEN_UP, has_news=True)
    assert references(section(client, berik, "letters")) == [new.reference]
    assert references(section(client, berik, "news")) == [answered.reference]


def test_danger_is_a_high_risk_a_reprisal_going_on_or_a_day_to_look_again(client, berik, organisation):
    levels = list(Term.objects.filter(list=TermList.RISK_LEVEL).order_by("order"))
    calm, grave, again, threatened = (received(berik, organisation) for _number in range(4))
    for case, level, day in [(calm, levels[0], None), (grave, levels[-1], None), (again, levels[0], days_ago(0))]:
        RiskAssessment.objects.create(case=case, level=level, assessed_on=days_ago(5), look_again_on=day)
    event = threatened.events.first()
    Reprisal.objects.create(event=event, is_going_on=Answer.YES)
    found = section(client, berik, "danger")
    assert set(references(found)) == {grave.reference, again.reference, threatened.reference}
    assert references(found)[0] == grave.reference
    RiskAssessment.objects.create(case=grave, level=levels[0], assessed_on=days_ago(0))
    assert grave.reference not in references(section(client, berik, "danger"))


def test_drafts_are_one_s_own(client, alia, berik, organisation):
    ComplaintDraft.objects.create(author=alia, organisation=organisation)
    assert len(section(client, alia, "drafts").rows) == 1
    assert section(client, berik, "drafts").rows == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_however_much_waits(client, berik, organisation, django_assert_max_num_queries, number):
    level = Term.objects.filter(list=TermList.RISK_LEVEL).order_by("-order").first()
    for _each in range(number):
        case = received(berik, organisation)
        for code, days in [("REG", 99), ("INV", 98)]:
            happened(berik, case, code, days)
        assign_case(by=berik, case=case, user=berik)
        as_letter(case, has_news=True, state=LetterState.TAKEN_UP)
        RiskAssessment.objects.create(case=case, level=level, assessed_on=days_ago(0))
        ComplaintDraft.objects.create(author=berik, organisation=organisation)
        Deadline.objects.filter(case=case).update(met_on=None, met_by=None, due_on=days_ago(3))
    as_letter(received(berik, organisation), has_news=True)
    page(client, berik)
    with django_assert_max_num_queries(15):
        response = client.get(reverse("my_work"))
    assert [found.key for found in response.context["sections"] if not found.rows] in (["soon"], ["soon", "alerts"])


def test_every_number_of_cases_is_the_number_of_rows_in_the_list_it_opens(client, berik, organisation):
    terminated(berik, organisation)
    level = Term.objects.filter(list=TermList.RISK_LEVEL).order_by("-order").first()
    letter, fresh, silent = (received(berik, organisation) for _each in range(3))
    as_letter(letter, state=LetterState.TAKEN_UP, has_news=True)
    as_letter(fresh, has_news=True)
    RiskAssessment.objects.create(case=silent, level=level, assessed_on=days_ago(9), look_again_on=days_ago(1))
    Reprisal.objects.create(event=letter.events.first(), is_going_on=Answer.YES)
    Reprisal.objects.create(event=fresh.events.first(), is_going_on=Answer.NO)
    assign_case(by=berik, case=silent, user=berik)
    for desk in ("mine", "office"):
        counts = [count for found in page(client, berik, desk=desk).context["sections"] for count in found.counts]
        links = [count for count in counts if count.url.startswith(reverse("case_list") + "?")]
        assert links
        for count in links:
            rows = client.get(count.url).context["rows"]
            assert str(len(rows)) in count.words, count
