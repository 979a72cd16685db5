"""What cannot be used is named by its place; what was sent is never repeated, for it may be a name."""

import pytest

from accounts.choices import Role, Scope
from tests.api.clients import program
from tests.cast import person

WORD = "InventedCanary"


@pytest.mark.django_db
def test_a_wrong_value_of_a_filter_is_not_repeated(organisation):
    owner = person("everything", organisation, Role.LEAD, Role.MONITOR, Role.ANALYST)
    client = program(owner, organisation, *Scope)
    asked = [
        ("cases/", "state"),
        ("victims/", "region"),
        ("exports/stream/", "state"),
        ("visits/", "state"),
        ("recommendations/", "state"),
        ("findings/", "theme"),
        ("funnel/", "region"),
        ("limits/", "data_set"),
        ("publications/", "kind"),
    ]
    for path, name in asked:
        answer = client.get(f"/api/v1/{path}", {name: WORD})
        assert (path, answer.status_code) == (path, 400)
        assert [error["field"] for error in answer.json()["errors"]] == [name], path
        assert WORD not in answer.content.decode(), path
