"""What is sealed in the demonstration: opened by those whose role opens it, by nobody else, and filled in later too."""

import tomllib
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.choices import Role
from accounts.demo import DEMO_PASSWORD, demo_user
from complaints.choices import DataSet, RevealReason
from complaints.demo.sealed import FILE, read_stories
from complaints.models import Case, CaseAssignment, Identity, Writing
from complaints.opening import open_identities, open_writings
from institutions.packs import pack_folder
from institutions.queries import current_pack
from tests.complaints.sealed_cases import own_case
from vault import crypto
from vault.checks import find_vault_faults
from vault.models import KeyPair, KeyWrap

pytestmark = pytest.mark.django_db

UNTIL = date(2026, 11, 22)
OPENING = {"demo-caseworker", "demo-lead"}


def load(**options) -> str:
    output = StringIO()
    call_command("load_demo", until=UNTIL, stdout=output, seed=3, scale=0.005, **options)
    return output.getvalue()


def key_of(user) -> bytes:
    return crypto.unlock_with_password(bytes(KeyPair.objects.get(user=user).locked_by_password), DEMO_PASSWORD)


def test_every_story_begins_by_saying_that_it_is_invented() -> None:
    content = tomllib.loads((pack_folder(current_pack().code) / FILE).read_text(encoding="utf-8"))
    firsts = content["first"]
    assert firsts["en"] == "This text is invented for a demonstration; no person in it exists."
    stories = read_stories(pack_folder(current_pack().code))
    assert len(stories) >= 10
    assert {story.language for story in stories} == set(firsts)
    assert all(story.text.startswith(firsts[story.language]) for story in stories)
    assert all("{name}" in story.text and "{day}" in story.text for story in stories)


def test_case_worker_and_lead_open_narratives_and_the_keeper_opens_identities() -> None:
    load()
    worker, lead = demo_user(Role.CASE_WORKER), demo_user(Role.LEAD)
    case = Case.objects.exclude(safe=None).order_by("pk").first()
    now = timezone.now()
    for person in (worker, lead):
        opened = open_writings(by=person, private_key=key_of(person), case=case, now=now)
        assert [str(text.kind) for text in opened.texts] == ["narrative", "note"]
        assert all(text.text for text in opened.texts)
    keeper = demo_user(Role.CUSTODIAN)
    (identity,) = open_identities(
        by=keeper,
        private_key=key_of(keeper),
        case=case,
        people=[("victim", 1)],
        reason=RevealReason.CONTACT,
        now=now,
    )
    assert set(identity.facts) == {"name", "contact"}


def test_analyst_monitor_and_administrator_hold_no_key_of_a_case() -> None:
    load()
    # The monitor has a key pair of their own, for visits; cases open to monitors by consent alone.
    assert set(KeyPair.objects.values_list("user__username", flat=True)) == OPENING | {"demo-monitor"}
    assert set(KeyWrap.objects.values_list("key_pair__user__username", flat=True)) == OPENING
    assert sum(find_vault_faults(timezone.now()).values()) == 0


def test_a_demonstration_without_texts_gets_them_and_only_once() -> None:
    load()
    sealed = Writing.objects.count()
    pairs = dict(KeyPair.objects.values_list("user", "pk"))
    assert sealed == 2 * CaseAssignment.objects.count()
    worker = demo_user(Role.CASE_WORKER)
    fresh = own_case(worker, worker.memberships.get().organisation, data_set=DataSet.DEMONSTRATION)
    again = "The demonstration is already there.\n"
    assert load(if_empty=True) == again + "Invented texts sealed in 1 cases.\n"
    assert Case.objects.get(pk=fresh.pk).safe is not None
    assert load(if_empty=True) == again
    assert (Writing.objects.count(), Identity.objects.count()) == (sealed + 2, sealed // 2 + 1)
    assert dict(KeyPair.objects.values_list("user", "pk")) == pairs
