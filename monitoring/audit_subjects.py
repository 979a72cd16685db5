"""What the audit may tell of visits: to whom it names one, and from whom it keeps silent altogether."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from accounts.audit_subjects import Subject
from accounts.models import User
from monitoring.models import Visit


def resolve(actor: User, uuids: Collection[UUID]) -> Mapping[UUID, Subject]:
    """Visits that `actor` may see, under their own uuid."""
    rows = Visit.objects.visible_to(actor).filter(uuid__in=uuids).values_list("uuid", "reference")
    return {uuid: Subject(reference, reverse("visit_detail", args=[reference])) for uuid, reference in rows}


def hidden(actor: User) -> list[QuerySet]:
    """The uuids of visits from which `actor` stood back."""
    return [Visit.objects.stood_back_by(actor).values("uuid")]
