"""Image and compose file cannot be started by a test, so what they name is looked up: files, commands, variables."""

import re
import secrets
import stat
import subprocess
from importlib.util import find_spec

import pytest
import yaml
from django.conf import settings

BASE = settings.BASE_DIR
COMPOSE = yaml.safe_load((BASE / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
CONTAINER = (BASE / "config" / "container.sh").read_text()
DOCKERFILE = (BASE / "Dockerfile").read_text()


def test_the_house_is_complete():
    assert set(SERVICES) == {"prepare", "web", "worker", "beat", "postgres", "valkey", "proxy"}
    assert set(OURS) == {"prepare", "web", "worker", "beat"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_command_is_a_role_of_the_container(name):
    (role,) = OURS[name]["command"]
    assert re.search(rf"^{role}\)$", CONTAINER, re.M)


def test_container_runs_modules_that_exist():
    modules = set(re.findall(r"python -m ([\w.]+)", CONTAINER))
    assert modules == {"celery", "config.prepare", "config.probe", "gunicorn"}
    assert all(find_spec(module) for module in modules)


@pytest.mark.parametrize("role", ["unknown", "sh"])
def test_container_refuses_an_unknown_role(role):
    outcome = subprocess.run([BASE / "config" / "container.sh", role], capture_output=True, text=True, check=False)
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith("usage:")


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_containers_hold_no_rights_and_no_secret_in_the_open(name):
    service = OURS[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    environment = service["environment"]
    assert environment["ARYZ_ENV"] == "production"
    assert "SECRET_KEY" not in environment
    assert "DATABASE_URL" not in environment
    for variable, value in environment.items():
        if variable.endswith("_FILE"):
            assert value.removeprefix("/run/secrets/") in service["secrets"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_service_names_only_what_is_declared(name):
    service = SERVICES[name]
    assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])
    assert set(service["networks"]) <= set(COMPOSE["networks"])
    assert set(service.get("depends_on", {})) <= set(SERVICES)
    assert "healthcheck" in service or name == "prepare"
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        assert source in COMPOSE["volumes"] or (BASE / source).exists()
    if name not in OURS:
        assert re.fullmatch(r"[\w/]+:\d[\w.-]*", service["image"])


def test_variables_of_the_containers_are_documented():
    table = (BASE / "docs" / "settings.md").read_text()
    variables = {name.removesuffix("_FILE") for service in OURS.values() for name in service["environment"]}
    variables |= set(re.findall(r"\$\{([A-Z_]+):-", CONTAINER))
    assert {name for name in variables if f"`{name}`" not in table} == set()


def test_only_the_proxy_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert "inside" not in SERVICES["proxy"]["networks"]


def test_proxy_hands_no_address_of_a_visitor_inwards():
    caddyfile = (BASE / "config" / "Caddyfile").read_text()
    assert {"-X-Forwarded-For", "-X-Real-Ip", "-Forwarded"} <= set(caddyfile.split())


def test_image_runs_as_an_ordinary_user_from_the_lock():
    lines = DOCKERFILE.splitlines()
    assert lines[1].startswith("FROM python:3.13-slim")
    assert [line for line in lines if line.startswith("USER")] == ["USER aryz"]
    assert "--require-hashes -r requirements.txt" in DOCKERFILE
    assert "python manage.py collectstatic --noinput" in DOCKERFILE


def test_image_takes_no_private_folder_along():
    ignored = set((BASE / ".dockerignore").read_text().split())
    assert {".git", ".venv", "var", "secrets"} <= ignored


@pytest.mark.parametrize("path", ["config/container.sh", "config/environment.sh", "config/check.sh", ".ci/run"])
def test_script_can_be_run(path):
    assert (BASE / path).stat().st_mode & stat.S_IXUSR
    shell = "bash" if path == ".ci/run" else "sh"
    assert subprocess.run([shell, "-n", BASE / path], check=False).returncode == 0


def test_collectstatic_works_as_in_the_image(start, open_folder):
    outcome = start(
        "manage.py", "collectstatic", "--noinput", "--verbosity", "0",
        ARYZ_ENV="production", ALLOWED_HOSTS="localhost", SECRET_KEY=secrets.token_urlsafe(60),
        DATABASE_URL="postgresql://nobody@localhost/none", CELERY_BROKER_URL="redis://localhost:6379/0",
        STATIC_ROOT=str(open_folder / "static"),
    )  # fmt: skip
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert (open_folder / "static" / "staticfiles.json").exists()


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_lock_pins_every_line_with_hashes(name):
    lock = (BASE / f"{name}.txt").read_text()
    pins = re.findall(r"^([a-z0-9][\w.-]*)(\[[\w,]+\])?==", lock, re.M)
    assert len(pins) == len(re.findall(r"^[a-z0-9]", lock, re.M))
    assert lock.count("--hash=sha256:") >= len(pins)
    wanted = re.findall(r"^([A-Za-z][\w-]*)", (BASE / f"{name}.in").read_text(), re.M)
    assert {package.lower() for package in wanted} <= {package for package, _extras in pins}


def test_both_locks_agree():
    def pins(name):
        return dict(re.findall(r"^([\w.-]+)==(\S+)", (BASE / name).read_text(), re.M))

    run, development = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {package: development.get(package) for package in run} == run
