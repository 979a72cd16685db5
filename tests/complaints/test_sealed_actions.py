"""Writing into the safe: by whoever works on the case, without a key, and on record."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.actions import NotPossible
from accounts.choices import Act, Role
from accounts.models import AuditEvent, Organisation
from complaints.actions import assign_case
from complaints.choices import ConsentAnswer, Party, RevealReason, WritingKind
from complaints.models import Attachment, Consent, Identity, Tie, Writing
from complaints.opening import open_identities, open_writings
from complaints.sealed_actions import attach_file, record_consent, record_identity, send_answer, write_text
from complaints.ties import declare_tie, end_tie, ties_visible_to
from institutions.models import Body, Term
from tests.cast import person
from tests.complaints.sealed_cases import TODAY, as_letter, fill_safe, keeper_too, own_case, with_recovery_key
from tests.vault.keys import private_key_of, with_keys
from vault.actions import NobodyCouldOpen
from vault.cleaning.kinds import receive
from vault.models import KeyPair

pytestmark = pytest.mark.django_db

REPORTER_KINDS = [WritingKind.FROM_REPORTER, WritingKind.TO_REPORTER]


@pytest.fixture
def berik(berik, organisation):
    return keeper_too(berik, organisation)


@pytest.fixture
def case(alia, berik, organisation):
    with_keys(berik)
    return own_case(alia, organisation)


def acts() -> list[str]:
    sealing = [Act.TEXT_SEALED, Act.IDENTITY_SEALED, Act.FILE_SEALED, Act.MESSAGE_SENT, Act.CONSENT_CHANGED]
    return list(AuditEvent.objects.filter(action__in=sealing).order_by("pk").values_list("action", flat=True))


def note(by, case, text="She called.", kind=WritingKind.NOTE):
    return write_text(by=by, case=case, kind=kind, text=text, today=TODAY)


def test_who_holds_no_key_writes_what_the_lead_reads(case, alia, berik):
    assert not KeyPair.objects.filter(user=alia).exists()
    note(alia, case)
    record_identity(by=alia, case=case, party=Party.WITNESS, number=1, facts={"name": "Invented Witness"}, today=TODAY)
    key = private_key_of(berik)
    now = timezone.now()
    assert open_writings(by=berik, private_key=key, case=case, now=now).texts[0].text == "She called."
    (found,) = open_identities(
        by=berik, private_key=key, case=case, people=[("witness", 1)], reason=RevealReason.CONTACT, now=now
    )
    assert found.facts == {"name": "Invented Witness"}
    assert acts() == ["text_sealed", "identity_sealed"]


def test_nothing_written_stands_in_the_clear(case, alia):
    secret = "a word nobody else uses: quillwort"
    writing = note(alia, case, secret)
    assert secret.encode() not in bytes(writing.envelope.body)


@pytest.mark.parametrize("name", ["vera", "dana", "azat", "charlie"])
def test_nobody_else_writes(case, cast, name):
    by, file = cast[name], receive(name="a.txt", chunks=[b"a"])
    scope = Term.objects.filter(list="consent_scope").first()
    for attempt in (
        lambda: note(by, case),
        lambda: send_answer(by=by, case=case, text="x", today=TODAY),
        lambda: record_identity(by=by, case=case, party=Party.VICTIM, number=1, facts={"name": "x"}, today=TODAY),
        lambda: attach_file(by=by, case=case, file=file, today=TODAY),
        lambda: record_consent(by=by, case=case, scope=scope, answer=ConsentAnswer.GIVEN, today=TODAY),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert (Writing.objects.count(), Identity.objects.count(), Attachment.objects.count()) == (0, 0, 0)
    assert acts() == []


@pytest.mark.parametrize("kind", REPORTER_KINDS)
def test_a_colleague_does_not_write_as_somebody_outside(case, alia, kind):
    with pytest.raises(NotPossible):
        note(alia, case, kind=kind)


def test_a_colleague_adds_no_narrative_to_a_letter(case, alia):
    fill_safe(case, by=alia)
    as_letter(case)
    with pytest.raises(NotPossible):
        note(alia, case, kind=WritingKind.NARRATIVE)
    note(alia, case, kind=WritingKind.STATEMENT)


def test_an_answer_goes_only_where_a_letter_came_from(case, alia):
    with_keys(alia)
    fill_safe(case, by=alia)
    with pytest.raises(NotPossible):
        send_answer(by=alia, case=case, text="We read it.", today=TODAY)
    as_letter(case)
    assert send_answer(by=alia, case=case, text="We read it.", today=TODAY).kind == WritingKind.TO_REPORTER
    assert acts() == ["message_sent"]


def test_whoever_cannot_open_the_letter_does_not_answer_it(case, alia, organisation):
    with_keys(alia)
    fill_safe(case, by=alia)
    as_letter(case)
    newcomer = with_keys(person("newcomer", organisation, Role.LEAD))
    with pytest.raises(PermissionDenied):
        send_answer(by=newcomer, case=case, text="Come alone.", today=TODAY)
    assert not case.writings.filter(kind=WritingKind.TO_REPORTER).exists()


def test_a_file_is_sealed_as_it_came(case, alia):
    attachment = attach_file(by=alia, case=case, file=receive(name="a.txt", chunks=[b"hello"]), today=TODAY)
    assert (attachment.original is not None, attachment.pages.count()) == (True, 0)


def test_an_identity_without_a_fact_is_refused(case, alia):
    with pytest.raises(NotPossible):
        record_identity(by=alia, case=case, party=Party.VICTIM, number=1, facts={"name": " ", "x": "y"}, today=TODAY)


def test_consent_is_kept_row_by_row(case, alia):
    scope = Term.objects.filter(list="consent_scope").first()
    for answer in (ConsentAnswer.GIVEN, ConsentAnswer.WITHDRAWN):
        record_consent(by=alia, case=case, scope=scope, answer=answer, today=TODAY)
    assert list(Consent.objects.order_by("pk").values_list("answer", flat=True)) == ["given", "withdrawn"]
    with pytest.raises(NotPossible):
        record_consent(
            by=alia,
            case=case,
            scope=Term.objects.exclude(list="consent_scope").first(),
            answer=ConsentAnswer.GIVEN,
            today=TODAY,
        )


def test_nothing_is_sealed_that_nobody_could_open(charlie, other_organisation):
    case = own_case(charlie, other_organisation)
    with pytest.raises(NobodyCouldOpen):
        note(charlie, case)
    assert Writing.objects.count() == 0
    with_recovery_key(other_organisation)
    case.refresh_from_db()
    note(charlie, case)


def test_an_assigned_case_worker_writes_in_a_case_of_the_lead(alia, berik, organisation):
    with_keys(berik)
    case = own_case(berik, organisation)
    with pytest.raises(PermissionDenied):
        note(alia, case)
    assign_case(by=berik, case=case, user=alia)
    note(alia, case)


# --- ties -------------------------------------------------------------------------------------------------------------


def test_people_declare_their_own_ties_and_administrators_anybodys(alia, azat, berik, organisation):
    body = Body.objects.first()
    own = declare_tie(by=alia, organisation=organisation, user=alia, body=body, today=TODAY)
    assert declare_tie(by=azat, organisation=organisation, user=alia, body=body, today=TODAY) == own
    house = declare_tie(by=azat, organisation=organisation, body=body, today=TODAY)
    for attempt in (
        lambda: declare_tie(by=berik, organisation=organisation, user=alia, body=body, today=TODAY),
        lambda: declare_tie(by=alia, organisation=organisation, body=body, today=TODAY),
        lambda: end_tie(by=alia, tie=house, today=TODAY),
        lambda: end_tie(by=alia, tie=own, today=TODAY),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert set(ties_visible_to(azat)) == {own, house}
    assert set(ties_visible_to(alia)) == {own}
    assert not ties_visible_to(berik).exists()
    end_tie(by=azat, tie=own, today=TODAY)
    assert Tie.objects.get(pk=own.pk).ended_on == TODAY
    told = AuditEvent.objects.filter(action__in=[Act.TIE_DECLARED, Act.TIE_ENDED]).order_by("pk")
    assert list(told.values_list("action", "actor__username", "subject")) == [
        ("tie_declared", "alia", "person"),
        ("tie_declared", "azat", "organisation"),
        ("tie_ended", "azat", "person"),
    ]


def test_a_tie_leads_to_one_thing_and_belongs_to_a_member(azat, charlie, organisation):
    with pytest.raises(NotPossible):
        declare_tie(by=azat, organisation=organisation, today=TODAY)
    with pytest.raises(PermissionDenied):
        declare_tie(by=azat, organisation=organisation, user=charlie, body=Body.objects.first(), today=TODAY)
    assert Organisation.objects.count() == 2
