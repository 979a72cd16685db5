"""Dates as exactly as they are known, and spans of days, in the reader's language."""

from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.choices import Precision
from complaints.dates import PartialDate


def day(value: date) -> str:
    """A day in full, 3 April 2026."""
    return str(date_format(value, "DATE_FORMAT"))


def one_stop(sentence: str) -> str:
    """The sentence with one full stop where what ends it brought its own, as the year of a date in Russian does."""
    return sentence[:-1] if sentence.endswith("..") and not sentence.endswith("...") else sentence


def when(value: PartialDate) -> str:
    """A date with the exactness it is known to; an unknown one says so."""
    if value.day is None:
        return _("on an unknown day")
    if value.precision == Precision.MONTH:
        return str(date_format(value.day, "YEAR_MONTH_FORMAT"))
    if value.precision == Precision.YEAR:
        return _("in %(year)s, day unknown") % {"year": value.day.year}
    if value.precision == Precision.NOT_BEFORE:
        return _("not before %(day)s") % {"day": day(value.day)}
    if value.precision == Precision.NOT_AFTER:
        return _("not after %(day)s") % {"day": day(value.day)}
    return day(value.day)


def machine_date(value: PartialDate) -> str:
    """The date for machines, as far as it is known: 2026-04-03, 2026-04, 2026; empty where it is a bound or unknown."""
    if value.day is None:
        return ""
    formats = {Precision.DAY: "%Y-%m-%d", Precision.MONTH: "%Y-%m", Precision.YEAR: "%Y"}
    form = formats.get(Precision(value.precision))
    return value.day.strftime(form) if form else ""


def days(count: int) -> str:
    """So many days."""
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": number_format(count, force_grouping=True)}


def cases(count: int) -> str:
    """So many cases."""
    return ngettext("%(count)s case", "%(count)s cases", count) % {"count": number_format(count, force_grouping=True)}


def gap(before: PartialDate, after: PartialDate) -> str:
    """The silence between two events: "412 days", "at least 60 days"; empty where it is short or not known."""
    latest, earliest = before.latest, after.earliest
    if latest is None or earliest is None or (earliest - latest).days < 2:
        return ""
    span = days((earliest - latest).days)
    if before.is_exact and after.is_exact:
        return _("%(span)s without an event") % {"span": span}
    return _("at least %(span)s without an event") % {"span": span}


def kind_of(parent: str, label: str) -> str:
    """What a term is called where the term above it is not seen, such as "Asphyxiation: with water"."""
    if not parent:
        return label
    is_in_capitals = label[1:2].isupper()
    return f"{parent}: {label if is_in_capitals else label[:1].lower() + label[1:]}"
