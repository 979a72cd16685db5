"""Records pressure or a reprisal in a case, for whoever may take in what was told and record nothing else."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import Act
from accounts.models import User
from accounts.permissions import Permission
from complaints.choices import WritingKind
from complaints.dates import PartialDate
from complaints.entry import Recorded
from complaints.findings import Impossible
from complaints.models import Case, Reprisal
from complaints.recording import record
from complaints.rights import require_case, require_known
from complaints.safekeeping import ensure_safe, put_writing
from complaints.telling import tell
from institutions.choices import Circumstances
from institutions.models import Stage


@transaction.atomic
def record_reprisal(
    *, by: User, case: Case, how: Reprisal, when: PartialDate, today: date, words: str = ""
) -> Recorded:
    """Appends the reprisal `how`, an unsaved row, to the case; `words` are sealed as a note.

    Raises PermissionDenied, Impossible, and vault.actions.NobodyCouldOpen where there are words and nobody holds a key.
    """
    require_known(by, Permission.CASE_RECEIVE, case)
    require_case(by, case, Permission.CASE_RECEIVE)
    if how.after_complaint is not None and how.after_complaint.case_id != case.pk:
        raise Impossible(_("The person or complaint that is named belongs to another case."))
    recorded = record(
        by=by,
        case=case,
        stage=stage_of_reprisals(),
        happened_on=when.day,
        precision=when.precision,
        today=today,
        circumstances=how,
    )
    if words.strip():
        ensure_safe(case=case, by=by, today=today)
        put_writing(case=case, kind=WritingKind.NOTE, text=words, author=by, today=today)
    tell(by, case, Act.EVENT_RECORDED)
    if words.strip():
        tell(by, case, Act.TEXT_SEALED)
    return recorded


def stage_of_reprisals() -> Stage:
    """The first stage of the pack that asks about a reprisal. Raises Stage.DoesNotExist where there is none."""
    stage = Stage.objects.filter(circumstances=Circumstances.REPRISAL).order_by("order").first()
    if stage is None:
        raise Stage.DoesNotExist("The country pack has no stage that asks about a reprisal.")
    return stage
