"""What a column of a sheet may mean, and which meaning a header suggests in three languages."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from complaints.imports.people import is_of_person
from complaints.imports.words import fold
from complaints.models import ImportMapping
from institutions.choices import Effect, Exit, Milestone
from institutions.models import Stage

NOTHING = ""
EVENT = "event."


class Kind(StrEnum):
    """How the cells of a column are read."""

    TEXT = "text"
    DATE = "date"
    CODE = "code"
    MANY = "many"
    AGE = "age"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing a column may say. `list` names the codes that its words stand for.

    A cell about people (`is_each`) may say it of several, one after the other.
    """

    key: str
    label: Promise | str
    kind: Kind
    list: str = ""
    group: Promise | str = ""

    @property
    def is_each(self) -> bool:
        return is_of_person(self.key)


_CASE, _COMPLAINT, _PEOPLE = _("The case"), _("The complaint"), _("People")
_REGISTER, _SEALED = _("Registration"), _("Sealed on the way in")
_FIXED = (
    Meaning("file_number", _("Own file number"), Kind.TEXT, group=_CASE),
    Meaning("incident_on", _("Date of the incident"), Kind.DATE, group=_CASE),
    Meaning("region", _("Region"), Kind.CODE, "region", _CASE),
    Meaning("facility", _("Facility"), Kind.CODE, "facility", _CASE),
    Meaning("facility_type", _("Kind of facility"), Kind.CODE, "facility_type", _CASE),
    Meaning("premise_type", _("Kind of premise"), Kind.CODE, "premise_type", _CASE),
    Meaning("offence", _("First qualification"), Kind.CODE, "offence", _CASE),
    Meaning("methods", _("Methods"), Kind.MANY, "method", _CASE),
    Meaning("purposes", _("Purposes"), Kind.MANY, "purpose", _CASE),
    Meaning("may_be_counted", _("Consent to anonymous statistics"), Kind.CODE, "answer", _CASE),
    Meaning("received_on", _("Received on"), Kind.DATE, group=_COMPLAINT),
    Meaning("channel", _("Channel"), Kind.CODE, "channel", _COMPLAINT),
    Meaning("received_by", _("Body that received it"), Kind.CODE, "body", _COMPLAINT),
    Meaning("passed_staff", _("Passed through staff of the place"), Kind.CODE, "answer", _COMPLAINT),
    Meaning("told_by", _("Told by"), Kind.CODE, "teller", _COMPLAINT),
    Meaning("victim_sex", _("Alleged victim: sex"), Kind.CODE, "sex", _PEOPLE),
    Meaning("victim_age", _("Alleged victim: age or age band"), Kind.AGE, "age_band", _PEOPLE),
    Meaning("victim_custody", _("Alleged victim: custody status"), Kind.CODE, "custody", _PEOPLE),
    Meaning("respondent_agency", _("Accused official: agency"), Kind.CODE, "agency", _PEOPLE),
    Meaning("respondent_rank", _("Accused official: rank"), Kind.CODE, "rank_band", _PEOPLE),
    Meaning("registration.on", _("Registration: date"), Kind.DATE, group=_REGISTER),
    Meaning("registration.number", _("Registration: number in the register"), Kind.TEXT, group=_REGISTER),
    Meaning("narrative", _("Narrative (sealed)"), Kind.SEALED, group=_SEALED),
    Meaning("note", _("Note for colleagues (sealed)"), Kind.SEALED, group=_SEALED),
    Meaning("victim_name", _("Alleged victim: name (sealed)"), Kind.SEALED, group=_SEALED),
    Meaning("victim_contact", _("Alleged victim: contact (sealed)"), Kind.SEALED, group=_SEALED),
)
_EVENT_PARTS = {"on": _("date"), "ground": _("ground"), "body": _("body")}
# Columns are no place for these: the first two have columns of their own, and a joining names another case.
_NO_EVENT_COLUMNS = (Effect.INCIDENT, Effect.SUBMITS, Effect.REGISTERS, Effect.JOINS)


def meanings() -> dict[str, Meaning]:
    """Everything that a column may mean, by key, in the order of the choice. One query."""
    found = {meaning.key: meaning for meaning in _FIXED}
    for stage in _event_stages():
        group = _("Event: date, ground, body")
        for part, label in _EVENT_PARTS.items():
            if part == "ground" and not stage.ground_kind:
                continue
            key = f"{EVENT}{stage.code}.{part}"
            kind, codes = (Kind.DATE, "") if part == "on" else (Kind.CODE, part)
            found[key] = Meaning(key, f"{stage.label}: {label}", kind, codes, group)
    return found


def suggested(
    headers: Sequence[str], organisation: Organisation, known: Mapping[str, Meaning]
) -> tuple[list[str], ImportMapping | None]:
    """A meaning for each header, empty where none suggests itself, and the saved mapping it comes from.

    A saved mapping of the same headers comes first; no meaning is suggested twice.
    """
    saved = saved_mapping(headers, organisation)
    if saved is not None:
        given = [str(saved.columns.get(str(number), NOTHING)) for number in range(len(headers))]
        return [key if key in known else NOTHING for key in given], saved
    synonyms, taken, chosen = _synonyms(), set(), []
    for header in headers:
        key = synonyms.get(fold(header), NOTHING)
        key = key if key in known and key not in taken else NOTHING
        taken.add(key)
        chosen.append(key)
    return chosen, None


def saved_mapping(headers: Sequence[str], organisation: Organisation) -> ImportMapping | None:
    """The newest mapping that was saved for a sheet with these headers."""
    wanted = [fold(header) for header in headers]
    for mapping in ImportMapping.objects.filter(organisation=organisation).order_by("-saved_at")[:50]:
        if [fold(header) for header in mapping.headers] == wanted:
            return mapping
    return None


def is_event(key: str) -> bool:
    """Whether the meaning is a part of an event."""
    return key.startswith(EVENT)


def stage_and_part(key: str) -> tuple[str, str]:
    """Code of the stage and part of the event that a key of an event names."""
    stage, _dot, part = key.removeprefix(EVENT).rpartition(".")
    return stage, part


def _event_stages() -> list[Stage]:
    return list(Stage.objects.exclude(effect__in=_NO_EVENT_COLUMNS).order_by("order"))


def _synonyms() -> dict[str, str]:
    """Folded header -> key. Headers that mean what an event does find the first stage of the pack that does it."""
    stages = _event_stages()
    found = {}
    parts = _parts_in_all_languages()
    for stage in stages:
        for label in (stage.label_en, stage.label_ru, stage.label_kk, stage.code):
            found.setdefault(fold(label), f"{EVENT}{stage.code}.on")
            for part, names in parts.items():
                for name in names:
                    found.setdefault(fold(f"{label}{name}"), f"{EVENT}{stage.code}.{part}")
    for key, header in _headers():
        found[fold(header)] = _resolved(key, stages)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {fold(meaning.label): meaning.key for meaning in _FIXED}
    return {fold(meaning.key): meaning.key for meaning in _FIXED} | found


def _resolved(key: str, stages: Sequence[Stage]) -> str:
    head, _dot, rest = key.partition(".")
    wanted, _dot, part = rest.rpartition(".")
    if head == "by_effect":
        found = [stage for stage in stages if stage.effect == wanted and stage.exit not in _NOT_MEANT]
    elif head == "by_milestone":
        found = [stage for stage in stages if stage.milestone == Milestone(int(wanted))]
    else:
        return key
    return f"{EVENT}{found[0].code}.{part}" if found else NOTHING


# A closing that a sheet calls "terminated" is neither a refusal to register nor an end without a word.
_NOT_MEANT = (Exit.NOT_REGISTERED, Exit.COMPLETED)


@cache
def _headers() -> tuple[tuple[str, str], ...]:
    with (Path(__file__).parent / "headers.csv").open(encoding="utf-8", newline="") as lines:
        return tuple((row["meaning"], row["header"]) for row in csv.DictReader(lines))


def _parts_in_all_languages() -> dict[str, set[str]]:
    names = {part: {part} for part in _EVENT_PARTS}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for part, label in _EVENT_PARTS.items():
                names[part].add(str(label))
    return names
