"""Numbers, shares and days as words in the reader's language. Nothing here decides what is counted."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import date_format, number_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports.results import Ratio, Share

NO_BREAK = "\u00a0"


def whole(number: int | float) -> str:
    """A count with grouped thousands."""
    return str(number_format(round(number), decimal_pos=0, use_l10n=True, force_grouping=True))


def decimal(number: float, places: int = 1) -> str:
    """A number rounded to so many decimals; half up, as people do."""
    exact = Decimal(repr(number)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return str(number_format(exact, decimal_pos=places, use_l10n=True, force_grouping=True))


def percent(fraction: float | None, places: int = 1) -> str:
    """A fraction of one as per cent; a dash in words where there is none."""
    if fraction is None:
        return _("no cases")
    return f"{decimal(fraction * 100, places)}{NO_BREAK}%"


def between(low: float | None, high: float | None) -> str:
    """The bounds of a share, "1.7 to 2.4 %"; empty where nothing was estimated."""
    if low is None or high is None:
        return ""
    return _("%(low)s to %(high)s %%") % {"low": decimal(low * 100), "high": decimal(high * 100)}


def share_and_interval(share: Share) -> tuple[str, str]:
    """A share and its interval, both empty over a base of none."""
    if share.value is None:
        return "", ""
    return percent(share.value), between(share.low, share.high)


def per_hundred(ratio: Ratio) -> str:
    """A ratio as so many per hundred with its interval, "4.0 per 100, between 3.2 and 4.9"."""
    if ratio.per_hundred is None or ratio.low is None or ratio.high is None:
        return _("no cases")
    return _("%(value)s per 100 cases, between %(low)s and %(high)s") % {
        "value": decimal(ratio.per_hundred),
        "low": decimal(ratio.low),
        "high": decimal(ratio.high),
    }


def day(value: date) -> str:
    """A day in full, 3 April 2026."""
    return str(date_format(value, "DATE_FORMAT"))


def years(first: int | None, last: int | None) -> str:
    """Years of registration, "2010–2019"; one year alone where both are the same."""
    if first is None or last is None:
        return ""
    return str(first) if first == last else f"{first}–{last}"


def strong(text: str) -> SafeString:
    """`text` set in bold, escaped."""
    return format_html("<strong>{}</strong>", conditional_escape(text))
