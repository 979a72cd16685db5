"""A draft opens with the cookie of its visitor and with nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from complaints.intake import drafts
from complaints.models import IntakeFile, IntakePart, IntakeSession, VisitKind
from complaints.tasks import purge_intake
from vault import crypto, receipts


@pytest.fixture
def draft(db):
    content = {"answers": {"story": {"story": ["Canary-7751"]}}}
    return drafts.begin(kind=VisitKind.LETTER, content=content, today=timezone.localdate(), now=timezone.now())


def load(secret, kind=VisitKind.LETTER):
    return drafts.load(secret, kind=kind, today=timezone.localdate(), now=timezone.now())


def test_a_draft_opens_with_its_secret(draft):
    assert load(draft.secret).content["answers"] == {"story": {"story": ["Canary-7751"]}}
    assert drafts.secret_of(drafts.cookie_of(draft.secret)) == draft.secret


def test_another_secret_another_kind_or_a_changed_row_opens_nothing(draft):
    assert load(bytes(32)) is None and load(None) is None
    assert load(draft.secret, kind=VisitKind.RETURN) is None
    sealed = bytearray(IntakeSession.objects.get().sealed)
    sealed[-1] ^= 1
    IntakeSession.objects.update(sealed=bytes(sealed))
    assert load(draft.secret) is None


def test_neither_the_row_nor_the_receipt_tells_the_secret(draft):
    row = IntakeSession.objects.get()
    assert draft.secret not in bytes(row.lookup) + bytes(row.sealed)
    assert b"Canary" not in bytes(row.sealed)
    assert receipts.lookup_id(receipts.receipt_from(draft.secret)) != bytes(row.lookup)


def test_the_length_of_a_draft_tells_little(draft):
    before = len(bytes(IntakeSession.objects.get().sealed))
    draft.content["answers"]["story"]["story"] = ["x" * 2000]
    drafts.save(draft, now=timezone.now())
    assert len(bytes(IntakeSession.objects.get().sealed)) == before


def test_files_come_back_whole_and_do_not_open_elsewhere(draft):
    content = bytes(range(256)) * 9000  # more than one part
    told = {"name": "a.txt", "kind": "text", "size": len(content), "sha256": "0" * 64}
    drafts.add_file(draft, described=told, content=content)
    drafts.add_file(draft, described=told, content=b"", pages=[b"one", b"two"])
    first, second = drafts.files(draft)
    assert b"".join(drafts.read_file(draft, first.number)) == content
    assert second.is_cleaned and b"".join(drafts.read_file(draft, second.number)) == b"onetwo"
    IntakePart.objects.filter(file__number=1, number=1).update(
        body=IntakePart.objects.get(file__number=2, number=1).body
    )
    with pytest.raises(crypto.Tampered):
        list(drafts.read_file(draft, first.number))


def test_old_drafts_and_their_files_are_purged(draft):
    drafts.add_file(draft, described={"name": "a", "kind": "text", "size": 1, "sha256": ""}, content=b"a")
    purge_intake()
    assert IntakeSession.objects.count() == 1
    IntakeSession.objects.update(created_on=timezone.localdate() - timedelta(days=2))
    assert load(draft.secret) is None
    drafts.begin(kind=VisitKind.LETTER, content={}, today=timezone.localdate() - timedelta(days=2), now=timezone.now())
    purge_intake()
    assert not IntakeSession.objects.exists() and not IntakeFile.objects.exists() and not IntakePart.objects.exists()
