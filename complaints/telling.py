"""Tells the audit what somebody did to a case."""

from accounts.audit import record
from accounts.choices import Act, Outcome
from accounts.models import User
from complaints.models import Case


def tell(by: User, case: Case, act: Act, *, reason: str = "", outcome: Outcome = Outcome.DONE) -> None:
    """Appends the act to the audit of the organisation of the case, in the transaction of the act itself.

    Call it last: the chain stays locked until the commit.
    """
    record(
        actor=by,
        organisation=case.organisation_id,
        action=act,
        subject="case",
        subject_uuid=case.uuid,
        reason=reason,
        outcome=outcome,
    )
