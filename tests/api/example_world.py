"""What the examples of the interface speak of: a case, visits, a recommendation, made by the examples themselves."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.http import HttpResponse

from accounts.api.schema_examples import example_of
from accounts.choices import Role, Scope
from accounts.models import Organisation, User
from complaints.exports.tasks import make_file
from complaints.models import ExportFile
from monitoring.models import Recommendation
from tests.api.clients import Program, program
from tests.api.example_sheets import CONTENT, MAPPING, SAVED, save_mapping, sheets_at_each_step
from tests.api.test_imports import sent
from tests.cast import person
from tests.complaints.sealed_cases import with_recovery_key
from tests.monitoring.visits import place
from tests.vault.keys import with_keys

CASE, VISIT, LATER_VISIT, PLACE = "7H2K-M4QX", "Q5J9-D2PC", "V3T8-R6WN", "INVENTED-1"


@dataclass(slots=True)
class World:
    """`arguments` are those of the addresses, by operation; `real` is what stands for each name of the examples."""

    owner: User
    organisation: Organisation
    arguments: dict[str, Mapping[str, object]] = field(default_factory=dict)
    real: dict[str, str] = field(default_factory=dict)
    programs: dict[str, Program] = field(default_factory=dict)
    begin: str = ""

    def program(self, scope: str) -> Program:
        """A program that holds one scope."""
        if scope not in self.programs:
            self.programs[scope] = program(self.owner, self.organisation, scope)
        return self.programs[scope]

    def request(self, operation: str) -> Mapping[str, object] | None:
        """The body of an example, with what is there in the place of what it names; None where it has none."""
        sent = (example_of(operation) or {}).get("request")
        text = json.dumps(sent)
        for name, real in self.real.items():
            text = text.replace(name, real)
        return json.loads(text)

    def send(self, operation: str, method: str, place: str, scope: str) -> HttpResponse:
        """Does what an example asks."""
        client, headers, body = self.program(scope), {}, self.request(operation)
        query = dict((example_of(operation) or {}).get("query", {}))
        if operation == "change_case":
            headers["If-Match"] = client.get(place)["ETag"]
        if operation == "list_changes":
            query["after"] = self.begin
        if method == "get":
            return client.get(place, query)
        if operation == "send_sheet":
            return sent(client, CONTENT, body["mapping"], file_name=body["file"])
        written = b"" if body is None else json.dumps(body).encode()
        return client.generic(method.upper(), place, written, headers=headers)


def make_world(organisation: Organisation) -> World:
    """A case and two visits to one place, recorded by the examples; the first visit has a recommendation."""
    owner = person("everything", organisation, Role.LEAD, Role.CASE_WORKER, Role.MONITOR, Role.ANALYST)
    with_keys(owner)
    with_recovery_key(organisation)
    place(PLACE)
    world = World(owner, organisation)
    world.begin = world.program(Scope.CASES_READ).read("/api/v1/changes/")["cursor"]
    told = {name: value for name, value in world.request("create_case").items() if name != "file_number"}
    case = _made(world, Scope.CASES_WRITE, "/api/v1/cases/", told)["reference"]
    visit = world.request("record_visit")
    first = _made(world, Scope.VISITS_WRITE, "/api/v1/visits/", visit)["reference"]
    advice = Recommendation.objects.get().uuid
    later = {name: visit[name] for name in ("facility", "regime", "visit_type", "notice")} | {
        "visited_on": "2025-09-02"
    }
    second = _made(world, Scope.VISITS_WRITE, "/api/v1/visits/", later)["reference"]
    save_mapping(owner, organisation)
    world.real.update({CASE: case, VISIT: first, LATER_VISIT: second, MAPPING: SAVED})
    world.arguments.update(sheets_at_each_step(world.program(Scope.CASES_WRITE)))
    file = _made(world, Scope.CASES_READ, "/api/v1/exports/", world.request("request_export"))
    make_file(ExportFile.objects.get().job_id)
    frozen = _made(world, Scope.STATS_READ, "/api/v1/publications/", world.request("create_publication"))
    about_export, about_advice = {"uuid": file["uuid"]}, {"uuid": advice}
    world.arguments.update(
        read_visit={"reference": first},
        read_recommendation=about_advice,
        add_step=about_advice,
        read_export=about_export,
        fetch_export=about_export,
        delete_export=about_export,
        read_publication={"uuid": frozen["uuid"]},
        read_job={"uuid": file["job"]},
        read_code_list={"name": "channels"},
    )
    return world


def _made(world: World, scope: str, path: str, sent: Mapping[str, object]) -> Mapping[str, str]:
    answer = world.program(scope).post(path, sent, content_type="application/json")
    assert answer.status_code in (201, 202), answer.content
    return answer.json()


def address(world: World, operation: str, path: str) -> str:
    """The address of an operation whose path in the schema is `path`."""
    given = {"reference": world.real[CASE], "uuid": UUID(int=0)} | dict(world.arguments.get(operation, {}))
    return path.format(**given)
