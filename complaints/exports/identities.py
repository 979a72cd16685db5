"""Names and contacts of a few cases as a file: opened with the reader's own key, recorded, handed out, kept nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import Act
from accounts.models import User
from accounts.permissions import Permission
from complaints.choices import RevealReason
from complaints.exports.csv_file import BYTE_ORDER_MARK, closing, remark, writer
from complaints.models import Case
from complaints.opening import OpenedIdentity, open_identities
from complaints.pages.opened import FACT_LABELS
from complaints.parties import label_of, people_with_identity
from complaints.rights import may_on
from complaints.telling import tell
from institutions.cells import safe_text
from vault.crypto import Tampered
from vault.keyrings import NoKey


@dataclass(frozen=True, slots=True)
class Opened:
    """What could be opened, by reference; and the cases that were left out, with the reason in words."""

    people: Sequence[tuple[str, OpenedIdentity]]
    left_out: Sequence[tuple[str, str]]


def export_identities(
    *, by: User, private_key: bytes, cases: Sequence[Case], reason: RevealReason, now: datetime
) -> Opened:
    """Opens the names and contacts of `cases`. Each case is told twice in the audit: opened, and taken out.

    A case without the right or the key of the reader is left out and named; raises PermissionDenied where not even
    one is left for want of the right.
    """
    allowed = [case for case in cases if _may_take(by, case)]
    if not allowed:
        raise PermissionDenied(_("Your role does not include this."))
    people: list[tuple[str, OpenedIdentity]] = []
    left_out = [(case.reference, _("your role does not include it")) for case in cases if case not in allowed]
    for case in allowed:
        known = people_with_identity(case)
        if not known:
            left_out.append((case.reference, _("nobody's name is written down")))
            continue
        try:
            found = open_identities(by=by, private_key=private_key, case=case, people=known, reason=reason, now=now)
        except NoKey:
            left_out.append((case.reference, _("you hold no key of the names")))
            continue
        except Tampered:
            left_out.append((case.reference, _("what is sealed there does not open any more")))
            continue
        with transaction.atomic():
            tell(by, case, Act.IDENTITIES_EXPORTED, reason=reason)
        people += [(case.reference, one) for one in found]
    return Opened(people, left_out)


def _may_take(by: User, case: Case) -> bool:
    return may_on(by, Permission.IDENTITY_OPEN, case) and may_on(by, Permission.CASE_EXPORT, case)


def text_of(opened: Opened, separator: str) -> str:
    """One line a person, as CSV."""
    out = writer(separator)
    remarks = [
        _("Names and contacts. Keep this file locked away, and delete it when it has served."),
        *(_("Left out: %(case)s: %(why)s") % {"case": case, "why": why} for case, why in opened.left_out),
    ]
    lines = [
        [_("Case"), _("Person"), _("Written down on"), *(str(label) for label in FACT_LABELS.values())],
        *(_line(reference, one) for reference, one in opened.people),
    ]
    said = "".join(remark(line, separator) for line in remarks)
    return BYTE_ORDER_MARK + said + "".join(out.writerow(line) for line in lines) + closing(len(opened.people))


def _line(reference: str, one: OpenedIdentity) -> list[str]:
    facts = one.facts if one.facts is not None else {}
    told = [safe_text(facts.get(name, "")) for name in FACT_LABELS]
    if one.facts is None:
        told[0] = _("sealed under a key you do not hold")
    return [reference, label_of(one.party, one.number), one.recorded_on.isoformat(), *told]
