"""Cases with something in their safe, and people who hold keys of it."""

from datetime import date

from accounts.choices import Role
from accounts.models import Membership, Organisation, User
from complaints.actions import receive_complaint
from complaints.choices import DataSet, LetterState, Party, WritingKind
from complaints.models import Attachment, Case, Letter
from complaints.safekeeping import Description, ensure_safe, put_attachment, put_identity, put_writing
from vault import crypto
from vault.models import RecoveryKey

TODAY = date(2026, 11, 2)
STORY = "They came at night and took him to the second floor."
NAME = "Invented Person One"
PLAIN = b"what the file says\n"


def own_case(by: User, organisation: Organisation, data_set: str = DataSet.OWN) -> Case:
    """A case with its first complaint, still without a safe."""
    return receive_complaint(by=by, organisation=organisation, data_set=data_set, channel=None, today=TODAY)


def with_recovery_key(organisation: Organisation) -> None:
    """Something can be sealed even before anybody of the organisation holds keys."""
    public_key = crypto.public_half(crypto.new_private_key())
    RecoveryKey.objects.get_or_create(
        organisation=organisation, defaults={"public_key": public_key, "created_on": TODAY}
    )


def fill_safe(case: Case, by: User, story: str = STORY) -> Case:
    """Puts a narrative, an identity and a text file into the safe of the case."""
    with_recovery_key(case.organisation)
    ensure_safe(case=case, by=by, today=TODAY)
    put_writing(case=case, kind=WritingKind.NARRATIVE, text=story, author=by, today=TODAY)
    put_identity(case=case, party=Party.VICTIM, number=1, facts={"name": NAME}, recorded_by=by, today=TODAY)
    put_file(case, PLAIN)
    return case


def put_file(case: Case, content: bytes, *, name: str = "letter.txt", kind: str = "text") -> Attachment:
    """One more file in the safe."""
    description = Description.of(name=name, kind=kind, content=content)
    return put_attachment(case=case, description=description, content=[content], added_by=None, today=TODAY)


def as_letter(case: Case, **fields: object) -> Letter:
    """As if the case had come through the public form."""
    given = {"language": "ru", "state": LetterState.NEW, "received_on": TODAY, "has_news": False} | fields
    return Letter.objects.create(case=case, **given)


def keeper_too(user: User, organisation: Organisation) -> User:
    """`user`, who keeps identities beside what they do already."""
    Membership.objects.create(user=user, organisation=organisation, role=Role.CUSTODIAN)
    return User.objects.get(pk=user.pk)
