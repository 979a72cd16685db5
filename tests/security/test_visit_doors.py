"""Every door of a visit, tried with open keys and a password typed a moment ago.

Whoever must not know of the visit is answered as if it had never been, on every route; whoever may know of it but not
read its words never finds one, whichever door they try.
"""

import re

import pytest
from django.urls import get_resolver, reverse

from accounts.choices import Act, Role
from accounts.models import AuditEvent, Membership
from complaints.ties import declare_tie
from monitoring.choices import TOLD_ONCE, StoodBack, VisitTextKind
from monitoring.facts import DissentFacts, MemberFacts
from monitoring.models import Visit
from tests.cast import person
from tests.complaints.sealed_cases import own_case
from tests.monitoring.pages.full import heard
from tests.monitoring.visits import TODAY, advice, finding, told_visit
from tests.test_routes import routes
from tests.vault.keys import unlocked_client, with_keys

pytestmark = pytest.mark.django_db

CANARIES = {"advice": "canary-of-advice", **{kind: f"canary-of-{kind}" for kind in VisitTextKind.values}}
OUTSIDERS = ("azat", "charlie", "keeper", "back", "gone")
WITHOUT_KEY = ("dana", "alia", "tied")
FOUND = {name for name, path in routes(get_resolver().url_patterns) if path.startswith("visits/<str:reference>")}
VISIT_ROUTES = sorted(FOUND, key=lambda name: (name == "take_back_visit", name))  # what ends it all comes last


@pytest.fixture(autouse=True)
def just_now(monkeypatch):
    """Everybody has typed the password a moment ago."""
    monkeypatch.setattr(
        "allauth.account.internal.flows.reauthentication.did_recently_reauthenticate", lambda _request: True
    )


@pytest.fixture
def people(cast, organisation):
    """Everybody with keys. Two leads more: one stood back from the visit, the other is tied to the place."""
    found = {
        **cast,
        "keeper": person("keeper", organisation, Role.CUSTODIAN),
        "back": person("back", organisation, Role.LEAD),
        "tied": person("tied", organisation, Role.LEAD),
        "gone": person("gone", organisation, Role.MONITOR),
    }
    with_keys(*found.values())
    return found


@pytest.fixture
def visit(people, organisation) -> Visit:
    """A visit full of canaries. Vera was there, and somebody who has left since."""
    once = {kind: CANARIES[kind] for kind in TOLD_ONCE}
    made = told_visit(
        people["vera"],
        organisation,
        members=[
            MemberFacts(user=people["vera"], part="leader"),
            MemberFacts(user=people["gone"]),
            MemberFacts(user=people["back"], stood_back=StoodBack.RELATED),
        ],
        findings=[finding(words=CANARIES["finding"])],
        recommendations=[advice(words=CANARIES["advice"])],
        dissents=[DissentFacts(CANARIES["dissent"], member=1)],
        texts=once,
    )
    heard(made, own_case(people["berik"], organisation))
    tied = {"organisation": organisation, "user": people["tied"], "facility": made.facility}
    declare_tie(by=people["tied"], today=TODAY, **tied)
    Membership.objects.filter(user=people["gone"]).update(is_active=False)
    return made


def arguments(name: str, visit: Visit, reference: str) -> dict[str, object]:
    """What the address of a route takes, about this visit or about one that never was."""
    path = next(path for found, path in routes(get_resolver().url_patterns) if found == name)
    given: dict[str, object] = {"reference": reference}
    if "uuid>" in path:
        complaint = visit.complaints.get().complaint
        given["uuid"] = complaint.uuid if "complaint" in path else visit.members.get(number=1).user.uuid
    given |= dict.fromkeys(re.findall(r"<int:(\w+)>", path), 1)
    words = set(re.findall(r"<(?:str|slug):(\w+)>", path)) - set(given)
    return given | dict.fromkeys(words, "any")


def body_of(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def everything_asked(client, visit: Visit, reference: str):
    for name in VISIT_ROUTES:
        address = reverse(name, kwargs=arguments(name, visit, reference))
        for method in ("get", "post"):
            yield name, method, getattr(client, method)(address)


def found_in(body: bytes) -> set[str]:
    return {name for name, canary in CANARIES.items() if canary.encode() in body}


def test_who_was_there_finds_the_canaries_behind_the_door(people, visit):
    for name in ("vera", "berik"):
        answer = unlocked_client(people[name]).post(reverse("open_visit", args=[visit.reference]))
        assert found_in(body_of(answer)) >= {"finding", "advice", "dissent", "conduct", "note", "follow_up"}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_visit_one_must_not_know_of_answers_as_one_that_never_was_on_every_route(people, visit, who):
    client = unlocked_client(people[who])
    known = everything_asked(client, visit, visit.reference)
    unknown = everything_asked(client, visit, "2222-2222")
    differing = {}
    for (name, method, one), (_name, _method, other) in zip(known, unknown, strict=True):
        alike = (one.status_code, body_of(one)) == (other.status_code, body_of(other))
        if not alike or one.status_code not in (403, 404, 405):
            differing[name, method] = (one.status_code, other.status_code)
    assert differing == {}


@pytest.mark.parametrize("who", [*OUTSIDERS, *WITHOUT_KEY])
def test_nobody_without_a_key_finds_a_word_on_any_route(people, visit, who):
    client = unlocked_client(people[who])
    asked = everything_asked(client, visit, visit.reference)
    assert {(name, method): found for name, method, one in asked if (found := found_in(body_of(one)))} == {}


def test_a_stranger_is_sent_to_the_login_page(client, visit):
    for name, _method, answer in everything_asked(client, visit, visit.reference):
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("account_login")), name


def test_the_audit_keeps_a_visit_from_who_stood_back_and_names_it_to_the_others(people, visit):
    unlocked_client(people["vera"]).post(reverse("open_visit", args=[visit.reference]))
    assert AuditEvent.objects.filter(action=Act.VISIT_TEXTS_OPENED).exists()
    told = {name: unlocked_client(people[name]).get(reverse("audit")).content.decode() for name in ("berik", "back")}
    assert f"visit {visit.reference}" in told["berik"]
    assert visit.reference not in told["back"] and str(visit.uuid)[:4] + "…" not in told["back"]
    administrator = unlocked_client(people["azat"]).get(reverse("audit")).content.decode()
    assert visit.reference not in administrator and f"visit {visit.uuid.hex[:4]}…" in administrator


def test_the_routes_asked_are_all_that_take_a_visit():
    assert {"visit_detail", "open_visit", "give_visit_key", "take_back_visit", "visit_report_dates"} <= set(
        VISIT_ROUTES
    )
