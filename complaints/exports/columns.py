"""What leaves the house of a case, table by table: coded facts. Whatever is sealed has no column here.

A column is named once; its words, its list of choices and its kind follow from the field of the model it shows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.db import models
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.models import (
    Alert,
    Case,
    CaseEvent,
    Communication,
    Compensation,
    Complaint,
    Deadline,
    EvidenceItem,
    Examination,
    ExaminationFinding,
    Protection,
    Reprisal,
    Respondent,
    Victim,
    Withdrawal,
)
from institutions.choices import Milestone
from institutions.models import CodedRow, Stage


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `path` leads from the row to the value; `words` name it where the field has no words of its own.

    `is_case`: the value is another case. `is_presence`: all that is told is whether there is a value.
    `precision` names the column that says how exactly a date is known. `level` is the least redaction at which a sheet
    of paper may show it: 1 is for everybody.
    """

    name: str
    path: str = ""
    words: Promise | None = None
    lists: type[CodedRow] | None = None
    by_code: bool = False
    is_case: bool = False
    is_presence: bool = False
    precision: str = ""
    level: int = 2


@dataclass(frozen=True, slots=True)
class Several:
    """A column that holds several rows of a list: its name, its words, and the field of the case."""

    name: str
    words: Promise
    through: type[models.Model]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one kind. `case_path` leads from a row to the primary key of its case."""

    name: str
    words: Promise
    model: type[models.Model]
    case_path: str
    columns: tuple[Column, ...]
    order: tuple[str, ...]
    several: tuple[Several, ...] = field(default=())

    @property
    def names(self) -> list[str]:
        """Names of the columns after the reference of the case."""
        return [column.name for column in (*self.columns, *self.several)]

    @property
    def paths(self) -> list[str]:
        """What is read of each row."""
        return [column.path or column.name for column in self.columns]


def _c(name: str, words: Promise | None = None, **more: object) -> Column:
    return Column(name, words=words, **more)


def _dated(name: str, words: Promise | None = None, *, path: str = "", precision: str, level: int = 2) -> Column:
    return Column(name, path, words, precision=precision, level=level)


def _reached(milestone: int) -> Promise:
    return format_lazy("{step}: {words}", step=Milestone(milestone).label, words=_("reached on"))


_PRECISION = _("precision of the date")
NUMBER = _("number in the case")

CASES = Table(
    "cases",
    _("Cases"),
    Case,
    "pk",
    (
        _c("data_set", _("kind of data"), level=1),
        _c("file_number"),
        _c("public_title", level=1),
        _c("region", level=1),
        _c("region_now", level=1),
        _c("facility", _("place")),
        _c("facility_type", _("kind of place"), level=1),
        _c("premise_type", _("kind of room")),
        _c("offence", level=1),
        _dated("incident_on", precision="incident_precision", level=1),
        _c("incident_precision", _("precision of the date of the incident"), level=1),
        _c("may_be_counted"),
        _c("channel", _("how the complaint came"), path="milestones__channel", level=1),
        _c("first_body", _("body that first took the case"), path="milestones__first_body", level=1),
        _c("body_now", _("body that has the case"), path="milestones__body_now", level=1),
        _c("independence", _("independence of the first body"), path="milestones__independence", level=1),
        _c("furthest", _("furthest step"), path="milestones__furthest", level=1),
        *(_c(f"reached_{k}", _reached(k), path=f"milestones__reached_{k}") for k in Milestone),
        _c("is_vague", _("some date is known to a month or worse"), path="milestones__is_vague"),
        _c("position", _("last step"), path="milestones__position", lists=Stage, by_code=True, level=1),
        _c("state", _("stands now"), path="milestones__state", level=1),
        _c("state_on", _("stands so since"), path="milestones__state_on", level=1),
        _c("state_ground", _("ground"), path="milestones__state_ground", level=1),
        _c("withdrawn_on", _("withdrawn on"), path="milestones__withdrawn_on"),
        _c("is_withdrawn", _("a withdrawal stands"), path="milestones__is_withdrawn", level=1),
        _c("is_torture_conviction", _("convicted of torture"), path="milestones__is_torture_conviction", level=1),
        _c("is_final", _("in force"), path="milestones__is_final", level=1),
        _c("trials", _("trials"), path="milestones__trials"),
        _c("reopenings", _("reopenings"), path="milestones__reopenings"),
        _c("transfers", _("transfers"), path="milestones__transfers"),
        _c("officials_convicted", _("officials convicted"), path="milestones__officials_convicted"),
        _c("absorbed_by", _("joined to case"), path="milestones__absorbed_by", is_case=True),
        _c("entries", _("entries"), path="milestones__last_sequence"),
    ),
    ("pk",),
    (
        Several("methods", _("methods"), Case.methods.through),
        Several("purposes", _("purposes"), Case.purposes.through),
    ),
)

_OF_EVENT = (
    _c("event", _("entry in the case"), path="event__sequence"),
    _c("stage", _("event"), path="event__stage"),
    _dated("happened_on", path="event__happened_on", precision="precision"),
    _c("precision", _PRECISION, path="event__precision"),
    _c("event_body", _("acting body"), path="event__body"),
    _c("is_corrected", _("replaced by a later entry"), path="event__superseded_by__pk", is_presence=True),
)


def _of_event(model: type[models.Model], name: str, words: Promise, *columns: Column) -> Table:
    return Table(name, words, model, "event__case_id", (*_OF_EVENT, *columns), ("event__case_id", "event__sequence"))


TABLES: tuple[Table, ...] = (
    CASES,
    Table(
        "complaints",
        _("Complaints"),
        Complaint,
        "case_id",
        (
            _c("channel", _("how the complaint came")),
            _c("received_by", _("received by")),
            _c("passed_staff"),
            _c("is_anonymous"),
            _c("told_by"),
            _c("language"),
        ),
        ("case_id", "pk"),
    ),
    Table(
        "victims",
        _("Alleged victims"),
        Victim,
        "case_id",
        (_c("number", NUMBER), _c("sex"), _c("age_band"), _c("custody")),
        ("case_id", "number"),
    ),
    Table(
        "respondents",
        _("Officials complained about"),
        Respondent,
        "case_id",
        (_c("number", NUMBER), _c("agency", _("agency")), _c("rank_band"), _c("involvement", _("involvement"))),
        ("case_id", "number"),
    ),
    Table(
        "events",
        _("Events"),
        CaseEvent,
        "case_id",
        (
            _c("sequence"),
            _c("stage", _("event"), level=1),
            _dated("happened_on", precision="precision", level=1),
            _c("precision", _PRECISION, level=1),
            _c("body", _("acting body"), level=1),
            _c("ground", _("ground"), level=1),
            _c("offence", _("offence")),
            _c("respondent", _("number of the official"), path="respondent__number"),
            _c("approved"),
            _c("register_number"),
            _c("answers", _("follows from entry"), path="answers__sequence"),
            _c("other_case", _("other case"), is_case=True),
            _c("supersedes", _("replaces entry"), path="supersedes__sequence"),
            _c("is_void"),
            _c("is_corrected", _("replaced by a later entry"), path="superseded_by__pk", is_presence=True),
            _c("alternative_to", _("states otherwise than entry"), path="alternative_to__sequence"),
        ),
        ("case_id", "sequence"),
    ),
    Table(
        "deadlines",
        _("Legal deadlines"),
        Deadline,
        "case_id",
        (
            _c("time_limit", _("time limit")),
            _c("event", _("entry that started it"), path="started_by__sequence"),
            _c("starts_on"),
            _c("due_on"),
            _c("met_on"),
            _c("met_by", _("entry that met it"), path="met_by__sequence"),
            _c("paused_days"),
        ),
        ("case_id", "starts_on", "pk"),
    ),
    Table(
        "alerts",
        _("Alerts"),
        Alert,
        "case_id",
        (
            _c("event", _("entry in the case"), path="event__sequence"),
            _c("kind"),
            _c("rule"),
            _c("norm"),
            _c("note"),
        ),
        ("case_id", "event__sequence", "pk"),
    ),
    _of_event(
        Withdrawal,
        "withdrawals",
        _("Withdrawals"),
        _c("addressee", _("addressed to")),
        _c("voluntary"),
        _c("form"),
        _c("in_custody"),
        _c("facility"),
        _c("staff_present"),
        _c("lawyer_present"),
        _c("contacted_by_accused"),
    ),
    _of_event(
        Reprisal,
        "reprisals",
        _("Pressure and reprisals"),
        _c("kind"),
        _c("target"),
        _c("by_body"),
        _c("facility"),
        _c("led_to_withdrawal"),
        _c("is_going_on"),
    ),
    _of_event(
        Examination,
        "examinations",
        _("Medical examinations"),
        _c("victim", _("number of the alleged victim"), path="victim__number"),
        _c("examiner"),
        _c("follows_protocol"),
        _c("consented"),
        _c("guards"),
        _c("restrained"),
        _c("lawyer_informed"),
        _c("photographed"),
        _c("days_after_incident"),
        _c("consistency"),
    ),
    Table(
        "findings",
        _("Findings"),
        ExaminationFinding,
        "examination__event__case_id",
        (
            _c("event", _("entry in the case"), path="examination__event__sequence"),
            _c("number", _("number of the finding")),
            _c("kind"),
            _c("site"),
            _c("consistency"),
        ),
        ("examination__event__case_id", "examination__event__sequence", "number"),
    ),
    _of_event(
        Protection,
        "protection",
        _("Protection"),
        _c("measure"),
        _c("step"),
        _c("asked_of"),
        _c("until"),
    ),
    _of_event(
        Compensation,
        "compensation",
        _("Compensation"),
        _c("remedy"),
        _c("amount"),
        _c("currency"),
        _c("owed_by"),
        _c("victim", _("number of the alleged victim"), path="victim__number"),
    ),
    _of_event(
        Communication,
        "communications",
        _("Communications to international bodies"),
        _c("step"),
        _c("addressee"),
        _c("number"),
        _c("reply_due_on"),
    ),
    Table(
        "evidence",
        _("Evidence"),
        EvidenceItem,
        "case_id",
        (
            _c("number", NUMBER),
            _c("kind"),
            _dated("obtained_on", precision="precision"),
            _c("precision", _PRECISION),
            _c("obtained_from"),
            _c("body"),
        ),
        ("case_id", "number"),
    ),
)
CHILDREN = TABLES[1:]
BY_NAME = {table.name: table for table in TABLES}
CASE_WORDS = pgettext_lazy("case", "Reference")


def fields_of(table: Table) -> Iterator[tuple[Column, models.Field]]:
    """Each column of a table with the field its value comes from."""
    for column, path in zip(table.columns, table.paths, strict=True):
        yield column, field_at(table.model, tuple(path.split("__")))


@cache
def field_at(model: type[models.Model], path: Sequence[str]) -> models.Field:
    """The field to which a path leads."""
    name, *rest = path
    found = model._meta.pk if name == "pk" else model._meta.get_field(name)
    return field_at(found.related_model, tuple(rest)) if rest else found
