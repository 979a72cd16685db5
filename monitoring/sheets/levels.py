"""For whom a report is made, and what of a visit that level shows. Pure."""

from django.db import models
from django.utils.translation import pgettext_lazy

from accounts.permissions import Permission
from monitoring.choices import VisitTextKind


class Level(models.TextChoices):
    """From what anybody may read to what only the team may; each level shows what the one before shows."""

    PUBLIC = (
        "public",
        pgettext_lazy(
            "level of a report",
            "For everybody: nobody can be recognised; only findings and recommendations that were cleared for it",
        ),
    )
    AUTHORITY = (
        "authority",
        pgettext_lazy(
            "level of a report",
            "For the authority: all findings and recommendations; nothing of who complained or what moved us to come",
        ),
    )
    OURSELVES = (
        "ourselves",
        pgettext_lazy("level of a report", "For ourselves: everything that was written, and complaints by pseudonym"),
    )


# Which kinds of text a level may show at all. A public report shows of these only what was cleared, row by row.
TEXTS: dict[Level, frozenset[VisitTextKind]] = {
    Level.PUBLIC: frozenset({VisitTextKind.FINDING, VisitTextKind.RECOMMENDATION}),
    Level.AUTHORITY: frozenset({VisitTextKind.FINDING, VisitTextKind.RECOMMENDATION, VisitTextKind.DISSENT}),
    Level.OURSELVES: frozenset(VisitTextKind),
}

NEEDS: dict[Level, Permission] = {
    Level.PUBLIC: Permission.VISIT_VIEW,
    Level.AUTHORITY: Permission.SEALED_OPEN,
    Level.OURSELVES: Permission.SEALED_OPEN,
}
