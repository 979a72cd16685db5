"""Several people in one row: where a cell holds several words, the first is said of the first person, and so on.

What is said of the second person stands in the facts under the name of the first with a number behind it. Pure.
"""

from collections.abc import Iterator, Mapping

VICTIM = {"victim_sex": "sex", "victim_age": "age_band", "victim_custody": "custody"}
RESPONDENT = {"respondent_agency": "agency", "respondent_rank": "rank_band"}
VICTIMS = "victims"  # the place of the last one who has a name in the sheet, where it is not the first
MOST = 20
# Not the comma, which stands within names of bodies; and not the new line for names, which stands within an address.
BETWEEN_CODES, BETWEEN_NAMES = "|;\n", "|;"


def name_of(name: str, number: int) -> str:
    """The name of a fact about the person of this number."""
    return name if number == 1 else f"{name}.{number}"


def person_of(name: str) -> tuple[str, int]:
    """What a fact is, and the number of the person it is about; 1 for whatever is about no person."""
    fact, _dot, number = name.partition(".")
    return (fact, int(number)) if number.isdecimal() else (name, 1)


def is_of_person(name: str) -> bool:
    """Whether a fact is about somebody."""
    fact, _number = person_of(name)
    return fact in VICTIM or fact in RESPONDENT


def parts(text: str, between: str = BETWEEN_CODES) -> list[str]:
    """One word for each person, empty where nothing is said; divided by the first of the signs that stands there."""
    sign = next((sign for sign in between if sign in text), None)
    found = [part.strip() for part in text.split(sign)] if sign else [text.strip()]
    while found and not found[-1]:
        found.pop()
    return found


def names_in(text: str) -> list[str]:
    """One name for each person, empty where none stands; a single one where they came from several columns."""
    return parts(text, BETWEEN_NAMES) if "\n\n" not in text else [text]


def told_of(facts: Mapping[str, object], columns: Mapping[str, str]) -> dict[int, dict[str, object]]:
    """Number of the person -> column -> what the facts say, None too. `columns` is VICTIM or RESPONDENT."""
    found: dict[int, dict[str, object]] = {}
    for name, value in facts.items():
        fact, number = person_of(name)
        if fact in columns:
            found.setdefault(number, {})[columns[fact]] = value
    return found


def number_of(facts: Mapping[str, object], columns: Mapping[str, str]) -> int:
    """How many people a new row brings."""
    said = (number for number, told in told_of(facts, columns).items() if any(told.values()))
    named = int(str(facts.get(VICTIMS, 0))) if columns is VICTIM else 0
    return max((named, *said))


def agencies_of(facts: Mapping[str, object]) -> tuple[str, ...]:
    """Codes of the agencies of the officials, each once."""
    told = told_of(facts, RESPONDENT)
    return tuple(dict.fromkeys(str(agency) for number in sorted(told) if (agency := told[number].get("agency"))))


def further(facts: Mapping[str, object]) -> Iterator[str]:
    """Names of the facts about everybody but the first."""
    return (name for name in facts if is_of_person(name) and person_of(name)[1] > 1)
