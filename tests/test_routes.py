"""Walks every route of the house as everybody, and compares with the table written by hand."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.choices import Role
from accounts.models import User
from tests.cast import PASSWORD, person
from tests.route_matrix import ARGUMENTS, KEEPER_BESIDES, OPEN_ROUTES, POSTED, ROUTE_MATRIX, WHO
from tests.security import headers
from tests.walking import Browser, at_route, in_parts

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
PARTS = in_parts(sorted(ROUTE_MATRIX))
ROUTES = [(name, path) for name, path in routes(get_resolver().url_patterns) if not path.startswith(INTERFACE)]


def answers(row: str) -> dict[str, int]:
    return dict(zip(WHO, map(int, row.split()), strict=True))


@pytest.fixture
def everybody(cast) -> dict[str, Browser]:
    """Browsers in which the people of the table are signed in."""
    newcomer = User.objects.create_user(username="newcomer", password=PASSWORD)
    people = {
        "stranger": None,
        **{role: cast[name] for role, name in NAMES_OF_THE_CAST.items()},
        "without_role": newcomer,
    }
    return {who: Browser(user) for who, user in people.items()}


def ask(browser: Browser, method: str, address: str, posted: dict[str, str] | None = None):
    """One request that leaves nothing behind; its headers are those of every answer."""
    response = browser.ask(method, address, posted)
    faults = list(headers.wrong(response.headers, is_intake=address.startswith(INTAKE)))
    assert faults == [], f"{method} {address}"
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


def wrong_cells(name: str, address: str, everybody: dict[str, Browser]) -> Iterator[str]:
    """The cells of the table that are not as it says, for the written methods and for HEAD, which answers as GET."""
    rows = {**ROUTE_MATRIX[name], "HEAD": ROUTE_MATRIX[name]["GET"]}
    is_closed = name not in OPEN_ROUTES | {"logout"}
    for method, row in rows.items():
        for who, expected in answers(row).items():
            answer = ask(everybody[who], method, address, POSTED.get(name, {}))
            if answer.status_code != expected:
                yield f"{name}: {method} by {who} is {answer.status_code}, not {expected}"
            if is_closed and who == "stranger" and not leads_to_login(answer):
                yield f"{name}: {method} by a stranger does not lead to the login page"


def leads_to_login(answer) -> bool:
    return answer.status_code == 302 and answer["Location"].partition("?")[0] == reverse("account_login")


def needless(name: str, address: str, everybody: dict[str, Browser]) -> Iterator[str]:
    """What a route takes of the methods that no route needs, or does not keep from strangers."""
    for method in ("PUT", "PATCH", "DELETE"):
        if name not in OPEN_ROUTES | {"logout"} and not leads_to_login(ask(everybody["stranger"], method, address)):
            yield f"{name}: {method} by a stranger does not lead to the login page"
        for who in ("lead", "analyst", "lead_elsewhere"):
            given = ask(everybody[who], method, address).status_code
            if given not in (302, 403, 404, 405):
                yield f"{name}: {method} by {who} is {given}"
    for who in ("lead", "analyst", "lead_elsewhere"):
        # OPTIONS may tell which methods there are, and nothing else.
        answer = ask(everybody[who], "OPTIONS", address)
        if answer.status_code not in (302, 403, 404, 405) and (answer.status_code, answer.content) != (200, b""):
            yield f"{name}: OPTIONS by {who} is {answer.status_code} with {len(answer.content)} bytes"


@pytest.mark.parametrize("part", PARTS)
def test_routes_answer_everybody_as_the_table_says_and_take_no_method_that_they_do_not_need(
    part, everybody, cast, organisation
):
    wrong = []
    for name in PARTS[part]:
        with at_route(name, organisation, cast) as address:
            wrong += [*wrong_cells(name, address, everybody), *needless(name, address, everybody)]
    assert wrong == []


def test_the_parts_hold_every_route():
    assert sorted(name for part in PARTS.values() for name in part) == sorted(ROUTE_MATRIX)


def test_a_foreign_case_and_a_case_that_never_was_answer_alike(organisation, cast):
    foreign = reverse("case_detail", kwargs=ARGUMENTS["case_detail"](organisation, cast))
    unknown = reverse("case_detail", kwargs={"reference": "2222-2222"})
    charlie = Browser(cast["charlie"])
    given = [ask(charlie, "GET", address) for address in (foreign, unknown)]
    assert (given[0].status_code, given[0].content) == (404, given[1].content)
    assert given[1].status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/no-such-page", "/contact/no-such-page", "/static/no-such-file.css"])
def test_what_is_not_there_carries_the_headers_too(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert list(headers.wrong(answer.headers, is_intake=address.startswith(INTAKE))) == []


def test_a_keeper_of_identities_opens_what_a_monitor_opens_and_what_is_written_besides(cast, organisation):
    keeper = Browser(person("keeper", organisation, Role.CUSTODIAN))
    differing = {}
    for name, rows in ROUTE_MATRIX.items():
        with at_route(name, organisation, cast) as address:
            for method, row in rows.items():
                given = ask(keeper, method, address, POSTED.get(name, {})).status_code
                if given != answers(row)["monitor"]:
                    differing.setdefault(name, {})[method] = given
    assert differing == KEEPER_BESIDES
