"""The circumstances of an event as pairs of words. What is not known, or was not asked, is left out."""

from collections.abc import Callable, Mapping

from django.db.models import Model
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from complaints import wording
from complaints.choices import Party
from complaints.models import (
    Communication,
    Compensation,
    Examination,
    ExaminationFinding,
    Protection,
    Reprisal,
    Withdrawal,
)
from complaints.parties import label_of
from institutions.choices import Answer

Pairs = list[tuple[str, str]]

# For select_related of events whose circumstances are to be read with them.
WITH_EVENTS = (
    *("withdrawal__addressee", "withdrawal__facility"),
    *("reprisal__kind", "reprisal__by_body", "reprisal__facility"),
    *("protection__measure", "protection__asked_of"),
    *("examination__victim", "examination__consistency"),
    *("compensation__remedy", "compensation__owed_by", "compensation__victim"),
    "communication__addressee",
)
_SILENT = ("unknown", Answer.NOT_ASKED)


def words_of(row: Model | None) -> Pairs:
    """Names and values of a row of circumstances; of nothing where there is none."""
    if row is None:
        return []
    return [(name, value) for name, value in _WORDS[type(row)](row) if value]


def finding_words(finding: ExaminationFinding) -> str:
    """A finding in one line: kind, place on the body, degree."""
    parts = [_chosen(finding, "kind"), _chosen(finding, "site"), finding.consistency.label]
    return ", ".join(part for part in parts if part)


def amount_words(row: Compensation) -> str:
    """Amount and currency, as "1,200,000 EUR"; empty where no amount is known."""
    if row.amount is None:
        return ""
    decimals = 0 if row.amount == row.amount.to_integral_value() else 2
    return f"{number_format(row.amount, decimal_pos=decimals, force_grouping=True)} {row.currency}"


def _withdrawal(row: Withdrawal) -> Pairs:
    return [
        (_("Of the complainant's own will"), _chosen(row, "voluntary")),
        (_("How it was put down"), _chosen(row, "form")),
        (_("Addressed to"), _label(row.addressee)),
        (_("Made in custody"), _chosen(row, "in_custody")),
        (_("Held then"), _label(row.facility)),
        (_("Staff present"), _chosen(row, "staff_present")),
        (_("Lawyer present"), _chosen(row, "lawyer_present")),
        (_("Contact by the accused body before"), _chosen(row, "contacted_by_accused")),
    ]


def _reprisal(row: Reprisal) -> Pairs:
    return [
        (_("Kind of reprisal"), _label(row.kind)),
        (_("Against whom"), _chosen(row, "target")),
        (_("By people of"), _label(row.by_body)),
        (_("Where"), _label(row.facility)),
        (_("Goes on"), _chosen(row, "is_going_on")),
        (_("A withdrawal followed"), _chosen(row, "led_to_withdrawal")),
    ]


def _protection(row: Protection) -> Pairs:
    return [
        (_("Measure"), _label(row.measure)),
        (_("Step"), _chosen(row, "step")),
        (_("Asked of"), _label(row.asked_of)),
        (_("Until"), wording.day(row.until) if row.until else ""),
    ]


def _examination(row: Examination) -> Pairs:
    days = row.days_after_incident
    return [
        (_("Who was examined"), label_of(Party.VICTIM, row.victim.number) if row.victim else ""),
        (_("Examiner"), _chosen(row, "examiner")),
        (_("After the incident"), "" if days is None else wording.days(days)),
        (_("Guards or police"), _chosen(row, "guards")),
        (_("Handcuffed or tied"), _chosen(row, "restrained")),
        (_("The person agreed"), _chosen(row, "consented")),
        (_("The lawyer was told"), _chosen(row, "lawyer_informed")),
        (_("Follows the Istanbul Protocol"), _chosen(row, "follows_protocol")),
        (_("Marks were photographed"), _chosen(row, "photographed")),
        (_("Overall degree, as the examiner judges"), _label(row.consistency)),
    ]


def _compensation(row: Compensation) -> Pairs:
    return [
        (_("Amount"), amount_words(row)),
        (_("Owed by"), _label(row.owed_by)),
        (_("For whom"), label_of(Party.VICTIM, row.victim.number) if row.victim else ""),
    ]


def _communication(row: Communication) -> Pairs:
    return [
        (_("Step"), _chosen(row, "step")),
        (_("Before which body"), _label(row.addressee)),
        (_("Number there"), row.number),
        (_("Answer due on"), wording.day(row.reply_due_on) if row.reply_due_on else ""),
    ]


def _chosen(row: Model, name: str) -> str:
    """The words of a choice; nothing where the answer is that nobody knows or asked."""
    value = getattr(row, name)
    return "" if value == "" or value in _SILENT else str(getattr(row, f"get_{name}_display")())


def _label(row: Model | None) -> str:
    return row.label if row is not None else ""


_WORDS: Mapping[type[Model], Callable[[Model], Pairs]] = {
    Withdrawal: _withdrawal,
    Reprisal: _reprisal,
    Protection: _protection,
    Examination: _examination,
    Compensation: _compensation,
    Communication: _communication,
}
