"""What stands on the sheet of a case at a level of redaction, as texts. Opens nothing: what was opened is handed in."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from complaints import wording
from complaints.choices import DataSet, Precision
from complaints.dates import PartialDate
from complaints.exports.choosing import exportable_by
from complaints.exports.columns import BY_NAME, CASES, NUMBER, TABLES, Column, Table, fields_of
from complaints.exports.labels import Style, Words
from complaints.models import Case, CaseEvent
from complaints.opening import OpenedIdentity, OpenedNarrative
from complaints.pages.clocks import deadline_text
from complaints.pages.opened import identity_rows, narrative_context
from complaints.sheets.redaction import Level, coarse
from institutions.models import Body
from institutions.queries import world as current_world

# What hangs on an event and is told with it, and what stands in a section of its own.
WITH_EVENTS = ("withdrawals", "reprisals", "protection", "examinations", "findings", "compensation", "communications")
SECTIONS = ("complaints", "victims", "respondents", "evidence")
_SAID_ELSEWHERE = {
    *("event", "stage", "happened_on", "precision", "event_body", "is_corrected", "sequence", "is_void", "supersedes"),
    *("alternative_to", "incident_precision", "data_set", "entries", "is_vague"),
}
# A table needs an answer in every line; on paper only that it is so is news.
_ONLY_IF_SO = {"is_final", "is_withdrawn", "is_torture_conviction"}
_NO_NEWS = {"unknown", "not_asked", ""}

Pairs = list[dict[str, str]]


@dataclass(slots=True)
class Happened:
    """One event on paper."""

    when: str
    title: str
    facts: Pairs = field(default_factory=list)


class CaseOnPaper:
    """Reads the coded facts of one case and writes them at a level of redaction."""

    def __init__(self, actor: User, case: Case, level: Level) -> None:
        self._case, self._level = case, level
        self._openable = exportable_by(actor)
        language = (get_language() or "en")[:2]
        self._words = Words(Style(language=language, is_labels=True), TABLES)
        self._names = {table.name: self._words.headers[table.name][1 : 1 + len(table.columns)] for table in TABLES}
        self._world = current_world()
        self._codes = {pk: code for code, pk in self._world.body_ids.items()}

    def facts(self) -> Pairs:
        """Coded facts of the case itself."""
        pairs = next(iter(self._rows(CASES)), [])
        if self._level >= Level.PARTNER:
            pairs = [*pairs, *self._several()]
        return pairs

    def events(self) -> list[Happened]:
        """The events that stand, in the order of their days as far as these are known, then of entry."""
        hanging = self._hanging() if self._level >= Level.PARTNER else {}
        standing = self._case.events.in_force().select_related("stage")
        rows = {event.sequence: event for event in standing}
        facts = dict(zip(self._sequences(), self._rows(BY_NAME["events"]), strict=True))
        ordered = sorted(rows.values(), key=lambda event: (_day(event) or date.max, event.sequence))
        return [
            Happened(
                wording.when(self._when(PartialDate(event.happened_on, event.precision))),
                event.stage.label,
                [*facts[event.sequence], *hanging.get(event.sequence, [])],
            )
            for event in ordered
        ]

    def sections(self) -> list[tuple[str, list[Pairs]]]:
        """The other tables, each with its rows; only their numbers where everybody may read."""
        if self._level < Level.PARTNER:
            return []
        tables = [BY_NAME[name] for name in SECTIONS]
        found = [(str(table.words), [row for row in self._rows(table) if _tells(row)]) for table in tables]
        return [(title, rows) for title, rows in found if rows]

    def people(self) -> list[str]:
        """How many people the case is about, without a word about them."""
        victims, officials = self._case.victims.count(), self._case.respondents.count()
        return [
            ngettext("%(number)s alleged victim", "%(number)s alleged victims", victims) % {"number": victims},
            ngettext("%(number)s official complained about", "%(number)s officials complained about", officials)
            % {"number": officials},
        ]

    def deadlines(self, today: date) -> list[dict[str, str]]:
        """Clocks of the law; without their days where everybody may read."""
        rows = self._case.deadlines.select_related("time_limit", "started_by__stage", "met_by__stage")
        texts = [deadline_text(found, today) for found in rows.order_by("starts_on", "pk")]
        return [
            {"key": one.label, "value": one.status, "note": one.words if self._level >= Level.PARTNER else ""}
            for one in texts
        ]

    # --- reading ----------------------------------------------------------------------------------------------------

    def _rows(self, table: Table) -> Iterator[Pairs]:
        others = self._others(table)
        for raw in self._raw(table):
            texts = self._words.row(table, raw, others)
            yield list(self._pairs(table, raw, texts))

    def _raw(self, table: Table) -> Sequence[tuple]:
        rows = table.model.objects.filter(**{table.case_path: self._case.pk})
        return list(rows.order_by(*table.order).values_list(*table.paths))

    def _others(self, table: Table) -> dict[int, str]:
        if not any(column.is_case for column in table.columns):
            return {}
        named = {event.other_case_id for event in self._case.events.exclude(other_case=None)}
        named |= {getattr(getattr(self._case, "milestones", None), "absorbed_by_id", None)} - {None}
        return dict(self._openable.filter(pk__in=named).values_list("pk", "reference"))

    def _pairs(self, table: Table, raw: Sequence[object], texts: Sequence[object]) -> Iterator[dict[str, str]]:
        values = dict(zip((column.name for column in table.columns), raw, strict=True))
        for (column, found), name, text in zip(fields_of(table), self._names[table.name], texts, strict=True):
            value = values[column.name]
            if column.level > self._level or column.name in _SAID_ELSEWHERE or value in (None, *_NO_NEWS):
                continue
            if column.name in _ONLY_IF_SO and not value:
                continue
            yield {"key": name, "value": self._text(column, found, value, text, values)}

    def _text(self, column: Column, found: models.Field, value: object, text: object, values: dict) -> str:
        if isinstance(found, models.DateField):
            return wording.when(self._when(PartialDate(value, values.get(column.precision, Precision.DAY))))
        if self._level < Level.PARTNER and found.related_model is Body:
            return self._root(value, values.get("happened_on") or timezone.localdate())
        return str(text)

    def _root(self, body: object, day: date) -> str:
        """The head of a body on a day: which department it was may tell which town."""
        code = self._codes.get(body)
        return self._words.of(Body)[self._world.hierarchy.root(code, day)] if code else ""

    def _when(self, when: PartialDate) -> PartialDate:
        return coarse(when) if self._level < Level.PARTNER else when

    def _several(self) -> Iterator[dict[str, str]]:
        for one in CASES.several:
            keys = one.through.objects.filter(case_id=self._case.pk).order_by("term__order").values_list("term_id")
            if text := self._words.terms(key for (key,) in keys):
                yield {"key": str(one.words), "value": str(text)}

    def _sequences(self) -> list[int]:
        return list(self._case.events.order_by("sequence").values_list("sequence", flat=True))

    def _hanging(self) -> dict[int, Pairs]:
        """Sequence of an event -> what its circumstances say."""
        hanging: dict[int, Pairs] = defaultdict(list)
        for table in (BY_NAME[name] for name in WITH_EVENTS):
            raws = self._raw(table)
            for raw, pairs in zip(raws, self._rows(table), strict=True) if raws else ():
                hanging[raw[0]] += pairs
        return hanging


def _tells(row: Pairs) -> bool:
    """Whether a row says more than its number: how many there are stands above."""
    return any(pair["key"] != str(NUMBER) for pair in row)


def _day(event: CaseEvent) -> date | None:
    return PartialDate(event.happened_on, event.precision).counted_on


def sheet_context(
    actor: User,
    case: Case,
    level: Level,
    *,
    now: datetime,
    narrative: OpenedNarrative | None = None,
    people: Sequence[OpenedIdentity] = (),
) -> dict[str, object]:
    """The sheet of a case at a level. `narrative` and `people` were opened for it by the caller, or not at all."""
    paper = CaseOnPaper(actor, case, level)
    made_at = date_format(timezone.localtime(now), "DATETIME_FORMAT")
    return {
        "case": case,
        "level": level,
        "mark": _("%(who)s, %(when)s") % {"who": actor, "when": made_at},
        "data_set": str(DataSet(case.data_set).label),
        "is_demonstration": case.data_set == DataSet.DEMONSTRATION,
        "facts": paper.facts(),
        "counted": paper.people(),
        "events": paper.events(),
        "sections": paper.sections(),
        "deadlines": paper.deadlines(timezone.localdate(now)),
        "narrative": narrative_context(actor, case, narrative) if narrative else None,
        "people": identity_rows(people),
    }
