"""How much of a case a sheet of paper shows, and what is coarsened for those outside. Pure."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.choices import Precision
from complaints.dates import PartialDate


class Level(models.IntegerChoices):
    """From what anybody may read to what only the team may; each level shows what the one before shows."""

    PUBLIC = (
        1,
        _("For everybody: months instead of days, regions instead of places, heads of bodies; no numbers of files"),
    )
    PARTNER = 2, _("For a partner: all coded facts; people by number, never by name")
    TEAM = 3, _("For the team: also the narrative and the other sealed texts, opened now with your key")
    NAMES = 4, _("With names and contacts: also who the people are; needs a reason")


def coarse(when: PartialDate) -> PartialDate:
    """The date without its day; what is known less exactly than a month stays as it is."""
    if when.day is None or when.precision in (Precision.MONTH, Precision.YEAR):
        return when
    return PartialDate(first_of_month(when.day), Precision.MONTH)


def first_of_month(day: date) -> date:
    """The day that stands for its month."""
    return day.replace(day=1)
