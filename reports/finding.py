"""The numbers of the headline sentence, taken from a funnel. The words are the page's."""

from reports.choices import HEADLINE
from reports.results import Finding, FunnelResult, Group


def finding(result: FunnelResult) -> Finding:
    """The headline of a funnel. Where the country draws no bar for trials, of the last bar before a judgment."""
    total = result.total
    step = total.step(HEADLINE) or [bar for bar in total.steps if bar.milestone <= HEADLINE][-1]
    years = [cohort.year for cohort in result.cohorts if result.query.horizon is None or cohort.is_mature]
    return Finding(
        data_set=result.query.data_set,
        milestone=step.milestone,
        cases=total.cases,
        reached=step.reached,
        share=step.of_first,
        horizon=result.query.horizon,
        year_from=min(years, default=None),
        year_to=max(years, default=None),
        still_open=total.still_open,
        young=total.young,
        lost_most=_lost_most(total),
    )


def _lost_most(group: Group) -> tuple[int, int, str] | None:
    losses = [(step.loss.total, -step.milestone, step.loss) for step in group.steps if step.loss and step.loss.by_state]
    if not losses:
        return None
    total, milestone, loss = max(losses, key=lambda lost: lost[:2])
    return -milestone, total, max(loss.by_state, key=lambda state: (loss.by_state[state], state))
