"""Walks every route of the house as everybody, and compares with the table written by hand."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.choices import Role
from accounts.models import User
from tests.cast import PASSWORD, person
from tests.route_matrix import ARGUMENTS, KEEPER_BESIDES, OPEN_ROUTES, POSTED, ROUTE_MATRIX, WHO
from tests.security import headers

INTAKE = "/contact/"
NAMES_OF_THE_CAST = {
    "case_worker": "alia",
    "lead": "berik",
    "monitor": "vera",
    "analyst": "dana",
    "administrator": "azat",
    "lead_elsewhere": "charlie",
}


def routes(patterns: list[URLPattern | URLResolver], namespace: str = "", path: str = "") -> Iterator[tuple[str, str]]:
    """(full name, path) of every route; the name is empty where there is none."""
    for pattern in patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, inner, here)
        else:
            yield namespace + pattern.name if pattern.name else "", here


# Programs have a matrix of their own, of scopes: tests/api/test_matrix.py.
INTERFACE = "api/v1/"
ROUTES = [(name, path) for name, path in routes(get_resolver().url_patterns) if not path.startswith(INTERFACE)]


def answers(row: str) -> dict[str, int]:
    return dict(zip(WHO, map(int, row.split()), strict=True))


@pytest.fixture
def everybody(cast) -> dict[str, User | None]:
    newcomer = User.objects.create_user(username="newcomer", password=PASSWORD)
    return {
        "stranger": None,
        **{role: cast[name] for role, name in NAMES_OF_THE_CAST.items()},
        "without_role": newcomer,
    }


def ask(address: str, method: str, user: User | None, posted: dict[str, str]):
    """One request in a transaction of its own that leaves nothing behind; its headers are those of every answer."""
    client = Client()
    with transaction.atomic():
        if user is not None:
            client.force_login(user)
        response = client.generic(method, address) if method != "POST" else client.post(address, posted)
        if response.streaming:
            list(response.streaming_content)
        transaction.set_rollback(True)
    assert list(headers.wrong(response.headers, is_intake=address.startswith(INTAKE))) == []
    return response


def test_every_route_has_a_name():
    assert [path for name, path in ROUTES if not name] == []


def test_every_route_stands_in_the_table_and_nothing_else_does():
    assert {name for name, _path in ROUTES} == set(ROUTE_MATRIX)


def test_a_name_leads_to_one_path():
    names = [name for name, path in ROUTES if "format" not in path]
    assert sorted(set(names)) == sorted(names)


def test_strangers_are_let_in_only_where_it_is_written():
    open_routes = {
        name
        for name, rows in ROUTE_MATRIX.items()
        if any(answers(row)["stranger"] in (200, 204, 400, 405) for row in rows.values())
    }
    assert open_routes == OPEN_ROUTES


@pytest.mark.parametrize("name", sorted(ROUTE_MATRIX))
def test_a_route_answers_everybody_as_the_table_says(name, everybody, cast, organisation):
    arguments = ARGUMENTS[name](organisation, cast) if name in ARGUMENTS else {}
    address = reverse(name, kwargs=arguments)
    expected = {method: answers(row) for method, row in ROUTE_MATRIX[name].items()}
    given = {
        method: {who: ask(address, method, user, POSTED.get(name, {})).status_code for who, user in everybody.items()}
        for method in expected
    }
    assert given == expected


@pytest.mark.parametrize("name", sorted(ROUTE_MATRIX))
def test_head_answers_as_get_does(name, everybody, cast, organisation):
    address = reverse(name, kwargs=ARGUMENTS[name](organisation, cast) if name in ARGUMENTS else {})
    heads = {who: ask(address, "HEAD", user, {}).status_code for who, user in everybody.items()}
    assert heads == answers(ROUTE_MATRIX[name]["GET"])


@pytest.mark.parametrize("name", sorted(set(ROUTE_MATRIX) - OPEN_ROUTES - {"logout"}))
def test_a_stranger_is_sent_to_the_login_page(name, cast, organisation):
    address = reverse(name, kwargs=ARGUMENTS[name](organisation, cast) if name in ARGUMENTS else {})
    given = {method: ask(address, method, None, {}) for method in ("GET", "POST", "PUT", "PATCH", "DELETE")}
    assert {answer.status_code for answer in given.values()} == {302}
    assert {answer["Location"].partition("?")[0] for answer in given.values()} == {reverse("account_login")}


def test_a_foreign_case_and_a_case_that_never_was_answer_alike(organisation, cast):
    foreign = reverse("case_detail", kwargs=ARGUMENTS["case_detail"](organisation, cast))
    unknown = reverse("case_detail", kwargs={"reference": "2222-2222"})
    given = [ask(address, "GET", cast["charlie"], {}) for address in (foreign, unknown)]
    assert (given[0].status_code, given[0].content) == (404, given[1].content)
    assert given[1].status_code == 404


@pytest.mark.parametrize("name", sorted(ROUTE_MATRIX))
def test_a_route_takes_no_method_that_it_does_not_need(name, cast, organisation):
    address = reverse(name, kwargs=ARGUMENTS[name](organisation, cast) if name in ARGUMENTS else {})
    for who in ("berik", "dana", "charlie"):
        given = {method: ask(address, method, cast[who], {}).status_code for method in ("PUT", "PATCH", "DELETE")}
        assert set(given.values()) <= {302, 403, 404, 405}, (who, given)
        # OPTIONS may tell which methods there are, and nothing else.
        answer = ask(address, "OPTIONS", cast[who], {})
        assert answer.status_code in (302, 403, 404, 405) or (answer.status_code, answer.content) == (200, b"")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/no-such-page", "/contact/no-such-page", "/static/no-such-file.css"])
def test_what_is_not_there_carries_the_headers_too(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert list(headers.wrong(answer.headers, is_intake=address.startswith(INTAKE))) == []


def test_a_keeper_of_identities_opens_what_a_monitor_opens_and_what_is_written_besides(cast, organisation):
    keeper = person("keeper", organisation, Role.CUSTODIAN)
    differing = {}
    for name, rows in ROUTE_MATRIX.items():
        with transaction.atomic():
            address = reverse(name, kwargs=ARGUMENTS[name](organisation, cast) if name in ARGUMENTS else {})
            for method, row in rows.items():
                given = ask(address, method, keeper, POSTED.get(name, {})).status_code
                if given != answers(row)["monitor"]:
                    differing.setdefault(name, {})[method] = given
            transaction.set_rollback(True)
    assert differing == KEEPER_BESIDES
