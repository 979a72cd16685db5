"""Many cases at once: a preview says what would happen to which, and either all of it happens or nothing."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.choices import Act
from accounts.models import AuditEvent
from complaints.actions import assign_case, receive_complaint
from complaints.choices import AlertKind, DataSet, NoteOfAlert, RecusalReason
from complaints.listing import bulk, bulk_pages
from complaints.listing.bulk import Wish, chosen_cases, perform, plan
from complaints.models import Alert, Case, CaseAssignment, CaseEvent, Recusal

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 4)


def a_case(by, organisation) -> Case:
    return receive_complaint(by=by, organisation=organisation, data_set=DataSet.OWN, channel=None, today=TODAY)


@pytest.fixture
def three(berik, organisation) -> list[Case]:
    """Three cases that nobody works on."""
    return sorted((a_case(berik, organisation) for _n in range(3)), key=lambda case: case.reference)


def stand_back(case, user) -> None:
    Recusal.objects.create(case=case, user=user, reason=RecusalReason.OTHER, started_on=TODAY, declared_by=user)


def add_alert(case) -> Alert:
    event = CaseEvent.objects.filter(case=case).first()
    return Alert.objects.create(case=case, event=event, kind=AlertKind.IRREGULAR, rule=f"rule-{Alert.objects.count()}")


def post(client, actor, **data):
    client.force_login(actor)
    return client.post(reverse("case_bulk"), data)


# --- what would happen ------------------------------------------------------------------------------------------------


def test_a_preview_says_what_is_left_out_and_why(three, berik, alia):
    assign_case(by=berik, case=three[0], user=alia)
    stand_back(three[1], alia)
    found = plan(berik, Wish("assign", colleague=alia), three)
    assert [line.case for line in found.done] == [three[2]]
    assert [line.words for line in found.left_out] == ["Alia works on it already.", "Alia stands back from this case."]


def test_who_does_not_work_on_cases_gets_none(three, berik, dana, charlie):
    for user in (dana, charlie):
        assert plan(berik, Wish("assign", colleague=user), three).done == []


def test_a_case_worker_assigns_nobody(three, alia):
    assert plan(alia, Wish("assign", colleague=alia), three).done == []


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("action", ["assign", "end", "note"])
def test_a_preview_costs_the_same_however_many(three, berik, alia, django_assert_max_num_queries, action, number):
    plan(berik, Wish(action, colleague=alia), three[:1])
    with django_assert_max_num_queries(3):
        plan(berik, Wish(action, colleague=alia), three[:number])


def test_cases_one_may_not_see_cannot_be_chosen(three, berik, charlie, alia):
    references = [case.reference for case in three]
    stand_back(three[0], berik)
    assert chosen_cases(berik, references) == three[1:]
    assert chosen_cases(charlie, references) == []
    assert chosen_cases(alia, references) == []
    assert chosen_cases(berik, ["\x00", "2222-2222"]) == []


# --- doing it ---------------------------------------------------------------------------------------------------------


def test_cases_go_to_a_colleague_and_each_is_audited(three, berik, alia):
    perform(by=berik, wish=Wish("assign", colleague=alia), cases=three)
    assert CaseAssignment.objects.filter(user=alia, ended_at=None).count() == 3
    assert AuditEvent.objects.filter(action=Act.CASE_ASSIGNED).count() == 3


def test_work_ends_on_many_cases(three, berik, alia):
    perform(by=berik, wish=Wish("assign", colleague=alia), cases=three[:2])
    found = perform(by=berik, wish=Wish("end", colleague=alia), cases=three)
    assert (len(found.done), len(found.left_out)) == (2, 1)
    assert not CaseAssignment.objects.filter(user=alia, ended_at=None).exists()


def test_alerts_of_many_cases_are_noted_with_the_reason(three, berik):
    for case in (three[0], three[0], three[1]):
        add_alert(case)
    found = perform(by=berik, wish=Wish("note", note=NoteOfAlert.values[0]), cases=three)
    assert [line.words for line in found.done] == ["2 alerts are noted.", "1 alert is noted."]
    assert not Alert.objects.filter(acknowledged_at=None).exists()
    assert set(Alert.objects.values_list("note", "acknowledged_by")) == {(NoteOfAlert.values[0], berik.pk)}


def test_a_refusal_in_the_middle_undoes_everything(three, berik, alia, monkeypatch):
    def refuses(*, by, case, user):
        if case == three[2]:
            raise PermissionDenied
        return assign_case(by=by, case=case, user=user)

    monkeypatch.setattr(bulk, "assign_case", refuses)
    with pytest.raises(PermissionDenied):
        perform(by=berik, wish=Wish("assign", colleague=alia), cases=three)
    assert not CaseAssignment.objects.exists()


# --- the pages --------------------------------------------------------------------------------------------------------


def test_nothing_happens_before_it_is_confirmed(client, three, berik, alia):
    chosen = [case.reference for case in three]
    asked = post(client, berik, action="assign", case=chosen)
    assert "Nothing has been done yet." in asked.content.decode()
    preview = post(client, berik, action="assign", cases=" ".join(chosen), user=str(alia.uuid))
    assert len(preview.context["preview"].done) == 3
    assert not CaseAssignment.objects.exists()
    done = post(
        client,
        berik,
        action="assign",
        cases=" ".join(chosen),
        user=str(alia.uuid),
        is_confirmed="1",
        query="state=open",
    )
    assert done["Location"] == f"{reverse('case_list')}?state=open"
    assert CaseAssignment.objects.filter(user=alia).count() == 3


def test_all_cases_under_the_filters_are_chosen(client, three, berik):
    response = post(client, berik, action="note", all="1", query="data_set=own&state=open")
    assert len(response.context["cases"]) == 3
    assert post(client, berik, action="note", all="1", query="data_set=own&state=convicted").status_code == 302


def test_too_many_at_once_are_refused(client, three, berik, monkeypatch):
    monkeypatch.setattr(bulk_pages, "MOST_CASES", 2)
    response = post(client, berik, action="note", all="1", query="data_set=own")
    assert response.status_code == 302


def test_a_choice_of_somebody_else_is_no_choice(client, three, berik, charlie):
    response = post(client, berik, action="assign", case=three[0].reference, user=str(charlie.uuid), is_confirmed="1")
    assert "user" in response.context["form"].errors
    assert not CaseAssignment.objects.exists()


@pytest.mark.parametrize("data", [{}, {"action": "burn"}, {"action": "\x00"}])
def test_an_action_that_is_none_is_refused(client, three, berik, data):
    assert post(client, berik, **data).status_code == 400


def test_a_case_worker_may_note_and_not_assign(client, three, alia):
    assert post(client, alia, action="assign", case=three[0].reference).status_code == 403
    assert post(client, alia, action="note", case=three[0].reference).status_code == 302  # nothing of it is theirs


def test_chosen_cases_go_to_the_page_of_files(client, three, berik):
    response = post(client, berik, action="export", case=[three[0].reference], query="data_set=own")
    assert response["Location"] == f"{reverse('export_cases')}?case={three[0].reference}"
    everything = post(client, berik, action="export", all="1", query="data_set=own&state=open")
    assert everything["Location"] == f"{reverse('export_cases')}?data_set=own&state=open"
