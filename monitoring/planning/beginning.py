"""From a plan to the record of its visit, on its day."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import NotPossible
from accounts.models import User
from monitoring.choices import PlanState
from monitoring.models import VisitDraft, VisitPlan
from monitoring.planning.plans import OpenedPlan, require_begun
from monitoring.recording import drafts


@transaction.atomic
def begin_visit(*, by: User, opened: OpenedPlan, today: date, now: datetime) -> VisitDraft:
    """The record that `by` types in, begun with place, terms and focus of the plan; the one begun before, if any.

    Place, day and focus lie sealed there too. The plan is locked, so that who asks twice begins once. Raises
    NotPossible before the first day and for a plan that is over, and PermissionDenied.
    """
    content = opened.content
    require_begun(content, today)
    plan = VisitPlan.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=opened.plan.pk)
    if plan.state != PlanState.PLANNED:
        raise NotPossible(_("This plan has been carried out or dropped already."))
    begun = drafts.drafts_of(by).filter(plan=plan).first()
    if begun is not None:
        return begun
    facts = {
        "facility": content.facility,
        "visited_on": today,
        "regime": content.regime,
        "visit_type": content.visit_type,
    }
    draft = drafts.begin(by=by, organisation=plan.organisation, facts=facts, plan=plan)
    if content.focus:
        drafts.save(by=by, uuid=draft.uuid, lies_open={}, sealed={"objectives": [content.focus]}, now=now)
    return draft
