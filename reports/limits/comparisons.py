"""What the visits of a half say against each other: announced and not, before and after. Pure, like the measures."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.limits.choices import Compared, Measure, NoticeGroup
from reports.limits.measures import Comparison, compare_pairs, compare_rates, compare_shares
from reports.limits.queries import Half
from reports.limits.rows import NO_PAIRS

KINDS: dict[Compared, Promise] = {
    Compared.YIELD_RATIO: _("ratio of rates"),
    Compared.YIELD_DIFFERENCE: _("difference of shares"),
    Compared.WINDOW_RATIO: _("ratio of rates"),
}


def comparisons(half: Half) -> dict[Compared, Comparison]:
    """Every comparison of which both sides are there."""
    found: dict[Compared, Comparison] = {}
    one, other = (half.notices.get(name) for name in (NoticeGroup.UNANNOUNCED, NoticeGroup.ANNOUNCED))
    if one and other:
        found[Compared.YIELD_RATIO] = compare_rates(one.events[Measure.YIELD], other.events[Measure.YIELD])
        shares = (tally.plain[Measure.YIELD_VISITS] for tally in (one, other))
        found[Compared.YIELD_DIFFERENCE] = compare_shares(*shares)
    events = half.total.events
    if Measure.BEFORE in events and Measure.AFTER in events:
        pairs = half.total.pairs.get(Measure.AFTER, NO_PAIRS)
        found[Compared.WINDOW_RATIO] = compare_pairs(events[Measure.AFTER], events[Measure.BEFORE], pairs)
    return found
