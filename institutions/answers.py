"""Says in a sentence how far one body stood from another on a day."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from institutions.choices import Independence
from institutions.independence import Hierarchy
from institutions.models import Body


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer, the sentence that gives it, and both lines of subordination from the body up to its head."""

    independence: Independence
    sentence: str
    chains: tuple[list[str], list[str]]


def answer(hierarchy: Hierarchy, *, body: Body, other: Body, on: date) -> Answer:
    """How far `body` stood from `other` on `on`, in the words and labels of the reader's language."""
    labels = {row.code: row.label for row in Body.objects.all()}
    found = hierarchy.between(body.code, other.code, on)
    chains = tuple(_chain(hierarchy, one, on, labels) for one in (body, other))
    words = {
        "on": date_format(on, "DATE_FORMAT"),
        "body": body.label,
        "other": other.label,
        "head": chains[0][-1] if chains[0] else "",
        "other_head": chains[1][-1] if chains[1] else "",
    }
    return Answer(found, _sentence(found) % words, chains)


def _chain(hierarchy: Hierarchy, body: Body, on: date, labels: dict[str, str]) -> list[str]:
    return [labels[code] for code in hierarchy.chain(body.code, on)] if hierarchy.exists(body.code, on) else []


def _sentence(found: Independence) -> str:
    return {
        Independence.INDEPENDENT: _(
            "Independent. On %(on)s two different heads stood above them: %(head)s above %(body)s, "
            "%(other_head)s above %(other)s."
        ),
        Independence.SAME_ROOT: _(
            "Not independent. On %(on)s the same head stood above %(body)s and %(other)s: %(head)s."
        ),
        Independence.SUBORDINATE: _(
            "Not independent. On %(on)s %(body)s and %(other)s were one body, or one stood under the other."
        ),
        Independence.UNKNOWN: _("Not known. At least one of them did not exist on %(on)s: %(body)s, %(other)s."),
    }[found]
