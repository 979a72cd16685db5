"""Every address of the interface, every method and every scope: written by hand, and held against the views."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.api.views import ApiView
from accounts.choices import Role, Scope
from accounts.tokens import scopes_for
from complaints.api.reading import flat_views
from complaints.exports.columns import CHILDREN
from tests.api.clients import program
from tests.cast import person
from tests.complaints.sealed_cases import own_case

R, W, V, U, S, H = (
    *(Scope.CASES_READ, Scope.CASES_WRITE, Scope.VISITS_READ, Scope.VISITS_WRITE),
    *(Scope.STATS_READ, Scope.SUBMIT),
)
READING = {R, W}
ANY = {R, W, V, U, S}
# name -> method -> the scopes of which one is needed
MATRIX = {
    "api_root": {"GET": {*ANY, H}},
    "api_jobs": {"GET": ANY},
    "api_job": {"GET": ANY},
    "api_lists": {"GET": ANY},
    "api_list": {"GET": ANY},
    "api_changes": {"GET": {R, W, V, U}},
    "api_submissions": {"POST": {H, W}},
    "api_cases": {"GET": READING, "POST": {W}},
    "api_many_cases": {"POST": {W}},
    "api_many_events": {"POST": {W}},
    "api_case": {"GET": READING, "PATCH": {W}},
    **{f"api_case_{table.name}": {"GET": READING} for table in CHILDREN},
    **{f"api_{name.replace('-', '_')}": {"GET": READING} for name, _view in flat_views()},
    "api_case_events": {"GET": READING, "POST": {W}},
    "api_case_complaints": {"GET": READING, "POST": {W}},
    "api_exports": {"GET": {R}, "POST": {R}},
    "api_export": {"GET": {R}, "DELETE": {R}},
    "api_export_file": {"GET": {R}},
    "api_export_stream": {"GET": {R}},
    "api_imports": {"GET": {W}, "POST": {W}},
    "api_mappings": {"GET": {W}},
    "api_import": {"GET": {W}, "DELETE": {W}},
    "api_import_rejected": {"GET": {W}},
    "api_import_check": {"POST": {W}},
    "api_import_confirm": {"POST": {W}},
    "api_import_undo": {"POST": {W}},
    "api_visits": {"GET": {V, U}, "POST": {U}},
    "api_visit": {"GET": {V, U}},
    "api_findings": {"GET": {V, U}},
    "api_recommendations": {"GET": {V, U}},
    "api_recommendation": {"GET": {V, U}},
    "api_recommendation_steps": {"POST": {U}},
    "api_funnel": {"GET": {S}},
    "api_survival": {"GET": {S}},
    "api_figures": {"GET": {S}},
    "api_limits": {"GET": {S}},
    "api_indicators": {"GET": {S}},
    "api_publications": {"GET": {S}, "POST": {S}},
    "api_publication": {"GET": {S}},
}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def api_views() -> dict[str, type]:
    """Name of each route of the interface -> its view."""
    found = {}
    for pattern in get_resolver().url_patterns:
        if str(pattern.pattern) == "api/v1/":
            found |= {route.name: route.callback.view_class for route in pattern.url_patterns}
    return found


def address(name: str, reference: str) -> str:
    """An address of the route."""
    nothing = {"uuid": "00000000-0000-4000-8000-000000000000"}
    given = {
        "api_job": nothing,
        "api_export": nothing,
        "api_export_file": nothing,
        "api_import": nothing,
        "api_import_rejected": nothing,
        "api_import_check": nothing,
        "api_import_confirm": nothing,
        "api_import_undo": nothing,
        "api_publication": nothing,
        "api_list": {"name": "bodies"},
        "api_visit": {"reference": "XXXX-XXXX"},
        "api_recommendation": nothing,
        "api_recommendation_steps": nothing,
    }
    if name.startswith("api_case") and name != "api_cases":
        return reverse(name, kwargs={"reference": reference})
    return reverse(name, kwargs=given.get(name, {}))


def test_every_address_stands_in_the_matrix_and_asks_for_what_is_written_there():
    views = api_views()
    assert set(views) == set(MATRIX)
    assert all(issubclass(view, ApiView) for view in views.values())
    asked = {name: {method: set(scopes) for method, scopes in view.scopes.items()} for name, view in views.items()}
    for name, methods in MATRIX.items():
        handled = {method: scopes for method, scopes in asked[name].items() if hasattr(views[name], method.lower())}
        assert handled == methods, name


@pytest.mark.django_db
@pytest.mark.parametrize("scope", list(Scope))
def test_a_token_does_what_its_scope_says_and_nothing_else(scope, organisation):
    # Somebody who may do everything that any scope brings.
    owner = person("everything", organisation, Role.LEAD, Role.CASE_WORKER, Role.MONITOR, Role.ANALYST)
    assert set(scopes_for(owner, organisation)) == set(Scope)
    reference = own_case(owner, organisation).reference
    client = program(owner, organisation, scope)
    for name, methods in MATRIX.items():
        for method in METHODS:
            answer = client.generic(method, address(name, reference), b"{}" if method != "GET" else b"")
            if method in methods and scope in methods[method]:
                assert answer.status_code in (200, 400, 404, 415, 422, 428), (name, method, answer.content)
            else:
                assert answer.status_code == 403, (name, method)
            assert answer.status_code == 200 or answer["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_nobody_without_a_token_is_answered():
    for name in MATRIX:
        for method in METHODS:
            answer = Client().generic(method, address(name, "XXXX-XXXX"))
            assert answer.status_code == 401, (name, method)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["nothing/", "cases/XXXX-XXXX/letters/", "jobs/no-number/", "lists/a%2Cb/"])
def test_an_address_that_leads_nowhere_is_told_as_a_problem(path, alia, organisation):
    client = program(alia, organisation, R)
    for method in METHODS:
        answer = client.generic(method, f"/api/v1/{path}")
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert Client().get(f"/api/v1/{path}").status_code == 401
