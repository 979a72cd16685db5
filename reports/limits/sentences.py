"""What the measures say, in sentences with their numbers and intervals. A sentence without numbers is not written."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports import wording
from reports.limits.choices import Measure, NoticeGroup
from reports.limits.measures import Figure, compare_rates, figures
from reports.limits.queries import Half
from reports.limits.rows import Tally
from reports.limits.words import interval_text, ratio_text, value_text


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
        "first_bounds": interval_text(first),
        "first_n": visits_text(first.visits),
        "second": value_text(second),
        "second_bounds": interval_text(second),
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
                "bounds": interval_text(figure),
            }


def _wait(told: dict[Measure, Figure]) -> str:
    half, most = told.get(Measure.WAIT_MEDIAN), told.get(Measure.WAIT_NINETIETH)
    if not half or not most or half.value is None:
        return ""
    return _(
        "Half of the visits were let in within %(median)s minutes of arriving (%(bounds)s), nine in ten within "
        "%(ninetieth)s; n = %(size)s."
    ) % {
        "median": value_text(half),
        "bounds": interval_text(half),
        "ninetieth": value_text(most),
        "size": wording.whole(half.base),
    }


def _windows(total: Tally) -> str:
    before, after = (total.events.get(name) for name in (Measure.BEFORE, Measure.AFTER))
    if not before or not after:
        return ""
    ratio = ratio_text(compare_rates(after, before))
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
    said, done, seen = (told.get(name) for name in (Measure.SAID_DONE, Measure.DONE, Measure.DONE_OF_VERIFIED))
    if not said or not done or not seen or not said.base:
        return ""
    return _(
        "Of %(sent)s recommendations sent, authorities say that %(said)s are done. Monitors looked at %(verified)s "
        "again and found %(done)s done."
    ) % {
        "sent": wording.whole(said.base),
        "said": wording.whole(said.count or 0),
        "verified": wording.whole(seen.base),
        "done": wording.whole(done.count or 0),
    }
