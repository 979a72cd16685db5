"""Plans as the session of their reader opens them: only while it is unlocked, told to the audit once a session."""

from datetime import date

from django.http import HttpRequest

from complaints.casedoor import key_of_session
from monitoring.planning.plans import OpenedPlan, copies_of, open_plans

_TOLD = "plans_opened"  # numbers of copies; a plan that was changed has new ones


def opened_plans(request: HttpRequest, today: date) -> list[OpenedPlan] | None:
    """The plans of the reader, the earliest first; None where the session is locked."""
    private_key = key_of_session(request)
    if private_key is None:
        return None
    told, copies = set(request.session.get(_TOLD, ())), list(copies_of(request.user))
    opened = open_plans(by=request.user, private_key=private_key, copies=copies, told=told, today=today)
    own = {copy.pk for copy in copies}
    if own - told:
        request.session[_TOLD] = sorted(own)
    return opened


def places_planned(request: HttpRequest, today: date) -> set[str]:
    """Codes of the places for which the reader has a plan; none while the session is locked."""
    return {one.content.facility for one in opened_plans(request, today) or () if one.content is not None}
