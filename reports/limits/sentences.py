"""What the measures say, in sentences with their numbers and intervals. A sentence without numbers is not written."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports import wording
from reports.limits.choices import Measure, NoticeGroup
from reports.limits.measures import Figure, compare_pairs, compare_rates, figures
from reports.limits.queries import Half
from reports.limits.rows import NO_PAIRS, Tally
from reports.limits.words import ratio_text, sure_text, value_text


def findings(half: Half) -> list[str]:
    """The key sentences, the comparison of announced and unannounced visits first."""
    told = figures(half.total)
    return [text for text in (_yield(half), *_shares(told), _wait(told), _windows(half.total), _done(told)) if text]


def visits_text(visits: int) -> str:
    """How many visits."""
    return ngettext("%(count)s visit", "%(count)s visits", visits) % {"count": wording.whole(visits)}


def _yield(half: Half) -> str:
    one, other = (half.notices.get(name) for name in (NoticeGroup.UNANNOUNCED, NoticeGroup.ANNOUNCED))
    if not one or not other:
        return ""
    first, second = (figures(tally)[Measure.YIELD] for tally in (one, other))
    ratio = ratio_text(compare_rates(one.events[Measure.YIELD], other.events[Measure.YIELD]))
    told = _(
        "Unannounced visits found %(first)s concerns about treatment per visit (%(first_bounds)s; %(first_n)s), "
        "announced ones %(second)s (%(second_bounds)s; %(second_n)s)."
    ) % {
        "first": value_text(first),
        "first_bounds": sure_text(first),
        "first_n": visits_text(first.visits),
        "second": value_text(second),
        "second_bounds": sure_text(second),
        "second_n": visits_text(second.visits),
    }
    return told + (" " + _("Ratio: %(ratio)s.") % {"ratio": ratio} if ratio else "")


def _shares(told: dict[Measure, Figure]) -> Iterator[str]:
    for measure, text in (
        (Measure.PRIVATE, _("%(count)s of %(base)s interviews were held in private: %(value)s (%(bounds)s).")),
        (Measure.FULL_ACCESS, _("%(count)s of %(base)s visits had full access: %(value)s (%(bounds)s).")),
        (
            Measure.ROOMS_REFUSED,
            _("%(count)s of %(base)s rooms asked for were refused: %(value)s (%(bounds)s)."),
        ),
    ):
        figure = told.get(measure)
        if figure and figure.value is not None:
            yield text % {
                "count": wording.whole(figure.count or 0),
                "base": wording.whole(figure.base),
                "value": value_text(figure),
                "bounds": sure_text(figure),
            }


def _wait(told: dict[Measure, Figure]) -> str:
    half, most = told.get(Measure.WAIT_MEDIAN), told.get(Measure.WAIT_NINETIETH)
    if not half or not most or half.value is None:
        return ""
    return _(
        "Of the visits let in with both hours recorded, half waited no longer than %(median)s minutes (%(bounds)s), "
        "nine in ten no longer than %(ninetieth)s (%(ninetieth_bounds)s); n = %(size)s."
    ) % {
        "median": value_text(half),
        "bounds": sure_text(half),
        "ninetieth": value_text(most),
        "ninetieth_bounds": sure_text(most),
        "size": wording.whole(half.base),
    }


def _windows(total: Tally) -> str:
    before, after = (total.events.get(name) for name in (Measure.BEFORE, Measure.AFTER))
    if not before or not after:
        return ""
    ratio = ratio_text(compare_pairs(after, before, total.pairs.get(Measure.AFTER, NO_PAIRS)))
    if not ratio:
        return ""
    return _(
        "In the 90 days after a visit there were %(after)s complaints, in the 90 days before it %(before)s; ratio "
        "%(ratio)s over %(visits)s."
    ) % {
        "after": wording.whole(after.count),
        "before": wording.whole(before.count),
        "ratio": ratio,
        "visits": visits_text(after.visits),
    }


def _done(told: dict[Measure, Figure]) -> str:
    said, seen = (told.get(name) for name in (Measure.SAID_DONE, Measure.DONE_OF_VERIFIED))
    if not said or not seen or not said.base:
        return ""
    return _(
        "Of %(due)s recommendations whose day of reply has passed, authorities say that %(said)s are done. Of "
        "%(verified)s that monitors looked at again, %(done)s were done."
    ) % {
        "due": wording.whole(said.base),
        "said": wording.whole(said.count or 0),
        "verified": wording.whole(seen.base),
        "done": wording.whole(seen.count or 0),
    }
