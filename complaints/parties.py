"""The persons of a case by party and number: who can be named, and what to call them without a name."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from complaints.choices import Party
from complaints.models import Case

# Coded rows exist for these; of the others there is always room for one more.
CODED = {Party.VICTIM: "victims", Party.RESPONDENT: "respondents"}

Person = tuple[str, int]


def label_of(party: str, number: int) -> str:
    """Such as "Alleged victim 2"."""
    return _("%(party)s %(number)s") % {"party": Party(party).label, "number": number}


def key_of(person: Person) -> str:
    """How a person is written in a form."""
    return f"{person[0]}-{person[1]}"


def person_of(key: str) -> Person:
    """The person written so. Raises ValueError for what is none."""
    party, _dash, number = key.rpartition("-")
    return Party(party).value, int(number)


def choices_of(people: Iterable[Person]) -> list[tuple[str, str]]:
    """Keys and labels for a form."""
    return [(key_of(person), label_of(*person)) for person in people]


def people_with_identity(case: Case) -> list[Person]:
    """Of whom something is sealed, in the order of parties and numbers."""
    known = set(case.identities.values_list("party", "number"))
    order = Party.values
    return sorted(known, key=lambda person: (order.index(person[0]), person[1]))


def people_to_name(case: Case) -> list[Person]:
    """Whose name and contacts may be written down: everybody of the case, and one more of those without coded facts."""
    known = set(people_with_identity(case))
    found: list[Person] = []
    for party in Party:
        numbers = {number for other, number in known if other == party}
        if party in CODED:
            numbers |= set(getattr(case, CODED[party]).values_list("number", flat=True)) or {1}
        else:
            numbers.add(max(numbers, default=0) + 1)
        found += [(party.value, number) for number in sorted(numbers)]
    return found
