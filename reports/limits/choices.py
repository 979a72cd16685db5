"""The words of the measures of visits: what is measured, in which unit, and by what visits can be told apart."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from institutions.visit_choices import Access

LIMITS_VERSION = "2"
WINDOW_DAYS = 90  # days before and after a visit within which complaints are counted
LONG_WAIT = 30  # minutes at the gate
FEWEST_VISITS = 10  # a group with fewer is marked as too small to compare
THOUSAND = 1000


class By(models.TextChoices):
    """By what visits are told apart."""

    REGIME = "regime", pgettext_lazy("visits by", "Terms of the visit")
    REGION = "region", pgettext_lazy("visits by", "Region")
    FACILITY_TYPE = "facility_type", pgettext_lazy("visits by", "Kind of place")
    OPERATOR = "operator", pgettext_lazy("visits by", "Who ran the place on the day")
    NOTICE = "notice", pgettext_lazy("visits by", "Announced or not")
    YEAR = "year", pgettext_lazy("visits by", "Year")


class NoticeGroup(models.TextChoices):
    """The comparison at the heart of the matter: did the place know beforehand."""

    UNANNOUNCED = "unannounced", pgettext_lazy("visits", "Unannounced")
    ANNOUNCED = "announced", pgettext_lazy("visits", "Announced")
    UNKNOWN = "unknown", pgettext_lazy("visits", "Not known")


class Measure(models.TextChoices):
    """One number about visits. What it counts, over what, stands in `definitions`."""

    YIELD = "yield", pgettext_lazy("measure", "Findings about treatment per visit")
    YIELD_VISITS = "yield_visits", pgettext_lazy("measure", "Visits with at least one finding about treatment")
    PRIVATE = "private", pgettext_lazy("measure", "Interviews held in private")
    PREVENTED = "prevented", pgettext_lazy("measure", "Interviews prevented by the administration")
    FULL_ACCESS = "full_access", pgettext_lazy("measure", "Visits with full access")
    DELAYED = "delayed", pgettext_lazy("measure", "Visits kept waiting")
    PREMISES = "premises", pgettext_lazy("measure", "Visits to which some premises were refused")
    DOCUMENTS = "documents", pgettext_lazy("measure", "Visits to which documents were refused")
    PERSONS = "persons", pgettext_lazy("measure", "Visits to which some persons were refused")
    EQUIPMENT = "equipment", pgettext_lazy("measure", "Visits to which equipment was refused")
    DENIED = "denied", pgettext_lazy("measure", "Visits that were not let in")
    WAIT_MEDIAN = "wait_median", pgettext_lazy("measure", "Wait at the gate, median")
    WAIT_NINETIETH = "wait_ninetieth", pgettext_lazy("measure", "Wait at the gate, longest but for one visit in ten")
    WAIT_LONG = "wait_long", pgettext_lazy("measure", "Visits that waited more than 30 minutes")
    ROOMS_REFUSED = "rooms_refused", pgettext_lazy("measure", "Rooms refused")
    ROOMS_OUTSIDE = "rooms_outside", pgettext_lazy("measure", "Rooms refused as outside the mandate")
    ROOMS_VISITS = "rooms_visits", pgettext_lazy("measure", "Visits to which at least one room was refused")
    INCIDENTS_OUTSIDE = "incidents_outside", pgettext_lazy("measure", "Incidents in rooms outside the mandate")
    INCIDENTS_DISPUTED = "incidents_disputed", pgettext_lazy("measure", "Incidents in rooms whose mandate is disputed")
    BEFORE = "before", pgettext_lazy("measure", "Complaints in the 90 days before a visit")
    AFTER = "after", pgettext_lazy("measure", "Complaints in the 90 days after a visit")
    BEFORE_CUT = "before_cut", pgettext_lazy("measure", "Complaints before a visit, shortened windows included")
    AFTER_CUT = "after_cut", pgettext_lazy("measure", "Complaints after a visit, shortened windows included")
    COVERAGE = "coverage", pgettext_lazy("measure", "Places seen within the legal interval, in this record")
    IN_TIME = "in_time", pgettext_lazy("measure", "Recommendations answered in time")
    ACCEPTED = "accepted", pgettext_lazy("measure", "Recommendations accepted, wholly or partly")
    SAID_DONE = "said_done", pgettext_lazy("measure", "Recommendations said to be done")
    DONE = "done", pgettext_lazy("measure", "Recommendations verified as done")
    DONE_OF_VERIFIED = "done_of_verified", pgettext_lazy("measure", "Done, of those that monitors verified")
    DONE_OF_SAID = "done_of_said", pgettext_lazy("measure", "Done, of those said to be done and verified")
    REPLY_MEDIAN = "reply_median", pgettext_lazy("measure", "Days until the reply, median")
    REPRISALS = "reprisals", pgettext_lazy("measure", "Reprisals recorded after visits")
    PASSED_ON = "passed_on", pgettext_lazy("measure", "Complaints from interviews passed on")
    PUBLISHED = "published", pgettext_lazy("measure", "Reports published within a month")
    PUBLICATION_MEDIAN = "publication_median", pgettext_lazy("measure", "Days from report to publication, median")


class Compared(models.TextChoices):
    """Two groups of visits, or of complaints, held against each other."""

    YIELD_RATIO = "yield_ratio", _("findings per visit, unannounced over announced")
    YIELD_DIFFERENCE = "yield_difference", _("visits with a finding, unannounced minus announced")
    WINDOW_RATIO = "window_ratio", _("complaints after a visit over those before it")


class Spread(models.TextChoices):
    """What is spread over visits and told by its middle: minutes or days, one value a visit or a letter."""

    WAIT = "wait", pgettext_lazy("measure", "Minutes at the gate")
    REPLY = "reply", pgettext_lazy("measure", "Days until the reply")
    PUBLICATION = "publication", pgettext_lazy("measure", "Days from report to publication")


class LeftOut(models.TextChoices):
    """Why a visit is not in the comparison of complaints before and after; the first that holds."""

    NOT_COUNTED = "not_counted", pgettext_lazy("left out", "how many people were held is not recorded")
    RECENT = "recent", pgettext_lazy("left out", "not yet 90 days ago")
    EARLY = "early", pgettext_lazy("left out", "complaints were not recorded yet 90 days before it")
    NEAR = "near", pgettext_lazy("left out", "another visit to the place less than 181 days before or after it")


OBSTACLES = {
    Measure.DELAYED: Access.DELAYED,
    Measure.PREMISES: Access.PREMISES,
    Measure.DOCUMENTS: Access.DOCUMENTS,
    Measure.PERSONS: Access.PERSONS,
    Measure.EQUIPMENT: Access.EQUIPMENT,
    Measure.DENIED: Access.DENIED,
}
# Shares whose unit comes alone: visits, incidents, places.
PLAIN = (
    *(Measure.YIELD_VISITS, Measure.FULL_ACCESS, *OBSTACLES, Measure.WAIT_LONG, Measure.ROOMS_VISITS),
    *(Measure.INCIDENTS_OUTSIDE, Measure.INCIDENTS_DISPUTED, Measure.COVERAGE, Measure.PUBLISHED),
)
NO_VISITS = (Measure.INCIDENTS_OUTSIDE, Measure.INCIDENTS_DISPUTED, Measure.COVERAGE)
# Shares whose units come in bunches, several from one visit.
BUNCHED = (
    *(Measure.PRIVATE, Measure.PREVENTED, Measure.ROOMS_REFUSED, Measure.ROOMS_OUTSIDE, Measure.IN_TIME),
    *(Measure.ACCEPTED, Measure.SAID_DONE, Measure.DONE, Measure.DONE_OF_VERIFIED, Measure.DONE_OF_SAID),
    Measure.PASSED_ON,
)
# Those of them that resemble themselves across visits too: by the place, or by the authority that answers.
CLUSTERED = (
    *(Measure.PRIVATE, Measure.IN_TIME, Measure.ACCEPTED, Measure.SAID_DONE, Measure.DONE),
    *(Measure.DONE_OF_VERIFIED, Measure.DONE_OF_SAID),
)
# Shares and a median of what must be due before it can be asked for.
DUE = (
    *(Measure.IN_TIME, Measure.ACCEPTED, Measure.SAID_DONE, Measure.DONE, Measure.REPLY_MEDIAN),
    *(Measure.PASSED_ON, Measure.PUBLISHED),
)
# Events over an exposure, and how much of it the number is told for: per visit, per 100 visits, per 1,000 days.
RATES = {
    Measure.YIELD: 1,
    Measure.REPRISALS: 100,
    Measure.BEFORE: THOUSAND,
    Measure.AFTER: THOUSAND,
    Measure.BEFORE_CUT: THOUSAND,
    Measure.AFTER_CUT: THOUSAND,
}
QUANTILES = {
    Measure.WAIT_MEDIAN: (Spread.WAIT, 0.5),
    Measure.WAIT_NINETIETH: (Spread.WAIT, 0.9),
    Measure.REPLY_MEDIAN: (Spread.REPLY, 0.5),
    Measure.PUBLICATION_MEDIAN: (Spread.PUBLICATION, 0.5),
}
