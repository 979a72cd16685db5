"""Changes of people and memberships. No password passes through here: people choose their own."""

from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import record, record_of_person
from accounts.choices import ADMINISTRATOR_READS_NO_CASE, Act, Role
from accounts.departures import follow
from accounts.models import Membership, Organisation, User
from accounts.permissions import Permission, excluded_by, has_permission
from accounts.queries import people_in_hands_of


class NotPossible(Exception):
    """A change that cannot be made now; the text is a sentence for the person who asked."""


class NotPermitted(Exception):
    """Somebody acted without the permission; a page asks before it comes to this."""


@transaction.atomic
def invite(*, by: User, organisation: Organisation, username: str, first_name: str, last_name: str, role: Role) -> User:
    """A new account in a role, closed until its owner opens the invitation and chooses a password.

    Raises NotPossible when the user name is taken, NotPermitted when `by` does not manage these people.
    """
    _must_manage(by, organisation)
    if User.objects.filter(username__iexact=username).exists():
        raise NotPossible(_("This user name is taken."))
    user = User.objects.create_user(username=username, first_name=first_name, last_name=last_name)
    Membership.objects.create(user=user, organisation=organisation, role=role)
    _tell(by, organisation, Act.ACCOUNT_INVITED, user)
    return user


@transaction.atomic
def found_organisation(*, name: str, username: str) -> User:
    """A new organisation with its first administrator, who still has to choose a password. For the command line only.

    Raises NotPossible when one of the two names is taken or cannot be one.
    """
    if Organisation.objects.filter(name__iexact=name).exists():
        raise NotPossible(_("There is an organisation of this name already."))
    if User.objects.filter(username__iexact=username).exists():
        raise NotPossible(_("This user name is taken."))
    user = User(username=username)
    user.set_unusable_password()
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as error:
        raise NotPossible(" ".join(error.messages)) from error
    user.save()
    organisation = Organisation.objects.create(name=name)
    Membership.objects.create(user=user, organisation=organisation, role=Role.ADMINISTRATOR)
    record_of_person(user=user, action=Act.ACCOUNT_INVITED)
    return user


@transaction.atomic
def give_role(*, by: User, organisation: Organisation, user: User, role: Role) -> Membership:
    """A colleague takes a role, or takes it again; an ended row is opened, never doubled.

    Raises NotPossible for oneself, for somebody who never belonged to the organisation or who has the role already,
    and where somebody would administer and read cases at once; NotPermitted when `by` does not manage these people.
    """
    _must_manage(by, organisation)
    if user.pk == by.pk:
        raise NotPossible(_("Nobody can give a role to themselves. Ask another administrator."))
    if not Membership.objects.filter(user=user, organisation=organisation).exists():
        raise NotPossible(_("Only a colleague can take another role. Invite this person first."))
    _must_not_mix(user, organisation, role)
    membership, is_new = Membership.objects.select_for_update().get_or_create(
        user=user, organisation=organisation, role=role
    )
    if not is_new and membership.is_active:
        raise NotPossible(_("This person already has this role in the organisation."))
    membership.is_active = True
    membership.save(update_fields=["is_active"])
    _tell(by, organisation, Act.ROLE_GIVEN, user)
    return membership


@transaction.atomic
def end_membership(*, by: User, membership: Membership) -> None:
    """A person leaves a role; the row stays.

    Raises NotPossible when nobody would be left to administer the organisation, NotPermitted when `by` does not
    manage these people.
    """
    _must_manage(by, membership.organisation)
    administrators = Membership.objects.active().filter(
        organisation=membership.organisation_id, role=Role.ADMINISTRATOR
    )
    # The rows are locked, so that two administrators cannot leave each other's chair empty at the same moment.
    remaining = [row.pk for row in administrators.select_for_update().order_by("pk") if row.pk != membership.pk]
    if membership.role == Role.ADMINISTRATOR and not remaining:
        raise NotPossible(_("An organisation needs an administrator. Give the role to somebody else first."))
    membership.is_active = False
    membership.save(update_fields=["is_active"])
    _tell(by, membership.organisation, Act.ROLE_ENDED, membership.user)
    follow(membership.user, membership.organisation)


@transaction.atomic
def reset_second_factor(*, by: User, user: User) -> None:
    """Somebody lost phone and codes: app, passkeys and recovery codes are gone, and every session ends.

    Raises NotPossible for oneself, NotPermitted when `by` does not manage all organisations of `user`.
    """
    locked = _locked_in_hands_of(by, user)
    Authenticator.objects.filter(user=locked).delete()
    _end_sessions(locked)
    locked.save(update_fields=["session_epoch"])
    record_of_person(user=locked, by=by, action=Act.SECOND_FACTOR_RESET)


@transaction.atomic
def end_sessions(*, by: User, user: User) -> None:
    """A laptop or telephone is lost: whoever holds it is out at the next request. Keys and roles stay.

    Raises NotPossible for oneself, NotPermitted when `by` does not manage all organisations of `user`.
    """
    locked = _locked_in_hands_of(by, user)
    _end_sessions(locked)
    locked.save(update_fields=["session_epoch"])
    record_of_person(user=locked, by=by, action=Act.SESSIONS_ENDED)


@transaction.atomic
def reset_account(*, by: User, user: User) -> None:
    """Somebody lost password and recovery code: the account waits for its owner again, as if never opened.

    Afterwards the invitation can be renewed. What the old password opened stays sealed until a colleague hands keys
    over. Raises NotPossible for oneself, NotPermitted when `by` does not manage all organisations of `user`.
    """
    locked = _locked_in_hands_of(by, user)
    Authenticator.objects.filter(user=locked).delete()
    locked.set_unusable_password()
    locked.last_login = None
    _end_sessions(locked)
    locked.save(update_fields=["password", "last_login", "session_epoch"])
    record_of_person(user=locked, by=by, action=Act.ACCOUNT_RESET)


@transaction.atomic
def close_account(*, by: User, user: User) -> None:
    """Nobody signs in with the account any more, and whoever is signed in with it is out at the next request.

    Raises NotPossible for oneself, NotPermitted when `by` does not manage all organisations of `user`.
    """
    locked = _locked_in_hands_of(by, user)
    locked.is_active = False
    _end_sessions(locked)
    locked.save(update_fields=["is_active", "session_epoch"])
    record_of_person(user=locked, by=by, action=Act.ACCOUNT_CLOSED)
    for organisation in Organisation.objects.filter(memberships__user=locked).distinct():
        follow(locked, organisation)


@transaction.atomic
def reopen_account(*, by: User, user: User) -> None:
    """The account opens again with its password, second factor and roles.

    Raises NotPossible for oneself, NotPermitted when `by` does not manage all organisations of `user`.
    """
    locked = _locked_in_hands_of(by, user)
    locked.is_active = True
    locked.save(update_fields=["is_active"])
    record_of_person(user=locked, by=by, action=Act.ACCOUNT_OPENED)


@transaction.atomic
def choose_language(*, by: User, language: str) -> None:
    """The language in which `by` wants to read, on every device."""
    by.language = language
    by.save(update_fields=["language"])


def _tell(by: User, organisation: Organisation, act: Act, user: User) -> None:
    record(actor=by, organisation=organisation, action=act, subject="person", subject_uuid=user.uuid)


def _must_not_mix(user: User, organisation: Organisation, role: Role) -> None:
    # The row of the person is locked, so that two roles that exclude each other cannot arrive at the same moment.
    User.objects.select_for_update().get(pk=user.pk)
    held = Membership.objects.filter(user=user, organisation=organisation, is_active=True)
    if held.filter(role__in=excluded_by(role)).exists():
        raise NotPossible(ADMINISTRATOR_READS_NO_CASE)


def _locked_in_hands_of(by: User, user: User) -> User:
    """The row of `user`, locked together with that of `by`: two administrators cannot close each other out at once."""
    if user.pk == by.pk:
        raise NotPossible(_("This cannot be done to one's own account. Ask another administrator."))
    rows = {row.pk: row for row in User.objects.select_for_update().filter(pk__in=[by.pk, user.pk]).order_by("pk")}
    if not rows[by.pk].is_active or not people_in_hands_of(by).filter(pk=user.pk).exists():
        raise NotPermitted
    return rows[user.pk]


def _end_sessions(user: User) -> None:
    user.session_epoch = uuid4()


def _must_manage(by: User, organisation: Organisation) -> None:
    if not has_permission(by, Permission.PEOPLE_MANAGE, organisation=organisation):
        raise NotPermitted
