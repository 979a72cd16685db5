"""What stands on the timeline beside events: that a message came or went, and that a limit of the law passed.

Of a message only the day is known here. Whatever else is dated and is no event joins as a `Beside`; rooms above name
what they know of a case when they start.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from complaints import wording
from complaints.choices import WritingKind
from complaints.models import Case, RiskAssessment, Victim, Writing
from complaints.pages.clocks import DeadlineText
from complaints.pages.timeline import Beside, Card, narrowed
from institutions.choices import Track
from institutions.models import Term

MESSAGES, LIMITS = "messages", "limits"
LABELS: dict[str, str | Promise] = {
    MESSAGES: pgettext_lazy("timeline", "Messages"),
    LIMITS: pgettext_lazy("timeline", "Limits of the law that passed"),
}
Besides = Callable[[User, Case], list[Beside]]
_FURTHER: dict[str, Besides] = {}
_TITLES = {
    WritingKind.FROM_REPORTER: gettext_lazy("A message came from the person who wrote"),
    WritingKind.TO_REPORTER: gettext_lazy("An answer was sent to the person who wrote"),
}


def register_besides(line: str, label: Promise, besides: Besides) -> None:
    """Registers what a room above knows of a case, as far as the reader may see it. Called from an app's `ready`.

    `line` is what the timeline can be narrowed to, `label` its name; a page asks once, so one query is to be enough.
    """
    LABELS[line] = label
    _FURTHER[line] = besides


def further(actor: User, case: Case) -> list[Beside]:
    """What the rooms above know of the case. One query each."""
    return [beside for besides in _FURTHER.values() for beside in besides(actor, case)]


def with_beside(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases with `messages` (kind and day), `risk` (the newest judgement), `victims_told`, and the labels of
    their terms in `methods_told` and `purposes_told`, in one query."""
    told = Writing.objects.filter(case=OuterRef("pk"), kind__in=list(_TITLES)).order_by("pk")
    labels = {f"label_{language}": f"level__label_{language}" for language in ("en", "ru", "kk")}
    judged = RiskAssessment.objects.filter(case=OuterRef("pk")).order_by("-pk")
    facts = JSONObject(**{name: name for name in ("number", "sex", "age_band", "custody")})
    victims = Victim.objects.filter(case=OuterRef("pk")).order_by("number")
    terms = JSONObject(**{f"label_{language}": f"term__label_{language}" for language in ("en", "ru", "kk")})
    chosen = {
        f"{name}_told": ArraySubquery(
            getattr(Case, name)
            .through.objects.filter(case=OuterRef("pk"))
            .order_by("term__order", "term__code")
            .values(told=terms)
        )
        for name in ("methods", "purposes")
    }
    return cases.annotate(
        **chosen,
        victims_told=ArraySubquery(victims.values(told=facts)),
        messages=ArraySubquery(told.values(told=JSONObject(kind="kind", day="written_on"))),
        risk=ArraySubquery(judged.values(judged=JSONObject(day="assessed_on", code="level__code", **labels))[:1]),
    )


def risk_of(case: Case) -> dict[str, str] | None:
    """The newest judgement of risk in words, None where nobody judged it."""
    found = next(iter(getattr(case, "risk", ())), None)
    if found is None:
        return None
    term = Term(**{name: value for name, value in found.items() if name.startswith("label_")})
    return {"label": term.label, "judged_on": wording.day(date.fromisoformat(found["day"]))}


def terms_of(case: Case, name: str) -> str:
    """The `methods` or `purposes` of a case read along with it, in words; empty where none are recorded."""
    return "; ".join(Term(**labels).label for labels in getattr(case, f"{name}_told", ()))


def messages(case: Case) -> list[Beside]:
    """That messages came and went, one a day and direction: which day, and nothing of what was said."""
    days: Mapping[tuple[str, str], None] = dict.fromkeys(
        (one["day"], one["kind"]) for one in getattr(case, "messages", ())
    )
    return [Beside(date.fromisoformat(day), MESSAGES, str(_TITLES[WritingKind(kind)])) for day, kind in days]


@dataclass(frozen=True, slots=True)
class Line:
    """What the timeline can be narrowed to, with the address that does it."""

    label: str
    url: str
    is_current: bool


def lines_context(cards: Sequence[Card], asked: str) -> dict[str, object]:
    """The cards of the line that was `asked` for, of all of them where there is none, and the lines to choose from."""
    labels = {track.value: track.label for track in Track} | LABELS
    present = [line for line in labels if any(card.line == line for card in cards)]
    current = asked if asked in present else ""
    choices = [Line(_("Everything"), "?", not current)]
    choices += [Line(str(labels[line]), f"?{urlencode({'line': line})}", line == current) for line in present]
    return {
        "cards": narrowed(cards, current) if current else cards,
        "lines": choices if len(present) > 1 else [],
    }


def passed_limits(clocks: Sequence[DeadlineText]) -> list[Beside]:
    """The days on which a duty of the state was due and not done."""
    return [
        Beside(
            day=clock.due_on,
            line=LIMITS,
            title=clock.label,
            facts=((_("Limit of the law"), clock.words),),
            tag="missed",
            tag_label=clock.status,
            norm=clock.legal_basis,
        )
        for clock in clocks
        if clock.tag == "missed" and clock.due_on is not None
    ]
