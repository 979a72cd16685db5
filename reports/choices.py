"""The words of a question to the funnel: what it may be broken down by, and over which spans of time."""

from django.db import models
from django.utils.translation import pgettext_lazy

from institutions.choices import Milestone


class Breakdown(models.TextChoices):
    """By what the registered cases can be told apart. `BODY` is the first body assigned: fixed at entry, so a body
    cannot improve its share by passing hopeless cases on, one case is in one group, and groups add up."""

    YEAR = "year", pgettext_lazy("breakdown", "Year of registration")
    REGION = "region", pgettext_lazy("breakdown", "Region at the time")
    REGION_NOW = "region_now", pgettext_lazy("breakdown", "Region as drawn today")
    BODY = "body", pgettext_lazy("breakdown", "Body that first took the case")
    CHANNEL = "channel", pgettext_lazy("breakdown", "How the complaint came")
    FACILITY_TYPE = "facility_type", pgettext_lazy("breakdown", "Kind of place")
    OFFENCE_KIND = "offence_kind", pgettext_lazy("breakdown", "Kind of offence")
    INDEPENDENCE = "independence", pgettext_lazy("breakdown", "Independence of the first body")


class WithdrawalBand(models.TextChoices):
    """Days from registration to the withdrawal."""

    MONTH = "month", pgettext_lazy("withdrawal", "within 30 days")
    QUARTER = "quarter", pgettext_lazy("withdrawal", "31 to 90 days")
    YEAR = "year", pgettext_lazy("withdrawal", "91 to 365 days")
    LATER = "later", pgettext_lazy("withdrawal", "after more than 365 days")
    UNDATED = "undated", pgettext_lazy("withdrawal", "on an unknown day")


NOT_RECORDED = "none"  # code of the group of cases in which the attribute is not recorded; also a filter value
HORIZONS = (1, 2, 3, 5)  # years
MEDIAN_HORIZON = 3  # years; medians of a funnel "to date" are taken over cohorts that are this old
DEFINITION_VERSION = "1"
HEADLINE = Milestone.TRIED  # the step of the headline: reached trial


def horizon_days(years: int) -> int:
    """Days in a horizon of so many years: 365, 730, 1 095, 1 826."""
    return int(years * 365.25)
