"""What must hold of a pack as a whole: codes are unique and known, validities do not overlap, law makes sense. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from institutions.choices import NUMBERS_OF_GUARDS, Effect, GuardName, TermList, TimeUnit, Track
from institutions.conflicts import RULES
from institutions.independence import Edge, Hierarchy
from institutions.indicator_choices import Evidence
from institutions.pack_format import PACK_FILES, SOURCES, Broken, PackRow
from institutions.sources import tag_faults
from institutions.visit_choices import (
    Access,
    FindingSubject,
    InterviewSetting,
    Notice,
    RecommendationState,
    VisitPurpose,
)

Rows = Mapping[str, tuple[PackRow, ...]]


def find_broken(rows: Rows) -> list[Broken]:
    """Every row of the pack that breaks a rule, with the reason."""
    return [broken for rule in _RULES for broken in rule(rows)]


def _broken(row: PackRow, reason: str) -> Broken:
    return Broken(row.file.file_name, row.line, reason)


def _all(rows: Rows) -> Iterator[PackRow]:
    for file in PACK_FILES:
        yield from rows[file.name]


def _codes(rows: Rows, name: str) -> set[object]:
    return {row.values.get("code") for row in rows[name]}


def _unique_keys(rows: Rows) -> Iterator[Broken]:
    first_line: dict[tuple[object, ...], int] = {}
    for row in _all(rows):
        if any(column not in row.values for column in row.file.key):
            continue
        first = first_line.setdefault((row.file.name, *row.key), row.line)
        if first != row.line:
            named = ", ".join(f"{column} {value}" for column, value in zip(row.file.key, row.key, strict=True))
            yield _broken(row, f"The {named} is already in line {first}.")


def _known_references(rows: Rows) -> Iterator[Broken]:
    codes = {file.name: _codes(rows, file.name) for file in PACK_FILES if "code" in file.columns}
    for row in _all(rows):
        for column, target in row.file.references.items():
            code = row.values.get(column)
            if code is not None and code not in codes[target]:
                yield _broken(row, f"{column}: there is no “{code}” in {target}.csv.")


def _sources_are_known(rows: Rows) -> Iterator[Broken]:
    known = {row.values.get("key") for row in rows[SOURCES.name]}
    for row in _all(rows):
        text = row.values.get("source")
        for reason in tag_faults(str(text), known) if text else ():
            yield _broken(row, reason)


def _dates_in_order(rows: Rows) -> Iterator[Broken]:
    for row in _all(rows):
        first, last = row.days
        if first > last:
            yield _broken(row, f"The validity ends on {last}, before it begins on {first}.")


def _alone_in_time(rows: Rows) -> Iterator[Broken]:
    """No two rows for the same thing on the same day: one parent, one operator, one body, one mandate."""
    groups: dict[tuple[object, ...], list[PackRow]] = defaultdict(list)
    for row in _all(rows):
        if row.file.alone and row.days[0] <= row.days[1]:
            groups[row.file.name, *(row.values.get(column) for column in row.file.alone)].append(row)
    for (_file, *thing), members in groups.items():
        named = ", ".join(str(part) for part in thing)
        members.sort(key=lambda row: (*row.days, row.line))
        longest = members[0]
        for row in members[1:]:
            if row.days[0] <= longest.days[1]:
                yield _broken(row, f"For {named} this row and line {longest.line} are both valid on {row.days[0]}.")
            longest = max(longest, row, key=lambda one: one.days[1])


def _no_circles(rows: Rows) -> Iterator[Broken]:
    whole = [row for row in rows["subordinations"] if row.values.keys() >= row.file.columns.keys()]
    columns = ("body", "parent", "valid_from", "valid_to")
    edges = [Edge(*(row.values[column] for column in columns)) for row in whole]  # type: ignore[arg-type]
    starts = sorted({edge.starts_on or date.min for edge in edges})
    parents = Hierarchy(edges)
    for row, edge in zip(whole, edges, strict=True):
        for day in filter(edge.holds_on, starts):
            if edge.body in parents.chain(edge.parent, day):
                yield _broken(row, f"On {day} {edge.body} stands under itself through {edge.parent}.")
                break


def _stages_make_sense(rows: Rows) -> Iterator[Broken]:
    for row in rows["stages"]:
        stage = row.values
        if stage.get("milestone") is not None and stage.get("track") != Track.PROCEDURE:
            yield _broken(row, "Only a stage of the track procedure can be a milestone.")
        if stage.get("effect") == Effect.CLOSES and not stage.get("exit"):
            yield _broken(row, "A stage that closes a case must name the exit.")


def _transitions_are_procedure(rows: Rows) -> Iterator[Broken]:
    tracks = {row.values.get("code"): row.values.get("track") for row in rows["stages"]}
    for row in rows["transitions"]:
        for column in ("from_stage", "to_stage"):
            code = row.values.get(column)
            if tracks.get(code, Track.PROCEDURE) != Track.PROCEDURE:
                yield _broken(row, f"{column}: the stage {code} is not on the track procedure.")


def _time_limits_make_sense(rows: Rows) -> Iterator[Broken]:
    stages = _codes(rows, "stages")
    for row in rows["time_limits"]:
        for column in ("starts", "meets"):
            for code in sorted(set(row.values.get(column) or ()) - stages):  # type: ignore[arg-type]
                yield _broken(row, f"{column}: there is no “{code}” in stages.csv.")
        amount, is_prompt = row.values.get("amount"), row.values.get("unit") == TimeUnit.PROMPT
        if is_prompt and amount is not None:
            yield _broken(row, "A limit of the unit prompt has no amount.")
        if not is_prompt and not amount:
            yield _broken(row, "A limit needs an amount of at least 1, or the unit prompt.")


# The lists whose rows the code reads by meaning, with what they may mean.
MEANINGS = {
    TermList.VISIT_TYPE: VisitPurpose.values,
    TermList.NOTICE_MODE: Notice.values,
    TermList.ACCESS_OUTCOME: Access.values,
    TermList.INTERVIEW_MODE: InterviewSetting.values,
    TermList.FINDING_THEME: FindingSubject.values,
    TermList.RECOMMENDATION_STATUS: RecommendationState.values,
}


def _terms_have_meanings(rows: Rows) -> Iterator[Broken]:
    for row in rows["terms"]:
        known = MEANINGS.get(row.values.get("list"))  # type: ignore[call-overload]
        meaning = (row.values.get("attributes") or {}).get("meaning")  # type: ignore[union-attr]
        if known and meaning not in known:
            yield _broken(row, f"attributes: the meaning “{meaning}” is not one of {', '.join(known)}.")


def _regimes_name_kinds_of_visit(rows: Rows) -> Iterator[Broken]:
    kinds = {row.values.get("code") for row in rows["terms"] if row.values.get("list") == TermList.VISIT_TYPE}
    for row in rows["monitoring_regimes"]:
        for code in sorted(set(row.values.get("visit_types") or ()) - kinds):  # type: ignore[arg-type]
            yield _broken(row, f"visit_types: there is no kind of visit “{code}” in terms.csv.")


def _indicators_are_measured_or_not(rows: Rows) -> Iterator[Broken]:
    for row in rows["indicators"]:
        if bool(row.values.get("measured_by")) == bool(row.values.get("unmeasured")):
            yield _broken(row, "An indicator names in measured_by what measures it, or in unmeasured why nothing does.")
        evidence: Mapping[str, object] = row.values.get("evidence") or {}  # type: ignore[assignment]
        for alternative, found in evidence.items():
            if found not in Evidence.values:
                yield _broken(row, f"evidence: {alternative}={found} is not one of {', '.join(Evidence.values)}.")


def _rule_names_are_known(file: str, names: Iterable[str]) -> Callable[[Rows], Iterator[Broken]]:
    known = set(names)

    def rule(rows: Rows) -> Iterator[Broken]:
        for row in rows[file]:
            name = row.values.get("name")
            if name is not None and name not in known:
                yield _broken(row, f"name: no rule is called “{name}”; known are {', '.join(sorted(known))}.")

    return rule


def _numbers_are_numbers(rows: Rows) -> Iterator[Broken]:
    for row in rows["guards"]:
        parameters: Mapping[str, object] = row.values.get("parameters") or {}  # type: ignore[assignment]
        for name in NUMBERS_OF_GUARDS.get(str(row.values.get("name")), ()):
            if name in parameters and not isinstance(parameters[name], int):
                yield _broken(row, f"parameters: {name}={parameters[name]} is not a whole number; write {name}=3.")


_RULES: tuple[Callable[[Rows], Iterator[Broken]], ...] = (
    _unique_keys,
    _known_references,
    _sources_are_known,
    _dates_in_order,
    _alone_in_time,
    _no_circles,
    _stages_make_sense,
    _transitions_are_procedure,
    _time_limits_make_sense,
    _terms_have_meanings,
    _regimes_name_kinds_of_visit,
    _numbers_are_numbers,
    _indicators_are_measured_or_not,
    _rule_names_are_known("guards", GuardName.values),
    _rule_names_are_known("conflict_rules", RULES),
)
