"""Seals the narratives, notes and identities of new cases on their way from the locked rows into safes, many at once.

What was unlocked lives in memory for one chunk. Nothing here can read what it sealed.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import zip_longest
from uuid import UUID

from accounts.models import Membership, User
from accounts.permissions import Permission, has_permission
from complaints.choices import Party, WritingKind
from complaints.imports import locking
from complaints.imports.people import names_in
from complaints.models import Identity, ImportBatch, ImportRow, Writing
from complaints.safekeeping import READERS
from vault import crypto
from vault.choices import Compartment
from vault.holders import holders_by_office
from vault.keyrings import context_of
from vault.many_safes import NewSafe, create_safes
from vault.models import DataKey, Envelope, KeyPair

_WRITINGS = {"narrative": WritingKind.NARRATIVE, "note": WritingKind.NOTE}


class Sealer:
    """Opens safes and fills them, for the rows of one batch."""

    def __init__(self, batch: ImportBatch, today: date) -> None:
        self.batch, self.by, self.today = batch, batch.uploaded_by, today
        self._safes: dict[int, NewSafe] = {}
        self._holders: dict[Compartment, list[KeyPair]] | None = None

    def safes_for(self, chunk: Sequence[ImportRow], barred: Sequence[Sequence[User]]) -> dict[int, int]:
        """A safe for each row with something to seal: number of the row -> primary key. Raises NobodyCouldOpen.

        `barred` are for each row of the chunk those who must never open it.
        """
        rows = [row for row in chunk if row.locked]
        closed = [people for row, people in zip(chunk, barred, strict=True) if row.locked]
        self._safes = {}
        if rows:
            new = create_safes(
                organisation=self.batch.organisation,
                number=len(rows),
                holders=self._who_opens(),
                barred=closed,
                today=self.today,
                by=self.by,
            )
            self._safes = dict(zip((row.number for row in rows), new, strict=True))
        return {number: new.safe.pk for number, new in self._safes.items()}

    def seal(
        self, chunk: Sequence[ImportRow], case_ids: Sequence[int], _safes: Mapping[int, int]
    ) -> dict[int, dict[str, int]]:
        """Fills the safes; gives how many texts and identities each row brought."""
        writings, identities, counts = [], [], {}
        for row, case_id in zip(chunk, case_ids, strict=True):
            if row.number not in self._safes:
                continue
            sealed = json.loads(locking.unlock(self.batch, row.locked))
            keys = self._safes[row.number].data_keys
            own = [
                self._writing(case_id, kind, sealed[name], keys) for name, kind in _WRITINGS.items() if sealed.get(name)
            ]
            persons = [self._identity(case_id, number, facts, keys) for number, facts in _identities(sealed)]
            counts[row.number] = {"writings": len(own), "identities": len(persons)}
            writings += own
            identities += persons
        rows = [*writings, *identities]
        Envelope.objects.bulk_create([row.envelope for row in rows])
        for row in rows:
            row.envelope = row.envelope  # the number that it has got by now
        Writing.objects.bulk_create(writings)
        Identity.objects.bulk_create(identities)
        return counts

    def _who_opens(self) -> dict[Compartment, list[KeyPair]]:
        """As `safekeeping.ensure_safe` has it for a case that the uploader opened. Three queries for a batch."""
        if self._holders is None:
            organisation = self.batch.organisation
            narrative = list(holders_by_office(organisation, Compartment.NARRATIVE))
            is_reader = (
                Membership.objects.active().filter(user=self.by, organisation=organisation, role__in=READERS).exists()
            )
            if is_reader and not has_permission(self.by, Permission.CASE_VIEW_ALL, organisation=organisation):
                narrative += KeyPair.objects.filter(user=self.by)
            identity = list(holders_by_office(organisation, Compartment.IDENTITY))
            self._holders = {Compartment.NARRATIVE: narrative, Compartment.IDENTITY: identity}
        return self._holders

    def _writing(self, case_id: int, kind: WritingKind, text: str, keys: Mapping[Compartment, DataKey]) -> Writing:
        writing = Writing(case_id=case_id, kind=kind, author=self.by, written_on=self.today)
        writing.envelope = _envelope(keys[Compartment.NARRATIVE], writing.uuid, "text", text)
        return writing

    def _identity(
        self, case_id: int, number: int, facts: Mapping[str, str], keys: Mapping[Compartment, DataKey]
    ) -> Identity:
        who = {"case_id": case_id, "party": Party.VICTIM, "number": number}
        person = Identity(**who, recorded_by=self.by, recorded_on=self.today)
        words = json.dumps(facts, ensure_ascii=False)
        person.envelope = _envelope(keys[Compartment.IDENTITY], person.uuid, "facts", words)
        return person


def _identities(sealed: Mapping[str, str]) -> list[tuple[int, dict[str, str]]]:
    """Number of an alleged victim and what is to be sealed of them; whoever has neither name nor contact is left out.

    Contacts are divided among several only where there are as many places as for names; else nobody knows whose they
    are, and they stay together with the first.
    """
    names = names_in(sealed["victim_name"]) if sealed.get("victim_name") else []
    contacts = [sealed["victim_contact"]] if sealed.get("victim_contact") else []
    if len(names) > 1 and contacts and len(divided := names_in(contacts[0])) == len(names):
        contacts = divided
    told = zip_longest(names, contacts, fillvalue="")
    facts = ({"name": name, "contact": contact} for name, contact in told)
    said = [{field: text for field, text in one.items() if text} for one in facts]
    return [(number, one) for number, one in enumerate(said, start=1) if one]


def _envelope(data_key: DataKey, record: UUID, field: str, text: str) -> Envelope:
    body = crypto.seal(bytes(data_key.public_key), text.encode(), context_of(data_key, record, field))
    return Envelope(data_key=data_key, record=record, field=field, body=body)
