"""Everything that was changed about a case, newest first, out of all tables that remember it: one query a page.

Coded facts only. What is sealed leaves its trace in the audit, never here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db.models import (
    BigIntegerField,
    CharField,
    DateTimeField,
    F,
    JSONField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, JSONObject

from complaints.models import (
    Alert,
    Case,
    CaseAssignment,
    CaseEvent,
    Complaint,
    Consent,
    Respondent,
    RiskAssessment,
    Safeguards,
    Victim,
)

PAGE = 50

# The coded facts whose history is told, by model. The day of an incident and its exactness are told together.
TOLD: Mapping[type[Model], tuple[str, ...]] = {
    Case: (
        *("region", "region_now", "facility", "facility_type", "premise_type", "offence", "incident_on"),
        *("incident_precision", "may_be_counted", "file_number"),
    ),
    Complaint: ("channel", "received_by", "passed_staff", "is_anonymous", "told_by", "language"),
    Victim: ("number", "sex", "age_band", "custody"),
    Respondent: ("number", "agency", "rank_band", "involvement"),
    Safeguards: (
        *("record_drawn_up", "lawyer_admitted", "lawyer_in_private", "relatives_told", "rights_explained"),
        *("video_on", "examined_on_arrival", "medic_present", "interpreter", "statement"),
    ),
}
OPENED, ASSIGNED, UNASSIGNED, EVENT, CONSENT, RISK, NOTED = (
    *("opened", "assigned", "unassigned", "event", "consent", "risk", "noted"),
)
# Names that no model has for a field of its own.
_COLUMNS = ("changed_at", "source_rank", "row_number", "told_as", "told_by_user", "said_before", "said_after")


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `kind` is one of the words above or the name of a model; `who` a number of an account, or None."""

    at: datetime
    kind: str
    who: int | None
    before: Mapping[str, object]
    after: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: at a moment, after so many changes of that very moment that were shown already."""

    at: datetime
    skip: int


@dataclass(frozen=True, slots=True)
class Page:
    """Changes of a page, newest first, and where the next one begins."""

    changes: Sequence[Change]
    older: Place | None


def changes_of(case: Case, since: Place | None = None, size: int = PAGE) -> Page:
    """A page of what was changed about the case. One query."""
    skip = since.skip if since else 0
    sources = [source.filter(changed_at__lte=since.at) if since else source for source in _sources(case)]
    newest = [
        source.order_by("-changed_at", "-row_number").values_list(*_COLUMNS)[: skip + size + 1] for source in sources
    ]
    rows = (
        newest[0]
        .union(*newest[1:], all=True)
        .order_by("-changed_at", "-source_rank", "-row_number")[skip : skip + size + 1]
    )
    found = [Change(at, kind, who, before, after) for at, _rank, _number, kind, who, before, after in rows]
    shown = found[:size]
    if len(found) <= size:
        return Page(shown, None)
    at = shown[-1].at
    again = skip if since and since.at == at else 0
    return Page(shown, Place(at, again + sum(change.at == at for change in shown)))


def _sources(case: Case) -> list[QuerySet]:
    nobody, nothing = Value(None, BigIntegerField()), JSONObject()
    return [
        _plain(OPENED, Case.objects.filter(pk=case.pk), F("created_at"), F("created_by_id"), nothing),
        _plain(
            ASSIGNED,
            CaseAssignment.objects.filter(case=case),
            F("started_at"),
            F("assigned_by_id"),
            JSONObject(person="user_id"),
        ),
        _plain(EVENT, CaseEvent.objects.filter(case=case), F("recorded_at"), F("recorded_by_id"), _event()),
        _plain(
            CONSENT,
            Consent.objects.filter(case=case),
            Cast("recorded_on", DateTimeField()),
            F("recorded_by_id"),
            JSONObject(answer="answer", is_from_reporter="is_from_reporter", **_labels("scope")),
        ),
        _plain(
            RISK,
            RiskAssessment.objects.filter(case=case),
            Cast("assessed_on", DateTimeField()),
            F("assessed_by_id"),
            JSONObject(**_labels("level")),
        ),
        _plain(
            NOTED,
            Alert.objects.filter(case=case, acknowledged_at__isnull=False),
            F("acknowledged_at"),
            Coalesce(F("acknowledged_by_id"), nobody),
            JSONObject(kind="kind", note="note", **_labels("event__stage")),
        ),
        _ended_assignments(case),
        *(_history(model, case, rank) for rank, model in enumerate(TOLD, start=20)),
    ]


_RANKS = {kind: rank for rank, kind in enumerate((OPENED, ASSIGNED, EVENT, CONSENT, RISK, NOTED, UNASSIGNED), start=1)}


def _plain(kind: str, rows: QuerySet, at: object, who: object, said: object) -> QuerySet:
    """Rows that are never changed: each is a change of its own."""
    return rows.annotate(
        changed_at=at,
        source_rank=Value(_RANKS[kind]),
        row_number=F("pk"),
        told_as=Value(kind, CharField()),
        told_by_user=who,
        said_before=JSONObject(),
        said_after=said,
    )


def _event() -> JSONObject:
    return JSONObject(
        sequence="sequence",
        day="happened_on",
        precision="precision",
        is_void="is_void",
        corrects="supersedes_id",
        replaced_by="superseded_by__id",
        day_before="supersedes__happened_on",
        precision_before="supersedes__precision",
        **_labels("stage"),
    )


def _labels(path: str) -> dict[str, str]:
    return {f"label_{language}": f"{path}__label_{language}" for language in ("en", "ru", "kk")}


# --- what the library remembers ---------------------------------------------------------------------------------------


def _remembered(model: type[Model], kind: str, rank: int) -> QuerySet:
    """What rows of the model said before they were changed, with who did it."""
    history = apps.get_model("complaints", f"{model._meta.object_name}History")
    who = Cast(KeyTextTransform("user", "pgh_context"), BigIntegerField())
    return history.objects.annotate(
        changed_at=F("pgh_created_at"),
        source_rank=Value(rank),
        row_number=F("pgh_id"),
        told_as=Value(kind, CharField()),
        told_by_user=who,
    )


def _ended_assignments(case: Case) -> QuerySet:
    rows = _remembered(CaseAssignment, UNASSIGNED, _RANKS[UNASSIGNED]).filter(case=case, ended_at__isnull=True)
    return rows.annotate(said_before=JSONObject(), said_after=JSONObject(person="user_id"))


def _history(model: type[Model], case: Case, rank: int) -> QuerySet:
    facts = JSONObject(**{name: model._meta.get_field(name).attname for name in TOLD[model]})
    rows = _remembered(model, model._meta.model_name, rank).filter(_of_case(model, case))
    # What the row said afterwards: what was remembered at the next change, or what it says today. Of a row that is
    # gone there is nothing to say.
    later = rows.model.objects.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__gt=OuterRef("pgh_id")).order_by("pgh_id")
    today = model.objects.filter(pk=OuterRef("pgh_obj"))
    after = Coalesce(_first(later, facts), _first(today, facts), JSONObject(), output_field=JSONField())
    return rows.annotate(said_before=facts, said_after=after)


def _of_case(model: type[Model], case: Case) -> Q:
    if model is Case:
        return Q(pgh_obj=case.pk)
    return Q(pgh_obj__case=case.pk) if model is Safeguards else Q(case=case.pk)


def _first(rows: QuerySet, facts: JSONObject) -> Subquery:
    return Subquery(rows.values(facts=facts)[:1], output_field=JSONField())
