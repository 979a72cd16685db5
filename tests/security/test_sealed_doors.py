"""Every door behind which something sealed lies, tried with open keys and a password typed a moment ago.

The doors open for those who work on the case, so that the test can see what it looks for; for nobody else do they show
a canary, and whoever must not know of the case is answered as if it had never been.
"""

import io
import re
import zipfile
from uuid import uuid4

import pytest
from django.urls import get_resolver, reverse

from accounts.choices import Role
from accounts.models import Membership
from complaints.actions import assign_case
from complaints.choices import RecusalReason
from complaints.models import Letter
from complaints.recusals import recuse
from tests.cast import person
from tests.complaints.sealed_cases import own_case, with_recovery_key
from tests.route_matrix import ROUTE_MATRIX
from tests.security import canaries
from tests.test_routes import routes
from tests.vault.keys import TODAY, private_key_of, unlocked_client, with_keys

pytestmark = pytest.mark.django_db

# What is posted to open something, and what the one who may finds behind it.
OPENING = {
    "open_narrative": {},
    "case_identities": {"people": ["victim-1"], "reason": "contact"},
    "open_file": {},
    "file_original": {},
}
OUTSIDERS = ("dana", "azat", "vera", "charlie", "unassigned", "recused", "keeper")
# Programs have tests of their own: sessions open nothing for them.
CASE_ROUTES = sorted({name for name, path in routes(get_resolver().url_patterns) if path.startswith("cases/<str:ref")})


@pytest.fixture(autouse=True)
def just_now(monkeypatch):
    """Everybody has typed the password a moment ago."""
    monkeypatch.setattr(
        "allauth.account.internal.flows.reauthentication.did_recently_reauthenticate", lambda _request: True
    )


@pytest.fixture
def people(cast, organisation):
    """Everybody with keys. Berik leads and keeps identities; the recused lead does both and stands back."""
    more = {
        "unassigned": person("unassigned", organisation, Role.CASE_WORKER),
        "recused": person("recused", organisation, Role.LEAD),
        "keeper": person("keeper", organisation, Role.CUSTODIAN),
    }
    for user in (cast["berik"], more["recused"]):
        Membership.objects.create(user=user, organisation=organisation, role=Role.CUSTODIAN)
    found = {**cast, **more}
    with_keys(*found.values())
    return found


@pytest.fixture
def case(people, organisation):
    """A letter full of canaries; Alia works on it."""
    with_recovery_key(organisation)
    made = own_case(people["berik"], organisation)
    canaries.plant(made, people["berik"])
    Letter.objects.create(case=made, language="en", received_on=TODAY)
    key = private_key_of(people["berik"])
    assign_case(by=people["berik"], case=made, user=people["alia"], private_key=key)
    recuse(by=people["recused"], case=made, user=people["recused"], reason=RecusalReason.OTHER, today=TODAY)
    return made


def arguments(name: str, case, reference: str) -> dict[str, object]:
    """What the address of a route takes, about this case or about one that never was."""
    path = next(path for found, path in routes(get_resolver().url_patterns) if found == name)
    is_file = "file" in name
    given = {"reference": reference}
    if "uuid>" in path:
        given["uuid"] = case.attachments.get().uuid if is_file else case.assignments.get().user.uuid
    if "number>" in path:
        given["number"] = 1
    words = set(re.findall(r"<str:(\w+)>", path)) - set(given)
    return given | dict.fromkeys(words, "any")


def body_of(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def opened(client, case, name: str) -> set[str]:
    address = reverse(name, kwargs=arguments(name, case, case.reference))
    body = body_of(client.post(address, OPENING[name]))
    if body.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(body))
        body = b"".join(archive.read(member) for member in archive.namelist())
    return canaries.found_in(body)


def test_who_works_on_the_case_finds_the_canaries_behind_the_doors(case, people):
    worker, lead = unlocked_client(people["alia"]), unlocked_client(people["berik"])
    for client in (worker, lead):
        assert opened(client, case, "open_narrative") >= {canaries.NARRATIVE, canaries.NOTE, canaries.FILE_NAME}
        for name in ("open_file", "file_original"):
            assert canaries.CONTENT in opened(client, case, name)
    assert opened(lead, case, "case_identities") >= {canaries.NAME, canaries.CONTACT}
    assert opened(worker, case, "case_identities") == set()  # a case worker holds no key of names


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_else_finds_one(case, people, who):
    client = unlocked_client(people[who])
    assert {name: found for name in OPENING if (found := opened(client, case, name))} == {}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_case_one_must_not_know_of_answers_as_one_that_never_was_on_every_route(case, people, who):
    client = unlocked_client(people[who])
    differing = {}
    for name in CASE_ROUTES:
        for method in ROUTE_MATRIX[name]:
            ask = getattr(client, method.lower())
            data = OPENING.get(name, {}) if method == "POST" else {}
            known, unknown = (
                ask(reverse(name, kwargs=arguments(name, case, reference)), data)
                for reference in (case.reference, "2222-2222")
            )
            alike = (known.status_code, body_of(known)) == (unknown.status_code, body_of(unknown))
            if not alike or known.status_code not in (404, 405):
                differing[name, method] = (known.status_code, unknown.status_code)
    assert differing == {}


def test_foreign_and_unknown_files_answer_alike(case, people, organisation):
    foreign = own_case(people["berik"], organisation)
    canaries.plant(foreign, people["berik"])
    client = unlocked_client(people["alia"])
    for name in ("open_file", "file_original"):
        answers = [
            client.post(reverse(name, args=[case.reference, uuid]))
            for uuid in (foreign.attachments.get().uuid, uuid4())
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content


def test_the_routes_asked_are_all_that_take_a_case():
    assert set(CASE_ROUTES) > set(OPENING)
    assert "case_detail" in CASE_ROUTES
