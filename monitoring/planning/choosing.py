"""Which places of the programme are listed, and in which order. Rows in, rows out."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from monitoring.planning import forms
from monitoring.planning.queries import Place
from monitoring.planning.rules import attention


def chosen(places: Iterable[Place], wanted: Mapping[str, str], today: date) -> list[Place]:
    """The places under the filters of a form; an empty filter lets all through."""
    asked = wanted.get("standing", "")
    standings = forms.GROUPS.get(asked, (asked,))

    def fits(place: Place) -> bool:
        told = {
            "region": place.region or forms.NONE,
            "kind": place.facility.facility_type.code,
            "operator": place.operator or forms.NONE,
        }
        stands_so = not asked or place.standing in standings
        is_alike = all(not wanted.get(name) or wanted[name] == value for name, value in told.items())
        return stands_so and is_alike and _has_signal(place, wanted.get("signal", ""), today)

    return [place for place in places if fits(place)]


def _has_signal(place: Place, name: str, today: date) -> bool:
    told: Mapping[str, object] = {
        "": True,
        forms.RETURN: asks_for_return(place, today),
        forms.REPRISALS: place.signals.reprisals,
        forms.REFUSED: place.signals.refused,
        forms.URGENT: place.signals.urgent,
        forms.COMPLAINED: place.signals.complaints,
    }
    return bool(told[name])


def asks_for_return(place: Place, today: date) -> bool:
    """Whether somebody who was at the place should go back."""
    return place.last is not None and place.signals.asks_for_return(today)


def ordered(places: Iterable[Place], sort: str, today: date) -> list[Place]:
    """The places in one of the orders of the form, by name where they are alike."""
    by_name = sorted(places, key=lambda place: (place.facility.label, place.facility.code))
    keys: Mapping[str, Callable[[Place], object]] = {
        forms.ATTENTION: lambda place: tuple(-n for n in attention(place.signals, place.last_on, today)),
        forms.LAST: lambda place: place.last_on or date.min,
        forms.COMPLAINTS: lambda place: -(place.signals.complaints or 0),
        forms.NAME: lambda place: 0,
    }
    return sorted(by_name, key=keys.get(sort, lambda place: place.due_on or date.max))
