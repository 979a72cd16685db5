"""Invented narratives, notes and identities for the demonstration, and the keys with which its people open them."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import translation

from accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from accounts.models import Membership, User
from complaints import wording
from complaints.choices import DataSet, Party, WritingKind
from complaints.models import Case, Identity, Writing
from vault import crypto
from vault.actions import create_key_pair
from vault.choices import Compartment, GrantReason
from vault.doors import needs_keys
from vault.holders import OFFICE, holders_by_office
from vault.keyrings import context_of
from vault.models import DataKey, Envelope, KeyPair, KeyWrap, Safe, Vouch

FILE = "demonstration_texts.toml"


@dataclass(frozen=True, slots=True)
class Story:
    """One invented narrative with what belongs to it, in one language."""

    language: str
    text: str
    note: str
    contact: str
    name: str


def read_stories(folder: Path) -> list[Story]:
    """The stories of a pack. Raises FileNotFoundError, KeyError, tomllib.TOMLDecodeError."""
    content = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    names = {language: cycle(found) for language, found in content["names"].items()}
    return [
        Story(
            language=row["language"],
            text=f"{content['first'][row['language']]}\n\n{row['text'].strip()}",
            note=content["notes"][row["language"]],
            contact=content["contacts"][row["language"]],
            name=next(names[row["language"]]),
        )
        for row in content["narratives"]
    ]


def ensure_demo_keys(today: date) -> None:
    """Key pairs, behind the demonstration password, for the demonstration accounts whose role opens something."""
    accounts = [account.username for account in DEMO_ACCOUNTS]
    lacking = User.objects.filter(username__in=accounts, is_demonstration=True, key_pair=None).order_by("pk")
    for user in lacking:
        if needs_keys(user):
            create_key_pair(user=user, password=DEMO_PASSWORD, today=today)
    # Nobody is there to vouch for invented people.
    pairs = KeyPair.objects.filter(user__username__in=accounts, user__is_demonstration=True).select_related("user")
    memberships = Membership.objects.active().filter(user__key_pair__in=pairs).select_related("user__key_pair")
    offices = {role: part for part, role in OFFICE.items()}
    Vouch.objects.bulk_create(
        [
            Vouch(
                key_pair=row.user.key_pair,
                organisation_id=row.organisation_id,
                compartment=offices[row.role],
                vouched_on=today,
            )
            for row in memberships
            if row.role in offices
        ],
        ignore_conflicts=True,
    )


def seal_demonstration(*, worker: User, stories: list[Story], today: date) -> int:
    """Fills the safes of the cases `worker` is assigned to, where there is none; gives the number of cases filled.

    All of them in a handful of statements: one by one they would take longer than inventing the cases.
    """
    mine = Case.objects.of(DataSet.DEMONSTRATION).filter(
        assignments__user=worker, assignments__ended_at=None, safe=None, recusals=None
    )
    cases = list(mine.select_related("organisation", "facility_type").order_by("pk"))
    holders = _holders(cases[0], worker) if cases else {}
    if not holders.get(Compartment.NARRATIVE) or not holders.get(Compartment.IDENTITY):
        return 0
    with transaction.atomic():
        data_keys = _open_safes(cases, holders, worker, today)
        _fill(cases, data_keys, cycle(stories), worker, today)
    return len(cases)


def _holders(case: Case, worker: User) -> dict[Compartment, list[KeyPair]]:
    """Who gets keys, as for any other case: leads and whoever works on it; keepers of identities."""
    narrative = holders_by_office(case.organisation, Compartment.NARRATIVE) | KeyPair.objects.filter(user=worker)
    return {
        Compartment.NARRATIVE: list(narrative),
        Compartment.IDENTITY: list(holders_by_office(case.organisation, Compartment.IDENTITY)),
    }


def _open_safes(
    cases: Sequence[Case], holders: Mapping[Compartment, Sequence[KeyPair]], worker: User, today: date
) -> dict[tuple[int, Compartment], DataKey]:
    """A safe for each case with both keys, wrapped for `holders`: case id, compartment -> key."""
    safes = Safe.objects.bulk_create([Safe(organisation=case.organisation) for case in cases])
    for case, safe in zip(cases, safes, strict=True):
        case.safe = safe
    Case.objects.bulk_update(cases, ["safe"])
    private = {(case.pk, part): crypto.new_private_key() for case in cases for part in Compartment}
    data_keys = {
        (case.pk, part): DataKey(
            safe=case.safe, compartment=part, public_key=crypto.public_half(private[case.pk, part])
        )
        for case in cases
        for part in Compartment
    }
    DataKey.objects.bulk_create(data_keys.values())
    KeyWrap.objects.bulk_create(
        [
            KeyWrap(
                data_key=data_key,
                key_pair=pair,
                wrapped=crypto.wrap(bytes(pair.public_key), private[place]),
                reason=GrantReason.CREATED,
                granted_by=worker,
                granted_on=today,
            )
            for place, data_key in data_keys.items()
            for pair in holders[place[1]]
        ]
    )
    return data_keys


def _fill(
    cases: Sequence[Case],
    data_keys: Mapping[tuple[int, Compartment], DataKey],
    stories: Iterator[Story],
    worker: User,
    today: date,
) -> None:
    writings, identities = [], []
    for case, story in zip(cases, stories, strict=False):
        key = data_keys[case.pk, Compartment.NARRATIVE]
        for kind, words in ((WritingKind.NARRATIVE, _told(case, story, today)), (WritingKind.NOTE, story.note)):
            writing = Writing(case=case, kind=kind, author=worker, written_on=today)
            writing.envelope = _envelope(key, writing.uuid, "text", words)
            writings.append(writing)
        identity = Identity(case=case, party=Party.VICTIM, number=1, recorded_by=worker, recorded_on=today)
        facts = json.dumps({"name": story.name, "contact": story.contact}, ensure_ascii=False)
        key = data_keys[case.pk, Compartment.IDENTITY]
        identity.envelope = _envelope(key, identity.uuid, "facts", facts)
        identities.append(identity)
    rows = [*writings, *identities]
    Envelope.objects.bulk_create([row.envelope for row in rows])
    for row in rows:
        row.envelope = row.envelope  # the number that it has got by now
    Writing.objects.bulk_create(writings)
    Identity.objects.bulk_create(identities)


def _envelope(data_key: DataKey, record: UUID, field: str, text: str) -> Envelope:
    body = crypto.seal(bytes(data_key.public_key), text.encode(), context_of(data_key, record, field))
    return Envelope(data_key=data_key, record=record, field=field, body=body)


def _told(case: Case, story: Story, today: date) -> str:
    day = min(case.incident_on or today, today)
    with translation.override(story.language):
        place = case.facility_type.label if case.facility_type else "…"
        return story.text.format(name=story.name, place=place, day=wording.day(day))
