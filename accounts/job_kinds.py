"""What jobs are called on pages. A room names its kinds when it starts; accounts knows none of them."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

_LABELS: dict[str, Promise] = {}


def name_kind(kind: str, label: Promise) -> None:
    """Registers the words for jobs of `kind` (the dotted name of a Celery task). Called from an app's `ready`."""
    _LABELS[kind] = label


def label_of(kind: str) -> Promise:
    """The words for `kind`, or general ones for a kind that nobody named."""
    return _LABELS.get(kind, pgettext_lazy("job", "Work in the background"))
