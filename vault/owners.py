"""Which rows own what lies in the vault, and what else is checked: the rooms above name theirs when they start."""

from collections.abc import Callable, Iterable

from django.db.models import Exists, Model, OuterRef, QuerySet

Owner = tuple[type[Model], str]  # a model, and its field that leads to the envelope, file or safe
Find = Callable[[], dict[str, int]]
_TEXTS: list[Owner] = []
_FILES: list[Owner] = []
_SAFES: list[Owner] = []
_FINDS: list[Find] = []


def name_owners(*, texts: Iterable[Owner], safes: Iterable[Owner], find: Find, files: Iterable[Owner] = ()) -> None:
    """Called from an app's `ready`. `find` gives the faults of the room: kind -> how many, those without one too."""
    _TEXTS.extend(texts)
    _FILES.extend(files)
    _SAFES.extend(safes)
    _FINDS.append(find)


def texts_of_nobody(envelopes: QuerySet) -> QuerySet:
    """Those to which no row of any room refers."""
    return _of_nobody(envelopes, _TEXTS)


def files_of_nobody(files: QuerySet) -> QuerySet:
    """Those to which no row of any room refers."""
    return _of_nobody(files, _FILES)


def safes_of_nobody(safes: QuerySet) -> QuerySet:
    """Those that are the safe of nothing."""
    return _of_nobody(safes, _SAFES)


def find_faults_of_rooms() -> dict[str, int]:
    """What the rooms above find, each in words of its own."""
    return {kind: number for find in _FINDS for kind, number in find().items()}


def _of_nobody(rows: QuerySet, owners: Iterable[Owner]) -> QuerySet:
    return rows.filter(*(~Exists(model._base_manager.filter(**{field: OuterRef("pk")})) for model, field in owners))
