"""Keys come with an assignment and go with its end; loans of identities; keys handed over to who should hold them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.actions import NotPossible
from accounts.choices import Act, Role
from accounts.models import AuditEvent
from complaints.actions import assign_case, end_assignment
from complaints.choices import RevealReason, WritingKind
from complaints.handover import hand_over_all, hand_over_case, lacking
from complaints.loans import end_loan, lend_identity
from complaints.models import CaseAssignment
from complaints.opening import open_identities, open_writings
from complaints.recusals import recuse
from complaints.sealed_actions import write_text
from tests.cast import person
from tests.complaints.sealed_cases import NAME, TODAY, fill_safe, keeper_too, own_case
from tests.vault.keys import private_key_of, with_keys
from vault import crypto
from vault.choices import Compartment
from vault.keyrings import NoKey, context_of
from vault.models import DataKey, KeyWrap, Vouch

pytestmark = pytest.mark.django_db


@pytest.fixture
def berik(berik, organisation):
    return keeper_too(berik, organisation)


@pytest.fixture
def case(berik, organisation):
    """A case of the lead with a full safe; nobody is assigned."""
    with_keys(berik)
    return fill_safe(own_case(berik, organisation), by=berik)


@pytest.fixture
def alia(alia):
    return with_keys(alia)


def held(user, case, compartment=Compartment.NARRATIVE) -> int:
    return KeyWrap.objects.filter(
        key_pair__user=user, data_key__safe=case.safe, data_key__compartment=compartment
    ).count()


def texts(user, case):
    found = open_writings(by=user, private_key=private_key_of(user), case=case, now=timezone.now())
    return [text.text for text in found.texts]


def names(user, case):
    found = open_identities(
        by=user,
        private_key=private_key_of(user),
        case=case,
        people=[("victim", 1)],
        reason=RevealReason.CONTACT,
        now=timezone.now(),
    )
    return [one.facts for one in found]


def acts(*kinds) -> list[str]:
    return list(AuditEvent.objects.filter(action__in=kinds).order_by("pk").values_list("action", flat=True))


def assign(berik, case, user, *, with_key=True):
    key = private_key_of(berik) if with_key else None
    return assign_case(by=berik, case=case, user=user, private_key=key)


# --- keys with an assignment ------------------------------------------------------------------------------------------


def test_the_key_of_the_narrative_goes_along_with_an_assignment(case, alia, berik):
    assign(berik, case, alia)
    assert len(texts(alia, case)) == 1
    assert held(alia, case, Compartment.IDENTITY) == 0
    assert acts(Act.CASE_ASSIGNED, Act.KEY_GRANTED) == ["case_assigned", "key_granted"]


def test_without_the_private_key_only_the_assignment_is_made(case, alia, berik):
    assign(berik, case, alia, with_key=False)
    assert held(alia, case) == 0
    assign(berik, case, alia)
    assert held(alia, case) == 1
    assert CaseAssignment.objects.count() == 1


def test_a_colleague_without_keys_can_be_assigned_all_the_same(case, berik, organisation):
    newcomer = person("new", organisation, Role.CASE_WORKER)
    assign(berik, case, newcomer)
    assert (CaseAssignment.objects.count(), acts(Act.KEY_GRANTED)) == (1, [])


def test_a_keeper_of_identities_who_is_assigned_gets_no_narrative(case, berik, organisation):
    keeper = with_keys(person("keeper", organisation, Role.CUSTODIAN))
    assign(berik, case, keeper)
    assert held(keeper, case) == 0


def test_after_the_end_nothing_opens_and_the_next_text_lies_under_a_key_never_held(case, alia, berik):
    assignment = assign(berik, case, alia)
    kept = private_key_of(alia)
    old = KeyWrap.objects.get(key_pair__user=alia)
    old_key = crypto.unwrap(kept, bytes(old.wrapped))
    end_assignment(by=berik, assignment=assignment)
    with pytest.raises(PermissionDenied):
        texts(alia, case)
    assert held(alia, case) == 0
    writing = write_text(by=berik, case=case, kind=WritingKind.NOTE, text="after", today=TODAY)
    assert writing.envelope.data_key.generation == 2
    context = context_of(writing.envelope.data_key, writing.uuid, "text")
    with pytest.raises(crypto.Tampered):
        crypto.open_sealed(old_key, bytes(writing.envelope.body), context)
    assert texts(berik, case)[-1] == "after"
    assert acts(Act.ASSIGNMENT_ENDED, Act.KEY_REVOKED) == ["assignment_ended", "key_revoked"]


def test_a_lead_keeps_the_key_of_the_office_when_an_assignment_ends(case, berik, second):
    hand_over(berik, second)
    assignment = assign(berik, case, second)
    end_assignment(by=berik, assignment=assignment)
    assert (held(second, case), held(second, case, Compartment.IDENTITY)) == (1, 1)
    assert not DataKey.objects.filter(is_retired=True).exists()


def test_the_end_of_an_assignment_ends_a_loan_too(case, alia, berik):
    assignment = assign(berik, case, alia)
    lend(berik, case, alia)
    end_assignment(by=berik, assignment=assignment)
    assert held(alia, case, Compartment.IDENTITY) == 0


def test_nobody_but_a_lead_assigns(case, alia, berik, organisation):
    assign(berik, case, alia)
    with pytest.raises(PermissionDenied):
        assign_case(by=alia, case=case, user=alia, private_key=private_key_of(alia))


def test_whoever_stands_back_is_not_assigned(case, alia, berik):
    recuse(by=berik, case=case, user=alia, reason="related", today=TODAY)
    with pytest.raises(PermissionDenied):
        assign(berik, case, alia)
    assert held(alia, case) == 0


# --- loans ------------------------------------------------------------------------------------------------------------


def lend(berik, case, to, days=3):
    return lend_identity(
        by=berik,
        private_key=private_key_of(berik),
        case=case,
        to=to,
        days=days,
        reason=RevealReason.PROTECTION,
        now=timezone.now(),
    )


def test_who_works_on_the_case_is_lent_the_names_for_some_days(case, alia, berik):
    assign(berik, case, alia)
    until = lend(berik, case, alia)
    assert names(alia, case) == [{"name": NAME}]
    assert KeyWrap.objects.get(key_pair__user=alia, expires_at__isnull=False).expires_at == until
    event = AuditEvent.objects.get(action=Act.IDENTITY_GRANTED)
    assert (event.actor, event.reason) == (berik, "protection")


def test_when_the_time_is_over_nothing_opens(case, alia, berik):
    assign(berik, case, alia)
    lend(berik, case, alia)
    with pytest.raises(NoKey):
        open_identities(
            by=alia,
            private_key=private_key_of(alia),
            case=case,
            people=[("victim", 1)],
            reason=RevealReason.CONTACT,
            now=timezone.now() + timedelta(days=3, seconds=1),
        )


def test_a_loan_taken_back_opens_nothing_more(case, alia, berik):
    assign(berik, case, alia)
    lend(berik, case, alia)
    assert end_loan(by=alia, case=case, user=alia) == 1
    with pytest.raises(NoKey):
        names(alia, case)
    assert end_loan(by=berik, case=case, user=alia) == 0


@pytest.mark.parametrize("days", [0, 31, -1])
def test_a_loan_has_a_length_within_reason(case, alia, berik, days):
    assign(berik, case, alia)
    with pytest.raises(NotPossible):
        lend(berik, case, alia, days=days)


def test_nobody_lends_but_a_keeper_and_to_nobody_but_who_works_on_it(case, alia, berik, organisation):
    with pytest.raises(NotPossible):
        lend(berik, case, alia)
    assign(berik, case, alia)
    lead = with_keys(person("second", organisation, Role.LEAD))
    with pytest.raises(PermissionDenied):
        lend(lead, case, alia)
    with pytest.raises(PermissionDenied):
        lend(alia, case, alia)
    assert held(alia, case, Compartment.IDENTITY) == 0


def test_a_key_held_for_good_is_not_turned_into_a_loan(case, berik):
    assign(berik, case, berik)
    with pytest.raises(NotPossible):
        lend(berik, case, berik)
    with pytest.raises(PermissionDenied):
        lend_and_end_a_lasting_key(berik, case)
    assert held(berik, case, Compartment.IDENTITY) == 1


def lend_and_end_a_lasting_key(berik, case):
    if not end_loan(by=berik, case=case, user=berik):
        raise PermissionDenied


# --- keys that colleagues lack ----------------------------------------------------------------------------------------


@pytest.fixture
def second(case, organisation):
    """Became lead and keeper after the case was sealed."""
    return with_keys(keeper_too(person("second", organisation, Role.LEAD), organisation))


def hand_over(by, to):
    return hand_over_all(by=by, private_key=private_key_of(by), to=to, now=timezone.now())


def test_who_took_up_an_office_later_is_counted_and_given_what_it_asks_for(case, berik, second):
    assert [(one.colleague, one.by_office, one.by_work) for one in lacking(berik)] == [(second, 2, 0)]
    assert hand_over(berik, second) == 2
    assert lacking(berik) == []
    assert (len(texts(second, case)), names(second, case)) == (1, [{"name": NAME}])
    event = AuditEvent.objects.get(action=Act.KEYS_HANDED_OVER)
    assert (event.actor, event.subject, event.subject_uuid) == (berik, "person", second.uuid)


def test_who_was_assigned_without_the_key_is_counted_and_given_it(case, alia, berik):
    assign(berik, case, alia, with_key=False)
    assert [(one.colleague, one.by_office, one.by_work) for one in lacking(berik)] == [(alia, 0, 1)]
    assert hand_over(berik, alia) == 1
    assert (held(alia, case), held(alia, case, Compartment.IDENTITY)) == (1, 0)


def test_who_has_no_keys_yet_is_named_but_cannot_be_given_any(case, berik, organisation):
    newcomer = person("new", organisation, Role.LEAD)
    assert [(one.colleague, one.has_key_pair) for one in lacking(berik)] == [(newcomer, False)]
    with pytest.raises(NoKey):
        hand_over(berik, newcomer)


def test_nobody_gives_what_they_do_not_hold_or_what_is_not_asked_for(case, alia, berik, second, cast):
    assert lacking(second) == []
    with pytest.raises(PermissionDenied):
        hand_over(berik, alia)
    for name in ("vera", "dana", "azat", "charlie", "alia"):
        assert lacking(cast[name]) == []


def test_whoever_stands_back_is_neither_counted_nor_given(case, berik, second):
    for part in Compartment:
        Vouch.objects.create(
            key_pair=second.key_pair, organisation=case.organisation, compartment=part, vouched_on=TODAY
        )
    recuse(by=berik, case=case, user=second, reason="related", today=TODAY)
    assert lacking(berik) == []
    with pytest.raises(PermissionDenied):
        hand_over(berik, second)


@pytest.mark.parametrize("number", [1, 3])
def test_counting_costs_the_same_however_many_colleagues_lack_keys(
    case, berik, organisation, django_assert_num_queries, number
):
    for each in range(number):
        with_keys(person(f"lead{each}", organisation, Role.LEAD))
        assign(berik, case, with_keys(person(f"worker{each}", organisation, Role.CASE_WORKER)), with_key=False)
    lacking(berik)
    with django_assert_num_queries(2):
        assert len(lacking(berik)) == 2 * number


def test_one_case_is_handed_over_to_who_works_on_it(case, alia, berik, vera):
    assign(berik, case, alia, with_key=False)
    given = {"by": berik, "private_key": private_key_of(berik), "case": case, "now": timezone.now()}
    assert hand_over_case(to=alia, **given) == 1
    assert hand_over_case(to=alia, **given) == 0
    with pytest.raises(PermissionDenied):
        hand_over_case(to=vera, **given)
