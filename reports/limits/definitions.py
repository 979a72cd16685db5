"""What each measure counts, over what, and by which interval: the words that stand beside every number."""

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.limits.choices import BUNCHED, CLUSTERED, OBSTACLES, QUANTILES, RATES, Measure

_VISITS = pgettext_lazy("unit of a measure", "of visits")

UNITS: dict[Measure, Promise] = {
    Measure.YIELD: pgettext_lazy("unit of a measure", "findings per visit"),
    Measure.YIELD_VISITS: _VISITS,
    Measure.PRIVATE: pgettext_lazy("unit of a measure", "of interviews held"),
    Measure.PREVENTED: pgettext_lazy("unit of a measure", "of interviews held or prevented"),
    Measure.FULL_ACCESS: _VISITS,
    **dict.fromkeys(OBSTACLES, _VISITS),
    Measure.WAIT_MEDIAN: pgettext_lazy("unit of a measure", "minutes"),
    Measure.WAIT_NINETIETH: pgettext_lazy("unit of a measure", "minutes"),
    Measure.WAIT_LONG: _VISITS,
    Measure.ROOMS_REFUSED: pgettext_lazy("unit of a measure", "of rooms asked for"),
    Measure.ROOMS_OUTSIDE: pgettext_lazy("unit of a measure", "of rooms asked for"),
    Measure.ROOMS_VISITS: pgettext_lazy("unit of a measure", "of visits that asked for rooms"),
    Measure.INCIDENTS_OUTSIDE: pgettext_lazy("unit of a measure", "of incidents in a known room"),
    Measure.INCIDENTS_DISPUTED: pgettext_lazy("unit of a measure", "of incidents in a known room"),
    Measure.BEFORE: pgettext_lazy("unit of a measure", "complaints per 1,000 detainee-days"),
    Measure.AFTER: pgettext_lazy("unit of a measure", "complaints per 1,000 detainee-days"),
    Measure.BEFORE_CUT: pgettext_lazy("unit of a measure", "complaints per 1,000 detainee-days"),
    Measure.AFTER_CUT: pgettext_lazy("unit of a measure", "complaints per 1,000 detainee-days"),
    Measure.COVERAGE: pgettext_lazy("unit of a measure", "of places within the mandate"),
    Measure.IN_TIME: pgettext_lazy("unit of a measure", "of recommendations whose day of reply has passed"),
    Measure.ACCEPTED: pgettext_lazy("unit of a measure", "of recommendations whose day of reply has passed"),
    Measure.SAID_DONE: pgettext_lazy("unit of a measure", "of recommendations whose day of reply has passed"),
    Measure.DONE: pgettext_lazy("unit of a measure", "of recommendations whose day of reply has passed"),
    Measure.DONE_OF_VERIFIED: pgettext_lazy("unit of a measure", "of recommendations verified on site"),
    Measure.DONE_OF_SAID: pgettext_lazy("unit of a measure", "of recommendations said to be done and verified"),
    Measure.REPLY_MEDIAN: pgettext_lazy("unit of a measure", "days"),
    Measure.REPRISALS: pgettext_lazy("unit of a measure", "reprisals per 100 visits"),
    Measure.PASSED_ON: pgettext_lazy("unit of a measure", "of complaints whose person agreed"),
    Measure.PUBLISHED: pgettext_lazy("unit of a measure", "of reports written at least a month ago"),
    Measure.PUBLICATION_MEDIAN: pgettext_lazy("unit of a measure", "days"),
}

COUNTED: dict[Measure, Promise] = {
    Measure.YIELD: _(
        "Concerns under the theme of treatment, divided by visits that were let in. A visit of which no such concern "
        "is recorded counts with none. Good practice and other themes are not counted."
    ),
    Measure.YIELD_VISITS: _(
        "Visits with at least one concern about treatment, of visits that were let in. Nothing recorded counts as none."
    ),
    Measure.PRIVATE: _(
        "People spoken with out of sight and hearing of staff, of all people spoken with: in private, overseen, or in "
        "a group. Whoever declined is not counted."
    ),
    Measure.PREVENTED: _("Interviews that the administration prevented, of those held and those prevented."),
    Measure.FULL_ACCESS: _("Visits with full access, of visits for which access is recorded."),
    **dict.fromkeys(
        OBSTACLES, _("Visits that met this obstacle, of visits for which access is recorded. A visit may meet several.")
    ),
    Measure.WAIT_MEDIAN: _(
        "Whole minutes from arriving at the gate to being let in, where both hours are recorded. Half of the visits "
        "waited no longer."
    ),
    Measure.WAIT_NINETIETH: _("Nine visits in ten waited no longer than this."),
    Measure.WAIT_LONG: _("Visits that waited more than 30 minutes, of visits whose two hours are recorded."),
    Measure.ROOMS_REFUSED: _(
        "Kinds of rooms refused for whatever reason, of those asked for: seen, refused, or refused as outside the "
        "mandate."
    ),
    Measure.ROOMS_OUTSIDE: _("Kinds of rooms refused as outside the mandate, of those asked for."),
    Measure.ROOMS_VISITS: _("Visits to which at least one room was refused, of visits that asked for rooms."),
    Measure.INCIDENTS_OUTSIDE: format_lazy(
        "{} {}",
        _(
            "From the cases, not from the visits: incidents in rooms that lay outside the preventive mandate on the "
            "day, of incidents in rooms whose mandate is known. Terms and notice belong to visits and do not "
            "narrow this."
        ),
        _("Rooms whose mandate is disputed are in the base; incidents in them are a measure of their own."),
    ),
    Measure.INCIDENTS_DISPUTED: _("The same for rooms of which it is disputed whether monitors may enter them."),
    Measure.BEFORE: _(
        "Complaints of cases from the place by the day on which they were submitted, over the people held on the visit "
        "times 90 days. The day of the visit belongs to neither side. Only visits whose both windows are whole, with "
        "more than 180 days to any other visit to the place: no complaint is after one and before the other."
    ),
    Measure.AFTER: _(
        "The same for the 90 days after the visit. The interval of after over before compares each place with itself: "
        "the exact binomial one, at a dispersion from what the ratio leaves unexplained at each place."
    ),
    Measure.BEFORE_CUT: _(
        "The same with windows that the beginning of the record, today or another visit cuts short: the days between "
        "two visits are split in their middle. Windows count with the days they have."
    ),
    Measure.AFTER_CUT: _("The same for the days after the visit."),
    Measure.COVERAGE: _(
        "Places of kinds within the preventive mandate that, in this record, had a regular visit on which monitors "
        "were let in, within the interval that the terms in force set. Years and notice do not narrow this. All places "
        "are counted; the interval tells what chance alone could do with so few."
    ),
    Measure.IN_TIME: _(
        "Recommendations to which a first reply came on or before the day due, of those whose day has passed. One of "
        "which a reply says nothing counts as not answered in time."
    ),
    Measure.ACCEPTED: _(
        "Recommendations that the authority accepted wholly or partly, carries out or says to have done, of those "
        "whose day of reply has passed."
    ),
    Measure.SAID_DONE: _("Recommendations that the authority says are done, of those whose day of reply has passed."),
    Measure.DONE: _("Recommendations that a monitor saw done on a visit, of those whose day of reply has passed."),
    Measure.DONE_OF_VERIFIED: _("Of recommendations that a monitor looked at again, those that were done."),
    Measure.DONE_OF_SAID: _(
        "Of recommendations that the authority says are done and that a monitor looked at, those that were done. What "
        "is said and what is seen differ by this much."
    ),
    Measure.REPLY_MEDIAN: _(
        "Days from receiving the letter, or sending it where receipt is not known, to the first reply, among letters "
        "whose day has passed. Letters without a reply have no such number."
    ),
    Measure.REPRISALS: _(
        "Reprisals that were recorded as following a visit, per 100 visits. A visit of which none is recorded counts "
        "with none. Silence is no proof."
    ),
    Measure.PASSED_ON: _(
        "Complaints from interviews that were passed on, of those whose person agrees to it today or that were passed "
        "on. Only visits more than 30 days ago whose terms name somebody to pass complaints to."
    ),
    Measure.PUBLISHED: _("Reports published within a month of being written, of those written at least a month ago."),
    Measure.PUBLICATION_MEDIAN: _("Days from the report to its publication, among reports that were published."),
}

_BY_WILSON = _("Interval: Wilson's score interval (1927).")
_BY_COCHRAN = _(
    "Interval: Wilson's at the effective size, because several come from one visit and resemble each other; variance "
    "of a ratio of sums after Cochran (1977), made wider for few visits after Korn and Graubard (1998)."
)
_BY_CLUSTERS = _("The same by place or by authority, where that tells less.")
_BY_GARWOOD = _(
    "Interval: Garwood's exact one (1936), at the count divided by its dispersion where events come in bunches."
)
_BY_RANKS = _("Interval: order statistics, which suppose nothing about the distribution.")


def interval_of(measure: Measure) -> Promise:
    """By which interval the measure is told."""
    if measure in RATES:
        return _BY_GARWOOD
    if measure in QUANTILES:
        return _BY_RANKS
    if measure in CLUSTERED:
        return format_lazy("{} {}", _BY_COCHRAN, _BY_CLUSTERS)
    return _BY_COCHRAN if measure in BUNCHED else _BY_WILSON
