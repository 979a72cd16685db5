"""What jobs are called and who sees them. A room names its kinds when it starts; accounts knows none of them."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from accounts.permissions import Permission

# What a job of an organisation tells is not for everybody there: a kind that says nothing stays with who runs jobs.
CLOSED = Permission.JOB_CANCEL

_LABELS: dict[str, Promise] = {}
_SEEN_WITH: dict[str, Permission] = {}


def name_kind(kind: str, label: Promise, *, seen_with: Permission = CLOSED) -> None:
    """Registers the words for jobs of `kind` (the dotted name of a Celery task). Called from an app's `ready`.

    `seen_with` is what a colleague must hold in the organisation of such a job to know of it; its owner always does.
    """
    _LABELS[kind] = label
    _SEEN_WITH[kind] = seen_with


def kinds_by_permission() -> dict[Permission, list[str]]:
    """The named kinds under the permission with which colleagues see them."""
    kinds: dict[Permission, list[str]] = {}
    for kind, permission in _SEEN_WITH.items():
        kinds.setdefault(permission, []).append(kind)
    return kinds


def label_of(kind: str) -> Promise:
    """The words for `kind`, or general ones for a kind that nobody named."""
    return _LABELS.get(kind, pgettext_lazy("job", "Work in the background"))
