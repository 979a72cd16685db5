"""One visit with everything its page shows, in as few queries as there are kinds of rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from accounts.models import User
from complaints.models import Case, Tie
from institutions.models import PremiseMandate
from monitoring.choices import VisitTextKind
from monitoring.closeness import close_people
from monitoring.interviews.reprisals import followed
from monitoring.models import (
    Dissent,
    Finding,
    InterviewComplaint,
    InterviewCount,
    Recommendation,
    ReprisalAfterVisit,
    Visit,
    VisitDocument,
    VisitMember,
    VisitPremise,
    VisitText,
    VisitTrigger,
)
from monitoring.recommendations.queries import told_to


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another visit to the same place that the reader may know of."""

    reference: str
    visited_on: date


def read_visit(actor: User, reference: str) -> Visit | None:
    """The visit as `actor` may know it, with all its rows; None where there is none for them. Nine queries.

    `is_tied`: a tie of `actor` to the place is in force; what tells of complaints is left out (two queries more).
    `reprisal_number` counts what `actor` may know of (one query where reprisals are linked).
    """
    rows = _with_small_rows(Visit.objects.visible_to(actor), actor)
    rows = rows.select_related(
        *("organisation", "facility__facility_type", "facility__region", "regime__body", "visit_type", "notice"),
        *("safe", "population", "afterwards__reprisal_risk", "recorded_by"),
    )
    visit = rows.prefetch_related(*_prefetches(actor)).filter(reference=reference).first()
    if visit is not None:
        visit.is_tied = visit.has_ties and _is_tied(actor, visit)
        visit.reprisal_number = len(followed(actor, visit)) if visit.has_reprisals and not visit.is_tied else 0
    return visit


def _is_tied(actor: User, visit: Visit) -> bool:
    ties = Tie.objects.filter(user=actor.pk)
    return bool(close_people(visit.facility, visit.visited_on, timezone.localdate(), ties))


def _with_small_rows(rows: QuerySet[Visit], actor: User) -> QuerySet[Visit]:
    """What needs no row of its own: documents, kinds of texts, opinions, and the visits before and after."""
    others = Visit.objects.visible_to(actor).filter(facility=OuterRef("facility"), data_set=OuterRef("data_set"))
    before = Q(visited_on__lt=OuterRef("visited_on")) | Q(visited_on=OuterRef("visited_on"), pk__lt=OuterRef("pk"))
    after = Q(visited_on__gt=OuterRef("visited_on")) | Q(visited_on=OuterRef("visited_on"), pk__gt=OuterRef("pk"))
    shown = JSONObject(reference="reference", visited_on="visited_on")
    own = {"visit": OuterRef("pk")}
    texts = VisitText.objects.filter(**own).order_by("pk")
    dissents = Dissent.objects.filter(**own).order_by("pk")
    return rows.annotate(
        document_rows=ArraySubquery(
            VisitDocument.objects.filter(**own).order_by("kind").values(row=JSONObject(kind="kind", outcome="outcome"))
        ),
        text_rows=ArraySubquery(texts.values(row=JSONObject(kind="kind", written_on="written_on"))),
        dissent_rows=ArraySubquery(dissents.values(row=JSONObject(member="member__number", words="words_id"))),
        has_reprisals=Exists(ReprisalAfterVisit.objects.filter(**own)),
        has_ties=Exists(Tie.objects.filter(user=actor.pk, ended_on=None)),
        earlier=Subquery(others.filter(before).order_by("-visited_on", "-pk").values(row=shown)[:1]),
        later=Subquery(others.filter(after).order_by("visited_on", "pk").values(row=shown)[:1]),
    )


def _prefetches(actor: User) -> Sequence[Prefetch | str]:
    mandates = PremiseMandate.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=OuterRef("visit__visited_on")),
        Q(valid_to__isnull=True) | Q(valid_to__gte=OuterRef("visit__visited_on")),
        premise_type=OuterRef("premise_type"),
    )
    basis = Subquery(mandates.values("legal_basis")[:1])
    premises = VisitPremise.objects.select_related("premise_type").annotate(basis=basis)
    complaints = told_of(InterviewComplaint.objects.select_related("complaint__case", "mode"), actor, "complaint__case")
    triggers = told_of(VisitTrigger.objects.select_related("case"), actor, "case")
    advice = Recommendation.objects.select_related("addressee", "theme", "status", "said", "verified")
    recommendations = told_to(advice, actor)
    return (
        "access",
        Prefetch("members", VisitMember.objects.select_related("user").order_by("number")),
        Prefetch("interviews", InterviewCount.objects.select_related("mode").order_by("mode__order")),
        Prefetch("premises", premises.order_by("premise_type__order")),
        Prefetch("findings", Finding.objects.select_related("theme").order_by("number")),
        Prefetch("recommendations", recommendations.order_by("number")),
        Prefetch("complaints", complaints.order_by("pk")),
        Prefetch("triggers", triggers.order_by("pk")),
    )


def told_of(rows: QuerySet, actor: User, case: str) -> QuerySet:
    """Rows about cases, with `is_seen`; without those of which `actor` must not even hear that they are there."""
    hidden = Case.objects.hidden_from(actor).filter(pk=OuterRef(case))
    seen = Case.objects.visible_to(actor).filter(pk=OuterRef(case))
    return rows.filter(~Exists(hidden), **{f"{case}__mistaken_on": None}).annotate(is_seen=Exists(seen))


def neighbour(row: dict[str, str] | None) -> Neighbour | None:
    """What was read of the visit before or after."""
    return Neighbour(row["reference"], date.fromisoformat(row["visited_on"])) if row else None


def texts_lying(visit: Visit) -> tuple[dict[VisitTextKind, int], date | None]:
    """How many texts of which kind lie in the safe, in the order of the kinds, and the day of the first of them."""
    kinds = [row["kind"] for row in visit.text_rows]
    days = [date.fromisoformat(row["written_on"]) for row in visit.text_rows]
    return {kind: kinds.count(kind) for kind in VisitTextKind if kind in kinds}, min(days, default=None)
