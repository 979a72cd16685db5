"""A recorded visit as it would have been typed, to be put right. Its words stay sealed and are not among them."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256

from django.utils import timezone

from monitoring.models import Visit, VisitAfterwards, VisitPopulation
from monitoring.recording.lists import PEOPLE

Fact = str | date | Sequence[str]

_CODED = ("facility", "regime", "visit_type", "notice")
_PLAIN = ("trigger", "notice_demanded", "cooperation")
_HOURS = {"arrived": "arrived_at", "entered": "entered_at", "left": "left_at"}
_MEMBER = ("profession", "part", "stood_back")
_DAYS = ("look_again_on", "reported_on", "sent_on", "published_on")


def typed_again(visit: Visit) -> dict[str, Fact]:
    """Name of a question -> what it was answered. Findings, recommendations and opinions are no part of it."""
    facts: dict[str, Fact] = {name: getattr(visit, name).code for name in _CODED}
    facts |= {name: getattr(visit, name) for name in _PLAIN}
    facts["visited_on"] = visit.visited_on
    facts |= {name: _hour(getattr(visit, column)) for name, column in _HOURS.items()}
    facts["access"] = [term.code for term in visit.access.order_by("order")]
    facts["persons_offered"] = _figure(visit.persons_offered)
    facts |= {f"room-{one.premise_type.code}": one.outcome for one in visit.premises.select_related("premise_type")}
    facts |= {f"document-{one.kind}": one.outcome for one in visit.documents.all()}
    facts |= {f"mode-{one.mode.code}": _figure(one.number) for one in visit.interviews.select_related("mode")}
    facts |= _members(visit) | _people(visit) | _afterwards(visit)
    return {name: fact for name, fact in facts.items() if fact}


def fingerprint(visit: Visit) -> str:
    """What is recorded of a visit, words too, as a number: another one as soon as somebody has changed anything."""
    told = [typed_again(visit), sorted(visit.texts.values_list("pk", flat=True))]
    return sha256(json.dumps(told, default=date.isoformat, sort_keys=True).encode()).hexdigest()


def _members(visit: Visit) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    members = list(visit.members.select_related("user").order_by("number"))
    for place, one in enumerate(members):
        facts |= {f"members-{place}-{name}": getattr(one, name) for name in _MEMBER}
        facts[f"members-{place}-user"] = str(one.user.uuid) if one.user else ""
    facts["rows-members"] = str(len(members))
    return facts


def _people(visit: Visit) -> dict[str, Fact]:
    row = VisitPopulation.objects.filter(visit=visit).first()
    return {f"people-{name}": _figure(getattr(row, name)) for name in PEOPLE} if row else {}


def _afterwards(visit: Visit) -> dict[str, Fact]:
    row = VisitAfterwards.objects.filter(visit=visit).select_related("reprisal_risk").first()
    if row is None:
        return {}
    days: dict[str, Fact] = {name: _day(getattr(row, name)) for name in _DAYS}
    risk = row.reprisal_risk.code if row.reprisal_risk else ""
    ticked = "on" if row.is_anonymised else ""
    return {**days, "reprisal_risk": risk, "follow_up": row.follow_up, "is_anonymised": ticked}


def _hour(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%H:%M}" if moment else ""


def _day(day: date | None) -> Fact:
    return day or ""


def _figure(number: int | None) -> str:
    return "" if number is None else str(number)
