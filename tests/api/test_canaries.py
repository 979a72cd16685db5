"""Words and names planted everywhere come out of no answer, no header and no mistake of the interface."""

from uuid import UUID

import pytest
from django.urls import reverse

from accounts.choices import Role, Scope
from monitoring.models import Recommendation
from tests.api.clients import program
from tests.api.test_matrix import MATRIX, METHODS, address
from tests.cast import person
from tests.complaints.sealed_cases import NAME, PLAIN, STORY, fill_safe, own_case
from tests.monitoring.visits import ADVICE, WORDS, told_visit
from tests.vault.keys import with_keys

CANARIES = (NAME, STORY, PLAIN.decode().strip(), WORDS, ADVICE, "letter.txt")


@pytest.mark.django_db
@pytest.mark.parametrize("scope", list(Scope))
def test_no_scope_brings_out_what_is_sealed(scope, organisation, vera, caplog):
    owner = person("everything", organisation, Role.LEAD, Role.CASE_WORKER, Role.MONITOR, Role.ANALYST)
    with_keys(owner, vera)
    case = fill_safe(own_case(owner, organisation), owner)
    visit = told_visit(vera, organisation)
    client = program(owner, organisation, scope)
    places = [address(name, case.reference) for name in MATRIX]
    recommendation: UUID = Recommendation.objects.get().uuid
    places += [
        reverse("api_visit", kwargs={"reference": visit.reference}),
        reverse("api_recommendation", kwargs={"uuid": recommendation}),
    ]
    found = []
    for place in places:
        for method, headers in [*((method, {}) for method in METHODS), ("GET", {"Accept": "text/csv"})]:
            body = f'{{"x": "{STORY}"}}'.encode() if method != "GET" else b""
            answer = client.generic(method, place, body, headers=headers)
            told = answer.getvalue().decode() + str(dict(answer.headers))
            found += [(method, place, canary) for canary in CANARIES if canary in told]
    assert found == []
    assert not [canary for canary in CANARIES if canary in caplog.text]
