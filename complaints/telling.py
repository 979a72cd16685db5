"""Tells the audit what somebody did to a case."""

from accounts.audit import record
from accounts.choices import Act, Outcome
from accounts.models import User
from complaints.models import Case


def tell(
    by: User, case: Case, act: Act, *, subject: str = "case", reason: str = "", outcome: Outcome = Outcome.DONE
) -> None:
    """Appends the act to the audit of the organisation of the case, in the transaction of the act itself.

    Call it last: the chain stays locked until the commit. `subject` is narrower where one person of the case is meant.
    """
    record(
        actor=by,
        organisation=case.organisation_id,
        action=act,
        subject=subject,
        subject_uuid=case.uuid,
        reason=reason,
        outcome=outcome,
    )
