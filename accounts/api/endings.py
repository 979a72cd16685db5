"""What shall end: told for a year before, in the headers of every answer (RFC 9745, RFC 8594) and in the schema."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.urls import reverse
from django.utils.http import http_date

SHORTEST = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Ending:
    """Since when an address is better not used, and the day from which it may be gone: a year later at the earliest.

    Raises ValueError for less than that year.
    """

    since: date
    ends: date

    def __post_init__(self) -> None:
        if self.ends - self.since < SHORTEST:
            raise ValueError("What ends is told a year before.")

    def headers(self) -> Mapping[str, str]:
        """`Deprecation` and `Sunset`; both count from the beginning of the day in UTC."""
        return {"Deprecation": f"@{_seconds(self.since)}", "Sunset": http_date(_seconds(self.ends))}

    def link(self) -> str:
        """A member of the header `Link`: where it stands what is promised."""
        return f'<{reverse("api_guide")}#promised>; rel="deprecation"'


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
