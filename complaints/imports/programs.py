"""Imports that a program brings: columns and words are read by a mapping that a person saved, and nobody is asked.

Only what is certain counts here: words that a person gave a code, and words of the lists. Likenesses are for people.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import ApiToken, Organisation, User
from complaints.choices import BatchState
from complaints.imports import actions, dates, locking
from complaints.imports.actions import NotPossible
from complaints.imports.checking import meanings_of
from complaints.imports.columns import meanings
from complaints.imports.words import WordList, fold, word_list
from complaints.models import ImportBatch, ImportMapping

MAPPING = "program_mapping"  # the option that names the mapping, and tells that a program brought the sheet

Words = dict[str, dict[str, str]]  # meaning -> folded word -> code


@transaction.atomic
def send(
    *,
    by: User,
    organisation: Organisation,
    content: bytes,
    mapping: ImportMapping,
    now: datetime,
    token: ApiToken | None = None,
) -> ImportBatch:
    """Takes a sheet in and has its words counted. Raises PermissionDenied, reading.Refused, NotPossible."""
    batch = actions.upload(by=by, organisation=organisation, content=content, now=now)
    columns = columns_by(mapping, (locking.told(batch, locking.HEAD) or {})["headers"])
    batch.options = {**batch.options, MAPPING: mapping.name}
    batch.save(update_fields=["options"])
    actions.map_columns(by=by, batch=batch, columns=columns, token=token)
    return batch


@transaction.atomic
def check(*, by: User, batch: ImportBatch, order: str, now: datetime, token: ApiToken | None = None) -> dict[str, int]:
    """Has the rows checked; gives by meaning how many words the mapping does not know. Their rows are rejected.

    `order` says how dates such as 03/04/2021 are meant, empty where that was not said. Raises PermissionDenied,
    NotPossible.
    """
    refuse_of_person(batch)
    actions.refuse_of_others(by, batch)
    words, unknown = {}, {}
    if actions.is_surveyed(batch):
        mapping = ImportMapping.objects.filter(organisation=batch.organisation_id, name=batch.options[MAPPING]).first()
        if mapping is None:
            raise NotPossible(
                _("The mapping of this import is no longer there. Send the sheet again with another one.")
            )
        survey = locking.told(batch, locking.SURVEY) or {}
        _refuse_open_questions(batch, survey, order)
        words, unknown = words_by(batch, mapping, survey["words"])
    actions.choose_words(by=by, batch=batch, words=words, order=order or dates.DAY_FIRST, now=now, token=token)
    return unknown


def refuse_of_person(batch: ImportBatch) -> None:
    """Raises NotPossible for an import that a person began: on the pages its steps ask for the password again."""
    if batch.state != BatchState.DROPPED and MAPPING not in batch.options:
        raise NotPossible(_("A person began this import on the pages, and only a person can go on with it there."))


def columns_by(mapping: ImportMapping, headers: Sequence[str]) -> dict[int, str]:
    """Number of the column -> meaning. Raises NotPossible where the sheet, or what columns can mean, is another."""
    if [fold(header) for header in headers] != [fold(header) for header in mapping.headers]:
        raise NotPossible(_("The headers of this sheet are not those of the mapping."))
    columns = {int(number): str(key) for number, key in mapping.columns.items()}
    if not columns or not set(columns.values()) <= set(meanings()):
        raise NotPossible(_("This mapping says of a column what is no longer known. Save it again on the pages."))
    return columns


def words_by(
    batch: ImportBatch, mapping: ImportMapping, counted: Mapping[str, Sequence[Sequence[object]]]
) -> tuple[Words, dict[str, int]]:
    """The codes of the words that are counted (column -> words), and by meaning how many of them have none."""
    chosen: Words = {}
    unknown: dict[str, int] = {}
    for column, meaning in meanings_of(batch).items():
        found = counted.get(str(column)) or ()
        known = word_list(meaning.list, with_invented=batch.organisation.is_demonstration) if found else WordList()
        saved = mapping.words.get(meaning.key, {})
        for word, _times in found:
            code = saved.get(fold(word)) or known.code_of(str(word))
            if code in known.labels:
                chosen.setdefault(meaning.key, {})[fold(word)] = code
            else:
                unknown[meaning.key] = unknown.get(meaning.key, 0) + 1
    return chosen, unknown


def _refuse_open_questions(batch: ImportBatch, survey: Mapping[str, object], order: str) -> None:
    if survey["too_many"]:
        found = meanings_of(batch)
        names = ", ".join(str(found[column].label) for column in survey["too_many"])
        raise NotPossible(_("So many different words are no codes of a list: %(names)s.") % {"names": names})
    if survey["is_ambiguous"] and not order:
        raise NotPossible(_("A date such as 03/04/2021 can mean two days here. Say which stands first, day or month."))
