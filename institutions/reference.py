"""What the pages about the country pack show: its lists with their doubts, and the tree of bodies on a day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.db.models import Count, IntegerField, Q, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from institutions import models as rows
from institutions.choices import TermList
from institutions.independence import Hierarchy
from institutions.norm_words import norm_words


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row of a list as the page shows it; `remark` is what it says besides label, code, validity and source."""

    row: models.Model
    label: str
    code: str
    remark: str

    @property
    def is_dated(self) -> bool:
        """Whether the row begins or ends on a day."""
        return bool(getattr(self.row, "valid_from", None) or getattr(self.row, "valid_to", None))


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """A list of the pack as a page: `slug` in its address, `select` its rows, `remark` what else a row says."""

    slug: str
    label: Promise | str
    select: Callable[[], models.QuerySet]
    remark: Callable[[models.Model], str]
    remark_label: Promise | str = ""

    def read(self) -> list[ListedRow]:
        """All rows in the order of the pack. One query."""
        return [ListedRow(row, _label_of(row), _code_of(row), self.remark(row)) for row in self.select()]


@dataclass(frozen=True, slots=True)
class ListCount:
    """How many rows a list has, how many were never read in their source, how many Kazakh labels nobody reviewed."""

    list: ReferenceList
    total: int
    unverified: int
    unreviewed: int


@dataclass(slots=True)
class BodyNode:
    """A body on a day: its row, the body at the head of its line, and the bodies directly under it."""

    body: rows.Body
    root: rows.Body
    children: list["BodyNode"] = field(default_factory=list)


def _label_of(row: models.Model) -> str:
    return norm_words(row.offence_note) if isinstance(row, rows.Competence) else row.label


def _code_of(row: models.Model) -> str:
    return str(row.milestone) if isinstance(row, rows.FunnelStep) else row.code


def _no_remark(row: models.Model) -> str:
    return ""


def _basis(*parts: str) -> str:
    return "; ".join(str(part) for part in parts if part)


def _all_of(model: type[models.Model], *related: str) -> Callable[[], models.QuerySet]:
    return lambda: model.objects.select_related(*related).order_by("order")


def _competences() -> models.QuerySet:
    return rows.Competence.objects.select_related("body").order_by("pk")


def _pack_facilities() -> models.QuerySet:
    return rows.Facility.objects.filter(is_demonstration=False).select_related("facility_type").order_by("order")


def _terms(name: str) -> Callable[[], models.QuerySet]:
    return lambda: rows.Term.objects.filter(list=name).select_related("parent").order_by("order")


_BASIS, _KIND = _("Legal basis"), _("Kind")
_WORLD_LISTS = (
    ReferenceList("bodies", _("Bodies"), _all_of(rows.Body), lambda row: row.get_kind_display(), _KIND),
    ReferenceList("agencies", _("Agencies of the accused"), _all_of(rows.Agency), _no_remark),
    ReferenceList("regions", _("Regions"), _all_of(rows.Region), lambda row: row.kato, _("KATO code")),
    ReferenceList(
        "facility-types",
        _("Kinds of facility"),
        _all_of(rows.FacilityType, "operator"),
        lambda row: _basis(row.operator or "", row.get_mandate_display()),
        _("Usual operator, preventive mandate"),
    ),
    ReferenceList("premise-types", _("Kinds of premise"), _all_of(rows.PremiseType), _no_remark),
    ReferenceList("facilities", _("Facilities"), _pack_facilities, lambda row: row.facility_type.label, _KIND),
)
_LAW_LISTS = (
    ReferenceList("legal-instruments", _("Law"), _all_of(rows.LegalInstrument), _no_remark),
    ReferenceList(
        "offences", _("Offences"), _all_of(rows.Offence, "instrument"), lambda row: row.instrument.label, _BASIS
    ),
    ReferenceList(
        "grounds",
        _("Grounds"),
        _all_of(rows.Ground),
        lambda row: _basis(row.get_kind_display(), norm_words(row.legal_basis)),
        _("Kind, legal basis"),
    ),
    ReferenceList(
        "time-limits",
        _("Time limits"),
        _all_of(rows.TimeLimit),
        lambda row: _basis(norm_words(row.limit_text), norm_words(row.legal_basis)),
        _("Limit, legal basis"),
    ),
    ReferenceList(
        "competences",
        _("Jurisdiction"),
        _competences,
        lambda row: _basis(row.body, row.get_rank_display(), norm_words(row.legal_basis)),
        _("Body, rank, legal basis"),
    ),
    ReferenceList("stages", _("Stages"), _all_of(rows.Stage), lambda row: row.get_track_display(), _("Track")),
    ReferenceList(
        "guards", _("Rules of law that raise an alert"), _all_of(rows.Guard), lambda row: norm_words(row.norm), _BASIS
    ),
    ReferenceList(
        "conflict-rules",
        _("Rules about conflicts of interest"),
        _all_of(rows.ConflictRule),
        lambda row: _basis(row.get_severity_display(), norm_words(row.basis)),
        _("Severity, legal basis"),
    ),
    ReferenceList(
        "channels",
        _("Channels"),
        _all_of(rows.Channel),
        lambda row: row.get_passes_staff_display(),
        _("Passes through staff"),
    ),
    ReferenceList(
        "monitoring-regimes",
        _("Monitoring regimes"),
        _all_of(rows.MonitoringRegime),
        lambda row: _basis(norm_words(row.notice_text), norm_words(row.interview_text), norm_words(row.legal_basis)),
        _("Notice, interviews, legal basis"),
    ),
    ReferenceList(
        "indicators",
        _("Indicators"),
        _all_of(rows.Indicator),
        lambda row: _basis(row.get_criterion_display(), row.formula),
        _("Criterion, how it is counted"),
    ),
    ReferenceList(
        "funnel-steps",
        _("Steps of the funnel"),
        _all_of(rows.FunnelStep),
        lambda row: norm_words(row.legal_basis),
        _BASIS,
    ),
)
_TERM_LISTS = tuple(
    ReferenceList(
        name.replace("_", "-"), label, _terms(name), lambda row: row.parent.label if row.parent else "", _("Part of")
    )
    for name, label in TermList.choices
)
LISTS: dict[str, ReferenceList] = {one.slug: one for one in (*_WORLD_LISTS, *_LAW_LISTS, *_TERM_LISTS)}


def count_lists() -> list[ListCount]:
    """Every list of the pack that has rows, with its doubts. One query."""
    first, *others = [_count(one) for one in LISTS.values()]
    counted = {row["slug"]: row for row in first.union(*others, all=True)}
    return [
        ListCount(one, found["total"], found["unverified"], found["unreviewed"])
        for slug, one in LISTS.items()
        if (found := counted.get(slug)) and found["total"]
    ]


def _count(one: ReferenceList) -> models.QuerySet:
    chosen = one.select().select_related(None).order_by()
    has_labels = any(column.name == "is_kk_reviewed" for column in chosen.model._meta.concrete_fields)
    unreviewed = Count("pk", filter=Q(is_kk_reviewed=False)) if has_labels else Value(0, output_field=IntegerField())
    return (
        chosen.annotate(slug=Value(one.slug))
        .values("slug")
        .annotate(total=Count("pk"), unverified=Count("pk", filter=Q(is_verified=False)), unreviewed=unreviewed)
    )


def tree_of_bodies(bodies: Iterable[rows.Body], hierarchy: Hierarchy, on: date) -> list[BodyNode]:
    """The bodies that existed on `on`, each under its direct parent of that day; those at the top in the list."""
    by_code = {body.code: body for body in bodies if body.is_valid_on(on)}
    nodes = {code: BodyNode(body, by_code.get(hierarchy.root(code, on), body)) for code, body in by_code.items()}
    top = []
    for code, node in nodes.items():
        above = nodes.get(hierarchy.direct_parent(code, on) or "")
        (above.children if above else top).append(node)
    return top
