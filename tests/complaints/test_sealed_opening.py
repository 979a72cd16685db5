"""Opening: on record before anything is decrypted, for whoever has the right and the key, and for nobody else."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Act, Outcome, Role
from accounts.models import AuditEvent
from complaints import telling
from complaints.actions import assign_case
from complaints.choices import Party, RevealReason, WritingKind
from complaints.opening import open_copy, open_identities, open_original, open_writings, read_page
from complaints.safekeeping import put_identity, put_writing
from tests.cast import person
from tests.complaints.sealed_cases import (
    NAME,
    PLAIN,
    STORY,
    TODAY,
    as_letter,
    fill_safe,
    keeper_too,
    own_case,
    put_file,
)
from tests.vault.keys import private_key_of, with_keys
from vault import crypto
from vault.keyrings import Keyring, NoKey

pytestmark = pytest.mark.django_db

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture
def berik(berik, organisation):
    """Leads, and keeps identities."""
    return keeper_too(berik, organisation)


@pytest.fixture
def case(alia, berik, organisation):
    with_keys(alia, berik)
    return fill_safe(own_case(alia, organisation), by=alia)


def opened(user, case):
    return open_writings(by=user, private_key=private_key_of(user), case=case, now=timezone.now())


def revealed(user, case, people=(("victim", 1),), reason=RevealReason.FILING):
    return open_identities(
        by=user, private_key=private_key_of(user), case=case, people=people, reason=reason, now=timezone.now()
    )


def acts(*kinds: Act) -> list[tuple[str, str, str]]:
    found = AuditEvent.objects.filter(action__in=kinds).order_by("pk")
    return list(found.values_list("actor__username", "outcome", "reason"))


def test_the_audit_names_each_person_who_was_opened(client, case, berik):
    put_identity(case=case, party=Party.WITNESS, number=2, facts={"name": "x"}, recorded_by=berik, today=TODAY)
    put_identity(case=case, party=Party.WITNESS, number=3, facts={"name": "y"}, recorded_by=berik, today=TODAY)
    found = revealed(berik, case, people=(("victim", 1), ("witness", 2)))
    assert len(found) == 2
    events = AuditEvent.objects.filter(action=Act.IDENTITY_OPENED).order_by("pk")
    assert [(event.subject, event.subject_uuid) for event in events] == [
        ("victim_1", case.uuid),
        ("witness_2", case.uuid),
    ]
    client.force_login(berik)
    page = client.get(reverse("audit")).content.decode()
    for words in ("alleged victim 1 of case", "witness 2 of case"):
        assert f"{words} {case.reference}</a>." in page
    assert "witness 3" not in page


# --- who opens --------------------------------------------------------------------------------------------------------


def test_case_worker_and_lead_read_the_narrative(case, alia, berik):
    for reader in (alia, berik):
        found = opened(reader, case)
        assert [(text.kind, text.text) for text in found.texts] == [(WritingKind.NARRATIVE, STORY)]
        assert [file.description.name for file in found.files] == ["letter.txt"]
    assert acts(Act.NARRATIVE_OPENED) == [("alia", "done", ""), ("berik", "done", "")]


def test_the_keeper_reads_names_and_the_case_worker_does_not(case, alia, berik):
    (identity,) = revealed(berik, case)
    assert identity.facts == {"name": NAME}
    with pytest.raises(NoKey):
        revealed(alia, case)
    assert acts(Act.IDENTITY_OPENED) == [("berik", "done", "filing"), ("alia", "refused", "")]


def test_only_the_persons_asked_for_are_opened_and_the_newest_row_counts(case, berik):
    for number, name in ((1, "Invented Renamed"), (2, "Invented Second")):
        put_identity(case=case, party=Party.VICTIM, number=number, facts={"name": name}, recorded_by=None, today=TODAY)
    (identity,) = revealed(berik, case)
    assert (identity.number, identity.facts) == (1, {"name": "Invented Renamed"})


@pytest.mark.parametrize("name", ["vera", "dana", "azat", "charlie"])
def test_others_open_nothing_even_with_a_key_of_their_own(case, cast, name):
    stranger = with_keys(cast[name])
    for attempt in (opened, revealed):
        with pytest.raises(PermissionDenied):
            attempt(stranger, case)
    assert {outcome for _who, outcome, _reason in acts(Act.NARRATIVE_OPENED, Act.IDENTITY_OPENED)} == {"refused"}


def test_the_right_without_the_key_opens_nothing(case, berik, organisation):
    newcomer = with_keys(person("late", organisation, Role.CASE_WORKER))
    assign_case(by=berik, case=case, user=newcomer)
    with pytest.raises(NoKey):
        opened(newcomer, case)
    assert acts(Act.NARRATIVE_OPENED) == [("late", Outcome.REFUSED, "")]


# --- on record first --------------------------------------------------------------------------------------------------


@pytest.fixture
def nothing_decrypts(monkeypatch):
    """Whoever decrypts a text or a file is caught."""

    def caught(*args, **kwargs):
        pytest.fail("something was decrypted")

    monkeypatch.setattr(Keyring, "open_text", caught)
    monkeypatch.setattr(Keyring, "open_file", caught)


@pytest.mark.parametrize("what", ["narrative", "identities", "copy", "original"])
def test_nothing_is_decrypted_when_the_audit_cannot_be_written(case, berik, what, monkeypatch, nothing_decrypts):
    def failing(**_act):
        raise OSError("no room left")

    monkeypatch.setattr(telling, "record", failing)
    with pytest.raises(OSError, match="no room left"):
        attempts(berik, case)[what]()


@pytest.mark.parametrize(
    ("what", "act"),
    [
        ("narrative", Act.NARRATIVE_OPENED),
        ("identities", Act.IDENTITY_OPENED),
        ("copy", Act.FILE_OPENED),
        ("original", Act.ORIGINAL_DOWNLOADED),
    ],
)
def test_an_opening_that_is_killed_stays_on_record(case, berik, what, act, monkeypatch):
    def killed(*args, **kwargs):
        assert AuditEvent.objects.filter(action=act, outcome="done").exists()
        raise SystemExit

    monkeypatch.setattr(Keyring, "open_text", killed)
    with pytest.raises(SystemExit):
        attempts(berik, case)[what]()
    assert acts(act)[0][:2] == ("berik", "done")


def test_the_record_is_committed_before_the_first_key_is_used(case, berik, monkeypatch):
    depth, seen = len(connection.atomic_blocks), []

    def look(_keyring, _envelope):
        seen.append(len(connection.atomic_blocks))
        return '{"name": "a", "kind": "text", "size": 1, "sha256": ""}'

    monkeypatch.setattr(Keyring, "open_text", look)
    opened(berik, case)
    assert seen == [depth] * 2


@pytest.mark.parametrize("what", ["narrative", "identities", "copy", "original"])
def test_nothing_is_opened_inside_a_transaction_that_could_still_be_undone(case, berik, what, nothing_decrypts):
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        attempts(berik, case)[what]()


def attempts(user, case):
    file = case.attachments.get()
    given = {"by": user, "private_key": private_key_of(user), "now": timezone.now()}
    return {
        "narrative": lambda: open_writings(case=case, **given),
        "identities": lambda: revealed(user, case),
        "copy": lambda: open_copy(attachment=file, **given),
        "original": lambda: open_original(attachment=file, **given),
    }


# --- messages ---------------------------------------------------------------------------------------------------------


def test_opening_the_messages_takes_the_news_away(case, alia):
    letter = as_letter(case, has_news=True)
    put_writing(case=case, kind=WritingKind.FROM_REPORTER, text="Are you there?", author=None, today=TODAY)
    assert opened(alia, case).texts[-1].text == "Are you there?"
    letter.refresh_from_db()
    assert not letter.has_news
    opened(alia, case)
    assert acts(Act.MESSAGES_OPENED) == [("alia", "done", "")]


# --- files ------------------------------------------------------------------------------------------------------------


def copy_of(user, attachment):
    return open_copy(by=user, private_key=private_key_of(user), attachment=attachment, now=timezone.now())


def test_of_a_text_the_letters_are_shown_and_the_original_comes_as_it_was(case, alia):
    file = case.attachments.get()
    assert copy_of(alia, file).text == PLAIN.decode()
    found, content = open_original(by=alia, private_key=private_key_of(alia), attachment=file, now=timezone.now())
    assert (b"".join(content), found.number) == (PLAIN, 1)
    assert acts(Act.FILE_OPENED, Act.ORIGINAL_DOWNLOADED) == [("alia", "done", "")] * 2


def test_the_first_reader_has_the_clean_copy_made_and_the_second_gets_the_same(case, alia, berik):
    file = put_file(case, PNG + b"hidden", name="photo.png", kind="png")
    assert copy_of(alia, file).pages == 1
    sealed = file.pages.get().file_id
    assert copy_of(berik, file).pages == 1
    assert file.pages.get().file_id == sealed
    page = read_page(by=berik, private_key=private_key_of(berik), attachment=file, number=1, now=timezone.now())
    assert page.startswith(b"\x89PNG")
    assert b"hidden" not in page


def test_a_file_that_cannot_be_cleaned_says_why(case, alia):
    file = put_file(case, b"ID3" + bytes(20), name="voice.mp3", kind="mp3")
    found = copy_of(alia, file)
    assert (found.pages, found.obstacle) == (0, "Sound and film cannot be cleaned; there is only the original.")


def test_of_a_file_that_was_cleaned_at_once_there_is_no_original(case, alia):
    file = put_file(case, PLAIN)
    file.original = None
    file.save()
    with pytest.raises(NoKey):
        open_original(by=alia, private_key=private_key_of(alia), attachment=file, now=timezone.now())


def test_what_was_changed_does_not_open(case, alia, monkeypatch):
    monkeypatch.setattr(crypto, "open_sealed", lambda *_args: (_ for _ in ()).throw(crypto.Tampered))
    with pytest.raises(crypto.Tampered):
        opened(alia, case)
