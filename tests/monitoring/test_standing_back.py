"""Standing back from a visit that others noted: the person hears of it, and not everybody takes it away."""

import pytest
from django.urls import reverse

from accounts.audit_queries import audit_visible_to
from accounts.choices import Act, Role
from accounts.models import AuditEvent
from monitoring.actions import change_visit
from monitoring.choices import StoodBack
from monitoring.facts import DissentFacts, MemberFacts
from monitoring.models import Dissent, Visit
from tests.cast import person
from tests.monitoring.visits import TODAY, facts, own_visit
from tests.vault.keys import unlocked_client, with_keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(organisation):
    """Somebody else who leads, so that the visit stays visible to one of them."""
    return person("second", organisation, Role.LEAD)


@pytest.fixture
def visit(vera, berik, second, organisation) -> Visit:
    """A visit of which Vera noted that Berik stood back."""
    return own_visit(vera, organisation, members=[MemberFacts(user=vera), back(berik)])


def back(user) -> MemberFacts:
    return MemberFacts(user=user, stood_back=StoodBack.RELATED)


def told(user) -> list[tuple[str, str]]:
    rows = AuditEvent.objects.filter(subject="person", subject_uuid=user.uuid)
    return list(rows.order_by("pk").values_list("action", "reason"))


def standing(visit: Visit) -> dict[str, str]:
    return dict(visit.members.order_by("number").values_list("user__username", "stood_back"))


def test_whom_others_let_stand_back_hears_of_it_in_the_audit(vera, berik, visit):
    assert not Visit.objects.visible_to(berik).exists()
    heard = audit_visible_to(berik).filter(actor=vera)
    assert [(one.action, one.subject_uuid) for one in heard] == [(Act.RECUSED, berik.uuid)]
    page = unlocked_client(with_keys(berik)).get(reverse("audit")).content.decode()
    assert "noted that" in page and "stands back from a visit." in page
    assert visit.reference not in page


def test_it_is_told_once_and_not_of_oneself(vera, berik, second, visit):
    change_visit(by=vera, visit=visit, facts=facts(members=[MemberFacts(user=vera), back(berik)]), today=TODAY)
    assert told(berik) == [(Act.RECUSED, StoodBack.RELATED)]
    change_visit(by=vera, visit=visit, facts=facts(members=[back(vera), back(berik)]), today=TODAY)
    assert told(vera) == [] and told(second) == []


@pytest.mark.parametrize("is_named", [True, False])
def test_a_monitor_takes_nobody_s_standing_back_away(is_named, vera, berik, visit):
    members = [MemberFacts(user=berik)] if is_named else []
    change_visit(by=vera, visit=visit, facts=facts(members=[*members, MemberFacts(user=vera)]), today=TODAY)
    assert standing(visit) == {"vera": StoodBack.NO, "berik": StoodBack.RELATED}
    assert not Visit.objects.visible_to(berik).exists()
    assert told(berik) == [(Act.RECUSED, StoodBack.RELATED)]


def test_whoever_is_left_out_takes_no_number_of_another(vera, berik, organisation, visit):
    with_keys(vera)
    opinion = DissentFacts("I saw it otherwise.", member=1)
    changed = facts(members=[MemberFacts(user=vera)], dissents=[opinion])
    change_visit(by=vera, visit=visit, facts=changed, today=TODAY)
    assert Dissent.objects.get().member.user == vera


def test_another_lead_takes_it_away_and_this_is_told(vera, berik, second, visit):
    change_visit(by=second, visit=visit, facts=facts(members=[MemberFacts(user=vera)]), today=TODAY)
    assert Visit.objects.visible_to(berik).get() == visit
    assert told(berik) == [(Act.RECUSED, StoodBack.RELATED), (Act.RECUSAL_ENDED, "")]
