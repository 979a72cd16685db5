"""Statements of the public record in the other languages. A new wording replaces the old one and corrects no event."""

from collections.abc import Iterable, Mapping

from complaints.models import EventSource, StatementText
from complaints.public_file import NEEDS_REVIEW, OTHER_LANGUAGES, EventRow


def write_texts(standing: Mapping[int, int], rows: Iterable[EventRow]) -> None:
    """Make the entries that stand today (row of the file -> primary key of the event) say what the file translates."""
    sources = dict(EventSource.objects.filter(event__in=standing.values()).values_list("event", "pk"))
    stored = {
        (text.source_id, text.language): text for text in StatementText.objects.filter(source__in=sources.values())
    }
    for row in rows:
        source = sources[standing[row.row]]
        for language in OTHER_LANGUAGES:
            wanted = _wording(row, language)
            text = stored.get((source, language)) or StatementText(source_id=source, language=language)
            if text.pk is None or any(getattr(text, name) != value for name, value in wanted.items()):
                for name, value in wanted.items():
                    setattr(text, name, value)
                text.save()


def _wording(row: EventRow, language: str) -> dict[str, str | bool]:
    told = {name: getattr(row, f"{name}_{language}") for name in ("statement", "preferred_because")}
    is_reviewed = not any(words.endswith(NEEDS_REVIEW) for words in told.values())
    return {name: words.rstrip(NEEDS_REVIEW) for name, words in told.items()} | {"is_reviewed": is_reviewed}
