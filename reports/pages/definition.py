"""The page that says what is counted, and how: the definition every published number answers to."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from institutions.choices import CLOSING_EXITS, Exit
from institutions.models import FunnelStep
from institutions.norm_words import norm_words
from reports.choices import DEFINITION_VERSION, HEADLINE, MEDIAN_HORIZON
from reports.tables import Column, Table, row, table


def definition_context(steps: Sequence[FunnelStep]) -> dict[str, object]:
    """Steps of this country's funnel, the ways out of it, and the version of the definition."""
    return {
        "version": DEFINITION_VERSION,
        "median_horizon": MEDIAN_HORIZON,
        "steps": _steps(steps),
        "exits": [str(exit_.label) for exit_ in Exit if exit_ in CLOSING_EXITS],
        "open_states": [str(Exit.OPEN.label), str(Exit.INTERRUPTED.label)],
    }


def _steps(steps: Sequence[FunnelStep]) -> Table:
    columns = [
        Column(_("Step"), is_numeric=False),
        Column(_("Legal basis"), is_numeric=False),
        Column(_("Unit"), is_numeric=False),
    ]
    rows = [
        row(
            _("%(step)s (headline)") % {"step": step.label} if step.milestone == HEADLINE else step.label,
            norm_words(step.legal_basis),
            _("registered case"),
        )
        for step in steps
    ]
    return table(_("Steps of the funnel, in order"), columns, rows, is_caption_hidden=True)
