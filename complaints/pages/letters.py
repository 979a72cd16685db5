"""Letters from outside as rows: what a reader must know before opening one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import User
from complaints import wording
from complaints.choices import LetterState
from complaints.letters import letters_visible_to
from complaints.listing.chips import Tab
from complaints.models import Letter


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter in the list; texts, and the tags that ask for attention."""

    reference: str
    url: str
    received: str
    waiting: str
    language: str
    risk: str
    tags: list[tuple[str, str]]


def state_tabs(actor: User, current: LetterState) -> list[Tab]:
    """One tab a state, with the number of letters in it."""
    numbers = dict(letters_visible_to(actor).values_list("state").annotate(number=Count("pk")).order_by())
    address = reverse("letters")
    return [
        Tab(
            _("%(state)s: %(number)s") % {"state": state.label, "number": numbers.get(state.value, 0)},
            f"{address}?{urlencode({'state': state.value})}",
            state == current,
        )
        for state in LetterState
    ]


def letter_rows(letters: Sequence[Letter], today: date) -> list[LetterRow]:
    """Rows of letters whose cases and risks were read along."""
    languages = {code: str(name) for code, name in settings.LANGUAGES}
    return [
        LetterRow(
            reference=letter.case.reference,
            url=reverse("case_detail", args=[letter.case.reference]),
            received=wording.day(letter.received_on),
            waiting=wording.days((today - letter.received_on).days) if letter.received_on < today else _("today"),
            language=languages.get(letter.language, letter.language),
            risk=letter.risk.label if letter.risk else _("not known"),
            tags=_tags(letter),
        )
        for letter in letters
    ]


def _tags(letter: Letter) -> list[tuple[str, str]]:
    """Kind and words of what should be seen at a glance."""
    found = [
        (letter.has_news, "attention", _("has news")),
        (letter.is_suspected_junk, "unverified", _("may be junk")),
        (letter.erasure_asked, "attention", _("erasure asked for")),
    ]
    return [(kind, words) for is_so, kind, words in found if is_so]
