"""What acts were about, in words. A room that owns such things registers who may know them; accounts knows people only.

Whatever nobody resolves is shown by its kind and the first letters of its number, which lead nowhere.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.queries import memberships_visible_to

# The word for each kind, around what is known of its name.
_KINDS: dict[str, Promise] = {
    "case": pgettext_lazy("audit subject", "case %(name)s"),
    "safe": pgettext_lazy("audit subject", "case %(name)s"),
    "person": pgettext_lazy("audit subject", "account %(name)s"),
    "user": pgettext_lazy("audit subject", "account %(name)s"),
    "complaint": pgettext_lazy("audit subject", "complaint %(name)s"),
    "file": pgettext_lazy("audit subject", "file %(name)s"),
    "job": pgettext_lazy("audit subject", "work %(name)s"),
    "organisation": pgettext_lazy("audit subject", "organisation %(name)s"),
    "visit": pgettext_lazy("audit subject", "visit %(name)s"),
}
# The same for one of several things of a kind, as "victim_1"; rooms above add theirs.
_NUMBERED: dict[str, Promise] = {}
_OTHER = pgettext_lazy("audit subject", "record %(name)s")


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing as one reader may know it; `url` may be empty."""

    label: str
    url: str = ""


Resolver = Callable[[User, Collection[UUID]], Mapping[UUID, Subject]]
Hidden = Callable[[User], Collection[QuerySet]]
_RESOLVERS: list[Resolver] = []
_HIDDEN: list[Hidden] = []


def register(*, resolve: Resolver, hidden: Hidden) -> None:
    """Called from an app's `ready`. `resolve` names what the reader may see and leaves out the rest; `hidden` gives
    queries for the uuids of things of which the reader must not even learn that somebody did something.
    """
    _RESOLVERS.append(resolve)
    _HIDDEN.append(hidden)


def name_numbered(words: Mapping[str, Promise]) -> None:
    """Adds words for subjects such as "victim_1", by what stands before the number; they hold `number` and `name`."""
    _NUMBERED.update(words)


def hidden_from(actor: User) -> list[QuerySet]:
    """Queries for the uuids of what `actor` must not hear of."""
    return [query for hidden in _HIDDEN for query in hidden(actor)]


def subjects_for(actor: User, uuids: Collection[UUID]) -> dict[UUID, Subject]:
    """What `actor` may know of the things with these uuids: people of their organisations, and what rooms add."""
    known = _people(actor, uuids)
    for resolve in _RESOLVERS:
        known |= resolve(actor, uuids)
    return known


def words_for(kind: str, uuid: UUID | None, known: Mapping[UUID, Subject]) -> Subject:
    """A thing in the words of the reader; never more than its kind and four letters where nothing is known."""
    if uuid is None and not kind:
        return Subject("…")
    found = known.get(uuid)
    if found is not None and kind in ("person", "user"):
        return found
    name = found.label if found is not None else f"{uuid.hex[:4]}…" if uuid is not None else "…"
    head, _line, number = kind.rpartition("_")
    template = _KINDS.get(kind) or (_NUMBERED.get(head) if number.isdecimal() else None) or _OTHER
    return Subject(str(template) % {"name": name, "number": number}, found.url if found is not None else "")


def _people(actor: User, uuids: Collection[UUID]) -> dict[UUID, Subject]:
    colleagues = memberships_visible_to(actor).values("user")
    people = User.objects.filter(Q(pk__in=colleagues) | Q(pk=actor.pk), uuid__in=uuids)
    return {person.uuid: Subject(str(person)) for person in people}
