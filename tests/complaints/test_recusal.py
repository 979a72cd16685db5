"""Standing back: from then on nothing tells that the case exists, and no key of it is held or given."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InternalError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions import NotPossible
from accounts.audit_anchors import write_anchors
from accounts.choices import Act, Role
from accounts.models import AuditChain, AuditEvent, Job
from complaints.actions import assign_case, join_cases, record_event
from complaints.choices import DataSet, Precision, RecusalReason, WritingKind
from complaints.models import Case, CaseEvent, CaseMilestones, Recusal
from complaints.opening import open_writings
from complaints.recusals import end_recusal, recuse
from complaints.sealed_actions import write_text
from complaints.ties import declare_tie
from institutions.models import Body, Stage
from reports.actions import refresh
from reports.queries import funnel_rows_for, is_always_live, latest_report
from reports.results import FunnelQuery
from tests.cast import person
from tests.complaints.sealed_cases import TODAY, as_letter, fill_safe, keeper_too, own_case
from tests.vault.keys import private_key_of, unlocked_client, with_keys
from vault import actions as keys
from vault import crypto
from vault.actions import grant
from vault.choices import Compartment, GrantReason
from vault.keyrings import context_of
from vault.models import KeyWrap

pytestmark = pytest.mark.django_db


@pytest.fixture
def berik(berik, organisation):
    return keeper_too(berik, organisation)


@pytest.fixture
def case(alia, berik, organisation):
    """Alia works on it, Berik leads; both hold keys."""
    with_keys(alia, berik)
    return fill_safe(own_case(alia, organisation), by=alia)


@pytest.fixture
def just_now(monkeypatch):
    """Everybody has typed the password a moment ago."""
    monkeypatch.setattr(
        "allauth.account.internal.flows.reauthentication.did_recently_reauthenticate", lambda _request: True
    )


def stand_back(user, case, by=None, reason=RecusalReason.RELATED):
    return recuse(by=by or user, case=case, user=user, reason=reason, today=TODAY)


def end_recusal_of(recusal):
    Recusal.objects.filter(pk=recusal.pk).update(ended_on=TODAY)


def page(client, name, *arguments):
    response = client.get(reverse(name, args=arguments))
    return response.status_code, response.content.decode()


# --- who may ----------------------------------------------------------------------------------------------------------


def test_everybody_stands_back_for_themselves_and_a_lead_for_a_colleague(case, alia, berik):
    stand_back(alia, case, by=berik)
    event = AuditEvent.objects.filter(action=Act.RECUSED).last()
    assert (event.actor, event.reason) == (berik, "related")
    stand_back(berik, case)
    Recusal.objects.filter(user=alia).update(ended_on=TODAY)
    with pytest.raises(PermissionDenied):
        stand_back(alia, case, by=berik)  # the lead knows nothing of the case any more


def test_a_lead_who_holds_no_key_has_nobody_stand_back(case, alia, organisation):
    newcomer = with_keys(person("newcomer", organisation, Role.LEAD))
    with pytest.raises(PermissionDenied):
        stand_back(alia, case, by=newcomer)


def test_nobody_stands_back_from_a_case_that_only_they_can_open(case, alia, berik):
    KeyWrap.objects.filter(recovery_key__isnull=False).delete()
    with pytest.raises(NotPossible, match="Nobody else"):
        stand_back(berik, case)
    assert Case.objects.visible_to(berik).filter(pk=case.pk).exists()


def test_nobody_else_says_who_stands_back(case, alia, berik, cast):
    for name in ("vera", "dana", "azat", "charlie"):
        for whom in (alia, cast[name]):
            with pytest.raises(PermissionDenied):
                stand_back(whom, case, by=cast[name])
    with pytest.raises(PermissionDenied):
        stand_back(berik, case, by=alia)
    assert not Recusal.objects.exists()


def test_twice_is_refused(case, alia, berik):
    stand_back(alia, case, by=berik)
    with pytest.raises(NotPossible):
        stand_back(alia, case, by=berik)


def test_only_a_lead_ends_it_and_never_for_themselves(case, alia, berik):
    recusal = stand_back(alia, case)
    with pytest.raises(PermissionDenied):
        end_recusal(by=alia, recusal=recusal, today=TODAY)
    end_recusal(by=berik, recusal=recusal, today=TODAY)
    assert not Case.objects.visible_to(alia).exists()  # the assignment does not come back by itself
    own = stand_back(berik, case)
    with pytest.raises(PermissionDenied):
        end_recusal(by=berik, recusal=own, today=TODAY)


# --- keys -------------------------------------------------------------------------------------------------------------


def test_keys_are_gone_and_what_is_written_next_never_opens_with_them(case, alia, berik):
    wrap = KeyWrap.objects.get(key_pair__user=alia)
    old_key = crypto.unwrap(private_key_of(alia), bytes(wrap.wrapped))
    stand_back(alia, case)
    assert not KeyWrap.objects.filter(key_pair__user=alia).exists()
    with pytest.raises(PermissionDenied):
        open_writings(by=alia, private_key=private_key_of(alia), case=case, now=timezone.now())
    writing = write_text(by=berik, case=case, kind=WritingKind.NOTE, text="after", today=TODAY)
    with pytest.raises(crypto.Tampered):
        crypto.open_sealed(
            old_key,
            bytes(writing.envelope.body),
            context_of(writing.envelope.data_key, writing.uuid, "text"),
        )


def test_the_database_gives_no_key_to_who_stands_back(case, alia, berik):
    stand_back(alia, case)
    with pytest.raises(InternalError), transaction.atomic():
        grant(
            by=berik,
            private_key=private_key_of(berik),
            to=alia,
            safe=case.safe,
            compartment=Compartment.NARRATIVE,
            reason=GrantReason.ASSIGNED,
            today=TODAY,
            now=timezone.now(),
        )


def test_a_safe_made_later_gives_no_key_to_who_stood_back_before(alia, berik, organisation):
    with_keys(alia, berik)
    case = own_case(alia, organisation)
    stand_back(alia, case)
    fill_safe(case, by=berik)
    assert not KeyWrap.objects.filter(key_pair__user=alia).exists()


# --- every door -------------------------------------------------------------------------------------------------------


def test_pages_and_lists_do_not_know_the_case(case, berik):
    as_letter(case)
    client = unlocked_client(berik)
    assert case.reference in page(client, "case_list")[1]
    assert case.reference in page(client, "letters")[1]
    stand_back(berik, case)
    assert case.reference not in page(client, "case_list")[1]
    assert case.reference not in page(client, "letters")[1]
    assert page(client, "case_detail", case.reference) == page(client, "case_detail", "2222-2222")
    assert page(client, "case_detail", case.reference)[0] == 404
    for model in (Case, CaseEvent):
        assert not model.objects.visible_to(berik).exists()


def test_opening_and_writing_answer_as_for_a_case_that_never_was(case, berik):
    stand_back(berik, case)
    client = unlocked_client(berik)
    for name in ("open_narrative", "case_identities", "write_text", "add_identity", "assign_case", "stand_back"):
        given, unknown = (client.post(reverse(name, args=[ref])) for ref in (case.reference, "2222-2222"))
        assert (given.status_code, given.content) == (404, unknown.content)


def test_the_funnel_does_not_count_it_and_stored_numbers_are_not_shown(case, alia, berik, dana, monkeypatch):
    query = FunnelQuery(data_set=DataSet.OWN, as_of=TODAY)
    monkeypatch.setattr("reports.queries._stored", lambda query, organisation: "stored")
    assert funnel_rows_for(berik, DataSet.OWN).count() == CaseMilestones.objects.count() == 1
    assert latest_report(berik, query) == "stored"
    recusal = stand_back(berik, case)
    assert funnel_rows_for(berik, DataSet.OWN).count() == 0
    assert latest_report(berik, query) is None
    for colleague in (alia, dana):
        assert funnel_rows_for(colleague, DataSet.OWN).count() == 1
        assert latest_report(colleague, query) == "stored"
    end_recusal_of(recusal)
    keys.unbar(user=berik, safe=case.safe)
    assert latest_report(berik, query) == "stored"


def record_something(case, by):
    registers = Stage.objects.filter(milestone=1).order_by("order").first()
    record_event(by=by, case=case, stage=registers, happened_on=TODAY, precision=Precision.DAY, today=TODAY)


def test_nothing_on_the_funnel_page_changes_when_something_happens_in_a_hidden_case(case, alia, berik):
    stand_back(berik, case)
    refresh(data_set=DataSet.OWN, organisation=case.organisation, as_of=timezone.localdate())
    client = unlocked_client(berik)
    before = page(client, "funnel")[1]
    record_something(case, alia)
    assert stamp_of(page(client, "funnel")[1]) == stamp_of(before) != ""
    assert "for this page, just now" in before


def stamp_of(text: str) -> str:
    return text.partition('aria-labelledby="stamp-title"')[2].partition("</dl>")[0]


def test_asking_for_figures_again_tells_nothing_of_a_hidden_case(case, alia, berik):
    stand_back(berik, case)
    client = unlocked_client(berik)

    def asked() -> tuple[str, int]:
        answer = client.post(reverse("refresh_funnel"), {"data_set": DataSet.OWN})
        return answer["Location"], Job.objects.count()

    before = asked()
    record_something(case, alia)
    assert asked() == before == (f"{reverse('funnel')}?data_set=own", 0)
    assert "Your figures are computed each time you open this page." in page(client, "funnel")[1]


def test_a_declared_tie_keeps_figures_out_of_the_store_before_any_letter_comes(case, berik, organisation):
    assert not is_always_live(berik, organisation.pk)
    declare_tie(by=berik, organisation=organisation, user=berik, body=Body.objects.first(), today=TODAY)
    assert is_always_live(berik, organisation.pk)


def test_numbers_and_fingerprints_of_the_audit_tell_nothing_of_a_hidden_act(case, alia, berik, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    write_anchors(now=timezone.now())
    client = unlocked_client(berik)
    head = AuditChain.objects.get(organisation=case.organisation)
    assert head.hash in page(client, "audit")[1]
    stand_back(berik, case)
    before = page(client, "audit")[1]
    record_something(case, alia)
    write_anchors(now=timezone.now())
    head.refresh_from_db()
    after = page(client, "audit")[1]
    assert chain_part(after) == chain_part(before) != ""
    assert head.hash not in after
    assert "with colleagues who can compare every line" in after


def chain_part(text: str) -> str:
    return text.partition('<details class="fold">')[2].partition("</details>")[0]


def test_the_download_of_the_funnel_does_not_count_it(case, berik, just_now):
    record_something(case, berik)
    client = unlocked_client(berik)

    def numbers() -> str:
        return client.get(reverse("funnel_csv"), {"data_set": DataSet.OWN}).content.decode()

    before = numbers()
    stand_back(berik, case)
    assert numbers() != before
    Recusal.objects.all().delete()
    assert numbers() == before


def test_the_audit_is_silent_about_it(case, berik):
    client = unlocked_client(berik)
    assert case.reference in page(client, "audit")[1]
    stand_back(berik, case)
    text = page(client, "audit")[1]
    assert case.reference not in text
    assert case.uuid.hex[:4] + "…" not in text


def joined_into(case, berik, organisation):
    joined = own_case(berik, organisation)
    join_cases(by=berik, case=joined, into=case, happened_on=TODAY, precision=Precision.DAY, today=TODAY)
    return joined


def test_a_case_joined_to_it_goes_with_it_for_its_course_is_the_other_s(case, alia, berik, organisation):
    joined = joined_into(case, berik, organisation)
    last = joined_into(joined, berik, organisation)
    client = unlocked_client(berik)
    assert case.reference in page(client, "case_detail", joined.reference)[1]
    recusal = stand_back(berik, case)
    unknown = page(client, "case_detail", "2222-2222")
    for hidden in (joined, last):
        assert page(client, "case_detail", hidden.reference) == unknown
        assert hidden.reference not in page(client, "case_list")[1]
        assert hidden.uuid.hex[:4] + "…" not in page(client, "audit")[1]
    assert funnel_rows_for(berik, DataSet.OWN).count() == 0
    end_recusal_of(recusal)
    assert page(client, "case_detail", joined.reference)[0] == 200


def test_a_case_that_another_was_joined_to_stays_when_only_the_other_is_stood_back_from(case, berik, organisation):
    joined = joined_into(case, berik, organisation)
    stand_back(berik, joined)
    client = unlocked_client(berik)
    assert page(client, "case_detail", case.reference)[0] == 200
    assert joined.reference not in page(client, "case_detail", case.reference)[1]


def test_who_is_not_assigned_to_the_other_reads_only_that_there_is_another(case, alia, berik, organisation):
    joined = own_case(alia, organisation)
    other = own_case(berik, organisation)
    join_cases(by=berik, case=joined, into=other, happened_on=TODAY, precision=Precision.DAY, today=TODAY)
    text = page(unlocked_client(alia), "case_detail", joined.reference)[1]
    assert "a case you cannot open" in text
    assert other.reference not in text


def test_leads_see_who_stands_back_and_colleagues_do_not(case, alia, berik, organisation):
    stand_back(alia, case, by=berik)
    assert "Related or close to somebody" in page(unlocked_client(berik), "case_detail", case.reference)[1]
    other = keeper_too(alia.__class__.objects.create_user(username="keeper"), organisation)
    assign_case(by=berik, case=case, user=other)
    assert (
        "Related or close to somebody" not in page(unlocked_client(with_keys(other)), "case_detail", case.reference)[1]
    )
