"""Standing back from a visit: who may take it away, and that the audit hears of it where others noted it."""

from dataclasses import replace

from accounts.audit import record
from accounts.choices import Act
from accounts.models import User
from accounts.permissions import Permission, has_permission
from monitoring.choices import StoodBack
from monitoring.facts import MemberFacts, VisitFacts
from monitoring.models import Visit, VisitMember


def standing_back(visit: Visit) -> dict[User, VisitMember]:
    """Colleagues who stand back from the visit as it is recorded now."""
    rows = VisitMember.objects.filter(visit=visit, user__isnull=False).exclude(stood_back=StoodBack.NO)
    return {row.user: row for row in rows.select_related("user").order_by("number")}


def kept(by: User, visit: Visit, facts: VisitFacts) -> VisitFacts:
    """The facts of a change, in which those stay back of whom `by` may not say otherwise.

    Only the person, or who manages visits, takes a standing back away. Whoever was left out comes last, so that no
    other member gets another number.
    """
    if has_permission(by, Permission.VISIT_MANAGE, organisation=visit.organisation_id):
        return facts
    stays = {user: row for user, row in standing_back(visit).items() if user != by}
    members = [
        replace(one, stood_back=stays.pop(one.user).stood_back)
        if one.user in stays and one.stood_back == StoodBack.NO
        else one
        for one in facts.members
    ]
    named = {one.user for one in members}
    left_out = [
        MemberFacts(user, row.profession, row.part, row.stood_back) for user, row in stays.items() if user not in named
    ]
    return replace(facts, members=[*members, *left_out])


def tell_of_standing_back(by: User, visit: Visit, before: dict[User, VisitMember]) -> None:
    """Tells the audit whom `by` had stand back, and of whom that was taken away; nothing of `by`.

    As an act about the person: an act about the visit is hidden from the very one who should hear of it. Last, when
    everything else is locked.
    """
    now = standing_back(visit)
    for user in sorted(now.keys() ^ before.keys(), key=lambda user: user.pk):
        if user != by:
            record(
                actor=by,
                organisation=visit.organisation_id,
                action=Act.RECUSED if user in now else Act.RECUSAL_ENDED,
                subject="person",
                subject_uuid=user.uuid,
                reason=now[user].stood_back if user in now else "",
            )
