"""Tells the audit what somebody did to a visit."""

from accounts.audit import record
from accounts.choices import Act, Outcome
from accounts.models import User
from monitoring.models import Visit


def tell(by: User | None, visit: Visit, act: Act, *, reason: str = "", outcome: Outcome = Outcome.DONE) -> None:
    """Appends the act to the audit of the organisation of the visit, in the transaction of the act itself.

    Call it last: the chain stays locked until the commit.
    """
    record(
        actor=by,
        organisation=visit.organisation_id,
        action=act,
        subject="visit",
        subject_uuid=visit.uuid,
        reason=reason,
        outcome=outcome,
    )
