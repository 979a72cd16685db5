"""The words about indicators of a policy: what they speak to, which way is better, and why one is not measured."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Criterion(models.TextChoices):
    """What a policy is judged by."""

    EQUITY = "equity", pgettext_lazy("criterion", "Equity")
    REPUTATION = "reputation", pgettext_lazy("criterion", "Costs to reputation")
    FEASIBILITY = "feasibility", pgettext_lazy("criterion", "Political feasibility")
    EFFECTIVENESS = "effectiveness", pgettext_lazy("criterion", "Effectiveness")
    UNCERTAINTY = "uncertainty", pgettext_lazy("criterion", "Degree of uncertainty")


class Better(models.TextChoices):
    """Which way a number should go."""

    UP = "up", pgettext_lazy("better", "More is better")
    DOWN = "down", pgettext_lazy("better", "Less is better")
    AMBIGUOUS = "ambiguous", pgettext_lazy("better", "Neither way alone is better")


class Evidence(models.TextChoices):
    """What the indicator can rest on for one alternative of policy."""

    OBSERVED = "obs", pgettext_lazy("evidence for a policy", "Observed")
    NATURAL = "nat", pgettext_lazy("evidence for a policy", "A change in the country that can be observed")
    SCENARIO = "scn", pgettext_lazy("evidence for a policy", "A scenario only")
    NONE = "na", pgettext_lazy("evidence for a policy", "Nothing")


class Unmeasured(models.TextChoices):
    """Why there is no number."""

    NOT_YET = "not_yet", pgettext_lazy("unmeasured", "Not computed here yet, although what it takes is recorded.")
    NOT_RECORDED = "not_recorded", pgettext_lazy("unmeasured", "What it takes is not recorded here.")
    OTHERWISE = (
        "otherwise",
        pgettext_lazy("unmeasured", "A number that comes close is counted here, but by another definition."),
    )
    ELSEWHERE = "elsewhere", pgettext_lazy("unmeasured", "It rests on facts that others keep.")
